//! The first roster: pins, what stood before, then places filled one after the other.

#![expect(
    clippy::indexing_slicing,
    reason = "people and shifts are numbered by the ground's own lists"
)]

use super::{
    board::Board,
    chance::Chance,
    ground::Ground,
    hard::{self, Broken, Team},
    model::{Problem, Seat, ShiftNo},
};

/// A pin that could not be kept, and the rules that it breaks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefusedPin {
    /// What was agreed.
    pub seat: Seat,
    /// What stands against it, given the pins before it.
    pub broken: Vec<Broken>,
}

/// A roster with the pins that keep the rules, and those that do not.
pub(super) fn pinned(ground: &Ground) -> (Board, Vec<RefusedPin>) {
    let mut board = Board::empty(ground);
    let mut refused = Vec::new();
    for seat in &ground.problem.pinned {
        let broken = against(ground.problem, &board, *seat);
        if broken.is_empty() {
            board.add(ground, seat.person.0, seat.shift.0);
            board.pinned[seat.shift.0].push(seat.person.0);
        } else if broken != [Broken::AlreadyIn(*seat)] {
            refused.push(RefusedPin { seat: *seat, broken });
        }
    }
    (board, refused)
}

/// What stands against one more seat.
fn against(problem: &Problem, board: &Board, seat: Seat) -> Vec<Broken> {
    let (person, shift) = (seat.person.0, seat.shift.0);
    let mut broken = hard::alone(problem, seat);
    let Some(it) = problem.people.get(person) else { return broken };
    let (Some(held), Some(before)) = (board.held.get(person), board.size.get(shift)) else {
        return broken;
    };
    if held.contains(&shift) {
        return vec![Broken::AlreadyIn(seat)];
    }
    broken.extend(held.iter().filter_map(|other| hard::beside(problem, seat, ShiftNo(*other))));
    let patrols = it.already.max(0).saturating_add(super::count(held.len())).saturating_add(1);
    if patrols > problem.rules.cap {
        broken.push(Broken::Cap { person: seat.person, patrols, cap: problem.rules.cap });
    }
    let after = Team { people: before.people + 1, leaders: before.leaders + i64::from(it.leads) };
    broken.extend(after.worse_than(*before, problem, seat.shift));
    broken
}

/// Takes over what stood before, as far as it keeps the rules.
pub(super) fn stand(ground: &Ground, board: &mut Board) {
    for seat in &ground.problem.standing {
        let (person, shift) = (seat.person.0, seat.shift.0);
        if person < ground.people
            && shift < ground.shifts
            && !board.has(person, shift)
            && board.cost_of_joining(ground, person, shift).is_some()
        {
            board.add(ground, person, shift);
        }
    }
}

/// Fills open places, the scarcest shift first and leaders before the others, each with the person
/// whom it costs least. With `loose`, sometimes with any person who may.
pub(super) fn fill(ground: &Ground, board: &mut Board, chance: &mut Chance, loose: bool) {
    let mut order: Vec<usize> = (0..ground.shifts).collect();
    chance.shuffle(&mut order);
    if !loose || chance.once_in(2) {
        order.sort_by_key(|shift| ground.people_for[*shift].len());
    }
    for (teams, leads) in
        [(None, true), (Some(&ground.least), false), (Some(&ground.wanted), false)]
    {
        for shift in &order {
            while is_short(ground, board, *shift, teams)
                && fill_one(ground, board, *shift, leads, loose.then_some(&mut *chance))
            {
            }
        }
    }
}

/// Whether the shift has fewer people than these teams, or too few leaders when none are given.
fn is_short(ground: &Ground, board: &Board, shift: usize, teams: Option<&Vec<i64>>) -> bool {
    match teams {
        Some(teams) => board.size[shift].people < teams[shift],
        None => board.size[shift].leaders < ground.problem.rules.least_leaders,
    }
}

fn fill_one(
    ground: &Ground,
    board: &mut Board,
    shift: usize,
    leads: bool,
    chance: Option<&mut Chance>,
) -> bool {
    let able = ground.people_for[shift].iter().copied();
    let able = able.filter(|person| !leads || ground.leads(*person));
    let able = able.filter_map(|person| {
        // A leader in a place that anybody could take may be missed elsewhere.
        let spent = !leads && ground.leads(person);
        let cost = board.cost_of_joining(ground, person, shift)?;
        Some(((spent, cost), person))
    });
    let person = match chance.and_then(|chance| chance.once_in(2).then_some(chance)) {
        Some(chance) => {
            let able: Vec<usize> = able.map(|(_, person)| person).collect();
            able.get(chance.below(able.len())).copied()
        }
        None => able.min().map(|(_, person)| person),
    };
    if let Some(person) = person {
        board.add(ground, person, shift);
    }
    person.is_some()
}
