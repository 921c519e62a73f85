//! The queries about categories.

use sea_orm::{ConnectionTrait, FromQueryResult, Value};

use super::model::Category;
use crate::shared::{db, error::Result, language::LocalizedText};

#[derive(Debug, FromQueryResult)]
struct Row {
    code: String,
    parent_code: Option<String>,
    name: LocalizedText,
    position: i64,
}

/// Every category, in the order of their places.
pub(super) async fn list<C: ConnectionTrait>(connection: &C) -> Result<Vec<Category>> {
    let sql = "select code, parent_code, name, position from category order by position, code";
    let rows: Vec<Row> = db::all(connection, sql, []).await?;
    Ok(rows
        .into_iter()
        .map(|row| Category {
            code: row.code,
            parent_code: row.parent_code,
            name: row.name,
            position: row.position,
        })
        .collect())
}

/// Keeps everybody else from changing the tree until the transaction ends.
pub(super) async fn lock<C: ConnectionTrait>(connection: &C) -> Result<()> {
    let lock = db::locking(connection, " for no key update");
    let sql = format!("select code from category order by code{lock}");
    db::values::<String, _>(connection, &sql, []).await.map(drop)
}

/// Adds a category, unless there is one of this code.
pub(super) async fn add<C: ConnectionTrait>(connection: &C, category: &Category) -> Result<bool> {
    let sql = "insert into category (code, parent_code, name, position) values ($1, $2, $3, $4) \
               on conflict (code) do nothing";
    Ok(db::run(connection, sql, values(category)).await? == 1)
}

pub(super) async fn put<C: ConnectionTrait>(connection: &C, category: &Category) -> Result<()> {
    let sql = "insert into category (code, parent_code, name, position) values ($1, $2, $3, $4) \
               on conflict (code) do update set parent_code = excluded.parent_code, \
               name = excluded.name, position = excluded.position";
    db::run(connection, sql, values(category)).await?;
    Ok(())
}

fn values(category: &Category) -> [Value; 4] {
    [
        category.code.as_str().into(),
        category.parent_code.clone().into(),
        category.name.clone().into(),
        category.position.into(),
    ]
}
