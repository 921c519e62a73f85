//! Which single rule, relaxed by how much, would make a roster possible.

use super::{
    board::Board,
    build,
    chance::Chance,
    cost::Objective,
    ground::Ground,
    improve::{self, Goal},
    model::{PersonNo, Problem, Rules},
    shortage,
};

/// A rule with a milder value, under which a roster was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relaxation {
    /// So many patrols a month.
    Cap(i64),
    /// Teams of so many at least, and no more wanted.
    Team(i64),
    /// So many in a team who can lead.
    Leaders(i64),
    /// So many minutes between two shifts.
    RestMinutes(i64),
}

impl Relaxation {
    /// The problem with the milder rule.
    #[must_use]
    pub fn of(self, problem: &Problem) -> Problem {
        let mut milder = problem.clone();
        match self {
            Self::Cap(cap) => milder.rules.cap = cap,
            Self::Leaders(leaders) => milder.rules.least_leaders = leaders,
            Self::RestMinutes(minutes) => milder.rules.rest_minutes = minutes,
            Self::Team(team) => {
                milder.rules.least_team = milder.rules.least_team.min(team);
                for shift in &mut milder.shifts {
                    shift.least = shift.least.min(team);
                    shift.wanted = shift.wanted.min(team);
                }
            }
        }
        milder
    }
}

/// For each rule the mildest change of it alone with which a roster was found: one that keeps every
/// rule, or, when the problem's best roster does that already, one that fills every place. Nothing
/// when that roster (its figures are handed in) is full, or when no single rule helps.
#[must_use]
pub fn relaxations(problem: &Problem, best: &Objective) -> Vec<Relaxation> {
    let goal = match best {
        Objective { missing: 1.., .. } => Goal::Lawful,
        Objective { open: 1.., .. } => Goal::Full,
        Objective { .. } => return Vec::new(),
    };
    let refused = build::pinned(&Ground::of(problem)).1.len();
    let works = |it: &Relaxation| works(&it.of(problem), goal, refused);
    candidates(problem).into_iter().filter_map(|kind| kind.into_iter().find(works)).collect()
}

/// At most so many people are asked to lead as well.
const MOST_LEADERS: usize = 8;

/// The fewest of these people, in their order, with whom a roster was found when they can lead as well;
/// nothing when that does not help.
#[must_use]
pub fn more_leaders(problem: &Problem, order: &[PersonNo]) -> Option<Vec<PersonNo>> {
    let refused = build::pinned(&Ground::of(problem)).1.len();
    let mut milder = problem.clone();
    let mut asked = Vec::new();
    for number in order.iter().take(MOST_LEADERS) {
        let Some(person) = milder.people.get_mut(number.0) else { continue };
        person.leads = true;
        asked.push(*number);
        if works(&milder, Goal::Lawful, refused) {
            return Some(asked);
        }
    }
    None
}

/// The milder values of each rule, the mildest change first.
fn candidates(problem: &Problem) -> [Vec<Relaxation>; 4] {
    let Rules { least_leaders, rest_minutes, cap, .. } = problem.rules;
    let largest = problem.shifts.iter().map(|shift| problem.rules.wanted_of(shift)).max();
    let smallest = least_leaders.max(1);
    [
        (1..=3).map(|more| Relaxation::Cap(cap.saturating_add(more))).collect(),
        (smallest..largest.unwrap_or(0)).rev().map(Relaxation::Team).collect(),
        (0..least_leaders).rev().map(Relaxation::Leaders).collect(),
        [480, 360, 240, 120, 60, 0]
            .into_iter()
            .filter(|minutes| *minutes < rest_minutes)
            .map(Relaxation::RestMinutes)
            .collect(),
    ]
}

fn works(problem: &Problem, goal: Goal, refused: usize) -> bool {
    let ground = Ground::of(problem);
    let (mut board, pins) = build::pinned(&ground);
    let teams = if goal == Goal::Lawful { &ground.least } else { &ground.wanted };
    if pins.len() > refused || shortage::shortages(&ground, &board, teams).0 > 0 {
        return false;
    }
    let mut chance = Chance::from(problem.seed);
    build::stand(&ground, &mut board);
    build::fill(&ground, &mut board, &mut chance, false);
    improve::improve(&ground, &mut board, &mut chance, goal);
    let met = |board: &Board| match goal {
        Goal::Lawful => board.missing(&ground) <= 0,
        Goal::Full | Goal::Best => board.open(&ground) <= 0,
    };
    met(&board)
}
