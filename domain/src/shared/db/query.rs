//! Queries that grow by conditions.

use sea_orm::{ConnectionTrait, FromQueryResult, TryGetable, Value};
use uuid::Uuid;

use super::statement::{all, run, values};
use crate::shared::error::Result;

/// The parameters for a list of ids or numbers, rounded up to a power of two by repeating the
/// last one, so that few different statements are prepared. An empty list matches nothing: it holds
/// `none` alone.
fn list<T: Into<Value>>(
    items: impl ExactSizeIterator<Item = T>,
    none: T,
    place: &str,
) -> (String, Vec<Value>) {
    let count = items.len().max(1).next_power_of_two();
    let mut values: Vec<Value> = items.map(Into::into).collect();
    let last = values.last().cloned().unwrap_or_else(|| none.into());
    values.resize(count, last);
    (format!("({})", vec![place; count].join(", ")), values)
}

/// A query that grows by conditions. `?` in a condition stands for its next value.
#[derive(Debug)]
pub struct Query {
    sql: String,
    values: Vec<Value>,
    has_where: bool,
}

impl Query {
    /// Begins with what stands before the conditions: `select … from …`.
    #[must_use]
    pub fn new(sql: impl Into<String>) -> Self {
        Self { sql: sql.into(), values: Vec::new(), has_where: false }
    }

    /// Joins another table; before any condition.
    pub fn join(&mut self, text: &str, values: impl IntoIterator<Item = Value>) {
        self.sql.push(' ');
        self.push(text, values);
    }

    /// Goes on with another select of the same statement, whose conditions are its own.
    pub fn select(&mut self, text: &str, values: impl IntoIterator<Item = Value>) {
        self.push(text, values);
        self.has_where = false;
    }

    /// Adds a condition.
    pub fn and(&mut self, condition: &str, values: impl IntoIterator<Item = Value>) {
        self.sql.push_str(if self.has_where { " and " } else { " where " });
        self.has_where = true;
        self.push(condition, values);
    }

    /// Adds the condition that a column holds one of these ids.
    pub fn and_in(&mut self, column: &str, ids: impl ExactSizeIterator<Item = Uuid>) {
        let (list, values) = list(ids, Uuid::nil(), "?");
        self.and(&format!("{column} in {list}"), values);
    }

    /// Adds the condition that a column holds one of these numbers.
    pub fn and_in_numbers(&mut self, column: &str, numbers: impl ExactSizeIterator<Item = i64>) {
        let (list, values) = list(numbers, i64::MIN, "?");
        self.and(&format!("{column} in {list}"), values);
    }

    /// Ends the text, as with the bracket of a subquery.
    pub fn end(&mut self, text: &str) {
        self.sql.push_str(text);
    }

    fn push(&mut self, text: &str, values: impl IntoIterator<Item = Value>) {
        let mut values = values.into_iter();
        for part in text.split_inclusive('?') {
            match (part.strip_suffix('?'), values.next()) {
                (Some(before), Some(value)) => {
                    self.values.push(value);
                    self.sql.push_str(before);
                    self.sql.push('$');
                    self.sql.push_str(&self.values.len().to_string());
                }
                _ => self.sql.push_str(part),
            }
        }
    }

    /// Orders by two columns and begins beyond a key. `descending` is the list's own order;
    /// `backward` walks it from its end.
    pub fn keyset(
        &mut self,
        columns: [&str; 2],
        beyond: Option<[Value; 2]>,
        backward: bool,
        descending: bool,
    ) {
        let [first, second] = columns;
        let down = descending != backward;
        let (sign, order) = if down { ("<", "desc") } else { (">", "asc") };
        if let Some(key) = beyond {
            self.and(&format!("({first}, {second}) {sign} (?, ?)"), key);
        }
        self.push(&format!(" order by {first} {order}, {second} {order}"), []);
    }

    /// Takes so many rows.
    pub fn limit(&mut self, rows: u64) {
        self.push(" limit ?", [i64::try_from(rows).unwrap_or(i64::MAX).into()]);
    }

    /// Every row.
    pub async fn all<T: FromQueryResult, C: ConnectionTrait>(
        self,
        connection: &C,
    ) -> Result<Vec<T>> {
        all(connection, &self.sql, self.values).await
    }

    /// The first column of every row.
    pub async fn values<T: TryGetable, C: ConnectionTrait>(self, connection: &C) -> Result<Vec<T>> {
        values(connection, &self.sql, self.values).await
    }

    /// How PostgreSQL answers it, having done so: a line for each step, with how many rows it took.
    pub async fn plan<C: ConnectionTrait>(self, connection: &C) -> Result<Vec<String>> {
        let sql = format!("explain (analyze, costs off, timing off, summary off) {}", self.sql);
        values(connection, &sql, self.values).await
    }

    /// Runs it, and tells how many rows it touched.
    pub async fn run<C: ConnectionTrait>(self, connection: &C) -> Result<u64> {
        run(connection, &self.sql, self.values).await
    }
}
