//! What the log of a patrol is made of, beside the fixes of its tracks.

use sea_orm::ConnectionTrait;

use super::{
    row::Row,
    store::{self, CheckedIn, Head, Joined},
};
use crate::shared::error::Result;

/// Every row of a patrol's log but its fixes, in the order in which they are sealed. Another kind of
/// row is another list here.
///
/// A row must never change once it is there: what may change later (a verdict, the length of the way,
/// when somebody left) is no part of it, and what changed it is a row of its own.
pub(super) async fn of_patrol<C: ConnectionTrait>(connection: &C, head: &Head) -> Result<Vec<Row>> {
    let mut rows = vec![patrol(head)];
    rows.extend(store::members(connection, head.id).await?.iter().map(member));
    rows.extend(store::check_ins(connection, head.id).await?.iter().map(check_in));
    Ok(rows)
}

fn patrol(head: &Head) -> Row {
    Row::new("patrol", head.id)
        .with("unitId", Some(head.unit_id))
        .with("shiftId", head.shift_id)
        .with("startedBy", Some(head.started_by))
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
        .at("recordedAt", Some(kept.recorded_at))
        .at("correctedAt", Some(kept.corrected_at))
        .at("receivedAt", Some(kept.received_at))
        .text("checkpoint", kept.checkpoint.as_deref())
        .text("note", kept.note.as_deref())
}
