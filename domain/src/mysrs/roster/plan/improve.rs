//! Making a roster better: rings of exchanges until none helps, then a part is torn up and tried
//! again. The effort is counted in steps, so that the same seed gives the same roster.

#![expect(
    clippy::indexing_slicing,
    reason = "people and shifts are numbered by the ground's own lists"
)]

use super::{
    board::Board,
    bound, build,
    chain::{Chains, Node},
    chance::Chance,
    cost::Objective,
    ground::Ground,
};

/// When the search may end before its steps are used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Goal {
    /// A roster that is as good as any can be.
    Best,
    /// Any roster that fills every place.
    Full,
    /// Any roster that keeps every rule.
    Lawful,
}

/// So many attempts without a better roster are enough, and so many more for each shift.
const IDLE: (usize, usize) = (400, 8);

/// The people times the shifts of a month that is small.
const SMALL: usize = 400;

/// Makes the roster better with at most so many steps (and what the last attempt needs); returns
/// how many it took.
pub(super) fn improve(ground: &Ground, board: &mut Board, chance: &mut Chance, goal: Goal) -> u64 {
    let mut chains = Chains::new(ground);
    let everything: Vec<usize> = (0..ground.people).collect();
    settle(ground, &mut chains, board, &everything);
    let bound = bound::objective(ground, board);
    let mut current = board.clone();
    let (mut figures, mut best) = (board.objective(ground), board.objective(ground));
    let mut idle = 0;
    let patience = IDLE.0 + IDLE.1 * ground.shifts;
    while !reached(goal, best, bound) && chains.steps < ground.problem.steps && idle < patience {
        let mut trial = current.clone();
        let touched = shake(ground, &mut trial, chance);
        settle(ground, &mut chains, &mut trial, &touched);
        let now = trial.objective(ground);
        idle += 1;
        if now <= figures {
            (current, figures) = (trial, now);
            if figures < best {
                (*board, best) = (current.clone(), figures);
                idle = 0;
            }
        }
    }
    settle(ground, &mut chains, board, &everything);
    chains.steps
}

fn reached(goal: Goal, best: Objective, bound: Objective) -> bool {
    match goal {
        Goal::Best => best <= bound,
        Goal::Full => best.missing <= 0 && best.open <= 0,
        Goal::Lawful => best.missing <= 0,
    }
}

/// Carries out rings that begin with these people, then with those whom that touched, until none
/// helps.
fn settle(ground: &Ground, chains: &mut Chains, board: &mut Board, people: &[usize]) {
    let mut waits = vec![false; ground.people];
    let mut queue: std::collections::VecDeque<usize> = people.iter().copied().collect();
    for person in people {
        waits[*person] = true;
    }
    while let Some(person) = queue.pop_front() {
        waits[person] = false;
        while let Some(ring) = ring_of(ground, chains, board, person) {
            chains.apply(board, &ring);
            let shifts = ring.iter().filter_map(|node| node.shift);
            let beside = shifts.flat_map(|shift| board.teams[shift].iter().copied());
            for other in ring.iter().filter_map(|node| node.person).chain(beside) {
                if !std::mem::replace(&mut waits[other], true) {
                    queue.push_back(other);
                }
            }
        }
    }
}

fn ring_of(
    ground: &Ground,
    chains: &mut Chains,
    board: &Board,
    person: usize,
) -> Option<Vec<Node>> {
    let seats = board.held[person].iter().map(|shift| Node::seat(person, *shift));
    let mut starts: Vec<Node> = seats.filter(|it| !is_pinned(board, *it)).collect();
    if board.held[person].len() < ground.room[person] {
        starts.push(Node::idle(person));
    }
    starts.into_iter().find_map(|start| chains.ring(board, start))
}

fn is_pinned(board: &Board, node: Node) -> bool {
    matches!((node.person, node.shift), (Some(person), Some(shift)) if board.is_pinned(person, shift))
}

/// Tears up some shifts, or what some people have, and fills the places anew with chance; returns
/// whom that touched.
fn shake(ground: &Ground, board: &mut Board, chance: &mut Chance) -> Vec<usize> {
    let mut touched: Vec<usize> = Vec::new();
    let by_shift = !chance.once_in(3);
    let all = if by_shift { ground.shifts } else { ground.people };
    if all == 0 {
        return touched;
    }
    // A small month now and then begins from nothing; a large one would only lose what it has.
    let afresh = ground.people * ground.shifts <= SMALL && chance.once_in(6);
    let several = 2 + chance.below(3 + all / 16);
    for turn in 0..if afresh { all } else { several } {
        let one = if afresh { turn } else { chance.below(all) };
        let seats: Vec<(usize, usize)> = if by_shift {
            board.teams[one].iter().map(|person| (*person, one)).collect()
        } else {
            board.held[one].iter().map(|shift| (one, *shift)).collect()
        };
        for (person, shift) in seats {
            if !board.is_pinned(person, shift) {
                board.remove(ground, person, shift);
                touched.push(person);
            }
        }
    }
    let before: Vec<usize> = board.held.iter().map(Vec::len).collect();
    build::fill(ground, board, chance, true);
    touched
        .extend((0..ground.people).filter(|person| board.held[*person].len() != before[*person]));
    touched.sort_unstable();
    touched.dedup();
    touched
}
