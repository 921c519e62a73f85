//! What a roster lacks, and why nobody fills it.

use super::{
    explain::{Tally, Telling},
    hard::Broken,
    model::{Problem, Seat, ShiftNo},
};

/// A shift with open places.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gap {
    /// Which.
    pub shift: ShiftNo,
    /// How many it has.
    pub team: i64,
    /// How many it needs at least.
    pub least: i64,
    /// How many it should have.
    pub wanted: i64,
    /// How many people must be found until it keeps every rule.
    pub missing: i64,
    /// The rules that it breaks: a team too small, no leader. Empty when it is only short of what
    /// is wanted.
    pub broken: Vec<Broken>,
    /// Everybody who is not in it, by what stands against that.
    pub others: Tally,
}

/// The shifts with open places, in their order.
#[must_use]
pub fn gaps(problem: &Problem, seats: &[Seat]) -> Vec<Gap> {
    let telling = Telling::of(problem, seats);
    let rules = &problem.rules;
    let shifts = problem.shifts.iter().enumerate();
    shifts
        .filter_map(|(number, shift)| {
            let (number, team) = (ShiftNo(number), telling.team(ShiftNo(number)));
            let (least, wanted) = (rules.least_of(shift), rules.wanted_of(shift));
            if team.people >= wanted && team.leaders >= rules.least_leaders {
                return None;
            }
            let mut broken = Vec::new();
            if team.people < least {
                broken.push(Broken::TeamSmall { shift: number, team: team.people, least });
            }
            if team.leaders < rules.least_leaders {
                let (leaders, least) = (team.leaders, rules.least_leaders);
                broken.push(Broken::LeaderMissing { shift: number, leaders, least });
            }
            Some(Gap {
                shift: number,
                team: team.people,
                least,
                wanted,
                missing: team.missing(rules, shift),
                broken,
                others: telling.tally_at(number),
            })
        })
        .collect()
}
