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
/// revision counts, in whatever order they come, and without revisions the one that comes last; another
/// word under a revision that was used is refused. A roster that is published does not change by it.
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
    for (place, (item, said)) in checked.iter().zip(items).enumerate() {
        let connection = work.connection();
        if store::put(connection, item, said.revision.is_some()).await? {
            changed = true;
            continue;
        }
        let known = store::lookup(connection, item.id).await?;
        if !known.is_some_and(|known| known.hears(item)) {
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
