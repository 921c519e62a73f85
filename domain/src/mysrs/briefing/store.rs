//! The queries about briefings.

use sea_orm::ConnectionTrait;

use super::model::BriefingItem;
use crate::shared::{
    clock::Instant,
    db,
    error::Result,
    id::{BriefingItemId, PatrolUnitId},
};

const COLUMNS: &str = "id, unit_id, position, text, set_by, set_at, ended_at";

pub(super) async fn lookup<C: ConnectionTrait>(
    connection: &C,
    id: BriefingItemId,
) -> Result<Option<BriefingItem>> {
    let sql = format!("select {COLUMNS} from briefing_item where id = $1");
    db::one(connection, &sql, [id.into()]).await
}

/// Everything that a unit goes through and went through, in its order.
pub(in crate::mysrs) async fn list_of_unit<C: ConnectionTrait>(
    connection: &C,
    unit: PatrolUnitId,
) -> Result<Vec<BriefingItem>> {
    let sql =
        format!("select {COLUMNS} from briefing_item where unit_id = $1 order by position, id");
    db::all(connection, &sql, [unit.into()]).await
}

/// Lets nobody else say what a unit goes through until the transaction is over.
pub(super) async fn lock_unit<C: ConnectionTrait>(
    connection: &C,
    unit: PatrolUnitId,
) -> Result<()> {
    let lock = db::locking(connection, " for no key update");
    let sql = format!("select id from patrol_unit where id = $1{lock}");
    db::value::<PatrolUnitId, _>(connection, &sql, [unit.into()]).await?;
    Ok(())
}

/// Adds a point, or changes it; one that had ended is there again.
pub(crate) async fn put<C: ConnectionTrait>(connection: &C, item: &BriefingItem) -> Result<()> {
    let sql = "insert into briefing_item (id, unit_id, position, text, set_by, set_at) \
               values ($1, $2, $3, $4, $5, $6) \
               on conflict (id) do update set position = excluded.position, text = excluded.text, \
               set_by = excluded.set_by, set_at = excluded.set_at, ended_at = null \
               where briefing_item.unit_id = excluded.unit_id";
    let values = [
        item.id.into(),
        item.unit_id.into(),
        item.position.into(),
        item.text.as_str().into(),
        item.set_by.into(),
        item.set_at.into(),
    ];
    db::run(connection, sql, values).await?;
    Ok(())
}

/// Ends a point; tells whether it was gone through.
pub(super) async fn end<C: ConnectionTrait>(
    connection: &C,
    id: BriefingItemId,
    now: Instant,
) -> Result<bool> {
    let sql = "update briefing_item set ended_at = $2 where id = $1 and ended_at is null";
    Ok(db::run(connection, sql, [id.into(), now.into()]).await? == 1)
}
