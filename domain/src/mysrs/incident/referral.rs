//! Referring an incident to the police, a council or an agency. Under the Data Sharing Act each time is
//! logged: what, why, to whom, and how it is handled there.

use chrono::TimeDelta;

use super::{
    list::{self, Within},
    model::Incident,
    referral_model::{Agency, Answering, Referral, ReferralAnswer, Referring, Shares},
    referral_store::{self, NewReferral, ReferralKey},
    rules::REASON,
    sight::{Shown, incident, target_of},
    step,
    step_model::StepKind,
    step_store::{self, NewStep},
    store, told,
};
use crate::{
    mysrs::referral::{self as feed, Referred},
    policy::{Action, Target},
    shared::{
        ctx::Ctx,
        error::{Error, Refusal, Refusals, Result},
        id::{IncidentId, ReferralId},
        page::{self, Page, PageArgs, PageRequest},
        replay::{Begun, Once},
        text,
        work::Work,
    },
};

/// How long the name of a recipient is, in characters.
const RECIPIENT: (usize, usize) = (2, 200);
/// The longest answer, in characters.
const NOTE: usize = 2_000;
/// The same referral by the same person within so long is a second tap.
const TAP: TimeDelta = TimeDelta::minutes(1);

/// Refers an incident, and logs it. From then on the police's liaison sees of it what was shared. The same
/// by the same person within a minute brings the first one.
pub async fn refer_incident(
    ctx: &Ctx,
    referring: &Referring,
    key: Option<&str>,
) -> Result<Referral> {
    let shown = incident(ctx, referring.incident_id).await?;
    let action = Action::IncidentRefer;
    let permit = ctx.authorize(action, &target_of(ctx, &shown, action))?;
    let mut once = match Once::begin(ctx, &permit, "incidentRefer", key, referring).await? {
        Begun::Fresh(once) => once,
        Begun::Repeat(id) => return lookup(ctx, ReferralId(id)).await,
    };
    let referred = refer(ctx, &mut once.work, referring).await;
    match &referred {
        Ok((_, true)) => {
            once.work.audit(&permit, referring.incident_id);
        }
        Ok((_, false)) => once.work.leave_unaudited(),
        Err(_) => {}
    }
    let id = once.finish(ctx, referred.map(|(id, _)| id)).await?;
    lookup(ctx, id).await
}

/// Refers it; tells whether that is new.
async fn refer(ctx: &Ctx, work: &mut Work, referring: &Referring) -> Result<(ReferralId, bool)> {
    let mut refusals = Refusals::default();
    let recipient = text::line(&referring.recipient, RECIPIENT.1)
        .and_then(|name| text::paragraphs_of(&name, RECIPIENT));
    let recipient = refusals.keep(recipient.map_err(|r| r.at("recipient")));
    let reason = text::paragraphs_of(&referring.reason, REASON);
    let reason = refusals.keep(reason.map_err(|r| r.at("reason")));
    let handling = text::paragraphs_of(&referring.handling, REASON);
    let handling = refusals.keep(handling.map_err(|r| r.at("handling")));
    refusals.done()?;
    let found = store::lock(work.connection(), referring.incident_id).await?;
    let found = found.ok_or_else(Error::not_found)?;
    let new = NewReferral {
        id: ctx.mint(),
        incident: &found,
        agency: referring.agency,
        recipient: recipient.unwrap_or_default(),
        shared: Shares::of(&referring.shared),
        reason: reason.unwrap_or_default(),
        handling: handling.unwrap_or_default(),
        referred_by: ctx.person()?,
        referred_at: ctx.now(),
    };
    let same = referral_store::find_same(work.connection(), &new, new.referred_at - TAP).await?;
    if let Some(first) = same {
        return Ok((first, false));
    }
    referral_store::add(work.connection(), &new).await?;
    if new.agency == Agency::Police {
        let referred = Referred { id: new.id, incident: &found, shared: &new.shared };
        feed::referred(ctx, work, &referred).await?;
    }
    note(ctx, work, &found, StepKind::Referred, new.id).await?;
    Ok((new.id, true))
}

/// Writes into the timeline that something was done with a referral.
async fn note(
    ctx: &Ctx,
    work: &mut Work,
    found: &Incident,
    kind: StepKind,
    referral: ReferralId,
) -> Result<()> {
    let step = NewStep { referral_id: Some(referral), ..step::taken(ctx, found.id, kind)? };
    step_store::add(work.connection(), &step).await?;
    told::changed(work, found.unit_id, found.id);
    Ok(())
}

async fn lookup(ctx: &Ctx, id: ReferralId) -> Result<Referral> {
    referral_store::lookup(ctx.db().write(), id).await?.ok_or_else(Error::not_found)
}

/// One referral: for whoever answers for the incident, and the police when it went to them.
pub async fn referral(ctx: &Ctx, id: ReferralId) -> Result<Referral> {
    ctx.person()?;
    let found = lookup(ctx, id).await?;
    let shown = incident(ctx, found.incident_id).await?;
    if is_for(&shown, &found) { Ok(found) } else { Err(Error::not_found()) }
}

fn is_for(shown: &Shown, referral: &Referral) -> bool {
    let to_them = !shown.rights.as_police || referral.agency == Agency::Police;
    shown.rights.see_referrals && to_them
}

/// To whom an incident that the reader was shown was referred, the first first; nothing for whoever may
/// not see it.
pub async fn referrals_of(ctx: &Ctx, shown: &Shown) -> Result<Option<Vec<Referral>>> {
    if !shown.rights.see_referrals {
        return Ok(None);
    }
    let all = referral_store::list_of(ctx.db().write(), shown.incident.id).await?;
    Ok(Some(all.into_iter().filter(|one| is_for(shown, one)).collect()))
}

/// What came back of a referral that the reader was shown, the first first.
pub async fn answers_of(ctx: &Ctx, referral: ReferralId) -> Result<Vec<ReferralAnswer>> {
    referral_store::list_answers(ctx.db().write(), referral).await
}

/// Notes what came back of a referral: by whoever answers for the incident, or by the police
/// themselves.
pub async fn answer_referral(
    ctx: &Ctx,
    answering: &Answering,
    key: Option<&str>,
) -> Result<Referral> {
    let found = referral(ctx, answering.referral_id).await?;
    let shown = incident(ctx, found.incident_id).await?;
    let action = Action::IncidentReferralAnswer;
    let permit = ctx.authorize(action, &target_of(ctx, &shown, action))?;
    let mut once = match Once::begin(ctx, &permit, "incidentReferralAnswer", key, answering).await?
    {
        Begun::Fresh(once) => once,
        Begun::Repeat(id) => return lookup(ctx, ReferralId(id)).await,
    };
    let answered = answer(ctx, &mut once.work, found.incident_id, answering).await;
    if answered.is_ok() {
        once.work.audit(&permit, found.incident_id);
    }
    let id = once.finish(ctx, answered).await?;
    lookup(ctx, id).await
}

async fn answer(
    ctx: &Ctx,
    work: &mut Work,
    incident: IncidentId,
    answering: &Answering,
) -> Result<ReferralId> {
    let now = ctx.now();
    let written = answering.note.as_deref().filter(|note| !note.trim().is_empty());
    let written = written.map(|note| text::paragraphs(note, NOTE)).transpose();
    let written = written.map_err(|refusal| refusal.at("note"))?;
    let answered_at = answering.answered_at.unwrap_or(now);
    let found = store::lock(work.connection(), incident).await?.ok_or_else(Error::not_found)?;
    if answered_at > now || answered_at < found.received_at {
        return Err(Refusal::of_time("answeredAt", Some(found.received_at), Some(now)).into());
    }
    let kept = ReferralAnswer {
        id: ctx.mint(),
        referral_id: answering.referral_id,
        outcome: answering.outcome,
        note: written,
        answered_at,
        recorded_at: now,
    };
    referral_store::add_answer(work.connection(), &kept, ctx.person()?).await?;
    note(ctx, work, &found, StepKind::Answered, answering.referral_id).await?;
    Ok(answering.referral_id)
}

/// The log of what was shared, the latest first, each with its cursor: of a unit, a district, a state or
/// all, for the officers there.
pub async fn referral_log(
    ctx: &Ctx,
    within: &Within,
    args: &PageArgs,
) -> Result<Page<(String, Referral)>> {
    ctx.person()?;
    let place = list::place_of(ctx, within).await?;
    ctx.authorize(Action::IncidentReferralRead, &Target::at(place))?;
    let request = PageRequest::<ReferralKey>::from_args(args)?;
    let rows = referral_store::list(ctx.read(), within, &request).await?;
    Ok(request.page(rows).map(|row| (page::encode(&(row.referred_at, row.id)), row)))
}
