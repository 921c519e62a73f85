//! The page of a code: plain HTML from values; pure. What people wrote is escaped.

use std::fmt::Write as _;

use domain::{
    mysrs::seal::{Fault, Report, Shown},
    shared::{clock::Instant, language::Language},
};

use super::words;
use crate::rest::share::{
    page::{begin, escape},
    words::time,
};

/// The whole page.
pub(super) fn html(shown: &Shown, language: Language) -> String {
    let words = words::of(language);
    let mut html = begin(language);
    // Writing into a String cannot fail.
    let _ = write!(html, "<title>{}</title>\n<main>\n<h1>{}</h1>\n", words.title, words.title);
    let (class, state) = state(&shown.report, language);
    let _ = writeln!(html, "<p><strong class=\"severity {class}\">{state}</strong></p>");
    let mut line = |name: &str, value: &str| {
        let _ = writeln!(html, "<p>{name}<br><strong>{value}</strong></p>");
    };
    line(words.unit, &escape(&shown.unit));
    line(words.began, &moment(shown.started_at, language));
    if let Some(at) = shown.ended_at {
        line(words.ended, &moment(at, language));
    }
    let accepted = (shown.check_ins - shown.doubtful).max(0);
    let (all, doubtful) = (shown.check_ins, shown.doubtful);
    let (of_which, doubted) = (words.accepted, words.doubtful);
    line(words.check_ins, &format!("{all} ({of_which} {accepted}, {doubted} {doubtful})"));
    let sealed = format!("{} (#{})", moment(shown.sealed_at, language), shown.number);
    line(words.sealed, &sealed);
    for note in notes(&shown.report, language) {
        let _ = writeln!(html, "<p class=\"about\">{note}</p>");
    }
    let other = match language {
        Language::En => "<a href=\"?lang=ms\" hreflang=\"ms\" lang=\"ms\">Bahasa Melayu</a>",
        Language::Ms | Language::Zh | Language::Ta => {
            "<a href=\"?lang=en\" hreflang=\"en\" lang=\"en\">English</a>"
        }
    };
    let _ = write!(html, "</main>\n<nav>{other}</nav>\n</html>\n");
    html
}

/// The page where there is nothing, for whatever reason.
pub(super) fn missing(language: Language) -> String {
    let words = words::of(language);
    let (title, missing) = (words.title, words.missing);
    format!("{}<title>{title}</title>\n<main><p>{missing}</p></main>\n</html>\n", begin(language))
}

/// Whether the log is as it was sealed, with the colour of that.
fn state(report: &Report, language: Language) -> (&'static str, &'static str) {
    let words = words::of(language);
    match report.broken.as_ref().map(|broken| broken.fault) {
        None => ("important", words.whole),
        Some(Fault::KeyUnknown) => ("information", words.key_unknown),
        Some(
            Fault::SealMissing
            | Fault::SealChanged
            | Fault::SealForged
            | Fault::RowChanged
            | Fault::RowMissing
            | Fault::FixesChanged,
        ) => ("emergency", words.broken),
    }
}

/// What else there is to say about it.
fn notes(report: &Report, language: Language) -> Vec<&'static str> {
    let words = words::of(language);
    let said = [
        (report.waiting_rows, words.waiting),
        (report.fixes_not_kept, words.positions_not_kept),
        (report.erased_texts, words.texts_erased),
    ];
    said.into_iter().filter(|(count, _)| *count > 0).map(|(_, sentence)| sentence).collect()
}

fn moment(at: Instant, language: Language) -> String {
    let (machine, shown) = (at.format("%Y-%m-%dT%H:%M:%SZ"), time(at, language));
    format!("<time datetime=\"{machine}\">{shown}</time>")
}
