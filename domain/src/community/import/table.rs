//! A CSV file whose columns are found by name, in any order, and whose every fault has a line and
//! a column.

use csv::{ByteRecord, Reader, ReaderBuilder};

use super::BadRow;
use crate::shared::{
    error::{Error, ErrorCode, Refusal, Result},
    text,
};

/// Which columns a file may have.
#[derive(Clone, Copy, Debug)]
pub(super) struct Columns {
    pub required: &'static [&'static str],
    pub optional: &'static [&'static str],
}

impl Columns {
    fn knows(&self, name: &str) -> bool {
        self.required.contains(&name) || self.optional.contains(&name)
    }
}

/// The rows of a file, one after the other.
#[derive(Debug)]
pub(super) struct Table<'file> {
    bytes: &'file [u8],
    reader: Reader<&'file [u8]>,
    record: ByteRecord,
    names: Vec<String>,
    lines: Lines,
}

impl<'file> Table<'file> {
    /// Reads the first line: every required column must be named in it, and none twice.
    pub(super) fn open(file: &'file [u8], columns: Columns) -> Result<Self> {
        // What spreadsheets put before the first name.
        let bytes = file.strip_prefix(b"\xef\xbb\xbf").unwrap_or(file);
        let mut reader = ReaderBuilder::new().has_headers(false).flexible(true).from_reader(bytes);
        let mut first = ByteRecord::new();
        reader.read_byte_record(&mut first).map_err(Error::internal)?;
        let mut names: Vec<String> = Vec::new();
        for field in &first {
            let name = std::str::from_utf8(field)
                .map_err(|_| Refusal::of(ErrorCode::ImportNotUtf8).at("line 1"))?
                .trim()
                .to_lowercase();
            if !name.is_empty() && names.contains(&name) {
                return Err(Refusal::of(ErrorCode::ImportDuplicate)
                    .at("line 1")
                    .with("value", name)
                    .with("line", 1)
                    .into());
            }
            names.push(name);
        }
        let missing =
            columns.required.iter().find(|wanted| !names.iter().any(|name| name == *wanted));
        if let Some(column) = missing {
            return Err(Refusal::of(ErrorCode::ImportColumnMissing)
                .at("line 1")
                .with("column", column)
                .with("found", shortened(&names.join(", ")))
                .into());
        }
        Ok(Self { bytes, reader, record: ByteRecord::new(), names, lines: Lines::default() })
    }

    /// The names in the first line that nobody asks for.
    pub(super) fn unknown(&self, columns: Columns) -> Vec<String> {
        self.names.iter().filter(|name| !columns.knows(name)).cloned().collect()
    }

    /// Whether the file has this column.
    pub(super) fn has(&self, column: &str) -> bool {
        self.names.iter().any(|name| name == column)
    }

    /// The next row; nothing at the end of the file. A row with more or fewer values than there
    /// are columns is a bad one.
    pub(super) fn next_row(&mut self) -> Result<Option<Result<Row<'_>, BadRow>>> {
        if !self.reader.read_byte_record(&mut self.record).map_err(Error::internal)? {
            return Ok(None);
        }
        let start = self.record.position().map_or(0, csv::Position::byte);
        let line = self.lines.of(self.bytes, usize::try_from(start).unwrap_or(usize::MAX));
        if self.record.len() != self.names.len() {
            let refusal = Refusal::of(ErrorCode::ImportRowInvalid)
                .with("found", self.record.len())
                .with("wanted", self.names.len());
            return Ok(Some(Err(BadRow { line, column: None, refusal })));
        }
        Ok(Some(Ok(Row { line, record: &self.record, names: &self.names })))
    }
}

/// A list of names short enough for a sentence.
fn shortened(names: &str) -> String {
    const MOST: usize = 200;
    match names.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}…", names.get(..end).unwrap_or_default()),
        None if names.is_empty() => "–".to_owned(),
        None => names.to_owned(),
    }
}

/// Counts lines as an editor does: also those that are empty and those within quotes.
#[derive(Debug)]
struct Lines {
    counted: usize,
    line: u64,
}

impl Default for Lines {
    fn default() -> Self {
        Self { counted: 0, line: 1 }
    }
}

impl Lines {
    /// The line on which the row begins that the reader took from this byte on; the reader passes
    /// over empty lines, and over the second half of `\r\n`.
    fn of(&mut self, bytes: &[u8], from: usize) -> u64 {
        let ends = bytes.iter().skip(from).take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
        let start = from.saturating_add(ends).min(bytes.len());
        let mut passed = bytes.get(self.counted..start).unwrap_or_default().iter().peekable();
        while let Some(byte) = passed.next() {
            let ends_line = *byte == b'\n' || (*byte == b'\r' && passed.peek() != Some(&&b'\n'));
            self.line += u64::from(ends_line);
        }
        self.counted = start;
        self.line
    }
}

/// One row.
#[derive(Clone, Copy, Debug)]
pub(super) struct Row<'table> {
    /// The line on which it begins; the first line of a file is 1.
    pub line: u64,
    record: &'table ByteRecord,
    names: &'table [String],
}

impl Row<'_> {
    /// The row is bad because of this column.
    pub(super) fn bad(&self, column: &str, refusal: Refusal) -> BadRow {
        BadRow { line: self.line, column: Some(column.to_owned()), refusal }
    }

    /// A text of 1 to `limit` characters on a single line.
    pub(super) fn text(&self, column: &str, limit: usize) -> Result<String, BadRow> {
        text::line(self.raw(column)?, limit).map_err(|refusal| self.bad(column, refusal))
    }

    /// A text that may be empty, or whose column may be missing.
    pub(super) fn optional(&self, column: &str, limit: usize) -> Result<Option<String>, BadRow> {
        if self.raw(column)?.trim().is_empty() {
            return Ok(None);
        }
        self.text(column, limit).map(Some)
    }

    /// A value that the whole row must be readable for: the bytes as text.
    fn raw(&self, column: &str) -> Result<&str, BadRow> {
        let place = self.names.iter().position(|name| name == column);
        let bytes = place.and_then(|place| self.record.get(place)).unwrap_or_default();
        std::str::from_utf8(bytes)
            .map_err(|_| self.bad(column, Refusal::of(ErrorCode::ImportNotUtf8)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const COLUMNS: Columns = Columns { required: &["code", "name"], optional: &["note"] };

    /// Line and name of each good row, line and code of each bad one.
    fn rows(file: &[u8]) -> Vec<(u64, String)> {
        let mut table = Table::open(file, COLUMNS).unwrap();
        let mut rows = Vec::new();
        while let Some(row) = table.next_row().unwrap() {
            rows.push(match row.and_then(|row| Ok((row.line, row.text("name", 20)?))) {
                Ok(row) => row,
                Err(bad) => (bad.line, bad.refusal.code.as_str().to_owned()),
            });
        }
        rows
    }

    fn refusal(file: &[u8]) -> Refusal {
        match Table::open(file, COLUMNS) {
            Err(Error::Refused(refusals)) => refusals.into_iter().next().unwrap(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn columns_come_in_any_order_with_a_mark_and_either_line_end() {
        let wanted = vec![(2, "Batu".to_owned()), (3, "Muar".to_owned())];
        assert_eq!(rows(b"code,name\n1,Batu\n2,Muar\n"), wanted);
        assert_eq!(rows(b"\xef\xbb\xbf Name ,CODE\r\nBatu,1\r\nMuar,2"), wanted);
    }

    #[test]
    fn lines_are_counted_as_an_editor_does() {
        let file = b"code,name\r\n\r\n1,\"Batu\r\nPahat\"\r\n\r\n2,Muar\r\n3\r\n";
        let seen = rows(file);
        let wanted = [(3, "Batu Pahat"), (6, "Muar"), (7, "IMPORT_ROW_INVALID")];
        assert_eq!(seen, wanted.map(|(line, name)| (line, name.to_owned())));
    }

    #[test]
    fn latin_1_is_refused_where_it_stands() {
        assert_eq!(rows(b"code,name\n1,Batu\n2,Caf\xe9\n")[1], (3, "IMPORT_NOT_UTF8".to_owned()));
        assert_eq!(refusal(b"c\xf3de,name\n").code, ErrorCode::ImportNotUtf8);
        // What a spreadsheet calls "Unicode text".
        assert_eq!(refusal(b"\xff\xfec\0o\0d\0e\0").code, ErrorCode::ImportNotUtf8);
    }

    #[test]
    fn a_missing_or_doubled_column_is_named() {
        let missing = refusal(b"code;name\n1;Batu\n");
        assert_eq!(missing.code, ErrorCode::ImportColumnMissing);
        assert_eq!(missing.value("column"), Some("code"));
        assert_eq!(missing.value("found"), Some("code;name"));
        assert_eq!(refusal(b"").value("column"), Some("code"));
        assert_eq!(refusal(b"code,name,code\n").code, ErrorCode::ImportDuplicate);
    }
}
