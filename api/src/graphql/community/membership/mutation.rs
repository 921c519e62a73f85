//! Asking, deciding, joining, leaving, and who sees one's number.

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use domain::community::{
    join_code::{self, NewJoinCode},
    membership::{self, EndingMembership},
};

use super::{
    code::JoinCode,
    types::{Membership, MembershipDecision, MembershipRequest, PhoneAudience},
};
use crate::graphql::{
    context::{self, InRequest as _},
    outcome::{UserError, settle},
    scalars::DateTime,
};

/// Which area is asked.
#[derive(InputObject)]
pub struct MembershipRequestInput {
    /// The area.
    area_id: ID,
    /// The part of it in which the person lives (`Area.parts`), if they say so. One that ends before
    /// they are let in is forgotten.
    part_id: Option<ID>,
    /// What the person says about themselves, such as the house; at most 500 characters.
    message: Option<String>,
    /// Given back unchanged in the answer.
    client_mutation_id: Option<String>,
}

/// A request for membership, or why there is none.
#[derive(SimpleObject)]
pub struct MembershipRequestPayload {
    /// The request.
    request: Option<MembershipRequest>,
    /// Why not: `ALREADY_MEMBER`, `TOO_MANY_MEMBERSHIPS`, `ASK_AGAIN_LATER`, `AREA_PART_UNKNOWN`, …
    user_errors: Vec<UserError>,
    /// As it was given.
    client_mutation_id: Option<String>,
}

/// What a committee decides about a request.
#[derive(InputObject)]
pub struct MembershipDecideInput {
    /// The request's id.
    id: ID,
    /// What is decided.
    decision: MembershipDecision,
    /// Why, at most 500 characters; must be there when it is declined, and the person reads it.
    reason: Option<String>,
    /// Given back unchanged in the answer.
    client_mutation_id: Option<String>,
}

/// The request as it stands now.
#[derive(SimpleObject)]
pub struct MembershipDecidePayload {
    /// The request; when somebody else decided before, as they decided.
    request: Option<MembershipRequest>,
    /// Why not: `ALREADY_DECIDED` when somebody else was quicker.
    user_errors: Vec<UserError>,
    /// As it was given.
    client_mutation_id: Option<String>,
}

/// Which area is joined.
#[derive(InputObject)]
pub struct MembershipJoinInput {
    /// The code as it is printed, in any case and with any gaps, or the address of the poster.
    code: String,
    /// Given back unchanged in the answer.
    client_mutation_id: Option<String>,
}

/// The membership, or why there is none.
#[derive(SimpleObject)]
pub struct MembershipJoinPayload {
    /// The membership.
    membership: Option<Membership>,
    /// Why not: `JOIN_CODE_WRONG`, `JOIN_CODE_EXPIRED`, `JOIN_CODE_USED_UP`,
    /// `TOO_MANY_MEMBERSHIPS`.
    user_errors: Vec<UserError>,
    /// As it was given.
    client_mutation_id: Option<String>,
}

/// Which area is left.
#[derive(InputObject)]
pub struct MembershipLeaveInput {
    /// The area.
    area_id: ID,
    /// Given back unchanged in the answer.
    client_mutation_id: Option<String>,
}

/// What is left to the viewer.
#[derive(SimpleObject)]
pub struct MembershipLeavePayload {
    /// The areas to which the viewer still belongs.
    memberships: Vec<Membership>,
    /// Why not: `POST_NOT_GIVEN_UP` when the viewer holds a post on the committee.
    user_errors: Vec<UserError>,
    /// As it was given.
    client_mutation_id: Option<String>,
}

/// Whose membership is ended, and why.
#[derive(InputObject)]
pub struct MembershipEndInput {
    /// The membership, as `Resident.id` names it.
    membership_id: ID,
    /// Why, 3 to 500 characters. The person reads it under `viewer { auditEntries }`; it is erased
    /// with their account.
    reason: String,
    /// Since when they belonged to the area, as `Resident.joinedAt` said it: when they have left and
    /// come back since, nothing changes. An app that may send late gives it. Without it the membership
    /// ends whenever it began.
    joined_at: Option<DateTime>,
    /// Made by the phone, at most 128 characters: the same key brings the first outcome again, for
    /// 30 days.
    idempotency_key: Option<String>,
    /// Given back unchanged in the answer.
    client_mutation_id: Option<String>,
}

/// The membership that has ended, or why it has not.
#[derive(SimpleObject)]
pub struct MembershipEndPayload {
    /// The membership.
    membership_id: Option<ID>,
    /// Why not: `POST_NOT_GIVEN_UP` when the person holds a post on the committee, `TOO_SHORT`, …
    user_errors: Vec<UserError>,
    /// As it was given.
    client_mutation_id: Option<String>,
}

/// For which area a code is made.
#[derive(InputObject)]
pub struct JoinCodeCreateInput {
    /// The area.
    area_id: ID,
    /// Until when it counts, at most 366 days from now; 90 days when nothing is said.
    expires_at: Option<DateTime>,
    /// How many people may use it, 1 to 5,000; 1,000 when nothing is said.
    uses: Option<i64>,
    /// Made by the phone, at most 128 characters: the same key brings the first outcome again, for
    /// 30 days.
    idempotency_key: Option<String>,
    /// Given back unchanged in the answer.
    client_mutation_id: Option<String>,
}

/// The code, or why there is none.
#[derive(SimpleObject)]
pub struct JoinCodePayload {
    /// The code.
    join_code: Option<JoinCode>,
    /// Why not.
    user_errors: Vec<UserError>,
    /// As it was given.
    client_mutation_id: Option<String>,
}

/// What the viewer prefers. What is not given stays as it is.
#[derive(InputObject)]
pub struct PreferencesUpdateInput {
    /// To whom the viewer's number is shown.
    phone_visible_to: Option<PhoneAudience>,
    /// In which area; in all to which the viewer belongs when it is not given.
    area_id: Option<ID>,
    /// Given back unchanged in the answer.
    client_mutation_id: Option<String>,
}

/// What the viewer prefers now.
#[derive(SimpleObject)]
pub struct PreferencesPayload {
    /// The viewer's memberships, each with whom the number is shown to.
    memberships: Vec<Membership>,
    /// Why not.
    user_errors: Vec<UserError>,
    /// As it was given.
    client_mutation_id: Option<String>,
}

/// Asking, deciding, joining, leaving, and who sees one's number.
#[derive(Default)]
pub struct MembershipMutation;

#[Object]
impl MembershipMutation {
    /// Asks to belong to an area. Asking again brings the request that waits. At most 5 areas at
    /// once; who was declined may ask again after 7 days, then after 14, 28, 56 and 90. All apps, the
    /// signed-in.
    async fn membership_request(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which area is asked.")] input: MembershipRequestInput,
    ) -> domain::Result<MembershipRequestPayload> {
        let ctx = context.ctx()?;
        let area = context::id(&input.area_id, "areaId")?;
        let part = input.part_id.as_ref().map(|id| context::id(id, "partId")).transpose()?;
        let message = input.message.as_deref();
        let answer = membership::request_membership(ctx, (area, part), message).await;
        let (request, user_errors) = settle(ctx, answer)?;
        let client_mutation_id = input.client_mutation_id;
        let request = request.map(MembershipRequest);
        Ok(MembershipRequestPayload { request, user_errors, client_mutation_id })
    }

    /// Lets somebody in, or declines with a reason. Of two who decide at once the second is told how
    /// the first decided; one's own decision may be repeated. The person is told by SMS. MyKRT:
    /// chair, secretary and their deputies of the area, and while it has neither a chair nor a
    /// secretary who is not shut out, the officers of its district and its state; not about
    /// themselves.
    async fn membership_decide(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "What is decided.")] input: MembershipDecideInput,
    ) -> domain::Result<MembershipDecidePayload> {
        let ctx = context.ctx()?;
        let id = context::id(&input.id, "id")?;
        let (decision, reason) = (input.decision.into(), input.reason.as_deref());
        let answer = membership::decide_request(ctx, id, decision, reason).await;
        let (decided, user_errors) = settle(ctx, answer)?;
        let request = match decided {
            Some(decided) => decided,
            // As it stands: the second is shown what the first decided.
            None => membership::membership_request(ctx, id).await?,
        };
        let (request, client_mutation_id) =
            (Some(MembershipRequest(request)), input.client_mutation_id);
        Ok(MembershipDecidePayload { request, user_errors, client_mutation_id })
    }

    /// Joins an area at once by its join code. Whoever belongs there already spends no use of it.
    /// Wrong codes are counted: 10 for each person in 15 minutes. All apps, the signed-in.
    async fn membership_join(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The code.")] input: MembershipJoinInput,
    ) -> domain::Result<MembershipJoinPayload> {
        let ctx = context.ctx()?;
        let answer = join_code::join_with_code(ctx, &input.code).await;
        let (joined, user_errors) = settle(ctx, answer)?;
        let client_mutation_id = input.client_mutation_id;
        let membership = joined.map(Membership);
        Ok(MembershipJoinPayload { membership, user_errors, client_mutation_id })
    }

    /// Leaves an area at once, and takes back what one asked of it; doing it again changes nothing.
    /// Whoever holds a post on its committee gives it up first (`POST_NOT_GIVEN_UP`); a place in its
    /// patrol unit goes on, and so does the economic project that one owns there. All apps, the
    /// signed-in.
    async fn membership_leave(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which area is left.")] input: MembershipLeaveInput,
    ) -> domain::Result<MembershipLeavePayload> {
        let ctx = context.ctx()?;
        let area = context::id(&input.area_id, "areaId")?;
        let (_, user_errors) = settle(ctx, membership::leave(ctx, area).await)?;
        let memberships = membership::my_memberships(ctx).await?;
        Ok(MembershipLeavePayload {
            memberships: memberships.into_iter().map(Membership).collect(),
            user_errors,
            client_mutation_id: input.client_mutation_id,
        })
    }

    /// Ends somebody's membership of an area at once: its roles end, their open streams close, and
    /// the patrol units to which they belong are counted anew. The economic projects of the area that
    /// they own are left to the committee, which names another owner (`projectOwnerSet`); those at work
    /// rest until then, with their offers out of the public's sight. What they were granted to sell for
    /// projects there ends too; what they own or sell elsewhere stays theirs. Ending again changes
    /// nothing. Whoever holds a post on the committee gives it up, or is relieved of it, first
    /// (`POST_NOT_GIVEN_UP`).
    /// They are told by SMS and may ask again; who has the area's join code may also join by it.
    /// MyKRT: chair, secretary and their deputies of the area, and while it has neither a chair nor a
    /// secretary who is not shut out, the officers of its district and its state.
    async fn membership_end(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Whose membership is ended, and why.")] input: MembershipEndInput,
    ) -> domain::Result<MembershipEndPayload> {
        let ctx = context.ctx()?;
        let ending = EndingMembership {
            id: context::id(&input.membership_id, "membershipId")?,
            reason: input.reason,
            joined_at: input.joined_at.map(|at| at.0),
        };
        let key = input.idempotency_key.as_deref();
        let (ended, user_errors) =
            settle(ctx, membership::end_membership(ctx, &ending, key).await)?;
        Ok(MembershipEndPayload {
            membership_id: ended.map(Into::into),
            user_errors,
            client_mutation_id: input.client_mutation_id,
        })
    }

    /// Makes a join code for an area; the one before it no longer counts. MyKRT: chair, secretary
    /// and their deputies of the area.
    async fn join_code_create(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "For which area.")] input: JoinCodeCreateInput,
    ) -> domain::Result<JoinCodePayload> {
        let ctx = context.ctx()?;
        let new = NewJoinCode {
            area_id: context::id(&input.area_id, "areaId")?,
            expires_at: input.expires_at.map(|at| at.0),
            uses: input.uses,
        };
        let key = input.idempotency_key.as_deref();
        let answer = join_code::create_join_code(ctx, &new, key).await;
        let (made, user_errors) = settle(ctx, answer)?;
        let client_mutation_id = input.client_mutation_id;
        Ok(JoinCodePayload { join_code: made.map(JoinCode), user_errors, client_mutation_id })
    }

    /// Changes to whom the viewer's number is shown, in one area or in all. All apps, the signed-in.
    async fn preferences_update(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "What the viewer prefers.")] input: PreferencesUpdateInput,
    ) -> domain::Result<PreferencesPayload> {
        let ctx = context.ctx()?;
        let area = input.area_id.as_ref().map(|id| context::id(id, "areaId")).transpose()?;
        let answer = match input.phone_visible_to {
            Some(audience) => membership::show_phone_to(ctx, area, audience.into()).await,
            None => membership::my_memberships(ctx).await,
        };
        let (memberships, user_errors) = settle(ctx, answer)?;
        Ok(PreferencesPayload {
            memberships: memberships.unwrap_or_default().into_iter().map(Membership).collect(),
            user_errors,
            client_mutation_id: input.client_mutation_id,
        })
    }
}
