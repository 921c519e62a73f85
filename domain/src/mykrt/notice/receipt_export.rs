//! How far a notice came with everybody, as CSV for a spreadsheet; pure.

use super::receipt_store::Recipient;
use crate::shared::{csv, language::Language};

/// The first line, with the mark by which spreadsheets know the letters of Chinese and Tamil names.
pub(super) fn head(language: Language) -> String {
    let head = match language {
        Language::En => "Name,Sent,Delivered,Seen,Read,Acknowledged",
        _ => "Nama,Dihantar,Diterima,Dilihat,Dibaca,Diakui",
    };
    format!("\u{feff}{head}\r\n")
}

/// Adds the line of somebody.
pub(super) fn row(text: &mut String, person: &Recipient) {
    text.push_str(&csv::field(&person.display_name));
    let Recipient { sent_at, delivered_at, seen_at, read_at, acknowledged_at, .. } = *person;
    for at in [sent_at, delivered_at, seen_at, read_at, acknowledged_at] {
        text.push(',');
        text.push_str(&at.map(csv::instant).unwrap_or_default());
    }
    text.push_str("\r\n");
}
