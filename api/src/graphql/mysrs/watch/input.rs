//! What those who patrol, and who lead a unit, send.

use async_graphql::{ID, InputObject, MaybeUndefined};
use domain::mysrs::watch::{LimitChange, NewAlive, SettingUnit, WishChanges};

use crate::graphql::{
    context,
    mysrs::input::{PhoneClockInput, evidence, whole},
    scalars::DateTime,
    values::given,
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
    /// After so many minutes something is amiss, 5 to 240; as they were when they are left out, and
    /// those of everybody when they are null.
    minutes: MaybeUndefined<i64>,
}

impl From<WatchLimitInput> for LimitChange {
    fn from(input: WatchLimitInput) -> Self {
        Self { on: input.enabled, minutes: given(input.minutes, |minutes| minutes) }
    }
}

/// What changes of the limits by which a unit is watched: what is left out stays as it is, and what is
/// null is as everybody has it.
#[derive(InputObject)]
pub struct UnitSettingUpdateInput {
    /// The unit.
    unit_id: ID,
    /// The version that was read: 0 when nothing was ever set.
    version: i64,
    /// Minutes after the beginning of a shift without a patrol.
    late: MaybeUndefined<WatchLimitInput>,
    /// Minutes after a checkpoint's turn has passed.
    missed_checkpoint: MaybeUndefined<WatchLimitInput>,
    /// Minutes without a sign of any phone.
    quiet: MaybeUndefined<WatchLimitInput>,
    /// Minutes after the end of the shift.
    overdue: MaybeUndefined<WatchLimitInput>,
    /// Minutes after the last word of somebody who patrols alone.
    lone: MaybeUndefined<WatchLimitInput>,
    /// So many minutes after an alert the area's chair, secretary and their deputies are told too, 5
    /// to 240.
    escalate_minutes: MaybeUndefined<i64>,
    /// Whether the unit patrols where phones have no signal; null: it does not.
    no_signal_area: MaybeUndefined<bool>,
    /// Whether swaps of shifts wait for the leader; null: the rule says.
    swap_needs_approval: MaybeUndefined<bool>,
    /// Made by the phone, at most 128 characters: the same key brings the first outcome again, for
    /// 30 days.
    pub(super) idempotency_key: Option<String>,
    /// Given back unchanged in the answer.
    pub(super) client_mutation_id: Option<String>,
}

impl UnitSettingUpdateInput {
    pub(super) fn read(&self) -> domain::Result<SettingUnit> {
        let limit = |said: MaybeUndefined<WatchLimitInput>| given(said, LimitChange::from);
        Ok(SettingUnit {
            unit_id: context::id(&self.unit_id, "unitId")?,
            version: self.version,
            changes: WishChanges {
                late: limit(self.late),
                missed_checkpoint: limit(self.missed_checkpoint),
                quiet: limit(self.quiet),
                overdue: limit(self.overdue),
                lone: limit(self.lone),
                escalate_minutes: given(self.escalate_minutes, |minutes| minutes),
                no_signal_area: given(self.no_signal_area, |is_so| is_so),
                swap_needs_approval: given(self.swap_needs_approval, |is_so| is_so),
            },
        })
    }
}
