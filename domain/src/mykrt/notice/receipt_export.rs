//! How far a notice came with everybody, as CSV (RFC 4180) for a spreadsheet; pure.

use chrono::FixedOffset;

use super::receipt_store::Recipient;
use crate::shared::{clock::Instant, language::Language};

/// Malaysia has one time zone: UTC+8.
const HOURS_AHEAD: i32 = 8;

/// The first line.
pub(super) fn head(language: Language) -> String {
    let head = match language {
        Language::En => "Name,Delivered,Seen,Read,Acknowledged",
        _ => "Nama,Dihantar,Dilihat,Dibaca,Diakui",
    };
    format!("{head}\r\n")
}

/// Adds the line of somebody.
pub(super) fn row(text: &mut String, person: &Recipient) {
    text.push_str(&field(&person.display_name));
    let times = [person.delivered_at, person.seen_at, person.read_at, person.acknowledged_at];
    for at in times {
        text.push(',');
        text.push_str(&at.map(shown).unwrap_or_default());
    }
    text.push_str("\r\n");
}

fn shown(at: Instant) -> String {
    match FixedOffset::east_opt(HOURS_AHEAD * 3600) {
        Some(zone) => at.with_timezone(&zone).format("%Y-%m-%d %H:%M:%S").to_string(),
        None => at.to_rfc3339(),
    }
}

/// What makes a spreadsheet take a text for a formula, also in the wide letters of East Asia.
const FORMULA: [char; 11] =
    ['=', '+', '-', '@', '\t', '\r', '\n', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}'];

/// A text in quotes. What a spreadsheet would take for a formula begins with an apostrophe, which
/// makes it text. Spaces before it do not hide it.
fn field(text: &str) -> String {
    let formula = text.starts_with(FORMULA) || text.trim_start().starts_with(FORMULA);
    let guard = if formula { "'" } else { "" };
    format!("\"{guard}{}\"", text.replace('"', "\"\""))
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
        }
    }
}
