//! Proof that places cannot be filled: shifts that need more turns than the people who could take
//! them have left. Leaders, absences, limits and pins are all taken into account; of the rest
//! between shifts only that nobody has two of a group which all clash. So what is proved here holds,
//! and what is not proved may still be impossible.

#![expect(
    clippy::indexing_slicing,
    reason = "people, shifts and groups are numbered by the ground's own lists"
)]

use super::{board::Board, ground::Ground, model::ShiftNo};

/// Shifts that cannot all be filled, whoever is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shortage {
    /// Which, in their order.
    pub shifts: Vec<ShiftNo>,
    /// Whether it is leaders that are too few: only the places for them are counted.
    pub of_leaders: bool,
    /// How many people they need together, without the pinned ones.
    pub places: i64,
    /// How many of these places can be filled at most.
    pub fillable: i64,
    /// How many people could take one of them at all.
    pub people: i64,
}

/// A place of a shift: one that a leader must have, or one for anybody.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Place {
    shift: usize,
    for_leader: bool,
}

struct Filling<'g> {
    ground: &'g Ground<'g>,
    board: &'g Board,
    /// By shift: the group of clashing shifts that it is in.
    group: Vec<usize>,
    /// By person: the shifts that they are pinned to.
    pinned: Vec<Vec<usize>>,
    room: Vec<usize>,
    given: Vec<Vec<Place>>,
    seen_places: Vec<[bool; 2]>,
    seen_groups: Vec<bool>,
    seen_people: Vec<bool>,
}

/// How many of the places asked for (the least of each shift, or all that are wanted) stay free in
/// every roster at least, given the pins of a board, and every shortage that shows it.
pub(super) fn shortages(ground: &Ground, board: &Board, teams: &[i64]) -> (i64, Vec<Shortage>) {
    let mut filling = Filling::new(ground, board);
    let (mut unfilled, mut free): (Vec<Place>, i64) = (Vec::new(), 0);
    let places: Vec<(Place, i64)> =
        (0..ground.shifts).flat_map(|shift| filling.places(shift, teams[shift])).collect();
    for (place, count) in &places {
        for filled in 0..*count {
            filling.forget();
            if !filling.seek(*place) {
                unfilled.push(*place);
                free += count - filled;
                break;
            }
        }
    }
    (free, filling.shortages(&unfilled, &places))
}

impl<'g> Filling<'g> {
    fn new(ground: &'g Ground<'g>, board: &'g Board) -> Self {
        let mut room = ground.room.clone();
        let mut pinned = vec![Vec::new(); ground.people];
        for (shift, team) in board.pinned.iter().enumerate() {
            for person in team {
                room[*person] = room[*person].saturating_sub(1);
                pinned[*person].push(shift);
            }
        }
        Self {
            ground,
            board,
            group: groups(ground),
            pinned,
            room,
            given: vec![Vec::new(); ground.people],
            seen_places: vec![[false; 2]; ground.shifts],
            seen_groups: vec![false; ground.people * ground.shifts],
            seen_people: vec![false; ground.people],
        }
    }

    /// How many leaders and how many others the shift needs beside those who are pinned.
    fn places(&self, shift: usize, team: i64) -> [(Place, i64); 2] {
        let pinned = &self.board.pinned[shift];
        let led = super::count(pinned.iter().filter(|it| self.ground.leads(**it)).count());
        let least = self.ground.problem.rules.least_leaders.max(0);
        let leaders = (least - led).max(0);
        let others = (team - super::count(pinned.len()) - leaders).max(0);
        [(Place { shift, for_leader: true }, leaders), (Place { shift, for_leader: false }, others)]
    }

    fn forget(&mut self) {
        self.seen_places.fill([false; 2]);
        self.seen_groups.fill(false);
        self.seen_people.fill(false);
    }

    fn can(&self, person: usize, place: Place) -> bool {
        let mut pinned = self.pinned[person].iter();
        (!place.for_leader || self.ground.leads(person))
            && self.ground.room[person] > 0
            && !pinned.any(|other| self.ground.clash(*other, place.shift))
    }

    /// Finds somebody for the place, who may hand on a place of theirs, and so on.
    fn seek(&mut self, place: Place) -> bool {
        let seen = &mut self.seen_places[place.shift][usize::from(place.for_leader)];
        if std::mem::replace(seen, true) {
            return false;
        }
        let ground = self.ground;
        let group = self.group[place.shift];
        for &person in &ground.people_for[place.shift] {
            if !self.can(person, place) {
                continue;
            }
            let seen = &mut self.seen_groups[person * ground.shifts + group];
            if !std::mem::replace(seen, true) && self.take(person, place, group) {
                return true;
            }
        }
        false
    }

    fn take(&mut self, person: usize, place: Place, group: usize) -> bool {
        let same = self.given[person].iter().find(|it| self.group[it.shift] == group).copied();
        if let Some(old) = same {
            return self.hand_on(person, old, place);
        }
        if self.given[person].len() < self.room[person] {
            self.given[person].push(place);
            return true;
        }
        if std::mem::replace(&mut self.seen_people[person], true) {
            return false;
        }
        let mine = self.given[person].clone();
        mine.into_iter().any(|old| self.hand_on(person, old, place))
    }

    fn hand_on(&mut self, person: usize, old: Place, place: Place) -> bool {
        if !self.seek(old) {
            return false;
        }
        if let Some(mine) = self.given[person].iter_mut().find(|it| **it == old) {
            *mine = place;
        }
        true
    }

    /// What the searches for these places see, all of which fail: places that only certain people
    /// can fill, whose turns are all given out. What shares a place is one shortage.
    fn shortages(&mut self, unfilled: &[Place], places: &[(Place, i64)]) -> Vec<Shortage> {
        let mut found: Vec<Vec<[bool; 2]>> = Vec::new();
        for place in unfilled {
            self.forget();
            self.seek(*place);
            let mut all = self.seen_places.clone();
            found.retain(|other| {
                let shared = all
                    .iter()
                    .zip(other)
                    .any(|(one, two)| one.iter().zip(two).any(|(one, two)| *one && *two));
                if shared {
                    for (one, two) in all.iter_mut().zip(other) {
                        *one = [one[0] || two[0], one[1] || two[1]];
                    }
                }
                !shared
            });
            found.push(all);
        }
        found.iter().map(|seen| self.shortage(seen, places)).collect()
    }

    fn shortage(&self, seen: &[[bool; 2]], places: &[(Place, i64)]) -> Shortage {
        let seen = |place: &Place| seen[place.shift][usize::from(place.for_leader)];
        let all: Vec<&(Place, i64)> =
            places.iter().filter(|(place, count)| *count > 0 && seen(place)).collect();
        let mut shifts: Vec<ShiftNo> = all.iter().map(|(place, _)| ShiftNo(place.shift)).collect();
        shifts.dedup();
        let able = (0..self.ground.people).filter(|person| {
            all.iter().any(|(place, _)| {
                self.ground.possible(*person, place.shift) && self.can(*person, *place)
            })
        });
        Shortage {
            shifts,
            of_leaders: all.iter().all(|(place, _)| place.for_leader),
            places: all.iter().map(|(_, count)| count).sum(),
            fillable: super::count(self.given.iter().flatten().filter(|it| seen(it)).count()),
            people: super::count(able.count()),
        }
    }
}

/// Groups in which every shift clashes with every other; each shift is in one.
fn groups(ground: &Ground) -> Vec<usize> {
    let mut order: Vec<usize> = (0..ground.shifts).collect();
    order.sort_by_key(|shift| ground.problem.shifts[*shift].span);
    let mut group = vec![usize::MAX; ground.shifts];
    let mut members: Vec<Vec<usize>> = Vec::new();
    for shift in order {
        let fits = |them: &Vec<usize>| them.iter().all(|other| ground.clash(*other, shift));
        // Only the newest groups can be near enough.
        let found = members.iter().rposition(fits).unwrap_or(members.len());
        if found == members.len() {
            members.push(Vec::new());
        }
        members[found].push(shift);
        group[shift] = found;
    }
    group
}
