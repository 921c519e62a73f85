//! Alerts and the limits by which they are raised, as plain values.

use serde::Serialize;

use crate::{
    mysrs::patrol::ClockEvidence,
    shared::{
        clock::Instant,
        id::{
            CheckpointId, PatrolAlertId, PatrolAliveId, PatrolId, PatrolUnitId, PersonId, ShiftId,
        },
    },
};

/// What is amiss.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sea_orm::EnumIter, sea_orm::DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum AlertKind {
    /// A shift has begun, and nobody has started its patrol.
    Late,
    /// A patrol has gone past a checkpoint, or come too late for it.
    MissedCheckpoint,
    /// No phone of a patrol has been heard of.
    Quiet,
    /// A patrol should have ended.
    Overdue,
    /// Somebody patrols alone and has not confirmed to be well.
    Lone,
}

/// Where an alert stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AlertState {
    /// Somebody should act.
    Open,
    /// All is well again.
    Healed,
    /// It is of no more use: the patrol or the shift is over, or the unit watches for this no more.
    Lapsed,
}

/// Something about a shift or a patrol that those are told who can act.
#[derive(Clone, Debug, PartialEq, Eq, sea_orm::FromQueryResult)]
pub struct Alert {
    /// The id.
    pub id: PatrolAlertId,
    /// The unit.
    pub unit_id: PatrolUnitId,
    /// The patrol; none when it is about a shift.
    pub patrol_id: Option<PatrolId>,
    /// The shift; none when it is about a patrol.
    pub shift_id: Option<ShiftId>,
    /// What is amiss.
    pub kind: AlertKind,
    /// Who patrols alone.
    pub person_id: Option<PersonId>,
    /// The name of whoever patrols alone, as others see it.
    pub person_name: Option<String>,
    /// The first checkpoint that was missed.
    pub checkpoint_id: Option<CheckpointId>,
    /// How many checkpoints were missed.
    pub missed: i64,
    /// Since when it is so: the beginning of the shift, the last sign, the end that was due.
    pub since: Instant,
    /// When it was raised.
    pub raised_at: Instant,
    /// When those who are nearest were told; nothing when there was nobody.
    pub told_at: Option<Instant>,
    /// When those who write in the committee's name were told.
    pub escalated_at: Option<Instant>,
    /// When all was well again.
    pub healed_at: Option<Instant>,
    /// Since when nobody need act any more.
    pub closed_at: Option<Instant>,
}

impl Alert {
    /// Where it stands.
    #[must_use]
    pub fn state(&self) -> AlertState {
        match (self.healed_at, self.closed_at) {
            (Some(_), _) => AlertState::Healed,
            (None, Some(_)) => AlertState::Lapsed,
            (None, None) => AlertState::Open,
        }
    }
}

/// A limit as it holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit {
    /// Whether this is watched at all.
    pub on: bool,
    /// After so many minutes something is amiss.
    pub minutes: i64,
}

/// The limits of a unit as they hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// After the beginning of a shift without a patrol.
    pub late: Limit,
    /// After a checkpoint's turn has passed.
    pub missed_checkpoint: Limit,
    /// Without a sign of any phone.
    pub quiet: Limit,
    /// After the end of the shift.
    pub overdue: Limit,
    /// After the last word of somebody who patrols alone.
    pub lone: Limit,
    /// So many minutes after an alert those who write in the committee's name are told too.
    pub escalate_minutes: i64,
    /// A break counts for so many minutes at most.
    pub longest_pause_minutes: i64,
    /// A patrol without a shift should end within so many minutes.
    pub longest_patrol_minutes: i64,
    /// Whether the unit patrols where phones have no signal, so that silence alone says nothing.
    pub no_signal_area: bool,
}

/// What a unit wants of one limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct LimitWish {
    /// Whether this is watched at all.
    pub on: bool,
    /// So many minutes; the rule's when nothing is said.
    pub minutes: Option<i64>,
}

/// What a unit wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Wishes {
    /// Minutes after the beginning of a shift without a patrol.
    pub late: LimitWish,
    /// Minutes after a checkpoint's turn has passed.
    pub missed_checkpoint: LimitWish,
    /// Minutes without a sign of any phone.
    pub quiet: LimitWish,
    /// Minutes after the end of the shift.
    pub overdue: LimitWish,
    /// Minutes after the last word of somebody who patrols alone.
    pub lone: LimitWish,
    /// Minutes after which those who write in the committee's name are told too.
    pub escalate_minutes: Option<i64>,
    /// Whether it patrols where phones have no signal.
    pub no_signal_area: bool,
    /// Whether swaps of shifts wait for the leader; the rule's word when nothing is said.
    pub swap_needs_approval: Option<bool>,
}

impl Default for Wishes {
    /// Everything is watched, by the rule's limits.
    fn default() -> Self {
        let usual = LimitWish { on: true, minutes: None };
        Self {
            late: usual,
            missed_checkpoint: usual,
            quiet: usual,
            overdue: usual,
            lone: usual,
            escalate_minutes: None,
            no_signal_area: false,
            swap_needs_approval: None,
        }
    }
}

/// What a unit has set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct UnitSetting {
    /// What it wants.
    pub wishes: Wishes,
    /// Rises with every change; 0 when nothing was ever set.
    pub version: i64,
    /// When it was last changed.
    pub set_at: Option<Instant>,
}

/// What a unit changes of one limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct LimitChange {
    /// Whether this is watched at all.
    pub on: bool,
    /// So many minutes; the rule's when none are given, and as they were when they are not spoken of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub minutes: Option<Option<i64>>,
}

/// What a unit changes: what is not spoken of stays as it is, and what is taken away is as everybody has
/// it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct WishChanges {
    /// Minutes after the beginning of a shift without a patrol.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub late: Option<Option<LimitChange>>,
    /// Minutes after a checkpoint's turn has passed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub missed_checkpoint: Option<Option<LimitChange>>,
    /// Minutes without a sign of any phone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quiet: Option<Option<LimitChange>>,
    /// Minutes after the end of the shift.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub overdue: Option<Option<LimitChange>>,
    /// Minutes after the last word of somebody who patrols alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lone: Option<Option<LimitChange>>,
    /// Minutes after which those who write in the committee's name are told too.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub escalate_minutes: Option<Option<i64>>,
    /// Whether it patrols where phones have no signal.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub no_signal_area: Option<Option<bool>>,
    /// Whether swaps of shifts wait for the leader.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub swap_needs_approval: Option<Option<bool>>,
}

impl WishChanges {
    /// What a unit wants from now on that wanted this until now.
    #[must_use]
    pub fn over(&self, own: Wishes) -> Wishes {
        let usual = Wishes::default();
        let limit =
            |change: Option<Option<LimitChange>>, own: LimitWish, usual: LimitWish| match change {
                None => own,
                Some(None) => usual,
                Some(Some(it)) => {
                    LimitWish { on: it.on, minutes: it.minutes.unwrap_or(own.minutes) }
                }
            };
        Wishes {
            late: limit(self.late, own.late, usual.late),
            missed_checkpoint: limit(
                self.missed_checkpoint,
                own.missed_checkpoint,
                usual.missed_checkpoint,
            ),
            quiet: limit(self.quiet, own.quiet, usual.quiet),
            overdue: limit(self.overdue, own.overdue, usual.overdue),
            lone: limit(self.lone, own.lone, usual.lone),
            escalate_minutes: self.escalate_minutes.unwrap_or(own.escalate_minutes),
            no_signal_area: self
                .no_signal_area
                .map_or(own.no_signal_area, |said| said.unwrap_or(usual.no_signal_area)),
            swap_needs_approval: self.swap_needs_approval.unwrap_or(own.swap_needs_approval),
        }
    }
}

/// A unit's setting that changes.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct SettingUnit {
    /// The unit.
    pub unit_id: PatrolUnitId,
    /// The version that was read: 0 when nothing was ever set.
    pub version: i64,
    /// What changes.
    pub changes: WishChanges,
}

/// The word of somebody who patrols that they are well.
#[derive(Clone, Copy, Debug)]
pub struct NewAlive {
    /// The id, made by the phone.
    pub id: PatrolAliveId,
    /// The patrol.
    pub patrol_id: PatrolId,
    /// When they gave it, by the phone.
    pub recorded_at: Instant,
    /// Milliseconds since the phone was switched on, when they gave it.
    pub monotonic_ms: Option<i64>,
    /// What tells how wrong the phone's clock is.
    pub clock: ClockEvidence,
}
