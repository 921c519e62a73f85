//! What follows from the events of a patrol, in whatever order they came in; pure.

use std::collections::HashMap;

use super::model::{EventKind, PatrolEvent, Pause};
use crate::shared::{
    clock::Instant,
    id::{BriefingItemId, EquipmentId, PersonId},
};

/// The breaks of a patrol, by what happened when, in the order of the corrected times.
pub(super) fn pauses(
    marks: impl IntoIterator<Item = (EventKind, Instant)>,
    ended_at: Option<Instant>,
) -> Vec<Pause> {
    let mut pauses: Vec<Pause> = Vec::new();
    let mut since: Option<Instant> = None;
    for (kind, at) in marks {
        match (kind, since) {
            (EventKind::Paused, None) => since = Some(at),
            (EventKind::Resumed, Some(from)) => {
                pauses.push(Pause { from, until: Some(at) });
                since = None;
            }
            _ => {}
        }
    }
    if let Some(from) = since {
        pauses.push(Pause { from, until: ended_at.map(|ended| ended.max(from)) });
    }
    pauses
}

/// The last time that each point of the briefing was gone through.
pub(super) fn briefed(events: &[PatrolEvent]) -> HashMap<BriefingItemId, &PatrolEvent> {
    let done = events.iter().filter(|event| event.kind == EventKind::Briefed);
    done.filter_map(|event| Some((event.briefing_item_id?, event))).collect()
}

/// Where a piece of equipment is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Whereabouts {
    pub holder: PersonId,
    pub out_at: Instant,
    pub in_at: Option<Instant>,
}

/// Where each piece of equipment is that was given out. What came back that nobody gave out is with
/// whoever brought it.
pub(super) fn whereabouts(events: &[PatrolEvent]) -> HashMap<EquipmentId, Whereabouts> {
    let mut known: HashMap<EquipmentId, Whereabouts> = HashMap::new();
    for event in events {
        let (Some(id), at) = (event.equipment_id, event.corrected_at) else { continue };
        let holder = event.member_id.unwrap_or(event.person_id);
        match event.kind {
            EventKind::EquipmentOut => {
                known.insert(id, Whereabouts { holder, out_at: at, in_at: None });
            }
            EventKind::EquipmentIn => {
                let back = Whereabouts { holder, out_at: at, in_at: None };
                known.entry(id).or_insert(back).in_at = Some(at);
            }
            _ => {}
        }
    }
    known
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, TimeDelta};
    use uuid::Uuid;

    use super::*;
    use crate::shared::id::{PatrolEventId, PatrolId, PatrolUnitId};

    fn at(minute: i64) -> Instant {
        DateTime::from_timestamp_millis(1_790_000_000_000).unwrap() + TimeDelta::minutes(minute)
    }

    fn event(kind: EventKind, minute: i64) -> PatrolEvent {
        PatrolEvent {
            id: PatrolEventId(Uuid::nil()),
            unit_id: PatrolUnitId(Uuid::nil()),
            patrol_id: PatrolId(Uuid::nil()),
            person_id: PersonId(Uuid::nil()),
            kind,
            member_id: None,
            equipment_id: Some(EquipmentId(Uuid::nil())),
            briefing_item_id: Some(BriefingItemId(Uuid::nil())),
            check_in_id: None,
            note: None,
            position: None,
            accuracy_metres: None,
            recorded_at: at(minute),
            corrected_at: at(minute),
            received_at: at(minute),
            clock_offset_ms: 0,
            doubts: Vec::new(),
        }
    }

    #[test]
    fn a_break_lasts_until_it_is_over() {
        use EventKind::{Paused, Resumed};
        let pause = |from, until: Option<i64>| Pause { from: at(from), until: until.map(at) };
        let marks = [(Resumed, 1), (Paused, 5), (Paused, 6), (Resumed, 9), (Resumed, 10)];
        let marks = marks.map(|(kind, minute)| (kind, at(minute)));
        assert_eq!(pauses(marks, None), [pause(5, Some(9))]);
        let open = [(Paused, at(5))];
        assert_eq!(pauses(open, None), [pause(5, None)]);
        assert_eq!(pauses(open, Some(at(30))), [pause(5, Some(30))]);
        assert_eq!(pauses(open, Some(at(1))), [pause(5, Some(5))]);
    }

    #[test]
    fn what_was_given_out_is_missing_until_it_comes_back() {
        use EventKind::{EquipmentIn, EquipmentOut};
        let id = EquipmentId(Uuid::nil());
        let in_at = |events: &[PatrolEvent]| whereabouts(events).get(&id).map(|one| one.in_at);
        assert_eq!(in_at(&[]), None);
        assert_eq!(in_at(&[event(EquipmentOut, 1)]), Some(None));
        assert_eq!(in_at(&[event(EquipmentOut, 1), event(EquipmentIn, 2)]), Some(Some(at(2))));
        let again = [event(EquipmentOut, 1), event(EquipmentIn, 2), event(EquipmentOut, 3)];
        assert_eq!(in_at(&again), Some(None));
        assert_eq!(in_at(&[event(EquipmentIn, 2)]), Some(Some(at(2))));
        assert_eq!(briefed(&[event(EventKind::Briefed, 4)]).len(), 1);
    }
}
