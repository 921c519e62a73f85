//! CSV (RFC 4180) for a spreadsheet; pure.

use super::{clock::Instant, malaysia};

/// What makes a spreadsheet take a text for a formula, also in the wide letters of East Asia.
const FORMULA: [char; 11] =
    ['=', '+', '-', '@', '\t', '\r', '\n', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}'];

/// A text in quotes. What a spreadsheet would take for a formula begins with an apostrophe, which
/// makes it text. Spaces before it do not hide it.
#[must_use]
pub(crate) fn field(text: &str) -> String {
    let formula = text.starts_with(FORMULA) || text.trim_start().starts_with(FORMULA);
    let guard = if formula { "'" } else { "" };
    format!("\"{guard}{}\"", text.replace('"', "\"\""))
}

/// The text behind the apostrophe that [`field`] puts before what would be a formula.
#[must_use]
pub(crate) fn unguarded(text: &str) -> &str {
    let formula = |text: &str| text.starts_with(FORMULA) || text.trim_start().starts_with(FORMULA);
    text.strip_prefix('\'').filter(|rest| formula(rest)).unwrap_or(text)
}

/// An instant as it is in Malaysia, which spreadsheets take for one.
#[must_use]
pub(crate) fn instant(at: Instant) -> String {
    let there = malaysia::day(at).and_time(malaysia::time(at));
    there.format("%Y-%m-%d %H:%M:%S").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_no_formula() {
        assert_eq!(field("Aminah"), "\"Aminah\"");
        assert_eq!(field("Ah \"Boy\" Lim, Dr"), "\"Ah \"\"Boy\"\" Lim, Dr\"");
        for wrong in
            ["=1+1", "+60", "-1", "@SUM(A1)", "\t=1", "\n=1", " =1", "\u{a0}=1", "\u{ff1d}1"]
        {
            assert_eq!(field(wrong), format!("\"'{wrong}\""));
            assert_eq!(unguarded(&format!("'{wrong}")), wrong);
        }
    }

    #[test]
    fn a_time_is_that_of_malaysia() {
        let at = chrono::DateTime::from_timestamp_millis(1_790_000_000_000).unwrap();
        assert_eq!(instant(at), "2026-09-21 22:13:20");
    }
}
