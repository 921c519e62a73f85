//! How far notices came with people.

use async_graphql::{Description, Enum, ID, InputObject, Object, SimpleObject};
use domain::{Ctx, ErrorCode, Refusal, mykrt::notice, shared::id::NotAnId};

use super::{Notice, types::NoticeSeverity};
use crate::graphql::{connection::connection, outcome::UserError, scalars::DateTime};

/// How far a notice came. Each kind says that those before it happened too.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "notice::ReceiptKind")]
pub enum NoticeReceiptKind {
    /// The phone has it.
    Delivered,
    /// It stood on the screen, in a list or as a push.
    Seen,
    /// It was opened.
    Read,
    /// The reader said that they know.
    Acknowledged,
}

/// What became of a receipt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "notice::ReceiptOutcome")]
pub enum NoticeReceiptOutcome {
    /// It is kept.
    Applied,
    /// As much was known before: nothing changed.
    Duplicate,
    /// It is of no notice that is meant for the viewer or was sent to them, or its id is none. Sending
    /// it again helps nothing.
    Rejected,
}

/// How far a notice came, as a phone tells it.
#[derive(InputObject)]
pub struct NoticeReceiptInput {
    /// The notice's id.
    notice_id: ID,
    /// How far it came.
    kind: NoticeReceiptKind,
    /// When, by the phone's clock; now when it is not given. A time before the notice went out, or
    /// in the future, is corrected.
    at: Option<DateTime>,
    /// Which version of the notice (`version`) the phone showed. Of an acknowledgement it says whether
    /// it counts once a correction was pushed again; without it the time does, which is wrong where the
    /// phone's clock is.
    version: Option<i64>,
}

/// What a phone tells about notices, perhaps late.
#[derive(InputObject)]
pub struct NoticeReceiptsRecordInput {
    /// At most 100, in any order.
    receipts: Vec<NoticeReceiptInput>,
    /// Given back unchanged in the answer.
    pub(super) client_mutation_id: Option<String>,
}

impl NoticeReceiptsRecordInput {
    /// The receipts, or why the id of one is none: then only that one is rejected.
    pub(super) fn read(&self) -> Vec<Result<notice::NewReceipt, Refusal>> {
        let read = |(index, receipt): (usize, &NoticeReceiptInput)| -> Result<_, Refusal> {
            let notice_id = receipt.notice_id.parse().map_err(|NotAnId { wanted }| {
                Refusal::of(ErrorCode::IdInvalid).at(field(index)).with("kind", wanted)
            })?;
            let (kind, at) = (receipt.kind.into(), receipt.at.map(|at| at.0));
            Ok(notice::NewReceipt { notice_id, kind, at, version: receipt.version })
        };
        self.receipts.iter().enumerate().map(read).collect()
    }
}

fn field(index: usize) -> String {
    format!("receipts.{index}.noticeId")
}

/// A receipt that is not kept, and why.
#[derive(SimpleObject)]
pub struct NoticeReceiptRejection {
    /// Its place in the list that was sent, from 0.
    index: u64,
    /// Why: `ID_INVALID`, or `NOT_FOUND` when it is of no notice that is meant for the viewer or was
    /// sent to them.
    error: UserError,
}

/// Which of the receipts are not kept, and why.
pub(super) fn rejections(
    ctx: &Ctx,
    told: &[Result<notice::NewReceipt, Refusal>],
    outcomes: &[notice::ReceiptOutcome],
) -> Vec<NoticeReceiptRejection> {
    let told = told.iter().zip(outcomes).enumerate();
    let rejected = told.filter(|(_, (_, outcome))| **outcome == notice::ReceiptOutcome::Rejected);
    rejected
        .map(|(index, (receipt, _))| {
            let unknown = || Refusal::of(ErrorCode::NotFound).at(field(index));
            let refusal = receipt.as_ref().err().cloned().unwrap_or_else(unknown);
            let error = UserError::of(&refusal, ctx);
            NoticeReceiptRejection { index: u64::try_from(index).unwrap_or(u64::MAX), error }
        })
        .collect()
}

/// What became of each receipt.
#[derive(SimpleObject)]
pub struct NoticeReceiptsRecordPayload {
    /// The outcomes, in the order of the receipts. Whatever they are, the phone need not send them
    /// again.
    pub(super) outcomes: Vec<NoticeReceiptOutcome>,
    /// Of those that were rejected, which and why. They hold up no other.
    pub(super) rejections: Vec<NoticeReceiptRejection>,
    /// Why nothing was kept.
    pub(super) user_errors: Vec<UserError>,
    /// As it was given.
    pub(super) client_mutation_id: Option<String>,
}

/// Which notice the viewer knows.
#[derive(InputObject)]
pub struct NoticeAcknowledgeInput {
    /// The notice's id.
    pub(super) id: ID,
    /// When, by the phone's clock; now when it is not given.
    pub(super) at: Option<DateTime>,
    /// Which version of the notice (`version`) the phone showed. It says whether the acknowledgement
    /// counts once a correction was pushed again; without it the time does, which is wrong where the
    /// phone's clock is.
    pub(super) version: Option<i64>,
    /// Given back unchanged in the answer.
    pub(super) client_mutation_id: Option<String>,
}

/// How many notices of one severity are unread.
#[derive(SimpleObject)]
pub struct NoticeUnreadCount {
    /// Of which severity.
    severity: NoticeSeverity,
    /// How many, exact up to 99.
    count: u64,
    /// Whether there are more; apps show `99+`.
    more: bool,
}

impl From<notice::UnreadCount> for NoticeUnreadCount {
    fn from(count: notice::UnreadCount) -> Self {
        let notice::UnreadCount { severity, count, more } = count;
        Self { severity: severity.into(), count, more }
    }
}

/// Somebody for whom a notice is, and how far it came with them.
#[derive(Description)]
pub struct NoticeRecipient(pub notice::Recipient);

#[Object(use_type_description)]
impl NoticeRecipient {
    /// The person's id.
    async fn person_id(&self) -> ID {
        self.0.id.into()
    }

    /// The name.
    async fn display_name(&self) -> &str {
        &self.0.display_name
    }

    /// When it was first pushed to them, or sent by SMS; none while it was not, as to whoever has no
    /// app and was not asked again yet.
    async fn sent_at(&self) -> Option<DateTime> {
        self.0.sent_at.map(DateTime)
    }

    /// When a phone of theirs had it.
    async fn delivered_at(&self) -> Option<DateTime> {
        self.0.delivered_at.map(DateTime)
    }

    /// When they saw it.
    async fn seen_at(&self) -> Option<DateTime> {
        self.0.seen_at.map(DateTime)
    }

    /// When they read it.
    async fn read_at(&self) -> Option<DateTime> {
        self.0.read_at.map(DateTime)
    }

    /// When they last said that they know what it said before a correction was pushed again; none when
    /// they did not.
    async fn formerly_acknowledged_at(&self) -> Option<DateTime> {
        self.0.formerly_acknowledged_at.map(DateTime)
    }
}

connection!(NoticeRecipientConnection, NoticeRecipientEdge, NoticeRecipient, "recipients");

/// A notice that the viewer knows, or why not.
#[derive(SimpleObject)]
pub struct NoticeAcknowledgePayload {
    /// The notice.
    pub(super) notice: Option<Notice>,
    /// Why not.
    pub(super) user_errors: Vec<UserError>,
    /// As it was given.
    pub(super) client_mutation_id: Option<String>,
}
