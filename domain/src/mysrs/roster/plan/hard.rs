//! The rules that a roster never breaks.

use super::model::{AbsenceKind, PersonNo, Problem, Rules, Seat, Shift, ShiftNo, Span, Unfit};

/// A rule, and where it is broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Broken {
    /// The seat speaks of a person or a shift that is not there.
    Unknown(Seat),
    /// The person is not in the shift that they would leave.
    NotIn(Seat),
    /// The person is in the shift already.
    AlreadyIn(Seat),
    /// The person is not asked at all.
    Unfit {
        /// Who.
        person: PersonNo,
        /// Why not.
        why: Unfit,
    },
    /// The person is not there.
    Absent {
        /// Who, and for which shift.
        seat: Seat,
        /// Why.
        kind: AbsenceKind,
        /// From when until when.
        span: Span,
    },
    /// The person has, or would have, too many patrols in the month.
    Cap {
        /// Who.
        person: PersonNo,
        /// How many they would have, with those elsewhere.
        patrols: i64,
        /// How many are allowed.
        cap: i64,
    },
    /// Two shifts of the person overlap.
    Overlap {
        /// Who, and which shift.
        seat: Seat,
        /// The other shift.
        other: ShiftNo,
    },
    /// There is too little rest between two shifts of the person.
    Rest {
        /// Who, and which shift.
        seat: Seat,
        /// The other shift.
        other: ShiftNo,
        /// How long the rest would be, in whole minutes.
        minutes: i64,
        /// How long it must be.
        least: i64,
    },
    /// A shift elsewhere overlaps, or is too near.
    Elsewhere {
        /// Who, and for which shift.
        seat: Seat,
        /// The shift elsewhere.
        span: Span,
        /// The rest between both, in whole minutes; below 0 when they overlap.
        minutes: i64,
        /// How long it must be.
        least: i64,
    },
    /// A team is too small.
    TeamSmall {
        /// Which.
        shift: ShiftNo,
        /// How many it has, or would have.
        team: i64,
        /// How many it needs.
        least: i64,
    },
    /// A team has no place left.
    TeamFull {
        /// Which.
        shift: ShiftNo,
        /// How many it has at most.
        wanted: i64,
    },
    /// Too few of a team can lead it.
    LeaderMissing {
        /// Which.
        shift: ShiftNo,
        /// How many can, or could.
        leaders: i64,
        /// How many must.
        least: i64,
    },
    /// What is open in the team is kept for somebody who can lead.
    KeptForLeader {
        /// Which.
        shift: ShiftNo,
    },
}

/// How many people a team has, and how many of them can lead it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Team {
    pub people: i64,
    pub leaders: i64,
}

impl Team {
    /// How many people must be found until the team keeps the rules.
    pub fn missing(self, rules: &Rules, shift: &Shift) -> i64 {
        (rules.least_of(shift) - self.people).max(rules.least_leaders - self.leaders).max(0)
    }

    /// Whether those who cannot lead have taken a place that a leader needs.
    pub fn crowds_out_leaders(self, rules: &Rules, shift: &Shift) -> bool {
        self.people - self.leaders > rules.wanted_of(shift) - rules.least_leaders
    }

    /// What is broken in this team that was not broken in the one before. A team that was too
    /// small may grow without being large enough at once.
    pub fn worse_than(self, before: Self, problem: &Problem, number: ShiftNo) -> Vec<Broken> {
        let Some(shift) = problem.shifts.get(number.0) else { return Vec::new() };
        let rules = &problem.rules;
        let (least, wanted) = (rules.least_of(shift), rules.wanted_of(shift));
        let mut broken = Vec::new();
        if self.people < least && self.people < before.people {
            broken.push(Broken::TeamSmall { shift: number, team: self.people, least });
        }
        if self.people > wanted && self.people > before.people {
            broken.push(Broken::TeamFull { shift: number, wanted });
        }
        if self.leaders < rules.least_leaders && self.leaders < before.leaders {
            let (leaders, least) = (self.leaders, rules.least_leaders);
            broken.push(Broken::LeaderMissing { shift: number, leaders, least });
        }
        let (others, before) = (self.people - self.leaders, before.people - before.leaders);
        if self.people <= wanted && others > before && self.crowds_out_leaders(rules, shift) {
            broken.push(Broken::KeptForLeader { shift: number });
        }
        broken
    }
}

/// What keeps a person from a shift, whatever else they do.
pub(super) fn alone(problem: &Problem, seat: Seat) -> Vec<Broken> {
    let (Some(person), Some(shift)) =
        (problem.people.get(seat.person.0), problem.shifts.get(seat.shift.0))
    else {
        return vec![Broken::Unknown(seat)];
    };
    let mut broken = Vec::new();
    if let Some(why) = person.unfit {
        broken.push(Broken::Unfit { person: seat.person, why });
    }
    let absences = person.absences.iter().filter(|absence| absence.span.overlaps(&shift.span));
    broken.extend(absences.map(|it| Broken::Absent { seat, kind: it.kind, span: it.span }));
    for span in &person.elsewhere {
        let gap = span.gap(&shift.span);
        if gap < problem.rules.rest() {
            let (minutes, least) = (gap.div_euclid(60_000), problem.rules.rest_minutes);
            broken.push(Broken::Elsewhere { seat, span: *span, minutes, least });
        }
    }
    broken
}

/// Whether one person cannot have both shifts.
pub(super) fn clash(rules: &Rules, one: &Shift, other: &Shift) -> bool {
    one.span.gap(&other.span) < rules.rest()
}

/// How one of the person's other shifts keeps them from this one.
pub(super) fn beside(problem: &Problem, seat: Seat, other: ShiftNo) -> Option<Broken> {
    let (one, two) = (problem.shifts.get(seat.shift.0)?, problem.shifts.get(other.0)?);
    let gap = one.span.gap(&two.span);
    if one.span.overlaps(&two.span) {
        return Some(Broken::Overlap { seat, other });
    }
    let least = problem.rules.rest_minutes;
    (gap < problem.rules.rest()).then_some(Broken::Rest {
        seat,
        other,
        minutes: gap.div_euclid(60_000),
        least,
    })
}

/// Every rule that a whole roster breaks; empty for one that keeps them all. Each pair of shifts
/// is named once.
#[must_use]
pub fn all_broken(problem: &Problem, seats: &[Seat]) -> Vec<Broken> {
    let mut broken = Vec::new();
    let mut held: Vec<Vec<ShiftNo>> = vec![Vec::new(); problem.people.len()];
    let mut teams = vec![Team::default(); problem.shifts.len()];
    for seat in seats {
        broken.extend(alone(problem, *seat));
        let (Some(mine), Some(team), Some(person)) = (
            held.get_mut(seat.person.0),
            teams.get_mut(seat.shift.0),
            problem.people.get(seat.person.0),
        ) else {
            continue;
        };
        if mine.contains(&seat.shift) {
            broken.push(Broken::AlreadyIn(*seat));
            continue;
        }
        broken.extend(mine.iter().filter_map(|other| beside(problem, *seat, *other)));
        mine.push(seat.shift);
        team.people += 1;
        team.leaders += i64::from(person.leads);
        let patrols = person.already.max(0).saturating_add(super::count(mine.len()));
        if patrols > problem.rules.cap {
            let cap = problem.rules.cap;
            broken.push(Broken::Cap { person: seat.person, patrols, cap });
        }
    }
    for (number, (team, shift)) in teams.iter().zip(&problem.shifts).enumerate() {
        let shift_no = ShiftNo(number);
        let rules = &problem.rules;
        let (least, wanted) = (rules.least_of(shift), rules.wanted_of(shift));
        if team.people < least {
            broken.push(Broken::TeamSmall { shift: shift_no, team: team.people, least });
        }
        if team.people > wanted {
            broken.push(Broken::TeamFull { shift: shift_no, wanted });
        }
        if team.leaders < rules.least_leaders {
            let (leaders, least) = (team.leaders, rules.least_leaders);
            broken.push(Broken::LeaderMissing { shift: shift_no, leaders, least });
        }
    }
    broken
}
