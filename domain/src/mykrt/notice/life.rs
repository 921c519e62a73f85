//! A notice goes out, now or at its time, and comes to its end.

use chrono::SubsecRound as _;
use uuid::Uuid;

use super::{
    held_back, insist,
    model::{Notice, NoticeStatus, Severity},
    reach, rules,
    service::{notice, own, permitted},
    spread,
    step::StepKind,
    step_store, store,
};
use crate::{
    duties::Duty,
    identity,
    mykrt::activity,
    policy::{self, Action, Actor, Place, Target},
    shared::{
        change_log::{Change, Noun, Scope},
        clock::Instant,
        ctx::Ctx,
        error::{Error, ErrorCode, Refusal, Result},
        id::{NoticeId, PersonId, SessionId},
        scheduler,
        work::Work,
    },
};

fn conflict() -> Error {
    Refusal::of(ErrorCode::VersionConflict).into()
}

/// What somebody says who sends a notice.
#[derive(Clone, Copy, Debug, Default)]
pub struct Sending {
    /// The version that they have read: other words are not sent in their name.
    pub version: Option<i64>,
    /// That an emergency is one.
    pub confirmed: bool,
}

impl Sending {
    /// Goes on only when the words are those that were read.
    fn check(self, notice: &Notice) -> Result<()> {
        if self.version.is_some_and(|read| read != notice.version) {
            return Err(Refusal::of(ErrorCode::VersionConflict).at("version").into());
        }
        Ok(())
    }
}

/// An emergency is sent by a chair or an officer alone, and they say that it is one.
pub(super) async fn guard_emergency(ctx: &Ctx, notice: &Notice, confirmed: bool) -> Result<()> {
    if notice.severity != Severity::Emergency {
        return Ok(());
    }
    let place = reach::place_of(ctx, &notice.scope).await?;
    ctx.authorize(Action::NoticeEmergency, &Target::at(place)).map_err(reserved)?;
    if !confirmed {
        return Err(Refusal::of(ErrorCode::ConfirmationNeeded).at("confirmEmergency").into());
    }
    Ok(())
}

/// Whoever may write in the committee's name and not send this hears who can.
fn reserved(error: Error) -> Error {
    match error {
        Error::Stopped(refusal) if refusal.code == ErrorCode::Forbidden => {
            Refusal::of(ErrorCode::EmergencyReserved).stop()
        }
        other => other,
    }
}

/// Whether the actor may send a notice that is not out: an emergency a chair or an officer alone.
pub async fn may_publish(ctx: &Ctx, notice: &Notice) -> Result<bool> {
    let target = Target::at(reach::place_of(ctx, &notice.scope).await?);
    let calm = notice.severity != Severity::Emergency;
    let action = reach::action(notice, Action::NoticePublish);
    Ok(ctx.may(action, &target) && (calm || ctx.may(Action::NoticeEmergency, &target)))
}

/// Publishes a draft to those for whom it is meant. Publishing again changes nothing.
pub async fn publish_notice(ctx: &Ctx, id: NoticeId, sending: Sending) -> Result<Notice> {
    let (draft, permit) = own(ctx, id, Action::NoticePublish).await?;
    if draft.status == NoticeStatus::Published {
        return Ok(draft);
    }
    sending.check(&draft)?;
    guard_emergency(ctx, &draft, sending.confirmed).await?;
    let published = rules::publish(draft, ctx.now())?;
    let mut work = ctx.begin().await?;
    // Before the notice is locked: a worker takes the plan first too.
    scheduler::cancel(&work, Duty::NoticePublish, id).await?;
    if !put_out(&mut work, &published, ctx.now()).await? {
        return Err(conflict());
    }
    // Once whoever has left is left out.
    reach::somebody(ctx, &work, &published).await?;
    work.audit(&permit, id);
    work.commit().await?;
    Ok(published)
}

/// Writes that a notice is out, whoever sent it; false when somebody else was quicker. For whom it
/// is by name is decided now: who has left the place since it was written is left out.
async fn put_out(work: &mut Work, published: &Notice, now: Instant) -> Result<bool> {
    if !store::change(work.connection(), published).await? {
        return Ok(false);
    }
    let left_out = reach::leave_out(work, published, now).await?;
    plan_expiry(work, published).await?;
    tell(work, published, false).await?;
    spread::begin(work, published, StepKind::Push, false, now).await?;
    step_store::note_left_out(work.connection(), published.id, left_out).await?;
    insist::plan(work, published, now).await?;
    Ok(true)
}

/// Plans when a notice is no longer valid, in the place of what was planned before.
pub(super) async fn plan_expiry(work: &mut Work, notice: &Notice) -> Result<()> {
    scheduler::cancel(work, Duty::NoticeExpire, notice.id).await?;
    match notice.expires_at {
        Some(at) => scheduler::plan(work, Duty::NoticeExpire, notice.id, at).await,
        None => Ok(()),
    }
}

/// Tells those for whom a notice is meant that it came, changed or was taken back, or is gone.
pub(super) async fn tell(work: &mut Work, notice: &Notice, gone: bool) -> Result<()> {
    let mut scopes = Vec::new();
    if notice.audience != 0 {
        scopes.push(notice.scope.hearers());
    }
    let people = store::people(work.connection(), notice.id).await?;
    scopes.extend(people.into_iter().map(Scope::Person));
    for scope in scopes {
        work.tell(Change { scope, noun: Noun::Notice, id: notice.id.0, gone });
    }
    Ok(())
}

/// Tells whoever has a notice that is out that there is something new about the activity that it
/// carries. For whoever corrects the notice it is the same version.
pub(crate) async fn tell_carried(work: &mut Work, id: NoticeId) -> Result<()> {
    let Some(notice) = store::lock(work.connection(), id).await? else { return Ok(()) };
    if notice.status != NoticeStatus::Published {
        return Ok(());
    }
    store::count_carried(work.connection(), id).await?;
    tell(work, &notice, false).await
}

/// Whether somebody says again what they said, and it stands so.
fn is_repeat(waiting: &Notice, at: Option<Instant>, person: PersonId) -> bool {
    match at {
        Some(_) => {
            waiting.status == NoticeStatus::Scheduled
                && waiting.publish_at == at
                && waiting.scheduled_by == Some(person)
        }
        None => waiting.status == NoticeStatus::Draft,
    }
}

/// Says when a draft goes out by itself, or with no time that it does not. Saying the same again
/// changes nothing.
pub async fn schedule_notice(
    ctx: &Ctx,
    id: NoticeId,
    publish_at: Option<Instant>,
    sending: Sending,
) -> Result<Notice> {
    let (draft, permit) = own(ctx, id, Action::NoticePublish).await?;
    // As it is kept: a phone that counts finer says the same again all the same.
    let publish_at = publish_at.map(|at| at.trunc_subsecs(3));
    if is_repeat(&draft, publish_at, ctx.person()?) {
        return Ok(draft);
    }
    sending.check(&draft)?;
    let now = ctx.now();
    let waiting = match publish_at {
        Some(at) => {
            guard_emergency(ctx, &draft, sending.confirmed).await?;
            Notice { scheduled_by: Some(ctx.person()?), ..rules::schedule(draft, at, now)? }
        }
        None => rules::unschedule(draft, false, now)?,
    };
    let mut work = ctx.begin().await?;
    // Before the notice is locked: a worker takes the plan first too.
    scheduler::cancel(&work, Duty::NoticePublish, id).await?;
    if !store::change(work.connection(), &waiting).await? {
        return Err(conflict());
    }
    if let Some(at) = waiting.publish_at {
        reach::somebody(ctx, &work, &waiting).await?;
        scheduler::plan(&mut work, Duty::NoticePublish, id, at).await?;
    }
    let deed = work.audit(&permit, id);
    if let Some(at) = waiting.publish_at {
        deed.detail("publishAt", at.to_rfc3339());
    }
    work.commit().await?;
    Ok(waiting)
}

/// A scheduled notice goes out, once, by the node that does the duty. Whether whoever scheduled it
/// may still send it is asked again now: when they may not, or nobody would get it, it is a draft
/// again, and those who can send it hear so.
pub(crate) async fn publish_due(ctx: &Ctx, work: &mut Work, id: NoticeId) -> Result<()> {
    let now = ctx.now();
    let Some(notice) = store::lock(work.connection(), id).await? else { return Ok(()) };
    if notice.status != NoticeStatus::Scheduled {
        return Ok(());
    }
    let Some(publish_at) = notice.publish_at else { return Ok(()) };
    if publish_at > now {
        // The clock was set back. The plan that is being done makes room: it is for the same moment.
        scheduler::cancel(work, Duty::NoticePublish, id).await?;
        return scheduler::plan(work, Duty::NoticePublish, id, publish_at).await;
    }
    let place = reach::place_of(ctx, &notice.scope).await?;
    let may = may_still_send(work, &notice, &place, now).await?;
    let entitled = may && reach::is_open(work.connection(), &notice.scope).await?;
    // What expired while no node ran is held back too, and what is for nobody any more.
    let published = rules::publish(notice.clone(), now).ok().filter(|_| entitled);
    let for_nobody = reach::has_nobody_left(work, &notice, now).await?;
    let Some(published) = published.filter(|_| !for_nobody) else {
        return hold_back(work, notice, may, now).await;
    };
    if !put_out(work, &published, now).await? {
        return Err(conflict());
    }
    let action = reach::action(&published, Action::NoticePublish);
    work.note(action, id, &place).detail("scheduled", "true");
    Ok(())
}

async fn hold_back(work: &mut Work, notice: Notice, may: bool, now: Instant) -> Result<()> {
    let scheduler = notice.scheduled_by.filter(|_| may);
    let draft = rules::unschedule(notice, true, now)?;
    tracing::warn!(notice = %draft.id, "a scheduled notice is held back");
    if !store::change(work.connection(), &draft).await? {
        return Err(conflict());
    }
    held_back::tell(work, &draft, scheduler, now).await
}

async fn may_still_send(work: &Work, notice: &Notice, place: &Place, now: Instant) -> Result<bool> {
    let Some(person) = notice.scheduled_by else { return Ok(false) };
    let grants = identity::roles_held(work.connection(), person, now).await?;
    let actor = Actor::Person { id: person, session: SessionId(Uuid::nil()), grants };
    let target = Target::at(place.clone());
    let may = |action| policy::decide(&actor, action, &target).is_ok();
    let calm = notice.severity != Severity::Emergency;
    let action = reach::action(notice, Action::NoticePublish);
    Ok(may(action) && (calm || may(Action::NoticeEmergency)))
}

/// A notice is no longer valid: it leaves the feeds.
pub(crate) async fn expire_due(ctx: &Ctx, work: &mut Work, id: NoticeId) -> Result<()> {
    let Some(notice) = store::lock(work.connection(), id).await? else { return Ok(()) };
    let Some(expired) = rules::expire(notice, ctx.now()) else { return Ok(()) };
    if !store::change(work.connection(), &expired).await? {
        return Err(conflict());
    }
    tell(work, &expired, true).await
}

/// Takes a notice back, and says why: what it carries that is still to come is called off with it, once
/// it has gone out. Of a draft nobody knows; its activity stays. Taking it back again changes nothing.
pub async fn withdraw_notice(ctx: &Ctx, id: NoticeId, reason: &str) -> Result<Notice> {
    let (seen, _) = own(ctx, id, Action::NoticeWithdraw).await?;
    if seen.status == NoticeStatus::Withdrawn {
        // For good.
        return Ok(seen);
    }
    let mut work = ctx.begin().await?;
    // Before the notice is locked: a worker takes the plan first too, and others the activity.
    for duty in [Duty::NoticePublish, Duty::NoticeExpire, Duty::NoticeInsist] {
        scheduler::cancel(&work, duty, id).await?;
    }
    let carried = activity::hold_to_come(ctx, &work, id).await?;
    // As it stands now: meanwhile it may have gone out, been corrected, sent elsewhere or taken back.
    let found = store::lock(work.connection(), id).await?.ok_or_else(Error::not_found)?;
    let permit = permitted(ctx, &found, Action::NoticeWithdraw).await?;
    if found.status == NoticeStatus::Withdrawn {
        drop(work);
        return notice(ctx, id).await;
    }
    let withdrawn = rules::withdraw(found, reason, ctx.now())?;
    if !store::change(work.connection(), &withdrawn).await? {
        return Err(conflict());
    }
    if withdrawn.has_gone_out() {
        activity::call_off(ctx, &mut work, &withdrawn, carried).await?;
        spread::stop(&work, &withdrawn, ctx.now()).await?;
        // It is still there, and says why: whoever shows it hears that.
        tell(&mut work, &withdrawn, false).await?;
    }
    let reason = withdrawn.status_reason.unwrap_or_default();
    work.audit(&permit, id).detail("reason", reason);
    work.commit().await?;
    notice(ctx, id).await
}
