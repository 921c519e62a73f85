//! A table as a file; pure. Every cell is a text: nothing is calculated when it is opened.

use std::io::{Cursor, Write as _};

use bytes::Bytes;
use rust_xlsxwriter::{Format, Workbook};
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

use super::columns::COLUMNS;
use crate::shared::{
    csv,
    error::{Error, Result},
};

/// The rows as CSV (UTF-8, with the mark by which spreadsheets know it).
pub(super) fn csv(rows: &[Vec<String>]) -> Vec<u8> {
    let mut text = String::from("\u{feff}");
    let names: Vec<String> = COLUMNS.iter().map(|name| csv::field(name)).collect();
    text.push_str(&names.join(","));
    text.push_str("\r\n");
    for row in rows {
        let cells: Vec<String> = row.iter().map(|cell| csv::field(cell)).collect();
        text.push_str(&cells.join(","));
        text.push_str("\r\n");
    }
    text.into_bytes()
}

/// The rows as a spreadsheet with one sheet. Its columns are of texts, so that it makes no dates of what
/// is typed into them later.
pub(super) fn xlsx(rows: &[Vec<String>]) -> Result<Vec<u8>> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let text = Format::new().set_num_format("@");
    let bold = Format::new().set_bold();
    sheet.set_name("products").map_err(Error::internal)?;
    for (place, name) in (0_u16..).zip(COLUMNS) {
        sheet.set_column_format(place, &text).map_err(Error::internal)?;
        sheet.set_column_width(place, 16).map_err(Error::internal)?;
        sheet.write_string_with_format(0, place, name, &bold).map_err(Error::internal)?;
    }
    sheet.set_freeze_panes(1, 1).map_err(Error::internal)?;
    for (number, row) in (1_u32..).zip(rows) {
        for (place, cell) in (0_u16..).zip(row) {
            if !cell.is_empty() {
                sheet
                    .write_string_with_format(number, place, cell, &text)
                    .map_err(Error::internal)?;
            }
        }
    }
    book.save_to_buffer().map_err(Error::internal)
}

/// A spreadsheet and pictures as a zip. Pictures are packed already, and only put beside each other.
pub(super) fn zip(table: &[u8], pictures: &[(String, Bytes)]) -> Result<Vec<u8>> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    let files = pictures.iter().map(|(name, bytes)| (name.as_str(), bytes.as_ref()));
    for (name, bytes) in std::iter::once(("catalogue.xlsx", table)).chain(files) {
        writer.start_file(name, options).map_err(Error::internal)?;
        writer.write_all(bytes).map_err(Error::internal)?;
    }
    Ok(writer.finish().map_err(Error::internal)?.into_inner())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::krt_shop::catalogue::{
        archive::{self, TableFile},
        cells::Cell,
        sheet,
    };

    fn rows() -> Vec<Vec<String>> {
        let hostile =
            ["A-1", "1", "DRAFT", "FOOD", "GOODS", "=HYPERLINK(\"x\")", "-Mi", "@面", "+60"];
        let mut row: Vec<String> = hostile.map(str::to_owned).to_vec();
        row.resize(COLUMNS.len(), String::new());
        vec![row]
    }

    #[test]
    fn what_goes_out_comes_in_again() {
        let text = Bytes::from(csv(&rows()));
        let book = Bytes::from(xlsx(&rows()).unwrap());
        for table in [sheet::csv(&text).unwrap(), sheet::xlsx(&book).unwrap()] {
            assert_eq!(table.unknown, [""; 0]);
            let cells = &table.lines[0].cells;
            assert_eq!(cells["code"], Cell::Text("A-1".to_owned()));
            assert_eq!(cells["name_ms"], Cell::Text("=HYPERLINK(\"x\")".to_owned()));
            assert_eq!(cells["name_en"], Cell::Text("-Mi".to_owned()));
            assert_eq!(cells["name_zh"], Cell::Text("@面".to_owned()));
            assert_eq!(cells["name_ta"], Cell::Text("+60".to_owned()));
        }
        assert!(String::from_utf8(text.to_vec()).unwrap().contains("\"'=HYPERLINK(\"\"x\"\")\""));
    }

    #[test]
    fn a_zip_holds_the_table_and_the_pictures() {
        let book = xlsx(&rows()).unwrap();
        let file = zip(&book, &[("pictures/a.jpg".to_owned(), Bytes::from_static(b"x"))]).unwrap();
        let opened = archive::open(&Bytes::from(file)).unwrap();
        assert_eq!(opened.table, TableFile::Xlsx(Bytes::from(book)));
        assert_eq!(opened.pictures["pictures/a.jpg"], Bytes::from_static(b"x"));
    }
}
