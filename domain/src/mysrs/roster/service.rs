//! Publishing and reading shifts.

use std::collections::BTreeSet;

use chrono::TimeDelta;

use super::{
    model::{NewShift, Shift, ShiftSeat, ShiftStatus},
    month, rules,
    store::{self, ShiftKey},
};
use crate::{
    mysrs::{
        rule,
        unit::{self, Member, PatrolUnit},
        watch,
    },
    policy::{Action, Target},
    shared::{
        change_log::{Change, Noun, Scope},
        clock::Instant,
        ctx::Ctx,
        error::{Error, ErrorCode, Refusal, Result},
        id::{PatrolUnitId, PersonId, ShiftId},
        page::{self, Page, PageArgs, PageRequest},
        replay::{Begun, Once},
        work::Work,
    },
};

/// Publishes a shift to its unit, when it keeps every rule that a published month keeps. The same id or
/// key again brings the same shift; an id that stands for another one is taken.
pub async fn publish_shift(ctx: &Ctx, new: &NewShift, key: Option<&str>) -> Result<Shift> {
    let place = unit::standing(ctx, new.unit_id).await?;
    let permit = ctx.authorize(Action::ShiftPublish, &Target::at(place))?;
    if let Some(id) = new.id
        && let Some(known) = store::lookup(ctx.db().write(), id).await?
    {
        return same(ctx, known, new).await;
    }
    let unit = unit::patrol_unit(ctx, new.unit_id).await?;
    unit::at_work(ctx, unit.id).await?;
    let mut once = match Once::begin(ctx, &permit, "shiftPublish", key, new).await? {
        Begun::Fresh(once) => once,
        Begun::Repeat(id) => return shift(ctx, ShiftId(id)).await,
    };
    let written = write(ctx, &mut once.work, &unit, new).await;
    let id = once.finish(ctx, written).await?;
    let written = store::lookup(ctx.db().write(), id).await?.ok_or_else(Error::not_found)?;
    same(ctx, written, new).await
}

async fn write(ctx: &Ctx, work: &mut Work, unit: &PatrolUnit, new: &NewShift) -> Result<ShiftId> {
    // The rule of when it is on, which may come into force between now and then.
    let rule = rule::in_force(work.connection(), new.starts_at.max(ctx.now())).await?;
    let new = rules::checked(new, TimeDelta::minutes(rule.shift_longest_minutes))?;
    // As whoever publishes a month: of two who plan at once the second sees what the first did.
    unit::lock(work.connection(), unit.id).await?;
    let members = unit::eligible(work.connection(), unit.id, &new.members, "memberIds").await?;
    let (id, named) = (new.id.unwrap_or_else(|| ctx.mint()), new.members.clone());
    let shift = Shift::alone(id, new, (ctx.person()?, ctx.now()));
    if store::add(work.connection(), &shift).await? {
        store::add_members(work.connection(), shift.id, &members).await?;
        month::judge_alone(work, unit, &shift, &named).await?;
        watch::shift_published(work, shift.id, (shift.starts_at, shift.ends_at)).await?;
        work.tell(Change::new(Scope::Unit(shift.unit_id), Noun::PatrolUnit, shift.unit_id));
    }
    Ok(shift.id)
}

/// The shift that stands under an id made by a phone, if it is what was to be published.
async fn same(ctx: &Ctx, known: Shift, new: &NewShift) -> Result<Shift> {
    // One that stands may be longer than a shift of today.
    let new = rules::checked(new, TimeDelta::MAX)?;
    let members = store::list_members(ctx.db().write(), &[known.id]).await?;
    let named: BTreeSet<PersonId> = new.members.iter().copied().collect();
    let same = known.unit_id == new.unit_id
        && known.starts_at == new.starts_at
        && known.ends_at == new.ends_at
        && known.place == new.place
        && named == members.iter().map(|(_, member)| member.person_id).collect();
    if same { Ok(known) } else { Err(Refusal::of(ErrorCode::IdTaken).at("id").into()) }
}

/// One shift.
pub async fn shift(ctx: &Ctx, id: ShiftId) -> Result<Shift> {
    let found = store::lookup(ctx.db().write(), id).await?.ok_or_else(Error::not_found)?;
    let target = Target::at(unit::standing(ctx, found.unit_id).await?);
    let reading = match found.status {
        ShiftStatus::Draft => Action::RosterReadDraft,
        ShiftStatus::Published | ShiftStatus::Cancelled => Action::PatrolRead,
    };
    ctx.authorize(reading, &target)?;
    Ok(found)
}

/// The reader's own shifts in all units that end after a moment, the earliest first, each with its
/// cursor.
pub async fn my_shifts(
    ctx: &Ctx,
    after: Instant,
    args: &PageArgs,
) -> Result<Page<(String, Shift)>> {
    let person = ctx.person()?;
    let request = PageRequest::<ShiftKey>::from_args(args)?;
    let rows = store::list_of_person(ctx.read(), person, after, &request).await?;
    Ok(request.page(rows).map(|shift| (page::encode(&(shift.starts_at, shift.id)), shift)))
}

/// Who is in these shifts, with what was agreed about it. The caller has read the shifts, and with
/// that the right to see them.
pub async fn seats_of_shifts(ctx: &Ctx, shifts: &[ShiftId]) -> Result<Vec<ShiftSeat>> {
    store::list_seats(ctx.db().write(), shifts).await
}

/// The shifts of a unit, the latest first, each with its cursor.
pub async fn shifts_of_unit(
    ctx: &Ctx,
    unit: PatrolUnitId,
    args: &PageArgs,
) -> Result<Page<(String, Shift)>> {
    let place = unit::standing(ctx, unit).await?;
    ctx.authorize(Action::PatrolRead, &Target::at(place))?;
    let request = PageRequest::<ShiftKey>::from_args(args)?;
    let rows = store::list_of_unit(ctx.read(), unit, &request).await?;
    Ok(request.page(rows).map(|shift| (page::encode(&(shift.starts_at, shift.id)), shift)))
}

/// Who patrols in these shifts, by name. The caller has read the shifts, and with that the right
/// to see them.
pub async fn members_of_shifts(ctx: &Ctx, shifts: &[ShiftId]) -> Result<Vec<(ShiftId, Member)>> {
    store::list_members(ctx.db().write(), shifts).await
}
