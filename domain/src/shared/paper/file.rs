//! The pages put together into a file.

use pdf_writer::{Content, Finish, Name, Pdf, Rect, Ref, TextStr};

use super::{HEIGHT, WIDTH};

const CATALOG: i32 = 1;
const PAGES: i32 = 2;
const PLAIN: i32 = 3;
const BOLD: i32 = 4;
const ABOUT: i32 = 5;
/// Each page and its content take two numbers from here on.
const FIRST_PAGE: i32 = 6;

pub(super) fn write(title: &str, pages: Vec<Content>) -> Vec<u8> {
    let mut pdf = Pdf::new();
    let numbers: Vec<i32> = (FIRST_PAGE..).step_by(2).take(pages.len()).collect();
    pdf.catalog(Ref::new(CATALOG)).pages(Ref::new(PAGES));
    pdf.document_info(Ref::new(ABOUT)).title(TextStr(title)).creator(TextStr("KRT"));
    pdf.pages(Ref::new(PAGES))
        .kids(numbers.iter().map(|number| Ref::new(*number)))
        .count(i32::try_from(pages.len()).unwrap_or(i32::MAX));
    for (number, base) in [(PLAIN, "Helvetica"), (BOLD, "Helvetica-Bold")] {
        pdf.type1_font(Ref::new(number))
            .base_font(Name(base.as_bytes()))
            .encoding_predefined(Name(b"WinAnsiEncoding"));
    }
    for (number, content) in numbers.into_iter().zip(pages) {
        let mut page = pdf.page(Ref::new(number));
        page.media_box(Rect::new(0.0, 0.0, WIDTH, HEIGHT));
        page.parent(Ref::new(PAGES));
        page.contents(Ref::new(number + 1));
        let mut resources = page.resources();
        let mut fonts = resources.fonts();
        fonts.pair(Name(b"F1"), Ref::new(PLAIN)).pair(Name(b"F2"), Ref::new(BOLD));
        fonts.finish();
        resources.finish();
        page.finish();
        pdf.stream(Ref::new(number + 1), &content.finish());
    }
    pdf.finish()
}
