//! The queries about needs and supplies.

use sea_orm::{ActiveEnum as _, ConnectionTrait, FromQueryResult};

use super::model::{Side, Trade};
use crate::shared::{
    db,
    error::Result,
    geo::Position,
    id::{PersonId, ProjectId, ProjectTradeId},
    language::LocalizedText,
};

const COLUMNS: &str = "id, project_id, side, category_code, words, quantity, unit, rhythm, \
                       until_day, version, created_at, updated_at, ended_at";
/// So many of one category are looked through at most, the newest first.
const MOST_CANDIDATES: i64 = 500;

pub(super) async fn lookup<C: ConnectionTrait>(
    connection: &C,
    id: ProjectTradeId,
) -> Result<Option<Trade>> {
    let sql = format!("select {COLUMNS} from project_trade where id = $1");
    db::one(connection, &sql, [id.into()]).await
}

/// Everything that a project needs and can supply, the oldest first.
pub(super) async fn list<C: ConnectionTrait>(
    connection: &C,
    project: ProjectId,
) -> Result<Vec<Trade>> {
    let sql = format!(
        "select {COLUMNS} from project_trade where project_id = $1 and ended_at is null order by id"
    );
    db::all(connection, &sql, [project.into()]).await
}

/// The projects that need or can supply something of a category.
pub(super) async fn projects_in_category<C: ConnectionTrait>(
    connection: &C,
    category: &str,
) -> Result<Vec<ProjectId>> {
    let sql = "select distinct project_id from project_trade \
               where category_code = $1 and ended_at is null";
    db::values(connection, sql, [category.into()]).await
}

/// How many of one side a project has.
pub(super) async fn count<C: ConnectionTrait>(
    connection: &C,
    project: ProjectId,
    side: Side,
) -> Result<i64> {
    let sql = "select count(*) from project_trade \
               where project_id = $1 and ended_at is null and side = $2";
    let values = [project.into(), side.to_value().into()];
    Ok(db::value(connection, sql, values).await?.unwrap_or(0))
}

/// Adds one; tells whether its id was free.
pub(super) async fn add<C: ConnectionTrait>(
    connection: &C,
    trade: &Trade,
    person: PersonId,
) -> Result<bool> {
    let sql = "insert into project_trade (id, category_code, words, quantity, unit, rhythm, \
               until_day, version, set_by, updated_at, project_id, side, created_at) \
               values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) \
               on conflict (id) do nothing";
    let mut values = written(trade, person);
    values.extend([trade.project_id.into(), trade.side.to_value().into(), trade.created_at.into()]);
    Ok(db::run(connection, sql, values).await? == 1)
}

/// Writes one over its former version, unless somebody else has changed it meanwhile.
pub(super) async fn change<C: ConnectionTrait>(
    connection: &C,
    newer: &Trade,
    person: PersonId,
) -> Result<bool> {
    let sql = "update project_trade set category_code = $2, words = $3, quantity = $4, unit = $5, \
               rhythm = $6, until_day = $7, version = $8, set_by = $9, updated_at = $10, \
               ended_at = $11 where id = $1 and version = $12";
    let mut values = written(newer, person);
    values.extend([newer.ended_at.into(), (newer.version - 1).into()]);
    Ok(db::run(connection, sql, values).await? == 1)
}

/// The columns in the order of both statements.
fn written(trade: &Trade, person: PersonId) -> Vec<sea_orm::Value> {
    vec![
        trade.id.into(),
        trade.category_code.as_str().into(),
        trade.words.clone().into(),
        trade.quantity.into(),
        trade.unit.clone().into(),
        trade.rhythm.map(|rhythm| rhythm.to_value()).into(),
        trade.until_day.clone().into(),
        trade.version.into(),
        person.into(),
        trade.updated_at.into(),
    ]
}

/// Whoever says something of one tree of categories waits here for the others: of two that fit, the
/// second sees the first.
pub(super) async fn take_turns<C: ConnectionTrait>(connection: &C, top: &str) -> Result<()> {
    let lock = db::locking(connection, " for no key update");
    let sql = format!("select code from category where code = $1{lock}");
    db::value::<String, _>(connection, &sql, [top.into()]).await?;
    Ok(())
}

/// Where a project is.
#[derive(Debug, FromQueryResult)]
pub(super) struct Whereabouts {
    pub state_code: String,
    latitude: Option<f64>,
    longitude: Option<f64>,
    area_latitude: Option<f64>,
    area_longitude: Option<f64>,
}

impl Whereabouts {
    /// On the map: where the project says that it is, else its neighbourhood.
    pub fn position(&self) -> Option<Position> {
        let own = self.latitude.zip(self.longitude);
        let (north, east) = own.or_else(|| self.area_latitude.zip(self.area_longitude))?;
        Position::on_globe(north, east)
    }
}

const WHERE: &str = "a.state_code, p.latitude, p.longitude, a.latitude as area_latitude, \
                     a.longitude as area_longitude";

/// Where a project is.
pub(super) async fn whereabouts<C: ConnectionTrait>(
    connection: &C,
    project: ProjectId,
) -> Result<Option<Whereabouts>> {
    let sql =
        format!("select {WHERE} from project p join area a on a.id = p.area_id where p.id = $1");
    db::one(connection, &sql, [project.into()]).await
}

/// Something of the other side that may fit.
#[derive(Debug)]
pub(super) struct Candidate {
    pub id: ProjectTradeId,
    pub project_id: ProjectId,
    pub words: LocalizedText,
    pub place: Whereabouts,
}

#[derive(FromQueryResult)]
struct Named {
    id: ProjectTradeId,
    project_id: ProjectId,
    words: LocalizedText,
}

impl FromQueryResult for Candidate {
    fn from_query_result(row: &sea_orm::QueryResult, prefix: &str) -> Result<Self, sea_orm::DbErr> {
        let Named { id, project_id, words } = Named::from_query_result(row, prefix)?;
        let place = Whereabouts::from_query_result(row, prefix)?;
        Ok(Self { id, project_id, words, place })
    }
}

/// What others say of one side and category that has not ended by this day, of projects that have not
/// ended.
pub(super) async fn candidates<C: ConnectionTrait>(
    connection: &C,
    (side, category): (Side, &str),
    but: ProjectId,
    today: &str,
) -> Result<Vec<Candidate>> {
    let sql = format!(
        "select t.id, t.project_id, t.words, {WHERE} from project_trade t \
         join project p on p.id = t.project_id join area a on a.id = p.area_id \
         where t.category_code = $1 and t.side = $2 and t.project_id <> $3 and t.ended_at is null \
         and (t.until_day is null or t.until_day >= $4) and p.status in ('ACTIVE', 'INACTIVE') \
         order by t.id desc limit {MOST_CANDIDATES}"
    );
    let values = [category.into(), side.to_value().into(), but.into(), today.into()];
    db::all(connection, &sql, values).await
}
