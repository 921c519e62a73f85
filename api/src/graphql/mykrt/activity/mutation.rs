//! Planning, answering, recording and writing down activities.

use async_graphql::{Context, Object};
use domain::{
    identity,
    mykrt::activity::{self as activities, NewAnswer},
};

use super::{
    input::{
        ActivityAttendanceRecordInput, ActivityCancelInput, ActivityCreateInput,
        ActivityMinutesSetInput, ActivityRsvpInput, ActivityUpdateInput, CalendarTokenRenewInput,
    },
    payload::{
        ActivityAttendanceRecordPayload, ActivityPayload, AttendanceResult,
        CalendarTokenRenewPayload,
    },
    types::Activity,
};
use crate::graphql::{
    context::{self, InRequest as _},
    outcome::settle,
};

/// Planning, answering, recording and writing down activities.
#[derive(Default)]
pub struct ActivityMutation;

#[Object]
impl ActivityMutation {
    /// Plans an activity of an area, or writes down one of the past. Planned for a draft, it leaves with
    /// the notice; whoever follows notices is told one that is out again. Planned for a public notice that is
    /// out, its title, time and place are on the notice's open page at once. MyKRT: the area's committee.
    async fn activity_create(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The activity.")] input: ActivityCreateInput,
    ) -> domain::Result<ActivityPayload> {
        let (ctx, new) = (context.ctx()?, input.read()?);
        let answer = activities::create_activity(ctx, &new, input.idempotency_key.as_deref()).await;
        let (activity, user_errors) = settle(ctx, answer)?;
        let (activity, client_mutation_id) = (activity.map(Activity), input.client_mutation_id);
        Ok(ActivityPayload { activity, newest: None, user_errors, client_mutation_id })
    }

    /// Changes an activity that is not cancelled. Of a text each language that is not given stays as
    /// it is; null or an empty text takes a language away, Malay never. Whoever has a place or waits
    /// for one is pushed another time or place, as they wish to hear of important notices. MyKRT: the
    /// area's committee.
    async fn activity_update(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "What is changed.")] input: ActivityUpdateInput,
    ) -> domain::Result<ActivityPayload> {
        let (ctx, changes) = (context.ctx()?, input.read()?);
        let id = context::id(&input.id, "id")?;
        let key = input.idempotency_key.as_deref();
        let answer = activities::update_activity(ctx, id, input.version, &changes, key).await;
        ActivityPayload::of(ctx, id, answer, input.client_mutation_id).await
    }

    /// Says that a planned activity does not take place; saying it again changes nothing. Whoever has a
    /// place or waits for one is pushed it, as they wish to hear of important notices. MyKRT: the area's
    /// committee.
    async fn activity_cancel(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which activity, and why.")] input: ActivityCancelInput,
    ) -> domain::Result<ActivityPayload> {
        let ctx = context.ctx()?;
        let id = context::id(&input.id, "id")?;
        let answer = activities::cancel_activity(ctx, id, &input.reason).await;
        ActivityPayload::of(ctx, id, answer, input.client_mutation_id).await
    }

    /// Says whether the viewer comes, with how many guests; the last answer counts. Without a place
    /// they wait in the order of asking, and move up when one becomes free. MyKRT: residents and
    /// committee of the area.
    async fn activity_rsvp(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The answer.")] input: ActivityRsvpInput,
    ) -> domain::Result<ActivityPayload> {
        let ctx = context.ctx()?;
        let new = NewAnswer {
            activity_id: context::id(&input.activity_id, "activityId")?,
            answer: input.answer.into(),
            guests: input.guests,
        };
        let answer = activities::answer(ctx, &new).await;
        ActivityPayload::of(ctx, new.activity_id, answer, input.client_mutation_id).await
    }

    /// Records who was there, on the day or after, also from phones that were offline; each record
    /// has its own answer, and a repeat changes nothing. With the first who came the activity was
    /// held. MyKRT: the area's committee.
    async fn activity_attendance_record(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Who was there.")] input: ActivityAttendanceRecordInput,
    ) -> domain::Result<ActivityAttendanceRecordPayload> {
        let (ctx, new) = (context.ctx()?, input.read()?);
        let (done, user_errors) = settle(ctx, activities::record_attendance(ctx, &new).await)?;
        let (activity, results) = done.unzip();
        let results = results.unwrap_or_default();
        Ok(ActivityAttendanceRecordPayload {
            activity: activity.map(Activity),
            results: results.iter().map(|result| AttendanceResult::of(result, ctx)).collect(),
            user_errors,
            client_mutation_id: input.client_mutation_id,
        })
    }

    /// Writes, confirms and publishes the minutes of a meeting. MyKRT: chair, secretary and their
    /// deputies of the area.
    async fn activity_minutes_set(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The minutes.")] input: ActivityMinutesSetInput,
    ) -> domain::Result<ActivityPayload> {
        let (ctx, new) = (context.ctx()?, input.read()?);
        let answer = activities::set_minutes(ctx, &new, input.idempotency_key.as_deref()).await;
        ActivityPayload::of(ctx, new.activity_id, answer, input.client_mutation_id).await
    }

    /// Gives the viewer a new secret link to which a calendar subscribes. MyKRT, the signed-in.
    async fn calendar_token_renew(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Nothing has to be said.")] input: CalendarTokenRenewInput,
    ) -> domain::Result<CalendarTokenRenewPayload> {
        let ctx = context.ctx()?;
        let (secret, user_errors) = settle(ctx, identity::renew_calendar_token(ctx).await)?;
        let base = context.house()?.config.public_url.trim_end_matches('/');
        Ok(CalendarTokenRenewPayload {
            url: secret.map(|secret| format!("{base}/v1/calendar/{secret}.ics")),
            user_errors,
            client_mutation_id: input.client_mutation_id,
        })
    }
}
