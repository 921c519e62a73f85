//! Why a month is as it is, with sentences in the viewer's language.

use async_graphql::{Context, Description, Enum, ID, Object, SimpleObject};
use domain::mysrs::roster::month;

use crate::graphql::context::InRequest as _;

/// How far a roster is whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "month::RosterFullness")]
pub enum RosterFullness {
    /// Every rule is kept and every place filled.
    Full,
    /// Every rule is kept; some teams are smaller than wanted.
    Short,
    /// No roster that keeps every rule was found: this one is the nearest, and cannot be published.
    Lacking,
}

/// Why somebody is not in a shift.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "month::ReasonCode")]
pub enum RosterReasonCode {
    /// They do not count as active: they live elsewhere, or are shut out.
    NotActive,
    /// They are not of the age that the rule asks for.
    NotAdult,
    /// A day that they keep free.
    DayOff,
    /// Hours at which they are away.
    Unavailable,
    /// A shift elsewhere is too near.
    Elsewhere,
    /// The limit of the month is reached.
    Cap,
    /// Another shift of theirs overlaps, or leaves too little rest.
    Rest,
    /// The open place is kept for somebody who can lead.
    KeptForLeader,
    /// It was the turn of others, who owed more.
    OthersOwedMore,
    /// The team was full, and as fair with others.
    NotNeeded,
    /// Nothing stands against it.
    Nothing,
}

/// The chief reason of how often somebody is in a roster.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "month::VerdictCode")]
pub enum RosterVerdict {
    /// They do not count as active.
    NotActive,
    /// They are not of the age that the rule asks for.
    NotAdult,
    /// They are away, or elsewhere, at all of the shifts.
    Away,
    /// They have as many patrols as a month allows.
    AtCap,
    /// They have their share, to less than one shift.
    Fair,
    /// They have a shift or more less than their share.
    Below,
    /// They have a shift or more above their share.
    Above,
}

/// What a roster can lack.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "month::ProblemCode")]
pub enum RosterProblemCode {
    /// A team is smaller than it must be.
    TeamTooSmall,
    /// Nobody, or too few, in a team can lead it.
    LeaderMissing,
    /// A team keeps the rules, but is smaller than it should be.
    PlacesOpen,
    /// These shifts need more turns than the people who could take them have left.
    TooFewPeople,
    /// … of those who can lead.
    TooFewLeaders,
    /// What was agreed breaks a rule, and was not kept.
    PinRefused,
}

/// A rule that could be milder.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "month::ReliefRule")]
pub enum RosterReliefRule {
    /// No rule is milder: so many more of the unit's people can lead, who are named in `leadersToBe`.
    /// `patrollerLeadSet` says so of each.
    MoreLeaders,
    /// So many patrols a month.
    PatrolsAMonth,
    /// Teams of so many.
    TeamLeast,
    /// So many in a team who can lead.
    TeamLeaders,
    /// So many minutes between two shifts.
    RestMinutes,
}

/// Shifts, nights and weekends, each counted alone.
#[derive(Clone, Copy, Debug, SimpleObject)]
pub struct RosterCounts {
    /// All shifts.
    pub shifts: i64,
    /// Those at night.
    pub nights: i64,
    /// Those at a weekend of the unit's state.
    pub weekends: i64,
}

impl From<month::Counts> for RosterCounts {
    fn from(counts: month::Counts) -> Self {
        Self { shifts: counts.shifts, nights: counts.nights, weekends: counts.weekends }
    }
}

/// A reason, with how often it stands against something.
#[derive(Description)]
pub struct RosterReason(month::Reason);

#[Object(use_type_description)]
impl RosterReason {
    /// Which.
    async fn code(&self) -> RosterReasonCode {
        self.0.code.into()
    }

    /// For how many shifts, or for how many people.
    async fn count(&self) -> i64 {
        self.0.count
    }

    /// The sentence, in Malay or English by `Accept-Language`.
    async fn message(&self, context: &Context<'_>) -> domain::Result<String> {
        Ok(self.0.sentence(context.ctx()?.languages.sentences()))
    }
}

/// What a roster means for somebody, and why.
#[derive(Description)]
pub struct RosterExplanation {
    pub(super) said: month::Explanation,
    pub(super) name: String,
}

#[Object(use_type_description)]
impl RosterExplanation {
    /// The person's id.
    async fn person_id(&self) -> ID {
        self.said.person_id.into()
    }

    /// The name that others see.
    async fn display_name(&self) -> &str {
        &self.name
    }

    /// How much they have in this roster.
    async fn load(&self) -> RosterCounts {
        self.said.load.into()
    }

    /// How far they stay below their share, in hundredths of a shift; below 0 above it. They take it
    /// into the next month.
    async fn owes_hundredths(&self) -> RosterCounts {
        self.said.owes.into()
    }

    /// The chief reason.
    async fn verdict(&self) -> RosterVerdict {
        self.said.verdict.into()
    }

    /// For the shifts that they do not have: what stands against it, the most frequent first.
    async fn reasons(&self) -> Vec<RosterReason> {
        self.said.reasons.iter().copied().map(RosterReason).collect()
    }

    /// The sentence, in Malay or English by `Accept-Language`.
    async fn message(&self, context: &Context<'_>) -> domain::Result<String> {
        Ok(self.said.sentence(context.ctx()?.languages.sentences()))
    }
}

/// What a roster lacks.
#[derive(Description)]
pub struct RosterProblem {
    pub(super) said: month::RosterProblem,
    pub(super) name: Option<String>,
}

#[Object(use_type_description)]
impl RosterProblem {
    /// What.
    async fn code(&self) -> RosterProblemCode {
        self.said.code.into()
    }

    /// The ids of the shifts in which.
    async fn shift_ids(&self) -> Vec<ID> {
        self.said.shift_ids.iter().map(ID::from).collect()
    }

    /// The id of the person whom it concerns, when it concerns one.
    async fn person_id(&self) -> Option<ID> {
        self.said.person_id.map(Into::into)
    }

    /// What that person is called.
    async fn display_name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// How many there are.
    async fn found(&self) -> i64 {
        self.said.found
    }

    /// How many there must, or should, be.
    async fn wanted(&self) -> i64 {
        self.said.wanted
    }

    /// Everybody who is not in it, by what stands against that, the most frequent first.
    async fn reasons(&self) -> Vec<RosterReason> {
        self.said.reasons.iter().copied().map(RosterReason).collect()
    }

    /// The sentence, in Malay or English by `Accept-Language`.
    async fn message(&self, context: &Context<'_>) -> domain::Result<String> {
        Ok(self.said.sentence(context.ctx()?.languages.sentences()))
    }
}

/// Somebody who could lead as well: an adult of the unit, whoever was on most of its patrols in the last
/// year first.
#[derive(Clone, Debug, SimpleObject)]
pub struct RosterLeaderToBe {
    /// The person's id.
    pub(super) person_id: ID,
    /// Under which id they belong to the unit: `patrollerLeadSet` takes it.
    pub(super) patroller_id: ID,
    /// The name that others see.
    pub(super) display_name: String,
}

/// A rule with a milder value, under which a roster that keeps all the others was found.
#[derive(Description)]
pub struct RosterRelief {
    pub(super) said: month::Relief,
    pub(super) people: Vec<RosterLeaderToBe>,
}

#[Object(use_type_description)]
impl RosterRelief {
    /// Which rule.
    async fn rule(&self) -> RosterReliefRule {
        self.said.rule.into()
    }

    /// The milder value.
    async fn value(&self) -> i64 {
        self.said.value
    }

    /// Who would have to lead as well; empty for other rules.
    async fn leaders_to_be(&self) -> &[RosterLeaderToBe] {
        &self.people
    }

    /// The sentence, in Malay or English by `Accept-Language`.
    async fn message(&self, context: &Context<'_>) -> domain::Result<String> {
        let names: Vec<&str> = self.people.iter().map(|it| it.display_name.as_str()).collect();
        Ok(self.said.sentence(&names, context.ctx()?.languages.sentences()))
    }
}
