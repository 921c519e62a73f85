//! Reading the rows of a treatment as JSON.

use std::vec;

use chrono::NaiveDate;
use sea_orm::{ConnectionTrait, QueryResult};
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::{
    columns::{Column, Kind, columns},
    treatments::{TREATMENTS, Treatment},
};
use crate::{
    identity::Session,
    shared::{
        clock::Instant,
        db,
        error::{Error, Result},
        id::{self, PersonId},
        secret::Secret,
    },
};

/// The most rows of one section, so that memory stays bounded: a volunteer who patrols twice a
/// month for four hours leaves 90 × 8 × 720 / 30 = 17,000 fixes in the 90 days that they are kept.
const MOST_ROWS: usize = 100_000;
/// So many rows stand in one piece of what is written.
const PIECE: usize = 500;

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

/// A section as JSON, a piece at a time; together they are a list. A row is let go as soon as it is
/// written, so that it stands in memory once.
#[derive(Debug)]
pub struct Pieces {
    rows: Rows,
    /// Whether there are more rows than fit.
    more: bool,
    /// What stands before the next row.
    before: char,
    ended: bool,
}

#[derive(Debug)]
enum Rows {
    Found { rows: vec::IntoIter<QueryResult>, shown: Vec<Column>, seal: Seal },
    Made(vec::IntoIter<Value>),
}

/// What opens the sealed columns of a table.
#[derive(Debug)]
struct Seal {
    table: &'static str,
    secret: Secret,
}

impl Seal {
    /// What was sealed; nothing when another secret has sealed it.
    fn open(&self, row: Uuid, sealed: &[u8]) -> Option<Value> {
        let text = self.secret.open(self.table, row.as_bytes(), sealed)?;
        serde_json::from_slice(&text).ok()
    }
}

impl Iterator for Rows {
    type Item = Result<Value>;

    fn next(&mut self) -> Option<Self::Item> {
        match self {
            Self::Found { rows, shown, seal } => {
                rows.next().map(|row| read(&row, shown, seal).map_err(Error::internal))
            }
            Self::Made(rows) => rows.next().map(Ok),
        }
    }
}

impl Pieces {
    fn of(rows: Rows, more: bool) -> Self {
        Self { rows, more, before: '[', ended: false }
    }

    /// The sessions that go on, wherever they are kept, as their rows would be shown.
    pub(super) fn of_sessions(sessions: &[Session]) -> Self {
        let rows: Vec<Value> = sessions.iter().map(session).collect();
        Self::of(Rows::Made(rows.into_iter()), false)
    }

    fn piece(&mut self) -> Result<String> {
        let mut text = String::new();
        for _ in 0..PIECE {
            let Some(row) = self.rows.next() else {
                self.end(&mut text);
                break;
            };
            self.put(&mut text, &row?);
        }
        Ok(text)
    }

    fn put(&mut self, text: &mut String, row: &Value) {
        text.push(self.before);
        text.push_str(&row.to_string());
        self.before = ',';
    }

    fn end(&mut self, text: &mut String) {
        if self.more {
            let told = format!("only the first {MOST_ROWS} are given");
            self.put(text, &json!({ "andMore": told }));
        }
        if self.before == '[' {
            text.push('[');
        }
        text.push(']');
        self.ended = true;
    }
}

impl Iterator for Pieces {
    type Item = Result<String>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        let piece = self.piece();
        // What cannot be read ends it without its bracket: nobody takes it for everything.
        self.ended |= piece.is_err();
        Some(piece)
    }
}

/// The rows of a section.
pub(super) async fn pieces<C: ConnectionTrait>(
    connection: &C,
    secret: &Secret,
    treatment: &Treatment,
    person: PersonId,
) -> Result<Pieces> {
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
    let mut rows = connection.query_all_raw(statement).await?;
    let more = rows.len() > MOST_ROWS;
    rows.truncate(MOST_ROWS);
    let seal = Seal { table: treatment.table, secret: secret.clone() };
    Ok(Pieces::of(Rows::Found { rows: rows.into_iter(), shown, seal }, more))
}

fn session(session: &Session) -> Value {
    json!({
        "id": session.id.to_string(),
        "app": session.app,
        "startedAt": time(session.started_at),
        "lastUsedAt": time(session.last_used_at),
        "provedAt": session.proved_at.map(time),
        "network": session.network,
        "signOn": session.sign_on,
    })
}

fn time(at: Instant) -> Value {
    Value::from(at.to_rfc3339_opts(chrono::SecondsFormat::Millis, true))
}

fn read(row: &QueryResult, shown: &[Column], seal: &Seal) -> Result<Value, sea_orm::DbErr> {
    let mut object = Map::new();
    for column in shown {
        let name = column.name;
        let value = match column.kind {
            Kind::Text => row.try_get::<Option<String>>("", name)?.map(Value::from),
            Kind::Id(prefix) => row
                .try_get::<Option<Uuid>>("", name)?
                .map(|bits| Value::from(id::encode(prefix, bits))),
            Kind::Time => row.try_get::<Option<Instant>>("", name)?.map(time),
            Kind::Date => {
                row.try_get::<Option<NaiveDate>>("", name)?.map(|day| Value::from(day.to_string()))
            }
            Kind::Whole => row.try_get::<Option<i64>>("", name)?.map(Value::from),
            Kind::Number => row.try_get::<Option<f64>>("", name)?.map(Value::from),
            Kind::Flag => row.try_get::<Option<bool>>("", name)?.map(Value::from),
            Kind::Json => row.try_get::<Option<Value>>("", name)?,
            Kind::Sealed => {
                let id: Uuid = row.try_get("", "id")?;
                row.try_get::<Option<Vec<u8>>>("", name)?.and_then(|text| seal.open(id, &text))
            }
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

#[cfg(test)]
mod tests {
    use super::*;

    fn written(numbers: impl IntoIterator<Item = usize>, more: bool) -> Vec<String> {
        let rows: Vec<Value> = numbers.into_iter().map(Value::from).collect();
        Pieces::of(Rows::Made(rows.into_iter()), more).map(Result::unwrap).collect()
    }

    #[test]
    fn the_pieces_of_a_section_are_one_list() {
        assert_eq!(written([], false).concat(), "[]");
        assert_eq!(written([7], false).concat(), "[7]");
        let whole = written(0..=PIECE * 2, false);
        assert_eq!(whole.len(), 3);
        let read: Vec<usize> = serde_json::from_str(&whole.concat()).unwrap();
        assert_eq!(read, (0..=PIECE * 2).collect::<Vec<_>>());
        // Also when the rows end where a piece does.
        assert!(written(0..PIECE, false).concat().ends_with("499]"));
        assert!(written([7], true).concat().contains("only the first 100000"));
    }
}
