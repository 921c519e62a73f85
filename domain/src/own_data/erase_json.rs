//! Taking a person out of columns of JSON.
//!
//! A name may hold whatever means something in JSON, so it is not replaced in a column's text: the
//! value is read, changed within its texts, and written back.

use sea_orm::{ConnectionTrait, DbErr, QueryResult, Value};
use serde_json::Value as Json;
use uuid::Uuid;

use super::{
    columns::{Kind, Upon, columns},
    spellings::Spellings,
    treatments::Treatment,
};
use crate::shared::{db, error::Result, id::PersonId};

/// How many rows are read at once.
const BATCH: usize = 200;

/// A row's primary key, and its columns of JSON.
struct Row {
    key: Vec<Uuid>,
    columns: Vec<Option<Json>>,
}

/// Takes the person out of the columns of JSON that a treatment scrubs.
pub(super) async fn scrub<C: ConnectionTrait>(
    connection: &C,
    treatment: &Treatment,
    person: PersonId,
    spellings: &Spellings,
) -> Result<()> {
    let names: Vec<&str> = columns(treatment.columns)
        .flatten()
        .filter(|column| column.upon == Upon::Scrub && column.kind == Kind::Json)
        .map(|column| column.name)
        .collect();
    if names.is_empty() || spellings.is_empty() {
        return Ok(());
    }
    let mut after: Vec<Uuid> = Vec::new();
    loop {
        let rows = batch(connection, treatment, &names, person, &after).await?;
        let full = rows.len() == BATCH;
        for row in rows {
            after.clone_from(&row.key);
            change(connection, treatment, &names, row, spellings).await?;
        }
        if !full {
            return Ok(());
        }
    }
}

/// The next rows after a key, locked until the erasure stands; the first ones after none.
async fn batch<C: ConnectionTrait>(
    connection: &C,
    treatment: &Treatment,
    names: &[&str],
    person: PersonId,
    after: &[Uuid],
) -> Result<Vec<Row>> {
    let keys = treatment.key().join(", ");
    let mut values: Vec<Value> = vec![person.into()];
    let mut beyond = Vec::new();
    for id in after {
        values.push((*id).into());
        beyond.push(format!("${}", values.len()));
    }
    let beyond = match beyond.as_slice() {
        [] => String::new(),
        places => format!(" and ({keys}) > ({})", places.join(", ")),
    };
    let lock = db::locking(connection, " for update");
    let sql = format!(
        "select {keys}, {} from {} where ({}){beyond} order by {keys} limit {BATCH}{lock}",
        names.join(", "),
        treatment.table,
        treatment.condition(),
    );
    let found = connection.query_all_raw(db::statement(connection, &sql, values)).await?;
    let read = |row: &QueryResult| -> Result<Row, DbErr> {
        let key = treatment.key().iter().map(|name| row.try_get("", name));
        let columns = names.iter().map(|name| row.try_get("", name));
        Ok(Row { key: key.collect::<Result<_, _>>()?, columns: columns.collect::<Result<_, _>>()? })
    };
    Ok(found.iter().map(read).collect::<Result<_, _>>()?)
}

/// Writes back the columns in which the person stood.
async fn change<C: ConnectionTrait>(
    connection: &C,
    treatment: &Treatment,
    names: &[&str],
    row: Row,
    spellings: &Spellings,
) -> Result<()> {
    let mut values: Vec<Value> = row.key.iter().map(|id| (*id).into()).collect();
    let mut changes = Vec::new();
    for (name, column) in names.iter().zip(row.columns) {
        if let Some(mut column) = column
            && spellings.take_out_of(&mut column)
        {
            values.push(column.into());
            changes.push(format!("{name} = ${}", values.len()));
        }
    }
    if changes.is_empty() {
        return Ok(());
    }
    let key: Vec<String> =
        treatment.key().iter().zip(1..).map(|(name, place)| format!("{name} = ${place}")).collect();
    let sql = format!(
        "update {} set {} where {}",
        treatment.table,
        changes.join(", "),
        key.join(" and ")
    );
    db::run(connection, &sql, values).await?;
    Ok(())
}
