//! Reads a CSV file or the first sheet of a spreadsheet into a table; pure. Cells come one after the
//! other, so that one in the last corner of a sheet costs no more than any other.

mod rows;

use std::{
    io::Cursor,
    time::{Duration, Instant},
};

use bytes::Bytes;
use calamine::{DataRef, ExcelDateTime, Reader as _, Xlsx};
use chrono::{NaiveDate, NaiveDateTime};

use self::rows::{Budget, Rows};
use super::{
    MOST_ROWS,
    cells::{Cell, Names, Table, kept},
    words,
};
use crate::shared::{
    csv,
    error::{ErrorCode, Refusal},
};

/// The most columns that are looked at.
const COLUMNS: usize = 200;
/// The longest text of a cell, in bytes: a description of 5,000 letters of four bytes.
const LONGEST: usize = 32 * 1024;
/// The most ranges of cells that are merged.
const MOST_MERGED: usize = 1_000;
/// So long the cells of a spreadsheet may be read.
const PATIENCE: Duration = Duration::from_secs(20);

/// A text with commas, semicolons or tabs, whichever its first line has most of.
pub(super) fn csv(bytes: &Bytes) -> Result<Table, Refusal> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let text = std::str::from_utf8(bytes).map_err(|_| Refusal::of(ErrorCode::ImportNotUtf8))?;
    let first = text.lines().next().unwrap_or_default();
    let often = |sign: char| first.matches(sign).count();
    let sign = [(b',', often(',')), (b';', often(';')), (b'\t', often('\t'))];
    // Of equals the last one wins: the comma.
    let (sign, _) = sign.into_iter().rev().max_by_key(|(_, times)| *times).unwrap_or((b',', 0));
    let mut reader = ::csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(sign)
        .from_reader(text.as_bytes());
    let mut rows = reader.records();
    let unreadable = |_| words::unreadable();
    let first = rows.next().transpose().map_err(unreadable)?.unwrap_or_default();
    let names: Vec<String> = first.iter().take(COLUMNS).map(str::to_owned).collect();
    let names = Names::read(&names)?;
    let mut lines = Vec::new();
    let mut budget = Budget::default();
    for row in rows {
        let row = row.map_err(unreadable)?;
        let number = u32::try_from(lines.len() + 2).unwrap_or(u32::MAX);
        let mut line = names.empty(number);
        if row.len() > first.len() {
            let refusal = Refusal::of(ErrorCode::ImportRowInvalid);
            line.wrong.push(refusal.with("found", row.len()).with("wanted", first.len()));
        }
        for (place, value) in row.iter().enumerate().take(COLUMNS) {
            if let Some(column) = names.at(place) {
                let formula = value.trim_start().starts_with('=');
                let cell = || text_cell(csv::unguarded(value));
                let wrong = || Cell::Wrong(words::formula());
                let cell = if formula { wrong() } else { cell() };
                budget.take(&cell)?;
                line.cells.insert(column, cell);
            }
        }
        lines.push(line);
        if lines.len() > 2 * MOST_ROWS {
            break;
        }
    }
    kept(lines, names)
}

/// A text as a cell.
fn text_cell(text: &str) -> Cell {
    if text.len() > LONGEST {
        return Cell::Wrong(Refusal::of(ErrorCode::TooLong).with("limit", LONGEST));
    }
    Cell::Text(text.to_owned())
}

/// The sheet that is called after products, else the first of a spreadsheet that unpacks within bounds.
pub(super) fn xlsx(bytes: &Bytes) -> Result<Table, Refusal> {
    read_until(bytes, Instant::now() + PATIENCE)
}

/// Reads a spreadsheet unless that takes longer than until then.
fn read_until(bytes: &Bytes, until: Instant) -> Result<Table, Refusal> {
    let unreadable = |_| words::unreadable();
    let mut book = Xlsx::new(Cursor::new(bytes.as_ref())).map_err(unreadable)?;
    let sheets = book.sheet_names();
    let ours = |name: &&String| {
        ["products", "produk", "katalog", "catalogue"].contains(&name.to_lowercase().as_str())
    };
    let sheet = sheets.iter().find(ours).or_else(|| sheets.first()).cloned();
    let sheet = sheet.ok_or_else(words::unreadable)?;
    let merged = book.merge_cells_by_sheet_name(&sheet).map_err(unreadable)?;
    if merged.len() > MOST_MERGED {
        return Err(words::merged_too_often(MOST_MERGED));
    }
    let mut reader = book.worksheet_cells_reader(&sheet).map_err(unreadable)?;
    let mut rows = Rows::default();
    while let Some(record) = reader.next_cell_with_formula_metadata().map_err(unreadable)? {
        in_time(until)?;
        let (formula, value) = (record.formula.is_some(), record.value);
        let made = || if formula { Some(Cell::Wrong(words::formula())) } else { cell(value) };
        rows.put(record.pos, made)?;
    }
    rows.table(&merged, until)
}

/// Goes on only until then.
fn in_time(until: Instant) -> Result<(), Refusal> {
    if Instant::now() > until { Err(words::slow()) } else { Ok(()) }
}

/// A value of a spreadsheet as a cell; nothing when it is empty.
fn cell(value: DataRef<'_>) -> Option<Cell> {
    Some(match value {
        DataRef::Empty => return None,
        DataRef::String(text) => text_cell(&text),
        DataRef::SharedString(text) => text_cell(text),
        DataRef::Int(number) => Cell::Text(number.to_string()),
        DataRef::Float(number) => Cell::Number(number),
        DataRef::Bool(flag) => Cell::Flag(flag),
        DataRef::DateTime(moment) => {
            instant(moment).map_or_else(|| Cell::Wrong(words::date()), Cell::Moment)
        }
        DataRef::DateTimeIso(text) => {
            let moment = NaiveDateTime::parse_from_str(&text, "%Y-%m-%dT%H:%M:%S%.f");
            let day = || NaiveDate::parse_from_str(&text, "%Y-%m-%d").ok()?.and_hms_opt(0, 0, 0);
            moment.ok().or_else(day).map_or_else(|| Cell::Wrong(words::date()), Cell::Moment)
        }
        DataRef::DurationIso(_) => Cell::Wrong(words::date()),
        DataRef::Error(error) => Cell::Wrong(words::broken(&error.to_string())),
    })
}

fn instant(moment: ExcelDateTime) -> Option<NaiveDateTime> {
    if moment.is_duration() {
        return None;
    }
    let (year, month, day, hour, minute, second, _) = moment.to_ymd_hms_milli();
    let day = NaiveDate::from_ymd_opt(i32::from(year), u32::from(month), u32::from(day))?;
    day.and_hms_opt(u32::from(hour), u32::from(minute), u32::from(second))
}

#[cfg(test)]
mod tests {
    use rust_xlsxwriter::{ExcelDateTime as Date, Format, Formula, Workbook};

    use super::*;

    fn book(fill: impl FnOnce(&mut rust_xlsxwriter::Worksheet)) -> Bytes {
        let mut book = Workbook::new();
        let sheet = book.add_worksheet();
        for (place, name) in (0_u16..).zip(["Code", "name_ms", "price", "unit", "nota"]) {
            sheet.write_string(0, place, name).unwrap();
        }
        fill(sheet);
        Bytes::from(book.save_to_buffer().unwrap())
    }

    fn text(text: &str) -> Cell {
        Cell::Text(text.to_owned())
    }

    #[test]
    fn a_text_with_semicolons_is_read_like_one_with_commas() {
        for file in ["code,name_ms\nA,Mi\n,\n", "\u{feff}Code;Name ms\r\nA;Mi\r\n;\r\n"] {
            let table = csv(&Bytes::from(file.to_owned())).unwrap();
            assert_eq!(table.lines.len(), 1, "{file}");
            assert_eq!(table.lines[0].number, 2);
            assert_eq!(table.lines[0].cells["name_ms"], text("Mi"));
        }
        let latin = Bytes::from_static(b"code,name_ms\nA,Caf\xe9\n");
        assert_eq!(csv(&latin).unwrap_err().code, ErrorCode::ImportNotUtf8);
        let bare = Bytes::from_static(b"code,nama\n");
        assert_eq!(csv(&bare).unwrap_err().code, ErrorCode::ImportColumnMissing);
    }

    #[test]
    fn a_guarded_text_loses_its_guard_and_a_formula_is_none() {
        let file = Bytes::from_static(b"code,name_ms\nA,'-1\nB,=1+1\nC,'Kak Nab\n");
        let table = csv(&file).unwrap();
        assert_eq!(table.lines[0].cells["name_ms"], text("-1"));
        assert_eq!(table.lines[1].cells["name_ms"], Cell::Wrong(words::formula()));
        assert_eq!(table.lines[2].cells["name_ms"], text("'Kak Nab"));
    }

    #[test]
    fn a_spreadsheet_keeps_what_its_cells_are() {
        let file = book(|sheet| {
            let date = Format::new().set_num_format("yyyy-mm-dd");
            sheet.write_string(1, 0, "A").unwrap();
            sheet.write_string(1, 1, "Mi").unwrap();
            sheet.write_number(1, 2, 6.5).unwrap();
            let day = Date::from_ymd(2026, 3, 5).unwrap();
            sheet.write_datetime_with_format(1, 3, &day, &date).unwrap();
            sheet.write_string(3, 0, "B").unwrap();
            sheet.write_formula(3, 2, Formula::new("=1+1").set_result("2")).unwrap();
            // A cell in the last corner costs nothing.
            sheet.write_string(3, 16_383, "jauh").unwrap();
        });
        let table = xlsx(&file).unwrap();
        assert_eq!(table.unknown, ["nota"]);
        assert_eq!(table.lines.len(), 2);
        assert_eq!(table.lines[0].cells["price"], Cell::Number(6.5));
        assert!(matches!(table.lines[0].cells["unit"], Cell::Moment(_)));
        assert_eq!(table.lines[1].number, 4);
        assert_eq!(table.lines[1].cells["price"], Cell::Wrong(words::formula()));
        assert_eq!(table.lines[1].cells["name_ms"], text(""));
    }

    #[test]
    fn merged_cells_are_wrong_in_each_row_that_they_touch() {
        let file = book(|sheet| {
            for row in 1..=3 {
                sheet.write_string(row, 0, format!("A{row}")).unwrap();
            }
            sheet.merge_range(1, 1, 2, 1, "Mi", &Format::new()).unwrap();
        });
        let table = xlsx(&file).unwrap();
        let wrong: Vec<bool> = table
            .lines
            .iter()
            .map(|line| line.cells["name_ms"] == Cell::Wrong(words::merged()))
            .collect();
        assert_eq!(wrong, [true, true, false]);
        let late = Instant::now().checked_sub(Duration::from_secs(1)).unwrap();
        assert_eq!(read_until(&file, late).unwrap_err(), words::slow());
        assert!(xlsx(&Bytes::from_static(b"PK\x03\x04")).is_err());
    }
}
