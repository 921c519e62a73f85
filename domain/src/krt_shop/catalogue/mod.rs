//! A project's offers as a table: taken out as CSV, as a spreadsheet (XLSX) or with pictures in a zip,
//! and taken in again, as often as one likes.
//!
//! Each row has the seller's own `code`, by which it is known again. What a file says of a code that is
//! new becomes a draft; nothing is published by a file. A row that says what it said the last time
//! changes nothing. One that says something else is written over the offer only when nobody has changed
//! that elsewhere since, or when the row names the version that it was made from.

mod archive;
mod cells;
mod columns;
mod export;
mod import;
mod model;
mod pictures;
mod read;
mod row;
mod said;
mod sheet;
mod store;
mod trial;
mod turn;
mod values;
mod words;
mod write;

pub use export::{Exported, export_catalogue};
pub use import::{import_catalogue, may_import};
pub use model::{CellError, Form, Importing, Outcome, Report, RowReport};

/// The most rows of a file, and of a part of an export.
pub const MOST_ROWS: usize = 2_000;
/// The most bytes of a file as it comes.
pub const MOST_BYTES: usize = 32 * 1024 * 1024;
/// The most pictures that one file brings.
pub const MOST_PICTURES: usize = 500;
