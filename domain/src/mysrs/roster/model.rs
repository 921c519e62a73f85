//! Shifts as plain values.

use serde::Serialize;

use crate::shared::{
    clock::Instant,
    id::{PatrolUnitId, PersonId, RosterId, ShiftId, ShiftTemplateId},
};

/// Where a shift stands in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sea_orm::EnumIter, sea_orm::DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ShiftStatus {
    /// Planned in a roster that is not published: only those who plan see it. With a reason why it
    /// was cancelled, it stays out when the roster is published.
    Draft,
    /// Seen by the unit.
    Published,
    /// It does not take place.
    Cancelled,
}

/// A planned shift.
#[derive(Clone, Debug, PartialEq, Eq, sea_orm::FromQueryResult)]
pub struct Shift {
    /// The id.
    pub id: ShiftId,
    /// The unit that patrols.
    pub unit_id: PatrolUnitId,
    /// From when.
    pub starts_at: Instant,
    /// Until when.
    pub ends_at: Instant,
    /// Where it meets.
    pub place: String,
    /// Where it stands in its life.
    pub status: ShiftStatus,
    /// Who published it; who planned it, while it is a draft.
    pub published_by: PersonId,
    /// When it was published; when it was planned, while it is a draft.
    pub created_at: Instant,
    /// The month in whose roster it stands; nothing for one that was published alone.
    pub roster_id: Option<RosterId>,
    /// The recurring shift that it was made from.
    pub template_id: Option<ShiftTemplateId>,
    /// So many people it should have; nothing for one that was published alone.
    pub needed: Option<i64>,
    /// Why it does not take place.
    pub cancel_reason: Option<String>,
    /// Rises with every change.
    pub version: i64,
    /// When it was last changed; nothing when it never was.
    pub changed_at: Option<Instant>,
}

impl Shift {
    /// A shift as it is when it is new.
    #[must_use]
    pub fn alone(id: ShiftId, new: NewShift, (by, now): (PersonId, Instant)) -> Self {
        Self {
            id,
            unit_id: new.unit_id,
            starts_at: new.starts_at,
            ends_at: new.ends_at,
            place: new.place,
            status: ShiftStatus::Published,
            published_by: by,
            created_at: now,
            roster_id: None,
            template_id: None,
            needed: None,
            cancel_reason: None,
            version: 1,
            changed_at: None,
        }
    }
}

/// What somebody does in a team.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, sea_orm::EnumIter, sea_orm::DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum TeamDuty {
    /// Leads the team.
    Leader,
    /// Goes along.
    Member,
}

/// Somebody's place in a shift.
#[derive(Clone, Debug, PartialEq, Eq, sea_orm::FromQueryResult)]
pub struct ShiftSeat {
    /// Which shift.
    pub shift_id: ShiftId,
    /// Who.
    pub person_id: PersonId,
    /// The name that others see.
    pub display_name: String,
    /// Whether it was agreed, so that planning anew keeps it.
    pub pinned: bool,
    /// What they do in the team.
    pub duty: TeamDuty,
}

/// A shift to be published.
#[derive(Clone, Debug, Serialize)]
pub struct NewShift {
    /// The id, when the phone makes it, so that a repeat is recognised.
    pub id: Option<ShiftId>,
    /// The unit that patrols.
    pub unit_id: PatrolUnitId,
    /// From when.
    pub starts_at: Instant,
    /// Until when: after the beginning, by at most what the rule allows (12 hours).
    pub ends_at: Instant,
    /// Where it meets, at most 120 characters.
    pub place: String,
    /// Who patrols: 1 to 40 volunteers of the unit.
    pub members: Vec<PersonId>,
}
