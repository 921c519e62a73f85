//! When the answer to an event is the same for several who follow: then it is written once.

use async_graphql::{Context, SelectionField};
use domain::{mykrt::notice, shared::language::Languages};

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

/// What two answers have in common that are the same; none where two are never the same.
pub(super) fn text(
    notice: &notice::Notice,
    event: &Event,
    languages: &Languages,
) -> Option<String> {
    if notice.status == notice::NoticeStatus::Withdrawn {
        // Those in whose name it was written read its words, the others only why it was taken back.
        return None;
    }
    let (id, version) = (notice.id.0.as_u128(), notice.version);
    let (read, acknowledged) = (notice.read_at, notice.acknowledged_at);
    let Event { id: cursor, missed } = event;
    Some(format!("{id:x} {version} {cursor} {missed} {read:?} {acknowledged:?} {languages:?}"))
}
