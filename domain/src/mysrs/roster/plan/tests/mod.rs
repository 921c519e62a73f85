//! Rosters of a small unit, told in words.

mod generated;
mod reasons;
mod rosters;
mod swaps;

use super::model::{Absence, AbsenceKind, Person, Problem, Rules, Seat, Shift, Span};

const HOUR: i64 = 3_600_000;
const DAY: i64 = 24 * HOUR;

/// From 23:00 of a night for four hours.
fn night(number: i64) -> Span {
    at(number, 23)
}

/// Four hours from this hour of a day.
fn at(day: i64, hour: i64) -> Span {
    let from = day * DAY + hour * HOUR;
    Span { from, until: from + 4 * HOUR }
}

fn shift(span: Span) -> Shift {
    Shift { span, night: true, weekend: false, least: 3, wanted: 3 }
}

fn leader() -> Person {
    Person { leads: true, ..Person::default() }
}

fn away(person: Person, number: i64) -> Person {
    let span = Span { from: number * DAY + 12 * HOUR, until: (number + 1) * DAY + 12 * HOUR };
    let absence = Absence { kind: AbsenceKind::DayOff, span };
    Person { absences: [person.absences, vec![absence]].concat(), ..person }
}

/// So many people, the first of them leaders, and so many nights with a team of three.
fn unit(people: usize, leaders: usize, nights: i64) -> Problem {
    Problem {
        people: (0..people)
            .map(|number| Person { leads: number < leaders, ..Person::default() })
            .collect(),
        shifts: (0..nights).map(|number| shift(night(number))).collect(),
        rules: Rules { least_team: 3, least_leaders: 1, rest_minutes: 600, cap: 2 },
        pinned: Vec::new(),
        standing: Vec::new(),
        seed: 1,
        steps: 2_000_000,
    }
}

fn team(seats: &[Seat], shift: usize) -> Vec<usize> {
    seats.iter().filter(|seat| seat.shift.0 == shift).map(|seat| seat.person.0).collect()
}
