//! Why, and why not.

use super::{
    super::{
        explain::{Verdict, WhyNot},
        hard::Broken,
        lacks,
        model::{PersonNo, ShiftNo, Unfit},
        plan, story_of, why_not,
    },
    *,
};

#[test]
fn each_person_reads_why() {
    let mut problem = unit(9, 9, 3);
    problem.people[0].unfit = Some(Unfit::NotActive);
    problem.people[1] = (0..3).fold(leader(), away);
    problem.people[2].already = 2;
    problem.people[3].owes.shifts = -300;
    let planned = plan(&problem);
    let verdict = |person: usize| planned.stories[person].verdict;
    assert_eq!(verdict(0), Verdict::Unfit(Unfit::NotActive));
    assert_eq!(verdict(1), Verdict::Away { shifts: 3 });
    assert_eq!(verdict(2), Verdict::AtCap { patrols: 2, cap: 2 });
    assert_eq!(planned.stories[0].tally.not_active, 3);
    assert_eq!(planned.stories[1].tally.day_off, 3);
    assert_eq!(planned.stories[2].tally.cap, 3);
    // Who did three more last month is not asked: each of the others owed more.
    assert_eq!(planned.stories[3].shifts, []);
    assert_eq!(planned.stories[3].tally.others_owed_more, 3);
    // Whoever asks about themselves reads the same.
    for (number, story) in planned.stories.iter().enumerate() {
        assert_eq!(story_of(&problem, &planned.seats, PersonNo(number)), *story);
    }
    let why = why_not(&problem, &planned.seats, Seat::of(3, 0));
    assert_eq!(why, Some(WhyNot::OthersOwedMore { mine: 300, theirs: 200 }));
    assert_eq!(why_not(&problem, &planned.seats, planned.seats[0]), None);
}

#[test]
fn a_rule_is_named_with_its_numbers() {
    let mut problem = unit(6, 6, 2);
    problem.shifts.push(shift(at(1, 8)));
    problem.shifts.push(shift(at(1, 1)));
    problem.people[1].elsewhere = vec![at(0, 12)];
    let seats = [Seat::of(0, 0)];
    let why = |person, shift| why_not(&problem, &seats, Seat::of(person, shift));
    let seat = Seat::of(0, 2);
    let rest = Broken::Rest { seat, other: ShiftNo(0), minutes: 300, least: 600 };
    assert_eq!(why(0, 2), Some(WhyNot::Rule(rest)));
    let overlap = Broken::Overlap { seat: Seat::of(0, 3), other: ShiftNo(0) };
    assert_eq!(why(0, 3), Some(WhyNot::Rule(overlap)));
    let seat = Seat::of(1, 0);
    let elsewhere = Broken::Elsewhere { seat, span: at(0, 12), minutes: 420, least: 600 };
    assert_eq!(why(1, 0), Some(WhyNot::Rule(elsewhere)));
    assert_eq!(why(0, 1), Some(WhyNot::Nothing));
    problem.people[2].already = 2;
    let cap = Broken::Cap { person: PersonNo(2), patrols: 2, cap: 2 };
    assert_eq!(why_not(&problem, &seats, Seat::of(2, 0)), Some(WhyNot::Rule(cap)));
}

#[test]
fn what_is_lacking_is_what_planning_said_until_somebody_goes() {
    // Six nights with three people each are 18 turns, and eight people have 16.
    let problem = unit(8, 8, 6);
    let planned = plan(&problem);
    assert!(!planned.shortages.is_empty());
    assert_eq!(lacks(&problem, &planned.seats), (planned.gaps, planned.shortages));
    let problem = unit(12, 12, 6);
    let planned = plan(&problem);
    assert_eq!(lacks(&problem, &planned.seats), (Vec::new(), Vec::new()));
    let (gone, rest) = planned.seats.split_first().unwrap();
    let (gaps, shortages) = lacks(&problem, rest);
    assert_eq!((gaps.len(), gaps[0].shift, gaps[0].missing), (1, gone.shift, 1));
    // There are others who could.
    assert!(gaps[0].others.nothing > 0 && shortages.is_empty());
}
