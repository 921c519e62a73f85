//! How far a notice came with everybody, as CSV for a spreadsheet; pure.

use super::receipt_store::Recipient;
use crate::shared::{csv, language::Language};

/// The first line, with the mark by which spreadsheets know the letters of Chinese and Tamil names.
pub(super) fn head(language: Language) -> String {
    let head = match language {
        Language::En => {
            "Name,Sent,Delivered,Seen,Read,Acknowledged,Acknowledged before the correction"
        }
        _ => "Nama,Dihantar,Diterima,Dilihat,Dibaca,Diakui,Diakui sebelum pembetulan",
    };
    format!("\u{feff}{head}\r\n")
}

/// Adds the line of somebody.
pub(super) fn row(text: &mut String, person: &Recipient) {
    text.push_str(&csv::field(&person.display_name));
    for at in [
        person.sent_at,
        person.delivered_at,
        person.seen_at,
        person.read_at,
        person.acknowledged_at,
        person.formerly_acknowledged_at,
    ] {
        text.push(',');
        text.push_str(&at.map(csv::instant).unwrap_or_default());
    }
    text.push_str("\r\n");
}
