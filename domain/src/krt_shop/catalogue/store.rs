//! The queries about the rows by which offers are known again.

use std::collections::HashMap;

use sea_orm::{ConnectionTrait, FromQueryResult};

use crate::shared::{
    db,
    error::Result,
    id::{ProductId, ProjectId},
};

/// A row as it was last taken.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub(super) struct Taken {
    pub product_id: ProductId,
    pub code: String,
    /// Stands for what the row said.
    pub given_hash: String,
    /// Stands for what the offer was after that.
    pub kept_hash: String,
    /// Stands for the pictures that came with it.
    pub pictures_hash: String,
}

/// Every row of a project, by its code.
pub(super) async fn list<C: ConnectionTrait>(
    connection: &C,
    project: ProjectId,
) -> Result<HashMap<String, Taken>> {
    let sql = "select product_id, code, given_hash, kept_hash, pictures_hash from catalogue_row \
               where project_id = $1";
    let rows: Vec<Taken> = db::all(connection, sql, [project.into()]).await?;
    Ok(rows.into_iter().map(|row| (row.code.clone(), row)).collect())
}

/// Notes what a row said and what came of it. An offer keeps the code by which it is known; tells
/// whether the code was free, or its own.
pub(super) async fn put<C: ConnectionTrait>(
    connection: &C,
    project: ProjectId,
    row: &Taken,
) -> Result<bool> {
    let hashes =
        || [&row.given_hash, &row.kept_hash, &row.pictures_hash].map(|hash| hash.as_str().into());
    let sql = "update catalogue_row set given_hash = $2, kept_hash = $3, pictures_hash = $4 \
               where product_id = $1";
    let values = [row.product_id.into()].into_iter().chain(hashes());
    if db::run(connection, sql, values).await? == 1 {
        return Ok(true);
    }
    let sql = "insert into catalogue_row (product_id, project_id, code, given_hash, kept_hash, \
               pictures_hash) values ($1, $2, $3, $4, $5, $6) \
               on conflict (project_id, code) do nothing";
    let values = [row.product_id.into(), project.into(), row.code.as_str().into()];
    Ok(db::run(connection, sql, values.into_iter().chain(hashes())).await? == 1)
}
