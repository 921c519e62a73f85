//! The rows of a spreadsheet as its cells come; pure. Nothing is kept that no column asks for, and all
//! texts together stay within bounds: a spreadsheet writes a text once and shows it in every cell.

use std::time::Instant;

use calamine::Dimensions;

use super::{COLUMNS, in_time};
use crate::{
    krt_shop::catalogue::{
        MOST_ROWS,
        cells::{Cell, Line, Names, Table, kept, too_many_rows},
        words,
    },
    shared::error::Refusal,
};

/// The most that all cells of a file say together, in bytes.
const MOST_TEXT: usize = 16 * 1024 * 1024;

/// How much more the cells of a file may say, in bytes.
#[derive(Debug)]
pub(super) struct Budget {
    left: usize,
}

impl Default for Budget {
    fn default() -> Self {
        Self { left: MOST_TEXT }
    }
}

impl Budget {
    /// Counts what a cell says.
    pub fn take(&mut self, cell: &Cell) -> Result<(), Refusal> {
        let Cell::Text(text) = cell else { return Ok(()) };
        self.left = self.left.checked_sub(text.len()).ok_or_else(|| words::too_long(MOST_TEXT))?;
        Ok(())
    }
}

/// What the cells of a sheet say, row by row as they come.
#[derive(Debug, Default)]
pub(super) struct Rows {
    /// The last cell that came.
    last: Option<(u32, u32)>,
    /// The row with the names: the first in which anything stands.
    head: Option<u32>,
    /// What stands there.
    first: Vec<String>,
    /// What that means, known as soon as another row begins.
    names: Option<Names>,
    lines: Vec<Line>,
    budget: Budget,
}

impl Rows {
    /// Puts a cell at its row and column; it is made only when a column asks for it.
    pub fn put(
        &mut self,
        (row, column): (u32, u32),
        cell: impl FnOnce() -> Option<Cell>,
    ) -> Result<(), Refusal> {
        // Cells come in their order, as a spreadsheet writes them.
        if self.last.is_some_and(|last| last >= (row, column)) {
            return Err(words::unreadable());
        }
        self.last = Some((row, column));
        let place = usize::try_from(column).unwrap_or(usize::MAX);
        if place >= COLUMNS {
            return Ok(());
        }
        if self.head.is_none_or(|head| head == row) {
            return cell().map_or(Ok(()), |cell| self.name((row, place), cell));
        }
        let Some(column) = self.names()?.at(place) else { return Ok(()) };
        let Some(cell) = cell() else { return Ok(()) };
        self.budget.take(&cell)?;
        let number = row.saturating_add(1);
        if self.lines.last().is_none_or(|line| line.number != number) {
            if self.lines.len() >= MOST_ROWS {
                return Err(too_many_rows());
            }
            let line = self.names()?.empty(number);
            self.lines.push(line);
        }
        if let Some(line) = self.lines.last_mut() {
            line.cells.insert(column, cell);
        }
        Ok(())
    }

    /// A cell of the row with the names.
    fn name(&mut self, (row, place): (u32, usize), cell: Cell) -> Result<(), Refusal> {
        self.head = Some(row);
        self.budget.take(&cell)?;
        self.first.resize(place, String::new());
        self.first.push(match cell {
            Cell::Text(name) => name,
            _ => String::new(),
        });
        Ok(())
    }

    fn names(&mut self) -> Result<&Names, Refusal> {
        match self.names.take() {
            Some(names) => Ok(self.names.insert(names)),
            None => Ok(self.names.insert(Names::read(&self.first)?)),
        }
    }

    /// The table that they make, with the cells that are merged.
    pub fn table(mut self, merged: &[Dimensions], until: Instant) -> Result<Table, Refusal> {
        let names = self.names()?.clone();
        let (head, mut lines) = (self.head.unwrap_or_default(), self.lines);
        for region in merged {
            in_time(until)?;
            mark(&mut lines, &names, (head, region));
        }
        kept(lines, names)
    }
}

/// Cells that are merged say nothing of which row they mean: each of them is wrong. Merged names are a
/// fault of the first row below them.
fn mark(lines: &mut [Line], names: &Names, (head, region): (u32, &Dimensions)) {
    let touches = |line: &Line| {
        let row = line.number.saturating_sub(1);
        region.start.0.max(head + 1) <= row && row <= region.end.0.max(head + 1)
    };
    let places = (region.start.1..=region.end.1).take(COLUMNS);
    let columns: Vec<&'static str> =
        places.filter_map(|place| names.at(usize::try_from(place).unwrap_or(usize::MAX))).collect();
    for line in lines.iter_mut().filter(|line| touches(line)) {
        for column in &columns {
            if !matches!(line.cells.get(column), Some(Cell::Wrong(_))) {
                line.cells.insert(column, Cell::Wrong(words::merged()));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::error::ErrorCode;

    fn text(text: &str) -> impl FnOnce() -> Option<Cell> {
        move || Some(Cell::Text(text.to_owned()))
    }

    /// Rows of which the names have come: a column for the code, one that is unknown, and the name.
    fn named() -> Rows {
        let mut rows = Rows::default();
        for (column, name) in (0..).zip(["code", "nota", "name_ms"]) {
            rows.put((0, column), text(name)).unwrap();
        }
        rows
    }

    #[test]
    fn a_cell_that_comes_again_or_too_late_makes_the_file_unreadable() {
        for (row, column) in [(1, 2), (1, 0), (0, 5)] {
            let mut rows = named();
            rows.put((1, 2), text("Mi")).unwrap();
            let refusal = rows.put((row, column), text("Mi")).unwrap_err();
            assert_eq!(refusal, words::unreadable(), "{row} {column}");
        }
    }

    #[test]
    fn what_no_column_asks_for_is_not_even_made() {
        let mut rows = named();
        rows.put((1, 0), text("A")).unwrap();
        for column in [1, 3, 199, 16_383] {
            rows.put((1, column), || panic!("it was made")).unwrap();
        }
        let table = rows.table(&[], Instant::now() + super::super::PATIENCE).unwrap();
        assert_eq!(table.unknown, ["nota"]);
        assert_eq!(table.lines[0].cells.len(), 2);
    }

    #[test]
    fn texts_have_an_end_together_however_little_the_file_weighs() {
        let long = "x".repeat(30_000);
        let mut rows = named();
        let mut put = 0_usize;
        let refusal = (1..).find_map(|row| {
            put += 1;
            rows.put((row, 2), text(&long)).err()
        });
        assert_eq!(refusal.unwrap().code, ErrorCode::ImportFileInvalid);
        assert!(put * long.len() > MOST_TEXT && (put - 1) * long.len() <= MOST_TEXT);
        assert!(put < MOST_ROWS);
    }

    #[test]
    fn names_that_are_none_stop_the_file_at_its_second_row() {
        let mut rows = Rows::default();
        rows.put((0, 0), text("kod")).unwrap();
        let refusal = rows.put((1, 0), text("A")).unwrap_err();
        assert_eq!(refusal.code, ErrorCode::ImportColumnMissing);
    }
}
