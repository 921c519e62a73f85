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

pub(super) async fn put<C: ConnectionTrait>(connection: &C, category: &Category) -> Result<()> {
    let sql = "insert into category (code, parent_code, name, position) values ($1, $2, $3, $4) \
               on conflict (code) do update set parent_code = excluded.parent_code, \
               name = excluded.name, position = excluded.position";
    let values: [Value; 4] = [
        category.code.as_str().into(),
        category.parent_code.clone().into(),
        category.name.clone().into(),
        category.position.into(),
    ];
    db::run(connection, sql, values).await?;
    Ok(())
}
