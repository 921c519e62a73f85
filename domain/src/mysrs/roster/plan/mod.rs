//! Planning a roster: who patrols when, so that every rule is kept, every place filled and the
//! burden even. Pure: values in, a roster with its reasons out; no database, clock or chance but
//! the seed that is handed in, and the effort is counted in steps, so that the same problem gives
//! the same roster everywhere.
//!
//! [`plan`] makes a roster or repairs the one that stands, [`relaxations`] says which rule keeps it
//! from being whole, [`stories_of`] and [`lacks`] tell of the roster as it stands, [`why_not`] explains
//! one empty seat, [`swap::stepped`] judges a change that people agree on, as far as it lies in this
//! roster. What "better" means stands in [`cost`].
//!
//! Inside: `ground` turns the problem into tables, `build` fills a `board` place by place, `chain`
//! finds rings of exchanges that make it better, `improve` repeats that from many sides, `bound`
//! and `shortage` know what no roster can reach.

mod board;
mod bound;
mod build;
mod chain;
mod chance;
pub mod cost;
pub mod explain;
mod ground;
pub mod hard;
mod improve;
pub mod lacking;
pub mod model;
pub mod relax;
pub mod shortage;
mod stories;
pub mod swap;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

pub use self::{
    build::RefusedPin,
    explain::why_not,
    relax::{more_leaders, relaxations},
};
use self::{
    chance::Chance,
    cost::Objective,
    explain::Story,
    ground::Ground,
    improve::Goal,
    lacking::Gap,
    model::{PersonNo, Problem, Seat},
    shortage::Shortage,
};

/// A good number of steps for a problem: what takes a small month a few milliseconds, 70 members
/// and 30 nights about half a second, and 200 members and 93 shifts about two.
#[must_use]
pub fn steps_for(problem: &Problem) -> u64 {
    let wanted = problem.shifts.iter().map(|shift| problem.rules.wanted_of(shift).clamp(0, 100));
    8_000_000 + 90_000 * u64::try_from(wanted.sum::<i64>()).unwrap_or(0)
}

/// How far a roster is whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fullness {
    /// Every rule is kept and every wanted place filled.
    Full,
    /// Every rule is kept; some teams are smaller than wanted.
    Short,
    /// No roster that keeps every rule was found: this one keeps all that concern people, lacks the
    /// fewest people, and in the fewest shifts.
    Lacking,
}

/// A roster, with its reasons.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// Who is in which shift, by shift and person.
    pub seats: Vec<Seat>,
    /// How far it is whole.
    pub fullness: Fullness,
    /// What was agreed and breaks a rule, so it was not kept.
    pub refused_pins: Vec<RefusedPin>,
    /// The shifts with open places, and why nobody fills them.
    pub gaps: Vec<Gap>,
    /// Proof that the open places cannot all be filled. Empty while there are gaps: none was
    /// found, though this roster was the best.
    pub shortages: Vec<Shortage>,
    /// What it means for everybody, in the order of the problem.
    pub stories: Vec<Story>,
    /// Seats that the roster which stood has not.
    pub called: Vec<Seat>,
    /// Seats that only the roster which stood has.
    pub released: Vec<Seat>,
    /// Its figures.
    pub objective: Objective,
    /// The steps that were taken.
    pub steps: u64,
}

/// Plans a roster, or repairs the one that stands. Takes up to [`Problem::steps`], so call it where
/// a second of work holds nobody up.
#[must_use]
pub fn plan(problem: &Problem) -> Plan {
    let ground = Ground::of(problem);
    let (mut board, refused_pins) = build::pinned(&ground);
    build::stand(&ground, &mut board);
    let mut chance = Chance::from(problem.seed);
    build::fill(&ground, &mut board, &mut chance, false);
    let steps = improve::improve(&ground, &mut board, &mut chance, Goal::Best);
    let (seats, objective) = (board.seats(), board.objective(&ground));
    let (fullness, shortages) = match objective {
        Objective { missing: 1.., .. } => {
            (Fullness::Lacking, shortage::shortages(&ground, &board, &ground.least).1)
        }
        Objective { open: 1.., .. } => {
            (Fullness::Short, shortage::shortages(&ground, &board, &ground.wanted).1)
        }
        Objective { .. } => (Fullness::Full, Vec::new()),
    };
    let now: BTreeSet<Seat> = seats.iter().copied().collect();
    let stood: BTreeSet<Seat> = problem.standing.iter().copied().collect();
    Plan {
        fullness,
        refused_pins,
        gaps: lacking::gaps(problem, &seats),
        shortages,
        stories: stories::stories(&ground, &seats),
        called: now.difference(&stood).copied().collect(),
        released: stood.difference(&now).copied().collect(),
        objective,
        steps,
        seats,
    }
}

/// What a roster as it stands means for everybody, in the order of the problem.
#[must_use]
pub fn stories_of(problem: &Problem, seats: &[Seat]) -> Vec<Story> {
    stories::stories(&Ground::of(problem), seats)
}

/// The same for one person alone.
#[must_use]
pub fn story_of(problem: &Problem, seats: &[Seat], person: PersonNo) -> Story {
    stories::story_of(&Ground::of(problem), seats, person)
}

/// What a roster as it stands lacks: the shifts with open places, and why nobody fills them; and proof
/// that these places cannot all be filled, given the pins of the problem.
#[must_use]
pub fn lacks(problem: &Problem, seats: &[Seat]) -> (Vec<Gap>, Vec<Shortage>) {
    let gaps = lacking::gaps(problem, seats);
    if gaps.is_empty() {
        return (gaps, Vec::new());
    }
    let ground = Ground::of(problem);
    let (board, _) = build::pinned(&ground);
    let lacking = gaps.iter().any(|gap| gap.missing > 0);
    let teams: &[i64] = if lacking { &ground.least } else { &ground.wanted };
    let (_, shortages) = shortage::shortages(&ground, &board, teams);
    (gaps, shortages)
}

/// A number of people or shifts.
fn count(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
