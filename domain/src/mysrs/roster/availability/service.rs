//! Saying when one is away, and reading it again.

use super::{
    model::{Availability, SettingAvailability},
    store,
};
use crate::{
    mysrs::unit,
    policy::{Action, Target},
    shared::{
        change_log::{Change, Noun, Scope},
        ctx::Ctx,
        error::{ErrorCode, Refusal, Refusals, Result},
        id::PatrolUnitId,
    },
};

/// The most things that one request says, and that somebody has said of times to come.
const MOST: usize = 100;

/// The reader says when they are away or like to patrol, and gets back all that counts from now on.
/// The same again changes nothing; of several words about one thing the one with the highest
/// revision counts, in whatever order they come. A roster that is published does not change by it.
pub async fn set_availability(
    ctx: &Ctx,
    id: PatrolUnitId,
    items: &[SettingAvailability],
) -> Result<Vec<Availability>> {
    let place = unit::standing(ctx, id).await?;
    let (person, now) = (ctx.person()?, ctx.now());
    let target = Target { owner: Some(person), ..Target::at(place) };
    let permit = ctx.authorize(Action::AvailabilitySet, &target)?;
    if items.len() > MOST {
        return Err(Refusal::of(ErrorCode::TooMany).at("items").with("limit", MOST).into());
    }
    let mut refusals = Refusals::default();
    let checked = items.iter().enumerate();
    let checked = checked.map(|(place, item)| item.checked(place, (id, person), now));
    let checked: Vec<Availability> = checked.filter_map(|item| refusals.keep(item)).collect();
    refusals.done()?;
    let mut work = ctx.begin().await?;
    let mut changed = false;
    for (place, item) in checked.iter().enumerate() {
        let connection = work.connection();
        if store::put(connection, item).await? {
            changed = true;
        } else if !store::is_theirs(connection, item).await? {
            let field = format!("items.{place}.id");
            return Err(Refusal::of(ErrorCode::IdTaken).at(field).into());
        }
    }
    let standing = store::list_of_person(work.connection(), id, person, now).await?;
    if standing.len() > MOST {
        return Err(Refusal::of(ErrorCode::TooMany).at("items").with("limit", MOST).into());
    }
    if changed {
        work.audit(&permit, id);
        work.tell(Change::new(Scope::Person(person), Noun::PatrolUnit, id));
        work.commit().await?;
    }
    Ok(standing)
}

/// What the reader has said of a unit's times that are not over, the earliest first.
pub async fn my_availability(ctx: &Ctx, id: PatrolUnitId) -> Result<Vec<Availability>> {
    unit::patrol_unit(ctx, id).await?;
    store::list_of_person(ctx.db().write(), id, ctx.person()?, ctx.now()).await
}
