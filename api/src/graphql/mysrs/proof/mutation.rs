//! Deciding about check-ins.

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use domain::mysrs::proof::{self, NewDecision};

use super::types::CheckInVerdict;
use crate::graphql::{
    context::{self, InRequest as _},
    mysrs::CheckIn,
    outcome::{UserError, settle},
};

/// What somebody decides about a check-in.
#[derive(InputObject)]
pub struct CheckInDecideInput {
    /// The check-in.
    id: ID,
    /// Whether they believe it, whatever the program thinks of it.
    verdict: CheckInVerdict,
    /// Why: 3 to 500 characters, which the volunteer reads too.
    reason: String,
    /// Made by the phone, at most 128 characters: the same key brings the first outcome again, for
    /// 30 days.
    idempotency_key: Option<String>,
    /// Given back unchanged in the answer.
    client_mutation_id: Option<String>,
}

/// A check-in, or why nothing was decided.
#[derive(SimpleObject)]
pub struct CheckInDecidePayload {
    /// The check-in.
    check_in: Option<CheckIn>,
    /// Why not.
    user_errors: Vec<UserError>,
    /// As it was given.
    client_mutation_id: Option<String>,
}

/// Deciding about check-ins.
#[derive(Default)]
pub struct ProofMutation;

#[Object]
impl ProofMutation {
    /// Decides whether a check-in is believed; it may be decided again, and every decision stays.
    /// Nobody decides about their own. MySRS: the unit's leader, its area's chair, secretary and their
    /// deputies.
    async fn check_in_decide(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The decision.")] input: CheckInDecideInput,
    ) -> domain::Result<CheckInDecidePayload> {
        let ctx = context.ctx()?;
        let new = NewDecision {
            check_in: context::id(&input.id, "id")?,
            believed: input.verdict == CheckInVerdict::Accepted,
            reason: input.reason,
        };
        let answer = proof::decide_check_in(ctx, &new, input.idempotency_key.as_deref()).await;
        let (check_in, user_errors) = settle(ctx, answer)?;
        let client_mutation_id = input.client_mutation_id;
        Ok(CheckInDecidePayload {
            check_in: check_in.map(CheckIn),
            user_errors,
            client_mutation_id,
        })
    }
}
