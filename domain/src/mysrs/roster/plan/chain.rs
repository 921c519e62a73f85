//! Chains of exchanges: the move with which a roster is made better.
//!
//! A chain is a ring of seats in which each person takes the place of the next: Ali goes to Devi's
//! shift, Devi to Lim's, Lim to Ali's. An open place is a seat with nobody in it, and somebody with
//! time to spare has a seat in no shift, so that a ring also fills a place, moves it, or hands a
//! shift on. Each person and each shift is in a ring at most once; so what a ring costs is the sum
//! of its links, each of which looks at one person and one team (cyclic transfers: Thompson and
//! Orlin 1989). A ring that makes the roster better has a link from which on every part of it is
//! a gain; only such parts are followed.

#![expect(
    clippy::indexing_slicing,
    reason = "people, shifts and labels are numbered by the lists that they are taken from"
)]

use super::{board::Board, cost::Cost, ground::Ground};

/// The longest ring that is looked for.
const LONGEST: usize = 12;
/// So many beginnings of a ring are followed at once.
const WIDEST: usize = 400;

/// A seat: nobody in a shift is an open place, somebody in none has time to spare.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Node {
    pub person: Option<usize>,
    pub shift: Option<usize>,
}

/// The beginning of a ring that ends with this seat.
#[derive(Clone, Copy)]
struct Label {
    node: Node,
    cost: Cost,
    parent: Option<usize>,
}

/// The search for rings, with what it has used.
pub(super) struct Chains<'g> {
    ground: &'g Ground<'g>,
    labels: Vec<Label>,
    /// By seat: the best beginning that ended there in which search.
    best: Vec<(Cost, u64)>,
    search: u64,
    closed: Option<(Cost, usize)>,
    pub steps: u64,
}

impl<'g> Chains<'g> {
    pub fn new(ground: &'g Ground<'g>) -> Self {
        Self {
            ground,
            labels: Vec::new(),
            best: vec![(Cost::ZERO, 0); (ground.people + 1) * (ground.shifts + 1)],
            search: 0,
            closed: None,
            steps: 0,
        }
    }

    /// A ring through this seat that makes the roster better, if one is found.
    pub fn ring(&mut self, board: &Board, start: Node) -> Option<Vec<Node>> {
        self.search += 1;
        self.closed = None;
        self.labels.clear();
        self.labels.push(Label { node: start, cost: Cost::ZERO, parent: None });
        let (mut from, mut until) = (0, 1);
        for _ in 0..LONGEST {
            let mut turn: Vec<usize> = (from..until).collect();
            // What was improved on in the same round is not followed.
            turn.retain(|it| self.labels[*it].cost <= self.best_at(self.labels[*it].node));
            if turn.len() > WIDEST {
                turn.sort_by_key(|it| self.labels[*it].cost);
                turn.truncate(WIDEST);
            }
            for label in turn {
                self.follow(board, start, label);
            }
            if let Some((_, last)) = self.closed {
                return Some(self.path(last));
            }
            (from, until) = (until, self.labels.len());
        }
        None
    }

    /// Carries a ring out.
    pub fn apply(&self, board: &mut Board, ring: &[Node]) {
        for node in ring {
            if let (Some(person), Some(shift)) = (node.person, node.shift) {
                board.remove(self.ground, person, shift);
            }
        }
        let next = ring.iter().cycle().skip(1);
        for (node, next) in ring.iter().zip(next) {
            if let (Some(person), Some(shift)) = (node.person, next.shift) {
                board.add(self.ground, person, shift);
            }
        }
    }

    fn follow(&mut self, board: &Board, start: Node, at: usize) {
        let Label { node, cost, .. } = self.labels[at];
        let Some(person) = node.person else {
            self.follow_place(board, start, at);
            return;
        };
        let ground = self.ground;
        for &shift in &ground.shifts_for[person] {
            self.steps += 1;
            if board.held[person].contains(&shift)
                || !board.may_have(ground, person, shift, node.shift)
            {
                continue;
            }
            let cost = cost + board.cost_for_person(ground, person, node.shift, Some(shift));
            for &other in &board.teams[shift] {
                if let Some(team) = board.cost_for_team(ground, shift, Some(other), Some(person)) {
                    self.reach(board, start, at, Node::seat(other, shift), cost + team);
                }
            }
            if board.size[shift].people < ground.wanted[shift]
                && let Some(team) = board.cost_for_team(ground, shift, None, Some(person))
            {
                self.reach(board, start, at, Node::place(shift), cost + team);
            }
        }
        if node.shift.is_some() {
            let cost = cost + board.cost_for_person(ground, person, node.shift, None);
            self.reach_the_idle(board, start, at, cost);
        }
    }

    /// From an open place: somebody's seat becomes the open place instead, or the place that was
    /// left stays so.
    fn follow_place(&mut self, board: &Board, start: Node, at: usize) {
        let Label { node, cost, .. } = self.labels[at];
        for shift in 0..self.ground.shifts {
            if Some(shift) == node.shift {
                continue;
            }
            for &other in &board.teams[shift] {
                if let Some(team) = board.cost_for_team(self.ground, shift, Some(other), None) {
                    self.reach(board, start, at, Node::seat(other, shift), cost + team);
                }
            }
        }
        self.reach_the_idle(board, start, at, cost);
    }

    fn reach_the_idle(&mut self, board: &Board, start: Node, at: usize, cost: Cost) {
        if cost >= Cost::ZERO {
            return;
        }
        for person in 0..self.ground.people {
            if board.held[person].len() < self.ground.room[person] {
                self.reach(board, start, at, Node::idle(person), cost);
            }
        }
    }

    /// Keeps the beginning that ends with this seat, if it may be and is worth it.
    fn reach(&mut self, board: &Board, start: Node, from: usize, node: Node, cost: Cost) {
        self.steps += 1;
        if cost >= Cost::ZERO {
            return;
        }
        if node == start {
            if from != 0 && self.closed.is_none_or(|(known, _)| cost < known) {
                self.closed = Some((cost, from));
            }
            return;
        }
        if let (Some(person), Some(shift)) = (node.person, node.shift)
            && board.is_pinned(person, shift)
        {
            return;
        }
        let place = self.place(node);
        if self.best_at(node) <= cost && self.best[place].1 == self.search
            || self.is_on_the_way(from, node)
        {
            return;
        }
        self.best[place] = (cost, self.search);
        self.labels.push(Label { node, cost, parent: Some(from) });
    }

    fn place(&self, node: Node) -> usize {
        node.person.unwrap_or(self.ground.people) * (self.ground.shifts + 1)
            + node.shift.unwrap_or(self.ground.shifts)
    }

    /// The best that is known for a seat in this search; the seat's own beginning costs nothing.
    fn best_at(&self, node: Node) -> Cost {
        let (cost, search) = self.best[self.place(node)];
        if search == self.search { cost } else { Cost::ZERO }
    }

    /// Whether the person or the shift has its place in this beginning already.
    fn is_on_the_way(&self, mut at: usize, node: Node) -> bool {
        loop {
            let label = &self.labels[at];
            if node.person.is_some() && node.person == label.node.person
                || node.shift.is_some() && node.shift == label.node.shift
            {
                return true;
            }
            match label.parent {
                Some(parent) => at = parent,
                None => return false,
            }
        }
    }

    fn path(&self, mut at: usize) -> Vec<Node> {
        let mut ring = vec![self.labels[at].node];
        while let Some(parent) = self.labels[at].parent {
            ring.push(self.labels[parent].node);
            at = parent;
        }
        ring.reverse();
        ring
    }
}

impl Node {
    pub fn seat(person: usize, shift: usize) -> Self {
        Self { person: Some(person), shift: Some(shift) }
    }

    /// An open place of a shift.
    pub fn place(shift: usize) -> Self {
        Self { person: None, shift: Some(shift) }
    }

    /// Somebody with time to spare.
    pub fn idle(person: usize) -> Self {
        Self { person: Some(person), shift: None }
    }
}
