//! The queries about a unit's list, whichever it is.

use sea_orm::ConnectionTrait;

use super::list::Thing;
use crate::shared::{clock::Instant, db, error::Result, id::PatrolUnitId};

fn select<T: Thing>() -> String {
    let (table, [one, other]) = (T::TABLE, T::SAID);
    format!("select id, unit_id, {one}, {other}, set_by, set_at, ended_at from {table}")
}

pub(super) async fn lookup<T: Thing, C: ConnectionTrait>(
    connection: &C,
    id: T::Id,
) -> Result<Option<T>> {
    let sql = format!("{} where id = $1", select::<T>());
    db::one(connection, &sql, [id.into()]).await
}

/// Everything that a unit's list holds and held, in its order.
pub(super) async fn list_of_unit<T: Thing, C: ConnectionTrait>(
    connection: &C,
    unit: PatrolUnitId,
) -> Result<Vec<T>> {
    let sql = format!("{} where unit_id = $1 order by {}, id", select::<T>(), T::ORDER);
    db::all(connection, &sql, [unit.into()]).await
}

/// Lets nobody else say what a unit's lists hold until the transaction is over.
pub(super) async fn lock_unit<C: ConnectionTrait>(
    connection: &C,
    unit: PatrolUnitId,
) -> Result<()> {
    let lock = db::locking(connection, " for no key update");
    let sql = format!("select id from patrol_unit where id = $1{lock}");
    db::value::<PatrolUnitId, _>(connection, &sql, [unit.into()]).await?;
    Ok(())
}

/// Adds a thing, or changes it; one that had ended is there again.
pub(super) async fn put<T: Thing, C: ConnectionTrait>(connection: &C, thing: &T) -> Result<()> {
    let (table, [one, other]) = (T::TABLE, T::SAID);
    let sql = format!(
        "insert into {table} (id, unit_id, {one}, {other}, set_by, set_at) \
         values ($1, $2, $3, $4, $5, $6) \
         on conflict (id) do update set {one} = excluded.{one}, {other} = excluded.{other}, \
         set_by = excluded.set_by, set_at = excluded.set_at, ended_at = null \
         where {table}.unit_id = excluded.unit_id"
    );
    let [said, more] = thing.said();
    let (set_by, set_at) = thing.set();
    let values =
        [thing.id().into(), thing.unit_id().into(), said, more, set_by.into(), set_at.into()];
    db::run(connection, &sql, values).await?;
    Ok(())
}

/// Ends a thing; tells whether it was in the list.
pub(super) async fn end<T: Thing, C: ConnectionTrait>(
    connection: &C,
    id: T::Id,
    now: Instant,
) -> Result<bool> {
    let sql = format!("update {} set ended_at = $2 where id = $1 and ended_at is null", T::TABLE);
    Ok(db::run(connection, &sql, [id.into(), now.into()]).await? == 1)
}
