//! Months made by chance: whatever is asked, no rule is broken, and a month around a hidden roster
//! is filled.

use super::{
    super::{Fullness, chance::Chance, hard::all_broken, model::Share, plan},
    *,
};

/// A month around a hidden roster: leaders and others take turns, so each night has its team; on
/// every other night they are away so many times in a hundred.
fn hidden(people: usize, nights: usize, away_in_100: usize, seed: u64) -> Problem {
    let mut chance = Chance::from(seed);
    let mut problem = unit(people, people / 3, i64::try_from(nights).unwrap());
    let mut followers: Vec<usize> = (people / 3..people).collect();
    chance.shuffle(&mut followers);
    for (number, shift) in problem.shifts.clone().iter().enumerate() {
        let first = number * 2;
        let team = [
            number % (people / 3),
            followers[first % followers.len()],
            followers[(first + 1) % followers.len()],
        ];
        for (person, it) in problem.people.iter_mut().enumerate() {
            if !team.contains(&person) && chance.below(100) < away_in_100 {
                let absence = Absence { kind: AbsenceKind::Unavailable, span: shift.span };
                it.absences.push(absence);
            }
        }
    }
    for shift in &mut problem.shifts {
        shift.night = !chance.once_in(4);
        shift.weekend = chance.once_in(3);
    }
    for person in &mut problem.people {
        let mut half = || i64::try_from(chance.below(5)).unwrap() * 50 - 100;
        person.owes = Share { shifts: half(), nights: half(), weekends: half() };
    }
    Problem { seed, ..problem }
}

#[test]
fn a_month_around_a_hidden_roster_is_filled() {
    for seed in 0..12 {
        let away = [0, 40, 70, 90][usize::try_from(seed % 4).unwrap()];
        // 30 people have 60 turns, and 20 nights need them all.
        let problem = hidden(30, 20, away, seed);
        let planned = plan(&problem);
        assert_eq!(planned.fullness, Fullness::Full, "seed {seed}, {away} away");
        assert_eq!(all_broken(&problem, &planned.seats), [], "seed {seed}");
    }
}

#[test]
fn a_repair_after_many_changes_keeps_every_rule() {
    for seed in 0..6 {
        let mut chance = Chance::from(seed);
        let mut problem = hidden(36, 20, 30, seed);
        problem.steps = 1_000_000;
        problem.standing = plan(&problem).seats;
        for _ in 0..6 {
            let person = chance.below(36);
            let day = i64::try_from(chance.below(20)).unwrap();
            problem.people[person] = away(problem.people[person].clone(), day);
        }
        problem.pinned = problem.standing.iter().copied().step_by(3).collect();
        let planned = plan(&problem);
        assert_eq!(planned.fullness, Fullness::Full, "seed {seed}");
        assert_eq!(all_broken(&problem, &planned.seats), [], "seed {seed}");
        for pin in &problem.pinned {
            let refused = planned.refused_pins.iter().any(|it| it.seat == *pin);
            assert!(planned.seats.contains(pin) != refused, "seed {seed}: {pin:?}");
        }
        // Never more new seats than a whole new roster would bring by a wide margin.
        assert!(planned.called.len() <= 12, "seed {seed}: {:?}", planned.called);
    }
}

#[test]
fn the_same_seed_gives_the_same_roster_and_another_one_is_as_good() {
    let problem = hidden(18, 9, 40, 5);
    let first = plan(&problem);
    assert_eq!(first, plan(&problem));
    let other = plan(&Problem { seed: 99, ..problem });
    assert_eq!(first.objective.shifts, other.objective.shifts);
}
