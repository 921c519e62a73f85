//! Sheets for a printer: A4 pages of headings, texts, tables and QR codes, as a PDF that holds no
//! font and no picture, so that a sheet is a few kilobytes and prints everywhere.
//!
//! Whoever makes one writes from top to bottom; what does not fit begins on the next page.

mod file;
mod font;

use pdf_writer::{Content, Name, Str, TextStr};
use qrcode::{Color, EcLevel, QrCode};

use self::font::Face;
use crate::shared::error::{Error, Result};

/// A4, in points: 210 × 297 mm at 72 points an inch.
const WIDTH: f32 = 595.28;
const HEIGHT: f32 = 841.89;
/// What stays white on each side: 20 mm.
const MARGIN: f32 = 56.7;
/// Between the top of a line and that of the next, in font sizes.
const LEADING: f32 = 1.35;
/// The size of plain text, in points.
const SIZE: f32 = 10.5;
/// Between two cells of a table, in points.
const GAP: f32 = 6.0;
/// The white around a QR code, in its own dots, as the standard asks.
const QUIET: u16 = 4;

/// A sheet that is being written.
pub struct Paper {
    title: String,
    pages: Vec<Content>,
    /// From the bottom of the page to the top of what comes next.
    top: f32,
}

impl std::fmt::Debug for Paper {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Paper({}, {} pages)", self.title, self.pages.len())
    }
}

/// One code on a sheet of codes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Code {
    /// What is read from it.
    pub text: String,
    /// What stands below it in bold.
    pub title: String,
    /// What stands below that; empty for nothing.
    pub note: String,
}

impl Paper {
    /// An empty sheet; the title is what a reader of PDF shows for the file.
    #[must_use]
    pub fn new(title: &str) -> Self {
        let mut paper = Self { title: title.to_owned(), pages: Vec::new(), top: 0.0 };
        paper.turn();
        paper
    }

    /// Begins a new page.
    pub fn turn(&mut self) {
        self.pages.push(Content::new());
        self.top = HEIGHT - MARGIN;
    }

    /// A heading.
    pub fn heading(&mut self, text: &str) {
        self.write(text, Face::Bold, 16.0);
        self.space(4.0);
    }

    /// A smaller heading.
    pub fn subheading(&mut self, text: &str) {
        self.space(6.0);
        self.write(text, Face::Bold, 12.0);
        self.space(2.0);
    }

    /// A paragraph.
    pub fn text(&mut self, text: &str) {
        self.write(text, Face::Plain, SIZE);
        self.space(4.0);
    }

    /// White space of so many points.
    pub fn space(&mut self, points: f32) {
        self.top -= points;
    }

    /// Lines of a name and what it is, in two columns.
    pub fn fields(&mut self, fields: &[(&str, &str)]) {
        let names = fields.iter().map(|(name, _)| font::width(name, Face::Bold, SIZE));
        let column = names.fold(0.0, f32::max).min(room() / 3.0) + GAP;
        for (name, value) in fields {
            let cells = [(*name, Face::Bold, column), (*value, Face::Plain, room() - column)];
            self.row(&cells, SIZE);
        }
    }

    /// A table. The columns are as wide as `shares` says, which add up to 1.
    pub fn table(&mut self, shares: &[f32], heads: &[&str], rows: &[Vec<String>]) {
        const SMALL: f32 = 9.0;
        let widths: Vec<f32> = shares.iter().map(|share| share * room()).collect();
        let cells = |texts: &[&'_ str], face: Face| -> Vec<(String, Face, f32)> {
            texts
                .iter()
                .zip(&widths)
                .map(|(text, width)| ((*text).to_owned(), face, *width))
                .collect()
        };
        self.owned_row(&cells(heads, Face::Bold), SMALL);
        self.rule();
        for row in rows {
            let texts: Vec<&str> = row.iter().map(String::as_str).collect();
            self.owned_row(&cells(&texts, Face::Plain), SMALL);
        }
    }

    /// QR codes, each `side` points wide, as many beside each other as there is room for.
    pub fn codes(&mut self, codes: &[Code], side: f32) -> Result<()> {
        const BELOW: f32 = 44.0;
        let cell = side + 2.0 * GAP;
        let mut left = MARGIN;
        for code in codes {
            if left + side > WIDTH - MARGIN {
                left = MARGIN;
                self.top -= side + BELOW;
            }
            self.need(side + BELOW);
            self.code(&code.text, left, side)?;
            let mut below = self.top - side;
            for (text, face, size) in
                [(&code.title, Face::Bold, 9.5), (&code.note, Face::Plain, 8.0)]
            {
                for line in font::lines(text, face, size, side).into_iter().take(2) {
                    below -= size * LEADING;
                    self.show(&line, (left, below), face, size);
                }
            }
            left += cell;
        }
        self.top -= side + BELOW;
        Ok(())
    }

    /// The whole sheet as a PDF.
    #[must_use]
    pub fn finish(self) -> Vec<u8> {
        file::write(&self.title, self.pages)
    }

    /// A thin line across the page.
    fn rule(&mut self) {
        let height = self.top - 2.0;
        if let Some(page) = self.pages.last_mut() {
            page.set_line_width(0.5);
            page.move_to(MARGIN, height).line_to(WIDTH - MARGIN, height).stroke();
        }
        self.space(5.0);
    }

    fn write(&mut self, text: &str, face: Face, size: f32) {
        for line in font::lines(text, face, size, room()) {
            self.row(&[(&line, face, room())], size);
        }
    }

    fn owned_row(&mut self, cells: &[(String, Face, f32)], size: f32) {
        let cells: Vec<(&str, Face, f32)> =
            cells.iter().map(|(text, face, width)| (text.as_str(), *face, *width)).collect();
        self.row(&cells, size);
    }

    /// Cells beside each other, each a text with its font and the width of its column.
    fn row(&mut self, cells: &[(&str, Face, f32)], size: f32) {
        let lines: Vec<Vec<String>> = cells
            .iter()
            .map(|(text, face, width)| font::lines(text, *face, size, (width - GAP).max(size)))
            .collect();
        let tallest = lines.iter().map(Vec::len).max().unwrap_or(0);
        for number in 0..tallest {
            self.need(size * LEADING);
            self.top -= size * LEADING;
            let mut left = MARGIN;
            for ((_, face, width), lines) in cells.iter().zip(&lines) {
                if let Some(line) = lines.get(number) {
                    self.show(line, (left, self.top + size * 0.3), *face, size);
                }
                left += width;
            }
        }
    }

    /// Turns the page when less than this is left of it.
    fn need(&mut self, points: f32) {
        if self.top - points < MARGIN {
            self.turn();
        }
    }

    fn show(&mut self, text: &str, (left, below): (f32, f32), face: Face, size: f32) {
        let Some(page) = self.pages.last_mut() else { return };
        let lacks = font::lacks(text);
        if lacks {
            let mut span = page.begin_marked_content_with_properties(Name(b"Span"));
            span.properties().actual_text(TextStr(text));
        }
        page.begin_text();
        page.set_font(name(face), size).next_line(left, below);
        page.show(Str(&font::encode(text)));
        page.end_text();
        if lacks {
            page.end_marked_content();
        }
    }

    fn code(&mut self, text: &str, left: f32, side: f32) -> Result<()> {
        // A quarter of it may be torn or wet.
        let code = QrCode::with_error_correction_level(text, EcLevel::Q).map_err(|cause| {
            Error::internal(format!("a text is too long for a QR code: {cause}"))
        })?;
        let dots = u16::try_from(code.width()).unwrap_or(u16::MAX).max(1);
        let dot = side / f32::from(dots + 2 * QUIET);
        let colors = code.to_colors();
        let top = self.top - f32::from(QUIET) * dot;
        let Some(page) = self.pages.last_mut() else { return Ok(()) };
        for (row, line) in colors.chunks(usize::from(dots)).enumerate() {
            for (column, _) in line.iter().enumerate().filter(|(_, color)| **color == Color::Dark) {
                let across = left + (f32::from(QUIET) + count(column)) * dot;
                page.rect(across, top - (count(row) + 1.0) * dot, dot, dot);
            }
        }
        page.fill_nonzero();
        Ok(())
    }
}

fn room() -> f32 {
    WIDTH - 2.0 * MARGIN
}

fn count(number: usize) -> f32 {
    f32::from(u16::try_from(number).unwrap_or(u16::MAX))
}

fn name(face: Face) -> Name<'static> {
    match face {
        Face::Plain => Name(b"F1"),
        Face::Bold => Name(b"F2"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pages(pdf: &[u8]) -> usize {
        let text = String::from_utf8_lossy(pdf);
        text.matches("/Type /Page\n").count()
    }

    #[test]
    fn what_does_not_fit_begins_on_the_next_page() {
        let mut paper = Paper::new("Senarai");
        paper.heading("SRS Mutiara Rini");
        paper.fields(&[("Kawasan", "Taman Mutiara Rini"), ("Daerah", "Johor Bahru")]);
        let row = |number: usize| vec![number.to_string(), "Puan Devi (面)".to_owned()];
        let rows: Vec<_> = (1..=100).map(row).collect();
        paper.table(&[0.2, 0.8], &["Bil.", "Nama"], &rows);
        let pdf = paper.finish();
        assert!(pdf.starts_with(b"%PDF-1.7"));
        assert!(pdf.trim_ascii_end().ends_with(b"%%EOF"));
        assert_eq!(pages(&pdf), 2);
    }

    #[test]
    fn a_name_that_the_fonts_lack_stands_in_the_text_below() {
        let mut paper = Paper::new("Sijil");
        paper.text("Lim 面");
        paper.text("Puan Devi");
        let pdf = paper.finish();
        let text = String::from_utf8_lossy(&pdf).to_uppercase();
        // UTF-16 with its mark: L, i, m, a space, 面.
        assert!(text.contains("<FEFF004C0069006D00209762>"), "{text}");
        assert_eq!(text.matches("ACTUALTEXT").count(), 1);
    }

    #[test]
    fn codes_stand_beside_each_other() {
        let code = |number: i32| Code {
            text: format!("krt:c1.{number}"),
            title: "Surau Al-Ikhlas".to_owned(),
            note: "1".to_owned(),
        };
        let mut paper = Paper::new("Kod");
        paper.codes(&(0..9).map(code).collect::<Vec<_>>(), 150.0).unwrap();
        let pdf = paper.finish();
        assert_eq!(pages(&pdf), 1);
        let long = Code { text: "a".repeat(4_000), ..code(1) };
        assert!(Paper::new("").codes(&[long], 150.0).is_err());
    }
}
