//! How far notices came with people: told by their phones, late and in batches, and counted for
//! whoever sent them.

use std::collections::{HashMap, HashSet};

use super::{
    asked, audience_count,
    model::{Notice, NoticeStatus},
    reach,
    reach_store::Reached,
    reader::Reader,
    receipt_store::{self, PersonKey, Receipt, Recipient},
    rules,
    service::{is_of_writers, notice, notice_for, shown},
    store,
    tally::{Additions, Times},
    tally_store,
};
use crate::{
    identity,
    policy::{Action, Permit, Target},
    shared::{
        change_log::{Change, Noun, Scope},
        clock::Instant,
        ctx::Ctx,
        error::{Error, ErrorCode, Refusal, Result},
        id::{NoticeId, PersonId},
        page::{self, Page, PageArgs, PageRequest},
        work::Work,
    },
};

/// The most notices or receipts that one request tells of.
const MOST_AT_ONCE: usize = 100;

/// How far a notice came. Each kind says that those before it happened too.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ReceiptKind {
    /// A phone has it.
    Delivered,
    /// It stood on the screen, in a list or as a push.
    Seen,
    /// It was opened.
    Read,
    /// The reader said that they know.
    Acknowledged,
}

/// What a phone tells.
#[derive(Clone, Copy, Debug)]
pub struct NewReceipt {
    /// Of which notice.
    pub notice_id: NoticeId,
    /// How far it came.
    pub kind: ReceiptKind,
    /// When, by the phone's clock.
    pub at: Option<Instant>,
    /// Which version of it the phone showed.
    pub version: Option<i64>,
}

/// What became of a receipt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReceiptOutcome {
    /// It is kept.
    Applied,
    /// As much was known before.
    Duplicate,
    /// It is of no notice that is meant for the person.
    Rejected,
}

/// How far a notice came, for whoever sent it: exact, but that a large audience is counted at most
/// a minute before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Totals {
    /// Whom the audience matches, and whoever has a receipt: counted now up to 10,000 people, and
    /// beyond that a second before for each 50,000, a minute at most.
    pub audience: u64,
    /// To how many it was sent.
    pub sent: u64,
    /// How many have it on a phone.
    pub delivered: u64,
    /// How many saw it.
    pub seen: u64,
    /// How many read it.
    pub read: u64,
    /// How many said that they know what it says since a correction was last pushed again.
    pub acknowledged: u64,
}

/// Whether receipts of the reader are kept: the notice is meant for them, or was. Officers and
/// committees who only look are no recipients.
async fn is_recipient(ctx: &Ctx, reader: &Reader, notice: &Notice) -> Result<bool> {
    if reader.is_addressed(notice) || notice.read_at.is_some() {
        return Ok(true);
    }
    receipt_store::has(ctx.db().write(), notice.id, reader.person).await
}

/// The receipts of somebody that are being written, and what they add to the figures.
struct Receipts {
    person: PersonId,
    work: Work,
    additions: Additions,
}

impl Receipts {
    /// Begins to write receipts of somebody, whose account is not erased meanwhile.
    async fn begin(ctx: &Ctx, person: PersonId) -> Result<Self> {
        let mut work = ctx.begin().await?;
        // The receipt is the record.
        work.leave_unaudited();
        if !identity::stays(work.connection(), person).await? {
            return Err(Refusal::of(ErrorCode::SessionEnded).stop());
        }
        Ok(Self { person, work, additions: Additions::default() })
    }

    /// Notes how far a notice came, when, and in which version, and tells whether that is new.
    async fn put(
        &mut self,
        ctx: &Ctx,
        notice: &Notice,
        (kind, at, version): (ReceiptKind, Option<Instant>, Option<i64>),
    ) -> Result<bool> {
        let now = ctx.now();
        let asked_version = notice.asked_version;
        let at = rules::read_time(at, notice.published_at, now);
        let counting =
            asked::answers(notice, at, version).filter(|_| kind == ReceiptKind::Acknowledged);
        let at = counting.unwrap_or(at);
        let again = counting.filter(|_| asked_version > 0);
        let from = |least: ReceiptKind| (kind >= least).then_some(at);
        let times = Times {
            delivered_at: from(ReceiptKind::Delivered),
            seen_at: from(ReceiptKind::Seen),
            read_at: from(ReceiptKind::Read),
            acknowledged_at: from(ReceiptKind::Acknowledged),
            acknowledged_again_at: again,
            acknowledged_version: if again.is_some() { asked_version } else { 0 },
        };
        let (notice, person) = (notice.id, self.person);
        let receipt = Receipt { notice, person, times, asked_version, received_at: now };
        let new = receipt_store::put(self.work.connection(), &receipt).await?;
        let Some(counts) = new else { return Ok(false) };
        self.additions.add(notice, person, counts);
        self.work.tell(Change::new(Scope::Person(person), Noun::NoticeReceipt, notice));
        Ok(true)
    }

    async fn commit(self) -> Result<()> {
        tally_store::write(self.work.connection(), &self.additions).await?;
        self.work.commit().await
    }
}

fn at_once(number: usize, field: &'static str) -> Result<()> {
    if number > MOST_AT_ONCE {
        return Err(Refusal::of(ErrorCode::TooMany).at(field).with("limit", MOST_AT_ONCE).into());
    }
    Ok(())
}

/// Keeps what a phone tells, each at its own time as far as that is possible; the earliest time
/// stays. One that is of no use, or could not be read, holds up no other. The outcomes stand in the
/// order of what was told.
pub async fn record_receipts(
    ctx: &Ctx,
    told: &[Result<NewReceipt, Refusal>],
) -> Result<Vec<ReceiptOutcome>> {
    let reader = Reader::of(ctx).await?;
    at_once(told.len(), "receipts")?;
    if told.is_empty() {
        return Ok(Vec::new());
    }
    let mut ids: Vec<NoticeId> = told.iter().flatten().map(|receipt| receipt.notice_id).collect();
    ids.sort_unstable();
    ids.dedup();
    let found = store::list_by_ids(ctx.db().write(), &ids, Some(reader.person)).await?;
    let mut notices: HashMap<NoticeId, Notice> = HashMap::new();
    for notice in found.into_iter().filter(Notice::has_gone_out) {
        // Also what whoever has moved away since did with it before: they stay among the recipients.
        if !is_recipient(ctx, &reader, &notice).await? {
            continue;
        }
        let place = reach::place_of(ctx, &notice.scope).await?;
        if ctx.may(Action::NoticeMarkRead, &Target { addressed: true, ..Target::at(place) }) {
            notices.insert(notice.id, notice);
        }
    }
    // In one order for everybody, so that two requests never wait for each other's rows.
    let mut order: Vec<usize> = (0..told.len()).collect();
    order.sort_by_key(|place| {
        told.get(*place).and_then(|receipt| Some(receipt.as_ref().ok()?.notice_id))
    });
    let mut outcomes = vec![ReceiptOutcome::Rejected; told.len()];
    let mut receipts = Receipts::begin(ctx, reader.person).await?;
    for place in order {
        let (Some(Ok(receipt)), Some(outcome)) = (told.get(place), outcomes.get_mut(place)) else {
            continue;
        };
        let Some(notice) = notices.get(&receipt.notice_id) else { continue };
        let said = (receipt.kind, receipt.at, receipt.version);
        let new = receipts.put(ctx, notice, said).await?;
        *outcome = if new { ReceiptOutcome::Applied } else { ReceiptOutcome::Duplicate };
    }
    receipts.commit().await?;
    Ok(outcomes)
}

/// Marks notices as read at the time that the phone says, as far as that is possible. The first
/// reading stays. For whoever only looks nothing is noted.
pub async fn mark_read(
    ctx: &Ctx,
    ids: &[NoticeId],
    read_at: Option<Instant>,
) -> Result<Vec<Notice>> {
    let reader = Reader::of(ctx).await?;
    at_once(ids.len(), "ids")?;
    let mut ids = ids.to_vec();
    ids.sort_unstable();
    ids.dedup();
    let mut notices = all_shown(ctx, &reader, &ids).await?;
    let mut received = HashSet::with_capacity(ids.len());
    for notice in &notices {
        if is_recipient(ctx, &reader, notice).await? {
            received.insert(notice.id);
        }
    }
    let mut receipts = Receipts::begin(ctx, reader.person).await?;
    for notice in &mut notices {
        if !received.contains(&notice.id) {
            continue;
        }
        // Without a time it is now, which is never earlier than what is known.
        if notice.read_at.is_some() && read_at.is_none() {
            continue;
        }
        let at = rules::read_time(read_at, notice.published_at, ctx.now());
        receipts.put(ctx, notice, (ReceiptKind::Read, Some(at), None)).await?;
        notice.read_at = Some(notice.read_at.map_or(at, |known| known.min(at)));
    }
    receipts.commit().await?;
    Ok(notices)
}

/// These notices in their order, as far as the reader may see them, read in one statement; one that
/// they may not see, or that has not gone out, stops.
async fn all_shown(ctx: &Ctx, reader: &Reader, ids: &[NoticeId]) -> Result<Vec<Notice>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let found = store::list_by_ids(ctx.db().write(), ids, Some(reader.person)).await?;
    let mut found: HashMap<NoticeId, Notice> =
        found.into_iter().map(|notice| (notice.id, notice)).collect();
    let mut notices = Vec::with_capacity(ids.len());
    for id in ids {
        let notice = found.remove(id).ok_or_else(Error::not_found)?;
        let place = reach::place_of(ctx, &notice.scope).await?;
        notices.push(shown(ctx, reader, notice, place).and_then(out)?);
    }
    Ok(notices)
}

fn out(notice: Notice) -> Result<Notice> {
    if notice.has_gone_out() { Ok(notice) } else { Err(Error::not_found()) }
}

/// Says that the reader knows what a notice says, in the version that their phone showed. Saying it
/// again changes nothing, and neither does the word of whoever only looks. Once a correction was pushed
/// again, what is said of former words is kept and does not count.
pub async fn acknowledge(
    ctx: &Ctx,
    id: NoticeId,
    (at, version): (Option<Instant>, Option<i64>),
) -> Result<Notice> {
    let reader = Reader::of(ctx).await?;
    let read = notice_for(ctx, &reader, id).await.and_then(out)?;
    if read.status == NoticeStatus::Withdrawn {
        return Err(Refusal::of(ErrorCode::StateInvalid).with("status", "WITHDRAWN").into());
    }
    if !is_recipient(ctx, &reader, &read).await? {
        return Ok(read);
    }
    let mut receipts = Receipts::begin(ctx, reader.person).await?;
    receipts.put(ctx, &read, (ReceiptKind::Acknowledged, at, version)).await?;
    receipts.commit().await?;
    notice_for(ctx, &reader, id).await
}

/// How far a notice came; nothing for those in whose name it was not written.
pub async fn totals(ctx: &Ctx, notice: &Notice) -> Result<Option<Totals>> {
    if !is_of_writers(ctx, notice).await? {
        return Ok(None);
    }
    let counts = tally_store::sum(ctx.read(), notice.id).await?;
    let audience = audience_count::audience(ctx, notice).await?;
    let number = |count: i64| u64::try_from(count).unwrap_or(0);
    Ok(Some(Totals {
        audience: number(audience),
        sent: number(counts.sent),
        delivered: number(counts.delivered),
        seen: number(counts.seen),
        read: number(counts.read),
        acknowledged: number(counts.acknowledged),
    }))
}

/// How far a notice came: for those in whose name it was written.
pub async fn totals_of(ctx: &Ctx, id: NoticeId) -> Result<Totals> {
    let notice = notice(ctx, id).await.and_then(out)?;
    totals(ctx, &notice).await?.ok_or_else(|| Refusal::of(ErrorCode::Forbidden).stop())
}

/// A notice whose readers the actor may see by name: those in whose name it was written, where
/// they may see who lives there. An officer, who may not, sees the figures alone.
pub(super) async fn with_names(ctx: &Ctx, id: NoticeId) -> Result<(Notice, Permit)> {
    let notice = notice(ctx, id).await.and_then(out)?;
    let target = Target::at(reach::place_of(ctx, &notice.scope).await?);
    if !is_of_writers(ctx, &notice).await? {
        return Err(Refusal::of(ErrorCode::Forbidden).stop());
    }
    let permit = ctx.authorize(Action::ResidentList, &target)?;
    Ok((notice, permit))
}

/// Who has not said that they know, by name, each with the cursor.
pub async fn unacknowledged(
    ctx: &Ctx,
    id: NoticeId,
    args: &PageArgs,
) -> Result<Page<(String, Recipient)>> {
    let (notice, _) = with_names(ctx, id).await?;
    let request = PageRequest::<PersonKey>::from_args(args)?;
    let people = store::people(ctx.read(), id).await?;
    let reached = Reached { place: &notice.scope, mask: notice.audience, people: &people };
    let connection = ctx.read();
    let now = ctx.now();
    let rows = receipt_store::unacknowledged(connection, &notice, &reached, now, &request).await?;
    Ok(request.page(rows).map(|person| (page::encode(&(&person.display_name, person.id)), person)))
}
