//! The queries about what a seal covers: the rows of a patrol's log, in the order in which they are
//! sealed. What a seal does not cover is not read: verdicts and doubts, and what people decided.

use sea_orm::{ConnectionTrait, FromQueryResult};
use uuid::Uuid;

use super::{fix::Fix, store::Head};
use crate::shared::{
    clock::Instant,
    db,
    error::Result,
    id::{
        BriefingItemId, CheckInId, CheckpointId, EquipmentId, MediaId, PatrolEventId, PatrolId,
        PersonId, TrackId,
    },
};

/// So many fixes are read at once: a megabyte.
const FIXES_AT_ONCE: i64 = 5_000;

/// Somebody who is on a patrol, or was.
#[derive(Debug, FromQueryResult)]
pub(super) struct Joined {
    pub person_id: PersonId,
    pub joined_at: Instant,
}

pub(super) async fn members<C: ConnectionTrait>(
    connection: &C,
    patrol: PatrolId,
) -> Result<Vec<Joined>> {
    let sql = "select person_id, joined_at from patrol_member where patrol_id = $1 \
               order by joined_at, person_id";
    db::all(connection, sql, [patrol.into()]).await
}

/// A check-in, by what it is judged by.
#[derive(Debug, FromQueryResult)]
pub(super) struct CheckedIn {
    pub id: CheckInId,
    pub person_id: PersonId,
    pub latitude: Option<f64>,
    pub longitude: Option<f64>,
    pub accuracy_metres: Option<f64>,
    pub checkpoint: Option<String>,
    pub note: Option<String>,
    pub recorded_at: Instant,
    pub corrected_at: Instant,
    pub received_at: Instant,
    pub clock_offset_ms: i64,
    pub method: String,
    pub checkpoint_id: Option<CheckpointId>,
    pub code: Option<String>,
    pub mock: Option<bool>,
}

pub(super) async fn check_ins<C: ConnectionTrait>(
    connection: &C,
    patrol: PatrolId,
) -> Result<Vec<CheckedIn>> {
    let sql = "select id, person_id, latitude, longitude, accuracy_metres, checkpoint, note, \
               recorded_at, corrected_at, received_at, clock_offset_ms, method, checkpoint_id, \
               code, mock from check_in where patrol_id = $1 order by corrected_at, id";
    db::all(connection, sql, [patrol.into()]).await
}

/// Something that happened on the way.
#[derive(Debug, FromQueryResult)]
pub(super) struct Happened {
    pub id: PatrolEventId,
    pub person_id: PersonId,
    pub kind: String,
    pub member_id: Option<PersonId>,
    pub equipment_id: Option<EquipmentId>,
    pub briefing_item_id: Option<BriefingItemId>,
    pub check_in_id: Option<CheckInId>,
    pub note: Option<String>,
    pub latitude: Option<f64>,
    pub longitude: Option<f64>,
    pub accuracy_metres: Option<f64>,
    pub recorded_at: Instant,
    pub corrected_at: Instant,
    pub received_at: Instant,
    pub clock_offset_ms: i64,
}

pub(super) async fn events<C: ConnectionTrait>(
    connection: &C,
    patrol: PatrolId,
) -> Result<Vec<Happened>> {
    let sql = "select id, person_id, kind, member_id, equipment_id, briefing_item_id, check_in_id, \
               note, latitude, longitude, accuracy_metres, recorded_at, corrected_at, received_at, \
               clock_offset_ms from patrol_event where patrol_id = $1 order by corrected_at, id";
    db::all(connection, sql, [patrol.into()]).await
}

/// A photo of a check-in or of an event, by the address of what it shows.
#[derive(Debug, FromQueryResult)]
pub(super) struct Pictured {
    pub record_id: Uuid,
    pub media_id: MediaId,
    pub position: i64,
    pub content_address: Option<String>,
}

pub(super) async fn photos<C: ConnectionTrait>(
    connection: &C,
    patrol: PatrolId,
) -> Result<Vec<Pictured>> {
    let sql = "select p.record_id, p.media_id, p.position, m.content_address from patrol_photo p \
               join media m on m.id = p.media_id where p.patrol_id = $1 \
               order by p.record_id, p.position, p.media_id";
    db::all(connection, sql, [patrol.into()]).await
}

/// The next fixes of a patrol by track and number; empty after the last.
pub(super) async fn fixes_after<C: ConnectionTrait>(
    connection: &C,
    head: &Head,
    after: Option<(TrackId, i64)>,
) -> Result<Vec<Fix>> {
    let sql = "select track_id, person_id, sequence, segment, latitude, longitude, accuracy_metres, \
               recorded_at, corrected_at, received_at, mock from track_point \
               where patrol_id = $1 and patrol_opened_at = $2 and (track_id, sequence) > ($3, $4) \
               order by track_id, sequence limit $5";
    // No number is below 0.
    let (track, sequence) = after.unwrap_or((TrackId(Uuid::nil()), -1));
    let (patrol, opened_at) = (head.id.into(), head.opened_at.into());
    let values = [patrol, opened_at, track.into(), sequence.into(), FIXES_AT_ONCE.into()];
    db::all(connection, sql, values).await
}

/// How many rows the log of a patrol has: the patrol, who is on it, check-ins, events, photos and
/// fixes. When the server first heard of it says in which month these lie.
pub(in crate::mysrs) async fn count<C: ConnectionTrait>(
    connection: &C,
    (patrol, opened_at): (PatrolId, Instant),
) -> Result<i64> {
    let sql = "select 1 + (select count(*) from patrol_member where patrol_id = $1) \
               + (select count(*) from check_in where patrol_id = $1) \
               + (select count(*) from patrol_event where patrol_id = $1) \
               + (select count(*) from patrol_photo where patrol_id = $1) \
               + (select count(*) from track_point \
               where patrol_id = $1 and patrol_opened_at = $2)";
    let values = [patrol.into(), opened_at.into()];
    Ok(db::value(connection, sql, values).await?.unwrap_or(0))
}

/// How many fixes of a patrol are there.
pub(super) async fn count_fixes<C: ConnectionTrait>(connection: &C, head: &Head) -> Result<i64> {
    let sql = "select count(*) from track_point where patrol_id = $1 and patrol_opened_at = $2";
    let values = [head.id.into(), head.opened_at.into()];
    Ok(db::value(connection, sql, values).await?.unwrap_or(0))
}
