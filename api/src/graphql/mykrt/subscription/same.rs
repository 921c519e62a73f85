//! When the answer to an event is the same for several who follow: then it is written once.

use async_graphql::{Context, SelectionField};
use domain::{
    mykrt::notice,
    shared::{clock::Instant, language::Languages},
};

use crate::graphql::transport::Event;

/// The fields of a notice that say the same to everybody who is told it with the same cursor, who
/// has read and acknowledged it at the same time, and who wants the same languages. What the policy
/// decides for each viewer, and what is counted or read when it is asked for, is not among them.
const OF_NOTICE: &[&str] = &[
    "__typename",
    "id",
    "official",
    "severity",
    "category",
    "status",
    "link",
    "needsAcknowledgement",
    "isPublic",
    "shareUrl",
    "version",
    "publishAt",
    "publishedAt",
    "editedAt",
    "pushRound",
    "askedAgainAt",
    "expiresAt",
    "pinnedUntil",
    "withdrawnAt",
    "heldBackAt",
    "cursor",
    "missed",
    "updatedAt",
    "readAt",
    "acknowledgedAt",
];
/// Texts, whose language is chosen by the reader's languages.
const TEXTS: &[&str] = &["title", "body"];
/// What is public of an area.
const OF_AREA: &[&str] = &["__typename", "id", "name"];

/// Whether the operation asks for nothing that is the viewer's own.
pub(super) fn is_for_all(context: &Context<'_>) -> bool {
    context.field().selection_set().all(|field| {
        OF_NOTICE.contains(&field.name())
            || TEXTS.contains(&field.name())
            || (field.name() == "area" && is_of_area(&field))
    })
}

fn is_of_area(field: &SelectionField<'_>) -> bool {
    field.selection_set().all(|field| OF_AREA.contains(&field.name()))
}

/// What an answer depends on of its reader.
pub(super) fn reader(languages: &Languages) -> Box<[u8]> {
    format!("{languages:?}").into_bytes().into()
}

/// What two answers have in common that are the same; none where two are never the same. Thousands are
/// made for one notice, so the bytes are put together as they are.
pub(super) fn key(notice: &notice::Notice, event: &Event, reader: &[u8]) -> Option<Box<[u8]>> {
    if notice.status == notice::NoticeStatus::Withdrawn {
        // Those in whose name it was written read its words, the others only why it was taken back.
        return None;
    }
    let micros = |at: Option<Instant>| at.map_or(i64::MIN, |at| at.timestamp_micros());
    let cursor = event.id.as_bytes();
    // An id, a version, two times, a flag and a length.
    let mut key = Vec::with_capacity(49 + cursor.len() + reader.len());
    key.extend(notice.id.0.as_bytes());
    key.extend(notice.version.to_be_bytes());
    key.extend(micros(notice.read_at).to_be_bytes());
    key.extend(micros(notice.acknowledged_at).to_be_bytes());
    key.push(u8::from(event.missed));
    // Its length first, so that cursor and reader cannot run into each other.
    key.extend(cursor.len().to_be_bytes());
    key.extend(cursor);
    key.extend(reader);
    Some(key.into_boxed_slice())
}
