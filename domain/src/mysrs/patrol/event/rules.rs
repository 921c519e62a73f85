//! What an event must say, and how it is kept; pure.

use sea_orm::ActiveEnum as _;
use sha2::{Digest, Sha256};

use super::model::{EventKind, NewEvent, PatrolEvent};
use crate::{
    mysrs::patrol::{
        ClockEvidence, Doubt,
        correction::Said,
        rules::{self, Recording},
    },
    shared::{
        error::{ErrorCode, Refusal},
        id::PatrolId,
    },
};

/// The longest note, in characters.
const NOTE: usize = 2_000;

/// What an event of its kind cannot be without.
pub(super) fn complete(new: &NewEvent) -> Result<(), Refusal> {
    let lacks = match new.kind {
        EventKind::Paused | EventKind::Resumed | EventKind::Joined | EventKind::Left => None,
        EventKind::Note => {
            let says = new.note.as_deref().is_some_and(|note| !note.trim().is_empty());
            (!says).then_some("note")
        }
        EventKind::Photo => new.photos.is_empty().then_some("photoIds"),
        EventKind::Briefed => new.briefing_item.is_none().then_some("briefingItemId"),
        EventKind::EquipmentOut | EventKind::EquipmentIn => {
            new.equipment.is_none().then_some("equipmentId")
        }
    };
    lacks.map_or(Ok(()), |field| Err(Refusal::of(ErrorCode::Required).at(field)))
}

/// The event as it is kept, with what is odd about it.
pub(super) fn event(new: &NewEvent, on: &Recording, clock: &ClockEvidence) -> PatrolEvent {
    let mut doubts = Vec::new();
    let (position, accuracy_metres) =
        rules::there((new.latitude, new.longitude), new.accuracy_metres, &mut doubts);
    let (note, cut) = rules::fitted(new.note.as_deref(), NOTE);
    rules::note_unless(!cut, Doubt::TextCut, &mut doubts);
    let said = Said { at: new.recorded_at, monotonic_ms: new.monotonic_ms };
    let time = rules::timed(said, clock, on, &mut doubts);
    let of_person = match new.kind {
        EventKind::Joined | EventKind::Left | EventKind::EquipmentOut => {
            Some(new.member.unwrap_or(on.person))
        }
        _ => None,
    };
    let of_equipment = matches!(new.kind, EventKind::EquipmentOut | EventKind::EquipmentIn);
    let of_briefing = new.kind == EventKind::Briefed;
    PatrolEvent {
        id: new.id,
        unit_id: on.unit,
        patrol_id: on.patrol,
        person_id: on.person,
        kind: new.kind,
        member_id: of_person,
        equipment_id: new.equipment.filter(|_| of_equipment),
        briefing_item_id: new.briefing_item.filter(|_| of_briefing),
        check_in_id: new.check_in,
        note,
        position,
        accuracy_metres,
        recorded_at: time.said,
        corrected_at: time.at,
        received_at: on.received_at,
        clock_offset_ms: time.offset_ms,
        doubts,
    }
}

/// What tells the same event sent twice from another one under the same id.
pub(super) fn content_hash(new: &NewEvent, patrol: PatrolId) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(patrol.0.as_bytes());
    for text in [Some(new.kind.to_value()), new.note.clone()] {
        hash.update([u8::from(text.is_some())]);
        let text = text.unwrap_or_default();
        hash.update(text.len().to_be_bytes());
        hash.update(text.as_bytes());
    }
    let ids = [
        new.member.map(|id| id.0),
        new.equipment.map(|id| id.0),
        new.briefing_item.map(|id| id.0),
        new.check_in.map(|id| id.0),
    ];
    for id in ids {
        hash.update([u8::from(id.is_some())]);
        hash.update(id.unwrap_or_default().as_bytes());
    }
    for number in [new.latitude, new.longitude, new.accuracy_metres] {
        hash.update([u8::from(number.is_some())]);
        hash.update(number.unwrap_or_default().to_bits().to_be_bytes());
    }
    hash.update(new.recorded_at.timestamp_millis().to_be_bytes());
    for photo in &new.photos {
        hash.update(photo.0.as_bytes());
    }
    hash.finalize().into()
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, TimeDelta};
    use uuid::Uuid;

    use super::*;
    use crate::shared::id::{EquipmentId, MediaId, PatrolEventId, PatrolUnitId, PersonId};

    pub(super) fn new(kind: EventKind) -> NewEvent {
        NewEvent {
            id: PatrolEventId(Uuid::nil()),
            kind,
            member: None,
            equipment: None,
            briefing_item: None,
            check_in: None,
            note: None,
            latitude: None,
            longitude: None,
            accuracy_metres: None,
            recorded_at: DateTime::from_timestamp_millis(1_790_000_000_000).unwrap(),
            monotonic_ms: None,
            photos: Vec::new(),
        }
    }

    fn on() -> Recording {
        let received_at = DateTime::from_timestamp_millis(1_790_000_000_000).unwrap();
        Recording {
            unit: PatrolUnitId(Uuid::nil()),
            patrol: PatrolId(Uuid::nil()),
            person: PersonId(Uuid::from_u128(7)),
            on_patrol: true,
            started_at: received_at - TimeDelta::hours(1),
            opened_at: received_at - TimeDelta::hours(1),
            belated: false,
            received_at,
        }
    }

    #[test]
    fn an_event_says_what_its_kind_is_about() {
        let lacks = |event: &NewEvent| complete(event).err().and_then(|refusal| refusal.field);
        for kind in [EventKind::Paused, EventKind::Resumed, EventKind::Joined, EventKind::Left] {
            assert_eq!(lacks(&new(kind)), None);
        }
        for (kind, field) in [
            (EventKind::Note, "note"),
            (EventKind::Photo, "photoIds"),
            (EventKind::Briefed, "briefingItemId"),
            (EventKind::EquipmentOut, "equipmentId"),
            (EventKind::EquipmentIn, "equipmentId"),
        ] {
            assert_eq!(lacks(&new(kind)).as_deref(), Some(field));
        }
        let blank = NewEvent { note: Some(" \n".to_owned()), ..new(EventKind::Note) };
        assert_eq!(lacks(&blank).as_deref(), Some("note"));
    }

    #[test]
    fn whoever_says_nothing_means_themselves() {
        let clock = ClockEvidence::default();
        let kept = event(&new(EventKind::Left), &on(), &clock);
        assert_eq!(kept.member_id, Some(PersonId(Uuid::from_u128(7))));
        // What is no part of the kind is not kept.
        let odd = NewEvent { equipment: Some(EquipmentId(Uuid::nil())), ..new(EventKind::Paused) };
        assert_eq!(event(&odd, &on(), &clock).equipment_id, None);
        assert_eq!(event(&odd, &on(), &clock).member_id, None);
    }

    #[test]
    fn a_clock_that_was_set_and_a_time_before_the_patrol_are_doubted_of_an_event_too() {
        let at = on().started_at - TimeDelta::hours(1);
        let early = NewEvent { recorded_at: at, ..new(EventKind::Paused) };
        let kept = event(&early, &on(), &ClockEvidence::default());
        assert_eq!(kept.doubts, [Doubt::TimeImplausible]);
        let minute = 60_000;
        let set = NewEvent { monotonic_ms: Some(900 * minute), ..new(EventKind::Paused) };
        let clock = ClockEvidence {
            sent_at: Some(on().received_at),
            sent_monotonic_ms: Some(940 * minute),
            ..ClockEvidence::default()
        };
        assert_eq!(event(&set, &on(), &clock).doubts, [Doubt::ClockWrong, Doubt::ClockJumped]);
    }

    #[test]
    fn the_same_content_has_the_same_hash() {
        let (patrol, one) = (PatrolId(Uuid::nil()), new(EventKind::Paused));
        let again = NewEvent { monotonic_ms: Some(5), ..one.clone() };
        assert_eq!(content_hash(&one, patrol), content_hash(&again, patrol));
        for other in [
            new(EventKind::Resumed),
            NewEvent { note: Some(String::new()), ..one.clone() },
            NewEvent { member: Some(PersonId(Uuid::nil())), ..one.clone() },
            NewEvent { photos: vec![MediaId(Uuid::nil())], ..one.clone() },
        ] {
            assert_ne!(content_hash(&one, patrol), content_hash(&other, patrol));
        }
    }
}
