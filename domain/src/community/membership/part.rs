//! In which part of an area somebody lives.

use sea_orm::ConnectionTrait;

use super::store;
use crate::{
    community::{self, area_part},
    identity::{self, Identity},
    policy::{Action, Target},
    shared::{
        ctx::Ctx,
        error::{Error, ErrorCode, Refusal, Result},
        id::{AreaId, AreaPartId, PersonId},
    },
};

/// Says in which part of an area somebody lives, or that it is not known: the actor, or whoever they
/// name. Notices to the part reach them from then on, and those to the former part no longer; saying
/// the same again changes nothing.
pub async fn set_part(
    ctx: &Ctx,
    area: AreaId,
    person: Option<PersonId>,
    part: Option<AreaPartId>,
) -> Result<()> {
    let person = person.map_or_else(|| ctx.person(), Ok)?;
    let place = community::place_of_area(ctx, area).await?;
    let target = Target { owner: Some(person), ..Target::at(place) };
    let permit = ctx.authorize(Action::MembershipPlace, &target)?;
    let mut work = ctx.begin().await?;
    identity::take_turn(work.connection(), person).await?;
    let found = store::find_membership(work.connection(), person, area).await?;
    let membership = found.ok_or_else(Error::not_found)?;
    if membership.part_id == part {
        return Ok(());
    }
    open_part(work.connection(), area, part).await?;
    store::change_part(work.connection(), person, area, part).await?;
    Identity::roles_changed_in(&mut work, person, area).await?;
    let named = part.map_or_else(|| "NONE".to_owned(), |part| part.to_string());
    work.audit(&permit, membership.id).about(person).detail("partId", named);
    work.commit().await
}

/// Goes on only when the part is none, or one of the area that has not ended.
pub(super) async fn open_part<C: ConnectionTrait>(
    connection: &C,
    area: AreaId,
    part: Option<AreaPartId>,
) -> Result<()> {
    let Some(part) = part else { return Ok(()) };
    if area_part::is_open(connection, area, part).await? {
        return Ok(());
    }
    Err(Refusal::of(ErrorCode::AreaPartUnknown).at("partId").into())
}
