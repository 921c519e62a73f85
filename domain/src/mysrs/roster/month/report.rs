//! What planning said, by ids instead of the planner's numbers; pure.

use super::{
    model::{
        Counts, Explanation, LeaderToBe, ProblemCode, Reason, ReasonCode, Relief, ReliefRule,
        Report, RosterFullness, RosterProblem, VerdictCode,
    },
    terms::Terms,
};
use crate::{
    mysrs::roster::plan::{
        Fullness, Plan,
        explain::{Story, Tally, Verdict},
        hard::Broken,
        lacking::Gap,
        model::{Load, PersonNo, Seat, Share, ShiftNo, Unfit},
        relax::Relaxation,
        shortage::Shortage,
    },
    shared::{
        clock::Instant,
        id::{PersonId, ShiftId},
    },
};

/// What would make a roster whole.
#[derive(Debug, Default)]
pub(super) struct Ways {
    /// The rules that would, if they were milder.
    pub milder: Vec<Relaxation>,
    /// Who would have to lead as well.
    pub leaders: Vec<PersonNo>,
}

/// The report of a plan, with what would make it whole: people before rules.
pub(super) fn report(terms: &Terms, plan: &Plan, ways: &Ways) -> Report {
    let mut problems: Vec<RosterProblem> =
        plan.refused_pins.iter().filter_map(|pin| refused(terms, pin.seat)).collect();
    problems.extend(lacks(terms, &plan.gaps, &plan.shortages));
    Report {
        fullness: match plan.fullness {
            Fullness::Full => RosterFullness::Full,
            Fullness::Short => RosterFullness::Short,
            Fullness::Lacking => RosterFullness::Lacking,
        },
        people: plan.stories.iter().filter_map(|story| explanation(terms, story)).collect(),
        problems,
        reliefs: leaders(terms, ways).into_iter().chain(ways.milder.iter().map(relief)).collect(),
        changed: i64::try_from(plan.called.len().max(plan.released.len())).unwrap_or(i64::MAX),
    }
}

/// What a roster lacks: what nobody can fill, then each shift with open places.
pub(super) fn lacks(terms: &Terms, open: &[Gap], short: &[Shortage]) -> Vec<RosterProblem> {
    let short = short.iter().map(|it| shortage(terms, it));
    short.chain(open.iter().flat_map(|gap| gaps(terms, gap))).collect()
}

/// What the roster as it stands means for everybody, or only for one of them, with why and why not.
pub(super) fn explanations(terms: &Terms, only: Option<PersonId>) -> Vec<Explanation> {
    let stories = match only {
        None => terms.stories(),
        Some(person) => terms.story(person).into_iter().collect(),
    };
    stories.iter().filter_map(|story| explanation(terms, story)).collect()
}

/// Whether a problem is something agreed that planning did not keep, of a shift of these terms, and
/// nobody has put them into it since.
pub(super) fn waits(terms: &Terms, problem: &RosterProblem) -> bool {
    let (Some(shift), Some(person)) = (problem.shift_ids.first(), problem.person_id) else {
        return false;
    };
    let mut seated = terms.seated.iter();
    problem.code == ProblemCode::PinRefused
        && terms.seat(*shift, person).is_some()
        && !seated.any(|seat| seat.shift_id == *shift && seat.person_id == person)
}

fn refused(terms: &Terms, seat: Seat) -> Option<RosterProblem> {
    let (shift, person) = terms.named(seat)?;
    Some(RosterProblem {
        code: ProblemCode::PinRefused,
        shift_ids: vec![shift],
        nights: nights(terms, &[seat.shift]),
        person_id: Some(person),
        found: 0,
        wanted: 1,
        reasons: Vec::new(),
    })
}

fn shortage(terms: &Terms, it: &Shortage) -> RosterProblem {
    let code = if it.of_leaders { ProblemCode::TooFewLeaders } else { ProblemCode::TooFewPeople };
    RosterProblem {
        code,
        shift_ids: ids(terms, &it.shifts),
        nights: nights(terms, &it.shifts),
        person_id: None,
        found: it.fillable,
        wanted: it.places,
        reasons: Vec::new(),
    }
}

/// What one shift lacks: the rules that it breaks, or only places.
fn gaps(terms: &Terms, gap: &Gap) -> Vec<RosterProblem> {
    let problem = |code, found, wanted| RosterProblem {
        code,
        shift_ids: ids(terms, &[gap.shift]),
        nights: nights(terms, &[gap.shift]),
        person_id: None,
        found,
        wanted,
        reasons: reasons(&gap.others),
    };
    let rules = gap.broken.iter().filter_map(|broken| match broken {
        Broken::TeamSmall { team, least, .. } => {
            Some(problem(ProblemCode::TeamTooSmall, *team, *least))
        }
        Broken::LeaderMissing { leaders, least, .. } => {
            Some(problem(ProblemCode::LeaderMissing, *leaders, *least))
        }
        _ => None,
    });
    let found: Vec<RosterProblem> = rules.collect();
    if found.is_empty() {
        return vec![problem(ProblemCode::PlacesOpen, gap.team, gap.wanted)];
    }
    found
}

fn ids(terms: &Terms, shifts: &[ShiftNo]) -> Vec<ShiftId> {
    shifts.iter().filter_map(|number| terms.slot(*number)).map(|slot| slot.id).collect()
}

fn nights(terms: &Terms, shifts: &[ShiftNo]) -> Vec<Instant> {
    shifts.iter().filter_map(|number| terms.slot(*number)).map(|slot| slot.starts_at).collect()
}

/// Letting others lead as well, when that makes it whole.
fn leaders(terms: &Terms, ways: &Ways) -> Option<Relief> {
    let volunteers = ways.leaders.iter().filter_map(|number| terms.volunteer(*number));
    let people: Vec<LeaderToBe> = volunteers
        .map(|it| LeaderToBe { person_id: it.person_id, patroller_id: it.patroller_id })
        .collect();
    let value = i64::try_from(people.len()).unwrap_or(i64::MAX);
    (value > 0).then_some(Relief { rule: ReliefRule::MoreLeaders, value, people })
}

fn relief(relaxation: &Relaxation) -> Relief {
    let (rule, value) = match relaxation {
        Relaxation::Cap(value) => (ReliefRule::PatrolsAMonth, *value),
        Relaxation::Team(value) => (ReliefRule::TeamLeast, *value),
        Relaxation::Leaders(value) => (ReliefRule::TeamLeaders, *value),
        Relaxation::RestMinutes(value) => (ReliefRule::RestMinutes, *value),
    };
    Relief { rule, value, people: Vec::new() }
}

fn explanation(terms: &Terms, story: &Story) -> Option<Explanation> {
    let verdict = match story.verdict {
        Verdict::Unfit(Unfit::NotActive) => VerdictCode::NotActive,
        Verdict::Unfit(Unfit::NotAdult) => VerdictCode::NotAdult,
        Verdict::Away { .. } => VerdictCode::Away,
        Verdict::AtCap { .. } => VerdictCode::AtCap,
        Verdict::Fair => VerdictCode::Fair,
        Verdict::Below => VerdictCode::Below,
        Verdict::Above => VerdictCode::Above,
    };
    let already = terms.problem.people.get(story.person.0).map_or(0, |it| it.already.max(0));
    Some(Explanation {
        person_id: terms.volunteer(story.person)?.person_id,
        load: counts(story.load),
        owes: shares(story.owes),
        verdict,
        reasons: reasons(&story.tally),
        patrols: already + story.load.shifts,
        cap: terms.rule.patrols_a_month,
    })
}

pub(super) fn counts(load: Load) -> Counts {
    Counts { shifts: load.shifts, nights: load.nights, weekends: load.weekends }
}

pub(super) fn shares(share: Share) -> Counts {
    Counts { shifts: share.shifts, nights: share.nights, weekends: share.weekends }
}

/// The reasons that were counted, the most frequent first.
fn reasons(tally: &Tally) -> Vec<Reason> {
    let all = [
        (ReasonCode::NotActive, tally.not_active),
        (ReasonCode::NotAdult, tally.not_adult),
        (ReasonCode::DayOff, tally.day_off),
        (ReasonCode::Unavailable, tally.unavailable),
        (ReasonCode::Elsewhere, tally.elsewhere),
        (ReasonCode::Cap, tally.cap),
        (ReasonCode::Rest, tally.rest),
        (ReasonCode::KeptForLeader, tally.kept_for_leader),
        (ReasonCode::OthersOwedMore, tally.others_owed_more),
        (ReasonCode::NotNeeded, tally.not_needed),
        (ReasonCode::Nothing, tally.nothing),
    ];
    let counted = all.into_iter().filter(|(_, count)| *count > 0);
    let mut reasons: Vec<Reason> = counted.map(|(code, count)| Reason { code, count }).collect();
    reasons.sort_by_key(|reason| std::cmp::Reverse(reason.count));
    reasons
}
