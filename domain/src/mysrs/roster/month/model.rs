//! A month of a unit's shifts as plain values, with the reasons that planning it gave.

use serde::{Deserialize, Serialize};

use crate::shared::{
    clock::Instant,
    id::{PatrolUnitId, PatrollerId, PersonId, RosterId, ShiftId},
};

/// Where a roster stands in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sea_orm::EnumIter, sea_orm::DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum RosterStatus {
    /// Only those who plan see it.
    Draft,
    /// The unit has it.
    Published,
}

/// A month of a unit's shifts.
#[derive(Clone, Debug, PartialEq, Eq, sea_orm::FromQueryResult)]
pub struct Roster {
    /// The id.
    pub id: RosterId,
    /// The unit.
    pub unit_id: PatrolUnitId,
    /// The month in Malaysia, `2026-03`.
    pub month: String,
    /// Where it stands in its life.
    pub status: RosterStatus,
    /// Rises with every change.
    pub version: i64,
    /// The seed of the last planning.
    pub seed: i64,
    /// What the last planning said: a [`Report`].
    pub report: serde_json::Value,
    /// When it was last planned.
    pub generated_at: Instant,
    /// When it was published.
    pub published_at: Option<Instant>,
}

/// How planning goes about what stands already.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum PlanningMode {
    /// Anew: only what was agreed is kept.
    New,
    /// As few people as possible get another shift.
    Repair,
}

/// A month to be planned.
#[derive(Clone, Debug, Serialize)]
pub struct Planning {
    /// The unit.
    pub unit_id: PatrolUnitId,
    /// The month, `2026-03`, not over.
    pub month: String,
    /// How to go about what stands already.
    pub mode: PlanningMode,
    /// Decides between rosters that are equally good; chosen when nothing is said.
    pub seed: Option<i64>,
    /// The version of the roster that was read; nothing when it does not matter.
    pub version: Option<i64>,
}

/// How far a roster is whole.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum RosterFullness {
    /// Every rule is kept and every place filled.
    #[default]
    Full,
    /// Every rule is kept; some teams are smaller than wanted.
    Short,
    /// No roster that keeps every rule was found: this one is the nearest.
    Lacking,
}

/// A reason, with how often it stands against something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason {
    /// Which.
    pub code: ReasonCode,
    /// For how many shifts, or for how many people.
    pub count: i64,
}

/// Why somebody is not in a shift.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ReasonCode {
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
    /// Others owed more.
    OthersOwedMore,
    /// The team was full, and as fair with others.
    NotNeeded,
    /// Nothing stands against it.
    Nothing,
}

/// The chief reason of how often somebody is in a roster.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum VerdictCode {
    /// They do not count as active.
    NotActive,
    /// They are not of age.
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

/// Shifts, nights and weekends. Each is counted alone: a night at a weekend is in all three.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// All shifts.
    pub shifts: i64,
    /// Those at night.
    pub nights: i64,
    /// Those at a weekend.
    pub weekends: i64,
}

/// What a roster means for somebody, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Explanation {
    /// Who.
    pub person_id: PersonId,
    /// How much they have in this roster.
    pub load: Counts,
    /// How far they stay below their share, in hundredths of a shift; below 0 above it. They take it
    /// into the next month.
    pub owes: Counts,
    /// The chief reason.
    pub verdict: VerdictCode,
    /// For the shifts that they do not have: what stands against it, the most frequent first.
    pub reasons: Vec<Reason>,
    /// How many patrols they have in the month, with those elsewhere.
    pub patrols: i64,
    /// How many the month allows.
    pub cap: i64,
}

/// What a roster lacks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RosterProblem {
    /// What.
    pub code: ProblemCode,
    /// In which shifts.
    pub shift_ids: Vec<ShiftId>,
    /// When these begin, in the same order; nothing in what an older program wrote.
    #[serde(default)]
    pub nights: Vec<Instant>,
    /// Whom it concerns.
    pub person_id: Option<PersonId>,
    /// How many there are.
    pub found: i64,
    /// How many there must, or should, be.
    pub wanted: i64,
    /// Everybody who is not in it, by what stands against that, the most frequent first.
    pub reasons: Vec<Reason>,
}

/// What a roster can lack.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ProblemCode {
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

/// A rule with a milder value, under which a roster that keeps all the others was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Relief {
    /// Which rule.
    pub rule: ReliefRule,
    /// The milder value.
    pub value: i64,
    /// Who would have to lead as well; nobody for other rules.
    #[serde(default)]
    pub people: Vec<LeaderToBe>,
}

/// Somebody who could lead as well.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeaderToBe {
    /// Who.
    pub person_id: PersonId,
    /// Under which id they belong to the unit.
    pub patroller_id: PatrollerId,
}

/// A rule that could be milder.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ReliefRule {
    /// No rule is milder: so many more of the unit's people can lead.
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

/// What planning a month said.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// How far the roster is whole.
    pub fullness: RosterFullness,
    /// Everybody of the unit, with why and why not.
    pub people: Vec<Explanation>,
    /// What it lacks.
    pub problems: Vec<RosterProblem>,
    /// Which single rule, milder, would make it whole.
    pub reliefs: Vec<Relief>,
    /// How many places changed hands against the roster that stood.
    pub changed: i64,
}

impl Roster {
    /// What the last planning said; nothing of a report of another program.
    #[must_use]
    pub fn said(&self) -> Report {
        serde_json::from_value(self.report.clone()).unwrap_or_default()
    }
}

/// Somebody's part in a month, for the table of fairness.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// Who.
    pub person_id: PersonId,
    /// The name that others see.
    pub display_name: String,
    /// How much they have in this roster.
    pub load: Counts,
    /// How far they stay below their share, in hundredths of a shift; below 0 above it.
    pub owes: Counts,
}

/// Something agreed: somebody's place in a shift, or that it is not agreed any more.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Pin {
    /// Which shift.
    pub shift_id: ShiftId,
    /// Who.
    pub person_id: PersonId,
    /// Whether it is agreed.
    pub pinned: bool,
}

/// Places of a roster to be agreed on, or to be open again.
#[derive(Clone, Debug, Serialize)]
pub struct Pinning {
    /// Which roster.
    pub id: RosterId,
    /// The version that was read.
    pub version: i64,
    /// At most 400 places.
    pub pins: Vec<Pin>,
}

/// Somebody comes into a shift, or goes.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Assigning {
    /// Which shift.
    pub shift_id: ShiftId,
    /// Who comes.
    pub person_id: Option<PersonId>,
    /// Who goes.
    pub instead_of: Option<PersonId>,
}

/// A shift that does not take place.
#[derive(Clone, Debug, Serialize)]
pub struct Cancelling {
    /// Which shift.
    pub shift_id: ShiftId,
    /// Why, 3 to 500 characters; its people read it.
    pub reason: String,
}
