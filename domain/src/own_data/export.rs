//! Reading the rows of a treatment as JSON.

use chrono::NaiveDate;
use sea_orm::{ConnectionTrait, QueryResult};
use serde_json::{Map, Value};
use uuid::Uuid;

use super::{
    columns::{Column, Kind, columns},
    treatments::{TREATMENTS, Treatment},
};
use crate::shared::{
    clock::Instant,
    db,
    error::{Error, Result},
    id::{self, PersonId},
};

/// The most rows of one section, so that memory stays bounded: a volunteer who patrols twice a
/// month for four hours leaves 90 × 8 × 720 / 30 = 17,000 fixes in the 90 days that they are kept.
pub(super) const MOST_ROWS: usize = 100_000;

/// The sections of an export, in their order.
pub fn sections() -> impl Iterator<Item = (&'static str, &'static Treatment)> {
    TREATMENTS.iter().filter_map(|treatment| Some((treatment.section?, treatment)))
}

impl Treatment {
    /// The condition that a row belongs to the person `$1`.
    pub(super) fn condition(&self) -> String {
        if self.whose.contains("$1") {
            self.whose.to_owned()
        } else {
            format!("{} = $1", self.whose)
        }
    }
}

/// The rows of a section, and whether there are more than fit.
pub(super) async fn rows<C: ConnectionTrait>(
    connection: &C,
    treatment: &Treatment,
    person: PersonId,
) -> Result<(Vec<Value>, bool)> {
    let shown: Vec<Column> =
        columns(treatment.columns).flatten().filter(|column| column.exported).collect();
    let names: Vec<&str> = shown.iter().map(|column| column.name).collect();
    let sql = format!(
        "select {} from {} where {} limit {}",
        names.join(", "),
        treatment.table,
        treatment.condition(),
        MOST_ROWS + 1
    );
    let statement = db::statement(connection, &sql, [person.into()]);
    let found = connection.query_all_raw(statement).await?;
    let more = found.len() > MOST_ROWS;
    let rows = found
        .iter()
        .take(MOST_ROWS)
        .map(|row| read(row, &shown))
        .collect::<Result<_, sea_orm::DbErr>>()
        .map_err(Error::internal)?;
    Ok((rows, more))
}

fn read(row: &QueryResult, shown: &[Column]) -> Result<Value, sea_orm::DbErr> {
    let mut object = Map::new();
    for column in shown {
        let name = column.name;
        let value = match column.kind {
            Kind::Text => row.try_get::<Option<String>>("", name)?.map(Value::from),
            Kind::Id(prefix) => row
                .try_get::<Option<Uuid>>("", name)?
                .map(|bits| Value::from(id::encode(prefix, bits))),
            Kind::Time => row
                .try_get::<Option<Instant>>("", name)?
                .map(|at| Value::from(at.to_rfc3339_opts(chrono::SecondsFormat::Millis, true))),
            Kind::Date => {
                row.try_get::<Option<NaiveDate>>("", name)?.map(|day| Value::from(day.to_string()))
            }
            Kind::Whole => row.try_get::<Option<i64>>("", name)?.map(Value::from),
            Kind::Number => row.try_get::<Option<f64>>("", name)?.map(Value::from),
            Kind::Flag => row.try_get::<Option<bool>>("", name)?.map(Value::from),
            Kind::Json => row.try_get::<Option<Value>>("", name)?,
        };
        object.insert(camel(name), value.unwrap_or(Value::Null));
    }
    Ok(Value::Object(object))
}

/// A column's name as JSON spells it.
fn camel(name: &str) -> String {
    let mut text = String::with_capacity(name.len());
    let mut upper = false;
    for letter in name.chars() {
        if letter == '_' {
            upper = true;
        } else {
            text.push(if upper { letter.to_ascii_uppercase() } else { letter });
            upper = false;
        }
    }
    text
}
