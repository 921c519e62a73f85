//! A roster in the making: who is in which shift now. It never breaks a rule; what it lacks are
//! people.

#![expect(
    clippy::indexing_slicing,
    reason = "people and shifts are numbered by the ground's own lists"
)]

use super::{
    cost::{Cost, Objective, growth},
    ground::Ground,
    hard::Team,
    model::{Load, Seat},
};

#[derive(Clone, Debug)]
pub(super) struct Board {
    pub teams: Vec<Vec<usize>>,
    pub held: Vec<Vec<usize>>,
    pub size: Vec<Team>,
    pub load: Vec<Load>,
    /// By shift: who agreed to it, and stays.
    pub pinned: Vec<Vec<usize>>,
}

impl Board {
    pub fn empty(ground: &Ground) -> Self {
        Self {
            teams: vec![Vec::new(); ground.shifts],
            held: vec![Vec::new(); ground.people],
            size: vec![Team::default(); ground.shifts],
            load: vec![Load::default(); ground.people],
            pinned: vec![Vec::new(); ground.shifts],
        }
    }

    pub fn has(&self, person: usize, shift: usize) -> bool {
        self.teams[shift].contains(&person)
    }

    pub fn is_pinned(&self, person: usize, shift: usize) -> bool {
        self.pinned[shift].contains(&person)
    }

    pub fn add(&mut self, ground: &Ground, person: usize, shift: usize) {
        self.teams[shift].push(person);
        self.held[person].push(shift);
        self.count(ground, person, shift, 1);
    }

    pub fn remove(&mut self, ground: &Ground, person: usize, shift: usize) {
        self.teams[shift].retain(|it| *it != person);
        self.held[person].retain(|it| *it != shift);
        self.count(ground, person, shift, -1);
    }

    fn count(&mut self, ground: &Ground, person: usize, shift: usize, step: i64) {
        self.size[shift].people += step;
        self.size[shift].leaders += step * i64::from(ground.leads(person));
        let (load, weight) = (&mut self.load[person], ground.weight[shift]);
        load.shifts += step * weight.shifts;
        load.nights += step * weight.nights;
        load.weekends += step * weight.weekends;
    }

    /// Whether the person may have this shift when they leave that one (or none).
    pub fn may_have(
        &self,
        ground: &Ground,
        person: usize,
        shift: usize,
        leaving: Option<usize>,
    ) -> bool {
        let held = &self.held[person];
        ground.possible(person, shift)
            && held.len() < ground.room[person] + usize::from(leaving.is_some())
            && held.iter().all(|other| Some(*other) == leaving || !ground.clash(*other, shift))
    }

    /// What it costs when the person leaves one shift (or none) and joins another (or none).
    pub fn cost_for_person(
        &self,
        ground: &Ground,
        person: usize,
        leaving: Option<usize>,
        joining: Option<usize>,
    ) -> Cost {
        let (mut step, mut called, mut unwished) = (Load::default(), 0, 0);
        for (shift, sign) in [(leaving, -1), (joining, 1)] {
            let Some(shift) = shift else { continue };
            let weight = ground.weight[shift];
            step.shifts += sign * weight.shifts;
            step.nights += sign * weight.nights;
            step.weekends += sign * weight.weekends;
            called += sign * ground.called(person, shift);
            unwished += sign * ground.unwished(person, shift);
        }
        let (load, balance) = (self.load[person], ground.balance[person]);
        let unevenness = Load {
            shifts: growth(load.shifts, balance.shifts, step.shifts),
            nights: growth(load.nights, balance.nights, step.nights),
            weekends: growth(load.weekends, balance.weekends, step.weekends),
        };
        Cost::seats(called, unevenness, unwished)
    }

    /// What it costs when one person of the team is replaced, goes, or comes; nothing when the
    /// team may not be so.
    pub fn cost_for_team(
        &self,
        ground: &Ground,
        shift: usize,
        leaving: Option<usize>,
        joining: Option<usize>,
    ) -> Option<Cost> {
        let lead = |person: Option<usize>| person.is_some_and(|it| ground.leads(it));
        if leaving.is_some() && joining.is_some() && lead(leaving) == lead(joining) {
            return Some(Cost::ZERO);
        }
        let before = self.size[shift];
        let after = Team {
            people: before.people + i64::from(joining.is_some()) - i64::from(leaving.is_some()),
            leaders: before.leaders + i64::from(lead(joining)) - i64::from(lead(leaving)),
        };
        let (rules, it) = (&ground.problem.rules, &ground.problem.shifts[shift]);
        let crowded = !lead(joining) && after.crowds_out_leaders(rules, it);
        if joining.is_some() && (after.people > ground.wanted[shift] || crowded) {
            return None;
        }
        let (now, then) = (after.missing(rules, it), before.missing(rules, it));
        let lacking = i64::from(now > 0) - i64::from(then > 0);
        Some(Cost::places(now - then, lacking, before.people - after.people))
    }

    /// What it costs when the person comes to an open place; nothing when they may not.
    pub fn cost_of_joining(&self, ground: &Ground, person: usize, shift: usize) -> Option<Cost> {
        if !self.may_have(ground, person, shift, None) {
            return None;
        }
        let team = self.cost_for_team(ground, shift, None, Some(person))?;
        Some(team + self.cost_for_person(ground, person, None, Some(shift)))
    }

    pub fn seats(&self) -> Vec<Seat> {
        let mut seats: Vec<Seat> = (self.teams.iter().enumerate())
            .flat_map(|(shift, team)| team.iter().map(move |person| Seat::of(*person, shift)))
            .collect();
        seats.sort_unstable();
        seats
    }

    /// How many people each shift lacks.
    pub fn lacks(&self, ground: &Ground) -> impl Iterator<Item = i64> {
        let (rules, shifts) = (&ground.problem.rules, &ground.problem.shifts);
        self.size.iter().zip(shifts).map(|(team, shift)| team.missing(rules, shift))
    }

    pub fn missing(&self, ground: &Ground) -> i64 {
        self.lacks(ground).sum()
    }

    pub fn open(&self, ground: &Ground) -> i64 {
        self.size.iter().zip(&ground.wanted).map(|(team, wanted)| wanted - team.people).sum()
    }

    /// The figures of this roster.
    pub fn objective(&self, ground: &Ground) -> Objective {
        let mut all = Objective {
            missing: self.missing(ground),
            lacking: super::count(self.lacks(ground).filter(|lack| *lack > 0).count()),
            open: self.open(ground),
            ..Objective::default()
        };
        for (person, (load, balance)) in self.load.iter().zip(&ground.balance).enumerate() {
            all.shifts += (100 * load.shifts + balance.shifts).pow(2);
            all.nights += (100 * load.nights + balance.nights).pow(2);
            all.weekends += (100 * load.weekends + balance.weekends).pow(2);
            for shift in &self.held[person] {
                all.called += ground.called(person, *shift);
                all.against_wishes += ground.unwished(person, *shift);
            }
        }
        all
    }
}
