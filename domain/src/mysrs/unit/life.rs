//! What becomes of a unit after it has begun: who leaves, who leads, and when it rests or ends.

use sea_orm::ActiveEnum as _;

use super::{
    life_store::{self, StartKey},
    model::{PatrolStart, PatrolUnit, SettingStatus, UnitStatus},
    service::patrol_unit,
    store,
};
use crate::{
    community::{self, approval::Desk},
    duties::Duty,
    identity::{self, Identity},
    mysrs::{
        application::{Deed, note_unit_step},
        roster::month,
        strength::{self, Strength},
    },
    policy::{Action, Role, Target},
    shared::{
        change_log::{Change, Noun, Scope},
        ctx::Ctx,
        error::{Error, ErrorCode, Refusal, Result},
        id::{AreaId, PatrolUnitId, PersonId},
        outbox::Text,
        page::{self, Page, PageArgs, PageRequest},
        replay::{Begun, Once},
        scheduler, text,
        work::Work,
    },
};

/// The longest reason, in characters.
const REASON: usize = 2_000;

/// Somebody has left a unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Left {
    /// The unit that they left.
    pub unit_id: PatrolUnitId,
    /// The unit as it is without them.
    pub strength: Strength,
}

/// The actor leaves a unit, at once and without asking anybody. Leaving again changes nothing. When
/// too few members remain, its leader and the officers above it are warned.
pub async fn leave_unit(ctx: &Ctx, id: PatrolUnitId) -> Result<Left> {
    let person = ctx.person()?;
    let mut work = ctx.begin().await?;
    let belonging = life_store::find_belonging(work.connection(), id, person).await?;
    // Whoever never belonged to it does not learn whether it exists.
    belonging.ok_or_else(Error::not_found)?;
    let permit = ctx.authorize(Action::PatrollerLeave, &Target::of(person))?;
    work.audit(&permit, id);
    // Before their own row, as whoever gives the unit another leader does.
    life_store::lock(work.connection(), id).await?;
    if life_store::change_to_left(work.connection(), id, person, ctx.now()).await? {
        let area = store::area_of(work.connection(), id).await?;
        gone(&mut work, person, area).await?;
    }
    let strength = strength::reckon(ctx, &mut work, id).await?;
    work.commit().await?;
    Ok(Left { unit_id: id, strength })
}

/// What follows when somebody has left a unit of an area, in the work in which they did: their roles
/// change, and a moment later their places in its shifts to come are open.
pub(super) async fn gone(work: &mut Work, person: PersonId, area: AreaId) -> Result<()> {
    Identity::roles_changed_in(work, person, area).await?;
    let now = work.tools().clock.now();
    scheduler::plan(work, Duty::PlacesLeft, person, now).await
}

/// Gives a unit another leader, one of its volunteers. The same leader again changes nothing. It
/// gives a role, so it asks for a fresh proof.
pub async fn set_leader(
    ctx: &Ctx,
    identity: &Identity,
    id: PatrolUnitId,
    leader: PersonId,
) -> Result<PatrolUnit> {
    let unit = patrol_unit(ctx, id).await?;
    let permit = ctx.authorize(Action::UnitLeaderSet, &Target::at(unit.place()))?;
    identity.require_fresh_proof(ctx).await?;
    let not_eligible = || Error::from(Refusal::of(ErrorCode::PersonNotEligible).at("personId"));
    let mut work = ctx.begin().await?;
    // Locked, so that nobody who is named here leaves until it stands.
    life_store::lock(work.connection(), id).await?;
    let belonging = life_store::list_belonging(work.connection(), id).await?;
    match belonging.iter().find(|(person, _)| *person == leader) {
        None => return Err(not_eligible()),
        Some((_, true)) => return Ok(unit),
        Some((_, false)) => {}
    }
    if !life_store::change_status(
        work.connection(),
        &unit,
        unit.status,
        unit.status_reason.as_deref(),
    )
    .await?
    {
        return Err(Refusal::of(ErrorCode::VersionConflict).into());
    }
    for (person, leads) in belonging {
        if leads != (person == leader) {
            let leads = person == leader;
            if !life_store::change_leads(work.connection(), id, person, leads).await? && leads {
                // Their account has been erased just now.
                return Err(not_eligible());
            }
            Identity::roles_changed(&mut work, person).await?;
        }
    }
    let text = Text::RoleGranted { role: Role::UnitLeader };
    identity::tell_person(&mut work, leader, text, (ctx.mint(), ctx.now())).await?;
    let done = (Deed::LeaderSet, Desk::Committee);
    note_unit_step(ctx, &work, &unit, done, unit.status, None).await?;
    work.audit(&permit, id).about(leader);
    work.tell(Change::new(Scope::Unit(id), Noun::PatrolUnit, id));
    work.commit().await?;
    patrol_unit(ctx, id).await
}

/// An officer lets a unit rest, ends it for good, or sets one that rests to work again, with a
/// reason. When it rests or ends, its shifts that have not begun do not take place; when it ends, its
/// volunteers are volunteers no longer.
pub async fn set_status(
    ctx: &Ctx,
    setting: &SettingStatus,
    key: Option<&str>,
) -> Result<PatrolUnit> {
    let unit = patrol_unit(ctx, setting.id).await?;
    let permit = ctx.authorize(Action::UnitStatusSet, &Target::at(unit.place()))?;
    let mut once = match Once::begin(ctx, &permit, "patrolUnitStatusSet", key, setting).await? {
        Begun::Fresh(once) => once,
        Begun::Repeat(id) => return patrol_unit(ctx, PatrolUnitId(id)).await,
    };
    let written = write_status(ctx, &mut once.work, &unit, setting).await;
    let id = once.finish(ctx, written).await?;
    patrol_unit(ctx, id).await
}

async fn write_status(
    ctx: &Ctx,
    work: &mut Work,
    unit: &PatrolUnit,
    setting: &SettingStatus,
) -> Result<PatrolUnitId> {
    let conflict = || Refusal::of(ErrorCode::VersionConflict).at("version");
    if unit.version != setting.version {
        return Err(conflict().into());
    }
    if !can_become(unit.status, setting.status) {
        let status = unit.status.to_value();
        return Err(Refusal::of(ErrorCode::StateInvalid)
            .at("status")
            .with("status", status)
            .into());
    }
    let reason = text::paragraphs(&setting.reason, REASON).map_err(|r| r.at("reason"))?;
    let connection = work.connection();
    if !life_store::change_status(connection, unit, setting.status, Some(&reason)).await? {
        return Err(conflict().into());
    }
    if matches!(setting.status, UnitStatus::Inactive | UnitStatus::Cancelled) {
        // Before anybody leaves: those who were to come are told.
        month::cancel_all(ctx, work, unit, &reason).await?;
    }
    if setting.status == UnitStatus::Cancelled {
        for (person, _) in life_store::list_belonging(work.connection(), unit.id).await? {
            life_store::change_to_left(work.connection(), unit.id, person, ctx.now()).await?;
            gone(work, person, unit.area_id).await?;
        }
    }
    let done = (Deed::StatusSet, desk_of(ctx, unit));
    note_unit_step(ctx, work, unit, done, setting.status, Some(reason)).await?;
    strength::reckon(ctx, work, unit.id).await?;
    work.tell(Change::new(Scope::Area(unit.area_id), Noun::PatrolUnit, unit.id));
    Ok(unit.id)
}

/// At whose desk an officer decides: the nearest one that they hold there.
fn desk_of(ctx: &Ctx, unit: &PatrolUnit) -> Desk {
    let place = unit.place();
    let holds = |role| ctx.actor.has(role, &place);
    if holds(Role::DistrictOfficer) {
        Desk::District
    } else if holds(Role::StateOfficer) {
        Desk::State
    } else {
        Desk::Hq
    }
}

/// What an officer may make of a unit. What has ended stays ended; what was never approved does not
/// begin here.
fn can_become(from: UnitStatus, to: UnitStatus) -> bool {
    match (from, to) {
        (UnitStatus::Cancelled, _) => false,
        (_, UnitStatus::Cancelled) => true,
        (UnitStatus::Active | UnitStatus::ProfileUpdate, UnitStatus::Inactive) => true,
        (UnitStatus::Inactive | UnitStatus::ProfileUpdate, UnitStatus::Active) => true,
        (UnitStatus::Active | UnitStatus::Inactive, UnitStatus::ProfileUpdate) => true,
        (
            UnitStatus::ProfileUpdate
            | UnitStatus::Applied
            | UnitStatus::CheckedByDistrict
            | UnitStatus::ConfirmedByState
            | UnitStatus::Active
            | UnitStatus::Inactive,
            UnitStatus::ProfileUpdate
            | UnitStatus::Applied
            | UnitStatus::CheckedByDistrict
            | UnitStatus::ConfirmedByState
            | UnitStatus::Active
            | UnitStatus::Inactive,
        ) => false,
    }
}

/// The map of a unit's coverage. The caller has read the unit, and with that the right to see it.
pub async fn coverage(ctx: &Ctx, id: PatrolUnitId) -> Result<Option<serde_json::Value>> {
    life_store::coverage(ctx.read(), id).await
}

/// The notices with which patrols of an area start, the latest first, each with its cursor: for its
/// residents, its committee and the officers above it.
pub async fn starts_of_area(
    ctx: &Ctx,
    area: AreaId,
    args: &PageArgs,
) -> Result<Page<(String, PatrolStart)>> {
    let place = community::place_of_area(ctx, area).await?;
    ctx.authorize(Action::StartNoticeRead, &Target::at(place))?;
    let request = PageRequest::<StartKey>::from_args(args)?;
    let rows = life_store::list_starts(ctx.read(), area, &request).await?;
    Ok(request.page(rows).map(|row| (page::encode(&(row.issued_at, row.unit_id)), row)))
}

#[cfg(test)]
mod tests {
    use sea_orm::Iterable as _;

    use super::*;

    #[test]
    fn what_has_ended_stays_ended() {
        for to in UnitStatus::iter() {
            assert!(!can_become(UnitStatus::Cancelled, to), "{to:?}");
        }
        assert!(
            UnitStatus::iter().filter(|from| can_become(*from, UnitStatus::Cancelled)).count() == 6
        );
    }

    #[test]
    fn nothing_is_approved_by_setting_a_status() {
        for from in
            [UnitStatus::Applied, UnitStatus::CheckedByDistrict, UnitStatus::ConfirmedByState]
        {
            let into: Vec<_> = UnitStatus::iter().filter(|to| can_become(from, *to)).collect();
            assert_eq!(into, [UnitStatus::Cancelled]);
        }
        assert!(can_become(UnitStatus::Active, UnitStatus::Inactive));
        assert!(can_become(UnitStatus::Inactive, UnitStatus::Active));
        assert!(!can_become(UnitStatus::Active, UnitStatus::Active));
    }
}
