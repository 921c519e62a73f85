//! Ending an appointment before its time: by whoever may give the post, or by its holder.

use serde::Serialize;

use super::{
    model::Appointment,
    rules::{self, Span},
    service::{REASON, appointment, giving, shown},
    store,
};
use crate::{
    community::service::place_of_area,
    duties::Duty,
    identity::{self, Identity},
    policy::{Action, Target},
    shared::{
        change_log::{Change, Noun, Scope},
        clock::Instant,
        ctx::Ctx,
        error::{Error, ErrorCode, Refusal, Result},
        id::{AppointmentId, PersonId},
        replay::{Begun, Once},
        scheduler, text,
        work::Work,
    },
};

/// How an appointment ends.
#[derive(Clone, Debug, Serialize)]
pub struct Ending {
    /// Which one.
    pub id: AppointmentId,
    /// When; now when it is not said.
    pub ends_at: Option<Instant>,
    /// Why.
    pub reason: Option<String>,
}

/// Ends an appointment. One that has ended stays as it is.
pub async fn end_appointment(ctx: &Ctx, ending: &Ending, key: Option<&str>) -> Result<Appointment> {
    let found = store::lookup(ctx.db().write(), ending.id).await?.ok_or_else(Error::not_found)?;
    let place = place_of_area(ctx, found.area_id).await?;
    let holder = found.holder.as_ref().map(|holder| holder.id).ok_or_else(Error::not_found)?;
    let permit = if ctx.may(Action::PostResign, &Target::of(holder)) {
        ctx.authorize(Action::PostResign, &Target::of(holder))?
    } else {
        ctx.authorize(Action::CommitteeRead, &Target::at(place.clone()))?;
        ctx.authorize(giving(found.post), &Target::at(place.clone()))?
    };
    let mut once = match Once::begin(ctx, &permit, "appointmentEnd", key, ending).await? {
        Begun::Fresh(once) => once,
        Begun::Repeat(id) => return appointment(ctx, AppointmentId(id)).await,
    };
    once.work.audit(&permit, found.id).about(holder);
    let ended = end(ctx, &mut once.work, ending, holder).await;
    let id = once.finish(ctx, ended).await?;
    let found = store::lookup(ctx.db().write(), id).await?.ok_or_else(Error::not_found)?;
    Ok(shown(ctx, found, &place))
}

async fn end(
    ctx: &Ctx,
    work: &mut Work,
    ending: &Ending,
    holder: PersonId,
) -> Result<AppointmentId> {
    // The person before the post, as whoever erases their account does.
    identity::take_turn(work.connection(), holder).await?;
    let found = store::lookup(work.connection(), ending.id).await?.ok_or_else(Error::not_found)?;
    let now = ctx.now();
    if found.ends_at.is_some_and(|end| end <= now) {
        return Ok(found.id);
    }
    let span = Span { starts_at: found.starts_at, ends_at: found.ends_at };
    let ends_at = rules::early_end(span, ending.ends_at, now)?;
    let given = ending.reason.as_deref().filter(|reason| !reason.trim().is_empty());
    let reason = given.map(|reason| text::paragraphs(reason, REASON)).transpose();
    let reason = reason.map_err(|refusal| refusal.at("reason"))?;
    let by = (ctx.person()?, reason);
    if !store::end(work.connection(), &found, ends_at, by, now).await? {
        return Err(Refusal::of(ErrorCode::VersionConflict).into());
    }
    work.tell(Change::new(Scope::Area(found.area_id), Noun::Appointment, found.id));
    if ends_at > now {
        scheduler::plan(work, Duty::RolesTurn, holder, ends_at).await?;
    }
    Identity::roles_changed_in(work, holder, found.area_id).await?;
    Ok(found.id)
}
