//! A shift of a unit.

use async_graphql::{Context, Description, Enum, ID, Object};
use domain::mysrs::roster;

use super::{people::PatrolMember, record::PatrolUnit};
use crate::graphql::{
    connection::connection, context::InRequest as _, mysrs::roster::ShiftSeat, scalars::DateTime,
};

/// Where a shift stands in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "roster::ShiftStatus")]
pub enum ShiftStatus {
    /// Planned in a month that is not published: only those who plan see it.
    Draft,
    /// Seen by the unit.
    Published,
    /// It does not take place.
    Cancelled,
}

/// A planned shift of a unit.
#[derive(Description)]
pub struct Shift(pub roster::Shift);

#[Object(use_type_description)]
impl Shift {
    /// The id.
    pub async fn id(&self) -> ID {
        self.0.id.into()
    }

    /// The unit that patrols.
    async fn unit(&self, context: &Context<'_>) -> domain::Result<PatrolUnit> {
        Ok(PatrolUnit(context.loaders()?.patrol_unit(self.0.unit_id).await?))
    }

    /// From when.
    async fn starts_at(&self) -> DateTime {
        DateTime(self.0.starts_at)
    }

    /// Until when.
    async fn ends_at(&self) -> DateTime {
        DateTime(self.0.ends_at)
    }

    /// Where it meets.
    async fn place(&self) -> &str {
        &self.0.place
    }

    /// Where it stands in its life.
    async fn status(&self) -> ShiftStatus {
        self.0.status.into()
    }

    /// Who patrols, by name.
    async fn members(&self, context: &Context<'_>) -> domain::Result<Vec<PatrolMember>> {
        let members = context.loaders()?.members_of_shift(self.0.id).await?;
        Ok(members.into_iter().map(PatrolMember).collect())
    }

    /// Who is in it, by name, with what was agreed and what they do.
    async fn seats(&self, context: &Context<'_>) -> domain::Result<Vec<ShiftSeat>> {
        let seats = context.loaders()?.seats_of_shift(self.0.id).await?;
        Ok(seats.into_iter().map(ShiftSeat).collect())
    }

    /// So many people it should have; null for one that was published alone.
    async fn needed(&self) -> Option<i64> {
        self.0.needed
    }

    /// Why it does not take place; null when it does.
    async fn cancel_reason(&self) -> Option<&str> {
        self.0.cancel_reason.as_deref()
    }

    /// Rises with every change.
    async fn version(&self) -> i64 {
        self.0.version
    }

    /// When it was published; when it was planned, while it is a draft.
    async fn created_at(&self) -> DateTime {
        DateTime(self.0.created_at)
    }
}

connection!(ShiftConnection, ShiftEdge, Shift, "shifts");
