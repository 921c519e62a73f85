//! The queries about check-ins, and the photos of what was recorded; what comes in bulk is in `bulk`.

use sea_orm::{ConnectionTrait, FromQueryResult};
use uuid::Uuid;

use super::{
    doubt::{Doubt, Verdict, read_doubts, write_doubts},
    model::{CheckIn, CheckInMethod, Evidence},
    photos,
};
use crate::shared::{
    clock::Instant,
    db,
    error::Result,
    geo::Position,
    id::{CheckInId, CheckpointId, MediaId, PatrolId, PatrolUnitId, PersonId},
    page::PageRequest,
};

/// The key by which check-ins are ordered, the earliest first.
pub(super) type CheckInKey = (Instant, CheckInId);

/// A check-in with its photos, and the hash that tells a repeat from another one.
#[derive(Clone, Debug)]
pub(super) struct Kept {
    pub check_in: CheckIn,
    pub content_hash: Vec<u8>,
    /// Its photos, when it comes in; of one that stands they are read where they are shown.
    pub photos: Vec<MediaId>,
}

#[derive(Debug, FromQueryResult)]
struct CheckInRow {
    id: CheckInId,
    unit_id: PatrolUnitId,
    patrol_id: PatrolId,
    person_id: PersonId,
    latitude: Option<f64>,
    longitude: Option<f64>,
    accuracy_metres: Option<f64>,
    checkpoint: Option<String>,
    note: Option<String>,
    recorded_at: Instant,
    corrected_at: Instant,
    received_at: Instant,
    clock_offset_ms: i64,
    doubts: String,
    content_hash: Vec<u8>,
    method: CheckInMethod,
    checkpoint_id: Option<CheckpointId>,
    code: Option<String>,
    mock: Option<bool>,
    verdict: Option<Verdict>,
    decided: Option<Verdict>,
}

const CHECK_IN: &str = "id, unit_id, patrol_id, person_id, latitude, longitude, accuracy_metres, \
                        checkpoint, note, recorded_at, corrected_at, received_at, clock_offset_ms, \
                        doubts, content_hash, method, checkpoint_id, code, mock, verdict, decided";

/// The condition under which a check-in, by what the statement calls its table, is believed: by whoever
/// decided about it last, or else by the program. What was recorded before there were verdicts had one
/// grave doubt only.
pub(in crate::mysrs) fn believed(check_in: &str) -> String {
    format!(
        "coalesce({check_in}.decided, {check_in}.verdict, case when {check_in}.doubts like \
         '%TIME_IMPLAUSIBLE%' then 'DOUBTFUL' else 'ACCEPTED' end) = 'ACCEPTED'"
    )
}

/// The condition under which a check-in was made at a checkpoint, by what the statement calls their
/// tables: the one that its code or its phone named. Somebody was there when it is believed as well.
pub(in crate::mysrs) fn at_checkpoint(check_in: &str, checkpoint: &str) -> String {
    format!("{check_in}.checkpoint_id = {checkpoint}.id")
}

impl From<CheckInRow> for Kept {
    fn from(row: CheckInRow) -> Self {
        let position = row.latitude.zip(row.longitude);
        let doubts = read_doubts(&row.doubts);
        let check_in = CheckIn {
            id: row.id,
            unit_id: row.unit_id,
            patrol_id: row.patrol_id,
            person_id: row.person_id,
            position: position.and_then(|(lat, lon)| Position::on_globe(lat, lon)),
            accuracy_metres: row.accuracy_metres,
            checkpoint: row.checkpoint,
            note: row.note,
            recorded_at: row.recorded_at,
            corrected_at: row.corrected_at,
            received_at: row.received_at,
            clock_offset_ms: row.clock_offset_ms,
            // What was recorded before there were verdicts has the one of its doubts.
            verdict: row.verdict.unwrap_or_else(|| Verdict::of(&doubts)),
            doubts,
            evidence: Evidence {
                method: row.method,
                checkpoint_id: row.checkpoint_id,
                code: row.code,
                mock: row.mock,
            },
            decided: row.decided,
        };
        Self { check_in, content_hash: row.content_hash, photos: Vec::new() }
    }
}

/// Notes the photos of a check-in or an event, in their order.
pub(super) async fn add_photos<C: ConnectionTrait>(
    connection: &C,
    record: Uuid,
    patrol: PatrolId,
    photos: &[MediaId],
) -> Result<()> {
    let sql = "insert into patrol_photo (record_id, media_id, patrol_id, position) \
               values ($1, $2, $3, $4) on conflict (record_id, media_id) do nothing";
    for (position, media) in (1_i64..).zip(photos) {
        let values = [record.into(), (*media).into(), patrol.into(), position.into()];
        db::run(connection, sql, values).await?;
    }
    Ok(())
}

/// Notes the photos of a record that came later than itself, behind those that it has, up to as many as
/// a record has; tells whether there were any.
pub(super) async fn add_late_photos<C: ConnectionTrait>(
    connection: &C,
    record: Uuid,
    patrol: PatrolId,
    photos: &[MediaId],
) -> Result<bool> {
    let sql = "select media_id from patrol_photo where record_id = $1";
    let there: Vec<MediaId> = db::values(connection, sql, [record.into()]).await?;
    let room = photos::MOST.saturating_sub(there.len());
    let late = photos.iter().filter(|photo| !there.contains(photo)).take(room);
    let sql = "insert into patrol_photo (record_id, media_id, patrol_id, position) values ($1, $2, \
               $3, (select coalesce(max(position), 0) + 1 from patrol_photo where record_id = $1)) \
               on conflict (record_id, media_id) do nothing";
    let mut added = 0;
    for media in late {
        let values = [record.into(), (*media).into(), patrol.into()];
        added += db::run(connection, sql, values).await?;
    }
    Ok(added > 0)
}

pub(super) async fn change_doubts<C: ConnectionTrait>(
    connection: &C,
    id: CheckInId,
    doubts: &[Doubt],
) -> Result<()> {
    let sql = "update check_in set doubts = $2 where id = $1";
    db::run(connection, sql, [id.into(), write_doubts(doubts).into()]).await?;
    Ok(())
}

/// The check-ins of a patrol, the earliest first.
pub(super) async fn list<C: ConnectionTrait>(
    connection: &C,
    patrol: PatrolId,
    only: Option<Verdict>,
    page: &PageRequest<CheckInKey>,
) -> Result<Vec<CheckIn>> {
    let mut query = db::Query::new(format!("select {CHECK_IN} from check_in"));
    query.and("patrol_id = ?", [patrol.into()]);
    if let Some(verdict) = only {
        let believed = believed("check_in");
        query.and(&format!("({believed}) = ?"), [(verdict == Verdict::Accepted).into()]);
    }
    let beyond = page.beyond.map(|(at, id)| [at.into(), id.into()]);
    query.keyset(["corrected_at", "id"], beyond, page.backward, false);
    query.limit(page.rows());
    let rows: Vec<CheckInRow> = query.all(connection).await?;
    Ok(rows.into_iter().map(|row| Kept::from(row).check_in).collect())
}

/// One check-in.
pub(super) async fn lookup<C: ConnectionTrait>(
    connection: &C,
    id: CheckInId,
) -> Result<Option<CheckIn>> {
    let found = by_ids(connection, &[id]).await?.pop();
    Ok(found.map(|kept| kept.check_in))
}

/// Every check-in of a patrol, the earliest first.
pub(in crate::mysrs) async fn every_check_in<C: ConnectionTrait>(
    connection: &C,
    patrol: PatrolId,
) -> Result<Vec<CheckIn>> {
    let sql =
        format!("select {CHECK_IN} from check_in where patrol_id = $1 order by corrected_at, id");
    let rows: Vec<CheckInRow> = db::all(connection, &sql, [patrol.into()]).await?;
    Ok(rows.into_iter().map(|row| Kept::from(row).check_in).collect())
}

/// What stands under these ids, whichever patrol it belongs to.
pub(super) async fn by_ids<C: ConnectionTrait>(
    connection: &C,
    ids: &[CheckInId],
) -> Result<Vec<Kept>> {
    let mut query = db::Query::new(format!("select {CHECK_IN} from check_in"));
    query.and_in("id", ids.iter().map(|id| id.0));
    let rows: Vec<CheckInRow> = query.all(connection).await?;
    Ok(rows.into_iter().map(Kept::from).collect())
}
