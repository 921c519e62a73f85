//! Counting a unit's eligible members, and warning when there are too few.

use sea_orm::ConnectionTrait;

use super::{
    model::{LeavePreview, Strength, UnitRule, UnitWarning},
    store::{self, WarningKey},
};
use crate::{
    mysrs::unit::{self, UnitStatus},
    shared::{
        change_log::{Change, Noun, Scope},
        clock::Instant,
        ctx::Ctx,
        error::{Error, Result},
        id::{PatrolUnitId, PersonId},
        outbox::{self, Audience, Message, Text},
        page::{self, Page, PageArgs, PageRequest},
        work::Work,
    },
};

/// What is asked of a unit now.
pub(in crate::mysrs) async fn rule_in_force<C: ConnectionTrait>(
    connection: &C,
    now: Instant,
) -> Result<UnitRule> {
    // The tables came with a rule: somebody has taken it out.
    let rule = store::rule(connection, now).await?;
    rule.ok_or_else(|| Error::internal("no rule says how many members a unit needs"))
}

/// A unit's eligible members, and how many there must be. Its volunteers, its area's committee and
/// the officers above it.
pub async fn strength_of_unit(ctx: &Ctx, id: PatrolUnitId) -> Result<Strength> {
    unit::patrol_unit(ctx, id).await?;
    let rule = rule_in_force(ctx.read(), ctx.now()).await?;
    let eligible = store::count(ctx.read(), id, rule.least_age).await?;
    Ok(Strength { eligible, least: rule.least_members })
}

/// What would happen if the reader left the unit; nothing when they do not belong to it.
pub async fn leave_preview(ctx: &Ctx, id: PatrolUnitId) -> Result<Option<LeavePreview>> {
    unit::patrol_unit(ctx, id).await?;
    let person = ctx.person()?;
    if !unit::belongs(ctx.read(), id, person).await? {
        return Ok(None);
    }
    let rule = rule_in_force(ctx.read(), ctx.now()).await?;
    let without = store::count_without(ctx.read(), id, person, rule.least_age).await?;
    let least = rule.least_members;
    Ok(Some(LeavePreview {
        now: Strength { eligible: store::count(ctx.read(), id, rule.least_age).await?, least },
        after: Strength { eligible: without, least },
        leads: ctx.actor.led_units().contains(&id),
    }))
}

/// Counts a unit's eligible members anew after a change, in the change's own work: a warning is
/// raised when there are too few, follows the number while it lasts, and ends when there are enough.
/// A unit that does not work needs nobody, and nobody is warned.
pub(in crate::mysrs) async fn reckon(
    ctx: &Ctx,
    work: &mut Work,
    unit: PatrolUnitId,
) -> Result<Strength> {
    let now = ctx.now();
    // Locked, so that of two who leave at once the later one is counted as gone too.
    let (area_id, status) = unit::lock(work.connection(), unit).await?;
    let rule = rule_in_force(work.connection(), now).await?;
    let eligible = store::count(work.connection(), unit, rule.least_age).await?;
    let strength = Strength { eligible, least: rule.least_members };
    if strength.is_below() && status == UnitStatus::Active {
        let (id, least) = (ctx.mint(), strength.least);
        let (raised_at, resolved_at) = (now, None);
        let warning =
            UnitWarning { id, unit_id: unit, area_id, eligible, least, raised_at, resolved_at };
        if store::put(work.connection(), &warning).await? {
            tell(work, &warning).await?;
        }
    } else {
        store::resolve(work.connection(), unit, now).await?;
    }
    work.tell(Change::new(Scope::Unit(unit), Noun::PatrolUnit, unit));
    Ok(strength)
}

/// Tells the unit's leader and the district officer, each once for one warning.
async fn tell(work: &mut Work, warning: &UnitWarning) -> Result<()> {
    let unit = unit::name(work.connection(), warning.unit_id).await?;
    let mut heard = unit::leaders_of(work.connection(), warning.unit_id).await?;
    let (area, now) = (warning.area_id, warning.raised_at);
    heard.extend(store::list_officers(work.connection(), area, now).await?);
    heard.sort_unstable_by_key(|one| one.person_id);
    heard.dedup_by_key(|one| one.person_id);
    for one in heard {
        let (Some(phone), language) = (one.phone, one.language) else { continue };
        let message = Message {
            audience: Audience::Phone(phone),
            text: Text::UnitTooSmall {
                unit: unit.clone(),
                eligible: warning.eligible,
                least: warning.least,
            },
            language,
            cause: warning.id.0,
            round: 0,
            urgent: false,
            expires_at: None,
        };
        outbox::send(work, &message).await?;
    }
    Ok(())
}

/// The units of somebody who has left an area are counted anew.
pub(crate) async fn member_moved(ctx: &Ctx, work: &mut Work, person: PersonId) -> Result<()> {
    for unit in store::list_units_of(work.connection(), person).await? {
        reckon(ctx, work, unit).await?;
    }
    Ok(())
}

/// A unit is counted anew of which somebody's account has been erased.
pub(crate) async fn member_gone(ctx: &Ctx, work: &mut Work, unit: PatrolUnitId) -> Result<()> {
    reckon(ctx, work, unit).await.map(drop)
}

/// The warnings of the units that the reader leads or, as an officer, looks after, the latest
/// first, each with its cursor.
pub async fn warnings(
    ctx: &Ctx,
    open_only: bool,
    args: &PageArgs,
) -> Result<Page<(String, UnitWarning)>> {
    ctx.person()?;
    let request = PageRequest::<WarningKey>::from_args(args)?;
    let (led, oversight) = (ctx.actor.led_units(), ctx.actor.oversight());
    let rows = if oversight.is_empty() {
        store::list_of_units(ctx.read(), &led, open_only, &request).await?
    } else {
        store::list_within(ctx.read(), &oversight, open_only, &request).await?
    };
    let seen = |row: &UnitWarning| (row.raised_at, row.id);
    Ok(request.page(rows).map(|row| (page::encode(&seen(&row)), row)))
}

/// Looks at every unit at work whose warning does not fit its number of members: somebody has left
/// the area, or a new rule holds. Doing it again changes nothing more.
pub async fn watch(ctx: &Ctx, work: &mut Work) -> Result<()> {
    let rule = rule_in_force(work.connection(), ctx.now()).await?;
    for unit in store::list_unwarned(work.connection(), &rule).await? {
        reckon(ctx, work, unit).await?;
    }
    Ok(())
}
