//! The queries about seals, and about what they seal.

use std::collections::HashSet;

use sea_orm::{ConnectionTrait, FromQueryResult};
use uuid::Uuid;

use super::{fix::Fix, model::Seal};
use crate::shared::{
    clock::Instant,
    db,
    error::Result,
    id::{CheckInId, PatrolId, PatrolUnitId, PersonId, ShiftId, TrackId},
    page::PageRequest,
};

const COLUMNS: &str = "patrol_id, number, from_row, until_row, manifest, hash, previous_hash, \
                       signature, key_id, code, sealed_at";

/// So many fixes are read at once: a megabyte.
const FIXES_AT_ONCE: i64 = 5_000;

/// What the log says of the patrol itself, and where it stands.
#[derive(Clone, Debug, FromQueryResult)]
pub(super) struct Head {
    pub id: PatrolId,
    pub unit_id: PatrolUnitId,
    pub shift_id: Option<ShiftId>,
    pub started_by: PersonId,
    pub started_at: Instant,
    pub ended_at: Option<Instant>,
    pub opened_at: Instant,
}

const HEAD: &str = "select id, unit_id, shift_id, started_by, started_at, ended_at, opened_at \
                    from patrol where id = $1";

pub(super) async fn head<C: ConnectionTrait>(
    connection: &C,
    patrol: PatrolId,
) -> Result<Option<Head>> {
    db::one(connection, HEAD, [patrol.into()]).await
}

/// The patrol, whose log nobody else seals until the transaction ends. What is recorded on it may
/// come in meanwhile.
pub(super) async fn lock<C: ConnectionTrait>(
    connection: &C,
    patrol: PatrolId,
) -> Result<Option<Head>> {
    let lock = db::locking(connection, " for no key update");
    db::one(connection, &format!("{HEAD}{lock}"), [patrol.into()]).await
}

/// Somebody who is on a patrol.
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
}

pub(super) async fn check_ins<C: ConnectionTrait>(
    connection: &C,
    patrol: PatrolId,
) -> Result<Vec<CheckedIn>> {
    let sql = "select id, person_id, latitude, longitude, accuracy_metres, checkpoint, note, \
               recorded_at, corrected_at, received_at, clock_offset_ms from check_in \
               where patrol_id = $1 order by corrected_at, id";
    db::all(connection, sql, [patrol.into()]).await
}

/// The next fixes of a patrol by track and number; empty after the last.
pub(super) async fn fixes_after<C: ConnectionTrait>(
    connection: &C,
    patrol: PatrolId,
    after: Option<(TrackId, i64)>,
) -> Result<Vec<Fix>> {
    let sql = "select track_id, person_id, sequence, segment, latitude, longitude, accuracy_metres, \
               recorded_at, corrected_at, received_at from track_point \
               where patrol_id = $1 and (track_id, sequence) > ($2, $3) \
               order by track_id, sequence limit $4";
    // No number is below 0.
    let (track, sequence) = after.unwrap_or((TrackId(Uuid::nil()), -1));
    let values = [patrol.into(), track.into(), sequence.into(), FIXES_AT_ONCE.into()];
    db::all(connection, sql, values).await
}

/// How many rows the log of a patrol has: the patrol, who is on it, check-ins and fixes.
pub(super) async fn count<C: ConnectionTrait>(connection: &C, patrol: PatrolId) -> Result<i64> {
    let sql = "select 1 + (select count(*) from patrol_member where patrol_id = $1) \
               + (select count(*) from check_in where patrol_id = $1) \
               + (select count(*) from track_point where patrol_id = $1)";
    Ok(db::value(connection, sql, [patrol.into()]).await?.unwrap_or(0))
}

/// Those of these people whose accounts were erased.
pub(super) async fn erased<C: ConnectionTrait>(
    connection: &C,
    people: &[PersonId],
) -> Result<HashSet<PersonId>> {
    let mut query = db::Query::new("select id from person");
    query.and("status = 'ERASED'", []);
    query.and_in("id", people.iter().map(|person| person.0));
    Ok(query.values(connection).await?.into_iter().collect())
}

/// The seals of a patrol, in their order.
pub(super) async fn list<C: ConnectionTrait>(
    connection: &C,
    patrol: PatrolId,
) -> Result<Vec<Seal>> {
    let sql = format!("select {COLUMNS} from patrol_seal where patrol_id = $1 order by number");
    db::all(connection, &sql, [patrol.into()]).await
}

/// The key by which seals are ordered, the first one first.
pub(super) type SealKey = (i64, String);

pub(super) async fn page<C: ConnectionTrait>(
    connection: &C,
    patrol: PatrolId,
    page: &PageRequest<SealKey>,
) -> Result<Vec<Seal>> {
    let mut query = db::Query::new(format!("select {COLUMNS} from patrol_seal"));
    query.and("patrol_id = ?", [patrol.into()]);
    let beyond =
        page.beyond.as_ref().map(|(number, code)| [(*number).into(), code.as_str().into()]);
    query.keyset(["number", "code"], beyond, page.backward, false);
    query.limit(page.rows());
    query.all(connection).await
}

pub(super) async fn find_by_code<C: ConnectionTrait>(
    connection: &C,
    code: &str,
) -> Result<Option<Seal>> {
    let sql = format!("select {COLUMNS} from patrol_seal where code = $1");
    db::one(connection, &sql, [code.into()]).await
}

pub(super) async fn newest_code<C: ConnectionTrait>(
    connection: &C,
    patrol: PatrolId,
) -> Result<Option<String>> {
    let sql = "select code from patrol_seal where patrol_id = $1 order by number desc limit 1";
    db::value(connection, sql, [patrol.into()]).await
}

pub(super) async fn add<C: ConnectionTrait>(connection: &C, seal: &Seal) -> Result<()> {
    let sql = format!(
        "insert into patrol_seal ({COLUMNS}) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"
    );
    let values = [
        seal.patrol_id.into(),
        seal.number.into(),
        seal.from_row.into(),
        seal.until_row.into(),
        seal.manifest.as_str().into(),
        seal.hash.clone().into(),
        seal.previous_hash.clone().into(),
        seal.signature.clone().into(),
        seal.key_id.as_str().into(),
        seal.code.as_str().into(),
        seal.sealed_at.into(),
    ];
    db::run(connection, &sql, values).await?;
    Ok(())
}

/// How many check-ins a patrol has, and how many of them are doubtful.
#[derive(Clone, Copy, Debug, FromQueryResult)]
pub(super) struct Counts {
    pub check_ins: i64,
    pub doubtful: i64,
}

pub(super) async fn counts<C: ConnectionTrait>(
    connection: &C,
    patrol: PatrolId,
) -> Result<Option<Counts>> {
    let sql = "select count(*) as check_ins, count(case when doubts <> '' then 1 end) as doubtful \
               from check_in where patrol_id = $1";
    db::one(connection, sql, [patrol.into()]).await
}

/// What a unit is called.
pub(super) async fn unit_name<C: ConnectionTrait>(
    connection: &C,
    unit: PatrolUnitId,
) -> Result<Option<String>> {
    let sql = "select name from patrol_unit where id = $1";
    db::value(connection, sql, [unit.into()]).await
}
