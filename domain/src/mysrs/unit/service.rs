//! Finding units and who belongs to them.

use sea_orm::{ActiveEnum as _, ConnectionTrait};

use super::{
    life_store,
    model::{PatrolUnit, Patroller, UnitStatus},
    store,
};
use crate::{
    policy::{Action, Place, Scope, Target},
    shared::{
        clock::Instant,
        ctx::Ctx,
        error::{Error, ErrorCode, Refusal, Result},
        id::{PatrolUnitId, PersonId},
    },
};

/// The most people that one shift, patrol or report names: two units of 20, the fewest that one
/// needs.
pub(in crate::mysrs) const LARGEST_TEAM: u16 = 40;

/// One unit, for its volunteers, its area's committee and the officers above it.
pub async fn patrol_unit(ctx: &Ctx, id: PatrolUnitId) -> Result<PatrolUnit> {
    let found = store::by_ids(ctx.read(), &[id]).await?.pop().ok_or_else(Error::not_found)?;
    ctx.authorize(Action::PatrolRead, &Target::at(found.place()))?;
    Ok(found)
}

/// One unit as a work finds it, whoever does that.
pub(in crate::mysrs) async fn unit_in<C: ConnectionTrait>(
    connection: &C,
    id: PatrolUnitId,
) -> Result<PatrolUnit> {
    store::by_ids(connection, &[id]).await?.pop().ok_or_else(Error::not_found)
}

/// The units in which the reader patrols, by name.
pub async fn my_units(ctx: &Ctx) -> Result<Vec<PatrolUnit>> {
    ctx.person()?;
    let ids: Vec<PatrolUnitId> = ctx
        .actor
        .grants()
        .iter()
        .filter_map(|grant| match grant.scope {
            Scope::Unit(unit) => Some(unit),
            _ => None,
        })
        .collect();
    store::by_ids(ctx.read(), &ids).await
}

/// Those of these units that the reader may see, in any order.
pub async fn units_by_ids(ctx: &Ctx, ids: &[PatrolUnitId]) -> Result<Vec<PatrolUnit>> {
    let found = store::by_ids(ctx.read(), ids).await?;
    let visible = |unit: &PatrolUnit| ctx.may(Action::PatrolRead, &Target::at(unit.place()));
    Ok(found.into_iter().filter(visible).collect())
}

/// Where a unit stands, for the policy.
pub async fn standing(ctx: &Ctx, id: PatrolUnitId) -> Result<Place> {
    let found = store::by_ids(ctx.read(), &[id]).await?.pop().ok_or_else(Error::not_found)?;
    Ok(found.place())
}

/// Goes on only when a unit is at work: one that rests or has ended plans nothing.
pub(in crate::mysrs) async fn at_work(ctx: &Ctx, id: PatrolUnitId) -> Result<()> {
    let found = store::by_ids(ctx.read(), &[id]).await?.pop().ok_or_else(Error::not_found)?;
    if rests(found.status) { Err(resting(found.status)) } else { Ok(()) }
}

/// Goes on only when a unit was at work at a moment: a patrol may have begun, without signal, before
/// its unit came to rest.
pub(in crate::mysrs) async fn was_at_work<C: ConnectionTrait>(
    connection: &C,
    id: PatrolUnitId,
    at: Instant,
) -> Result<()> {
    let found = store::by_ids(connection, &[id]).await?.pop().ok_or_else(Error::not_found)?;
    if !rests(found.status) {
        return Ok(());
    }
    let since = life_store::resting_since(connection, id).await?;
    if since.is_some_and(|since| at < since) { Ok(()) } else { Err(resting(found.status)) }
}

/// Whether a unit rests or has ended.
pub(in crate::mysrs) async fn is_resting<C: ConnectionTrait>(
    connection: &C,
    id: PatrolUnitId,
) -> Result<bool> {
    let found = store::by_ids(connection, &[id]).await?.pop();
    Ok(found.is_none_or(|unit| rests(unit.status)))
}

fn resting(status: UnitStatus) -> Error {
    Refusal::of(ErrorCode::StateInvalid).at("unitId").with("status", status.to_value()).into()
}

fn rests(status: UnitStatus) -> bool {
    match status {
        UnitStatus::Inactive | UnitStatus::Cancelled => true,
        UnitStatus::ProfileUpdate
        | UnitStatus::Applied
        | UnitStatus::CheckedByDistrict
        | UnitStatus::ConfirmedByState
        | UnitStatus::Active => false,
    }
}

/// The volunteers of a unit, its leader first, then by name.
pub async fn patrollers(ctx: &Ctx, id: PatrolUnitId) -> Result<Vec<Patroller>> {
    patrol_unit(ctx, id).await?;
    store::list_patrollers(ctx.read(), id).await
}

/// These people once each, when all of them belong to the unit now; `field` is where the input
/// names them.
pub(in crate::mysrs) async fn eligible<C: ConnectionTrait>(
    connection: &C,
    unit: PatrolUnitId,
    people: &[PersonId],
    field: &str,
) -> Result<Vec<PersonId>> {
    fit(people, field)?;
    let known = store::find_patrollers(connection, unit, people).await?;
    named(people, known, field)
}

/// The same when all of them belong to the unit or did: a phone without signal does not hear of
/// whoever leaves. Whoever had left it at that moment is left out: nobody is brought back by being named.
pub(in crate::mysrs) async fn were_eligible<C: ConnectionTrait>(
    connection: &C,
    unit: PatrolUnitId,
    (people, field): (&[PersonId], &str),
    at: Instant,
) -> Result<Vec<PersonId>> {
    fit(people, field)?;
    let known = store::find_past_patrollers(connection, unit, people).await?;
    named(people, known.iter().map(|one| one.person_id).collect(), field)?;
    let stayed = known.into_iter().filter(|one| one.had_not_left(at));
    Ok(stayed.map(|one| one.person_id).collect())
}

/// Goes on only when these are no more people than a team has.
fn fit(people: &[PersonId], field: &str) -> Result<()> {
    if people.len() > usize::from(LARGEST_TEAM) {
        return Err(Refusal::of(ErrorCode::TooMany).at(field).with("limit", LARGEST_TEAM).into());
    }
    Ok(())
}

/// Those who are known, when all who are named are.
fn named(people: &[PersonId], known: Vec<PersonId>, field: &str) -> Result<Vec<PersonId>> {
    let strangers: Vec<Refusal> = people
        .iter()
        .enumerate()
        .filter(|(_, person)| !known.contains(person))
        .map(|(place, _)| Refusal::of(ErrorCode::PersonNotEligible).at(format!("{field}.{place}")))
        .collect();
    if strangers.is_empty() { Ok(known) } else { Err(Error::Refused(strangers)) }
}
