//! What is amiss with a patrol, and when.

use chrono::DateTime;
use uuid::Uuid;

use super::*;
use crate::{mysrs::watch::model::Limit, shared::id::PatrolAlertId};

fn at(minute: i64) -> Instant {
    DateTime::from_timestamp_millis(1_790_000_000_000).unwrap() + TimeDelta::minutes(minute)
}

fn limits() -> Limits {
    let limit = |minutes| Limit { on: true, minutes };
    Limits {
        late: limit(15),
        missed_checkpoint: limit(30),
        quiet: limit(20),
        overdue: limit(30),
        lone: limit(15),
        escalate_minutes: 10,
        longest_pause_minutes: 60,
        longest_patrol_minutes: 720,
        no_signal_area: false,
    }
}

fn person(number: u128) -> PersonId {
    PersonId(Uuid::from_u128(number))
}

fn seen() -> Seen {
    Seen {
        opened_at: at(0),
        belated: false,
        ends_at: at(180),
        last_sign: at(0),
        company: Company { present: vec![person(1), person(2)], since: None },
        by_hand: None,
        breaks: Vec::new(),
        missed: Missed::default(),
    }
}

fn kinds(seen: &Seen, limits: &Limits, minute: i64) -> Vec<AlertKind> {
    judge(seen, limits, at(minute)).standing.into_iter().map(|alarm| alarm.kind).collect()
}

#[test]
fn silence_is_told_after_twenty_minutes_and_not_before() {
    let seen = Seen { last_sign: at(40), ..seen() };
    assert!(kinds(&seen, &limits(), 59).is_empty());
    assert_eq!(judge(&seen, &limits(), at(59)).next, at(60));
    assert_eq!(kinds(&seen, &limits(), 60), [AlertKind::Quiet]);
    let deaf = Limits { no_signal_area: true, ..limits() };
    assert!(kinds(&seen, &deaf, 179).is_empty());
    assert_eq!(kinds(&seen, &deaf, 210), [AlertKind::Overdue]);
    let off = Limits { quiet: Limit { on: false, minutes: 20 }, ..limits() };
    assert!(kinds(&seen, &off, 179).is_empty());
}

#[test]
fn a_break_is_no_silence_but_not_without_end() {
    let pause = |from, until: Option<i64>| Pause { from: at(from), until: until.map(at) };
    let due = |breaks: &[Pause]| after_breaks(at(0), 20, breaks, &limits());
    assert_eq!(due(&[]), at(20));
    assert_eq!(due(&[pause(5, Some(15))]), at(30));
    assert_eq!(due(&[pause(-10, Some(5))]), at(25));
    assert_eq!(due(&[pause(-10, Some(-5))]), at(20));
    assert_eq!(due(&[pause(20, Some(40))]), at(20));
    assert_eq!(due(&[pause(5, Some(10)), pause(12, Some(20))]), at(33));
    // One that nobody ended, and one that lasted all night, count for an hour.
    assert_eq!(due(&[pause(5, None)]), at(80));
    assert_eq!(due(&[pause(5, Some(400))]), at(80));
    // Two that overlap count once.
    assert_eq!(due(&[pause(5, Some(15)), pause(10, Some(20))]), at(35));
}

#[test]
fn an_end_is_overdue_half_an_hour_after_it_was_due() {
    let heard = Seen { last_sign: at(205), ..seen() };
    assert!(kinds(&heard, &limits(), 209).is_empty());
    assert_eq!(kinds(&heard, &limits(), 210), [AlertKind::Overdue]);
    // The server heard of it after the shift was over: its end may be on the way.
    let late = Seen { opened_at: at(300), last_sign: at(320), ..seen() };
    assert!(kinds(&late, &limits(), 329).is_empty());
    assert_eq!(kinds(&late, &limits(), 330), [AlertKind::Overdue]);
}

#[test]
fn nobody_is_looked_for_who_patrolled_days_ago() {
    let alone = Company { present: vec![person(1)], since: None };
    let missed = Missed { first: Some((CheckpointId(Uuid::nil()), at(90))), ..Missed::default() };
    let day = 24 * 60;
    let heard = |minute: i64| {
        let (opened_at, last_sign) = (at(minute), at(minute));
        Seen { opened_at, last_sign, company: alone.clone(), missed: missed.clone(), ..seen() }
    };
    let of_yesterday = heard(180 + day);
    assert_eq!(kinds(&of_yesterday, &limits(), 240 + day).len(), 4);
    let older = heard(181 + day);
    assert!(kinds(&older, &limits(), 240 + day).is_empty());
    // It has as long as any other to send its end.
    let next = |minute: i64| {
        let judged = judge(&older, &limits(), at(minute));
        look_again(&older, &limits(), &judged, None, at(minute))
    };
    assert_eq!(next(181 + day), Some(at(201 + day)));
    assert!(next(210 + 2 * day).is_some() && next(211 + 2 * day).is_none());
}

#[test]
fn nobody_is_looked_for_whose_patrol_somebody_brings_who_has_left_and_it_is_looked_at_often() {
    let belated = Seen { belated: true, ..seen() };
    assert!(kinds(&belated, &limits(), 240).is_empty());
    // Somebody of the unit may be with it at any moment.
    assert_eq!(judge(&belated, &limits(), at(240)).next, at(245));
}

#[test]
fn whoever_patrols_alone_confirms_every_quarter_of_an_hour() {
    let alone = Company { present: vec![person(1)], since: None };
    let alone = Seen { company: alone, last_sign: at(29), by_hand: Some(at(14)), ..seen() };
    assert!(kinds(&alone, &limits(), 28).is_empty());
    let judged = judge(&alone, &limits(), at(29));
    assert_eq!(judged.standing.len(), 1);
    assert_eq!(judged.standing[0].person, Some(person(1)));
    assert_eq!(judged.standing[0].since, at(14));
    // The other went home a moment ago: from then on.
    let company = Company { present: vec![person(1)], since: Some(at(20)) };
    let left = Seen { company, ..alone.clone() };
    assert!(kinds(&left, &limits(), 34).is_empty());
    assert_eq!(kinds(&left, &limits(), 35), [AlertKind::Lone]);
    let both = Seen { company: seen().company, ..alone.clone() };
    assert!(kinds(&both, &limits(), 40).is_empty());
    // Where there is no signal a phone has to be heard first.
    let deaf = Limits { no_signal_area: true, ..limits() };
    assert!(kinds(&alone, &deaf, 60).is_empty());
    let heard = Seen { last_sign: at(45), ..alone };
    assert_eq!(kinds(&heard, &deaf, 60), [AlertKind::Lone]);
}

fn alert(kind: AlertKind, since: i64) -> Alert {
    Alert {
        id: PatrolAlertId(Uuid::nil()),
        unit_id: Uuid::nil().into(),
        patrol_id: None,
        shift_id: None,
        kind,
        person_id: (kind == AlertKind::Lone).then(|| person(1)),
        person_name: None,
        checkpoint_id: None,
        missed: 0,
        since: at(since),
        raised_at: at(since + 20),
        told_at: None,
        escalated_at: None,
        healed_at: None,
        closed_at: None,
    }
}

#[test]
fn all_is_well_only_when_it_is() {
    let quiet = alert(AlertKind::Quiet, 0);
    assert_eq!(healed_by(&quiet, &seen()), None, "it is watched no more");
    let heard = Seen { last_sign: at(30), ..seen() };
    assert_eq!(healed_by(&quiet, &heard), Some(WatchSays::Heard));
    let lone = alert(AlertKind::Lone, 0);
    assert_eq!(healed_by(&lone, &seen()), Some(WatchSays::Company));
    let company = Company { present: vec![person(1)], since: None };
    let silent = Seen { company: company.clone(), ..seen() };
    assert_eq!(healed_by(&lone, &silent), None);
    let word = Seen { company, by_hand: Some(at(16)), ..seen() };
    assert_eq!(healed_by(&lone, &word), Some(WatchSays::Confirmed));
    // Somebody else is alone now, and of the one who was nobody knows.
    let company = Company { present: vec![person(2)], since: None };
    let other = Seen { company, by_hand: Some(at(16)), ..seen() };
    assert_eq!(healed_by(&lone, &other), None);
}

#[test]
fn what_is_amiss_is_looked_at_soon_and_a_forgotten_patrol_no_more() {
    let (seen, limits) = (seen(), limits());
    let next = |minute: i64, raised: Option<i64>| {
        let judged = judge(&seen, &limits, at(minute));
        look_again(&seen, &limits, &judged, raised.map(at), at(minute))
    };
    assert_eq!(next(0, None), Some(at(20)));
    assert_eq!(next(20, Some(20)), Some(at(21)));
    assert_eq!(next(80, Some(20)), Some(at(90)));
    assert_eq!(next(210 + 24 * 60 - 1, Some(210)), Some(at(210 + 24 * 60 + 9)));
    assert_eq!(next(210 + 24 * 60, Some(210)), None);
    assert_eq!(after_the_end(at(0), at(5)), Some(at(65)));
    assert_eq!(after_the_end(at(0), at(65)), Some(at(130)));
    assert_eq!(after_the_end(at(0), at(7 * 24 * 60)), None);
}
