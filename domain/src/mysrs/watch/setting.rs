//! By which limits a unit is watched.

use sea_orm::ConnectionTrait;

use super::{
    model::{Limit, LimitWish, Limits, SettingUnit, UnitSetting, Wishes},
    setting_store::{self, WatchRule},
};
use crate::{
    mysrs::unit,
    policy::{Action, Target},
    shared::{
        change_log::{Change, Noun, Scope},
        clock::Instant,
        ctx::Ctx,
        error::{Error, ErrorCode, Refusal, Refusals, Result},
        id::PatrolUnitId,
        replay::{Begun, Once},
        work::Work,
    },
};

/// The least and the most minutes of a limit: a message takes a minute or two, and what is told after
/// four hours helps nobody.
const MINUTES: (i64, i64) = (5, 240);

/// What a unit has set, and the limits that hold. For its volunteers, its area's committee and the
/// officers above it.
pub async fn setting(ctx: &Ctx, unit: PatrolUnitId) -> Result<(UnitSetting, Limits)> {
    let place = unit::standing(ctx, unit).await?;
    ctx.authorize(Action::PatrolRead, &Target::at(place))?;
    let own = own_setting(ctx.db().write(), unit).await?;
    let rule = rule_in_force(ctx.db().write(), ctx.now()).await?;
    Ok((own, in_force(&own.wishes, &rule)))
}

/// What a unit has set: for whoever plans or watches for it.
pub async fn own_setting<C: ConnectionTrait>(
    connection: &C,
    unit: PatrolUnitId,
) -> Result<UnitSetting> {
    Ok(setting_store::lookup(connection, unit).await?.unwrap_or_default())
}

/// The limits of a unit that hold now.
pub(super) async fn limits<C: ConnectionTrait>(
    connection: &C,
    unit: PatrolUnitId,
    now: Instant,
) -> Result<Limits> {
    let own = own_setting(connection, unit).await?;
    Ok(in_force(&own.wishes, &rule_in_force(connection, now).await?))
}

async fn rule_in_force<C: ConnectionTrait>(connection: &C, now: Instant) -> Result<WatchRule> {
    // The tables came with a rule: somebody has taken it out.
    let rule = setting_store::rule(connection, now).await?;
    rule.ok_or_else(|| Error::internal("no rule says when a patrol is amiss"))
}

/// The rule, with what a unit wants in its place.
fn in_force(own: &Wishes, rule: &WatchRule) -> Limits {
    let limit =
        |wish: LimitWish, usual| Limit { on: wish.on, minutes: wish.minutes.unwrap_or(usual) };
    Limits {
        late: limit(own.late, rule.late_minutes),
        missed_checkpoint: limit(own.missed_checkpoint, rule.missed_checkpoint_minutes),
        quiet: limit(own.quiet, rule.quiet_minutes),
        overdue: limit(own.overdue, rule.overdue_minutes),
        lone: limit(own.lone, rule.lone_minutes),
        escalate_minutes: own.escalate_minutes.unwrap_or(rule.escalate_minutes),
        longest_pause_minutes: rule.longest_pause_minutes,
        longest_patrol_minutes: rule.longest_patrol_minutes,
        no_signal_area: own.no_signal_area,
    }
}

/// Changes by which limits a unit is watched, in place of the version that was read; what is not spoken
/// of stays as it is. The same key again
/// brings the first outcome. It holds from the next look at each patrol on, within 20 minutes.
pub async fn update_setting(ctx: &Ctx, setting: &SettingUnit, key: Option<&str>) -> Result<()> {
    let place = unit::standing(ctx, setting.unit_id).await?;
    let permit = ctx.authorize(Action::UnitSettingWrite, &Target::at(place))?;
    let mut once = match Once::begin(ctx, &permit, "unitSettingUpdate", key, setting).await? {
        Begun::Fresh(once) => once,
        Begun::Repeat(_) => return Ok(()),
    };
    let written = write(ctx, &mut once.work, setting).await;
    once.finish(ctx, written).await.map(drop)
}

async fn write(ctx: &Ctx, work: &mut Work, setting: &SettingUnit) -> Result<PatrolUnitId> {
    let unit = setting.unit_id;
    // One after the other, so that of two the later one is told.
    unit::lock(work.connection(), unit).await?;
    let own = own_setting(work.connection(), unit).await?;
    if own.version != setting.version {
        return Err(Refusal::of(ErrorCode::VersionConflict).at("version").into());
    }
    let wishes = setting.changes.over(own.wishes);
    checked(&wishes)?;
    let by = (ctx.person()?, ctx.now());
    setting_store::put(work.connection(), (unit, own.version), &wishes, by).await?;
    work.tell(Change::new(Scope::Unit(unit), Noun::PatrolUnit, unit));
    Ok(unit)
}

/// Goes on only when every number of minutes is one that can be.
fn checked(wishes: &Wishes) -> Result<()> {
    let (least, most) = MINUTES;
    let mut refusals = Refusals::default();
    for (minutes, field) in [
        (wishes.late.minutes, "late.minutes"),
        (wishes.missed_checkpoint.minutes, "missedCheckpoint.minutes"),
        (wishes.quiet.minutes, "quiet.minutes"),
        (wishes.overdue.minutes, "overdue.minutes"),
        (wishes.lone.minutes, "lone.minutes"),
        (wishes.escalate_minutes, "escalateMinutes"),
    ] {
        if minutes.is_some_and(|minutes| !(least..=most).contains(&minutes)) {
            let refusal = Refusal::of(ErrorCode::OutOfRange).at(field);
            refusals.add(refusal.with("least", least).with("most", most));
        }
    }
    refusals.done()
}

#[cfg(test)]
mod tests {
    use super::{
        super::model::{LimitChange, WishChanges},
        *,
    };

    #[test]
    fn where_a_unit_says_nothing_the_rule_holds() {
        let rule = WatchRule {
            late_minutes: 15,
            missed_checkpoint_minutes: 30,
            quiet_minutes: 20,
            overdue_minutes: 30,
            lone_minutes: 15,
            escalate_minutes: 10,
            longest_pause_minutes: 60,
            longest_patrol_minutes: 720,
        };
        let usual = in_force(&Wishes::default(), &rule);
        assert_eq!(usual.late, Limit { on: true, minutes: 15 });
        assert_eq!((usual.escalate_minutes, usual.no_signal_area), (10, false));
        let own = Wishes {
            quiet: LimitWish { on: false, minutes: Some(45) },
            escalate_minutes: Some(5),
            ..Wishes::default()
        };
        let own = in_force(&own, &rule);
        assert_eq!(own.quiet, Limit { on: false, minutes: 45 });
        assert_eq!((own.escalate_minutes, own.lone.minutes), (5, 15));
    }

    #[test]
    fn what_is_not_spoken_of_stays_and_what_is_taken_away_is_the_rules() {
        let off = LimitWish { on: false, minutes: Some(45) };
        let own = Wishes {
            quiet: off,
            lone: off,
            escalate_minutes: Some(5),
            no_signal_area: true,
            swap_needs_approval: Some(false),
            ..Wishes::default()
        };
        assert_eq!(WishChanges::default().over(own), own);
        let changes = WishChanges {
            quiet: Some(None),
            lone: Some(Some(LimitChange { on: true, minutes: None })),
            escalate_minutes: Some(None),
            no_signal_area: Some(None),
            ..WishChanges::default()
        };
        let changed = changes.over(own);
        assert_eq!(changed.quiet, LimitWish { on: true, minutes: None });
        assert_eq!(changed.lone, LimitWish { on: true, minutes: Some(45) });
        assert_eq!((changed.escalate_minutes, changed.no_signal_area), (None, false));
        assert_eq!(changed.swap_needs_approval, Some(false));
    }

    #[test]
    fn every_number_that_cannot_be_is_named() {
        let wish = |minutes| LimitWish { on: true, minutes: Some(minutes) };
        let broken = Wishes {
            late: wish(4),
            quiet: wish(241),
            overdue: wish(240),
            lone: wish(5),
            escalate_minutes: Some(-1),
            ..Wishes::default()
        };
        let Err(Error::Refused(list)) = checked(&broken) else { panic!("not refused") };
        let fields: Vec<_> = list.iter().filter_map(|refusal| refusal.field.as_deref()).collect();
        assert_eq!(fields, ["late.minutes", "quiet.minutes", "escalateMinutes"]);
    }
}
