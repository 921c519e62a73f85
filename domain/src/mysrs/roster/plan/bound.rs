//! What no roster can be better than: limits that hold for every roster of the problem.

use std::{
    cmp::Reverse,
    collections::{BTreeSet, BinaryHeap},
    ops::RangeInclusive,
};

use super::{
    board::Board,
    cost::Objective,
    ground::Ground,
    model::{Load, Share},
    shortage,
};

/// Figures that no roster with these pins undercuts.
pub(super) fn objective(ground: &Ground, board: &Board) -> Objective {
    let missing = shortage::shortages(ground, board, &ground.least).0;
    let open = shortage::shortages(ground, board, &ground.wanted).0;
    let places = |of: fn(&Load) -> i64| {
        let shifts = ground.weight.iter().zip(&ground.wanted);
        shifts.map(|(weight, wanted)| of(weight) * wanted).sum::<i64>()
    };
    let filled = (places(|it| it.shifts) - open).max(0);
    // Which places stay free is not known: perhaps all of them are nights, perhaps none.
    let some = |of: fn(&Load) -> i64| (places(of) - open).max(0)..=places(of);
    let stood: BTreeSet<_> = ground.problem.standing.iter().collect();
    Objective {
        missing,
        lacking: missing.min(1),
        open,
        called: (filled - super::count(stood.len())).max(0),
        shifts: evenest(ground, filled..=filled, |share| share.shifts),
        nights: evenest(ground, some(|it| it.nights), |share| share.nights),
        weekends: evenest(ground, some(|it| it.weekends), |share| share.weekends),
        against_wishes: 0,
    }
}

/// The least sum of squares with which so many shifts can be given out: each goes to whom it costs
/// least.
fn evenest(ground: &Ground, shifts: RangeInclusive<i64>, of: fn(&Share) -> i64) -> i64 {
    let balances = ground.balance.iter().map(of).enumerate();
    let (able, others): (Vec<_>, Vec<_>) =
        balances.partition(|(person, _)| ground.can_serve(*person));
    let mut levels: BinaryHeap<_> = able.iter().map(|(_, level)| Reverse(*level)).collect();
    for given in 0..*shifts.end() {
        let Some(Reverse(lowest)) = levels.pop() else { break };
        // One more, to who is at this level, no longer makes it more even.
        if given >= *shifts.start() && lowest >= -50 {
            levels.push(Reverse(lowest));
            break;
        }
        levels.push(Reverse(lowest.saturating_add(100)));
    }
    let rest = others.iter().map(|(_, level)| level.pow(2));
    levels.iter().map(|level| level.0.pow(2)).chain(rest).sum()
}
