//! Months as plain values.

use crate::mysrs::incident::Within;

/// The strategic plan's colour of how far a target is reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Colour {
    /// There is nothing to reckon from.
    Black,
    /// Up to 40 of 100.
    Red,
    /// 41 to 80 of 100.
    Yellow,
    /// 81 of 100 and more.
    Green,
}

/// A part of a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Share {
    /// The part.
    pub part: i64,
    /// The whole.
    pub whole: i64,
}

/// What is counted of a month.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Units that were at work when the month ended, and those that patrolled.
    pub units: i64,
    /// Those of them with as many patrols as make a unit active.
    pub active_units: i64,
    /// Patrols that began in the month and have ended.
    pub patrols: i64,
    /// For how long their records prove that somebody was on them, in seconds; nobody counts twice.
    pub seconds: i64,
    /// Members who patrolled; whoever patrols with two units counts in each.
    pub people: i64,
    /// Checkpoints that a patrol came past, each once a patrol.
    pub visited: i64,
    /// Checkpoints that each patrol could have come past.
    pub expected: i64,
}

/// The figures of a month of a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MonthFigures {
    /// The month in Malaysia: `2026-03`.
    pub month: String,
    /// Of which place.
    pub within: Within,
    /// A unit with so many patrols in the month is active, by the rule of its last day.
    pub active_from: i64,
    /// What was counted.
    pub counts: Counts,
}

impl MonthFigures {
    /// How many of the units were active.
    #[must_use]
    pub fn active_units(&self) -> Share {
        Share { part: self.counts.active_units, whole: self.counts.units }
    }

    /// How many of the checkpoints were visited.
    #[must_use]
    pub fn coverage(&self) -> Share {
        Share { part: self.counts.visited, whole: self.counts.expected }
    }
}
