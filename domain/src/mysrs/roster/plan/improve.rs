//! Making a roster better: rings of exchanges until none helps, then a part is torn up and tried
//! again. The effort is counted in steps, so that the same seed gives the same roster.

#![expect(
    clippy::indexing_slicing,
    reason = "people and shifts are numbered by the ground's own lists"
)]

use std::collections::VecDeque;

use super::{
    board::Board,
    bound, build,
    chain::{Chains, Node},
    chance::Chance,
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

/// Makes the roster better until its steps are used or more are of no use; returns how many it
/// took: a quarter more at most, and what the last ring needs.
pub(super) fn improve(ground: &Ground, board: &mut Board, chance: &mut Chance, goal: Goal) -> u64 {
    let mut search =
        Search { ground, chains: Chains::new(ground), goal, limit: ground.problem.steps };
    let everybody: Vec<usize> = (0..ground.people).collect();
    search.settle(board, &everybody);
    search.try_many_sides(board, chance);
    search.limit = search.limit.saturating_add(search.limit / 4);
    search.settle(board, &everybody);
    search.chains.steps
}

struct Search<'g> {
    ground: &'g Ground<'g>,
    chains: Chains<'g>,
    goal: Goal,
    /// No ring is looked for after so many steps.
    limit: u64,
}

impl Search<'_> {
    /// Tears up a part, fills it anew, and keeps what is no worse, again and again.
    fn try_many_sides(&mut self, board: &mut Board, chance: &mut Chance) {
        let ground = self.ground;
        let bound = bound::objective(ground, board);
        let mut current = board.clone();
        let mut figures = board.objective(ground);
        let (mut best, mut idle) = (figures, 0);
        let patience = IDLE.0 + IDLE.1 * ground.shifts;
        while !self.is_done(board)
            && best > bound
            && self.chains.steps < self.limit
            && idle < patience
        {
            let mut trial = current.clone();
            let touched = shake(ground, &mut trial, chance);
            self.settle(&mut trial, &touched);
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
    }

    /// Whether this roster is all that is asked for.
    fn is_done(&self, board: &Board) -> bool {
        match self.goal {
            Goal::Best => false,
            Goal::Full => board.missing(self.ground) <= 0 && board.open(self.ground) <= 0,
            Goal::Lawful => board.missing(self.ground) <= 0,
        }
    }

    /// Carries out rings that begin with these people, then with those whom that touched, until
    /// none helps.
    fn settle(&mut self, board: &mut Board, people: &[usize]) {
        let mut waits = vec![false; self.ground.people];
        let mut queue: VecDeque<usize> = people.iter().copied().collect();
        for person in people {
            waits[*person] = true;
        }
        while let Some(person) = queue.pop_front() {
            waits[person] = false;
            while let Some(ring) = self.ring_of(board, person) {
                self.chains.apply(board, &ring);
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

    /// A ring through one of the person's seats, while there is something to be gained.
    fn ring_of(&mut self, board: &Board, person: usize) -> Option<Vec<Node>> {
        if self.chains.steps >= self.limit || self.is_done(board) {
            return None;
        }
        let free = board.held[person].len() < self.ground.room[person];
        let held = board.held[person].iter().copied();
        let seats = held.filter(|shift| !board.is_pinned(person, *shift));
        let seats = seats.map(|shift| Node::seat(person, shift));
        let starts = seats.chain(free.then_some(Node::idle(person)));
        starts.into_iter().find_map(|start| self.chains.ring(board, start))
    }
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
    let lacks = board.lacks(ground).enumerate().filter(|(_, people)| *people > 0);
    let lacking: Vec<usize> = lacks.map(|(shift, _)| shift).collect();
    // A small month now and then begins from nothing; a large one would only lose what it has.
    let afresh = ground.people * ground.shifts <= SMALL && chance.once_in(6);
    let several = 2 + chance.below(3 + all / 16);
    for turn in 0..if afresh { all } else { several } {
        let one = if afresh {
            turn
        } else if by_shift && !lacking.is_empty() && chance.once_in(2) {
            lacking[chance.below(lacking.len())]
        } else {
            chance.below(all)
        };
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
