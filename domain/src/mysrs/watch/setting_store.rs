//! The queries about the limits of units.

use sea_orm::{ConnectionTrait, FromQueryResult};

use super::model::{LimitWish, UnitSetting, Wishes};
use crate::shared::{
    clock::Instant,
    db,
    error::Result,
    id::{PatrolUnitId, PersonId},
};

/// The limits that hold where a unit says nothing.
#[derive(Clone, Copy, Debug, FromQueryResult)]
#[expect(clippy::struct_field_names, reason = "they are the names of the columns")]
pub(super) struct WatchRule {
    pub late_minutes: i64,
    pub missed_checkpoint_minutes: i64,
    pub quiet_minutes: i64,
    pub overdue_minutes: i64,
    pub lone_minutes: i64,
    pub escalate_minutes: i64,
    pub longest_pause_minutes: i64,
    pub longest_patrol_minutes: i64,
}

/// The rule that holds at a moment.
pub(super) async fn rule<C: ConnectionTrait>(
    connection: &C,
    now: Instant,
) -> Result<Option<WatchRule>> {
    let sql = "select late_minutes, missed_checkpoint_minutes, quiet_minutes, overdue_minutes, \
               lone_minutes, escalate_minutes, longest_pause_minutes, longest_patrol_minutes \
               from watch_rule where effective_from <= $1 order by effective_from desc limit 1";
    db::one(connection, sql, [now.into()]).await
}

#[derive(FromQueryResult)]
#[expect(clippy::struct_excessive_bools, reason = "each kind is watched or not")]
struct Row {
    late_on: bool,
    late_minutes: Option<i64>,
    missed_checkpoint_on: bool,
    missed_checkpoint_minutes: Option<i64>,
    quiet_on: bool,
    quiet_minutes: Option<i64>,
    overdue_on: bool,
    overdue_minutes: Option<i64>,
    lone_on: bool,
    lone_minutes: Option<i64>,
    escalate_minutes: Option<i64>,
    no_signal_area: bool,
    swap_needs_approval: Option<bool>,
    version: i64,
    set_at: Instant,
}

impl From<Row> for UnitSetting {
    fn from(row: Row) -> Self {
        let wish = |on, minutes| LimitWish { on, minutes };
        let wishes = Wishes {
            late: wish(row.late_on, row.late_minutes),
            missed_checkpoint: wish(row.missed_checkpoint_on, row.missed_checkpoint_minutes),
            quiet: wish(row.quiet_on, row.quiet_minutes),
            overdue: wish(row.overdue_on, row.overdue_minutes),
            lone: wish(row.lone_on, row.lone_minutes),
            escalate_minutes: row.escalate_minutes,
            no_signal_area: row.no_signal_area,
            swap_needs_approval: row.swap_needs_approval,
        };
        Self { wishes, version: row.version, set_at: Some(row.set_at) }
    }
}

/// What a unit has set, if it ever set anything.
pub(super) async fn lookup<C: ConnectionTrait>(
    connection: &C,
    unit: PatrolUnitId,
) -> Result<Option<UnitSetting>> {
    let sql = "select late_on, late_minutes, missed_checkpoint_on, missed_checkpoint_minutes, \
               quiet_on, quiet_minutes, overdue_on, overdue_minutes, lone_on, lone_minutes, \
               escalate_minutes, no_signal_area, swap_needs_approval, version, set_at \
               from unit_setting where unit_id = $1";
    let row: Option<Row> = db::one(connection, sql, [unit.into()]).await?;
    Ok(row.map(Into::into))
}

/// Keeps what a unit wants, as the version after the one that was read. The unit is locked.
pub(super) async fn put<C: ConnectionTrait>(
    connection: &C,
    (unit, version): (PatrolUnitId, i64),
    wishes: &Wishes,
    (by, now): (PersonId, Instant),
) -> Result<()> {
    let sql = "insert into unit_setting (unit_id, late_on, late_minutes, missed_checkpoint_on, \
               missed_checkpoint_minutes, quiet_on, quiet_minutes, overdue_on, overdue_minutes, \
               lone_on, lone_minutes, escalate_minutes, no_signal_area, swap_needs_approval, \
               version, set_by, set_at) \
               values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17) \
               on conflict (unit_id) do update set late_on = excluded.late_on, \
               late_minutes = excluded.late_minutes, \
               missed_checkpoint_on = excluded.missed_checkpoint_on, \
               missed_checkpoint_minutes = excluded.missed_checkpoint_minutes, \
               quiet_on = excluded.quiet_on, quiet_minutes = excluded.quiet_minutes, \
               overdue_on = excluded.overdue_on, overdue_minutes = excluded.overdue_minutes, \
               lone_on = excluded.lone_on, lone_minutes = excluded.lone_minutes, \
               escalate_minutes = excluded.escalate_minutes, \
               no_signal_area = excluded.no_signal_area, \
               swap_needs_approval = excluded.swap_needs_approval, version = excluded.version, \
               set_by = excluded.set_by, set_at = excluded.set_at";
    let values = [
        unit.into(),
        wishes.late.on.into(),
        wishes.late.minutes.into(),
        wishes.missed_checkpoint.on.into(),
        wishes.missed_checkpoint.minutes.into(),
        wishes.quiet.on.into(),
        wishes.quiet.minutes.into(),
        wishes.overdue.on.into(),
        wishes.overdue.minutes.into(),
        wishes.lone.on.into(),
        wishes.lone.minutes.into(),
        wishes.escalate_minutes.into(),
        wishes.no_signal_area.into(),
        wishes.swap_needs_approval.into(),
        version.saturating_add(1).into(),
        by.into(),
        now.into(),
    ];
    db::run(connection, sql, values).await?;
    Ok(())
}
