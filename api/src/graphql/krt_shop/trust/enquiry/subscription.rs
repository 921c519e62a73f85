//! Following enquiries live.

use std::sync::Arc;

use async_graphql::{Context, ID, Subscription};
use domain::{
    ErrorCode, Refusal,
    krt_shop::enquiry::{self, Following},
};
use futures_util::{Stream, StreamExt as _};

use super::types::Enquiry;
use crate::graphql::{
    context::{self, InRequest as _},
    live,
};

/// Following enquiries live.
#[derive(Default)]
pub struct EnquirySubscription;

#[Subscription]
impl EnquirySubscription {
    /// An enquiry each time that somebody writes in it, reads it, closes it or blocks the other: one
    /// enquiry, those to a project, or the viewer's own when neither is named. After a break, subscribe
    /// first and then read: `unread` says what was missed. KRT Shop: the buyer, by account or by secret,
    /// and the project's sellers.
    async fn enquiry_changed(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "One enquiry.")] enquiry_id: Option<ID>,
        #[graphql(desc = "Or those to this project.")] project_id: Option<ID>,
        #[graphql(desc = "The enquiry's secret: for a buyer without an account.")] secret: Option<
            String,
        >,
    ) -> domain::Result<impl Stream<Item = domain::Result<Enquiry>>> {
        let ctx = context.ctx()?.clone();
        let following = match (enquiry_id, project_id) {
            (Some(id), None) => Following::Enquiry(context::id(&id, "enquiryId")?, secret),
            (None, Some(id)) => Following::Project(context::id(&id, "projectId")?),
            (None, None) => Following::Own,
            (Some(_), Some(_)) => {
                let detail = "name one of enquiryId and projectId";
                return Err(Refusal::of(ErrorCode::BadRequest).with("detail", detail).stop());
            }
        };
        let follower = Arc::new(enquiry::follow(&ctx, following).await?);
        let changes = live::changes_of(&ctx, follower.scope());
        Ok(changes.filter_map(move |heard| {
            let (ctx, follower) = (ctx.clone(), Arc::clone(&follower));
            async move {
                match heard {
                    Ok(change) => {
                        let told = follower.hear(&ctx, &change).await.transpose()?;
                        Some(told.map(Enquiry))
                    }
                    Err(lagging) => Some(Err(lagging)),
                }
            }
        }))
    }
}
