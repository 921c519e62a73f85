//! The queries about sectors.

use sea_orm::{ActiveEnum, ConnectionTrait};
use serde_json::Value;

use super::model::{Sector, SettingSector};
use crate::shared::{
    clock::Instant,
    db,
    error::Result,
    id::{PatrolUnitId, SectorId},
};

const COLUMNS: &str =
    "select id, unit_id, name, visit_order, polygon, version, ended_at from sector";

pub(super) async fn lookup<C: ConnectionTrait>(
    connection: &C,
    id: SectorId,
) -> Result<Option<Sector>> {
    db::one(connection, &format!("{COLUMNS} where id = $1"), [id.into()]).await
}

/// The sectors of a unit that have not ended, by name.
pub(in crate::mysrs) async fn list_of_unit<C: ConnectionTrait>(
    connection: &C,
    unit: PatrolUnitId,
) -> Result<Vec<Sector>> {
    let sql = format!("{COLUMNS} where unit_id = $1 and ended_at is null order by name, id");
    db::all(connection, &sql, [unit.into()]).await
}

pub(super) async fn count<C: ConnectionTrait>(connection: &C, unit: PatrolUnitId) -> Result<i64> {
    let sql = "select count(*) from sector where unit_id = $1 and ended_at is null";
    Ok(db::value(connection, sql, [unit.into()]).await?.unwrap_or(0))
}

/// Adds a sector with a checked name and map; tells whether its id was free.
pub(crate) async fn add<C: ConnectionTrait>(
    connection: &C,
    setting: &SettingSector,
    (name, polygon): (String, Option<Value>),
    now: Instant,
) -> Result<bool> {
    let sql = "insert into sector (id, unit_id, name, visit_order, polygon, version, created_at) \
               values ($1, $2, $3, $4, $5, 1, $6) on conflict (id) do nothing";
    let values = [
        setting.id.into(),
        setting.unit_id.into(),
        name.into(),
        setting.visit_order.to_value().into(),
        polygon.into(),
        now.into(),
    ];
    Ok(db::run(connection, sql, values).await? == 1)
}

/// Changes a sector, if it stands and nobody changed it since this version was read.
pub(super) async fn change<C: ConnectionTrait>(
    connection: &C,
    setting: &SettingSector,
    version: i64,
    (name, polygon): (String, Option<Value>),
) -> Result<bool> {
    let sql = "update sector set name = $3, visit_order = $4, polygon = $5, version = version + 1 \
               where id = $1 and version = $2 and ended_at is null";
    let values = [
        setting.id.into(),
        version.into(),
        name.into(),
        setting.visit_order.to_value().into(),
        polygon.into(),
    ];
    Ok(db::run(connection, sql, values).await? == 1)
}

/// Ends a sector; tells whether it stood.
pub(super) async fn end<C: ConnectionTrait>(
    connection: &C,
    id: SectorId,
    now: Instant,
) -> Result<bool> {
    let sql =
        "update sector set ended_at = $2, version = version + 1 where id = $1 and ended_at is null";
    Ok(db::run(connection, sql, [id.into(), now.into()]).await? == 1)
}
