//! Which checkpoints a patrol has missed; pure.

use std::collections::{HashMap, HashSet};

use chrono::TimeDelta;

use super::{model::Limits, rules::after_breaks};
use crate::{
    mysrs::{checkpoint::Checkpoint, patrol::event::Pause},
    shared::{clock::Instant, id::CheckpointId},
};

/// The checkpoints of a patrol in the order in which it visits them, and when it first was at each.
#[derive(Clone, Copy, Debug)]
pub(super) struct Round<'a> {
    pub order: &'a [Checkpoint],
    pub visits: &'a HashMap<CheckpointId, Instant>,
    pub started_at: Instant,
    pub breaks: &'a [Pause],
}

/// What was missed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Missed {
    /// The first in the order, and since when it is missed.
    pub first: Option<(CheckpointId, Instant)>,
    pub number: i64,
    /// When the next one may be.
    pub next: Option<Instant>,
    pub visited: HashSet<CheckpointId>,
}

/// Which checkpoints a patrol has missed. One is missed when its turn has passed, because one that
/// comes after it was visited a while ago, and it could be visited for as long and was not; or when its
/// time has passed, because it can be visited no more and could be for a while since the patrol began.
pub(super) fn missed(round: &Round<'_>, limits: &Limits, now: Instant) -> Missed {
    let grace = limits.missed_checkpoint.minutes;
    let mut found = Missed::default();
    let mut list: Vec<(CheckpointId, Instant)> = Vec::new();
    let mut later: Option<Instant> = None;
    for checkpoint in round.order.iter().rev() {
        if let Some(at) = round.visits.get(&checkpoint.id) {
            found.visited.insert(checkpoint.id);
            later = Some(later.map_or(*at, |later| later.min(*at)));
            continue;
        }
        let turn = later.and_then(|at| awaited_since(checkpoint, at, now));
        let turn = turn.map(|at| after_breaks(at, grace, round.breaks, limits));
        let time = closed_since(checkpoint, round.started_at, grace, now);
        match [turn, time].into_iter().flatten().min() {
            Some(since) if since <= now => list.push((checkpoint.id, since)),
            Some(next) => found.next = Some(found.next.map_or(next, |known| known.min(next))),
            None => {}
        }
    }
    found.number = i64::try_from(list.len()).unwrap_or(i64::MAX);
    // They were walked from the end.
    found.first = list.pop();
    found
}

/// From when on a checkpoint is waited for, when one that comes after it was visited at this moment: from
/// its opening when that is later, and not while it is closed.
fn awaited_since(checkpoint: &Checkpoint, passed_at: Instant, now: Instant) -> Option<Instant> {
    let Some(hours) = checkpoint.hours else { return Some(passed_at) };
    hours.hold(now).then(|| hours.last_beginning(now).max(passed_at))
}

/// Since when a checkpoint can be visited no more that could be during the patrol for a while.
fn closed_since(
    checkpoint: &Checkpoint,
    started_at: Instant,
    grace: i64,
    now: Instant,
) -> Option<Instant> {
    let hours = checkpoint.hours?;
    let ended = hours.last_end(now);
    (!hours.hold(now) && ended >= started_at + TimeDelta::minutes(grace)).then_some(ended)
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, Utc};
    use uuid::Uuid;

    use super::*;
    use crate::{
        mysrs::{
            checkpoint::{DayTime, Hours},
            watch::model::Limit,
        },
        shared::{geo::Position, id::PatrolUnitId},
    };

    /// An instant by its time in Malaysia.
    fn at(text: &str) -> Instant {
        let text = format!("2026-12-01T{text}:00+08:00");
        DateTime::parse_from_rfc3339(&text).unwrap().with_timezone(&Utc)
    }

    fn limits() -> Limits {
        let limit = Limit { on: true, minutes: 30 };
        Limits {
            late: limit,
            missed_checkpoint: limit,
            quiet: limit,
            overdue: limit,
            lone: limit,
            escalate_minutes: 10,
            longest_pause_minutes: 60,
            longest_patrol_minutes: 720,
            no_signal_area: false,
        }
    }

    fn id(number: u128) -> CheckpointId {
        CheckpointId(Uuid::from_u128(number))
    }

    fn checkpoint(number: u128, hours: Option<(&str, &str)>) -> Checkpoint {
        let time = |text| DayTime::read(text).unwrap();
        Checkpoint {
            id: id(number),
            unit_id: PatrolUnitId(Uuid::nil()),
            sector_id: None,
            name: format!("Pos {number}"),
            position: Position { latitude: 1.54, longitude: 103.65 },
            radius_metres: 50,
            hours: hours.and_then(|(opens, closes)| Hours::of(time(opens), time(closes))),
            position_in_order: None,
            code_number: 1,
            code_since: DateTime::UNIX_EPOCH,
            far_from_area: false,
            version: 1,
            created_at: DateTime::UNIX_EPOCH,
            ended_at: None,
        }
    }

    fn of(order: &[Checkpoint], visits: &[(u128, &str)], now: &str) -> Missed {
        let visits = visits.iter().map(|(number, time)| (id(*number), at(time))).collect();
        let round = Round { order, visits: &visits, started_at: at("00:00"), breaks: &[] };
        missed(&round, &limits(), at(now))
    }

    #[test]
    fn a_turn_has_passed_when_a_later_one_was_visited_a_while_ago() {
        let order = [1, 2, 3, 4].map(|number| checkpoint(number, None));
        assert_eq!(of(&order, &[], "03:00").first, None, "nothing was passed by yet");
        let passed = [(1, "00:10"), (3, "00:40")];
        let before = of(&order, &passed, "01:09");
        assert_eq!((before.first, before.next), (None, Some(at("01:10"))));
        let after = of(&order, &passed, "01:10");
        assert_eq!((after.first, after.number), (Some((id(2), at("01:10"))), 1));
        assert!(after.visited.contains(&id(1)) && !after.visited.contains(&id(2)));
        // The last first: all the others, and one alert.
        let all = of(&order, &[(4, "00:10")], "01:00");
        assert_eq!((all.first, all.number), (Some((id(1), at("00:40"))), 3));
        // Visited late, it is missed no more.
        let healed = of(&order, &[(1, "00:10"), (3, "00:40"), (2, "01:20")], "01:30");
        assert_eq!((healed.first, healed.number), (None, 0));
    }

    #[test]
    fn a_time_has_passed_when_it_can_be_visited_no_more() {
        let order = [checkpoint(1, Some(("22:00", "01:00"))), checkpoint(2, None)];
        assert_eq!(of(&order, &[], "00:59").first, None);
        assert_eq!(of(&order, &[], "01:00").first, Some((id(1), at("01:00"))));
        assert_eq!(of(&order, &[(1, "00:30")], "01:00").first, None);
        // It closed before anybody could have come.
        let order = [checkpoint(1, Some(("22:00", "00:20")))];
        assert_eq!(of(&order, &[], "02:00").first, None);
    }

    #[test]
    fn what_is_closed_all_night_is_not_passed_by() {
        let order = [checkpoint(1, Some(("08:00", "18:00"))), checkpoint(2, None)];
        assert_eq!(of(&order, &[(2, "00:10")], "03:00").first, None);
        // One that opens on the way is waited for from then on.
        let order = [checkpoint(1, Some(("02:00", "18:00"))), checkpoint(2, None)];
        let open = |now| of(&order, &[(2, "00:10")], now);
        assert_eq!((open("01:59").first, open("02:29").next), (None, Some(at("02:30"))));
        assert_eq!(open("02:30").first, Some((id(1), at("02:30"))));
        // One that was passed by while it could be visited stays missed when it closes.
        let order = [checkpoint(1, Some(("22:00", "01:00"))), checkpoint(2, None)];
        assert_eq!(of(&order, &[(2, "00:10")], "00:40").first, Some((id(1), at("00:40"))));
        assert_eq!(of(&order, &[(2, "00:10")], "01:30").first, Some((id(1), at("01:00"))));
    }
}
