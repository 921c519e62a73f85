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
/// How soon after its start a patrol is looked at first, and how often one with which nobody of the unit is
/// on the way as yet: no limit is shorter.
pub(super) const FIRST_LOOK: TimeDelta = TimeDelta::minutes(5);
/// While something is amiss it is looked at so often, during the first hour,
const SOON: TimeDelta = TimeDelta::minutes(1);
/// and so often after that.
const LATER: TimeDelta = TimeDelta::minutes(10);
/// How long something is looked at often.
const ACUTE: TimeDelta = TimeDelta::hours(1);
/// So long after it should have ended at the latest, a patrol that nobody ends is ended; and one of which
/// the server hears as late is over for certain.
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
    /// Whether it came from somebody who had left the unit, and from nobody else.
    pub belated: bool,
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

impl Seen {
    /// Whether nobody is to be looked for: a phone without signal brings a night of days ago, or whoever has
    /// left the unit brings one. How it does that, in whatever order and with whatever breaks, says nothing
    /// of how its people are.
    pub(super) fn is_past(&self) -> bool {
        self.belated || self.opened_at - self.ends_at > FORGOTTEN
    }
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
    let rest = if seen.belated { FIRST_LOOK } else { LONGEST_REST };
    let mut judged = Judged { standing: Vec::new(), next: now + rest };
    if seen.is_past() {
        return judged;
    }
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
mod tests;
