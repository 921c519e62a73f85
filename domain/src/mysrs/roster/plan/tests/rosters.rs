//! Making and repairing.

use super::{
    super::{
        Fullness,
        hard::{Broken, all_broken},
        model::{Person, PersonNo, Share, ShiftNo, Unfit},
        plan,
        relax::{Relaxation, more_leaders, relaxations},
    },
    *,
};

#[test]
fn a_month_is_filled_evenly_and_keeps_every_rule() {
    let problem = unit(8, 3, 5);
    let planned = plan(&problem);
    assert_eq!(planned.fullness, Fullness::Full);
    assert_eq!(all_broken(&problem, &planned.seats), []);
    let mut counts: Vec<i64> = planned.stories.iter().map(|story| story.load.shifts).collect();
    counts.sort_unstable();
    assert_eq!(counts, [1, 2, 2, 2, 2, 2, 2, 2]);
    assert_eq!(plan(&problem), planned, "the same again");
}

#[test]
fn who_did_less_last_month_does_more_now() {
    let mut problem = unit(6, 6, 3);
    for (person, owes) in problem.people.iter_mut().zip([100, -100, 0, 0, 0, 0]) {
        person.owes = Share { shifts: owes, nights: owes, weekends: 0 };
    }
    let planned = plan(&problem);
    let loads: Vec<i64> = planned.stories.iter().map(|story| story.load.shifts).collect();
    assert_eq!(loads[..2], [2, 1]);
    assert_eq!(planned.stories[0].share.shifts, 250);
    assert_eq!(planned.stories[0].owes.shifts, 50);
    assert_eq!(planned.stories.iter().map(|story| story.owes.shifts).sum::<i64>(), 0);
}

#[test]
fn weekends_and_wishes_are_spread() {
    let mut problem = unit(6, 6, 4);
    problem.shifts[2].weekend = true;
    problem.shifts[3].weekend = true;
    problem.people[0].preferred = vec![Span { from: 0, until: 2 * DAY }];
    problem.people[0].owes.weekends = -100;
    let planned = plan(&problem);
    assert!(planned.stories.iter().all(|story| story.load.shifts == 2));
    assert_eq!(planned.objective.against_wishes, 1, "one of each kind is fairer than the wish");
    assert!(planned.stories.iter().all(|story| story.load.weekends == 1));
}

#[test]
fn an_agreement_is_kept_or_refused_with_the_rule() {
    let mut problem = unit(6, 2, 2);
    problem.people[5] = away(Person::default(), 0);
    problem.people[4].unfit = Some(Unfit::NotAdult);
    problem.pinned =
        vec![Seat::of(2, 0), Seat::of(3, 0), Seat::of(5, 0), Seat::of(4, 1), Seat::of(5, 1)];
    problem.pinned.push(Seat::of(9, 0));
    let planned = plan(&problem);
    assert!(
        team(&planned.seats, 0).starts_with(&[0, 2, 3]) || team(&planned.seats, 0) == [1, 2, 3]
    );
    assert!(team(&planned.seats, 1).contains(&5));
    let refused: Vec<(Seat, &[Broken])> =
        planned.refused_pins.iter().map(|it| (it.seat, it.broken.as_slice())).collect();
    assert_eq!(refused.len(), 3, "{refused:?}");
    let kept = Broken::KeptForLeader { shift: ShiftNo(0) };
    assert!(
        matches!(refused[0], (seat, [Broken::Absent { .. }, last]) if seat == Seat::of(5, 0) && *last == kept)
    );
    let unfit = Broken::Unfit { person: PersonNo(4), why: Unfit::NotAdult };
    assert_eq!(refused[1], (Seat::of(4, 1), [unfit].as_slice()));
    assert_eq!(refused[2], (Seat::of(9, 0), [Broken::Unknown(Seat::of(9, 0))].as_slice()));
}

#[test]
fn a_repair_calls_as_few_as_possible() {
    let mut problem = unit(20, 7, 12);
    let first = plan(&problem);
    let hit = first.seats[0];
    problem.standing.clone_from(&first.seats);
    assert_eq!(plan(&problem).called, [], "nothing changed");

    problem.people[hit.person.0] = away(problem.people[hit.person.0].clone(), 0);
    let second = plan(&problem);
    assert_eq!(second.fullness, Fullness::Full);
    assert_eq!(all_broken(&problem, &second.seats), []);
    assert_eq!(second.released, [hit]);
    assert_eq!(second.called.len(), 1);

    // What people agreed on stays, also when that costs a call more.
    problem.pinned = first.seats.iter().copied().filter(|seat| seat.shift.0 > 5).collect();
    let third = plan(&problem);
    assert!(problem.pinned.iter().all(|seat| third.seats.contains(seat)));
    assert_eq!(third.refused_pins, []);
}

#[test]
fn a_month_that_cannot_be_is_proved_and_a_way_out_is_named() {
    // Seven people have 14 turns, five nights need 15.
    let problem = unit(7, 7, 5);
    let planned = plan(&problem);
    assert_eq!(planned.fullness, Fullness::Lacking);
    assert_eq!((planned.objective.missing, planned.gaps.len()), (1, 1));
    let gap = &planned.gaps[0];
    let (shift, team, least) = (gap.shift, 2, 3);
    assert_eq!(gap.broken, [Broken::TeamSmall { shift, team, least }]);
    assert_eq!(gap.others.cap, 5, "{gap:?}");
    let [shortage] = planned.shortages.as_slice() else { panic!("{:?}", planned.shortages) };
    assert_eq!((shortage.places, shortage.fillable, shortage.people), (15, 14, 7));
    assert!(!shortage.of_leaders);
    let ways = relaxations(&problem, &planned.objective);
    assert_eq!(ways, [Relaxation::Cap(3), Relaxation::Team(2)]);
}

#[test]
fn a_missing_leader_is_named() {
    let mut problem = unit(9, 1, 2);
    problem.people[0] = away(leader(), 1);
    let planned = plan(&problem);
    let [gap] = planned.gaps.as_slice() else { panic!("{:?}", planned.gaps) };
    assert_eq!((gap.shift, gap.team, gap.missing), (ShiftNo(1), 2, 1));
    let missing = Broken::LeaderMissing { shift: ShiftNo(1), leaders: 0, least: 1 };
    assert!(gap.broken.contains(&missing));
    assert_eq!((gap.others.day_off, gap.others.kept_for_leader), (1, 6));
    assert!(planned.shortages[0].of_leaders);
    assert_eq!(relaxations(&problem, &planned.objective), [Relaxation::Leaders(0)]);
    // Somebody else may lead: the first who helps is enough, and whoever is away does not.
    assert_eq!(more_leaders(&problem, &[PersonNo(4), PersonNo(5)]), Some(vec![PersonNo(4)]));
    problem.people[4] = away(Person::default(), 1);
    let asked = more_leaders(&problem, &[PersonNo(4), PersonNo(5)]);
    assert_eq!(asked, Some(vec![PersonNo(4), PersonNo(5)]));
    assert_eq!(more_leaders(&problem, &[PersonNo(4)]), None);
    assert_eq!(more_leaders(&problem, &[]), None);
}

#[test]
fn too_little_rest_is_named() {
    let mut problem = unit(3, 3, 1);
    problem.shifts.push(shift(at(1, 12)));
    let planned = plan(&problem);
    assert_eq!(planned.objective.missing, 3);
    assert_eq!(planned.gaps[0].others.rest, 3);
    let ways = relaxations(&problem, &planned.objective);
    assert_eq!(ways, [Relaxation::Team(1), Relaxation::RestMinutes(480)]);
}

#[test]
fn a_team_smaller_than_wanted_keeps_the_rules() {
    let mut problem = unit(7, 7, 4);
    for shift in &mut problem.shifts {
        shift.wanted = 4;
    }
    let planned = plan(&problem);
    assert_eq!((planned.fullness, planned.objective.open), (Fullness::Short, 2));
    assert_eq!(all_broken(&problem, &planned.seats), []);
    assert!(planned.gaps.iter().all(|gap| gap.broken.is_empty() && gap.missing == 0));
    let ways = relaxations(&problem, &planned.objective);
    assert_eq!(ways, [Relaxation::Cap(3), Relaxation::Team(3)]);
}

#[test]
fn nobody_and_nothing_are_no_surprise() {
    assert_eq!(plan(&unit(0, 0, 0)).fullness, Fullness::Full);
    assert_eq!(plan(&unit(4, 1, 0)).seats, []);
    let planned = plan(&unit(0, 0, 2));
    assert_eq!((planned.objective.missing, planned.gaps.len()), (6, 2));
    let mut odd = unit(4, 4, 2);
    odd.rules =
        Rules { least_team: i64::MAX, least_leaders: -3, rest_minutes: i64::MAX, cap: i64::MIN };
    odd.people[0].already = i64::MAX;
    odd.people[1].owes.shifts = i64::MIN;
    assert_eq!(plan(&odd).seats, []);
}
