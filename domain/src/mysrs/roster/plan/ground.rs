//! The problem as tables, so that each question of the search is one look.

#![expect(
    clippy::indexing_slicing,
    reason = "each number is a place in the very lists that the tables were made of"
)]

use super::{
    hard,
    model::{Load, Problem, Seat, Share},
};

/// The farthest that somebody can have stayed from their share, in hundredths.
const FARTHEST: i64 = 10_000;

/// The tables of a problem.
#[derive(Debug)]
pub(super) struct Ground<'a> {
    pub problem: &'a Problem,
    pub people: usize,
    pub shifts: usize,
    /// By person and shift: nothing but the other shifts and the limit stand against it.
    possible: Vec<bool>,
    /// By person and shift: the person was in it before.
    stood: Vec<bool>,
    /// By person and shift: the person has wishes, and the shift is outside of them.
    unwished: Vec<bool>,
    /// By two shifts: nobody can have both.
    clash: Vec<bool>,
    /// The shifts that are possible for each person.
    pub shifts_for: Vec<Vec<usize>>,
    /// The people for whom each shift is possible.
    pub people_for: Vec<Vec<usize>>,
    /// How many of these shifts each person may have.
    pub room: Vec<usize>,
    /// What each person starts from: done already less owed, in hundredths.
    pub balance: Vec<Share>,
    /// What each shift adds to a load.
    pub weight: Vec<Load>,
    pub least: Vec<i64>,
    pub wanted: Vec<i64>,
}

impl<'a> Ground<'a> {
    pub fn of(problem: &'a Problem) -> Self {
        let (people, shifts) = (problem.people.len(), problem.shifts.len());
        let rules = &problem.rules;
        let mut ground = Self {
            problem,
            people,
            shifts,
            possible: vec![false; people * shifts],
            stood: vec![false; people * shifts],
            unwished: vec![false; people * shifts],
            clash: vec![false; shifts * shifts],
            shifts_for: vec![Vec::new(); people],
            people_for: vec![Vec::new(); shifts],
            room: problem.people.iter().map(|it| room(rules.cap, it.already)).collect(),
            balance: problem.people.iter().map(|it| balance(it.already, it.owes)).collect(),
            weight: problem.shifts.iter().map(|it| weight(it.night, it.weekend)).collect(),
            least: problem.shifts.iter().map(|shift| rules.least_of(shift)).collect(),
            wanted: problem.shifts.iter().map(|shift| rules.wanted_of(shift)).collect(),
        };
        ground.fill();
        ground
    }

    fn fill(&mut self) {
        let problem = self.problem;
        for (one, first) in problem.shifts.iter().enumerate() {
            for (other, second) in problem.shifts.iter().enumerate() {
                self.clash[one * self.shifts + other] = hard::clash(&problem.rules, first, second);
            }
        }
        for (person, it) in problem.people.iter().enumerate() {
            for (number, shift) in problem.shifts.iter().enumerate() {
                let cell = person * self.shifts + number;
                let wished = it.preferred.iter().any(|span| span.holds(&shift.span));
                self.unwished[cell] = !it.preferred.is_empty() && !wished;
                if hard::alone(problem, Seat::of(person, number)).is_empty() {
                    self.possible[cell] = true;
                    self.shifts_for[person].push(number);
                    self.people_for[number].push(person);
                }
            }
        }
        for seat in &problem.standing {
            if seat.person.0 < self.people && seat.shift.0 < self.shifts {
                self.stood[seat.person.0 * self.shifts + seat.shift.0] = true;
            }
        }
    }

    pub fn possible(&self, person: usize, shift: usize) -> bool {
        self.possible[person * self.shifts + shift]
    }

    pub fn clash(&self, one: usize, other: usize) -> bool {
        self.clash[one * self.shifts + other]
    }

    pub fn leads(&self, person: usize) -> bool {
        self.problem.people[person].leads
    }

    /// 1 when the person was not in the shift before.
    pub fn called(&self, person: usize, shift: usize) -> i64 {
        i64::from(!self.stood[person * self.shifts + shift])
    }

    /// 1 when the shift is outside of the hours that the person prefers.
    pub fn unwished(&self, person: usize, shift: usize) -> i64 {
        i64::from(self.unwished[person * self.shifts + shift])
    }

    /// Whether somebody can be asked at all: for one shift at least.
    pub fn can_serve(&self, person: usize) -> bool {
        self.room[person] > 0 && !self.shifts_for[person].is_empty()
    }
}

fn room(cap: i64, already: i64) -> usize {
    usize::try_from(cap.saturating_sub(already.max(0))).unwrap_or(0)
}

fn balance(already: i64, owes: Share) -> Share {
    let near = |hundredths: i64| hundredths.clamp(-FARTHEST, FARTHEST);
    Share {
        shifts: 100 * already.clamp(0, 100) - near(owes.shifts),
        nights: -near(owes.nights),
        weekends: -near(owes.weekends),
    }
}

fn weight(night: bool, weekend: bool) -> Load {
    Load { shifts: 1, nights: i64::from(night), weekends: i64::from(weekend) }
}
