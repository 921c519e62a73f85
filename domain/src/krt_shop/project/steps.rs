//! Every step of a project: who, when, why.

use sea_orm::{ActiveEnum as _, ConnectionTrait};

use super::{
    model::{Deed, Project, ProjectStatus, ProjectStep},
    service::place_of_project,
};
use crate::{
    community::approval::Desk,
    policy::{Action, Target},
    shared::{
        clock::Instant,
        ctx::Ctx,
        db,
        error::Result,
        id::{PersonId, ProjectId},
        work::Work,
    },
};

/// The most steps of a project that are shown, the newest ones.
const MOST: i64 = 200;

/// A step to be noted.
#[derive(Clone, Debug)]
pub(super) struct NewStep {
    pub project: ProjectId,
    /// The version that it made: no project has two steps of one number.
    pub number: i64,
    pub deed: Deed,
    pub desk: Desk,
    pub from: Option<ProjectStatus>,
    pub to: ProjectStatus,
    pub reason: Option<String>,
    pub due_at: Option<Instant>,
}

/// Notes a step of somebody, in the work that takes it.
pub(super) async fn note(ctx: &Ctx, work: &Work, step: NewStep, person: PersonId) -> Result<()> {
    let sql = "insert into project_step (id, project_id, number, deed, desk, from_status, \
               to_status, person_id, reason, due_at, taken_at) \
               values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    let id: crate::shared::id::ProjectStepId = ctx.mint();
    let values = [
        id.into(),
        step.project.into(),
        step.number.into(),
        step.deed.to_value().into(),
        step.desk.to_value().into(),
        step.from.map(|from| from.to_value()).into(),
        step.to.to_value().into(),
        person.into(),
        step.reason.into(),
        step.due_at.into(),
        ctx.now().into(),
    ];
    db::run(work.connection(), sql, values).await?;
    Ok(())
}

/// What was done in the newest step of a project. That it has another owner leaves it as it is.
pub(super) async fn last_deed<C: ConnectionTrait>(
    connection: &C,
    id: ProjectId,
) -> Result<Option<Deed>> {
    let sql = "select deed from project_step where project_id = $1 and deed <> 'OWNER_SET' \
               order by number desc limit 1";
    let deed: Option<String> = db::value(connection, sql, [id.into()]).await?;
    Ok(deed.and_then(|deed| Deed::try_from_value(&deed).ok()))
}

/// At whose desk a project was let rest last, also one that rested already for want of a proof.
pub(super) async fn rested_by<C: ConnectionTrait>(
    connection: &C,
    id: ProjectId,
) -> Result<Option<Desk>> {
    let sql = "select desk from project_step where project_id = $1 and to_status = 'INACTIVE' \
               and (from_status <> 'INACTIVE' or deed = 'STATUS_SET') \
               order by number desc limit 1";
    let desk: Option<String> = db::value(connection, sql, [id.into()]).await?;
    Ok(desk.and_then(|desk| Desk::try_from_value(&desk).ok()))
}

/// Until when a decision about a project is promised, while it waits for one.
pub(super) async fn due<C: ConnectionTrait>(
    connection: &C,
    id: ProjectId,
) -> Result<Option<Instant>> {
    let sql = "select due_at from approval where subject_id = $1";
    db::value(connection, sql, [id.into()]).await
}

/// When a project was set to work for the first time; when its record was made, if nobody noted it.
pub(super) async fn began<C: ConnectionTrait>(
    connection: &C,
    project: &Project,
) -> Result<Instant> {
    let sql = "select taken_at from project_step where project_id = $1 and to_status = 'ACTIVE' \
               order by number limit 1";
    let taken: Option<Instant> = db::value(connection, sql, [project.id.into()]).await?;
    Ok(taken.unwrap_or(project.created_at))
}

/// The steps of a project in their order, and until when a decision is promised: for its committee,
/// its owner and the officers above it; nothing for others.
pub async fn history_of_project(
    ctx: &Ctx,
    project: &Project,
) -> Result<Option<(Vec<ProjectStep>, Option<Instant>)>> {
    if ctx.actor.person().is_none() {
        return Ok(None);
    }
    let place = place_of_project(ctx, project).await?;
    let target = Target { owner: project.owner(), ..Target::at(place) };
    if !ctx.may(Action::ProjectRead, &target) {
        return Ok(None);
    }
    let sql = format!(
        "select s.id, s.deed, s.desk, s.from_status, s.to_status, s.person_id, n.display_name, \
         s.reason, s.due_at, s.taken_at from project_step s join person n on n.id = s.person_id \
         where s.project_id = $1 order by s.number desc limit {MOST}"
    );
    let mut steps: Vec<ProjectStep> = db::all(ctx.read(), &sql, [project.id.into()]).await?;
    steps.reverse();
    Ok(Some((steps, due(ctx.read(), project.id).await?)))
}
