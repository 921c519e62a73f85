//! Who owns a project, and naming another.

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
        clock::Instant,
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
    /// How their account stands.
    pub status: String,
    /// Since when they have left the project to the committee; nothing while they own it.
    pub left_at: Option<Instant>,
}

impl Owner {
    /// Whether they have left the project to the committee.
    #[must_use]
    pub fn is_gone(&self) -> bool {
        self.left_at.is_some() || self.status == "ERASED"
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
    let sql = "select n.id as person_id, n.display_name, n.status, p.owner_left_at as left_at \
               from project p join person n on n.id = p.owner_id where p.id = $1";
    db::one(ctx.read(), sql, [project.id.into()]).await
}

/// Gives a project another owner, who lives in its area. The same owner again changes nothing, unless
/// they had left it. It gives a role, so it asks for a fresh proof.
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
        if found.owner() == Some(owner) {
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
    eligible(work, found.area_id, owner, Some(found.last_owner_id)).await?;
    let newer = Project {
        last_owner_id: owner,
        owner_left_at: None,
        version: found.version + 1,
        updated_at: ctx.now(),
        ..found.clone()
    };
    if !store::change(work.connection(), &newer).await? {
        return Err(conflict());
    }
    let noted = step(found, Deed::OwnerSet, desk, found.status);
    steps::note(ctx, work, noted, ctx.person()?).await?;
    hand_over(ctx, work, Some(found.last_owner_id), &newer).await?;
    follow(ctx, work, found.status, &newer).await?;
    Ok(found.id)
}

pub(super) fn step(found: &Project, deed: Deed, desk: Desk, to: ProjectStatus) -> NewStep {
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
