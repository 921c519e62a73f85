//! Reporting incidents, and what becomes of them.

use async_graphql::{Context, Object};
use domain::{Ctx, mysrs::incident};

use super::{
    category::IncidentCategory,
    input::{
        IncidentAssignInput, IncidentCategorySetInput, IncidentNoteAddInput, IncidentPhotoAddInput,
        IncidentReportInput, IncidentStatusSetInput, IncidentUpdateInput,
    },
    payload::{IncidentCategoryPayload, IncidentPayload},
    types::Incident,
};
use crate::graphql::{
    context::{self, InRequest as _},
    outcome::settle,
};

/// Reporting incidents, and what becomes of them.
#[derive(Default)]
pub struct IncidentMutation;

fn payload(
    ctx: &Ctx,
    answer: domain::Result<incident::Shown>,
    client_mutation_id: Option<String>,
) -> domain::Result<IncidentPayload> {
    let (shown, user_errors) = settle(ctx, answer)?;
    Ok(IncidentPayload { incident: shown.map(Incident), user_errors, client_mutation_id })
}

#[Object]
impl IncidentMutation {
    /// Reports an incident: what was done, where and when. It has its serial number at once. The phone
    /// may send it hours late and twice. Those who answer for the unit are told on their phones. When
    /// somebody is in danger, call 999 first. MySRS: the unit's volunteers and leader, also of a
    /// patrol that they have left meanwhile; the area's chair, secretary and their deputies.
    async fn incident_report(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "What was seen.")] input: IncidentReportInput,
    ) -> domain::Result<IncidentPayload> {
        let (ctx, new) = (context.ctx()?, input.read()?);
        payload(ctx, incident::report_incident(ctx, &new).await, input.client_mutation_id)
    }

    /// Corrects an incident that is open; what stood there before stays in its timeline. MySRS: whoever
    /// reported it; the unit's leader; the area's chair, secretary and their deputies; the officers
    /// above.
    async fn incident_update(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "What is corrected.")] input: IncidentUpdateInput,
    ) -> domain::Result<IncidentPayload> {
        let (ctx, id) = (context.ctx()?, context::id(&input.id, "id")?);
        let key = input.idempotency_key.as_deref();
        let answer = incident::update_incident(ctx, id, input.version, &input.read(), key).await;
        payload(ctx, answer, input.client_mutation_id)
    }

    /// Acknowledges an incident, works on it, resolves, closes or reopens it. The status that it has
    /// already changes nothing. MySRS: the unit's leader; the area's chair, secretary and their
    /// deputies; the officers above; whoever looks after it works on it and resolves it.
    async fn incident_status_set(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The status.")] input: IncidentStatusSetInput,
    ) -> domain::Result<IncidentPayload> {
        let (ctx, setting) = (context.ctx()?, input.read()?);
        let key = input.idempotency_key.as_deref();
        let answer = incident::set_incident_status(ctx, &setting, key).await;
        payload(ctx, answer, input.client_mutation_id)
    }

    /// Gives an open incident to somebody who looks after it and is told so, or takes it back. MySRS:
    /// the unit's leader; the area's chair, secretary and their deputies; the officers above.
    async fn incident_assign(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Who looks after it.")] input: IncidentAssignInput,
    ) -> domain::Result<IncidentPayload> {
        let (ctx, assigning) = (context.ctx()?, input.read()?);
        let key = input.idempotency_key.as_deref();
        let answer = incident::assign_incident(ctx, &assigning, key).await;
        payload(ctx, answer, input.client_mutation_id)
    }

    /// Adds a note to an incident, which nobody changes any more. MySRS: whoever reported it, was on
    /// the patrol or looks after it; the unit's leader; the area's chair, secretary and their deputies;
    /// the officers above.
    async fn incident_note_add(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The note.")] input: IncidentNoteAddInput,
    ) -> domain::Result<IncidentPayload> {
        let (ctx, new) = (context.ctx()?, input.read()?);
        payload(ctx, incident::add_note(ctx, &new).await, input.client_mutation_id)
    }

    /// Adds a picture to an incident. MySRS: whoever reported it, was on the patrol or looks after it;
    /// the unit's leader; the area's chair, secretary and their deputies; the officers above.
    async fn incident_photo_add(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The picture.")] input: IncidentPhotoAddInput,
    ) -> domain::Result<IncidentPayload> {
        let (ctx, photo) = (context.ctx()?, input.read()?);
        let id = context::id(&input.incident_id, "incidentId")?;
        payload(ctx, incident::add_photo(ctx, id, photo).await, input.client_mutation_id)
    }

    /// Adds a category of incidents, or changes one. Incidents keep theirs, also one that rests. MySRS:
    /// officers at headquarters.
    async fn incident_category_set(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The category.")] input: IncidentCategorySetInput,
    ) -> domain::Result<IncidentCategoryPayload> {
        let ctx = context.ctx()?;
        let answer = incident::set_category(ctx, &input.read()).await;
        let (category, user_errors) = settle(ctx, answer)?;
        Ok(IncidentCategoryPayload {
            category: category.map(IncidentCategory),
            user_errors,
            client_mutation_id: input.client_mutation_id,
        })
    }
}
