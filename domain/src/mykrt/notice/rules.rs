//! What a notice must be, and how it goes from one state to the next; pure.

use super::model::{NewNotice, Notice, NoticeStatus};
use crate::shared::{
    clock::Instant,
    error::{ErrorCode, Refusal, Refusals, Result},
    language::LocalizedText,
    text,
};

/// The longest title, in characters: two lines on a small phone.
const TITLE: usize = 120;
/// The longest text, in characters.
const BODY: usize = 5_000;

/// The texts of a notice after checking.
#[derive(Debug)]
pub(super) struct Texts {
    pub title: LocalizedText,
    pub body: LocalizedText,
}

pub(super) fn texts(new: &NewNotice) -> Result<Texts> {
    let mut refusals = Refusals::default();
    let title = refusals
        .keep(text::localized(&new.title, TITLE, text::line).map_err(|r| under("title", r)));
    let body = refusals
        .keep(text::localized(&new.body, BODY, text::paragraphs).map_err(|r| under("body", r)));
    refusals.done()?;
    match (title, body) {
        (Some(title), Some(body)) => Ok(Texts { title, body }),
        // A text that was not kept is a refusal, and refusals have ended this above.
        _ => Err(Refusal::of(ErrorCode::Required).into()),
    }
}

/// Puts the outer field's name before the inner one's.
fn under(field: &str, refusal: Refusal) -> Refusal {
    let path = match &refusal.field {
        Some(inner) => format!("{field}.{inner}"),
        None => field.to_owned(),
    };
    refusal.at(path)
}

/// A draft becomes a published notice. What is published stays as it is.
pub(super) fn publish(notice: Notice, now: Instant) -> Result<Notice> {
    match notice.status {
        NoticeStatus::Draft => Ok(Notice {
            status: NoticeStatus::Published,
            published_at: Some(now),
            updated_at: now,
            version: notice.version + 1,
            ..notice
        }),
        NoticeStatus::Published => Ok(notice),
        NoticeStatus::Withdrawn => {
            Err(Refusal::of(ErrorCode::StateInvalid).with("status", "WITHDRAWN").into())
        }
    }
}

/// When something was read: the phone's word, as far as it is possible.
pub(super) fn read_time(
    said: Option<Instant>,
    published: Option<Instant>,
    now: Instant,
) -> Instant {
    let earliest = published.unwrap_or(now).min(now);
    said.unwrap_or(now).clamp(earliest, now)
}
