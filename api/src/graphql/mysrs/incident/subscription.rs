//! Following incidents live.

use std::{future::ready, sync::Arc};

use async_graphql::{Context, ID, Subscription};
use domain::{
    Error, ErrorCode, Refusal,
    mysrs::incident::{self, Following, Told},
};
use futures_util::{Stream, StreamExt as _, stream};

use super::types::Incident;
use crate::graphql::{
    context::{self, InRequest as _},
    live,
    transport::{Event, LastEventId, NextEvent},
};

/// Following incidents live.
#[derive(Default)]
pub struct IncidentSubscription;

#[Subscription]
impl IncidentSubscription {
    /// Every incident of a unit that comes or changes from now on, or one incident. After a break, give
    /// the `cursor` of the last one as `after` (an event stream does so by itself, with
    /// `Last-Event-ID`): what was missed is told first, as it stands then. Without it, subscribe first
    /// and then read the list. MySRS: a unit's for its leader, the area's chair, secretary and their
    /// deputies, and the officers above; one incident for whoever may read it.
    async fn incident_changed(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The unit whose incidents are followed.")] unit_id: Option<ID>,
        #[graphql(desc = "Or the incident.")] incident_id: Option<ID>,
        #[graphql(
            desc = "The `cursor` of the incident that was told last, on whichever connection."
        )]
        after: Option<String>,
    ) -> domain::Result<impl Stream<Item = domain::Result<Incident>>> {
        let ctx = context.ctx()?.clone();
        let following = match (unit_id, incident_id) {
            (Some(unit), None) => Following::Unit(context::id(&unit, "unitId")?),
            (None, Some(incident)) => Following::Incident(context::id(&incident, "incidentId")?),
            _ => {
                let detail = "name one of unitId and incidentId";
                return Err(Refusal::of(ErrorCode::BadRequest).with("detail", detail).stop());
            }
        };
        // Heard from before the log is read: nothing is lost in between.
        let changes = live::places(&ctx);
        // An event stream that connects again by itself repeats the address that it began with.
        let after = context.data_opt::<LastEventId>().map(|id| id.0.clone()).or(after);
        let (follower, missed) = incident::follow(&ctx, following, after.as_deref()).await?;
        let follower = Arc::new(follower);
        let live = changes.filter_map(move |heard| {
            let (ctx, follower) = (ctx.clone(), Arc::clone(&follower));
            async move {
                match heard {
                    Ok((place, change)) => follower.hear(&ctx, place, &change).await.transpose(),
                    Err(lagging) => Some(Err(lagging)),
                }
            }
        });
        let next_event = context.data_opt::<NextEvent>().cloned().unwrap_or_default();
        let told = until_error(stream::iter(missed).map(Ok).chain(live));
        Ok(told.map(move |told| told.map(|told| lay_down(&next_event, told))))
    }
}

/// Lays down which event this is, and gives its incident.
fn lay_down(next_event: &NextEvent, told: Told) -> Incident {
    next_event.put(Event { id: told.cursor, missed: told.missed });
    Incident(told.shown)
}

/// Ends after the first error: whoever follows goes on from the last cursor, and misses nothing.
fn until_error<T>(
    told: impl Stream<Item = Result<T, Error>>,
) -> impl Stream<Item = Result<T, Error>> {
    told.scan(false, |ended, told| {
        let over = std::mem::replace(ended, told.is_err());
        ready((!over).then_some(told))
    })
}
