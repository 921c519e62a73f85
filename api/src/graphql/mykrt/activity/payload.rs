//! What a mutation of activities answers with.

use async_graphql::{Enum, SimpleObject};
use domain::{Ctx, Error, ErrorCode, mykrt::activity as activities, shared::id::ActivityId};

use super::types::Activity;
use crate::graphql::{
    outcome::{UserError, settle},
    scalars::DateTime,
};

/// An activity, or why there is none.
#[derive(SimpleObject)]
pub struct ActivityPayload {
    /// The activity.
    pub(super) activity: Option<Activity>,
    /// The activity as it stands now, with its `minutes`, when it has changed meanwhile
    /// (`VERSION_CONFLICT`): the app shows both.
    pub(super) newest: Option<Activity>,
    /// Why not.
    pub(super) user_errors: Vec<UserError>,
    /// As it was given.
    pub(super) client_mutation_id: Option<String>,
}

impl ActivityPayload {
    /// What came of something that was done to an activity, with the newest version when somebody else
    /// was quicker.
    pub(super) async fn of(
        ctx: &Ctx,
        id: ActivityId,
        answer: domain::Result<activities::Activity>,
        client_mutation_id: Option<String>,
    ) -> domain::Result<Self> {
        let late = matches!(&answer, Err(Error::Refused(refusals))
            if refusals.iter().any(|refusal| refusal.code == ErrorCode::VersionConflict));
        let (activity, user_errors) = settle(ctx, answer)?;
        let newest = if late { Some(activities::activity(ctx, id).await?) } else { None };
        let (activity, newest) = (activity.map(Activity), newest.map(Activity));
        Ok(Self { activity, newest, user_errors, client_mutation_id })
    }
}

/// What became of one record of a batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum AttendanceOutcome {
    /// It stands now.
    Applied,
    /// It stood before: nothing changed.
    Duplicate,
    /// Something that was seen later stands.
    Superseded,
    /// It cannot be kept; `error` says why. Sending it again helps nothing.
    Rejected,
}

/// One record's answer.
#[derive(SimpleObject)]
pub struct AttendanceResult {
    /// What became of it. Whatever it is, the phone need not send it again.
    outcome: AttendanceOutcome,
    /// When it was seen, as far as the server can tell: a wrong clock is put right.
    noted_at: Option<DateTime>,
    /// Why it was rejected.
    error: Option<UserError>,
}

impl AttendanceResult {
    pub(super) fn of(result: &activities::PresenceResult, ctx: &Ctx) -> Self {
        use activities::PresenceOutcome as Outcome;
        let (outcome, error) = match &result.outcome {
            Outcome::Applied => (AttendanceOutcome::Applied, None),
            Outcome::Duplicate => (AttendanceOutcome::Duplicate, None),
            Outcome::Superseded => (AttendanceOutcome::Superseded, None),
            Outcome::Rejected(refusal) => {
                (AttendanceOutcome::Rejected, Some(UserError::of(refusal, ctx)))
            }
        };
        Self { outcome, noted_at: result.noted_at.map(DateTime), error }
    }
}

/// What became of each record.
#[derive(SimpleObject)]
pub struct ActivityAttendanceRecordPayload {
    /// The activity.
    pub(super) activity: Option<Activity>,
    /// One answer for each record, in their order; empty when the whole was refused.
    pub(super) results: Vec<AttendanceResult>,
    /// Why the whole was refused.
    pub(super) user_errors: Vec<UserError>,
    /// As it was given.
    pub(super) client_mutation_id: Option<String>,
}

/// The secret link of the viewer's calendar.
#[derive(SimpleObject)]
pub struct CalendarTokenRenewPayload {
    /// The address to which a calendar subscribes, shown this once. Whoever knows it reads the
    /// activities of the viewer's areas; the one before leads nowhere from now on.
    pub(super) url: Option<String>,
    /// Why not.
    pub(super) user_errors: Vec<UserError>,
    /// As it was given.
    pub(super) client_mutation_id: Option<String>,
}
