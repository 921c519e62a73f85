//! The parts of a neighbourhood, and who lives in which.

use async_graphql::{Context, Description, ID, InputObject, Object, SimpleObject};
use domain::community::{
    area_part::{self, add_part, end_part, update_part},
    membership,
};

use super::{Area, Membership};
use crate::graphql::{
    context::{self, InRequest as _},
    outcome::{UserError, settle},
    scalars::DateTime,
};

/// A part of a neighbourhood, as its committee names it: a phase, a block, a group of streets.
#[derive(Description)]
pub struct AreaPart(pub area_part::AreaPart);

#[Object(use_type_description)]
impl AreaPart {
    /// The id.
    async fn id(&self) -> ID {
        self.0.id.into()
    }

    /// The neighbourhood.
    async fn area(&self, context: &Context<'_>) -> domain::Result<Area> {
        Ok(Area(context.loaders()?.area(self.0.area_id).await?))
    }

    /// What it is called, 1 to 60 characters; no other part of the neighbourhood is called so.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// When it ended: nothing new goes to it, and whoever lives there says in which part they live
    /// now. None while notices may go to it.
    async fn ended_at(&self) -> Option<DateTime> {
        self.0.ended_at.map(DateTime)
    }
}

/// A part that is named.
#[derive(InputObject)]
pub struct AreaPartAddInput {
    /// The neighbourhood.
    area_id: ID,
    /// What it is called, 1 to 60 characters (`AREA_PART_NAME_TAKEN`, whatever its case).
    name: String,
    /// Made by the phone, at most 128 characters: the same key brings the first outcome again, for
    /// 30 days.
    idempotency_key: Option<String>,
    /// Given back unchanged in the answer.
    client_mutation_id: Option<String>,
}

/// Which part gets another name.
#[derive(InputObject)]
pub struct AreaPartUpdateInput {
    /// The part.
    id: ID,
    /// What it is called from now on, 1 to 60 characters (`AREA_PART_NAME_TAKEN`).
    name: String,
    /// Made by the phone, at most 128 characters: the same key brings the first outcome again, for
    /// 30 days.
    idempotency_key: Option<String>,
    /// Given back unchanged in the answer.
    client_mutation_id: Option<String>,
}

/// Which part ends.
#[derive(InputObject)]
pub struct AreaPartEndInput {
    /// The part.
    id: ID,
    /// Given back unchanged in the answer.
    client_mutation_id: Option<String>,
}

/// The part, or why there is none.
#[derive(SimpleObject)]
pub struct AreaPartPayload {
    /// The part.
    part: Option<AreaPart>,
    /// Why not: `AREA_PART_NAME_TAKEN`, `AREA_PART_UNKNOWN` of one that has ended, `TOO_MANY`, …
    user_errors: Vec<UserError>,
    /// As it was given.
    client_mutation_id: Option<String>,
}

/// Who lives in which part.
#[derive(InputObject)]
#[expect(clippy::struct_field_names, reason = "they are the names of the schema")]
pub struct MembershipPartSetInput {
    /// The neighbourhood to which the person belongs.
    area_id: ID,
    /// The part of it; nothing when it is not known any more.
    part_id: Option<ID>,
    /// Who, as `Resident.personId` names them; the viewer when nobody is named.
    person_id: Option<ID>,
    /// Given back unchanged in the answer.
    client_mutation_id: Option<String>,
}

/// Where the viewer belongs, or why nothing was changed.
#[derive(SimpleObject)]
pub struct MembershipPartSetPayload {
    /// The viewer's memberships, each with its part.
    memberships: Vec<Membership>,
    /// Why not: `AREA_PART_UNKNOWN` when the neighbourhood has no such part, or it has ended.
    user_errors: Vec<UserError>,
    /// As it was given.
    client_mutation_id: Option<String>,
}

/// Naming the parts of a neighbourhood, and who lives in which.
#[derive(Default)]
pub struct AreaPartMutation;

#[Object]
impl AreaPartMutation {
    /// Names a new part of a neighbourhood, which has at most 100. MyKRT: chair, secretary and their
    /// deputies.
    async fn area_part_add(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which part.")] input: AreaPartAddInput,
    ) -> domain::Result<AreaPartPayload> {
        let ctx = context.ctx()?;
        let area = context::id(&input.area_id, "areaId")?;
        let answer = add_part(ctx, area, &input.name, input.idempotency_key.as_deref()).await;
        let (part, user_errors) = settle(ctx, answer)?;
        let client_mutation_id = input.client_mutation_id;
        Ok(AreaPartPayload { part: part.map(AreaPart), user_errors, client_mutation_id })
    }

    /// Gives a part another name; whoever lives there goes on living there. MyKRT: chair, secretary
    /// and their deputies.
    async fn area_part_update(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which part, and its name.")] input: AreaPartUpdateInput,
    ) -> domain::Result<AreaPartPayload> {
        let ctx = context.ctx()?;
        let id = context::id(&input.id, "id")?;
        let answer = update_part(ctx, id, &input.name, input.idempotency_key.as_deref()).await;
        let (part, user_errors) = settle(ctx, answer)?;
        let client_mutation_id = input.client_mutation_id;
        Ok(AreaPartPayload { part: part.map(AreaPart), user_errors, client_mutation_id })
    }

    /// Ends a part: nothing new goes to it, what is scheduled for it is held back, and its name is
    /// free again. Its residents go on reading what was sent to it. Ending again changes nothing.
    /// MyKRT: chair, secretary and their deputies.
    async fn area_part_end(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which part.")] input: AreaPartEndInput,
    ) -> domain::Result<AreaPartPayload> {
        let ctx = context.ctx()?;
        let id = context::id(&input.id, "id")?;
        let (part, user_errors) = settle(ctx, end_part(ctx, id).await)?;
        let client_mutation_id = input.client_mutation_id;
        Ok(AreaPartPayload { part: part.map(AreaPart), user_errors, client_mutation_id })
    }

    /// Says in which part of a neighbourhood somebody lives: notices to it reach them within a
    /// second, and those to the former part no longer. Open streams of theirs close, and their phones
    /// refresh. All apps: the viewer of themselves; MyKRT: chair, secretary and their deputies of
    /// those who belong to it.
    async fn membership_part_set(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Who lives where.")] input: MembershipPartSetInput,
    ) -> domain::Result<MembershipPartSetPayload> {
        let ctx = context.ctx()?;
        let area = context::id(&input.area_id, "areaId")?;
        let part = input.part_id.as_ref().map(|id| context::id(id, "partId")).transpose()?;
        let person = input.person_id.as_ref().map(|id| context::id(id, "personId")).transpose()?;
        let answer = membership::set_part(ctx, area, person, part).await;
        let (_, user_errors) = settle(ctx, answer)?;
        let memberships = membership::my_memberships(ctx).await?;
        Ok(MembershipPartSetPayload {
            memberships: memberships.into_iter().map(Membership).collect(),
            user_errors,
            client_mutation_id: input.client_mutation_id,
        })
    }
}
