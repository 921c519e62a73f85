//! Why a query or a body could not be read, from what the libraries say of it: as values from which a
//! sentence in the reader's language is made.

use std::fmt::Display;

use domain::{ErrorCode, Refusal, shared::id::PREFIXES};

/// The most letters that are taken over of what somebody sent.
const SHOWN: usize = 60;

/// A time as it is written.
const TIME: &str = "2026-11-22T08:30:00+08:00";

/// What the library of dates says of a text that is none.
const NO_TIME: [&str; 6] = [
    "input contains invalid characters",
    "premature end of input",
    "trailing input",
    "input is out of range",
    "input is not enough for unique date and time",
    "no possible date and time matching input",
];

/// The refusal of what could not be read.
pub(super) fn of(cause: &impl Display) -> Refusal {
    let said = cause.to_string();
    let said = said.strip_prefix("Query deserialize error: ").unwrap_or(&said);
    if let Some(field) = quoted(said, "missing field `") {
        return Refusal::of(ErrorCode::BadRequest).at(field).with("missing", field);
    }
    if let Some(field) = quoted(said, "unknown field `") {
        let refusal = Refusal::of(ErrorCode::BadRequest).at(field).with("unknown", field);
        return match known(said) {
            Some(known) => refusal.with("known", known),
            None => refusal,
        };
    }
    if let Some(field) = quoted(said, "duplicate field `") {
        return Refusal::of(ErrorCode::BadRequest).at(field).with("twice", field);
    }
    if let Some(kind) = wanted_id(said) {
        return Refusal::of(ErrorCode::IdInvalid).with("kind", kind);
    }
    if NO_TIME.iter().any(|no_time| said.starts_with(no_time)) {
        return Refusal::of(ErrorCode::BadRequest).with("form", TIME);
    }
    let refusal = Refusal::of(ErrorCode::BadRequest);
    // A value that is read and is of another type is no mistake of writing.
    let is_of_another_type = said.starts_with("invalid ");
    match place(said).filter(|_| !is_of_another_type) {
        Some((line, column)) => refusal.with("line", line).with("column", column),
        None => refusal.with("detail", said.chars().take(200).collect::<String>()),
    }
}

/// The refusal of a text that is no time, where it is left out and the rest counts.
pub(super) fn no_time() -> Refusal {
    Refusal::of(ErrorCode::TimeInvalid).with("form", TIME)
}

/// What stands between backquotes after such words.
fn quoted<'a>(said: &'a str, before: &str) -> Option<&'a str> {
    let (name, _) = said.strip_prefix(before)?.split_once('`')?;
    (name.len() <= SHOWN).then_some(name)
}

/// The names that stand where one is not known: between backquotes behind what was not.
fn known(said: &str) -> Option<String> {
    let (_, expected) = said.rsplit_once(", expected ")?;
    let names: Vec<&str> = expected.split('`').skip(1).step_by(2).collect();
    (!names.is_empty()).then(|| names.join(", "))
}

/// The prefix of the id that was wanted, as our own ids say it.
fn wanted_id(said: &str) -> Option<&'static str> {
    let rest = said.strip_prefix("an id that begins with ")?;
    let (prefix, _) = rest.split_once("_ is wanted")?;
    PREFIXES.iter().copied().find(|known| *known == prefix)
}

/// Where in a text the reader of JSON stood.
fn place(said: &str) -> Option<(&str, &str)> {
    let (_, place) = said.rsplit_once(" at line ")?;
    place.split_once(" column ")
}

#[cfg(test)]
mod tests {
    use domain::shared::{clock::Instant, id::NoticeId, language::Language};
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Deserialize)]
    #[serde(rename_all = "camelCase", deny_unknown_fields)]
    #[expect(dead_code, reason = "only read")]
    struct Sent {
        notice_id: NoticeId,
        at: Instant,
        number: Option<i64>,
    }

    fn refused(json: &str) -> Refusal {
        of(&serde_json::from_str::<Sent>(json).unwrap_err())
    }

    #[test]
    fn what_cannot_be_read_is_told_in_both_languages() {
        let at = r#""at":"2026-11-22T08:30:00Z""#;
        let id = r#""noticeId":"notice_01jaaaaaaaaaaaaaaaaaaaaaaa""#;
        for (json, code, ms, en) in [
            (format!("{{{id}}}"), ErrorCode::BadRequest, "`at` tiada", "`at` is missing"),
            (
                format!("{{{id},{at},\"x\":1}}"),
                ErrorCode::BadRequest,
                "`x` tidak dikenali di sini. Yang ada: noticeId, at, number.",
                "no field `x` here. There are: noticeId, at, number.",
            ),
            (
                format!("{{\"noticeId\":\"area_1\",{at}}}"),
                ErrorCode::IdInvalid,
                "Ini bukan id notis.",
                "This is not the id of a notice.",
            ),
            (
                format!("{{{id},\"at\":\"esok\"}}"),
                ErrorCode::BadRequest,
                "Tulis masa seperti 2026",
                "Write a time like 2026",
            ),
            (format!("{{{id},"), ErrorCode::BadRequest, "baris 1", "line 1"),
            (
                format!("{{{id},{at},{at}}}"),
                ErrorCode::BadRequest,
                "`at` diberi",
                "`at` is given more than once",
            ),
        ] {
            let refusal = refused(&json);
            assert_eq!(refusal.code, code, "{json}");
            let (malay, english) = (refusal.sentence(Language::Ms), refusal.sentence(Language::En));
            assert!(malay.contains(ms) && english.contains(en), "{malay} {english}");
        }
        let other = refused(&format!("{{{id},{at},\"number\":\"x\"}}"));
        assert!(!other.sentence(Language::Ms).contains("invalid"), "{other:?}");
        assert!(other.sentence(Language::En).contains("expected i64"), "{other:?}");
        assert_eq!(refused(&format!("{{{id}}}")).field.as_deref(), Some("at"));
    }
}
