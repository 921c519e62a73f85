//! The queries about checkpoints.

use sea_orm::{ConnectionTrait, FromQueryResult};

use super::{
    hours::{DayTime, Hours},
    model::Checkpoint,
    rules::Checked,
};
use crate::shared::{
    clock::Instant,
    db,
    error::Result,
    geo::Position,
    id::{CheckpointId, PatrolUnitId, SectorId},
};

const COLUMNS: &str = "select id, unit_id, sector_id, name, latitude, longitude, radius_metres, opens, \
                       closes, position_in_order, code_number, code_since, far_from_area, version, \
                       created_at, ended_at from checkpoint";
/// How many checkpoints of a unit are read at once: the 100 that it may have, and the 300 that ended
/// last, of which phones without a signal may still bring something.
const KNOWN: i64 = 400;

#[derive(FromQueryResult)]
struct Row {
    id: CheckpointId,
    unit_id: PatrolUnitId,
    sector_id: Option<SectorId>,
    name: String,
    latitude: f64,
    longitude: f64,
    radius_metres: i64,
    opens: Option<String>,
    closes: Option<String>,
    position_in_order: Option<i64>,
    code_number: i64,
    code_since: Instant,
    far_from_area: bool,
    version: i64,
    created_at: Instant,
    ended_at: Option<Instant>,
}

/// The hours as they are kept.
pub(super) fn hours(opens: Option<&str>, closes: Option<&str>) -> Option<Hours> {
    let time = |text: Option<&str>| text.and_then(DayTime::read);
    let (opens, closes) = time(opens).zip(time(closes))?;
    Hours::of(opens, closes)
}

impl From<Row> for Checkpoint {
    fn from(row: Row) -> Self {
        Self {
            id: row.id,
            unit_id: row.unit_id,
            sector_id: row.sector_id,
            name: row.name,
            position: Position { latitude: row.latitude, longitude: row.longitude },
            radius_metres: row.radius_metres,
            hours: hours(row.opens.as_deref(), row.closes.as_deref()),
            position_in_order: row.position_in_order,
            code_number: row.code_number,
            code_since: row.code_since,
            far_from_area: row.far_from_area,
            version: row.version,
            created_at: row.created_at,
            ended_at: row.ended_at,
        }
    }
}

pub(super) async fn lookup<C: ConnectionTrait>(
    connection: &C,
    id: CheckpointId,
) -> Result<Option<Checkpoint>> {
    let row: Option<Row> =
        db::one(connection, &format!("{COLUMNS} where id = $1"), [id.into()]).await?;
    Ok(row.map(Into::into))
}

/// The checkpoints of a unit, and those that ended last: what a code that a phone brings late is
/// compared with.
pub async fn list_of_unit<C: ConnectionTrait>(
    connection: &C,
    unit: PatrolUnitId,
) -> Result<Vec<Checkpoint>> {
    // The two databases do not agree where a null comes in an order.
    let sql = format!(
        "{COLUMNS} where unit_id = $1 \
         order by case when ended_at is null then 0 else 1 end, ended_at desc, id limit $2"
    );
    let rows: Vec<Row> = db::all(connection, &sql, [unit.into(), KNOWN.into()]).await?;
    Ok(rows.into_iter().map(Into::into).collect())
}

/// The checkpoints that stand, by name.
pub(super) async fn list_standing<C: ConnectionTrait>(
    connection: &C,
    unit: PatrolUnitId,
) -> Result<Vec<Checkpoint>> {
    let sql = format!("{COLUMNS} where unit_id = $1 and ended_at is null order by name, id");
    let rows: Vec<Row> = db::all(connection, &sql, [unit.into()]).await?;
    Ok(rows.into_iter().map(Into::into).collect())
}

pub(super) async fn count_standing<C: ConnectionTrait>(
    connection: &C,
    unit: PatrolUnitId,
) -> Result<i64> {
    let sql = "select count(*) from checkpoint where unit_id = $1 and ended_at is null";
    Ok(db::value(connection, sql, [unit.into()]).await?.unwrap_or(0))
}

/// Adds a checkpoint; tells whether its id was free.
pub(crate) async fn add<C: ConnectionTrait>(
    connection: &C,
    checkpoint: &Checkpoint,
) -> Result<bool> {
    let sql = "insert into checkpoint (id, unit_id, sector_id, name, latitude, longitude, \
               radius_metres, opens, closes, position_in_order, code_number, code_since, \
               far_from_area, version, created_at) \
               values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) \
               on conflict (id) do nothing";
    let values = [
        checkpoint.id.into(),
        checkpoint.unit_id.into(),
        checkpoint.sector_id.into(),
        checkpoint.name.as_str().into(),
        checkpoint.position.latitude.into(),
        checkpoint.position.longitude.into(),
        checkpoint.radius_metres.into(),
        checkpoint.hours.map(|hours| hours.opens.to_string()).into(),
        checkpoint.hours.map(|hours| hours.closes.to_string()).into(),
        checkpoint.position_in_order.into(),
        checkpoint.code_number.into(),
        checkpoint.code_since.into(),
        checkpoint.far_from_area.into(),
        checkpoint.version.into(),
        checkpoint.created_at.into(),
    ];
    Ok(db::run(connection, sql, values).await? == 1)
}

/// Changes a checkpoint, if it stands and nobody changed it since this version was read.
pub(super) async fn change<C: ConnectionTrait>(
    connection: &C,
    (id, version): (CheckpointId, i64),
    to: &Checked,
    far_from_area: bool,
) -> Result<bool> {
    let sql = "update checkpoint set sector_id = $3, name = $4, latitude = $5, longitude = $6, \
               radius_metres = $7, opens = $8, closes = $9, position_in_order = $10, \
               far_from_area = $11, version = version + 1 \
               where id = $1 and version = $2 and ended_at is null";
    let values = [
        id.into(),
        version.into(),
        to.sector_id.into(),
        to.name.as_str().into(),
        to.position.latitude.into(),
        to.position.longitude.into(),
        to.radius_metres.into(),
        to.hours.map(|hours| hours.opens.to_string()).into(),
        to.hours.map(|hours| hours.closes.to_string()).into(),
        to.position_in_order.into(),
        far_from_area.into(),
    ];
    Ok(db::run(connection, sql, values).await? == 1)
}

/// Ends a checkpoint; tells whether it stood.
pub(super) async fn end<C: ConnectionTrait>(
    connection: &C,
    id: CheckpointId,
    now: Instant,
) -> Result<bool> {
    let sql = "update checkpoint set ended_at = $2, version = version + 1 \
               where id = $1 and ended_at is null";
    Ok(db::run(connection, sql, [id.into(), now.into()]).await? == 1)
}

/// Gives a checkpoint the next code in place of the one with this number.
pub(super) async fn renew_code<C: ConnectionTrait>(
    connection: &C,
    (id, number): (CheckpointId, i64),
    now: Instant,
) -> Result<bool> {
    let sql = "update checkpoint set code_number = code_number + 1, code_since = $3, \
               version = version + 1 where id = $1 and code_number = $2 and ended_at is null";
    Ok(db::run(connection, sql, [id.into(), number.into(), now.into()]).await? == 1)
}

/// Takes every checkpoint that stands out of a sector.
pub(in crate::mysrs) async fn leave_sector<C: ConnectionTrait>(
    connection: &C,
    sector: SectorId,
) -> Result<()> {
    let sql = "update checkpoint set sector_id = null, version = version + 1 \
               where sector_id = $1 and ended_at is null";
    db::run(connection, sql, [sector.into()]).await?;
    Ok(())
}
