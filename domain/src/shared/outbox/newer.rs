//! What a newer program beside this one wrote, and this one does not know: it is left to the nodes that
//! do, so that no word is lost while nodes are updated one by one.

use chrono::TimeDelta;
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::{model::Content, store::SEAL};
use crate::shared::{clock::Instant, ctx::Tools, db::Query, error::Result};

/// So soon the next node looks at what was just written, which may be a newer one.
const NEXT_LOOK: TimeDelta = TimeDelta::seconds(3);
/// The older it is the fewer nodes that know it are left, and the less it matters when it leaves: it is
/// looked at ten times for each time that it has waited, and once a minute at least. So a message costs
/// some 1,500 looks in its day and not 28,800.
const LOOKS: i32 = 10;
const LAST_LOOKS: TimeDelta = TimeDelta::minutes(1);
/// For so long it is left to others: longer than it takes to update every node. After that the newer
/// program was taken back.
const PATIENCE: TimeDelta = TimeDelta::days(1);

/// Why a message cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unread {
    /// It was sealed under another secret, or changed.
    Closed,
    /// It opens, and says what this program does not know.
    Newer,
}

/// What is sealed of a message.
pub(super) fn open(tools: &Tools, id: Uuid, sealed: &[u8]) -> std::result::Result<Content, Unread> {
    let opened = tools.secret.open(SEAL, id.as_bytes(), sealed).ok_or(Unread::Closed)?;
    read(&opened)
}

fn read(opened: &[u8]) -> std::result::Result<Content, Unread> {
    serde_json::from_slice(opened)
        .map_err(|cause| if cause.is_data() { Unread::Newer } else { Unread::Closed })
}

/// Until when a message that this program does not know is left to others.
pub(super) fn left_until(created_at: Instant, expires_at: Option<Instant>) -> Instant {
    let patience = created_at + PATIENCE;
    expires_at.map_or(patience, |expires_at| expires_at.min(patience))
}

/// When the next node looks at what was written then.
fn next_look(written_at: Instant, now: Instant) -> Instant {
    now + ((now - written_at) / LOOKS).clamp(NEXT_LOOK, LAST_LOOKS)
}

/// Leaves messages that have no deliveries yet to others: each with when it was written.
pub(super) async fn leave_messages<C: ConnectionTrait>(
    connection: &C,
    messages: &[(Uuid, Instant)],
    now: Instant,
) -> Result<()> {
    leave(connection, Query::new("update outbox set expand_at ="), messages, now).await
}

/// Leaves deliveries to others as they are: whoever knows what they say also decides what becomes of
/// one whose node has died. Each comes with when its message was written.
pub(super) async fn leave_deliveries<C: ConnectionTrait>(
    connection: &C,
    deliveries: &[(Uuid, Instant)],
    now: Instant,
) -> Result<()> {
    leave(connection, Query::new("update delivery set due_at ="), deliveries, now).await
}

async fn leave<C: ConnectionTrait>(
    connection: &C,
    mut query: Query,
    rows: &[(Uuid, Instant)],
    now: Instant,
) -> Result<()> {
    // The newest says when they are looked at again.
    let Some(written_at) = rows.iter().map(|(_, written_at)| *written_at).max() else {
        return Ok(());
    };
    query.join("?", [next_look(written_at, now).into()]);
    query.and_in("id", rows.iter().map(|(id, _)| *id));
    query.run(connection).await?;
    tracing::info!(count = rows.len(), "messages of a newer program are left to other nodes");
    Ok(())
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::*;

    #[test]
    fn what_is_of_a_newer_program_is_told_from_what_is_of_nobody() {
        let known = br#"{"audience":{"phone":"+60123456789"},"text":"no_account","language":"ms"}"#;
        assert!(read(known).is_ok());
        let newer = br#"{"audience":{"phone":"+60123456789"},"text":{"flood_gauge":{"metres":3}},"language":"ms"}"#;
        assert_eq!(read(newer).err(), Some(Unread::Newer));
        let nobody = br#"{"audience":{"satellite":"x"},"text":"no_account","language":"ms"}"#;
        assert_eq!(read(nobody).err(), Some(Unread::Newer));
        assert_eq!(read(b"{\"audience\":").err(), Some(Unread::Closed));
        assert_eq!(read(&[0, 255]).err(), Some(Unread::Closed));
    }

    #[test]
    fn the_longer_it_waits_the_seldomer_it_is_looked_at() {
        let at = DateTime::UNIX_EPOCH;
        let wait = |waited: TimeDelta| next_look(at, at + waited) - (at + waited);
        assert_eq!(wait(TimeDelta::zero()), TimeDelta::seconds(3));
        assert_eq!(wait(TimeDelta::minutes(2)), TimeDelta::seconds(12));
        assert_eq!(wait(TimeDelta::hours(20)), TimeDelta::minutes(1));
        // Written by a node whose clock is ahead.
        assert_eq!(wait(TimeDelta::seconds(-5)), TimeDelta::seconds(3));
    }

    #[test]
    fn it_is_left_to_others_for_a_day_or_until_it_is_of_no_use() {
        let at = DateTime::UNIX_EPOCH;
        assert_eq!(left_until(at, None), at + TimeDelta::days(1));
        let soon = at + TimeDelta::minutes(5);
        assert_eq!(left_until(at, Some(soon)), soon);
        assert_eq!(left_until(at, Some(at + TimeDelta::days(30))), at + TimeDelta::days(1));
    }
}
