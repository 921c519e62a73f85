//! Appointing to a committee, and who sits on it.
//!
//! No text says who appoints: the officers of the district, the state and headquarters do, and the
//! chair gives the other posts to residents of the area, for no longer than the chair's own term.

use std::collections::HashMap;

use sea_orm::ConnectionTrait;

use super::{
    model::{Appointment, NewAppointment, Post, TermRegime},
    regime_store,
    row::{self, Limit},
    rules::{self, Span, Term},
    store::{self, Written},
};
use crate::{
    community::service::{areas_by_ids, place_of_area},
    duties::Duty,
    identity::{self, Identity},
    policy::{Action, Place, Target},
    shared::{
        change_log::{Change, Noun, Scope},
        clock::Instant,
        ctx::Ctx,
        error::{Error, ErrorCode, Refusal, Refusals, Result},
        id::{AppointmentId, AreaId},
        outbox::Text,
        replay::{Begun, Once},
        scheduler, text,
        work::Work,
    },
};

/// The longest reason.
pub(super) const REASON: usize = 500;

/// What one must be allowed to do to give or take this post.
pub(super) fn giving(post: Post) -> Action {
    match post {
        Post::Chair => Action::ChairAppoint,
        Post::DeputyChair
        | Post::Secretary
        | Post::AssistantSecretary
        | Post::Treasurer
        | Post::Member => Action::PostAppoint,
    }
}

/// Gives a post to somebody for a term. It gives a role, so it asks for a fresh proof.
pub async fn appoint(
    ctx: &Ctx,
    identity: &Identity,
    new: &NewAppointment,
    key: Option<&str>,
) -> Result<Appointment> {
    let place = place_of_area(ctx, new.area_id).await?;
    let target = Target::at(place.clone());
    let permit = ctx.authorize(giving(new.post), &target)?;
    if new.exception.is_some() {
        ctx.authorize(Action::TermExcept, &target)?;
    }
    identity.require_fresh_proof(ctx).await?;
    let mut once = match Once::begin(ctx, &permit, "appointmentAdd", key, new).await? {
        Begun::Fresh(once) => once,
        Begun::Repeat(id) => return appointment(ctx, AppointmentId(id)).await,
    };
    let given = give(ctx, &mut once.work, new, &target).await;
    if let Ok(id) = &given {
        once.work.audit(&permit, *id).about(new.person_id);
    }
    let id = once.finish(ctx, given).await?;
    appointment(ctx, id).await
}

async fn give(
    ctx: &Ctx,
    work: &mut Work,
    new: &NewAppointment,
    target: &Target,
) -> Result<AppointmentId> {
    store::lock(work.connection(), new.area_id).await?;
    // Whoever erases their account, or leaves the area, meanwhile is given nothing.
    identity::take_turn(work.connection(), new.person_id).await?;
    let regimes = regime_store::regimes(work.connection()).await?;
    let now = ctx.now();
    let starts_at = new.starts_at.unwrap_or(now);
    let regime = rules::regime_at(&regimes, starts_at).ok_or_else(|| {
        let first = regimes.iter().filter_map(|regime| regime.in_force_from).min();
        Refusal::of_time("startsAt", first, None)
    })?;
    let latest = own_end(ctx, work, new.area_id, target).await?;
    let mut wrong = Refusals::default();
    let span = wrong.keep(rules::span(regime, (starts_at, new.ends_at), latest, now));
    if !is_eligible(ctx, work, new, target).await? {
        wrong.add(Refusal::of(ErrorCode::PersonNotEligible).at("personId"));
    }
    let reason = new
        .exception
        .as_deref()
        .map(|reason| text::paragraphs(reason, REASON).map_err(|refusal| refusal.at("exception")));
    let reason = wrong.keep(reason.transpose()).flatten();
    let Some(span) = span else {
        wrong.done()?;
        return Err(Error::internal("a term without a time was not refused"));
    };
    let terms = store::terms(work.connection(), new.area_id, new.person_id, new.post).await?;
    let exception = weigh(new, span, (regime, &terms), reason, &mut wrong);
    wrong.done()?;
    let id: AppointmentId = ctx.mint();
    let written = Written {
        id,
        area: new.area_id,
        person: new.person_id,
        post: new.post,
        span,
        regime_code: regime.code.clone(),
        given_by: ctx.person()?,
        exception,
        now,
    };
    store::add(work.connection(), &written).await?;
    work.tell(Change::new(Scope::Area(new.area_id), Noun::Appointment, id));
    // Tokens that were given before a role begins or ends stop counting then.
    for turn in [Some(span.starts_at), span.ends_at].into_iter().flatten().filter(|at| *at > now) {
        scheduler::plan(work, Duty::RolesTurn, new.person_id, turn).await?;
    }
    Identity::roles_changed_in(work, new.person_id, new.area_id).await?;
    let text = Text::RoleGranted { role: new.post.role() };
    identity::tell_person(work, new.person_id, text, (id.0, now)).await?;
    Ok(id)
}

/// What stands in the way of the term is refused; what lets it through all the same is given back.
fn weigh(
    new: &NewAppointment,
    span: Span,
    (regime, terms): (&TermRegime, &[Term]),
    reason: Option<String>,
    wrong: &mut Refusals,
) -> Option<String> {
    for obstacle in rules::obstacles(terms, new.person_id, new.post, span) {
        wrong.add(obstacle);
    }
    let own = terms.iter().filter(|term| term.person == new.person_id);
    let own: Vec<Span> = own.map(|term| term.span).collect();
    let number = row::terms_in_a_row(&own, span, regime);
    match wrong.keep(row::within_limit(regime, number))? {
        // A reason that was not needed is not kept: nothing was let through.
        Limit::Within => None,
        Limit::Exception if reason.is_none() => {
            wrong.add(row::too_many(number - 1));
            None
        }
        Limit::Exception => reason,
    }
}

/// Until when the term of a chair lasts who appoints; none for an officer, who is not bound by it.
async fn own_end(ctx: &Ctx, work: &Work, area: AreaId, target: &Target) -> Result<Option<Instant>> {
    if ctx.may(Action::ChairAppoint, target) {
        return Ok(None);
    }
    let (person, now) = (ctx.person()?, ctx.now());
    let terms = store::terms(work.connection(), area, person, Post::Chair).await?;
    let own = terms.iter().find(|term| {
        let span = term.span;
        term.person == person
            && term.post == Post::Chair
            && span.starts_at <= now
            && span.ends_at.is_none_or(|end| now < end)
    });
    // A token may be a moment older than the end of the term that it speaks of.
    let own = own.ok_or_else(|| Refusal::of(ErrorCode::Forbidden).stop())?;
    Ok(own.span.ends_at)
}

/// An officer may appoint anybody with an account, because the law also names "persons who have
/// interest"; a chair only residents.
async fn is_eligible(
    ctx: &Ctx,
    work: &Work,
    new: &NewAppointment,
    target: &Target,
) -> Result<bool> {
    let connection = work.connection();
    Ok(store::has_account(connection, new.person_id).await?
        && (ctx.may(Action::ChairAppoint, target)
            || store::lives_in(connection, new.person_id, new.area_id).await?))
}

/// One appointment, for those who may see the names of the area's committee.
pub async fn appointment(ctx: &Ctx, id: AppointmentId) -> Result<Appointment> {
    let found = store::lookup(ctx.db().write(), id).await?.ok_or_else(Error::not_found)?;
    let place = place_of_area(ctx, found.area_id).await?;
    let own = found.holder.as_ref().map(|holder| holder.id) == ctx.actor.person();
    if !own {
        ctx.authorize(Action::CommitteeRead, &Target::at(place.clone()))?;
    }
    Ok(shown(ctx, found, &place))
}

/// The committees of these areas at an instant. Everybody sees which posts are held and until
/// when; names are for the area's people and the officers above it.
pub async fn committees(
    ctx: &Ctx,
    areas: &[AreaId],
    at: Instant,
) -> Result<HashMap<AreaId, Vec<Appointment>>> {
    ctx.authorize(Action::PublicRead, &Target::nothing())?;
    let places: HashMap<AreaId, Place> =
        areas_by_ids(ctx, areas).await?.iter().map(|area| (area.id, area.place())).collect();
    let mut held = store::held_at(ctx.read(), areas, at).await?;
    held.sort_by_key(|appointment| (appointment.post, appointment.starts_at, appointment.id));
    let mut committees: HashMap<AreaId, Vec<Appointment>> = HashMap::new();
    for appointment in held {
        if let Some(place) = places.get(&appointment.area_id) {
            let committee = committees.entry(appointment.area_id).or_default();
            committee.push(shown(ctx, appointment, place));
        }
    }
    Ok(committees)
}

/// Whether an area has neither a chair nor a secretary in office who is not shut out, so that the
/// officers above it decide who belongs to it.
pub(crate) async fn is_vacant<C: ConnectionTrait>(
    connection: &C,
    area: AreaId,
    now: Instant,
) -> Result<bool> {
    Ok(store::with_somebody_in_charge(connection, &[area], now).await?.is_empty())
}

/// Of each of these areas, whether it has neither a chair nor a secretary in office who is not shut
/// out: what an app may offer hangs on it.
pub async fn vacant_areas(ctx: &Ctx, areas: &[AreaId]) -> Result<HashMap<AreaId, bool>> {
    ctx.authorize(Action::PublicRead, &Target::nothing())?;
    let in_charge = store::with_somebody_in_charge(ctx.read(), areas, ctx.now()).await?;
    Ok(areas.iter().map(|area| (*area, !in_charge.contains(area))).collect())
}

/// The appointment as far as the reader may see it.
pub(super) fn shown(ctx: &Ctx, appointment: Appointment, place: &Place) -> Appointment {
    let target = Target::at(place.clone());
    let own = appointment.holder.as_ref().map(|holder| holder.id) == ctx.actor.person();
    let names = own || ctx.may(Action::CommitteeRead, &target);
    let reasons = ctx.may(giving(appointment.post), &target);
    Appointment {
        holder: appointment.holder.filter(|_| names),
        exception: appointment.exception.filter(|_| reasons),
        end_reason: appointment.end_reason.filter(|_| reasons),
        ..appointment
    }
}
