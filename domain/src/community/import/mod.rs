//! Importing districts and areas from CSV: all of a file or nothing of it, unless the operator
//! says otherwise, and as often as wanted without doubling anything.
//!
//! An operator at the machine imports; no request from outside comes here, so nobody's right is
//! asked. However many places came, one change is told: [`Noun::Place`] with the nil id stands
//! for "many places", and whoever caches places forgets all of them.

mod areas;
mod districts;
mod table;

use std::fmt;

use sea_orm::{ConnectionTrait, DbBackend, Value};
use serde::Serialize;
use uuid::Uuid;

use crate::{
    community::approval,
    shared::{
        change_log::{Change, Noun, Scope},
        ctx::Ctx,
        error::{Error, Refusal, Result},
        language::Language,
        work::Work,
    },
};

pub use areas::import_areas;
pub use districts::import_districts;

/// How many bad rows a report describes; it counts all of them.
const DESCRIBED: usize = 100;
/// Rows for one statement.
const BATCH: usize = 1_000;
/// How often the operator is told how far it is, in rows read.
const TELL_EVERY: u64 = 1_000;

/// What happens when a row is bad.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnBadRow {
    /// Nothing of the file is taken.
    TakeNothing,
    /// The good rows are taken.
    KeepGoing,
}

/// A row that cannot be taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadRow {
    /// The line on which it begins; the first line of a file is 1.
    pub line: u64,
    /// The column in which the fault lies; none when the row as a whole is broken.
    pub column: Option<String>,
    /// What is wrong.
    pub refusal: Refusal,
}

impl fmt::Display for BadRow {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "line {}", self.line)?;
        if let Some(column) = &self.column {
            write!(formatter, ", column {column}")?;
        }
        write!(
            formatter,
            ": {} ({})",
            self.refusal.sentence(Language::En),
            self.refusal.code.as_str()
        )
    }
}

/// What an import did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImportReport {
    /// Rows that were not there before.
    pub added: u64,
    /// Rows that were there with other contents.
    pub changed: u64,
    /// Rows that were there just so.
    pub unchanged: u64,
    /// How many rows are bad.
    pub bad: u64,
    /// The first hundred bad rows.
    pub bad_rows: Vec<BadRow>,
    /// Columns of the file that nobody asks for.
    pub unknown_columns: Vec<String>,
    /// Whether anything could be written: false when bad rows held back the whole file.
    pub written: bool,
}

impl ImportReport {
    fn refuse(&mut self, bad: BadRow) {
        self.bad += 1;
        if self.bad_rows.len() < DESCRIBED {
            self.bad_rows.push(bad);
        }
    }
}

/// How far an import is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// So many rows are read and checked.
    Read(u64),
    /// So many rows of so many are written; they stand once all are.
    Written(u64, u64),
}

/// Who is told how far it is.
pub type Tell<'a> = &'a mut (dyn FnMut(Progress) + Send);

/// The rows of a file that was read, ready for the database.
struct Checked<T> {
    rows: Vec<T>,
    report: ImportReport,
}

impl<T> Checked<T> {
    fn new(unknown_columns: Vec<String>) -> Self {
        Self {
            rows: Vec::new(),
            report: ImportReport { unknown_columns, ..ImportReport::default() },
        }
    }

    /// Keeps a row, or why it is bad.
    fn keep(&mut self, row: Result<T, BadRow>, tell: &mut (dyn FnMut(Progress) + Send)) {
        match row {
            Ok(row) => self.rows.push(row),
            Err(bad) => self.report.refuse(bad),
        }
        let read = self.rows.len() as u64 + self.report.bad;
        if read.is_multiple_of(TELL_EVERY) {
            tell(Progress::Read(read));
        }
    }

    /// Whether the rows may be written.
    fn may_write(&self, on_bad_row: OnBadRow) -> bool {
        self.report.bad == 0 || on_bad_row == OnBadRow::KeepGoing
    }
}

/// Writes rows in batches within one piece of work and completes the report. `known` counts the
/// rows whose keys were there before.
async fn write<T: Sync>(
    ctx: &Ctx,
    checked: Checked<T>,
    known: u64,
    tell: Tell<'_>,
    batch: impl AsyncFn(&Work, &[T]) -> Result<u64>,
) -> Result<ImportReport> {
    let Checked { rows, mut report } = checked;
    let total = rows.len() as u64;
    let mut work = ctx.begin().await?;
    let (mut written, mut touched) = (0, 0);
    for rows in rows.chunks(BATCH) {
        touched += batch(&work, rows).await?;
        written += rows.len() as u64;
        tell(Progress::Written(written, total));
    }
    if touched > 0 {
        approval::gather(&work).await?;
        work.tell(Change::new(Scope::Public, Noun::Place, Uuid::nil()));
    }
    work.commit().await?;
    report.added = total.saturating_sub(known);
    report.changed = touched.saturating_sub(report.added);
    report.unchanged = total.saturating_sub(report.added + report.changed);
    report.written = true;
    Ok(report)
}

/// How a statement reads rows that come as one parameter, `$1`: a JSON array of rows, each an
/// array of values. One parameter, because SQLite looks up each numbered one by walking a list of
/// all: 8,000 of them took ten times as long as the rows themselves.
#[derive(Clone, Copy)]
struct Packed {
    postgres: bool,
}

impl Packed {
    fn of<C: ConnectionTrait>(connection: &C) -> Self {
        Self { postgres: connection.get_database_backend() == DbBackend::Postgres }
    }

    /// What stands behind `from`: the rows under the name `packed`, whose `value` is one of them.
    fn rows(self) -> &'static str {
        if self.postgres {
            "jsonb_array_elements(cast($1 as jsonb)) as packed (value)"
        } else {
            "json_each($1) as packed"
        }
    }

    /// A row's value at this place, as an id.
    fn id(self, place: usize) -> String {
        if self.postgres {
            format!("cast(packed.value ->> {place} as uuid)")
        } else {
            format!("unhex(packed.value ->> {place})")
        }
    }
}

/// A row's values at these places, as texts.
fn texts(places: std::ops::RangeInclusive<usize>) -> String {
    places.map(|place| format!("packed.value ->> {place}")).collect::<Vec<_>>().join(", ")
}

/// Packs rows for [`Packed`].
fn pack(rows: &[impl Serialize]) -> Result<Value> {
    Ok(serde_json::to_string(rows).map_err(Error::internal)?.into())
}
