//! What phones send about changes of hands.

use async_graphql::{ID, InputObject};
use domain::mysrs::swap::{LegAsked, SwapAsking, SwapKind};

use crate::graphql::context;

/// A shift that somebody would give.
#[derive(InputObject)]
pub struct ShiftSwapLegInput {
    /// The shift.
    shift_id: ID,
    /// Who is in it and would give it.
    person_id: ID,
}

/// Shifts that would change hands: each gives theirs to the next, the last to the first.
#[derive(InputObject)]
pub struct ShiftSwapRequestInput {
    /// The id (`swap_…`), made by the phone: the same id again brings the same.
    id: ID,
    /// Two, or three for a ring, the viewer's own first; all of one unit. They may lie in more than one
    /// month: each month keeps its own rules.
    legs: Vec<ShiftSwapLegInput>,
    /// Why, at most 500 characters.
    reason: Option<String>,
    /// Given back unchanged in the answer.
    pub(super) client_mutation_id: Option<String>,
}

impl ShiftSwapRequestInput {
    pub(super) fn read(&self) -> domain::Result<SwapAsking> {
        let leg = |leg: &ShiftSwapLegInput| -> domain::Result<LegAsked> {
            Ok(LegAsked {
                shift_id: context::id(&leg.shift_id, "legs.shiftId")?,
                person_id: context::id(&leg.person_id, "legs.personId")?,
            })
        };
        Ok(SwapAsking {
            id: context::id(&self.id, "id")?,
            kind: SwapKind::Ring,
            legs: self.legs.iter().map(leg).collect::<domain::Result<_>>()?,
            to_person_id: None,
            reason: self.reason.clone(),
        })
    }
}

/// A shift that the viewer would give away.
#[derive(InputObject)]
pub struct ShiftGiveAwayInput {
    /// The id (`swap_…`), made by the phone: the same id again brings the same.
    pub(super) id: ID,
    /// The viewer's shift, theirs until somebody takes it.
    pub(super) shift_id: ID,
    /// To whom; to whoever takes it first when nothing is said.
    pub(super) to_person_id: Option<ID>,
    /// Why, at most 500 characters.
    pub(super) reason: Option<String>,
    /// Given back unchanged in the answer.
    pub(super) client_mutation_id: Option<String>,
}

/// An answer to whoever asks.
#[derive(InputObject)]
pub struct ShiftSwapAcceptInput {
    /// The change of hands.
    pub(super) id: ID,
    /// Whether the viewer agrees.
    #[graphql(default = true)]
    pub(super) accept: bool,
    /// Given back unchanged in the answer.
    pub(super) client_mutation_id: Option<String>,
}

/// A decision about a change of hands on which all have agreed.
#[derive(InputObject)]
pub struct ShiftSwapDecideInput {
    /// The change of hands.
    pub(super) id: ID,
    /// Whether it is approved.
    pub(super) approve: bool,
    /// Given back unchanged in the answer.
    pub(super) client_mutation_id: Option<String>,
}

/// A change of hands that is taken back.
#[derive(InputObject)]
pub struct ShiftSwapCancelInput {
    /// The change of hands.
    pub(super) id: ID,
    /// Given back unchanged in the answer.
    pub(super) client_mutation_id: Option<String>,
}

/// A shift to which the viewer cannot come.
#[derive(InputObject)]
pub struct ShiftDropInput {
    /// The id (`swap_…`), made by the phone: the same id again brings the same.
    pub(super) id: ID,
    /// The viewer's shift.
    pub(super) shift_id: ID,
    /// Why, at most 500 characters.
    pub(super) reason: Option<String>,
    /// Given back unchanged in the answer.
    pub(super) client_mutation_id: Option<String>,
}

/// An open shift that the viewer takes.
#[derive(InputObject)]
pub struct ShiftTakeInput {
    /// The shift.
    pub(super) shift_id: ID,
    /// Given back unchanged in the answer.
    pub(super) client_mutation_id: Option<String>,
}
