//! Changes of hands as phones see them.

use async_graphql::{Context, Description, Enum, ID, Object, SimpleObject};
use domain::mysrs::{roster, swap};

use crate::graphql::{
    connection::connection, context::InRequest as _, mysrs::unit::Shift, outcome::UserError,
    scalars::DateTime,
};

/// In which way shifts change hands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "swap::SwapKind")]
pub enum ShiftSwapKind {
    /// Each gives their shift to the next one, the last to the first: two swap, or three in a ring.
    Ring,
    /// One gives a shift to somebody, or to whoever takes it first, and keeps it until then.
    Give,
    /// One was out of a shift at once, too late to wait: a stand-in was called.
    Drop,
}

/// Where a change of hands stands in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "swap::SwapStatus")]
pub enum ShiftSwapStatus {
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

/// A shift that somebody gives.
#[derive(Description)]
pub struct ShiftSwapLeg(swap::Leg);

#[Object(use_type_description)]
impl ShiftSwapLeg {
    /// The shift.
    async fn shift(&self, context: &Context<'_>) -> domain::Result<Shift> {
        Ok(Shift(roster::shift(context.ctx()?, self.0.shift_id).await?))
    }

    /// The id of who gives it.
    async fn person_id(&self) -> ID {
        self.0.person_id.into()
    }

    /// When they agreed; null while they have not.
    async fn accepted_at(&self) -> Option<DateTime> {
        self.0.accepted_at.map(DateTime)
    }
}

/// Shifts that change hands, or would.
#[derive(Description)]
pub struct ShiftSwap(pub swap::ShiftSwap);

#[Object(use_type_description)]
impl ShiftSwap {
    /// The id (`swap_…`), made by the phone that asked.
    async fn id(&self) -> ID {
        self.0.id.into()
    }

    /// The unit's id.
    async fn unit_id(&self) -> ID {
        self.0.unit_id.into()
    }

    /// In which way.
    async fn kind(&self) -> ShiftSwapKind {
        self.0.kind.into()
    }

    /// Where it stands in its life.
    async fn status(&self) -> ShiftSwapStatus {
        self.0.status.into()
    }

    /// The shifts that are given, the asker's first.
    async fn legs(&self, context: &Context<'_>) -> domain::Result<Vec<ShiftSwapLeg>> {
        let legs = swap::legs_of(context.ctx()?, self.0.id).await?;
        Ok(legs.into_iter().map(ShiftSwapLeg).collect())
    }

    /// The id of who asked.
    async fn requested_by_id(&self) -> ID {
        self.0.requested_by.into()
    }

    /// When.
    async fn requested_at(&self) -> DateTime {
        DateTime(self.0.requested_at)
    }

    /// The id of whom a shift is given to; null: of whoever takes it, or it is a ring.
    async fn to_person_id(&self) -> Option<ID> {
        self.0.to_person_id.map(Into::into)
    }

    /// Why.
    async fn reason(&self) -> Option<&str> {
        self.0.reason.as_deref()
    }

    /// Whether the unit's leader has to approve it.
    async fn needs_approval(&self) -> bool {
        self.0.needs_approval
    }

    /// When the first of the shifts begins, and it comes to nothing.
    async fn expires_at(&self) -> DateTime {
        DateTime(self.0.expires_at)
    }

    /// Since when it waits for nobody any more; null while it does.
    async fn settled_at(&self) -> Option<DateTime> {
        self.0.settled_at.map(DateTime)
    }
}

connection!(ShiftSwapConnection, ShiftSwapEdge, ShiftSwap, "changes of hands");

/// A shift in which somebody is wanted.
#[derive(Description)]
pub struct OpenShift(pub(super) swap::OpenShift);

#[Object(use_type_description)]
impl OpenShift {
    /// The shift.
    async fn shift(&self) -> Shift {
        Shift(self.0.shift.clone())
    }

    /// How many places are free: `shiftTake` takes one.
    async fn places(&self) -> i64 {
        self.0.places
    }

    /// The ids of those changes of hands in which somebody gives theirs to whoever takes it:
    /// `shiftSwapAccept` takes it.
    async fn offer_ids(&self) -> Vec<ID> {
        self.0.offers.iter().map(ID::from).collect()
    }
}

/// A change of hands, or why there is none.
#[derive(SimpleObject)]
pub struct ShiftSwapPayload {
    /// The change of hands.
    pub(super) swap: Option<ShiftSwap>,
    /// Why not: the rules that it would break (`REST_TOO_SHORT`, `MONTH_FULL`, `TEAM_LACKS_LEADER`, …),
    /// `SHIFT_PROMISED`, `ALREADY_DECIDED`, … `field` is where the input names the shift or the person:
    /// `legs.0.shiftId`, `shiftId`, `toPersonId`, `id`.
    pub(super) user_errors: Vec<UserError>,
    /// As it was given.
    pub(super) client_mutation_id: Option<String>,
}
