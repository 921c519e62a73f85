//! Publishing shifts and recording patrols.

use async_graphql::{Context, Object};
use domain::mysrs::{
    patrol::{self, CheckInBatch, EndPatrol, StartPatrol, TrackBatch},
    roster::{self, NewShift},
};

use super::{
    Shift,
    input::{
        CheckInRecordInput, PatrolEndInput, PatrolStartInput, ShiftPublishInput, TrackRecordInput,
        evidence,
    },
    payload::{
        CheckInRecordPayload, CheckInResult, PatrolPayload, ShiftPayload, TrackRecordPayload,
        TrackRejection,
    },
};
use crate::graphql::{
    context::{self, InRequest as _},
    outcome::settle,
    plain::Quick,
};

/// Publishing shifts and recording patrols.
#[derive(Default)]
pub struct MysrsMutation;

#[Object]
impl MysrsMutation {
    /// Publishes a shift to its unit, beside its roster. It keeps every rule that `rosterPublish` keeps:
    /// a team that is large enough with one who can lead it, and volunteers who are of age, active, not
    /// away, rested, and below the limit of the month. Each rule that it breaks is named with the
    /// volunteer whom it concerns (`memberIds.0`), or the team (`memberIds`). MySRS: the unit's leader.
    async fn shift_publish(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The shift.")] input: ShiftPublishInput,
    ) -> domain::Result<ShiftPayload> {
        let new = NewShift {
            id: input.id.as_ref().map(|id| context::id(id, "id")).transpose()?,
            unit_id: context::id(&input.unit_id, "unitId")?,
            starts_at: input.starts_at.0,
            ends_at: input.ends_at.0,
            place: input.place,
            members: context::ids(&input.member_ids, "memberIds")?,
        };
        let ctx = context.ctx()?;
        let answer = roster::publish_shift(ctx, &new, input.idempotency_key.as_deref()).await;
        let (shift, user_errors) = settle(ctx, answer)?;
        let client_mutation_id = input.client_mutation_id;
        Ok(ShiftPayload { shift: shift.map(Shift), user_errors, client_mutation_id })
    }

    /// Starts a patrol; the same id again brings the same patrol. When its shift has a patrol on its way
    /// already, those who are there join that one, and the answer is that one with its id; from then on the
    /// id that the phone made stands for that one too, in whatever it records. One that began
    /// more than ten minutes ago, without signal, is kept beside it with a doubt. At most 20 starts of one
    /// person with different ids join the same patrol (`TOO_MANY_STARTS`): what a phone has recorded
    /// under the id that is refused it sends under the patrol's own. `STATE_INVALID` on `unitId` when the
    /// unit rested or had ended by then. MySRS: the unit's volunteers and leader; and whoever has left it
    /// since, for one that began in the last 30 days while they belonged to it. What else was recorded on it
    /// is `NOT_FOUND` until this has come in, apart from incidents that the unit's volunteers report: the
    /// phone keeps it and sends it again.
    async fn patrol_start(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The patrol.")] input: PatrolStartInput,
    ) -> domain::Result<PatrolPayload> {
        let start = StartPatrol {
            id: context::id(&input.id, "id")?,
            unit_id: context::id(&input.unit_id, "unitId")?,
            shift_id: input.shift_id.as_ref().map(|id| context::id(id, "shiftId")).transpose()?,
            started_at: input.started_at.0,
            monotonic_ms: input.monotonic_ms(),
            clock: evidence(input.clock),
            present: context::ids(&input.present_ids, "presentIds")?,
        };
        let ctx = context.ctx()?;
        let (patrol, user_errors) = settle(ctx, patrol::start_patrol(ctx, &start).await)?;
        let client_mutation_id = input.client_mutation_id;
        Ok(PatrolPayload { patrol: patrol.map(Into::into), user_errors, client_mutation_id })
    }

    /// Records check-ins on a patrol, one or many, also after its end; each has its own answer,
    /// and a repeat changes nothing. MySRS: who is on the patrol; another volunteer of the unit
    /// joins it with that until it ends, and afterwards is heard but does not join. At most 500 a
    /// request. Nothing is refused for what it shows; only a patrol that has 40,000 takes no more, nor of
    /// one person who has 20,000 on it, and no people ever make as many: each that is beyond is `REJECTED`
    /// with `TOO_MANY`, and what is kept already is known also then.
    async fn check_in_record(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The check-ins.")] input: CheckInRecordInput,
    ) -> domain::Result<Quick<CheckInRecordPayload>> {
        let ctx = context.ctx()?;
        let patrol = context::id(&input.patrol_id, "patrolId")?;
        let items = input.check_ins.into_iter().enumerate();
        let batch = CheckInBatch {
            items: items.map(|(place, item)| item.read(place)).collect(),
            clock: evidence(input.clock),
        };
        let recorder = &context.house()?.recorder;
        let answer = recorder.record_check_ins(ctx, patrol, batch).await;
        let (results, user_errors) = settle(ctx, answer)?;
        let results = results.unwrap_or_default();
        let results = results.into_iter().enumerate();
        Ok(Quick(CheckInRecordPayload {
            results: results.map(|(place, one)| CheckInResult::of(place, one, ctx)).collect(),
            user_errors,
            client_mutation_id: input.client_mutation_id,
        }))
    }

    /// Records where a phone went on a patrol, also after its end; a repeat changes nothing.
    /// MySRS: who is on the patrol; another volunteer of the unit joins it with that until it
    /// ends, and afterwards is heard but does not join. At most 64 tracks and 60,000 fixes a
    /// person, and 200,000 fixes a patrol; what is kept already is known also beyond that.
    async fn track_record(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The fixes.")] input: TrackRecordInput,
    ) -> domain::Result<TrackRecordPayload> {
        let ctx = context.ctx()?;
        let patrol = context::id(&input.patrol_id, "patrolId")?;
        let batch = TrackBatch {
            track_id: context::id(&input.track_id, "trackId")?,
            points: input.points.into_iter().map(|point| Ok(point.into())).collect(),
            clock: evidence(input.clock),
        };
        let answer = context.house()?.recorder.record_track(ctx, patrol, &batch).await;
        let (counts, user_errors) = settle(ctx, answer)?;
        let counts = counts.unwrap_or_default();
        Ok(TrackRecordPayload {
            applied: counts.applied,
            duplicate: counts.duplicate,
            conflict: counts.conflict,
            rejected: counts.rejected,
            rejections: counts.rejections.iter().map(|one| TrackRejection::of(one, ctx)).collect(),
            user_errors,
            client_mutation_id: input.client_mutation_id,
        })
    }

    /// Ends a patrol, with its length and duration; ending it again changes nothing. MySRS: who is
    /// on the patrol, the unit's leader, and when no phone of theirs can any more, its area's chair,
    /// secretary and their deputies.
    async fn patrol_end(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which patrol.")] input: PatrolEndInput,
    ) -> domain::Result<PatrolPayload> {
        let end = EndPatrol {
            id: context::id(&input.id, "id")?,
            ended_at: input.ended_at.0,
            monotonic_ms: input.monotonic_ms(),
            clock: evidence(input.clock),
        };
        let ctx = context.ctx()?;
        let (patrol, user_errors) = settle(ctx, patrol::end_patrol(ctx, &end).await)?;
        let client_mutation_id = input.client_mutation_id;
        Ok(PatrolPayload { patrol: patrol.map(Into::into), user_errors, client_mutation_id })
    }
}
