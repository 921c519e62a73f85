//! Shutting somebody out, and letting them in again.

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};

use crate::graphql::{
    context::{InRequest as _, id},
    outcome::{UserError, settle},
};

/// Who is shut out, and why.
#[derive(InputObject)]
pub struct PersonBanInput {
    /// The person.
    person_id: ID,
    /// Why, 1 to 500 characters; kept, and seen by administrators only.
    reason: String,
    /// Given back unchanged in the answer.
    client_mutation_id: Option<String>,
}

/// Who was shut out.
#[derive(SimpleObject)]
pub struct PersonBanPayload {
    /// The person.
    person_id: Option<ID>,
    /// Why not: `NOT_TO_YOURSELF`, `REQUIRED`, `TOO_LONG`.
    user_errors: Vec<UserError>,
    /// As it was given.
    client_mutation_id: Option<String>,
}

/// Who is let in again, and why.
#[derive(InputObject)]
pub struct PersonUnbanInput {
    /// The person.
    person_id: ID,
    /// Why, 1 to 500 characters; kept, and seen by administrators only.
    reason: String,
    /// Given back unchanged in the answer.
    client_mutation_id: Option<String>,
}

/// Who was let in again.
#[derive(SimpleObject)]
pub struct PersonUnbanPayload {
    /// The person.
    person_id: Option<ID>,
    /// Why not: `REQUIRED`, `TOO_LONG`.
    user_errors: Vec<UserError>,
    /// As it was given.
    client_mutation_id: Option<String>,
}

/// Shutting somebody out.
#[derive(Default)]
pub struct BanMutation;

#[Object]
impl BanMutation {
    /// Shuts a person out of all apps: their sessions end on every node within a second, open
    /// streams included, and they cannot sign in. The economic projects that they own are left to their
    /// committees, and rest until those name another owner; what they were granted to sell is theirs no
    /// longer, also when they are let in again. Once more changes nothing. Administrators.
    async fn person_ban(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Who, and why.")] input: PersonBanInput,
    ) -> domain::Result<PersonBanPayload> {
        let ctx = context.ctx()?;
        let person = id(&input.person_id, "personId")?;
        let answer = context.house()?.identity.ban(ctx, person, &input.reason).await;
        let (person, user_errors) = settle(ctx, answer)?;
        let client_mutation_id = input.client_mutation_id;
        Ok(PersonBanPayload { person_id: person.map(ID::from), user_errors, client_mutation_id })
    }

    /// Lets a person in again, who then signs in anew. Once more changes nothing. Administrators.
    async fn person_unban(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Who, and why.")] input: PersonUnbanInput,
    ) -> domain::Result<PersonUnbanPayload> {
        let ctx = context.ctx()?;
        let person = id(&input.person_id, "personId")?;
        let answer = context.house()?.identity.unban(ctx, person, &input.reason).await;
        let (person, user_errors) = settle(ctx, answer)?;
        let client_mutation_id = input.client_mutation_id;
        Ok(PersonUnbanPayload { person_id: person.map(ID::from), user_errors, client_mutation_id })
    }
}
