//! Empty houses and the looks at them as plain values.

use serde::{Deserialize, Serialize};

use crate::{
    mysrs::patrol::{ClockEvidence, ItemOutcome},
    shared::{
        clock::Instant,
        error::Refusal,
        geo::Position,
        id::{AreaId, HouseAwayId, HouseVisitId, MediaId, PersonId, SectorId},
        media::Picture,
    },
};

/// What names a house and says what to look at; sealed wherever it is kept.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HouseDetails {
    /// The address, at most 200 characters.
    pub address: String,
    /// Degrees north.
    pub latitude: Option<f64>,
    /// Degrees east.
    pub longitude: Option<f64>,
    /// Whom to call, when its people want to be called: in E.164.
    pub contact_phone: Option<String>,
    /// What to look at, at most 1,000 characters.
    pub note: Option<String>,
}

impl HouseDetails {
    /// Where it is, when that was told.
    #[must_use]
    pub fn position(&self) -> Option<Position> {
        Position::on_globe(self.latitude?, self.longitude?)
    }
}

/// A house that is empty for a time.
#[derive(Clone, Debug, PartialEq)]
pub struct HouseAway {
    /// The id, made by the phone that told of it.
    pub id: HouseAwayId,
    /// The area.
    pub area_id: AreaId,
    /// Who told of it.
    pub person_id: PersonId,
    /// Since when it is empty.
    pub starts_at: Instant,
    /// Until when it was told to be empty.
    pub ends_at: Instant,
    /// When somebody is at home again: `ends_at`, or earlier when that was said.
    pub over_at: Instant,
    /// When it was said that somebody is at home earlier.
    pub cancelled_at: Option<Instant>,
    /// What names it.
    pub details: HouseDetails,
    /// Rises with every change.
    pub version: i64,
    /// When it was told.
    pub created_at: Instant,
    /// When it was last changed.
    pub updated_at: Instant,
    /// How often patrols looked at it.
    pub visit_count: i64,
    /// When a patrol last looked at it.
    pub last_visit_at: Option<Instant>,
}

/// What its people say of a house, as they wrote it.
#[derive(Clone, Debug)]
pub struct HouseWish {
    /// The address, at most 200 characters.
    pub address: String,
    /// Degrees north and east.
    pub position: Option<(f64, f64)>,
    /// A Malaysian mobile number, when they want to be called.
    pub contact_phone: Option<String>,
    /// What to look at, at most 1,000 characters.
    pub note: Option<String>,
    /// Since when it is empty.
    pub starts_at: Instant,
    /// Until when: at most 90 days.
    pub ends_at: Instant,
}

/// A house that is told of, or of which something else is told.
#[derive(Clone, Debug)]
pub struct SettingHouse {
    /// The id, made by the phone: the same id again changes the same house.
    pub id: HouseAwayId,
    /// The area.
    pub area_id: AreaId,
    /// What is said of it.
    pub wish: HouseWish,
    /// The version that was read; none for a house that is told of for the first time.
    pub version: Option<i64>,
}

/// An empty house as a patrol sees it.
#[derive(Clone, Debug, PartialEq)]
pub struct WatchedHouse {
    /// The house.
    pub house: HouseAway,
    /// The unit's sector in which it lies, when both have a place.
    pub sector_id: Option<SectorId>,
}

/// How often a house was read from the list of the empty ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sea_orm::FromQueryResult)]
pub struct HouseReadings {
    /// By so many people.
    pub people: i64,
    /// So many times.
    pub times: i64,
    /// The last time.
    pub last_at: Option<Instant>,
}

/// What a patrol found at a house.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Serialize, sea_orm::EnumIter, sea_orm::DeriveActiveEnum,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Finding {
    /// Nothing that should not be.
    AllWell,
    /// Something that its people should know of.
    SomethingSeen,
}

/// A patrol's look at a house, as a phone sends it.
#[derive(Clone, Debug)]
pub struct NewVisit {
    /// The id, made by the phone.
    pub id: HouseVisitId,
    /// The house.
    pub house_id: HouseAwayId,
    /// What was found.
    pub finding: Finding,
    /// What was seen; kept up to 2,000 characters.
    pub note: Option<String>,
    /// Degrees north and east of where it was recorded.
    pub position: Option<(f64, f64)>,
    /// How far off the position may be, in metres.
    pub accuracy_metres: Option<f64>,
    /// A photo, one's own and uploaded.
    pub photo: Option<MediaId>,
    /// When it was recorded, by the phone.
    pub recorded_at: Instant,
    /// Milliseconds since the phone was switched on, when it was recorded.
    pub monotonic_ms: Option<i64>,
}

/// Looks at houses that a phone sends at once.
#[derive(Clone, Debug, Default)]
pub struct VisitBatch {
    /// At most 100. An item that could not be read is answered with its refusal, in its place.
    pub items: Vec<Result<NewVisit, Refusal>>,
    /// What tells how wrong the phone's clock is.
    pub clock: ClockEvidence,
}

/// One item's answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VisitResult {
    /// What became of it.
    pub outcome: ItemOutcome,
    /// Whether its photo was left out, which is not one's own or not uploaded yet: the same item sent
    /// again after the upload adds it.
    pub photo_left_out: bool,
}

/// What is sealed of a look at a house: with the house's address it would say where nobody is.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct VisitDetails {
    pub note: Option<String>,
    pub latitude: Option<f64>,
    pub longitude: Option<f64>,
    pub accuracy_metres: Option<f64>,
}

impl VisitDetails {
    pub(super) fn position(&self) -> Option<Position> {
        Position::on_globe(self.latitude?, self.longitude?)
    }
}

/// A patrol's look at a house, as its people see it: nobody's name.
#[derive(Clone, Debug, PartialEq)]
pub struct HouseVisit {
    /// The id.
    pub id: HouseVisitId,
    /// When, as far as the server can tell.
    pub visited_at: Instant,
    /// When the server heard of it.
    pub received_at: Instant,
    /// What was found.
    pub finding: Finding,
    /// What was seen.
    pub note: Option<String>,
    /// How far away from the house the phone was, in metres, when both places are known.
    pub metres_away: Option<f64>,
    /// The photo.
    pub photo: Option<Picture>,
}
