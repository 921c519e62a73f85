//! The queries about what checkpoints were.

use sea_orm::{ConnectionTrait, FromQueryResult};

use super::{model::Checkpoint, past::PastCheckpoint, store};
use crate::shared::{
    clock::Instant,
    db,
    error::Result,
    geo::Position,
    id::{CheckpointId, PatrolUnitId},
};

/// How many changes are read at once, the earliest first: in a month twenty of each of the 100 checkpoints
/// that a unit may have.
const MOST: i64 = 2_000;

#[derive(FromQueryResult)]
struct Row {
    checkpoint_id: CheckpointId,
    version: i64,
    held_until: Instant,
    latitude: f64,
    longitude: f64,
    radius_metres: i64,
    opens: Option<String>,
    closes: Option<String>,
    code_number: i64,
    code_since: Instant,
}

impl From<Row> for PastCheckpoint {
    fn from(row: Row) -> Self {
        Self {
            id: row.checkpoint_id,
            version: row.version,
            held_until: row.held_until,
            position: Position { latitude: row.latitude, longitude: row.longitude },
            radius_metres: row.radius_metres,
            hours: store::hours(row.opens.as_deref(), row.closes.as_deref()),
            code_number: row.code_number,
            code_since: row.code_since,
        }
    }
}

/// What a unit's checkpoints were at some time since a moment and are not any more, the earliest first.
pub(in crate::mysrs) async fn list_since<C: ConnectionTrait>(
    connection: &C,
    unit: PatrolUnitId,
    since: Instant,
) -> Result<Vec<PastCheckpoint>> {
    let sql = "select checkpoint_id, version, held_until, latitude, longitude, radius_metres, opens, \
               closes, code_number, code_since from checkpoint_version \
               where unit_id = $1 and held_until > $2 order by held_until, version limit $3";
    let rows: Vec<Row> = db::all(connection, sql, [unit.into(), since.into(), MOST.into()]).await?;
    Ok(rows.into_iter().map(Into::into).collect())
}

/// Keeps what a checkpoint was until now, in the work of whoever changes it, which has its unit locked.
pub(super) async fn add<C: ConnectionTrait>(
    connection: &C,
    was: &Checkpoint,
    held_until: Instant,
) -> Result<()> {
    let sql = "insert into checkpoint_version (checkpoint_id, version, unit_id, held_until, latitude, \
               longitude, radius_metres, opens, closes, code_number, code_since) \
               values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) \
               on conflict (checkpoint_id, version) do nothing";
    let values = [
        was.id.into(),
        was.version.into(),
        was.unit_id.into(),
        held_until.into(),
        was.position.latitude.into(),
        was.position.longitude.into(),
        was.radius_metres.into(),
        was.hours.map(|hours| hours.opens.to_string()).into(),
        was.hours.map(|hours| hours.closes.to_string()).into(),
        was.code_number.into(),
        was.code_since.into(),
    ];
    db::run(connection, sql, values).await?;
    Ok(())
}
