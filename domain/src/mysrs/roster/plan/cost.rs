//! What makes one roster better than another, written down once.
//!
//! Rosters are compared by these figures in this order, and the smaller one is better:
//!
//! 1. `missing`: how many people must still be found until each shift has its least team and its
//!    leader. 0: every rule is kept.
//! 2. `lacking`: how many shifts that concerns: rather one night without a team than two with half
//!    of one.
//! 3. `open`: how many places of the wanted teams are free.
//! 4. `called`: how many seats are new against the roster that stands.
//! 5. `shifts`: the sum over all people of (100 × (shifts + already) − owed)², so in hundredths of
//!    a shift squared. The sum of squares is least where everybody is as near as possible to the
//!    same level.
//! 6. `nights`: the same with nights, 7. `weekends`: and with weekends.
//! 8. `against_wishes`: how many seats lie outside of the hours that their person, who has named
//!    some, prefers.

use std::ops::{Add, AddAssign, Neg, Sub};

use super::model::Load;

/// The figures of a roster. The smaller one is the better roster, see [the module](self).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Objective {
    /// People who must be found until every rule is kept.
    pub missing: i64,
    /// Shifts that break a rule.
    pub lacking: i64,
    /// Free places of the wanted teams.
    pub open: i64,
    /// Seats that are new against the roster that stands.
    pub called: i64,
    /// Unevenness of all shifts, in hundredths squared.
    pub shifts: i64,
    /// Unevenness of the nights.
    pub nights: i64,
    /// Unevenness of the weekends.
    pub weekends: i64,
    /// Seats outside of the hours that their person prefers.
    pub against_wishes: i64,
}

/// The same figures, or a difference of them, packed so that adding and comparing them is a matter
/// of two numbers. Constant parts are left out and the squares divided by 100: (100x + b)² is
/// 100 × (100x² + 2bx) + b².
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Cost {
    hard: i64,
    soft: i128,
}

/// Each figure has its bits, far more than a ring of exchanges can move: 2^18 seats, squares up to
/// 2^30 and 2^14 wishes. A figure below 0 borrows from the one above, as in any number.
const MISSING: i64 = 1 << 47;
const LACKING: i64 = 1 << 36;
const OPEN: i64 = 1 << 18;
const SHIFTS: i128 = 1 << 82;
const NIGHTS: i128 = 1 << 48;
const WEEKENDS: i128 = 1 << 14;

impl Cost {
    pub const ZERO: Self = Self { hard: 0, soft: 0 };

    /// So many people missing, shifts lacking them, and places open more.
    pub fn places(missing: i64, lacking: i64, open: i64) -> Self {
        Self { hard: missing * MISSING + lacking * LACKING + open * OPEN, soft: 0 }
    }

    /// So many seats new, and so many against wishes, more; and these unevennesses.
    pub fn seats(called: i64, unevenness: Load, against_wishes: i64) -> Self {
        let soft = i128::from(unevenness.shifts) * SHIFTS
            + i128::from(unevenness.nights) * NIGHTS
            + i128::from(unevenness.weekends) * WEEKENDS
            + i128::from(against_wishes);
        Self { hard: called, soft }
    }
}

/// By how much 100x² + 2bx grows when x grows by the step.
pub(super) fn growth(count: i64, balance: i64, step: i64) -> i64 {
    step * (100 * (2 * count + step) + 2 * balance)
}

impl Add for Cost {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self { hard: self.hard + other.hard, soft: self.soft + other.soft }
    }
}

impl AddAssign for Cost {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl Sub for Cost {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        self + -other
    }
}

impl Neg for Cost {
    type Output = Self;

    fn neg(self) -> Self {
        Self { hard: -self.hard, soft: -self.soft }
    }
}
