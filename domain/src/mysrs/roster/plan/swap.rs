//! Whether a change of a standing roster keeps every rule. Asked inside the transaction that makes
//! the change, so the problem needs only the people and shifts that it touches, each person with
//! all their shifts of the roster and each shift with its whole team.

use std::collections::BTreeMap;

use super::{
    hard::{self, Broken, Team},
    model::{PersonNo, Problem, Seat, ShiftNo},
};

/// A change that people agree on, as who leaves which shift and who joins which.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Steps {
    /// Who leaves which shift.
    pub leaving: Vec<Seat>,
    /// Who joins which shift.
    pub joining: Vec<Seat>,
}

impl Steps {
    /// Somebody leaves a shift, and nobody takes it yet.
    #[must_use]
    pub fn leaving(seat: Seat) -> Self {
        Self { leaving: vec![seat], joining: Vec::new() }
    }

    /// Somebody takes an open place.
    #[must_use]
    pub fn taking(seat: Seat) -> Self {
        Self { leaving: Vec::new(), joining: vec![seat] }
    }

    /// Somebody gives a shift away to somebody else.
    #[must_use]
    pub fn giving(seat: Seat, to: PersonNo) -> Self {
        Self { leaving: vec![seat], joining: vec![Seat { person: to, shift: seat.shift }] }
    }
}

/// The roster after a change, or every rule that the change breaks. What was broken before (a team
/// that is too small already, a limit that was lowered since) does not stand against a change that
/// makes it no worse. Of a change over several months these are the steps that lie in this roster: what
/// somebody leaves in another one is no shift elsewhere any more ([`super::model::Person::elsewhere`]).
pub fn stepped(
    problem: &Problem,
    seats: &[Seat],
    Steps { leaving, joining }: &Steps,
) -> Result<Vec<Seat>, Vec<Broken>> {
    let mut after = seats.to_vec();
    let mut broken = Vec::new();
    for seat in leaving {
        match after.iter().position(|it| it == seat) {
            Some(at) => {
                after.swap_remove(at);
            }
            None => broken.push(Broken::NotIn(*seat)),
        }
    }
    for seat in joining {
        if after.contains(seat) {
            broken.push(Broken::AlreadyIn(*seat));
        } else {
            after.push(*seat);
        }
    }
    for seat in joining {
        broken.extend(hard::alone(problem, *seat));
        broken.extend(beside_others(problem, &after, *seat));
        broken.extend(above_cap(problem, seats, &after, seat.person));
    }
    let (before, now) = (teams(problem, seats), teams(problem, &after));
    for seat in leaving.iter().chain(joining) {
        let of = |all: &BTreeMap<ShiftNo, Team>| all.get(&seat.shift).copied().unwrap_or_default();
        broken.extend(of(&now).worse_than(of(&before), problem, seat.shift));
    }
    broken.sort_unstable();
    broken.dedup();
    after.sort_unstable();
    if broken.is_empty() { Ok(after) } else { Err(broken) }
}

fn beside_others<'a>(
    problem: &'a Problem,
    seats: &'a [Seat],
    seat: Seat,
) -> impl Iterator<Item = Broken> + 'a {
    let others = seats.iter().filter(move |it| it.person == seat.person && it.shift != seat.shift);
    others.filter_map(move |other| hard::beside(problem, seat, other.shift))
}

fn above_cap(
    problem: &Problem,
    before: &[Seat],
    after: &[Seat],
    person: PersonNo,
) -> Option<Broken> {
    let already = problem.people.get(person.0)?.already.max(0);
    let patrols = |seats: &[Seat]| {
        already + super::count(seats.iter().filter(|it| it.person == person).count())
    };
    let (now, cap) = (patrols(after), problem.rules.cap);
    let worse = now > cap && now > patrols(before);
    worse.then_some(Broken::Cap { person, patrols: now, cap })
}

fn teams(problem: &Problem, seats: &[Seat]) -> BTreeMap<ShiftNo, Team> {
    let mut teams: BTreeMap<ShiftNo, Team> = BTreeMap::new();
    for seat in seats {
        let team = teams.entry(seat.shift).or_default();
        team.people += 1;
        let leads = problem.people.get(seat.person.0).is_some_and(|it| it.leads);
        team.leaders += i64::from(leads);
    }
    teams
}
