//! The queries about what becomes of a unit after it has begun.

use chrono::NaiveDate;
use sea_orm::{ActiveEnum, ConnectionTrait, FromQueryResult};

use super::model::{PatrolStart, PatrolUnit, UnitStatus};
use crate::{
    mysrs::application::StartNotice,
    shared::{
        clock::Instant,
        db,
        error::{Error, Result},
        id::{AreaId, PatrolUnitId, PatrollerId, PersonId},
        page::PageRequest,
    },
};

/// The key by which notices of a start are ordered, the latest first.
pub(super) type StartKey = (Instant, PatrolUnitId);

/// Where a unit stands, locked until the work ends.
pub(in crate::mysrs) async fn lock<C: ConnectionTrait>(
    connection: &C,
    id: PatrolUnitId,
) -> Result<(AreaId, UnitStatus)> {
    #[derive(FromQueryResult)]
    struct Row {
        area_id: AreaId,
        status: UnitStatus,
    }
    let lock = db::locking(connection, " for update");
    let sql = format!("select area_id, status from patrol_unit where id = $1{lock}");
    let row: Option<Row> = db::one(connection, &sql, [id.into()]).await?;
    row.map(|row| (row.area_id, row.status)).ok_or_else(Error::not_found)
}

/// A unit's name.
pub(in crate::mysrs) async fn name<C: ConnectionTrait>(
    connection: &C,
    id: PatrolUnitId,
) -> Result<String> {
    #[derive(FromQueryResult)]
    struct Row {
        name: String,
    }
    let sql = "select name from patrol_unit where id = $1";
    let row: Option<Row> = db::one(connection, sql, [id.into()]).await?;
    row.map(|row| row.name).ok_or_else(Error::not_found)
}

/// Somebody's place in a unit, and since when they have left it.
#[derive(Debug, FromQueryResult)]
pub(super) struct Belonging {
    pub left_at: Option<Instant>,
}

pub(super) async fn find_belonging<C: ConnectionTrait>(
    connection: &C,
    unit: PatrolUnitId,
    person: PersonId,
) -> Result<Option<Belonging>> {
    let sql = "select left_at from patroller where unit_id = $1 and person_id = $2";
    db::one(connection, sql, [unit.into(), person.into()]).await
}

/// A volunteer's place: whose, in which unit, and whether they lead it.
#[derive(Debug, FromQueryResult)]
pub(super) struct Enlisted {
    pub unit_id: PatrolUnitId,
    pub person_id: PersonId,
    pub leads: bool,
}

pub(super) async fn lookup_enlisted<C: ConnectionTrait>(
    connection: &C,
    id: PatrollerId,
) -> Result<Option<Enlisted>> {
    let sql = "select unit_id, person_id, leads from patroller where id = $1";
    db::one(connection, sql, [id.into()]).await
}

/// Whether somebody belongs to a unit now.
pub(in crate::mysrs) async fn belongs<C: ConnectionTrait>(
    connection: &C,
    unit: PatrolUnitId,
    person: PersonId,
) -> Result<bool> {
    let found = find_belonging(connection, unit, person).await?;
    Ok(found.is_some_and(|found| found.left_at.is_none()))
}

/// Whether somebody who has left a unit since belonged to it at a moment.
pub(in crate::mysrs) async fn belonged<C: ConnectionTrait>(
    connection: &C,
    unit: PatrolUnitId,
    person: PersonId,
    at: Instant,
) -> Result<bool> {
    let sql = "select 1 from patroller where unit_id = $1 and person_id = $2 \
               and joined_at <= $3 and left_at > $3";
    db::exists(connection, sql, [unit.into(), person.into(), at.into()]).await
}

/// Somebody leaves; tells whether they belonged to it.
pub(super) async fn change_to_left<C: ConnectionTrait>(
    connection: &C,
    unit: PatrolUnitId,
    person: PersonId,
    now: Instant,
) -> Result<bool> {
    let sql = "update patroller set left_at = $3, leads = false \
               where unit_id = $1 and person_id = $2 and left_at is null";
    Ok(db::run(connection, sql, [unit.into(), person.into(), now.into()]).await? == 1)
}

/// Everybody who belongs to a unit now, with whether they lead it.
pub(super) async fn list_belonging<C: ConnectionTrait>(
    connection: &C,
    unit: PatrolUnitId,
) -> Result<Vec<(PersonId, bool)>> {
    #[derive(FromQueryResult)]
    struct Row {
        person_id: PersonId,
        leads: bool,
    }
    let sql = "select person_id, leads from patroller where unit_id = $1 and left_at is null \
               order by person_id";
    let rows: Vec<Row> = db::all(connection, sql, [unit.into()]).await?;
    Ok(rows.into_iter().map(|row| (row.person_id, row.leads)).collect())
}

/// Says whether somebody leads a unit; tells whether they belong to it.
pub(super) async fn change_leads<C: ConnectionTrait>(
    connection: &C,
    unit: PatrolUnitId,
    person: PersonId,
    leads: bool,
) -> Result<bool> {
    let sql = "update patroller set leads = $3 \
               where unit_id = $1 and person_id = $2 and left_at is null";
    Ok(db::run(connection, sql, [unit.into(), person.into(), leads.into()]).await? == 1)
}

/// Gives a unit a status, or the one it has with another leader, unless somebody else has changed it
/// meanwhile.
pub(super) async fn change_status<C: ConnectionTrait>(
    connection: &C,
    known: &PatrolUnit,
    status: UnitStatus,
    reason: Option<&str>,
) -> Result<bool> {
    let sql = "update patrol_unit set status = $2, status_reason = $3, version = version + 1 \
               where id = $1 and version = $4";
    let values = [
        known.id.into(),
        status.to_value().into(),
        reason.map(str::to_owned).into(),
        known.version.into(),
    ];
    Ok(db::run(connection, sql, values).await? == 1)
}

/// Since when a unit that rests or has ended does so.
pub(super) async fn resting_since<C: ConnectionTrait>(
    connection: &C,
    unit: PatrolUnitId,
) -> Result<Option<Instant>> {
    let sql = "select taken_at from unit_step where unit_id = $1 \
               and to_status in ('INACTIVE', 'CANCELLED') order by taken_at desc limit 1";
    db::value(connection, sql, [unit.into()]).await
}

/// Keeps the map of a unit's coverage.
pub(in crate::mysrs) async fn change_coverage<C: ConnectionTrait>(
    connection: &C,
    unit: PatrolUnitId,
    map: Option<&serde_json::Value>,
) -> Result<()> {
    let sql = "update patrol_unit set coverage = $2 where id = $1";
    db::run(connection, sql, [unit.into(), map.cloned().into()]).await?;
    Ok(())
}

pub(super) async fn coverage<C: ConnectionTrait>(
    connection: &C,
    unit: PatrolUnitId,
) -> Result<Option<serde_json::Value>> {
    #[derive(FromQueryResult)]
    struct Row {
        coverage: Option<serde_json::Value>,
    }
    let sql = "select coverage from patrol_unit where id = $1";
    let row: Option<Row> = db::one(connection, sql, [unit.into()]).await?;
    Ok(row.and_then(|row| row.coverage))
}

/// Keeps the notice of a unit's start.
pub(in crate::mysrs) async fn add_start_notice<C: ConnectionTrait>(
    connection: &C,
    unit: PatrolUnitId,
    area: AreaId,
    notice: &StartNotice,
    issued_by: PersonId,
    now: Instant,
) -> Result<()> {
    let sql = "insert into unit_start_notice (unit_id, area_id, starts_on, body, issued_by, issued_at) \
               values ($1, $2, $3, $4, $5, $6)";
    let starts_on: NaiveDate = notice.starts_on;
    let values = [
        unit.into(),
        area.into(),
        starts_on.into(),
        notice.body.as_str().into(),
        issued_by.into(),
        now.into(),
    ];
    db::run(connection, sql, values).await?;
    Ok(())
}

pub(super) async fn list_starts<C: ConnectionTrait>(
    connection: &C,
    area: AreaId,
    page: &PageRequest<StartKey>,
) -> Result<Vec<PatrolStart>> {
    let mut query = db::Query::new(
        "select s.unit_id, u.name as unit_name, s.area_id, s.starts_on, s.body, s.issued_at \
         from unit_start_notice s join patrol_unit u on u.id = s.unit_id",
    );
    query.and("s.area_id = ?", [area.into()]);
    let beyond = page.beyond.map(|(at, id)| [at.into(), id.into()]);
    query.keyset(["s.issued_at", "s.unit_id"], beyond, page.backward, true);
    query.limit(page.rows());
    query.all(connection).await
}
