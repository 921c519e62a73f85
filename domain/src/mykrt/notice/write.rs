//! Writing and correcting notices.

use serde::Serialize;

use super::{
    asked, attachments,
    audience::Where,
    documents, emergency, insist, life,
    model::{NewNotice, Notice, NoticeChanges, NoticeDocument, NoticeStatus},
    reach,
    revision_store::{self, Enclosed},
    rules,
    service::{notice, own, permitted},
    share, spread,
    step::StepKind,
    store,
};
use crate::{
    duties::Duty,
    mykrt::activity,
    policy::{Action, Target},
    shared::{
        ctx::Ctx,
        error::{Error, ErrorCode, Refusal, Result},
        id::NoticeId,
        media::Picture,
        outbox,
        replay::{Begun, Once},
        scheduler,
        work::Work,
    },
};

/// Writes a draft for a place.
pub async fn create_notice(ctx: &Ctx, new: &NewNotice, key: Option<&str>) -> Result<Notice> {
    ctx.person()?;
    let place = reach::place_of(ctx, &new.audience.place).await?;
    let (official, permit) = reach::voice(ctx, &new.audience.place, &place)?;
    let once = match Once::begin(ctx, &permit, "noticeCreate", key, new).await? {
        Begun::Fresh(once) => once,
        Begun::Repeat(id) => return notice(ctx, NoticeId(id)).await,
    };
    let written = write_draft(ctx, &once.work, official, new).await;
    let id = once.finish(ctx, written).await?;
    notice(ctx, id).await
}

async fn write_draft(ctx: &Ctx, work: &Work, official: bool, new: &NewNotice) -> Result<NoticeId> {
    let now = ctx.now();
    let content = rules::content(&new.content, None)?;
    rules::times(content.expires_at, content.pinned_until, now)?;
    let audience = &new.audience;
    rules::public(content.is_public, audience.mask(), !audience.people.is_empty())?;
    reach::check(ctx, work, audience).await?;
    let connection = work.connection();
    let pictures = attachments::resolve(ctx, connection, &new.attachments, &[]).await?;
    let documents = documents::resolve(ctx, connection, &new.documents, &[]).await?;
    let mut draft = Notice {
        id: ctx.mint(),
        scope: new.audience.place.clone(),
        area_id: new.audience.place.area(),
        official,
        audience: new.audience.mask(),
        author_id: ctx.person()?,
        severity: content.severity,
        category: content.category,
        status: NoticeStatus::Draft,
        title: content.title,
        body: content.body,
        link: content.link,
        needs_acknowledgement: content.needs_acknowledgement,
        is_public: content.is_public,
        slug: None,
        version: 1,
        carried_version: 0,
        push_round: 0,
        asked_again_at: None,
        asked_version: 0,
        publish_at: None,
        scheduled_by: None,
        held_back_at: None,
        published_at: None,
        edited_at: None,
        expires_at: content.expires_at,
        pinned_until: content.pinned_until,
        withdrawn_at: None,
        status_reason: None,
        created_at: now,
        updated_at: now,
        read_at: None,
        acknowledged_at: None,
        named: false,
    };
    share::name(work, &mut draft).await?;
    store::add(connection, &draft, false).await?;
    store::replace_people(connection, draft.id, &new.audience.people).await?;
    attachments::ATTACHMENTS.replace(connection, draft.id, &pictures).await?;
    documents::replace(connection, draft.id, &documents, now).await?;
    Ok(draft.id)
}

/// Changes a notice whose newest version the writer has read. What has gone out keeps its former
/// words as a revision, and says that it was edited.
pub async fn update_notice(
    ctx: &Ctx,
    id: NoticeId,
    version: i64,
    changes: &NoticeChanges,
    key: Option<&str>,
) -> Result<Notice> {
    #[derive(Serialize)]
    struct Content<'a>(NoticeId, i64, &'a NoticeChanges);
    let (_, permit) = own(ctx, id, Action::NoticeWrite).await?;
    let content = Content(id, version, changes);
    let mut once = match Once::begin(ctx, &permit, "noticeUpdate", key, &content).await? {
        Begun::Fresh(once) => once,
        Begun::Repeat(id) => return notice(ctx, NoticeId(id)).await,
    };
    let written = write_changes(ctx, &mut once.work, id, version, changes).await;
    let id = once.finish(ctx, written).await?;
    notice(ctx, id).await
}

async fn write_changes(
    ctx: &Ctx,
    work: &mut Work,
    id: NoticeId,
    version: i64,
    changes: &NoticeChanges,
) -> Result<NoticeId> {
    let now = ctx.now();
    let conflict = || Error::from(Refusal::of(ErrorCode::VersionConflict).at("version"));
    scheduler::hold(work, &[Duty::NoticeExpire, Duty::NoticeInsist], id).await?;
    let before = store::lock(work.connection(), id).await?.ok_or_else(Error::not_found)?;
    // Meanwhile somebody may have sent it elsewhere.
    permitted(ctx, &before, Action::NoticeWrite).await?;
    if before.version != version {
        return Err(conflict());
    }
    let content = rules::content(&rules::with_changes(&before, changes), Some(&before))?;
    rules::times(changes.expires_at.flatten(), changes.pinned_until.flatten(), now)?;
    let corrects = asked::corrects(&before, &content, changes);
    let mut after = rules::change(before.clone(), content, changes, now)?;
    if let Some(audience) = &changes.audience {
        let place = reach::place_of(ctx, &audience.place).await?;
        ctx.authorize(reach::action(&before, Action::NoticeWrite), &Target::at(place))?;
        if before.official && matches!(audience.place, Where::Part(..)) {
            // Parts of an area are its committee's affair alone.
            return Err(Refusal::of(ErrorCode::Forbidden).stop());
        }
        reach::check(ctx, work, audience).await?;
        let moves = audience.place.area() != before.area_id;
        if moves && activity::is_planned_for(work.connection(), id).await? {
            // It is of the area that the notice leaves.
            let refusal = Refusal::of(ErrorCode::NoticeHasActivity);
            return Err(refusal.at("audience.place").into());
        }
        after.scope = audience.place.clone();
        after.area_id = audience.place.area();
        after.audience = audience.mask();
    }
    if after.is_public {
        let names_people = match &changes.audience {
            Some(audience) => !audience.people.is_empty(),
            None => !store::people(work.connection(), id).await?.is_empty(),
        };
        rules::public(true, after.audience, names_people)?;
        share::name(work, &mut after).await?;
    }
    let becomes_emergency = emergency::becomes_emergency(&before, &after, changes);
    if becomes_emergency {
        life::guard_emergency(ctx, &after, changes.confirm_emergency).await?;
    }
    if after.status == NoticeStatus::Scheduled && (becomes_emergency || after.scope != before.scope)
    {
        // Whoever scheduled it may not be allowed to send this, and would be asked at its time.
        after.scheduled_by = Some(ctx.person()?);
    }
    let enclosed = Enclosed::of(work.connection(), id).await?;
    let (pictures, documents) = changed(ctx, work, changes, &enclosed).await?;
    if !store::change(work.connection(), &after).await? {
        return Err(conflict());
    }
    if let Some(audience) = &changes.audience {
        store::replace_people(work.connection(), id, &audience.people).await?;
    }
    if let Some(pictures) = &pictures {
        attachments::ATTACHMENTS.replace(work.connection(), id, pictures).await?;
    }
    if let Some(documents) = &documents {
        documents::replace(work.connection(), id, documents, now).await?;
    }
    if after.status == NoticeStatus::Published {
        if corrects {
            let edited = (ctx.person()?, now);
            let kept = (&before, &enclosed);
            revision_store::add(work.connection(), ctx.mint(), kept, edited).await?;
        }
        if before.expires_at != after.expires_at {
            life::plan_expiry(work, &after).await?;
        }
        life::tell(work, &after, false).await?;
        if after.push_round > before.push_round {
            if after.asked_version > before.asked_version {
                // Former words leave by no way any more.
                outbox::recall(work, id).await?;
            } else {
                outbox::recall_pushes(work, id).await?;
            }
            spread::begin(work, &after, StepKind::Push, false, now).await?;
        }
        insist::corrected(work, &before, &after, now).await?;
    }
    Ok(id)
}

/// The pictures and the documents in the place of those that a notice had, where they are changed.
async fn changed(
    ctx: &Ctx,
    work: &Work,
    changes: &NoticeChanges,
    enclosed: &Enclosed,
) -> Result<(Option<Vec<Picture>>, Option<Vec<NoticeDocument>>)> {
    let connection = work.connection();
    let mut pictures = None;
    if let Some(new) = &changes.attachments {
        pictures = Some(attachments::resolve(ctx, connection, new, &enclosed.pictures).await?);
    }
    let mut documents = None;
    if let Some(new) = &changes.documents {
        documents = Some(documents::resolve(ctx, connection, new, &enclosed.documents).await?);
    }
    Ok((pictures, documents))
}
