//! Alerts, and the limits by which they are raised.

use async_graphql::{Context, Description, Enum, ID, Object, SimpleObject};
use domain::mysrs::{checkpoint, patrol, roster, unit, watch};

use crate::graphql::{
    connection::connection,
    context::InRequest as _,
    mysrs::{Checkpoint, Patrol, Shift, unit::PatrolMember},
    scalars::DateTime,
};

/// What is amiss.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "watch::AlertKind")]
pub enum PatrolAlertKind {
    /// A shift has begun, and nobody has started its patrol.
    Late,
    /// A patrol has gone past a checkpoint whose turn it was, or come too late for one that closes.
    MissedCheckpoint,
    /// No phone of a patrol has been heard of.
    Quiet,
    /// A patrol should have ended.
    Overdue,
    /// Somebody patrols alone and has not confirmed to be well (`patrolAliveRecord`).
    Lone,
}

/// Where an alert stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "watch::AlertState")]
pub enum PatrolAlertState {
    /// Somebody should act.
    Open,
    /// All is well again, and those who were told know it.
    Healed,
    /// It is of no more use: the patrol or the shift is over, or the unit watches for this no more.
    Lapsed,
}

/// Something about a shift or a patrol that those are told who can act: the team and the unit's leader
/// at once, the area's chair, secretary and their deputies after `escalateMinutes`; of somebody who
/// patrols alone all of them at once.
#[derive(Description)]
pub struct PatrolAlert(pub watch::Alert);

#[Object(use_type_description)]
impl PatrolAlert {
    /// The id (`alert_…`).
    async fn id(&self) -> ID {
        self.0.id.into()
    }

    /// What is amiss.
    async fn kind(&self) -> PatrolAlertKind {
        self.0.kind.into()
    }

    /// Where it stands.
    async fn state(&self) -> PatrolAlertState {
        self.0.state().into()
    }

    /// The patrol; none when it is about a shift.
    async fn patrol(&self, context: &Context<'_>) -> domain::Result<Option<Patrol>> {
        let Some(id) = self.0.patrol_id else { return Ok(None) };
        Ok(Some(patrol::patrol(context.ctx()?, id).await?.into()))
    }

    /// The shift, when it is about one.
    async fn shift(&self, context: &Context<'_>) -> domain::Result<Option<Shift>> {
        let Some(id) = self.0.shift_id else { return Ok(None) };
        Ok(Some(Shift(roster::shift(context.ctx()?, id).await?)))
    }

    /// Who patrols alone, when it is about that.
    async fn person(&self) -> Option<PatrolMember> {
        let display_name = self.0.person_name.clone().unwrap_or_default();
        self.0.person_id.map(|person_id| PatrolMember(unit::Member { person_id, display_name }))
    }

    /// The first checkpoint that was missed, when it is about that.
    async fn checkpoint(&self, context: &Context<'_>) -> domain::Result<Option<Checkpoint>> {
        let Some(id) = self.0.checkpoint_id else { return Ok(None) };
        Ok(Some(Checkpoint(checkpoint::checkpoint(context.ctx()?, id).await?)))
    }

    /// How many checkpoints were missed; 0 when it is about something else.
    async fn missed_checkpoints(&self) -> i64 {
        self.0.missed
    }

    /// Since when it is so: the beginning of the shift, the last sign of a phone, the end that was due,
    /// the last word of whoever patrols alone, when the checkpoint's turn or time had passed.
    async fn since(&self) -> DateTime {
        DateTime(self.0.since)
    }

    /// When it was raised.
    async fn raised_at(&self) -> DateTime {
        DateTime(self.0.raised_at)
    }

    /// When the team and the unit's leader were told; null when there was nobody to tell.
    async fn told_at(&self) -> Option<DateTime> {
        self.0.told_at.map(DateTime)
    }

    /// When the area's chair, secretary and their deputies were told.
    async fn escalated_at(&self) -> Option<DateTime> {
        self.0.escalated_at.map(DateTime)
    }

    /// When all was well again.
    async fn healed_at(&self) -> Option<DateTime> {
        self.0.healed_at.map(DateTime)
    }

    /// Since when nobody need act any more.
    async fn closed_at(&self) -> Option<DateTime> {
        self.0.closed_at.map(DateTime)
    }
}

connection!(PatrolAlertConnection, PatrolAlertEdge, PatrolAlert, "alerts");

/// One limit of a unit.
#[derive(SimpleObject)]
pub struct WatchLimit {
    /// Whether this is watched at all.
    enabled: bool,
    /// After so many minutes something is amiss.
    minutes: i64,
    /// Whether the unit has set these minutes itself; else they are those of everybody.
    own_minutes: bool,
}

impl WatchLimit {
    fn of(limit: watch::Limit, wish: watch::LimitWish) -> Self {
        Self { enabled: limit.on, minutes: limit.minutes, own_minutes: wish.minutes.is_some() }
    }
}

/// By which limits a unit's shifts and patrols are watched.
#[derive(Description)]
pub struct PatrolUnitSetting(pub watch::UnitSetting, pub watch::Limits);

#[Object(use_type_description)]
impl PatrolUnitSetting {
    /// Minutes after the beginning of a shift without a patrol: `LATE`.
    async fn late(&self) -> WatchLimit {
        WatchLimit::of(self.1.late, self.0.wishes.late)
    }

    /// Minutes after a checkpoint's turn has passed: `MISSED_CHECKPOINT`. While it is closed nobody waits
    /// for it; one that closes is missed as soon as it does.
    async fn missed_checkpoint(&self) -> WatchLimit {
        WatchLimit::of(self.1.missed_checkpoint, self.0.wishes.missed_checkpoint)
    }

    /// Minutes without a sign of any phone, breaks not counted: `QUIET`.
    async fn quiet(&self) -> WatchLimit {
        WatchLimit::of(self.1.quiet, self.0.wishes.quiet)
    }

    /// Minutes after the end of the shift: `OVERDUE`. A patrol without a shift should end within 12
    /// hours.
    async fn overdue(&self) -> WatchLimit {
        WatchLimit::of(self.1.overdue, self.0.wishes.overdue)
    }

    /// Minutes after the last check-in or word of somebody who patrols alone, breaks not counted:
    /// `LONE`.
    async fn lone(&self) -> WatchLimit {
        WatchLimit::of(self.1.lone, self.0.wishes.lone)
    }

    /// So many minutes after an alert the area's chair, secretary and their deputies are told too.
    async fn escalate_minutes(&self) -> i64 {
        self.1.escalate_minutes
    }

    /// Whether the unit has set `escalateMinutes` itself.
    async fn own_escalate_minutes(&self) -> bool {
        self.0.wishes.escalate_minutes.is_some()
    }

    /// Whether the unit patrols where phones have no signal: silence alone is no alert then. `QUIET` is
    /// never raised, `LATE` only when the shift is over, and `LONE` and `MISSED_CHECKPOINT` only once a
    /// phone was heard of that could have brought the word.
    async fn no_signal_area(&self) -> bool {
        self.1.no_signal_area
    }

    /// Whether swaps of shifts wait for the leader; null when the rule of everybody holds.
    async fn swap_needs_approval(&self) -> Option<bool> {
        self.0.wishes.swap_needs_approval
    }

    /// Rises with every change: `unitSettingUpdate` wants it. 0 when nothing was ever set.
    async fn version(&self) -> i64 {
        self.0.version
    }

    /// When it was last changed.
    async fn set_at(&self) -> Option<DateTime> {
        self.0.set_at.map(DateTime)
    }
}
