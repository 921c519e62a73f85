//! What an import is asked and what came of it, as plain values.

use crate::shared::{error::Refusal, id::ProductId};

/// In which form a catalogue is taken out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// A text with commas (UTF-8).
    Csv,
    /// A spreadsheet.
    Xlsx,
    /// A spreadsheet and the pictures.
    Zip,
}

impl Form {
    /// The form with this ending.
    #[must_use]
    pub fn of(ending: &str) -> Option<Self> {
        match ending {
            "csv" => Some(Self::Csv),
            "xlsx" => Some(Self::Xlsx),
            "zip" => Some(Self::Zip),
            _ => None,
        }
    }

    /// What it is called on the wire.
    #[must_use]
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Zip => "application/zip",
        }
    }

    /// The ending of its name.
    #[must_use]
    pub const fn ending(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
            Self::Zip => "zip",
        }
    }
}

/// How a file is taken in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Importing {
    /// Everything is checked, and nothing is written.
    pub dry_run: bool,
    /// The good rows are written although others are bad; otherwise one bad row holds back all.
    pub keep_going: bool,
}

/// What becomes of a row, or would.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// A new draft.
    Created,
    /// The offer is changed.
    Changed,
    /// The offer is so already.
    Unchanged,
    /// The row is bad.
    Rejected,
}

/// What is wrong in a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CellError {
    /// The column; none when the row as a whole is bad.
    pub column: Option<String>,
    /// What is wrong.
    pub refusal: Refusal,
}

/// What became of one row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowReport {
    /// Its number, as a spreadsheet shows it: the row with the names is 1.
    pub row: u32,
    /// Its code, as far as it has one.
    pub code: String,
    /// What became of it.
    pub outcome: Outcome,
    /// The offer that it is, once there is one.
    pub product_id: Option<ProductId>,
    /// Everything that is wrong with it.
    pub errors: Vec<CellError>,
}

/// What an import did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Each row, in the order of the file.
    pub rows: Vec<RowReport>,
    /// Columns of the file that nobody asks for.
    pub unknown_columns: Vec<String>,
    /// Whether the good rows are written: not in a dry run, and not when a bad one held them back.
    pub written: bool,
}

impl Report {
    /// How many rows came to this.
    #[must_use]
    pub fn count(&self, outcome: Outcome) -> usize {
        self.rows.iter().filter(|row| row.outcome == outcome).count()
    }
}
