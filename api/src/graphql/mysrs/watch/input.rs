//! What those who patrol, and who lead a unit, send.

use async_graphql::{ID, InputObject};
use domain::mysrs::watch::{LimitWish, NewAlive, SettingUnit, Wishes};

use crate::graphql::{
    context,
    mysrs::input::{PhoneClockInput, evidence, whole},
    scalars::DateTime,
};

/// The word of somebody on patrol that they are well.
#[derive(InputObject)]
pub struct PatrolAliveRecordInput {
    /// The id (`alive_…`), made by the phone: the same id again changes nothing.
    id: ID,
    /// The patrol.
    patrol_id: ID,
    /// When they gave it, by the phone's clock.
    recorded_at: DateTime,
    /// Milliseconds since the phone was switched on, when they gave it.
    monotonic_ms: Option<f64>,
    /// What tells how wrong the phone's clock is.
    clock: Option<PhoneClockInput>,
    /// Given back unchanged in the answer.
    pub(super) client_mutation_id: Option<String>,
}

impl PatrolAliveRecordInput {
    pub(super) fn read(&self) -> domain::Result<NewAlive> {
        Ok(NewAlive {
            id: context::id(&self.id, "id")?,
            patrol_id: context::id(&self.patrol_id, "patrolId")?,
            recorded_at: self.recorded_at.0,
            monotonic_ms: whole(self.monotonic_ms),
            clock: evidence(self.clock),
        })
    }
}

/// What a unit wants of one limit.
#[derive(Clone, Copy, InputObject)]
pub struct WatchLimitInput {
    /// Whether this is watched at all.
    enabled: bool,
    /// After so many minutes something is amiss, 5 to 240; those of everybody when nothing is said.
    minutes: Option<i64>,
}

impl From<WatchLimitInput> for LimitWish {
    fn from(input: WatchLimitInput) -> Self {
        Self { on: input.enabled, minutes: input.minutes }
    }
}

/// By which limits a unit is watched, whole: what is left out is as everybody has it.
#[derive(InputObject)]
pub struct UnitSettingUpdateInput {
    /// The unit.
    unit_id: ID,
    /// The version that was read: 0 when nothing was ever set.
    version: i64,
    /// Minutes after the beginning of a shift without a patrol.
    late: Option<WatchLimitInput>,
    /// Minutes after a checkpoint's turn has passed.
    missed_checkpoint: Option<WatchLimitInput>,
    /// Minutes without a sign of any phone.
    quiet: Option<WatchLimitInput>,
    /// Minutes after the end of the shift.
    overdue: Option<WatchLimitInput>,
    /// Minutes after the last word of somebody who patrols alone.
    lone: Option<WatchLimitInput>,
    /// So many minutes after an alert the area's chair, secretary and their deputies are told too, 5
    /// to 240.
    escalate_minutes: Option<i64>,
    /// Whether the unit patrols where phones have no signal.
    #[graphql(default)]
    no_signal_area: bool,
    /// Whether swaps of shifts wait for the leader.
    swap_needs_approval: Option<bool>,
    /// Made by the phone, at most 128 characters: the same key brings the first outcome again, for
    /// 30 days.
    pub(super) idempotency_key: Option<String>,
    /// Given back unchanged in the answer.
    pub(super) client_mutation_id: Option<String>,
}

impl UnitSettingUpdateInput {
    pub(super) fn read(&self) -> domain::Result<SettingUnit> {
        let usual = Wishes::default();
        let wish = |said: Option<WatchLimitInput>, usual: LimitWish| said.map_or(usual, Into::into);
        Ok(SettingUnit {
            unit_id: context::id(&self.unit_id, "unitId")?,
            version: self.version,
            wishes: Wishes {
                late: wish(self.late, usual.late),
                missed_checkpoint: wish(self.missed_checkpoint, usual.missed_checkpoint),
                quiet: wish(self.quiet, usual.quiet),
                overdue: wish(self.overdue, usual.overdue),
                lone: wish(self.lone, usual.lone),
                escalate_minutes: self.escalate_minutes,
                no_signal_area: self.no_signal_area,
                swap_needs_approval: self.swap_needs_approval,
            },
        })
    }
}
