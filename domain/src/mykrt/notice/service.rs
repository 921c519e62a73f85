//! Writing, publishing and reading notices.

use super::{
    model::{NewNotice, Notice, NoticeStatus},
    rules,
    store::{self, FeedKey},
};
use crate::{
    community,
    policy::{Action, Target},
    shared::{
        change_log::{Change, Noun, Scope},
        clock::Instant,
        ctx::Ctx,
        error::{Error, ErrorCode, Refusal, Result},
        id::{AreaId, NoticeId},
        page::{self, Page, PageArgs, PageRequest},
        replay::{Begun, Once},
        work::Work,
    },
};

/// Unread notices are counted up to this; apps show `99+` beyond 99.
const MOST_UNREAD: u64 = 100;
/// The most notices that one request marks as read.
const MOST_AT_ONCE: usize = 100;

/// Writes a draft for an area.
pub async fn create_notice(ctx: &Ctx, new: &NewNotice, key: Option<&str>) -> Result<Notice> {
    let place = community::place_of_area(ctx, new.area_id).await?;
    let permit = ctx.authorize(Action::NoticeWrite, &Target::at(place))?;
    let once = match Once::begin(ctx, &permit, "noticeCreate", key, new).await? {
        Begun::Fresh(once) => once,
        Begun::Repeat(id) => return notice(ctx, NoticeId(id)).await,
    };
    let written = write_draft(ctx, &once.work, new).await;
    let id = once.finish(ctx, written).await?;
    notice(ctx, id).await
}

async fn write_draft(ctx: &Ctx, work: &Work, new: &NewNotice) -> Result<NoticeId> {
    let texts = rules::texts(new)?;
    let now = ctx.now();
    let notice = Notice {
        id: ctx.mint(),
        area_id: new.area_id,
        author_id: ctx.person()?,
        severity: new.severity,
        category: new.category,
        status: NoticeStatus::Draft,
        title: texts.title,
        body: texts.body,
        version: 1,
        published_at: None,
        created_at: now,
        updated_at: now,
        read_at: None,
    };
    store::add(work.connection(), &notice, false).await?;
    Ok(notice.id)
}

/// Publishes a draft to its area. Publishing again changes nothing.
pub async fn publish_notice(ctx: &Ctx, id: NoticeId) -> Result<Notice> {
    let draft = lookup(ctx, id).await?;
    let place = community::place_of_area(ctx, draft.area_id).await?;
    let permit = ctx.authorize(Action::NoticePublish, &Target::at(place))?;
    if draft.status == NoticeStatus::Published {
        return Ok(draft);
    }
    let published = rules::publish(draft, ctx.now())?;
    let mut work = ctx.begin().await?;
    if !store::change_to_published(work.connection(), &published).await? {
        return Err(Refusal::of(ErrorCode::VersionConflict).into());
    }
    work.audit(&permit, published.id);
    work.tell(Change::new(Scope::Area(published.area_id), Noun::Notice, published.id));
    work.commit().await?;
    Ok(published)
}

/// One notice, as far as the reader may see it.
pub async fn notice(ctx: &Ctx, id: NoticeId) -> Result<Notice> {
    lookup(ctx, id).await
}

async fn lookup(ctx: &Ctx, id: NoticeId) -> Result<Notice> {
    let found = store::lookup(ctx.db().write(), id, ctx.person()?).await?;
    let notice = found.ok_or_else(Error::not_found)?;
    let place = community::place_of_area(ctx, notice.area_id).await?;
    let action = match notice.status {
        NoticeStatus::Published => Action::NoticeRead,
        NoticeStatus::Draft | NoticeStatus::Withdrawn => Action::NoticeReadDraft,
    };
    ctx.authorize(action, &Target::at(place))?;
    Ok(notice)
}

/// Everything published for the reader's areas, newest first, each with its cursor.
pub async fn feed(ctx: &Ctx, unread_only: bool, args: &PageArgs) -> Result<Page<(String, Notice)>> {
    let person = ctx.person()?;
    let request = PageRequest::<FeedKey>::from_args(args)?;
    let areas = ctx.actor.areas();
    let rows = store::list_published(ctx.read(), &areas, person, unread_only, &request).await?;
    Ok(request.page(rows).map(|notice| {
        let key = (notice.published_at.unwrap_or(notice.created_at), notice.id);
        (page::encode(&key), notice)
    }))
}

/// Every notice of an area for its committee, drafts included, each with its cursor.
pub async fn notices_of_area(
    ctx: &Ctx,
    area: AreaId,
    args: &PageArgs,
) -> Result<Page<(String, Notice)>> {
    let place = community::place_of_area(ctx, area).await?;
    ctx.authorize(Action::NoticeReadDraft, &Target::at(place))?;
    let request = PageRequest::from_args(args)?;
    let rows = store::list_of_area(ctx.read(), area, ctx.person()?, &request).await?;
    Ok(request.page(rows).map(|notice| (page::encode(&(notice.id, notice.id)), notice)))
}

/// How many notices of the reader's areas are unread, counted up to 100.
pub async fn unread_count(ctx: &Ctx) -> Result<u64> {
    let person = ctx.person()?;
    store::count_unread(ctx.read(), &ctx.actor.areas(), person, MOST_UNREAD).await
}

/// Marks notices as read at the time that the phone says, as far as that is possible. What was
/// read before stays as it was.
pub async fn mark_read(
    ctx: &Ctx,
    ids: &[NoticeId],
    read_at: Option<Instant>,
) -> Result<Vec<Notice>> {
    let person = ctx.person()?;
    if ids.len() > MOST_AT_ONCE {
        return Err(Refusal::of(ErrorCode::TooMany).at("ids").with("limit", MOST_AT_ONCE).into());
    }
    // In one order for everybody, so that two requests never wait for each other's rows.
    let mut ids = ids.to_vec();
    ids.sort_unstable();
    ids.dedup();
    let mut notices = Vec::with_capacity(ids.len());
    for id in ids {
        let notice = lookup(ctx, id).await?;
        if notice.status != NoticeStatus::Published {
            return Err(Error::not_found());
        }
        notices.push(notice);
    }
    let mut work = ctx.begin().await?;
    // The receipt is the record.
    work.leave_unaudited();
    for notice in notices.iter_mut().filter(|notice| notice.read_at.is_none()) {
        let at = rules::read_time(read_at, notice.published_at, ctx.now());
        if store::add_receipt(work.connection(), notice.id, person, at, ctx.now()).await? {
            work.tell(Change::new(Scope::Person(person), Noun::Notice, notice.id));
        }
        notice.read_at = Some(at);
    }
    work.commit().await?;
    Ok(notices)
}
