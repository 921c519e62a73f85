//! The figures of a month.

use async_graphql::{Context, Description, Enum, Object, SimpleObject};
use domain::mysrs::{
    incident,
    report::month::{self, MonthFigures},
};

use crate::graphql::{context::InRequest as _, mysrs::incident::IncidentCount, outcome::seen};

/// The strategic plan's colour of how far a target is reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "month::Colour")]
pub enum PlanColour {
    /// There is nothing to reckon from.
    Black,
    /// 0 to 40 of 100.
    Red,
    /// 41 to 80 of 100.
    Yellow,
    /// 81 of 100 and more.
    Green,
}

/// A part of a whole, with the plan's colour.
#[derive(Clone, Copy, Debug, SimpleObject)]
pub struct PlanShare {
    /// The part.
    part: i64,
    /// The whole.
    whole: i64,
    /// Of 100, rounded down; null when there is nothing to reckon from.
    percent: Option<i64>,
    /// The plan's colour.
    colour: PlanColour,
}

impl From<month::Share> for PlanShare {
    fn from(share: month::Share) -> Self {
        let (percent, colour) = (share.percent(), share.colour().into());
        Self { part: share.part, whole: share.whole, percent, colour }
    }
}

/// The figures of a month of a unit, an area, a district, a state or the country. They follow what is
/// recorded within some minutes, also what comes in late.
#[derive(Description)]
pub struct PatrolMonth(pub MonthFigures);

#[Object(use_type_description)]
impl PatrolMonth {
    /// The month in Malaysia: `2026-03`.
    async fn month(&self) -> &str {
        &self.0.month
    }

    /// How many patrols that began in it have ended; those that were cancelled do not count.
    async fn patrols(&self) -> i64 {
        self.0.counts.patrols
    }

    /// For how long their records prove that somebody was on them, in hours: each patrol's
    /// `provenSeconds`. Whoever was on two at once counts once.
    #[expect(clippy::cast_precision_loss, reason = "no month has 2^52 seconds of patrols")]
    async fn hours(&self) -> f64 {
        self.0.counts.seconds as f64 / 3600.0
    }

    /// How many members patrolled; whoever patrols with two units counts in each.
    async fn members(&self) -> i64 {
        self.0.counts.people
    }

    /// How many checkpoints the patrols came past, each once a patrol, of those that there were and that
    /// were open at some time of it.
    async fn coverage(&self) -> PlanShare {
        self.0.coverage().into()
    }

    /// How many units were active, of those that were at work when the month ended (or are, while it is on)
    /// or that patrolled in it. A unit that rests or ends later stays in the months before.
    async fn active_units(&self) -> PlanShare {
        self.0.active_units().into()
    }

    /// A unit with so many patrols in the month is active, by the rule of its last day.
    async fn active_from_patrols(&self) -> i64 {
        self.0.active_from
    }

    /// The incidents of the month by category and hour of the day; what has none is left out. For the
    /// unit's leader, the area's chair, secretary and their deputies, and the officers there; null for
    /// everybody else.
    async fn incidents(&self, context: &Context<'_>) -> domain::Result<Option<Vec<IncidentCount>>> {
        let (ctx, MonthFigures { within, month, .. }) = (context.ctx()?, &self.0);
        let counts = seen(incident::incident_counts(ctx, within, month).await)?;
        Ok(counts.map(|counts| counts.into_iter().map(IncidentCount).collect()))
    }
}
