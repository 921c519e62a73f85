//! Why somebody is in a roster as often as they are, and why not in a shift.

use super::{
    hard::{self, Broken, Team},
    model::{AbsenceKind, Load, PersonNo, Problem, Seat, Share, ShiftNo, Unfit},
};

/// Why a person is not in a shift.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WhyNot {
    /// A rule stands against it.
    Rule(Broken),
    /// The open place of the team is kept for somebody who can lead.
    KeptForLeader,
    /// The team is full, and everybody in it is at most as far above their share as this person
    /// would be: the others owed more. Levels are hundredths of a shift, with what was owed before
    /// taken off.
    OthersOwedMore {
        /// The person's level without this shift.
        mine: i64,
        /// The highest level in the team, with it.
        theirs: i64,
    },
    /// The team is full, and it would be as fair with this person: nights, weekends, wishes or the
    /// seed decided.
    NotNeeded,
    /// Nothing stands against it: the place is open.
    Nothing,
}

/// How often which reason stands against something.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// No active member.
    pub not_active: i64,
    /// Not of age.
    pub not_adult: i64,
    /// A day kept free.
    pub day_off: i64,
    /// Not available at that time.
    pub unavailable: i64,
    /// A shift elsewhere is too near.
    pub elsewhere: i64,
    /// The limit of the month is reached.
    pub cap: i64,
    /// An overlap, or too little rest beside another shift of theirs.
    pub rest: i64,
    /// The place is kept for a leader.
    pub kept_for_leader: i64,
    /// Others owed more.
    pub others_owed_more: i64,
    /// The team was full.
    pub not_needed: i64,
    /// Nothing stands against it.
    pub nothing: i64,
}

/// The chief reason of how often somebody is in the roster.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// They are not asked at all.
    Unfit(Unfit),
    /// They are away, or elsewhere, at all of the shifts.
    Away {
        /// How many shifts there are.
        shifts: i64,
    },
    /// They have as many patrols as the month allows.
    AtCap {
        /// How many they have, with those elsewhere.
        patrols: i64,
        /// How many are allowed.
        cap: i64,
    },
    /// They have their share, to less than one shift.
    Fair,
    /// They have a shift or more less than their share: the tally says why.
    Below,
    /// They have a shift or more above their share, because others could not.
    Above,
}

/// What a roster means for a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Story {
    /// Who.
    pub person: PersonNo,
    /// Their shifts, in their order.
    pub shifts: Vec<ShiftNo>,
    /// How much that is, without patrols elsewhere.
    pub load: Load,
    /// Their fair share of this roster: an equal part of all levels, and what they owed before.
    /// With patrols elsewhere, which count for it. Nothing is asked of who cannot come at all.
    pub share: Share,
    /// How far they stay below their share: what they owe in the next month.
    pub owes: Share,
    /// The chief reason.
    pub verdict: Verdict,
    /// For the shifts that they do not have: how often which reason stands against it.
    pub tally: Tally,
}

/// Why a person is not in a shift of this roster; nothing when they are.
#[must_use]
pub fn why_not(problem: &Problem, seats: &[Seat], seat: Seat) -> Option<WhyNot> {
    Telling::of(problem, seats).why_not(seat)
}

/// A roster by people and by shifts.
pub(super) struct Telling<'a> {
    problem: &'a Problem,
    held: Vec<Vec<ShiftNo>>,
    teams: Vec<Vec<PersonNo>>,
}

impl<'a> Telling<'a> {
    pub fn of(problem: &'a Problem, seats: &[Seat]) -> Self {
        let mut held = vec![Vec::new(); problem.people.len()];
        let mut teams = vec![Vec::new(); problem.shifts.len()];
        for seat in seats {
            if let (Some(mine), Some(team)) =
                (held.get_mut(seat.person.0), teams.get_mut(seat.shift.0))
            {
                mine.push(seat.shift);
                team.push(seat.person);
            }
        }
        Self { problem, held, teams }
    }

    pub fn held(&self, person: PersonNo) -> &[ShiftNo] {
        self.held.get(person.0).map_or(&[], Vec::as_slice)
    }

    fn mates(&self, shift: ShiftNo) -> &[PersonNo] {
        self.teams.get(shift.0).map_or(&[], Vec::as_slice)
    }

    pub fn team(&self, shift: ShiftNo) -> Team {
        let leads = |it: &&PersonNo| self.problem.people.get(it.0).is_some_and(|who| who.leads);
        let mates = self.mates(shift);
        Team {
            people: super::count(mates.len()),
            leaders: super::count(mates.iter().filter(leads).count()),
        }
    }

    fn level(&self, person: PersonNo) -> i64 {
        let Some(it) = self.problem.people.get(person.0) else { return 0 };
        100 * (it.already + super::count(self.held(person).len())) - it.owes.shifts
    }

    pub fn why_not(&self, seat: Seat) -> Option<WhyNot> {
        let held = self.held(seat.person);
        if held.contains(&seat.shift) {
            return None;
        }
        if let Some(broken) = hard::alone(self.problem, seat).into_iter().next() {
            return Some(WhyNot::Rule(broken));
        }
        let (person, shift) =
            (self.problem.people.get(seat.person.0)?, self.problem.shifts.get(seat.shift.0)?);
        let (rules, patrols) =
            (&self.problem.rules, person.already.max(0) + super::count(held.len()));
        if patrols >= rules.cap {
            let cap = rules.cap;
            return Some(WhyNot::Rule(Broken::Cap { person: seat.person, patrols, cap }));
        }
        let beside = held.iter().find_map(|other| hard::beside(self.problem, seat, *other));
        if let Some(broken) = beside {
            return Some(WhyNot::Rule(broken));
        }
        let team = self.team(seat.shift);
        if team.people < rules.wanted_of(shift) {
            let with =
                Team { people: team.people + 1, leaders: team.leaders + i64::from(person.leads) };
            let kept = !person.leads && with.crowds_out_leaders(rules, shift);
            return Some(if kept { WhyNot::KeptForLeader } else { WhyNot::Nothing });
        }
        let mine = self.level(seat.person);
        let theirs = self.mates(seat.shift).iter().map(|it| self.level(*it)).max()?;
        let owed_more = mine + 100 > theirs;
        Some(if owed_more { WhyNot::OthersOwedMore { mine, theirs } } else { WhyNot::NotNeeded })
    }

    /// How often which reason keeps the person from a shift.
    pub fn tally_of(&self, person: PersonNo) -> Tally {
        let mut tally = Tally::default();
        for shift in 0..self.problem.shifts.len() {
            tally.count(self.why_not(Seat::of(person.0, shift)));
        }
        tally
    }

    /// How often which reason keeps somebody from the shift.
    pub fn tally_at(&self, shift: ShiftNo) -> Tally {
        let mut tally = Tally::default();
        for person in 0..self.problem.people.len() {
            tally.count(self.why_not(Seat::of(person, shift.0)));
        }
        tally
    }

    pub fn load(&self, person: PersonNo) -> Load {
        let mut load = Load::default();
        for shift in self.held(person).iter().filter_map(|it| self.problem.shifts.get(it.0)) {
            load.shifts += 1;
            load.nights += i64::from(shift.night);
            load.weekends += i64::from(shift.weekend);
        }
        load
    }
}

impl Tally {
    fn count(&mut self, why: Option<WhyNot>) {
        let field = match why {
            None => return,
            Some(WhyNot::KeptForLeader) => &mut self.kept_for_leader,
            Some(WhyNot::OthersOwedMore { .. }) => &mut self.others_owed_more,
            Some(WhyNot::NotNeeded) => &mut self.not_needed,
            Some(WhyNot::Nothing) => &mut self.nothing,
            Some(WhyNot::Rule(broken)) => match broken {
                Broken::Unfit { why: Unfit::NotActive, .. } => &mut self.not_active,
                Broken::Unfit { why: Unfit::NotAdult, .. } => &mut self.not_adult,
                Broken::Absent { kind: AbsenceKind::DayOff, .. } => &mut self.day_off,
                Broken::Absent { kind: AbsenceKind::Unavailable, .. } => &mut self.unavailable,
                Broken::Elsewhere { .. } => &mut self.elsewhere,
                Broken::Cap { .. } => &mut self.cap,
                Broken::Overlap { .. } | Broken::Rest { .. } => &mut self.rest,
                Broken::KeptForLeader { .. } => &mut self.kept_for_leader,
                Broken::Unknown(_)
                | Broken::NotIn(_)
                | Broken::AlreadyIn(_)
                | Broken::TeamSmall { .. }
                | Broken::TeamFull { .. }
                | Broken::LeaderMissing { .. } => &mut self.not_needed,
            },
        };
        *field += 1;
    }
}
