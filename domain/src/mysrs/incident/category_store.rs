//! The queries about the categories of incidents.

use sea_orm::{ConnectionTrait, Value};

use super::category::{Category, SettingCategory};
use crate::shared::{db, error::Result};

/// Every category, those at the top first, each layer in the order of its places: some dozens.
pub(super) async fn list<C: ConnectionTrait>(connection: &C) -> Result<Vec<Category>> {
    let sql = "select code, parent_code, name, position, enabled, invites_profiling \
               from incident_category \
               order by case when parent_code is null then 0 else 1 end, position, code";
    db::all(connection, sql, []).await
}

/// Puts a category there by its code, or changes it.
pub(super) async fn put<C: ConnectionTrait>(
    connection: &C,
    category: &SettingCategory,
) -> Result<()> {
    let sql = "insert into incident_category (code, parent_code, name, position, enabled, \
               invites_profiling) values ($1, $2, $3, $4, $5, $6) \
               on conflict (code) do update set parent_code = excluded.parent_code, \
               name = excluded.name, position = excluded.position, enabled = excluded.enabled, \
               invites_profiling = excluded.invites_profiling";
    let values: [Value; 6] = [
        category.code.as_str().into(),
        category.parent_code.clone().into(),
        category.name.clone().into(),
        category.position.into(),
        category.enabled.into(),
        category.invites_profiling.into(),
    ];
    db::run(connection, sql, values).await?;
    Ok(())
}
