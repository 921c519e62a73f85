//! What no roster can be better than: limits that hold for every roster of the problem.

use std::{
    cmp::Reverse,
    collections::{BTreeSet, BinaryHeap},
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
    let filled = |of: fn(&Load) -> i64| {
        let places = ground.weight.iter().zip(&ground.wanted);
        (places.map(|(weight, wanted)| of(weight) * wanted).sum::<i64>() - open).max(0)
    };
    let stood: BTreeSet<_> = ground.problem.standing.iter().collect();
    Objective {
        missing,
        open,
        called: (filled(|it| it.shifts) - super::count(stood.len())).max(0),
        shifts: evenest(ground, filled(|it| it.shifts), |share| share.shifts),
        nights: evenest(ground, filled(|it| it.nights), |share| share.nights),
        weekends: evenest(ground, filled(|it| it.weekends), |share| share.weekends),
        against_wishes: 0,
    }
}

/// The least sum of squares with which so many shifts can be given out: each goes to whom it costs
/// least.
fn evenest(ground: &Ground, places: i64, of: fn(&Share) -> i64) -> i64 {
    let balances = ground.balance.iter().map(of).enumerate();
    let (able, others): (Vec<_>, Vec<_>) =
        balances.partition(|(person, _)| ground.can_serve(*person));
    let mut levels: BinaryHeap<_> = able.iter().map(|(_, level)| Reverse(*level)).collect();
    for _ in 0..places {
        let Some(Reverse(lowest)) = levels.pop() else { break };
        levels.push(Reverse(lowest.saturating_add(100)));
    }
    let rest = others.iter().map(|(_, level)| level.pow(2));
    levels.iter().map(|level| level.0.pow(2)).chain(rest).sum()
}
