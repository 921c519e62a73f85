//! Applying for projects, deciding about them, describing them, and reckoning them up.

use std::sync::Arc;

use async_graphql::{Context, Object, SimpleObject};
use domain::krt_shop::project::{self, figures};

use super::{
    figures::ProjectFigures,
    input::{
        ProjectApplyInput, ProjectDecideInput, ProjectFiguresRecordInput, ProjectOwnerSetInput,
        ProjectStatusSetInput, ProjectUpdateInput,
    },
};
use crate::graphql::{
    context::{self, InRequest as _},
    krt_shop::Project,
    outcome::{UserError, settle},
};

/// A project, or why there is none.
#[derive(SimpleObject)]
pub struct ProjectPayload {
    /// The project.
    project: Option<Project>,
    /// Why not.
    user_errors: Vec<UserError>,
    /// As it was given.
    client_mutation_id: Option<String>,
}

/// The figures of a month, or why there are none.
#[derive(SimpleObject)]
pub struct ProjectFiguresPayload {
    /// The figures.
    figures: Option<ProjectFigures>,
    /// Why not.
    user_errors: Vec<UserError>,
    /// As it was given.
    client_mutation_id: Option<String>,
}

/// Applying for projects, deciding about them, describing them, and reckoning them up.
#[derive(Default)]
pub struct ProjectMutation;

#[Object]
impl ProjectMutation {
    /// Applies for an economic project in the committee's name, or again with one that was sent
    /// back. It goes to the district officer (PPD). KRT Shop and MyKRT: the area's chair, secretary
    /// and their deputies.
    async fn project_apply(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The whole application.")] mut input: ProjectApplyInput,
    ) -> domain::Result<ProjectPayload> {
        let ctx = context.ctx()?;
        let key = input.idempotency_key.take();
        let client_mutation_id = input.client_mutation_id.take();
        let new = input.read()?;
        let answer = project::apply(ctx, &new, key.as_deref()).await;
        payload(context, answer, client_mutation_id).await
    }

    /// Decides about a project that is applied for: whose turn it is approves it, sends it back or
    /// refuses it; the committee takes it back. Who comes too late is told so by `VERSION_CONFLICT`. One
    /// whose owner has left it to the committee is not set to work (`STATE_INVALID`) before that names
    /// another.
    /// KRT Shop and MyKRT: the district officer (PPD), then the state's director (PPN); the area's
    /// chair, secretary and their deputies may withdraw it.
    async fn project_decide(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The decision.")] input: ProjectDecideInput,
    ) -> domain::Result<ProjectPayload> {
        let deciding = input.read()?;
        let key = input.idempotency_key.as_deref();
        let answer = project::decide_project(context.ctx()?, &deciding, key).await;
        payload(context, answer, input.client_mutation_id).await
    }

    /// Lets a project rest, sets one that rests to work again, or ends it. Its products are out of
    /// the public's sight at once, and come back with it; it comes back only with an owner, and
    /// with everything that a seller must show (`DISCLOSURE_MISSING`). A project is changed 60 times an
    /// hour at most. One that rests because nothing proves that it is halal (`PROOF_GONE`) does not return
    /// by itself once it is let rest. KRT Shop: its owner, who undoes no officer's stop and ends nothing;
    /// the officers above it, with a reason.
    async fn project_status_set(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The status.")] input: ProjectStatusSetInput,
    ) -> domain::Result<ProjectPayload> {
        let setting = input.read()?;
        let key = input.idempotency_key.as_deref();
        let answer = project::set_status(context.ctx()?, &setting, key).await;
        payload(context, answer, input.client_mutation_id).await
    }

    /// Changes what a project's record says. Of a text each language that is not given stays as it is;
    /// null or an empty text takes a language away, Malay never. What a seller must show can be
    /// replaced, and not taken away (`DISCLOSURE_MISSING`). A project is changed 60 times an hour at most.
    /// KRT Shop: its owner; the area's chair, secretary and their deputies.
    async fn project_update(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "What is changed.")] mut input: ProjectUpdateInput,
    ) -> domain::Result<ProjectPayload> {
        let ctx = context.ctx()?;
        let (id, version) = (context::id(&input.id, "id")?, input.version);
        let key = input.idempotency_key.take();
        let client_mutation_id = input.client_mutation_id.take();
        let changes = input.read()?;
        let answer = project::update_project(ctx, id, version, &changes, key.as_deref()).await;
        payload(context, answer, client_mutation_id).await
    }

    /// Gives a project another owner, who is told. It asks for a fresh proof (`PROOF_REQUIRED`, see
    /// `sessionProve`). KRT Shop and MyKRT: the area's chair, secretary and their deputies; the
    /// officers above it.
    async fn project_owner_set(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Who owns it.")] input: ProjectOwnerSetInput,
    ) -> domain::Result<ProjectPayload> {
        let ctx = context.ctx()?;
        let what = (context::id(&input.id, "id")?, input.version);
        let owner = context::id(&input.owner_id, "ownerId")?;
        let (identity, key) = (&context.house()?.identity, input.idempotency_key.as_deref());
        let answer = project::set_owner(ctx, identity, what, owner, key).await;
        payload(context, answer, input.client_mutation_id).await
    }

    /// Records what a project earned and spent in a month, or corrects it with the version that was
    /// read. Nobody but its owner and the officers above it sees that. KRT Shop: the project's owner.
    async fn project_figures_record(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The month and its figures.")] input: ProjectFiguresRecordInput,
    ) -> domain::Result<ProjectFiguresPayload> {
        let (ctx, recording) = (context.ctx()?, input.read()?);
        let key = input.idempotency_key.as_deref();
        let answer = figures::record_figures(ctx, &recording, key).await;
        let (figures, user_errors) = settle(ctx, answer)?;
        let client_mutation_id = input.client_mutation_id;
        let figures = figures.map(ProjectFigures);
        Ok(ProjectFiguresPayload { figures, user_errors, client_mutation_id })
    }
}

async fn payload(
    context: &Context<'_>,
    answer: domain::Result<project::Project>,
    client_mutation_id: Option<String>,
) -> domain::Result<ProjectPayload> {
    let ctx = context.ctx()?;
    let (project, user_errors) = settle(ctx, answer)?;
    let cards = context.house()?.directory.cards(ctx).await?;
    let project = project.map(|project| Project::new(Arc::new(project), &cards));
    Ok(ProjectPayload { project, user_errors, client_mutation_id })
}
