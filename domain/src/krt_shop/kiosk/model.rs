//! Kiosks, carnivals and stands as plain values.

use std::sync::Arc;

use chrono::NaiveDate;
use sea_orm::FromQueryResult;
use serde::Serialize;

use crate::{
    krt_shop::{
        product::Product,
        project::{Opening, OpeningHours, Project},
    },
    policy::Place,
    shared::{
        clock::Instant,
        geo::Position,
        id::{DistrictId, KioskId, ProductId, ProjectId},
        language::LocalizedText,
    },
};

/// What kind of place.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Serialize, sea_orm::EnumIter, sea_orm::DeriveActiveEnum,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum KioskKind {
    /// A point of sale with opening hours (KIOSK@KRT).
    Kiosk,
    /// A market for some days (Karnival Ekonomi).
    Carnival,
}

/// Whether it takes place.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Serialize, sea_orm::EnumIter, sea_orm::DeriveActiveEnum,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum KioskStatus {
    /// It is open, or takes place.
    Active,
    /// It was closed for good, or does not take place.
    Cancelled,
}

/// How far a project's wish for a stand has come.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Serialize, sea_orm::EnumIter, sea_orm::DeriveActiveEnum,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum StandStatus {
    /// It waits for an officer.
    Asked,
    /// It stands there: the public sees it.
    Confirmed,
    /// An officer has declined it, or taken it away.
    Declined,
    /// The project has left.
    Left,
}

/// What an officer decides about a stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StandDecision {
    /// The project stands there.
    Confirm,
    /// It does not, or not any more.
    Decline,
}

/// A kiosk or a carnival.
#[derive(Clone, Debug, PartialEq, FromQueryResult)]
pub struct Kiosk {
    /// The id.
    pub id: KioskId,
    /// What kind of place.
    pub kind: KioskKind,
    /// The name.
    pub name: LocalizedText,
    /// What there is.
    pub description: Option<LocalizedText>,
    /// The address.
    pub address: String,
    /// The state's code.
    pub state_code: String,
    /// The district.
    pub district_id: DistrictId,
    /// Degrees north.
    pub latitude: f64,
    /// Degrees east.
    pub longitude: f64,
    /// When a kiosk is open, in the order of the week.
    pub opening_hours: Option<OpeningHours>,
    /// When a carnival begins.
    pub starts_at: Option<Instant>,
    /// When it is over.
    pub ends_at: Option<Instant>,
    /// Until when it stands in lists.
    pub shown_until: Instant,
    /// Whether it takes place.
    pub status: KioskStatus,
    /// Why not.
    pub reason: Option<String>,
    /// Rises with every change.
    pub version: i64,
    /// When it was first written.
    pub created_at: Instant,
    /// When it was last changed.
    pub updated_at: Instant,
}

impl Kiosk {
    /// Where it stands, for the policy.
    #[must_use]
    pub fn place(&self) -> Place {
        Place {
            state: Some(self.state_code.clone()),
            district: Some(self.district_id),
            ..Place::default()
        }
    }

    /// Whether it stands in lists at this moment.
    #[must_use]
    pub fn is_shown(&self, now: Instant) -> bool {
        self.status == KioskStatus::Active && self.shown_until > now
    }
}

/// A kiosk or a carnival as it is written, whole each time.
#[derive(Clone, Debug, Serialize)]
pub struct NewKiosk {
    /// The id, when the phone makes it, so that a repeat is recognised; of one that is changed.
    pub id: Option<KioskId>,
    /// The version that was read, of one that is changed.
    pub version: Option<i64>,
    /// What kind of place; it never changes.
    pub kind: KioskKind,
    /// The name, at most 120 characters in each language.
    pub name: LocalizedText,
    /// What there is, at most 2,000 characters in each language.
    pub description: Option<LocalizedText>,
    /// The address, at most 300 characters.
    pub address: String,
    /// The district.
    pub district_id: DistrictId,
    /// Degrees north and east.
    pub position: (f64, f64),
    /// When a kiosk is open, 1 to 21 times a week; none of a carnival.
    pub opening_hours: Vec<Opening>,
    /// When a carnival begins; none of a kiosk.
    pub starts_at: Option<Instant>,
    /// When it is over: in the future, at most 31 days after it begins; none of a kiosk.
    pub ends_at: Option<Instant>,
}

/// Which places are wanted.
#[derive(Clone, Copy, Debug, Default)]
pub struct KioskFilter {
    /// The nearest to here first.
    pub near: Option<Position>,
    /// Not over before this day, in Malaysia.
    pub from: Option<NaiveDate>,
    /// Begun on this day, in Malaysia, or before.
    pub until: Option<NaiveDate>,
    /// Of this kind.
    pub kind: Option<KioskKind>,
}

/// A project that asks for a stand, with everything that it means to sell there.
#[derive(Clone, Debug, Serialize)]
pub struct Joining {
    /// Where.
    pub kiosk_id: KioskId,
    /// Who.
    pub project_id: ProjectId,
    /// What it sells there: listed offers of its own, at most 20, in the order in which to show them.
    pub products: Vec<ProductId>,
}

/// A project's wish for a stand.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub struct Stand {
    /// Where.
    pub kiosk_id: KioskId,
    /// Who.
    pub project_id: ProjectId,
    /// How far it has come.
    pub status: StandStatus,
    /// Why it was declined.
    pub reason: Option<String>,
    /// When it was asked for.
    pub asked_at: Instant,
    /// When it was decided.
    pub decided_at: Option<Instant>,
}

/// A project that stands at a place, as the public sees it.
#[derive(Clone, Debug)]
pub struct Standing {
    /// The stand itself, which is confirmed.
    pub stand: Stand,
    /// The project, which is at work.
    pub project: Arc<Project>,
    /// What of its offers it sells there.
    pub products: Vec<Product>,
}
