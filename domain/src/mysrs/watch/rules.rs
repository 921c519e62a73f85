//! What is amiss with a patrol, by what is known of it; pure.

use chrono::TimeDelta;

use super::{
    missed::Missed,
    model::{Alert, AlertKind, Limits},
};
use crate::{
    mysrs::patrol::event::Pause,
    shared::{
        clock::Instant,
        id::{CheckpointId, PersonId},
        outbox::WatchSays,
    },
};

/// Nothing is looked at more rarely than this, so that other limits hold before a patrol ends.
const LONGEST_REST: TimeDelta = TimeDelta::minutes(20);
/// While something is amiss it is looked at so often, during the first hour,
const SOON: TimeDelta = TimeDelta::minutes(1);
/// and so often after that.
const LATER: TimeDelta = TimeDelta::minutes(10);
/// How long something is looked at often.
const ACUTE: TimeDelta = TimeDelta::hours(1);
/// So long after it should have ended at the latest, a patrol that nobody ends is ended.
const FORGOTTEN: TimeDelta = TimeDelta::hours(24);
/// For so long after its end what comes in late may still heal something,
const LATE_ROWS: TimeDelta = TimeDelta::days(7);
/// which is looked at first after so long, and then each time after twice as long.
const FIRST_LATE_LOOK: TimeDelta = TimeDelta::hours(1);

/// Who is on a patrol.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Company {
    pub present: Vec<PersonId>,
    /// Since when they are as many as they are, as far as somebody went home.
    pub since: Option<Instant>,
}

impl Company {
    /// Whoever patrols alone.
    pub(super) fn lone(&self) -> Option<PersonId> {
        match self.present.as_slice() {
            [person] => Some(*person),
            _ => None,
        }
    }
}

/// What is known of a patrol on the way.
#[derive(Clone, Debug)]
pub(super) struct Seen {
    /// When the server first heard of it.
    pub opened_at: Instant,
    /// When it should end.
    pub ends_at: Instant,
    /// When any phone of it was last heard of.
    pub last_sign: Instant,
    pub company: Company,
    /// When whoever patrols alone last did something by hand.
    pub by_hand: Option<Instant>,
    /// Its breaks, in their order.
    pub breaks: Vec<Pause>,
    pub missed: Missed,
}

/// Something that is amiss.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Alarm {
    pub kind: AlertKind,
    pub person: Option<PersonId>,
    pub checkpoint: Option<CheckpointId>,
    pub missed: i64,
    pub since: Instant,
}

impl Alarm {
    pub(super) fn of(kind: AlertKind, since: Instant) -> Self {
        Self { kind, person: None, checkpoint: None, missed: 0, since }
    }

    /// Whether an open alert is about the same.
    pub(super) fn is(&self, alert: &Alert) -> bool {
        self.kind == alert.kind && self.person == alert.person_id
    }
}

/// What is amiss now, and when something else may be.
#[derive(Clone, Debug)]
pub(super) struct Judged {
    pub standing: Vec<Alarm>,
    /// Later than now.
    pub next: Instant,
}

impl Judged {
    fn weigh(&mut self, due: Instant, now: Instant, alarm: Alarm) {
        if due <= now {
            self.standing.push(alarm);
        } else {
            self.next = self.next.min(due);
        }
    }
}

/// What is amiss with a patrol on the way.
pub(super) fn judge(seen: &Seen, limits: &Limits, now: Instant) -> Judged {
    let mut judged = Judged { standing: Vec::new(), next: now + LONGEST_REST };
    let silence_tells = !limits.no_signal_area;
    if limits.quiet.on && silence_tells {
        let due = after_breaks(seen.last_sign, limits.quiet.minutes, &seen.breaks, limits);
        judged.weigh(due, now, Alarm::of(AlertKind::Quiet, seen.last_sign));
    }
    if limits.overdue.on {
        let alarm = Alarm::of(AlertKind::Overdue, seen.ends_at);
        judged.weigh(overdue_at(seen, limits), now, alarm);
    }
    if let (true, Some(person)) = (limits.lone.on, seen.company.lone()) {
        let (since, due) = confirms(seen, limits);
        // Where there is no signal, only a phone that was heard since could have brought the word.
        if due > now || silence_tells || seen.last_sign > due {
            let alarm = Alarm { person: Some(person), ..Alarm::of(AlertKind::Lone, since) };
            judged.weigh(due, now, alarm);
        }
    }
    if let Some((first, since)) = seen.missed.first
        && (silence_tells || seen.last_sign > since)
    {
        let alarm = Alarm::of(AlertKind::MissedCheckpoint, since);
        let missed = seen.missed.number;
        judged.standing.push(Alarm { checkpoint: Some(first), missed, ..alarm });
    }
    if let Some(next) = seen.missed.next {
        judged.next = judged.next.min(next);
    }
    judged
}

/// Since when whoever patrols alone has given no word, and until when they have to.
pub(super) fn confirms(seen: &Seen, limits: &Limits) -> (Instant, Instant) {
    let alone = seen.company.since.unwrap_or(seen.opened_at).max(seen.opened_at);
    let since = seen.by_hand.map_or(alone, |at| at.max(alone));
    (since, after_breaks(since, limits.lone.minutes, &seen.breaks, limits))
}

/// When a patrol is overdue. One of which the server heard late gets the same time to send its end.
fn overdue_at(seen: &Seen, limits: &Limits) -> Instant {
    seen.ends_at.max(seen.opened_at) + TimeDelta::minutes(limits.overdue.minutes)
}

/// So many minutes after an instant, without the breaks in between.
pub(super) fn after_breaks(
    from: Instant,
    minutes: i64,
    breaks: &[Pause],
    limits: &Limits,
) -> Instant {
    let longest = TimeDelta::minutes(limits.longest_pause_minutes);
    let (mut since, mut left) = (from, TimeDelta::minutes(minutes));
    for one in breaks {
        let longest_until = one.from + longest;
        let over = one.until.map_or(longest_until, |until| until.min(longest_until));
        if over <= since {
            continue;
        }
        let before = (one.from - since).max(TimeDelta::zero());
        if before >= left {
            break;
        }
        left -= before;
        since = over;
    }
    since + left
}

/// When a patrol is looked at next: soon while something is amiss, of which the latest was raised
/// then. Nothing when it was forgotten.
pub(super) fn look_again(
    seen: &Seen,
    limits: &Limits,
    judged: &Judged,
    raised: Option<Instant>,
    now: Instant,
) -> Option<Instant> {
    if now >= overdue_at(seen, limits) + FORGOTTEN {
        return None;
    }
    let next = raised.map_or(judged.next, |raised| judged.next.min(again(raised, now)));
    Some(next)
}

/// When something is looked at next that was raised then and is still amiss.
pub(super) fn again(raised_at: Instant, now: Instant) -> Instant {
    now + if now - raised_at < ACUTE { SOON } else { LATER }
}

/// When an ended patrol is looked at next, of which something may have come in late.
pub(super) fn after_the_end(ended_at: Instant, now: Instant) -> Option<Instant> {
    let passed = now - ended_at;
    (passed < LATE_ROWS).then(|| now + passed.max(FIRST_LATE_LOOK))
}

/// Why an alert that stands no more has healed; nothing when all that changed is how the unit is
/// watched.
pub(super) fn healed_by(alert: &Alert, seen: &Seen) -> Option<WatchSays> {
    match alert.kind {
        AlertKind::Quiet => (seen.last_sign > alert.since).then_some(WatchSays::Heard),
        AlertKind::Lone => {
            if seen.company.present.len() > 1 {
                return Some(WatchSays::Company);
            }
            let theirs = seen.by_hand.filter(|_| seen.company.lone() == alert.person_id);
            theirs.is_some_and(|at| at > alert.since).then_some(WatchSays::Confirmed)
        }
        AlertKind::MissedCheckpoint => {
            let visited = alert.checkpoint_id.is_some_and(|id| seen.missed.visited.contains(&id));
            visited.then_some(WatchSays::Visited)
        }
        AlertKind::Overdue | AlertKind::Late => None,
    }
}

#[cfg(test)]
mod tests {
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
}
