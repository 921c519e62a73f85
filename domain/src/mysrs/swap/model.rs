//! Changes of hands as plain values.

use serde::Serialize;

use crate::{
    mysrs::roster::Shift,
    shared::{
        clock::Instant,
        id::{PatrolUnitId, PersonId, ShiftId, ShiftSwapId},
    },
};

/// In which way shifts change hands.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Serialize, sea_orm::EnumIter, sea_orm::DeriveActiveEnum,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum SwapKind {
    /// Each gives their shift to the next one, the last to the first: two swap, or three in a ring.
    Ring,
    /// One gives a shift to somebody, or to whoever takes it first, and keeps it until then.
    Give,
    /// One is out of a shift at once, too late to wait: a stand-in is called.
    Drop,
}

/// Where a change of hands stands in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sea_orm::EnumIter, sea_orm::DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum SwapStatus {
    /// Somebody has not answered yet, or nobody has taken it.
    Open,
    /// All have agreed; the unit's leader has not.
    Accepted,
    /// The shifts have changed hands.
    Done,
    /// Somebody, or the unit's leader, said no.
    Declined,
    /// Whoever asked took it back, or somebody is not in their shift any more.
    Cancelled,
    /// A shift began before it was settled.
    Expired,
}

impl SwapStatus {
    /// Whether it still waits for somebody.
    #[must_use]
    pub fn waits(self) -> bool {
        matches!(self, Self::Open | Self::Accepted)
    }
}

/// A change of hands.
#[derive(Clone, Debug, PartialEq, Eq, sea_orm::FromQueryResult)]
pub struct ShiftSwap {
    /// The id, made by the phone that asks.
    pub id: ShiftSwapId,
    /// The unit.
    pub unit_id: PatrolUnitId,
    /// In which way.
    pub kind: SwapKind,
    /// Where it stands in its life.
    pub status: SwapStatus,
    /// Who asked.
    pub requested_by: PersonId,
    /// When.
    pub requested_at: Instant,
    /// To whom the shift is offered, or who has taken it; nothing: to whoever takes it first, or it
    /// is a ring.
    pub to_person_id: Option<PersonId>,
    /// Why.
    pub reason: Option<String>,
    /// Whether the unit's leader has to approve it.
    pub needs_approval: bool,
    /// When the first of the shifts begins.
    pub expires_at: Instant,
    /// Since when it waits for nobody any more.
    pub settled_at: Option<Instant>,
}

impl ShiftSwap {
    /// Whether it waits for the answer of one person, and that is somebody else. What is offered to
    /// all names nobody until it is taken, and then it is open no more: whom an open one names is
    /// whom it is offered to.
    pub(super) fn waits_for_another(&self, person: PersonId) -> bool {
        self.status == SwapStatus::Open && self.to_person_id.is_some_and(|to| to != person)
    }
}

/// A shift that somebody gives.
#[derive(Clone, Debug, PartialEq, Eq, sea_orm::FromQueryResult)]
pub struct Leg {
    /// Of which change of hands.
    pub swap_id: ShiftSwapId,
    /// Its place in the ring, from 0.
    pub number: i64,
    /// Which shift.
    pub shift_id: ShiftId,
    /// Who gives it.
    pub person_id: PersonId,
    /// When they agreed.
    pub accepted_at: Option<Instant>,
}

/// A shift that somebody would give.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct LegAsked {
    /// Which shift.
    pub shift_id: ShiftId,
    /// Who gives it.
    pub person_id: PersonId,
}

/// A change of hands to be asked for.
#[derive(Clone, Debug, Serialize)]
pub struct SwapAsking {
    /// The id, made by the phone.
    pub id: ShiftSwapId,
    /// In which way: a ring, or one gives.
    pub kind: SwapKind,
    /// The shifts that are given, the asker's first: 2 or 3 in a ring, else 1.
    pub legs: Vec<LegAsked>,
    /// To whom; only where one gives.
    pub to_person_id: Option<PersonId>,
    /// Why, at most 500 characters.
    pub reason: Option<String>,
}

/// A shift in which somebody is wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenShift {
    /// The shift.
    pub shift: Shift,
    /// How many places are free.
    pub places: i64,
    /// Who would give theirs to whoever takes it.
    pub offers: Vec<ShiftSwapId>,
}
