//! What the log of a patrol is made of, beside the fixes of its tracks.

use std::collections::HashSet;

use sea_orm::ConnectionTrait;

use super::{
    digest,
    row::Row,
    row_store::{self, CheckedIn, Happened, Joined, Pictured},
    store::Head,
};
use crate::shared::{
    error::Result,
    id::{CheckInId, PatrolEventId},
};

/// Every row of a patrol's log but its fixes, in the order in which they are sealed. Another kind of
/// row is another list here, and is counted in `row_store::count`.
///
/// A row must never change once it is there: what may change later (a verdict, the length of the way,
/// when somebody left) is no part of it, and what changed it is a row of its own.
pub(super) async fn of_patrol<C: ConnectionTrait>(connection: &C, head: &Head) -> Result<Vec<Row>> {
    let check_ins = row_store::check_ins(connection, head.id).await?;
    let at_checkpoints: HashSet<CheckInId> = check_ins.iter().map(|kept| kept.id).collect();
    let mut rows = vec![patrol(head)];
    rows.extend(row_store::members(connection, head.id).await?.iter().map(member));
    rows.extend(check_ins.iter().map(check_in));
    rows.extend(row_store::events(connection, head.id).await?.iter().map(event));
    let photos = row_store::photos(connection, head.id).await?;
    rows.extend(photos.iter().map(|kept| photo(kept, &at_checkpoints)));
    Ok(rows)
}

fn patrol(head: &Head) -> Row {
    Row::new("patrol", head.id)
        .with("unitId", Some(head.unit_id))
        .with("shiftId", head.shift_id)
        .with("startedBy", Some(head.started_by))
        .with("endedBy", head.ended_by)
        .at("startedAt", Some(head.started_at))
        .at("endedAt", head.ended_at)
        .at("openedAt", Some(head.opened_at))
}

fn member(joined: &Joined) -> Row {
    Row::new("member", joined.person_id)
        .with("personId", Some(joined.person_id))
        .at("joinedAt", Some(joined.joined_at))
}

/// Everything that a check-in is judged by, and nothing of the judgement.
fn check_in(kept: &CheckedIn) -> Row {
    Row::new("checkIn", kept.id)
        .with("personId", Some(kept.person_id))
        .with("latitude", kept.latitude)
        .with("longitude", kept.longitude)
        .with("accuracyMetres", kept.accuracy_metres)
        .with("clockOffsetMs", Some(kept.clock_offset_ms))
        .with("method", Some(&kept.method))
        .with("checkpointId", kept.checkpoint_id)
        .with("codeHash", kept.code.as_deref().map(code_hash))
        .with("mock", kept.mock)
        .at("recordedAt", Some(kept.recorded_at))
        .at("correctedAt", Some(kept.corrected_at))
        .at("receivedAt", Some(kept.received_at))
        .text("checkpoint", kept.checkpoint.as_deref())
        .text("note", kept.note.as_deref())
}

/// A code is not shown in a file: whoever has the file could print it, and be seen where they never
/// were. Whoever has the sheet can compare.
fn code_hash(code: &str) -> String {
    digest::hex(&digest::of_text(code))
}

fn event(kept: &Happened) -> Row {
    Row::new("event", kept.id)
        .with("personId", Some(kept.person_id))
        .with("kind", Some(&kept.kind))
        .with("memberId", kept.member_id)
        .with("equipmentId", kept.equipment_id)
        .with("briefingItemId", kept.briefing_item_id)
        .with("checkInId", kept.check_in_id)
        .with("latitude", kept.latitude)
        .with("longitude", kept.longitude)
        .with("accuracyMetres", kept.accuracy_metres)
        .with("clockOffsetMs", Some(kept.clock_offset_ms))
        .at("recordedAt", Some(kept.recorded_at))
        .at("correctedAt", Some(kept.corrected_at))
        .at("receivedAt", Some(kept.received_at))
        .text("note", kept.note.as_deref())
}

/// A photo by its address, which is the hash of what it shows: the row stays and says the same,
/// whatever becomes of the picture.
fn photo(kept: &Pictured, check_ins: &HashSet<CheckInId>) -> Row {
    let check_in = CheckInId(kept.record_id);
    let record = if check_ins.contains(&check_in) {
        check_in.to_string()
    } else {
        PatrolEventId(kept.record_id).to_string()
    };
    Row::new("photo", format!("{record}:{}", kept.media_id))
        .with("recordId", Some(record))
        .with("mediaId", Some(kept.media_id))
        .with("position", Some(kept.position))
        .with("contentAddress", kept.content_address.as_ref())
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use uuid::Uuid;

    use super::*;
    use crate::shared::id::{CheckpointId, MediaId, PersonId};

    fn checked_in() -> CheckedIn {
        CheckedIn {
            id: CheckInId(Uuid::nil()),
            person_id: PersonId(Uuid::nil()),
            latitude: Some(1.54),
            longitude: Some(103.65),
            accuracy_metres: None,
            checkpoint: None,
            note: None,
            recorded_at: DateTime::UNIX_EPOCH,
            corrected_at: DateTime::UNIX_EPOCH,
            received_at: DateTime::UNIX_EPOCH,
            clock_offset_ms: 0,
            method: "QR".to_owned(),
            checkpoint_id: Some(CheckpointId(Uuid::nil())),
            code: Some("krt:c1.x".to_owned()),
            mock: Some(false),
        }
    }

    #[test]
    fn everything_that_a_check_in_is_judged_by_counts() {
        let mut digests: Vec<String> = [
            checked_in(),
            CheckedIn { method: "NFC".to_owned(), ..checked_in() },
            CheckedIn { checkpoint_id: None, ..checked_in() },
            CheckedIn { code: Some("krt:c1.y".to_owned()), ..checked_in() },
            CheckedIn { code: None, ..checked_in() },
            CheckedIn { mock: Some(true), ..checked_in() },
            CheckedIn { mock: None, ..checked_in() },
        ]
        .iter()
        .map(|kept| check_in(kept).digest())
        .collect();
        digests.sort_unstable();
        digests.dedup();
        assert_eq!(digests.len(), 7);
        let shown = serde_json::to_string(&check_in(&checked_in())).unwrap();
        assert!(!shown.contains("krt:c1.x"), "{shown}");
    }

    #[test]
    fn a_photo_is_named_by_its_record_and_its_picture() {
        let kept = Pictured {
            record_id: Uuid::from_u128(1),
            media_id: MediaId(Uuid::from_u128(2)),
            position: 1,
            content_address: Some("abc".to_owned()),
        };
        let of_event = photo(&kept, &HashSet::new());
        assert!(of_event.id().starts_with(PatrolEventId::PREFIX), "{}", of_event.id());
        let check_ins = HashSet::from([CheckInId(kept.record_id)]);
        let of_check_in = photo(&kept, &check_ins);
        assert!(of_check_in.id().starts_with(CheckInId::PREFIX), "{}", of_check_in.id());
        assert!(!of_check_in.id().contains(' '));
        let other = Pictured { content_address: Some("abd".to_owned()), ..kept };
        assert_ne!(photo(&other, &check_ins).digest(), of_check_in.digest());
    }
}
