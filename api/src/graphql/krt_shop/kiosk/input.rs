//! What is sent about kiosks and carnivals.

use async_graphql::{ID, InputObject};
use domain::{
    krt_shop::kiosk::{Joining, NewKiosk},
    shared::id::{KioskId, ProjectId},
};

use super::types::{KioskKind, KioskStandDecision};
use crate::graphql::{
    context,
    krt_shop::registry::ProjectOpeningInput,
    scalars::DateTime,
    values::{CoordinatesInput, LocalizedTextInput},
};

/// A kiosk or a carnival as it is written, whole each time: what is left out is not said.
#[derive(InputObject)]
pub struct KioskSetInput {
    /// The id (`kiosk_…`), when the phone makes it, so that a repeat is recognised; of one that is
    /// changed.
    id: Option<ID>,
    /// The version that was read, of one that is changed; left out for a new one.
    version: Option<i64>,
    /// What kind of place; it never changes.
    kind: KioskKind,
    /// The name, at most 120 characters in each language.
    name: LocalizedTextInput,
    /// What there is, at most 2,000 characters in each language.
    description: Option<LocalizedTextInput>,
    /// The address, at most 300 characters.
    address: String,
    /// The district, by its id.
    district_id: ID,
    /// Where it is on the map.
    coordinates: CoordinatesInput,
    /// When a kiosk is open, 1 to 21 times a week, none of which meets another; none of a carnival.
    opening_hours: Option<Vec<ProjectOpeningInput>>,
    /// When a carnival begins; none of a kiosk.
    starts_at: Option<DateTime>,
    /// When a carnival is over: in the future, at most 31 days after it begins; none of a kiosk.
    ends_at: Option<DateTime>,
    /// Made by the phone, at most 128 characters: the same key brings the first outcome again, for
    /// 30 days.
    pub(super) idempotency_key: Option<String>,
    /// Given back unchanged in the answer.
    pub(super) client_mutation_id: Option<String>,
}

impl KioskSetInput {
    pub(super) fn read(self) -> domain::Result<NewKiosk> {
        let hours = self.opening_hours.unwrap_or_default();
        Ok(NewKiosk {
            id: self.id.as_ref().map(|id| context::id(id, "id")).transpose()?,
            version: self.version,
            kind: self.kind.into(),
            name: self.name.into(),
            description: self.description.map(Into::into),
            address: self.address,
            district_id: context::id(&self.district_id, "districtId")?,
            position: (self.coordinates.latitude, self.coordinates.longitude),
            opening_hours: hours.into_iter().map(Into::into).collect(),
            starts_at: self.starts_at.map(|at| at.0),
            ends_at: self.ends_at.map(|at| at.0),
        })
    }
}

/// Which place does not take place, and why.
#[derive(InputObject)]
pub struct KioskCancelInput {
    /// The id of the kiosk or carnival.
    pub(super) id: ID,
    /// Why, at most 500 characters; the public reads it.
    pub(super) reason: String,
    /// Given back unchanged in the answer.
    pub(super) client_mutation_id: Option<String>,
}

/// A project that asks for a stand, with everything that it means to sell there.
#[derive(InputObject)]
pub struct KioskJoinInput {
    /// The id of the kiosk or carnival.
    kiosk_id: ID,
    /// The project's id.
    project_id: ID,
    /// What it sells there, in the order in which to show it, at most 20: listed offers of its own.
    #[graphql(default)]
    product_ids: Vec<ID>,
    /// Given back unchanged in the answer.
    pub(super) client_mutation_id: Option<String>,
}

impl KioskJoinInput {
    pub(super) fn read(&self) -> domain::Result<Joining> {
        Ok(Joining {
            kiosk_id: context::id(&self.kiosk_id, "kioskId")?,
            project_id: context::id(&self.project_id, "projectId")?,
            products: context::ids(&self.product_ids, "productIds")?,
        })
    }
}

/// Which stand is given up.
#[derive(InputObject)]
#[expect(clippy::struct_field_names, reason = "the contract names them so")]
pub struct KioskLeaveInput {
    /// The id of the kiosk or carnival.
    kiosk_id: ID,
    /// The project's id.
    project_id: ID,
    /// Given back unchanged in the answer.
    pub(super) client_mutation_id: Option<String>,
}

impl KioskLeaveInput {
    pub(super) fn read(&self) -> domain::Result<(KioskId, ProjectId)> {
        let kiosk = context::id(&self.kiosk_id, "kioskId")?;
        Ok((kiosk, context::id(&self.project_id, "projectId")?))
    }
}

/// What an officer decides about a stand.
#[derive(InputObject)]
pub struct KioskStandDecideInput {
    /// The id of the kiosk or carnival.
    kiosk_id: ID,
    /// The project's id.
    project_id: ID,
    /// Whether it stands there.
    pub(super) decision: KioskStandDecision,
    /// Why not, at most 500 characters: needed to decline.
    pub(super) reason: Option<String>,
    /// Given back unchanged in the answer.
    pub(super) client_mutation_id: Option<String>,
}

impl KioskStandDecideInput {
    pub(super) fn read(&self) -> domain::Result<(KioskId, ProjectId)> {
        let kiosk = context::id(&self.kiosk_id, "kioskId")?;
        Ok((kiosk, context::id(&self.project_id, "projectId")?))
    }
}
