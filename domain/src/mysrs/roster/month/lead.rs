//! Who can lead a team: said by the unit's leader and those who write in the committee's name.

use super::store;
use crate::{
    mysrs::unit::{self, Patroller, patrol_unit},
    policy::{Action, Target},
    shared::{
        change_log::{Change, Noun, Scope},
        ctx::Ctx,
        error::{Error, ErrorCode, Refusal, Result},
        id::PatrollerId,
    },
};

/// Says whether a volunteer can lead a team; whoever leads the unit always can. The same again changes
/// nothing. Rosters that stand do not change by it.
pub async fn set_can_lead(ctx: &Ctx, id: PatrollerId, can_lead: bool) -> Result<Patroller> {
    ctx.person()?;
    let found = store::unit_of_patroller(ctx.db().write(), id).await?;
    let unit = patrol_unit(ctx, found.ok_or_else(Error::not_found)?).await?;
    let permit = ctx.authorize(Action::PatrollerLeadSet, &Target::at(unit.place()))?;
    let mut work = ctx.begin().await?;
    unit::lock(work.connection(), unit.id).await?;
    let people = unit::patrollers_in(work.connection(), unit.id).await?;
    let known = people.into_iter().find(|it| it.id == id);
    let known = known.ok_or_else(|| Refusal::of(ErrorCode::PersonNotEligible).at("patrollerId"))?;
    if known.leads && !can_lead {
        return Err(Refusal::of(ErrorCode::LeaderLeads).at("canLead").into());
    }
    if known.can_lead == can_lead {
        return Ok(known);
    }
    store::set_can_lead(work.connection(), id, can_lead).await?;
    work.audit(&permit, id).about(known.person_id);
    work.tell(Change::new(Scope::Unit(unit.id), Noun::PatrolUnit, unit.id));
    work.commit().await?;
    Ok(Patroller { can_lead, ..known })
}
