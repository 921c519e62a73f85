//! Months as phones see them.

use async_graphql::{Context, Description, Enum, ID, Object};
use domain::{
    mysrs::roster::{self, month},
    policy::{Action, Target},
    shared::id::PersonId,
};

use super::reasons::{
    RosterCounts, RosterExplanation, RosterFullness, RosterLeaderToBe, RosterProblem, RosterRelief,
};
use crate::graphql::{
    connection::connection,
    context::InRequest as _,
    mysrs::unit::{PatrolUnit, Shift},
    scalars::DateTime,
};

/// Where a roster stands in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "month::RosterStatus")]
pub enum RosterStatus {
    /// Only those who plan see it.
    Draft,
    /// The unit has it.
    Published,
}

/// What somebody does in a team.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "roster::TeamDuty")]
pub enum TeamDuty {
    /// Leads the team.
    Leader,
    /// Goes along.
    Member,
}

/// Somebody's place in a shift.
#[derive(Description)]
pub struct ShiftSeat(pub roster::ShiftSeat);

#[Object(use_type_description)]
impl ShiftSeat {
    /// The person's id.
    async fn person_id(&self) -> ID {
        self.0.person_id.into()
    }

    /// The name that others see.
    async fn display_name(&self) -> &str {
        &self.0.display_name
    }

    /// Whether it was agreed, so that planning anew keeps it.
    async fn pinned(&self) -> bool {
        self.0.pinned
    }

    /// What they do in the team; members all, in a shift that was published alone.
    async fn duty(&self) -> TeamDuty {
        self.0.duty.into()
    }
}

/// Somebody's part in a month.
#[derive(Description)]
pub struct RosterPart(month::Part);

#[Object(use_type_description)]
impl RosterPart {
    /// The person's id.
    async fn person_id(&self) -> ID {
        self.0.person_id.into()
    }

    /// The name that others see.
    async fn display_name(&self) -> &str {
        &self.0.display_name
    }

    /// How much they have in this roster.
    async fn load(&self) -> RosterCounts {
        self.0.load.into()
    }

    /// How far they stay below their share, in hundredths of a shift; below 0 above it.
    async fn owes_hundredths(&self) -> RosterCounts {
        self.0.owes.into()
    }
}

/// A month of a unit's shifts.
#[derive(Description)]
pub struct Roster(pub month::Roster);

impl Roster {
    async fn unit_of(&self, context: &Context<'_>) -> domain::Result<PatrolUnit> {
        Ok(PatrolUnit(context.loaders()?.patrol_unit(self.0.unit_id).await?))
    }
}

#[Object(use_type_description)]
impl Roster {
    /// The id.
    async fn id(&self) -> ID {
        self.0.id.into()
    }

    /// The unit.
    async fn unit(&self, context: &Context<'_>) -> domain::Result<PatrolUnit> {
        self.unit_of(context).await
    }

    /// The month in Malaysia: `2026-03`.
    async fn month(&self) -> &str {
        &self.0.month
    }

    /// Where it stands in its life.
    async fn status(&self) -> RosterStatus {
        self.0.status.into()
    }

    /// Rises with every change: `rosterGenerate`, `rosterPin` and `rosterPublish` want it.
    async fn version(&self) -> i64 {
        self.0.version
    }

    /// The seed of the last planning: the same month with the same seed is planned the same.
    async fn seed(&self) -> i64 {
        self.0.seed
    }

    /// When it was last planned.
    async fn generated_at(&self) -> DateTime {
        DateTime(self.0.generated_at)
    }

    /// When it was published; null for a draft.
    async fn published_at(&self) -> Option<DateTime> {
        self.0.published_at.map(DateTime)
    }

    /// Its shifts, the earliest first, at most 200 and those that were cancelled.
    async fn shifts(&self, context: &Context<'_>) -> domain::Result<Vec<Shift>> {
        let shifts = month::shifts_of_roster(context.ctx()?, self.0.id).await?;
        Ok(shifts.into_iter().map(Shift).collect())
    }

    /// How far it was whole when it was last planned; `problems` says what it lacks now.
    async fn fullness(&self) -> RosterFullness {
        self.0.said().fullness.into()
    }

    /// How many places changed hands when it was last planned.
    async fn changed(&self) -> i64 {
        self.0.said().changed
    }

    /// Everybody who belongs to the unit now, with why and why not, as the month stands now, whoever
    /// changed it since it was planned: for those who plan. Volunteers read their own alone.
    async fn explanations(&self, context: &Context<'_>) -> domain::Result<Vec<RosterExplanation>> {
        let ctx = context.ctx()?;
        let all = month::explanations_of(ctx, &self.0).await?;
        let people: Vec<PersonId> = all.iter().map(|it| it.person_id).collect();
        let mut names = month::names(ctx, &people).await?;
        let explained = all.into_iter().map(|said| {
            let name = names.remove(&said.person_id).unwrap_or_default();
            RosterExplanation { said, name }
        });
        Ok(explained.collect())
    }

    /// What its shifts to come lack as it stands now, whoever changed it since it was planned; and what
    /// was agreed and could not be kept when it was last planned (`PIN_REFUSED`), until they are in that
    /// shift after all. For those who plan; empty for others.
    async fn problems(&self, context: &Context<'_>) -> domain::Result<Vec<RosterProblem>> {
        let ctx = context.ctx()?;
        let all = month::problems_of(ctx, &self.0).await?;
        let people: Vec<PersonId> = all.iter().filter_map(|it| it.person_id).collect();
        let names = month::names(ctx, &people).await?;
        let problems = all.into_iter().map(|said| {
            let name = said.person_id.and_then(|id| names.get(&id).cloned());
            RosterProblem { said, name }
        });
        Ok(problems.collect())
    }

    /// What would have made it whole when it was last planned, people who could lead as well before rules
    /// that would be milder: for those who plan; empty for others, and when it kept every rule.
    async fn reliefs(&self, context: &Context<'_>) -> domain::Result<Vec<RosterRelief>> {
        let ctx = context.ctx()?;
        let all = month::reliefs_of(ctx, &self.0).await?;
        let people = all.iter().flat_map(|it| it.people.iter().map(|one| one.person_id));
        let names = month::names(ctx, &people.collect::<Vec<_>>()).await?;
        let named = |one: &month::LeaderToBe| RosterLeaderToBe {
            person_id: one.person_id.into(),
            patroller_id: one.patroller_id.into(),
            display_name: names.get(&one.person_id).cloned().unwrap_or_default(),
        };
        let relief = |said: month::Relief| {
            let people = said.people.iter().map(named).collect();
            RosterRelief { said, people }
        };
        Ok(all.into_iter().map(relief).collect())
    }

    /// Who has how much of it, as it stands now, by name.
    async fn fairness(&self, context: &Context<'_>) -> domain::Result<Vec<RosterPart>> {
        let parts = month::fairness(context.ctx()?, &self.0).await?;
        Ok(parts.into_iter().map(RosterPart).collect())
    }

    /// Whether the viewer may publish it now.
    async fn viewer_can_publish(&self, context: &Context<'_>) -> domain::Result<bool> {
        let place = self.unit_of(context).await?.0.place();
        let draft = self.0.status == month::RosterStatus::Draft;
        Ok(draft && context.ctx()?.may(Action::RosterPublish, &Target::at(place)))
    }
}

connection!(RosterConnection, RosterEdge, Roster, "rosters");
