//! What a notice's list of documents must be; pure.

use super::model::NewDocument;
use crate::shared::{
    error::{ErrorCode, Refusal, Refusals, Result},
    text,
};

/// The most documents of a notice.
const MOST_DOCUMENTS: usize = 5;
/// The longest name of a document's file, in characters, `.pdf` not counted.
const FILENAME: usize = 100;

/// Checks what the list of documents says about itself: the names of the files, in its order.
pub(super) fn names(new: &[NewDocument]) -> Result<Vec<String>> {
    if new.len() > MOST_DOCUMENTS {
        let refusal = Refusal::of(ErrorCode::TooMany).at("documents");
        return Err(refusal.with("limit", MOST_DOCUMENTS).into());
    }
    let mut refusals = Refusals::default();
    let mut names = Vec::with_capacity(new.len());
    for (place, document) in new.iter().enumerate() {
        let name = filename(&document.filename);
        let name = name.map_err(|refusal| refusal.at(format!("documents.{place}.filename")));
        names.extend(refusals.keep(name));
        let before = new.get(..place).unwrap_or_default();
        if before.iter().any(|other| other.media_id == document.media_id) {
            let field = format!("documents.{place}.mediaId");
            refusals.add(Refusal::of(ErrorCode::IdTaken).at(field));
        }
    }
    refusals.done()?;
    Ok(names)
}

/// What a file is called on a phone: a line without what separates folders or hides a file, and with
/// the ending that its kind has.
fn filename(name: &str) -> Result<String, Refusal> {
    let name = text::line(name, FILENAME + ".pdf".len())?;
    let start = match name.len().checked_sub(".pdf".len()).and_then(|at| name.split_at_checked(at))
    {
        Some((start, end)) if end.eq_ignore_ascii_case(".pdf") => start,
        _ => name.as_str(),
    };
    let plain = |letter: char| match letter {
        '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|' => '-',
        other => other,
    };
    let start: String = start.chars().map(plain).collect();
    let start = text::line(start.trim_matches(['.', ' ']), FILENAME)?;
    Ok(format!("{start}.pdf"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_has_a_plain_name_and_its_ending() {
        for (said, kept) in [
            ("Minit Mesyuarat", "Minit Mesyuarat.pdf"),
            ("surat.PDF", "surat.pdf"),
            ("../../etc/passwd", "-..-etc-passwd.pdf"),
            ("会议.pdf", "会议.pdf"),
            (" a \t b ", "a b.pdf"),
        ] {
            assert_eq!(filename(said).as_deref(), Ok(kept), "{said}");
        }
        for wrong in ["", " ", ".pdf", "...", "a\u{202e}fdp.exe"] {
            assert!(filename(wrong).is_err(), "{wrong:?}");
        }
        assert!(filename(&"n".repeat(100)).is_ok());
        assert_eq!(filename(&"n".repeat(101)).unwrap_err().code, ErrorCode::TooLong);
    }
}
