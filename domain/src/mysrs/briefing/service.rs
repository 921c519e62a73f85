//! Saying what a unit goes through before a patrol.

use super::{
    model::{BriefingItem, NewBriefingItem},
    rules, store,
};
use crate::{
    mysrs::unit,
    policy::{Action, Target},
    shared::{
        change_log::{Change, Noun, Scope},
        ctx::Ctx,
        error::{Error, ErrorCode, Refusal, Result},
        id::{BriefingItemId, PatrolUnitId},
    },
};

/// Says what a point of the briefing is; the same again changes nothing. The unit's leader and those
/// who write in its committee's name.
pub async fn set_briefing_item(ctx: &Ctx, new: &NewBriefingItem) -> Result<BriefingItem> {
    let place = unit::standing(ctx, new.unit_id).await?;
    let permit = ctx.authorize(Action::BriefingSet, &Target::at(place))?;
    let text = rules::checked(new)?;
    let (set_by, set_at) = (ctx.person()?, ctx.now());
    let (id, unit_id, position) = (new.id, new.unit_id, new.position);
    let item = BriefingItem { id, unit_id, position, text, set_by, set_at, ended_at: None };
    let mut work = ctx.begin().await?;
    // One after the other, so that the number of points stands until this one is there.
    store::lock_unit(work.connection(), new.unit_id).await?;
    let known = store::lookup(work.connection(), new.id).await?;
    match &known {
        Some(known) if known.unit_id != new.unit_id => {
            return Err(Refusal::of(ErrorCode::IdTaken).at("id").into());
        }
        Some(_) => {}
        None => {
            let items = store::list_of_unit(work.connection(), new.unit_id).await?;
            if items.iter().filter(|item| item.ended_at.is_none()).count() >= rules::MOST {
                return Err(Refusal::of(ErrorCode::TooMany)
                    .at("id")
                    .with("limit", rules::MOST)
                    .into());
            }
        }
    }
    store::put(work.connection(), &item).await?;
    work.audit(&permit, new.id);
    work.tell(Change::new(Scope::Unit(new.unit_id), Noun::PatrolUnit, new.unit_id));
    work.commit().await?;
    store::lookup(ctx.db().write(), new.id).await?.ok_or_else(Error::not_found)
}

/// A point is gone through no longer; saying it again changes nothing. The unit's leader and those who
/// write in its committee's name.
pub async fn end_briefing_item(ctx: &Ctx, id: BriefingItemId) -> Result<BriefingItem> {
    ctx.person()?;
    let found = store::lookup(ctx.db().write(), id).await?.ok_or_else(Error::not_found)?;
    let place = unit::standing(ctx, found.unit_id).await?;
    let permit = ctx.authorize(Action::BriefingSet, &Target::at(place))?;
    let mut work = ctx.begin().await?;
    work.leave_unaudited();
    if store::end(work.connection(), id, ctx.now()).await? {
        work.audit(&permit, id);
        work.tell(Change::new(Scope::Unit(found.unit_id), Noun::PatrolUnit, found.unit_id));
    }
    work.commit().await?;
    store::lookup(ctx.db().write(), id).await?.ok_or_else(Error::not_found)
}

/// What a unit goes through, in its order: for whoever may see the unit.
pub async fn briefing_of_unit(ctx: &Ctx, unit: PatrolUnitId) -> Result<Vec<BriefingItem>> {
    unit::patrol_unit(ctx, unit).await?;
    let items = store::list_of_unit(ctx.db().write(), unit).await?;
    Ok(items.into_iter().filter(|item| item.ended_at.is_none()).collect())
}
