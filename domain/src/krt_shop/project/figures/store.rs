//! The queries about private figures.

use sea_orm::ConnectionTrait;

use super::model::{Figures, Recording};
use crate::shared::{
    clock::Instant,
    db,
    error::Result,
    id::{PersonId, ProjectId},
    page::PageRequest,
};

const SELECT: &str = "select project_id, month, income_sen, spending_sen, funding_sen, \
                      participants, version, recorded_at from project_figures";

/// The key by which figures are ordered, the latest month first.
pub(super) type FiguresKey = (String, ProjectId);

pub(super) async fn lookup<C: ConnectionTrait>(
    connection: &C,
    project: ProjectId,
    month: &str,
) -> Result<Option<Figures>> {
    let sql = format!("{SELECT} where project_id = $1 and month = $2");
    db::one(connection, &sql, [project.into(), month.into()]).await
}

pub(super) async fn list<C: ConnectionTrait>(
    connection: &C,
    project: ProjectId,
    page: &PageRequest<FiguresKey>,
) -> Result<Vec<Figures>> {
    let mut query = db::Query::new(SELECT);
    query.and("project_id = ?", [project.into()]);
    let beyond = page.beyond.clone().map(|(month, id)| [month.into(), id.into()]);
    query.keyset(["month", "project_id"], beyond, page.backward, true);
    query.limit(page.rows());
    query.all(connection).await
}

/// The months that have figures.
pub(super) async fn months<C: ConnectionTrait>(
    connection: &C,
    project: ProjectId,
) -> Result<Vec<String>> {
    let sql = "select month from project_figures where project_id = $1";
    db::values(connection, sql, [project.into()]).await
}

/// Adds the figures of a month; tells whether there were none.
pub(super) async fn add<C: ConnectionTrait>(
    connection: &C,
    given: &Recording,
    by: PersonId,
    now: Instant,
) -> Result<bool> {
    let sql = "insert into project_figures (project_id, month, income_sen, spending_sen, \
               funding_sen, participants, version, recorded_by, recorded_at) \
               values ($1, $2, $3, $4, $5, $6, 1, $7, $8) \
               on conflict (project_id, month) do nothing";
    let values = [
        given.project_id.into(),
        given.month.as_str().into(),
        given.income_sen.into(),
        given.spending_sen.into(),
        given.funding_sen.into(),
        given.participants.into(),
        by.into(),
        now.into(),
    ];
    Ok(db::run(connection, sql, values).await? == 1)
}

/// Writes over the figures of a month, unless somebody else has corrected them meanwhile.
pub(super) async fn change<C: ConnectionTrait>(
    connection: &C,
    given: &Recording,
    version: i64,
    by: PersonId,
    now: Instant,
) -> Result<bool> {
    let sql = "update project_figures set income_sen = $3, spending_sen = $4, funding_sen = $5, \
               participants = $6, version = version + 1, recorded_by = $7, recorded_at = $8 \
               where project_id = $1 and month = $2 and version = $9";
    let values = [
        given.project_id.into(),
        given.month.as_str().into(),
        given.income_sen.into(),
        given.spending_sen.into(),
        given.funding_sen.into(),
        given.participants.into(),
        by.into(),
        now.into(),
        version.into(),
    ];
    Ok(db::run(connection, sql, values).await? == 1)
}
