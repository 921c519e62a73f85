//! Who owns a project, and what becomes of it when they go.

use sea_orm::FromQueryResult;

use super::{
    apply::{conflict, eligible, hand_over},
    chain,
    decide::follow,
    model::{Deed, Project, ProjectStatus},
    service::{newest, target},
    steps::{self, NewStep},
    store,
};
use crate::{
    community::approval::Desk,
    identity::Identity,
    policy::{Action, Role, Target},
    shared::{
        ctx::Ctx,
        db,
        error::Result,
        id::{PersonId, ProjectId},
        replay::{Begun, Once},
        work::Work,
    },
};

/// Who owns a project, for those to whom that is told.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub struct Owner {
    /// The person.
    pub person_id: PersonId,
    /// Their name as others see it.
    pub display_name: String,
    /// How their account stands: `ERASED` of one who has left the project to the committee.
    pub status: String,
}

impl Owner {
    /// Whether they have left the project to the committee.
    #[must_use]
    pub fn is_gone(&self) -> bool {
        self.status == "ERASED"
    }
}

/// Who owns a project: for its committee, the owner and the officers above it; nothing for others.
pub async fn owner_of_project(ctx: &Ctx, project: &Project) -> Result<Option<Owner>> {
    if ctx.actor.person().is_none() {
        return Ok(None);
    }
    let target = Target { public: false, ..target(ctx, project).await? };
    if !ctx.may(Action::ProjectRead, &target) {
        return Ok(None);
    }
    let sql = "select id as person_id, display_name, status from person where id = $1";
    db::one(ctx.read(), sql, [project.owner_id.into()]).await
}

/// Gives a project another owner, who lives in its area. The same owner again changes nothing. It
/// gives a role, so it asks for a fresh proof.
pub async fn set_owner(
    ctx: &Ctx,
    identity: &Identity,
    (id, version): (ProjectId, i64),
    owner: PersonId,
    key: Option<&str>,
) -> Result<Project> {
    let found = newest(ctx, id).await?;
    let target = target(ctx, &found).await?;
    let permit = ctx.authorize(Action::ProjectOwnerSet, &target)?;
    identity.require_fresh_proof(ctx).await?;
    let content = (id, version, owner);
    let mut once = match Once::begin(ctx, &permit, "projectOwnerSet", key, &content).await? {
        Begun::Fresh(once) => once,
        Begun::Repeat(id) => return newest(ctx, ProjectId(id)).await,
    };
    let written = async {
        if found.version != version {
            return Err(conflict());
        }
        if found.status.has_ended() {
            return Err(chain::impossible(found.status).into());
        }
        if found.owner_id == owner {
            return Ok(id);
        }
        once.work.audit(&permit, id).about(owner);
        write(ctx, &mut once.work, &found, (owner, desk_of(ctx, &target))).await
    }
    .await;
    let id = once.finish(ctx, written).await?;
    newest(ctx, id).await
}

async fn write(
    ctx: &Ctx,
    work: &mut Work,
    found: &Project,
    (owner, desk): (PersonId, Desk),
) -> Result<ProjectId> {
    eligible(work, found.area_id, owner, Some(found.owner_id)).await?;
    let newer = Project {
        owner_id: owner,
        version: found.version + 1,
        updated_at: ctx.now(),
        ..found.clone()
    };
    if !store::change(work.connection(), &newer).await? {
        return Err(conflict());
    }
    let noted = step(found, Deed::OwnerSet, desk, found.status);
    steps::note(ctx, work, noted, ctx.person()?).await?;
    hand_over(ctx, work, Some(found.owner_id), &newer).await?;
    follow(ctx, work, found.status, &newer).await?;
    Ok(found.id)
}

fn step(found: &Project, deed: Deed, desk: Desk, to: ProjectStatus) -> NewStep {
    NewStep {
        project: found.id,
        number: found.version + 1,
        deed,
        desk,
        from: Some(found.status),
        to,
        reason: None,
        due_at: None,
    }
}

/// At whose desk an owner is named: the committee's, else the nearest office of the actor there.
fn desk_of(ctx: &Ctx, target: &Target) -> Desk {
    let holds = |role| ctx.actor.has(role, &target.place);
    if holds(Role::DistrictOfficer) {
        Desk::District
    } else if holds(Role::StateOfficer) {
        Desk::State
    } else if holds(Role::HqOfficer) {
        Desk::Hq
    } else {
        Desk::Committee
    }
}

/// Somebody's account is erased: what they own is the committee's from now on, which names another
/// owner. A project at work rests until then, because nobody could be reached there: the treatments
/// take the owner's contact data out of its record. Within the erasure, before those.
pub(crate) async fn leave_to_committee(ctx: &Ctx, work: &mut Work, owner: PersonId) -> Result<()> {
    for found in store::list_owned(work.connection(), owner).await? {
        let rests = found.status == ProjectStatus::Active;
        let status = if rests { ProjectStatus::Inactive } else { found.status };
        let newer =
            Project { status, version: found.version + 1, updated_at: ctx.now(), ..found.clone() };
        if !store::change(work.connection(), &newer).await? {
            return Err(conflict());
        }
        let noted = step(&found, Deed::OwnerGone, Desk::Owner, status);
        steps::note(ctx, work, noted, owner).await?;
        follow(ctx, work, found.status, &newer).await?;
        tracing::info!(project = %found.id, ?status, "left to its committee");
    }
    Ok(())
}
