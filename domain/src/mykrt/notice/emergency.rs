//! When a change to a notice takes who may send emergencies; pure.

use super::model::{Notice, NoticeChanges, NoticeStatus, Severity};

/// Whether something happens to a notice now that only somebody who may send emergencies does. To
/// give one that waits or is out other words, pictures or readers is to send it.
pub(super) fn becomes_emergency(before: &Notice, after: &Notice, changes: &NoticeChanges) -> bool {
    let waits_or_out = after.status != NoticeStatus::Draft;
    let rings = before.severity != Severity::Emergency || after.push_round > before.push_round;
    let words =
        before.title != after.title || before.body != after.body || before.link != after.link;
    let pictures = changes.attachments.is_some() || changes.documents.is_some();
    let readers = before.scope != after.scope
        || before.is_public != after.is_public
        || before.audience != after.audience
        || changes.audience.is_some();
    after.severity == Severity::Emergency && waits_or_out && (rings || words || pictures || readers)
}
