//! The roster as each person reads it: their load against their share.

use super::{
    explain::{Story, Telling, Verdict},
    ground::Ground,
    model::{Load, PersonNo, Seat, Share},
};

/// What the roster means for everybody, in their order.
pub(super) fn stories(ground: &Ground, seats: &[Seat]) -> Vec<Story> {
    let telling = Telling::of(ground.problem, seats);
    let level = level(ground, &telling);
    everybody(ground).map(|person| story(ground, &telling, person, level)).collect()
}

/// What it means for one of them.
pub(super) fn story_of(ground: &Ground, seats: &[Seat], person: PersonNo) -> Story {
    let telling = Telling::of(ground.problem, seats);
    story(ground, &telling, person, level(ground, &telling))
}

fn everybody(ground: &Ground) -> impl Iterator<Item = PersonNo> {
    (0..ground.people).map(PersonNo)
}

/// What everybody asked would have if shifts could be divided.
fn level(ground: &Ground, telling: &Telling) -> Share {
    let asked: Vec<PersonNo> = everybody(ground).filter(|it| is_asked(ground, *it)).collect();
    Share {
        shifts: even(ground, telling, &asked, |it| it.shifts, |it| it.shifts),
        nights: even(ground, telling, &asked, |it| it.nights, |it| it.nights),
        weekends: even(ground, telling, &asked, |it| it.weekends, |it| it.weekends),
    }
}

fn is_asked(ground: &Ground, person: PersonNo) -> bool {
    let able = ground.shifts_for.get(person.0).is_some_and(|shifts| !shifts.is_empty());
    able && ground.problem.rules.cap > 0
}

fn balance(ground: &Ground, person: PersonNo) -> Share {
    ground.balance.get(person.0).copied().unwrap_or_default()
}

/// The level, in hundredths, that everybody asked would have if shifts could be divided.
fn even(
    ground: &Ground,
    telling: &Telling,
    asked: &[PersonNo],
    of_load: fn(Load) -> i64,
    of_share: fn(Share) -> i64,
) -> i64 {
    let levels = asked
        .iter()
        .map(|person| 100 * of_load(telling.load(*person)) + of_share(balance(ground, *person)));
    let sum: i64 = levels.sum();
    // To the nearest hundredth: what is rounded off is less than one shift among all.
    let people = super::count(asked.len()).max(1);
    (2 * sum + people).div_euclid(2 * people)
}

fn story(ground: &Ground, telling: &Telling, person: PersonNo, level: Share) -> Story {
    let mut shifts = telling.held(person).to_vec();
    shifts.sort_unstable();
    let load = telling.load(person);
    let it = ground.problem.people.get(person.0);
    let already = it.map_or(0, |it| it.already.max(0));
    let before = balance(ground, person);
    let (share, owes) = if is_asked(ground, person) {
        let share = Share {
            shifts: level.shifts - before.shifts + 100 * already,
            nights: level.nights - before.nights,
            weekends: level.weekends - before.weekends,
        };
        let owes = Share {
            shifts: share.shifts - 100 * (load.shifts + already),
            nights: share.nights - 100 * load.nights,
            weekends: share.weekends - 100 * load.weekends,
        };
        (share, owes)
    } else {
        (Share::default(), it.map(|it| it.owes).unwrap_or_default())
    };
    let cap = ground.problem.rules.cap;
    let patrols = already + load.shifts;
    let verdict = match it.and_then(|it| it.unfit) {
        Some(why) => Verdict::Unfit(why),
        None if !is_asked(ground, person) && cap > 0 => {
            Verdict::Away { shifts: super::count(ground.shifts) }
        }
        None if patrols >= cap => Verdict::AtCap { patrols, cap },
        None if owes.shifts >= 100 => Verdict::Below,
        None if owes.shifts <= -100 => Verdict::Above,
        None => Verdict::Fair,
    };
    Story { person, shifts, load, share, owes, verdict, tally: telling.tally_of(person) }
}
