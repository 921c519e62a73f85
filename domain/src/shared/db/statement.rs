//! Statements, written out by hand for both databases.

use sea_orm::{ConnectionTrait, DbBackend, FromQueryResult, Statement, TryGetable, Value};

use crate::shared::error::Result;

/// A statement whose parameters stand as `$1`, `$2`, … which both databases understand.
#[must_use]
pub fn statement<C: ConnectionTrait>(
    connection: &C,
    sql: &str,
    values: impl IntoIterator<Item = Value>,
) -> Statement {
    Statement::from_sql_and_values(connection.get_database_backend(), sql, values)
}

/// The lock that a `select` takes on its rows until the transaction ends, such as ` for update`:
/// nothing on SQLite, which has one writer at a time.
#[must_use]
pub(crate) fn locking<C: ConnectionTrait>(connection: &C, clause: &'static str) -> &'static str {
    if connection.get_database_backend() == DbBackend::Postgres { clause } else { "" }
}

/// Every row of a query.
pub async fn all<T: FromQueryResult, C: ConnectionTrait>(
    connection: &C,
    sql: &str,
    values: impl IntoIterator<Item = Value>,
) -> Result<Vec<T>> {
    let rows = connection.query_all_raw(statement(connection, sql, values)).await?;
    Ok(rows
        .iter()
        .map(|row| T::from_query_result(row, ""))
        .collect::<std::result::Result<_, _>>()?)
}

/// The only row of a query, if there is one.
pub async fn one<T: FromQueryResult, C: ConnectionTrait>(
    connection: &C,
    sql: &str,
    values: impl IntoIterator<Item = Value>,
) -> Result<Option<T>> {
    let row = connection.query_one_raw(statement(connection, sql, values)).await?;
    Ok(row.as_ref().map(|row| T::from_query_result(row, "")).transpose()?)
}

/// Runs a statement and tells how many rows it touched.
pub async fn run<C: ConnectionTrait>(
    connection: &C,
    sql: &str,
    values: impl IntoIterator<Item = Value>,
) -> Result<u64> {
    Ok(connection.execute_raw(statement(connection, sql, values)).await?.rows_affected())
}

/// The first column of the first row, if there is a row.
pub async fn value<T: TryGetable, C: ConnectionTrait>(
    connection: &C,
    sql: &str,
    values: impl IntoIterator<Item = Value>,
) -> Result<Option<T>> {
    let row = connection.query_one_raw(statement(connection, sql, values)).await?;
    Ok(row.map(|row| row.try_get_by_index(0)).transpose()?)
}

/// The first column of every row.
pub async fn values<T: TryGetable, C: ConnectionTrait>(
    connection: &C,
    sql: &str,
    values: impl IntoIterator<Item = Value>,
) -> Result<Vec<T>> {
    let rows = connection.query_all_raw(statement(connection, sql, values)).await?;
    Ok(rows.iter().map(|row| row.try_get_by_index(0)).collect::<std::result::Result<_, _>>()?)
}

/// Whether the query has a row. SQLite answers a number, which is read as a truth value.
pub async fn exists<C: ConnectionTrait>(
    connection: &C,
    sql: &str,
    values: impl IntoIterator<Item = Value>,
) -> Result<bool> {
    let found = value(connection, &format!("select exists ({sql})"), values).await?;
    Ok(found.unwrap_or(false))
}
