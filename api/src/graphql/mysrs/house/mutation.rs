//! Telling of empty houses, and recording looks at them.

use async_graphql::{Context, ID, Object};
use domain::mysrs::house::{self, VisitBatch};

use super::{
    input::{HouseAwayCancelInput, HouseAwaySetInput, HouseVisitRecordInput},
    payload::{HouseAwayPayload, HouseVisitRecordPayload, HouseVisitResult},
    types::HouseAway,
};
use crate::graphql::{
    context::{self, InRequest as _},
    mysrs::input::evidence,
    outcome::settle,
};

/// Telling of empty houses, and recording looks at them.
#[derive(Default)]
pub struct HouseMutation;

#[Object]
impl HouseMutation {
    /// Tells the patrol units of an area that the viewer's house is empty for a time, or tells
    /// something else of it; at most 5 houses now or later. What names the house is kept sealed, and
    /// only patrols on the way and their leader see it, on the days on which it is empty. MyKRT: the
    /// area's residents and its committee, each for themselves.
    async fn house_away_set(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The whole house.")] input: HouseAwaySetInput,
    ) -> domain::Result<HouseAwayPayload> {
        let (ctx, setting) = (context.ctx()?, input.read()?);
        let (house, user_errors) = settle(ctx, house::set_house(ctx, &setting).await)?;
        let client_mutation_id = input.client_mutation_id;
        Ok(HouseAwayPayload { house: house.map(HouseAway), user_errors, client_mutation_id })
    }

    /// Tells that somebody is at home again, or will be: patrols see the house no more. Again changes
    /// nothing. MyKRT: who told of the house.
    async fn house_away_cancel(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which house.")] input: HouseAwayCancelInput,
    ) -> domain::Result<HouseAwayPayload> {
        let (ctx, id) = (context.ctx()?, context::id(&input.id, "id")?);
        let (house, user_errors) = settle(ctx, house::cancel_house(ctx, id).await)?;
        let client_mutation_id = input.client_mutation_id;
        Ok(HouseAwayPayload { house: house.map(HouseAway), user_errors, client_mutation_id })
    }

    /// Records that a patrol looked at houses, one or many, also after its end; each has its own
    /// answer, and a repeat changes nothing. The house's people see when it was and what was found,
    /// and nobody's name. A house that was not empty while the patrol walked, or within an hour of it,
    /// is rejected as `NOT_FOUND`; a look after its end and within 24 hours of its beginning counts to it. Of
    /// one person at most 500 looks on one patrol are taken, and 20 at one house: a further one is rejected as
    /// `TOO_MANY`. What is known already is a duplicate all the same. MySRS: who takes part in the patrol.
    async fn house_visit_record(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The looks.")] input: HouseVisitRecordInput,
    ) -> domain::Result<HouseVisitRecordPayload> {
        let ctx = context.ctx()?;
        let patrol = context::id(&input.patrol_id, "patrolId")?;
        let ids: Vec<ID> = input.visits.iter().map(|visit| visit.id.clone()).collect();
        let items = input.visits.into_iter().enumerate();
        let batch = VisitBatch {
            items: items.map(|(place, item)| item.read(place)).collect(),
            clock: evidence(input.clock),
        };
        let answer = house::record_visits(ctx, patrol, batch).await;
        let (results, user_errors) = settle(ctx, answer)?;
        let results = results.unwrap_or_default();
        let answered = ids.into_iter().enumerate().zip(&results);
        Ok(HouseVisitRecordPayload {
            results: answered.map(|(one, result)| HouseVisitResult::of(one, result, ctx)).collect(),
            user_errors,
            client_mutation_id: input.client_mutation_id,
        })
    }
}
