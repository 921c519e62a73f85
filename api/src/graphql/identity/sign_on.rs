//! Who may sign on by the department's sign-in service: administrators link and unlink.

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use domain::identity::{SignOnLink as Link, SignOnLinking};

use crate::graphql::{
    context::{InRequest as _, id},
    outcome::{UserError, settle},
    scalars::DateTime,
};

/// The department's sign-in service's name for somebody, linked to the person here. Whoever signs on
/// under that name is that person.
#[derive(Clone, Debug, SimpleObject)]
pub struct SignOnLink {
    /// The link's id.
    id: ID,
    /// The person's id.
    person_id: ID,
    /// The sign-in service, as it calls itself: an address.
    issuer: String,
    /// The sign-in service's name for the person (`sub`), at most 255 characters. No e-mail counts.
    subject: String,
    /// Who gave it: an administrator's id.
    given_by_id: ID,
    /// Why it was given.
    reason: String,
    /// Since when it counts.
    begins_at: DateTime,
    /// When it ended; none while it counts.
    ends_at: Option<DateTime>,
    /// Who ended it: an administrator's id.
    ended_by_id: Option<ID>,
    /// Why it ended.
    end_reason: Option<String>,
}

impl From<Link> for SignOnLink {
    fn from(link: Link) -> Self {
        Self {
            id: link.id.into(),
            person_id: link.person_id.into(),
            issuer: link.issuer,
            subject: link.subject,
            given_by_id: link.given_by.into(),
            reason: link.reason,
            begins_at: DateTime(link.begins_at),
            ends_at: link.ends_at.map(DateTime),
            ended_by_id: link.ended_by.map(ID::from),
            end_reason: link.end_reason,
        }
    }
}

/// What an administrator gives to let somebody sign on by the department's sign-in service.
#[derive(InputObject)]
pub struct SignOnLinkInput {
    /// The person's id.
    person_id: ID,
    /// The sign-in service, to the letter as it calls itself (`KRT_OIDC_ISSUER`).
    issuer: String,
    /// The sign-in service's name for the person, 1 to 255 characters. The person reads it in the
    /// refusal `SIGN_ON_NOT_LINKED` of a first sign-on.
    subject: String,
    /// Why, 1 to 500 characters.
    reason: String,
    /// Given back unchanged in the answer.
    client_mutation_id: Option<String>,
}

/// What an administrator gives to end a link.
#[derive(InputObject)]
pub struct SignOnUnlinkInput {
    /// The link's id.
    id: ID,
    /// Why, 1 to 500 characters.
    reason: String,
    /// Given back unchanged in the answer.
    client_mutation_id: Option<String>,
}

/// A link, or why it is not as asked.
#[derive(SimpleObject)]
pub struct SignOnLinkPayload {
    /// The link.
    link: Option<SignOnLink>,
    /// Why not: `SIGN_ON_LINK_TAKEN`, `PERSON_NOT_ELIGIBLE`, `VALUE_INVALID` for another sign-in
    /// service than this one's.
    user_errors: Vec<UserError>,
    /// As it was given.
    client_mutation_id: Option<String>,
}

/// Reading links.
#[derive(Default)]
pub struct SignOnQuery;

#[Object]
impl SignOnQuery {
    /// The links of a person to the department's sign-in service, newest first, ended ones included;
    /// at most 50. All apps, `ADMINISTRATOR`.
    async fn sign_on_links(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The person's id.")] person_id: ID,
    ) -> domain::Result<Vec<SignOnLink>> {
        let person = id(&person_id, "personId")?;
        let links = context.house()?.sign_on.links(context.ctx()?, person).await?;
        Ok(links.into_iter().map(SignOnLink::from).collect())
    }
}

/// Linking and unlinking.
#[derive(Default)]
pub struct SignOnMutation;

#[Object]
impl SignOnMutation {
    /// Lets somebody sign on by the department's sign-in service: links its name for them to the
    /// person here. Linking again what is linked changes nothing. Needs a fresh proof
    /// (`PROOF_REQUIRED`). All apps, `ADMINISTRATOR`.
    async fn sign_on_link(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Who, as what, and why.")] input: SignOnLinkInput,
    ) -> domain::Result<SignOnLinkPayload> {
        let linking = SignOnLinking {
            person: id(&input.person_id, "personId")?,
            issuer: input.issuer,
            subject: input.subject,
            reason: input.reason,
        };
        let answer = context.house()?.sign_on.link(context.ctx()?, &linking).await;
        payload(context, answer, input.client_mutation_id)
    }

    /// Ends a link: nobody signs on by it any more, and the person's sessions that a sign-on began
    /// end. Ending it again changes nothing. Needs a fresh proof (`PROOF_REQUIRED`). All apps,
    /// `ADMINISTRATOR`.
    async fn sign_on_unlink(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which link, and why.")] input: SignOnUnlinkInput,
    ) -> domain::Result<SignOnLinkPayload> {
        let link = id(&input.id, "id")?;
        let sign_on = &context.house()?.sign_on;
        let answer = sign_on.unlink(context.ctx()?, link, &input.reason).await;
        payload(context, answer, input.client_mutation_id)
    }
}

fn payload(
    context: &Context<'_>,
    answer: domain::Result<Link>,
    client_mutation_id: Option<String>,
) -> domain::Result<SignOnLinkPayload> {
    let (link, user_errors) = settle(context.ctx()?, answer)?;
    Ok(SignOnLinkPayload { link: link.map(SignOnLink::from), user_errors, client_mutation_id })
}
