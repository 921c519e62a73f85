//! How a project came to be, and whose turn it is.

use std::sync::Arc;

use async_graphql::{Context, Description, Enum, ID, Object, SimpleObject};
use domain::{
    krt_shop::project::{self, ProjectStep as Step},
    shared::clock::Instant,
};

use crate::graphql::{
    context::InRequest as _, krt_shop::project::ProjectStatus, mysrs::ApprovalDesk,
    scalars::DateTime,
};

/// What was done in a step of a project.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "project::Deed")]
pub enum ProjectDeed {
    /// The committee applied, for the first time or again.
    Applied,
    /// It went to the next desk, or to work.
    Approved,
    /// It went back to the committee.
    SentBack,
    /// An officer refused it.
    Refused,
    /// The committee took it back.
    Withdrawn,
    /// Its owner or an officer gave it another status.
    StatusSet,
    /// It was given another owner.
    OwnerSet,
    /// Its owner's account was erased: it was left to the committee.
    OwnerGone,
    /// Its owner's membership of the area was ended by others, or its owner was shut out: it was left
    /// to the committee.
    OwnerRemoved,
    /// Its own texts say halal, and the last certificate of the whole project that proved it is over or
    /// was revoked: it rests. Nobody decided it; the step names its owner.
    ProofGone,
    /// What was lacking is there again, or its texts say so no more: it is at work by itself.
    ProofBack,
}

/// A step in the history of a project.
#[derive(Description)]
pub struct ProjectStep(Step);

#[Object(use_type_description)]
impl ProjectStep {
    /// The id.
    async fn id(&self) -> ID {
        self.0.id.into()
    }

    /// What was done.
    async fn deed(&self) -> ProjectDeed {
        self.0.deed.into()
    }

    /// At whose desk.
    async fn desk(&self) -> ApprovalDesk {
        self.0.desk.into()
    }

    /// The status before; null at the beginning.
    async fn from_status(&self) -> Option<ProjectStatus> {
        self.0.from_status.map(Into::into)
    }

    /// The status afterwards.
    async fn to_status(&self) -> ProjectStatus {
        self.0.to_status.into()
    }

    /// Who did it: the person's id.
    async fn person_id(&self) -> ID {
        self.0.person_id.into()
    }

    /// … and the name that others see.
    async fn display_name(&self) -> &str {
        &self.0.display_name
    }

    /// Why, at most 500 characters.
    async fn reason(&self) -> Option<&str> {
        self.0.reason.as_deref()
    }

    /// When it was done.
    async fn taken_at(&self) -> DateTime {
        DateTime(self.0.taken_at)
    }

    /// Until when a decision was promised; null where nothing was.
    async fn due_at(&self) -> Option<DateTime> {
        self.0.due_at.map(DateTime)
    }

    /// Whether it was done after that.
    async fn late(&self) -> bool {
        self.0.due_at.is_some_and(|due| due < self.0.taken_at)
    }
}

/// Who owns a project.
#[derive(SimpleObject)]
pub struct ProjectOwner {
    /// The person's id.
    person_id: ID,
    /// The name that others see; empty of one whose account was erased.
    display_name: String,
    /// Whether they have left it to the committee, which names another owner (`projectOwnerSet`): their
    /// account was erased, their membership of the area was ended by others, or they were shut out.
    gone: bool,
}

/// How a project came to be, and whose turn it is: for its committee, its owner and the officers
/// above it.
#[derive(Description)]
pub struct ProjectRegistration {
    project: Arc<project::Project>,
    steps: Vec<Step>,
    due_at: Option<Instant>,
}

impl ProjectRegistration {
    /// What the viewer may know of a project's registration; nothing when that is nothing.
    pub async fn of(
        context: &Context<'_>,
        project: &Arc<project::Project>,
    ) -> domain::Result<Option<Self>> {
        let history = project::history_of_project(context.ctx()?, project).await?;
        let project = Arc::clone(project);
        Ok(history.map(|(steps, due_at)| Self { project, steps, due_at }))
    }
}

#[Object(use_type_description)]
impl ProjectRegistration {
    /// Who owns it.
    async fn owner(&self, context: &Context<'_>) -> domain::Result<Option<ProjectOwner>> {
        let owner = project::owner_of_project(context.ctx()?, &self.project).await?;
        Ok(owner.map(|owner| ProjectOwner {
            gone: owner.is_gone(),
            person_id: owner.person_id.into(),
            display_name: owner.display_name,
        }))
    }

    /// At whose desk it lies; null when it is decided.
    async fn desk(&self) -> Option<ApprovalDesk> {
        project::desk_of_project(&self.project).map(Into::into)
    }

    /// Until when a decision is promised, while it waits for one: the end of that day in Malaysia.
    async fn due_at(&self) -> Option<DateTime> {
        self.due_at.map(DateTime)
    }

    /// Whether that has passed.
    async fn overdue(&self, context: &Context<'_>) -> domain::Result<bool> {
        let now = context.ctx()?.now();
        Ok(self.due_at.is_some_and(|due| due < now))
    }

    /// Every step, in their order: who, when, why; the newest 200.
    async fn steps(&self) -> Vec<ProjectStep> {
        self.steps.iter().cloned().map(ProjectStep).collect()
    }

    /// Whether the viewer may apply again with it: it was sent back.
    async fn viewer_can_apply(&self, context: &Context<'_>) -> domain::Result<bool> {
        project::viewer_can_apply(context.ctx()?, &self.project).await
    }

    /// Whether it is the viewer's turn to decide.
    async fn viewer_can_decide(&self, context: &Context<'_>) -> domain::Result<bool> {
        project::viewer_can_decide(context.ctx()?, &self.project).await
    }
}
