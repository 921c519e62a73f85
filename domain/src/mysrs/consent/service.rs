//! Asking people to join, and hearing their own answer.

use sea_orm::ActiveEnum as _;

use super::{
    model::{Answer, Answering, Consent, Invitation},
    rules, store,
};
use crate::{
    community, identity,
    mysrs::{
        application::{self, ApplicationStatus},
        strength,
        unit::{self, Enlisting, UnitStatus},
    },
    policy::{Action, Permit, Target},
    shared::{
        change_log::{Change, Noun, Scope},
        ctx::Ctx,
        error::{Error, ErrorCode, Refusal, Result},
        id::{AreaId, PatrolUnitId, PersonId, UnitApplicationId},
        work::Work,
    },
};

/// What the reader is asked and has not answered, the latest first, at most 100.
pub async fn invitations(ctx: &Ctx) -> Result<Vec<Invitation>> {
    store::list_open(ctx.read(), ctx.person()?).await
}

/// Asks a resident to join a unit that is there already. Asking again changes nothing.
pub async fn ask_for_unit(ctx: &Ctx, id: PatrolUnitId, person: PersonId) -> Result<Consent> {
    let unit = unit::patrol_unit(ctx, id).await?;
    let permit = ctx.authorize(Action::PatrollerAdd, &Target::at(unit.place()))?;
    open_for_joining(unit.status)?;
    let mut work = ctx.begin().await?;
    resident(&work, unit.area_id, person, "personId").await?;
    if unit::belongs(work.connection(), id, person).await? {
        return Err(already("ACCEPTED"));
    }
    let (consent, asked_by, now) = (ctx.mint(), ctx.person()?, ctx.now());
    if store::ask_for_unit(work.connection(), consent, id, person, asked_by, now).await? {
        work.tell(Change::new(Scope::Person(person), Noun::PatrolUnit, id));
    }
    let asked = store::find_for_unit(work.connection(), id, person).await?;
    work.audit(&permit, id).about(person);
    work.commit().await?;
    asked.ok_or_else(Error::not_found)
}

/// Whoever is named in an application answers for themselves. They may change their mind until the
/// unit is at work.
pub async fn answer_application(
    ctx: &Ctx,
    id: UnitApplicationId,
    answering: &Answering,
) -> Result<Consent> {
    let person = ctx.person()?;
    let mut work = ctx.begin().await?;
    let asked = store::find_for_application(work.connection(), id, person).await?;
    let (asked, permit) = mine(ctx, asked)?;
    // Locked, so that nobody joins while headquarters counts the members for the last time.
    let (area, status) = application::lock(work.connection(), id).await?;
    if matches!(status, ApplicationStatus::Active | ApplicationStatus::Cancelled) {
        return Err(already(&status.to_value()));
    }
    let consent = settle(ctx, &work, &asked, area, answering).await?;
    work.tell(Change::new(Scope::Area(area), Noun::UnitApplication, id));
    work.audit(&permit, id).detail("answer", consent.answer.to_value());
    work.commit().await?;
    Ok(consent)
}

/// Whoever is asked to join a unit answers for themselves; who joins patrols from then on.
pub async fn answer_unit(ctx: &Ctx, id: PatrolUnitId, answering: &Answering) -> Result<Consent> {
    let person = ctx.person()?;
    let mut work = ctx.begin().await?;
    let found = store::find_for_unit(work.connection(), id, person).await?;
    let (asked, permit) = mine(ctx, found)?;
    let (area, status) = unit::lock(work.connection(), id).await?;
    // After the unit, as whoever erases their account does: who does so meanwhile does not join.
    identity::take_turn(work.connection(), person).await?;
    open_for_joining(status)?;
    let belongs = unit::belongs(work.connection(), id, person).await?;
    match (asked.answer, answering.accept) {
        // The same answer again, or another one after the first has been given.
        (Answer::Accepted, true) if belongs => return Ok(asked),
        (Answer::Declined, false) => return Ok(asked),
        (Answer::Accepted, _) => return Err(already("ACCEPTED")),
        (Answer::Asked | Answer::Declined, _) => {}
    }
    let consent = settle(ctx, &work, &asked, area, answering).await?;
    if let Some(stated_age) = consent.stated_age {
        let new = Enlisting { unit: id, person, leads: false, stated_age, now: ctx.now() };
        unit::enlist(&mut work, ctx.mint(), &new).await?;
        strength::reckon(ctx, &mut work, id).await?;
    }
    work.audit(&permit, id).detail("answer", consent.answer.to_value());
    work.commit().await?;
    Ok(consent)
}

/// The question, when it was asked of the actor.
fn mine(ctx: &Ctx, asked: Option<Consent>) -> Result<(Consent, Permit)> {
    let asked = asked.ok_or_else(Error::not_found)?;
    let permit = ctx.authorize(Action::ConsentAnswer, &Target::of(asked.person_id))?;
    Ok((asked, permit))
}

/// Writes an answer down, when it can be given.
async fn settle(
    ctx: &Ctx,
    work: &Work,
    asked: &Consent,
    area: AreaId,
    answering: &Answering,
) -> Result<Consent> {
    let now = ctx.now();
    if answering.accept {
        resident(work, area, asked.person_id, "accept").await?;
    }
    let rule = strength::rule_in_force(work.connection(), now).await?;
    let stated_age = rules::stated_age(answering, rule.least_age, now)?;
    let answer = if answering.accept { Answer::Accepted } else { Answer::Declined };
    store::change_answer(work.connection(), asked.id, answer, stated_age, now).await?;
    Ok(Consent { answer, stated_age, answered_at: Some(now), ..asked.clone() })
}

async fn resident(work: &Work, area: AreaId, person: PersonId, field: &str) -> Result<()> {
    let found = community::residents_among(work.connection(), area, &[person]).await?;
    if found.is_empty() {
        return Err(Refusal::of(ErrorCode::PersonNotEligible).at(field).into());
    }
    Ok(())
}

fn open_for_joining(status: UnitStatus) -> Result<()> {
    if status == UnitStatus::Cancelled { Err(already("CANCELLED")) } else { Ok(()) }
}

fn already(status: &str) -> Error {
    Refusal::of(ErrorCode::StateInvalid).with("status", status).into()
}
