//! Reading notices.

use std::collections::HashMap;

use sea_orm::Iterable as _;

use super::{
    attachments,
    audience::Where,
    board, boards, documents,
    feed_store::{self, FeedKey, Walk},
    model::{
        FeedFilter, InList, Notice, NoticeDocument, NoticeStatus, Revision, Severity, UnreadCount,
    },
    reach,
    reader::Reader,
    revision_store, rules,
    store::{self, Sent, To},
    unread_store,
};
use crate::{
    policy::{Action, Permit, Place, Target},
    shared::{
        ctx::Ctx,
        error::{Error, Result},
        id::{AreaId, NoticeId},
        language::Languages,
        media::Picture,
        page::{Page, PageArgs, PageRequest},
    },
};

/// Unread notices are counted up to this; apps show `99+` beyond 99.
pub(super) const MOST_UNREAD: u64 = 100;

/// One notice, as far as the reader may see it.
pub async fn notice(ctx: &Ctx, id: NoticeId) -> Result<Notice> {
    notice_for(ctx, &Reader::of(ctx).await?, id).await
}

/// One notice for a reader whose places are known already.
pub async fn notice_for(ctx: &Ctx, reader: &Reader, id: NoticeId) -> Result<Notice> {
    let found = store::lookup(ctx.db().write(), id, Some(reader.person)).await?;
    let notice = found.ok_or_else(Error::not_found)?;
    let place = reach::place_of(ctx, &notice.scope).await?;
    shown(ctx, reader, notice, place)
}

/// The notice as far as the reader may see it: of one that was taken back, the reason alone. What
/// the department sends to some is open to them and to the department, and not to the committee.
pub(super) fn shown(ctx: &Ctx, reader: &Reader, notice: Notice, place: Place) -> Result<Notice> {
    let target = authorize_reading(ctx, reader, &notice, place)?;
    if notice.status == NoticeStatus::Withdrawn && !is_writers(ctx, &notice, target.place) {
        return Ok(rules::taken_back(notice));
    }
    Ok(notice)
}

/// Says no when the actor may not read a notice that stands at this place. One that was taken back may
/// still have other words for them: [`shown`].
pub(super) fn authorize_reading(
    ctx: &Ctx,
    reader: &Reader,
    notice: &Notice,
    place: Place,
) -> Result<Target> {
    let (action, target) = reading(reader, notice, place);
    ctx.authorize(action, &target)?;
    Ok(target)
}

/// What it takes to read a notice that stands at this place.
fn reading(reader: &Reader, notice: &Notice, place: Place) -> (Action, Target) {
    let addressed = notice.has_gone_out() && reader.is_addressed(notice);
    let target = Target { addressed, ..Target::at(place) };
    let of_writers = reach::action(notice, Action::NoticeReadDraft);
    let of_senders = !notice.has_gone_out() || (notice.official && !addressed);
    (if of_senders { of_writers } else { Action::NoticeRead }, target)
}

/// Whether the reader may see a notice with all that it says and carries.
pub(super) async fn sees_whole(ctx: &Ctx, reader: &Reader, notice: &Notice) -> Result<bool> {
    let (action, target) = reading(reader, notice, reach::place_of(ctx, &notice.scope).await?);
    Ok(ctx.may(action, &target)
        && (notice.status != NoticeStatus::Withdrawn || is_writers(ctx, notice, target.place)))
}

/// Whether the actor reads a notice as one of those in whose name it is written.
fn is_writers(ctx: &Ctx, notice: &Notice, place: Place) -> bool {
    ctx.may(reach::action(notice, Action::NoticeReadDraft), &Target::at(place))
}

/// A notice that the actor may read, with the permit to do something to it.
pub(super) async fn own(ctx: &Ctx, id: NoticeId, of_committee: Action) -> Result<(Notice, Permit)> {
    let notice = notice(ctx, id).await?;
    let permit = permitted(ctx, &notice, of_committee).await?;
    Ok((notice, permit))
}

/// What lets the actor do something to a notice that they have seen: what they may not do is no secret.
pub(super) async fn permitted(ctx: &Ctx, notice: &Notice, of_committee: Action) -> Result<Permit> {
    let place = reach::place_of(ctx, &notice.scope).await?;
    let target = Target { addressed: true, ..Target::at(place) };
    ctx.authorize(reach::action(notice, of_committee), &target)
}

/// Whether the actor may do this to the notice, which they have been shown: what an app may offer.
pub async fn may(ctx: &Ctx, notice: &Notice, of_committee: Action) -> Result<bool> {
    let place = reach::place_of(ctx, &notice.scope).await?;
    Ok(ctx.may(reach::action(notice, of_committee), &Target::at(place)))
}

/// Whether the actor is one of those in whose name the notice, which they have been shown, is
/// written.
pub async fn is_of_writers(ctx: &Ctx, notice: &Notice) -> Result<bool> {
    let place = reach::place_of(ctx, &notice.scope).await?;
    Ok(is_writers(ctx, notice, place))
}

/// Everything that is meant for the reader and valid: the pinned first, then the newest, each with
/// its place. What is pinned is decided when the first page is read, and stays so on the others.
pub async fn feed(
    ctx: &Ctx,
    filter: &FeedFilter,
    args: &PageArgs,
) -> Result<Page<(InList, Notice)>> {
    let reader = Reader::of(ctx).await?;
    let request = PageRequest::<FeedKey>::from_args(args)?;
    let since = request.beyond.map_or_else(|| ctx.now(), |(since, ..)| since);
    let walk = Walk { reader: &reader, filter, now: ctx.now(), since };
    let rows = match boards::page(ctx, &walk, &request).await? {
        Some(rows) => rows,
        None => feed_store::list(ctx.read(), &walk, &request).await?,
    };
    Ok(request.page(rows).map(|notice| {
        let pinned = board::is_pinned(notice.pinned_until, since);
        let at = notice.published_at.unwrap_or(notice.created_at);
        (InList::Feed { since, pinned, at, id: notice.id }, notice)
    }))
}

/// Every notice of an area's committee to it and to its parts, drafts included, each with its place:
/// for the committee.
pub async fn notices_of_area(
    ctx: &Ctx,
    area: AreaId,
    args: &PageArgs,
) -> Result<Page<(InList, Notice)>> {
    let place = reach::place_of(ctx, &Where::Area(area)).await?;
    ctx.authorize(Action::NoticeReadDraft, &Target::at(place))?;
    list_sent(ctx, &Sent { to: To::Within(area), official: false, status: None }, args).await
}

/// Every notice to a place in the name that the actor writes there, drafts included: the
/// committee's for a committee, the department's for an officer.
pub async fn notices_sent(
    ctx: &Ctx,
    place: &Where,
    status: Option<NoticeStatus>,
    args: &PageArgs,
) -> Result<Page<(InList, Notice)>> {
    ctx.person()?;
    let target = Target::at(reach::place_of(ctx, place).await?);
    let official = !ctx.may(Action::NoticeReadDraft, &target);
    if official {
        ctx.authorize(Action::NoticeIssue, &target)?;
    }
    list_sent(ctx, &Sent { to: To::Place(place), official, status }, args).await
}

async fn list_sent(ctx: &Ctx, sent: &Sent<'_>, args: &PageArgs) -> Result<Page<(InList, Notice)>> {
    let request = PageRequest::from_args(args)?;
    let rows = store::list_sent(ctx.read(), sent, ctx.person()?, &request).await?;
    Ok(request.page(rows).map(|notice| (InList::Sent(notice.id), notice)))
}

/// How many notices of the reader's feed are unread, counted up to 100.
pub async fn unread_count(ctx: &Ctx) -> Result<u64> {
    let counts = unread_counts(ctx).await?;
    let all = counts.iter().map(|count| count.count + u64::from(count.more)).sum::<u64>();
    Ok(all.min(MOST_UNREAD))
}

/// How many notices of the reader's feed are unread, of each severity: exact up to 99. Only what lies
/// beyond more than 20,000 others of its severity may count as read.
pub async fn unread_counts(ctx: &Ctx) -> Result<Vec<UnreadCount>> {
    let reader = Reader::of(ctx).await?;
    let filter = FeedFilter::default();
    let walk = Walk { reader: &reader, filter: &filter, now: ctx.now(), since: ctx.now() };
    let found = unread_store::count(ctx.read(), &walk, MOST_UNREAD).await?;
    let count = |severity: Severity| {
        let number = found.iter().find(|(known, _)| *known == severity).map_or(0, |(_, n)| *n);
        UnreadCount { severity, count: number.min(MOST_UNREAD - 1), more: number >= MOST_UNREAD }
    };
    Ok(Severity::iter().map(count).collect())
}

/// The pictures of notices that the actor has been shown, each notice's in their order.
pub async fn attachments_of(
    ctx: &Ctx,
    notices: &[NoticeId],
) -> Result<HashMap<NoticeId, Vec<Picture>>> {
    attachments::ATTACHMENTS.list(ctx.read(), notices).await
}

/// The documents of notices that the actor has been shown, each notice's in their order.
pub async fn documents_of(
    ctx: &Ctx,
    notices: &[NoticeId],
) -> Result<HashMap<NoticeId, Vec<NoticeDocument>>> {
    documents::list(ctx.read(), notices).await
}

/// How a notice stood before each correction, which the actor has been shown, newest first. Of one that was taken
/// back only those in whose name it was written see them.
pub async fn revisions(ctx: &Ctx, notice: &Notice) -> Result<Vec<Revision>> {
    if notice.edited_at.is_none() {
        return Ok(Vec::new());
    }
    if notice.status == NoticeStatus::Withdrawn && !is_of_writers(ctx, notice).await? {
        return Ok(Vec::new());
    }
    revision_store::list(ctx.read(), notice.id).await
}

/// The notice's own word about its state: why it was taken back, or did not go out.
#[must_use]
pub fn status_reason(languages: &Languages, notice: &Notice) -> Option<String> {
    if notice.status == NoticeStatus::Draft && notice.held_back_at.is_some() {
        return Some(rules::held_back(languages.sentences()).to_owned());
    }
    notice.status_reason.clone()
}
