//! The queries about equipment.

use sea_orm::{ActiveEnum, ConnectionTrait};

use super::model::Equipment;
use crate::shared::{
    clock::Instant,
    db,
    error::Result,
    id::{EquipmentId, PatrolUnitId},
};

const COLUMNS: &str = "id, unit_id, kind, number, set_by, set_at, ended_at";

pub(super) async fn lookup<C: ConnectionTrait>(
    connection: &C,
    id: EquipmentId,
) -> Result<Option<Equipment>> {
    let sql = format!("select {COLUMNS} from equipment where id = $1");
    db::one(connection, &sql, [id.into()]).await
}

/// Everything that a unit has and had, by kind and number.
pub(in crate::mysrs) async fn list_of_unit<C: ConnectionTrait>(
    connection: &C,
    unit: PatrolUnitId,
) -> Result<Vec<Equipment>> {
    let sql =
        format!("select {COLUMNS} from equipment where unit_id = $1 order by kind, number, id");
    db::all(connection, &sql, [unit.into()]).await
}

/// Lets nobody else say what a unit has until the transaction is over.
pub(super) async fn lock_unit<C: ConnectionTrait>(
    connection: &C,
    unit: PatrolUnitId,
) -> Result<()> {
    let lock = db::locking(connection, " for no key update");
    let sql = format!("select id from patrol_unit where id = $1{lock}");
    db::value::<PatrolUnitId, _>(connection, &sql, [unit.into()]).await?;
    Ok(())
}

/// Adds a piece, or changes it; one that had ended is there again.
pub(crate) async fn put<C: ConnectionTrait>(connection: &C, piece: &Equipment) -> Result<()> {
    let sql = "insert into equipment (id, unit_id, kind, number, set_by, set_at) \
               values ($1, $2, $3, $4, $5, $6) \
               on conflict (id) do update set kind = excluded.kind, number = excluded.number, \
               set_by = excluded.set_by, set_at = excluded.set_at, ended_at = null \
               where equipment.unit_id = excluded.unit_id";
    let values = [
        piece.id.into(),
        piece.unit_id.into(),
        piece.kind.to_value().into(),
        piece.number.as_str().into(),
        piece.set_by.into(),
        piece.set_at.into(),
    ];
    db::run(connection, sql, values).await?;
    Ok(())
}

/// Ends a piece; tells whether the unit had it.
pub(super) async fn end<C: ConnectionTrait>(
    connection: &C,
    id: EquipmentId,
    now: Instant,
) -> Result<bool> {
    let sql = "update equipment set ended_at = $2 where id = $1 and ended_at is null";
    Ok(db::run(connection, sql, [id.into(), now.into()]).await? == 1)
}
