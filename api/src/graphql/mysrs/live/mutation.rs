//! Making and ending links with which others follow a patrol.

use async_graphql::{Context, Object};
use domain::mysrs::live;

use super::{
    PatrolShare,
    input::{PatrolShareCreateInput, PatrolShareEndInput},
    payload::{PatrolShareCreatePayload, PatrolShareEndPayload},
};
use crate::graphql::{
    context::{self, InRequest as _},
    outcome::settle,
};

/// Making and ending links with which others follow a patrol.
#[derive(Default)]
pub struct LiveMutation;

#[Object]
impl LiveMutation {
    /// Makes a link to a patrol on its way, for whoever waits at home: a page that shows the way so far
    /// and when the phones were last heard, without names and without an account. At most 10 lead
    /// somewhere at once. MySRS: who is on the patrol, and the unit's leader.
    async fn patrol_share_create(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The link.")] input: PatrolShareCreateInput,
    ) -> domain::Result<PatrolShareCreatePayload> {
        let (ctx, new) = (context.ctx()?, input.read()?);
        let answer = live::create_share(ctx, &new, input.idempotency_key.as_deref()).await;
        let (made, user_errors) = settle(ctx, answer)?;
        let public_url = &context.house()?.config.public_url;
        let (share, url) = made
            .map(|(share, secret)| (PatrolShare(share), format!("{public_url}/w/{secret}")))
            .unzip();
        let client_mutation_id = input.client_mutation_id;
        Ok(PatrolShareCreatePayload { share, url, user_errors, client_mutation_id })
    }

    /// Ends a link at once; ending it again changes nothing. MySRS: who is on the patrol, the unit's
    /// leader, and the area's chair, secretary and their deputies.
    async fn patrol_share_end(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which link.")] input: PatrolShareEndInput,
    ) -> domain::Result<PatrolShareEndPayload> {
        let (ctx, id) = (context.ctx()?, context::id(&input.id, "id")?);
        let (share, user_errors) = settle(ctx, live::end_share(ctx, id).await)?;
        let client_mutation_id = input.client_mutation_id;
        Ok(PatrolShareEndPayload { share: share.map(PatrolShare), user_errors, client_mutation_id })
    }
}
