//! Changes that people agree on.

use super::{
    super::{
        hard::Broken,
        model::{PersonNo, ShiftNo, Unfit},
        swap::{Steps, stepped},
    },
    *,
};

/// Leaders 0 to 2, others 3 to 8; three nights with a leader and two others each.
fn standing() -> (Problem, Vec<Seat>) {
    let seats = [(0, 0), (3, 0), (4, 0), (1, 1), (5, 1), (6, 1), (2, 2), (7, 2), (8, 2)];
    (unit(10, 3, 3), seats.map(|(person, shift)| Seat::of(person, shift)).to_vec())
}

fn give(person: usize, shift: usize, to: usize) -> Steps {
    Steps::giving(Seat::of(person, shift), PersonNo(to))
}

/// Each gives their seat to the one after them, the last to the first.
fn ring(seats: &[Seat]) -> Steps {
    let next = seats.iter().cycle().skip(1);
    let given = |(seat, next): (&Seat, &Seat)| Seat { person: next.person, shift: seat.shift };
    Steps { leaving: seats.to_vec(), joining: seats.iter().zip(next).map(given).collect() }
}

#[test]
fn what_keeps_the_rules_is_done() {
    let (problem, seats) = standing();
    let after = stepped(&problem, &seats, &give(3, 0, 9)).unwrap();
    assert_eq!(team(&after, 0), [0, 4, 9]);
    let after = stepped(&problem, &seats, &ring(&[Seat::of(3, 0), Seat::of(5, 1)])).unwrap();
    assert_eq!((team(&after, 0), team(&after, 1)), (vec![0, 4, 5], vec![1, 3, 6]));
    let three = ring(&[Seat::of(3, 0), Seat::of(5, 1), Seat::of(7, 2)]);
    let after = stepped(&problem, &seats, &three).unwrap();
    assert_eq!(team(&after, 0), [0, 4, 5]);
    assert_eq!(team(&after, 1), [1, 6, 7]);
    assert_eq!(team(&after, 2), [2, 3, 8]);
}

#[test]
fn a_broken_rule_is_named_exactly() {
    let (mut problem, seats) = standing();
    let refused = |problem: &Problem, steps: &Steps| stepped(problem, &seats, steps).unwrap_err();
    let no_leader = Broken::LeaderMissing { shift: ShiftNo(0), leaders: 0, least: 1 };
    let kept = Broken::KeptForLeader { shift: ShiftNo(0) };
    assert_eq!(refused(&problem, &give(0, 0, 9)), [no_leader, kept]);
    assert_eq!(refused(&problem, &give(9, 0, 3))[0], Broken::NotIn(Seat::of(9, 0)));
    assert_eq!(
        refused(&problem, &give(3, 0, 4)),
        [
            Broken::AlreadyIn(Seat::of(4, 0)),
            Broken::TeamSmall { shift: ShiftNo(0), team: 2, least: 3 }
        ]
    );
    let full = Broken::TeamFull { shift: ShiftNo(0), wanted: 3 };
    assert_eq!(refused(&problem, &Steps::taking(Seat::of(9, 0))), [full]);
    let small = Broken::TeamSmall { shift: ShiftNo(0), team: 2, least: 3 };
    assert_eq!(refused(&problem, &Steps::leaving(Seat::of(3, 0))), [small]);
    let unknown = Seat::of(99, 0);
    assert!(refused(&problem, &give(3, 0, 99)).contains(&Broken::Unknown(unknown)));

    problem.people[9].unfit = Some(Unfit::NotActive);
    let unfit = Broken::Unfit { person: PersonNo(9), why: Unfit::NotActive };
    assert_eq!(refused(&problem, &give(3, 0, 9)), [unfit]);
    problem.people[5].already = 1;
    let cap = Broken::Cap { person: PersonNo(5), patrols: 3, cap: 2 };
    assert_eq!(refused(&problem, &give(3, 0, 5)), [cap]);
    problem.shifts[1].span = at(1, 9);
    problem.people[5].already = 0;
    let seat = Seat::of(5, 0);
    let rest = Broken::Rest { seat, other: ShiftNo(1), minutes: 360, least: 600 };
    assert_eq!(refused(&problem, &give(3, 0, 5)), [rest]);
}

#[test]
fn what_was_broken_before_stands_against_nothing_that_helps() {
    let (mut problem, mut seats) = standing();
    seats.retain(|seat| seat.shift.0 != 0);
    let after = stepped(&problem, &seats, &Steps::taking(Seat::of(3, 0))).unwrap();
    assert_eq!(team(&after, 0), [3]);
    // The third place is the leader's.
    let two = stepped(&problem, &after, &Steps::taking(Seat::of(4, 0))).unwrap();
    let kept = Broken::KeptForLeader { shift: ShiftNo(0) };
    assert_eq!(stepped(&problem, &two, &Steps::taking(Seat::of(9, 0))), Err(vec![kept]));
    assert!(stepped(&problem, &two, &Steps::taking(Seat::of(0, 0))).is_ok());
    // The limit was lowered below what they have: a swap is no more than before.
    problem.rules.cap = 0;
    assert!(stepped(&problem, &seats, &ring(&[Seat::of(5, 1), Seat::of(7, 2)])).is_ok());
}
