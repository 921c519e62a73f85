//! The queries about applications.

use sea_orm::{ActiveEnum, ConnectionTrait, FromQueryResult, Value};

use super::model::{ApplicationStatus, Draft, UnitApplication};
use crate::shared::{
    clock::Instant,
    db,
    error::{Error, Result},
    id::{AreaId, PatrolUnitId, PersonId, UnitApplicationId},
    page::PageRequest,
};

const SELECT: &str = "select u.id, u.area_id, a.state_code, a.district_id, u.status, u.version, \
                      u.name, u.meeting_place, u.coverage, u.minutes_number, u.minutes_on, \
                      u.minutes_text, u.minutes_media_id, u.leader_id, u.unit_id, u.created_by, \
                      u.created_at, u.updated_at, u.completed_at, w.due_at \
                      from unit_application u join area a on a.id = u.area_id \
                      left join approval w on w.subject_id = u.id";

/// The key by which an area's applications are ordered, the latest first.
pub(super) type ApplicationKey = (UnitApplicationId, UnitApplicationId);

pub(super) async fn lookup<C: ConnectionTrait>(
    connection: &C,
    id: UnitApplicationId,
) -> Result<Option<UnitApplication>> {
    db::one(connection, &format!("{SELECT} where u.id = $1"), [id.into()]).await
}

pub(super) async fn by_ids<C: ConnectionTrait>(
    connection: &C,
    ids: &[UnitApplicationId],
) -> Result<Vec<UnitApplication>> {
    let mut query = db::Query::new(SELECT);
    query.and_in("u.id", ids.iter().map(|id| id.0));
    query.all(connection).await
}

/// The applications of an area; those that never came to the department only for `with_drafts`.
pub(super) async fn list_of_area<C: ConnectionTrait>(
    connection: &C,
    area: AreaId,
    with_drafts: bool,
    page: &PageRequest<ApplicationKey>,
) -> Result<Vec<UnitApplication>> {
    let mut query = db::Query::new(SELECT);
    query.and("u.area_id = ?", [area.into()]);
    if !with_drafts {
        query.and("u.completed_at is not null", []);
    }
    let beyond = page.beyond.map(|(id, again)| [id.into(), again.into()]);
    query.keyset(["u.id", "u.id"], beyond, page.backward, true);
    query.limit(page.rows());
    query.all(connection).await
}

/// Where an application stands, locked until the work ends.
pub(in crate::mysrs) async fn lock<C: ConnectionTrait>(
    connection: &C,
    id: UnitApplicationId,
) -> Result<(AreaId, ApplicationStatus)> {
    #[derive(FromQueryResult)]
    struct Row {
        area_id: AreaId,
        status: ApplicationStatus,
    }
    let lock = db::locking(connection, " for update");
    let sql = format!("select area_id, status from unit_application where id = $1{lock}");
    let row: Option<Row> = db::one(connection, &sql, [id.into()]).await?;
    row.map(|row| (row.area_id, row.status)).ok_or_else(Error::not_found)
}

/// Adds a draft; tells whether its id was free.
pub(super) async fn add<C: ConnectionTrait>(
    connection: &C,
    id: UnitApplicationId,
    area: AreaId,
    draft: &Draft,
    author: PersonId,
    now: Instant,
) -> Result<bool> {
    let sql = "insert into unit_application (id, name, meeting_place, coverage, minutes_number, \
               minutes_on, minutes_text, minutes_media_id, leader_id, area_id, status, version, \
               created_by, created_at, updated_at) \
               values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'DRAFT', 1, $11, $12, $12) \
               on conflict (id) do nothing";
    let mut values = written(id, draft);
    values.extend([area.into(), author.into(), now.into()]);
    Ok(db::run(connection, sql, values).await? == 1)
}

/// Writes over a draft, unless somebody else has changed it meanwhile.
pub(super) async fn change<C: ConnectionTrait>(
    connection: &C,
    id: UnitApplicationId,
    version: i64,
    draft: &Draft,
    now: Instant,
) -> Result<bool> {
    let sql = "update unit_application set name = $2, meeting_place = $3, coverage = $4, \
               minutes_number = $5, minutes_on = $6, minutes_text = $7, minutes_media_id = $8, \
               leader_id = $9, updated_at = $10, version = version + 1 \
               where id = $1 and version = $11 and status = 'DRAFT'";
    let mut values = written(id, draft);
    values.extend([now.into(), version.into()]);
    Ok(db::run(connection, sql, values).await? == 1)
}

fn written(id: UnitApplicationId, draft: &Draft) -> Vec<Value> {
    vec![
        id.into(),
        draft.name.clone().into(),
        draft.meeting_place.clone().into(),
        draft.coverage.clone().into(),
        draft.minutes_number.clone().into(),
        draft.minutes_on.into(),
        draft.minutes_text.clone().into(),
        draft.minutes_media_id.into(),
        draft.leader_id.into(),
    ]
}

/// Takes an application to its next status, unless somebody else has changed it meanwhile.
/// `completed_at` stays when nothing is given.
pub(super) async fn change_status<C: ConnectionTrait>(
    connection: &C,
    known: &UnitApplication,
    to: ApplicationStatus,
    completed_at: Option<Instant>,
    now: Instant,
) -> Result<bool> {
    let sql = "update unit_application set status = $2, completed_at = coalesce($3, completed_at), \
               updated_at = $4, version = version + 1 where id = $1 and version = $5";
    let values = [
        known.id.into(),
        to.to_value().into(),
        completed_at.into(),
        now.into(),
        known.version.into(),
    ];
    Ok(db::run(connection, sql, values).await? == 1)
}

/// The unit has begun: the application and its steps belong to it from now on.
pub(super) async fn change_unit<C: ConnectionTrait>(
    connection: &C,
    id: UnitApplicationId,
    unit: PatrolUnitId,
) -> Result<()> {
    let application = "update unit_application set unit_id = $2 where id = $1";
    db::run(connection, application, [id.into(), unit.into()]).await?;
    let steps = "update unit_step set unit_id = $2 where application_id = $1";
    db::run(connection, steps, [id.into(), unit.into()]).await?;
    Ok(())
}
