//! A table as it was read, before anybody asks what it means.

use std::collections::BTreeMap;

use chrono::NaiveDateTime;

use super::{MOST_ROWS, columns, words};
use crate::shared::error::{ErrorCode, Refusal};

/// What stands in a cell.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Cell {
    /// A text.
    Text(String),
    /// A number that the spreadsheet keeps as one.
    Number(f64),
    /// Yes or no, as the spreadsheet keeps it.
    Flag(bool),
    /// A date and a time, as clocks in Malaysia show it.
    Moment(NaiveDateTime),
    /// It cannot be taken, whatever is wanted of it.
    Wrong(Refusal),
}

impl Cell {
    /// Whether nothing stands there.
    pub fn is_empty(&self) -> bool {
        matches!(self, Self::Text(text) if text.trim().is_empty())
    }
}

/// One row: what stands in the columns that are known. A column that the table does not have is not
/// there; an empty cell is an empty text.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Line {
    /// Its number, as a spreadsheet shows it: the row with the names is 1.
    pub number: u32,
    /// Its cells.
    pub cells: BTreeMap<&'static str, Cell>,
    /// What is wrong with the row as a whole.
    pub wrong: Vec<Refusal>,
}

/// A table.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Table {
    /// The rows with anything in them.
    pub lines: Vec<Line>,
    /// Columns that nobody asks for.
    pub unknown: Vec<String>,
}

/// The first row of a table: which column stands at which place.
#[derive(Clone, Debug)]
pub(super) struct Names {
    places: Vec<Option<&'static str>>,
    pub unknown: Vec<String>,
}

impl Names {
    /// Every column that a catalogue needs must be named, and none twice.
    pub fn read(names: &[String]) -> Result<Self, Refusal> {
        let mut places: Vec<Option<&'static str>> = Vec::new();
        let mut unknown = Vec::new();
        for name in names {
            let column = columns::known(name);
            if let Some(column) = column.filter(|column| places.contains(&Some(*column))) {
                let refusal = Refusal::of(ErrorCode::ImportDuplicate);
                return Err(refusal.with("value", column).with("line", 1));
            }
            if column.is_none() && !name.trim().is_empty() {
                unknown.push(name.trim().chars().take(60).collect());
            }
            places.push(column);
        }
        let missing = columns::REQUIRED.iter().find(|column| !places.contains(&Some(**column)));
        if let Some(column) = missing {
            let found: String = names.join(", ").chars().take(200).collect();
            let found = if found.trim().is_empty() { "–".to_owned() } else { found };
            let refusal = Refusal::of(ErrorCode::ImportColumnMissing);
            return Err(refusal.with("column", column).with("found", found));
        }
        Ok(Self { places, unknown })
    }

    /// The column at a place.
    pub fn at(&self, place: usize) -> Option<&'static str> {
        self.places.get(place).copied().flatten()
    }

    /// A row with every column that the table has, all of them empty.
    pub fn empty(&self, number: u32) -> Line {
        let columns = self.places.iter().flatten();
        let cells = columns.map(|column| (*column, Cell::Text(String::new()))).collect();
        Line { number, cells, wrong: Vec::new() }
    }
}

/// Keeps the rows with anything in them, unless there are too many.
pub(super) fn kept(lines: Vec<Line>, names: Names) -> Result<Table, Refusal> {
    let filled = |line: &Line| !line.wrong.is_empty() || line.cells.values().any(|c| !c.is_empty());
    let lines: Vec<Line> = lines.into_iter().filter(filled).collect();
    if lines.len() > MOST_ROWS {
        return Err(too_many_rows());
    }
    Ok(Table { lines, unknown: names.unknown })
}

/// A file has more rows than are read.
pub(super) fn too_many_rows() -> Refusal {
    words::file(
        &format!("ia mempunyai lebih daripada {MOST_ROWS} baris; bahagikan kepada beberapa fail"),
        &format!("it has more than {MOST_ROWS} rows; make several files of it"),
    )
}
