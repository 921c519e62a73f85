//! A project whose own texts say halal is at work only while a certificate of the whole project proves it.

use sea_orm::ConnectionTrait;

use super::{
    apply::conflict,
    decide::follow,
    model::{Deed, Project, ProjectStatus},
    rules,
    service::place_of_project,
    steps::{self, NewStep},
    store,
    update::{PICTURES, pictures_of},
};
use crate::{
    community::approval::Desk,
    krt_shop::certificate,
    policy::Action,
    shared::{
        ctx::Ctx,
        error::{Error, Result},
        id::ProjectId,
        malaysia,
        work::Work,
    },
};

/// So many projects are read in one transaction of the night.
const PART: u64 = 200;

/// Lets a project at work rest that says halal and has lost its proof, and sets it to work again that has
/// rested for want of it alone, once there is one or its texts say so no more. Tells what it has become,
/// when it has become something; doing it again changes nothing. Before anything of it is locked.
pub(in crate::krt_shop) async fn turn_by_proof(
    ctx: &Ctx,
    work: &mut Work,
    id: ProjectId,
) -> Result<Option<ProjectStatus>> {
    let connection = work.connection();
    let Some(found) = store::lookup(connection, id).await? else { return Ok(None) };
    if !matches!(found.status, ProjectStatus::Active | ProjectStatus::Inactive) {
        return Ok(None);
    }
    let pictures = pictures_of(connection, id).await?;
    let proven = match certificate::check_project(connection, &found, &pictures, ctx.now()).await {
        Ok(()) => true,
        Err(Error::Refused(_)) => false,
        Err(other) => return Err(other),
    };
    let (deed, to) = match (found.status, proven) {
        (ProjectStatus::Active, false) => (Deed::ProofGone, ProjectStatus::Inactive),
        (ProjectStatus::Inactive, true) if may_return(work, &found).await? => {
            (Deed::ProofBack, ProjectStatus::Active)
        }
        _ => return Ok(None),
    };
    let (version, updated_at) = (found.version + 1, ctx.now());
    let newer = Project { status: to, version, updated_at, ..found.clone() };
    if !store::change(work.connection(), &newer).await? {
        return Err(conflict());
    }
    let noted = NewStep {
        project: id,
        number: version,
        deed,
        desk: Desk::Owner,
        from: Some(found.status),
        to,
        reason: None,
        due_at: None,
    };
    // Nobody decides it: it is noted with the owner whose project it is.
    steps::note(ctx, work, noted, found.last_owner_id).await?;
    follow(ctx, work, found.status, &newer).await?;
    let place = place_of_project(ctx, &newer).await?;
    let proven = if proven { "true" } else { "false" };
    work.note(Action::ProjectRest, id, &place).detail("halalProven", proven);
    Ok(Some(to))
}

/// Looks at what the next projects at work after an id say of themselves: one that says halal without a
/// certificate of the whole project is reviewed in a work of its own, however long ago that ended and
/// whether it offers anything or not. Tells behind which one there may be more.
pub(crate) async fn look_at_claims(
    ctx: &Ctx,
    work: &mut Work,
    after: ProjectId,
) -> Result<Option<ProjectId>> {
    let (connection, now) = (work.connection(), ctx.now());
    let part = store::list_unproven_after(connection, after, malaysia::day(now), PART).await?;
    let ids: Vec<ProjectId> = part.iter().map(|project| project.id).collect();
    let pictures = PICTURES.list(connection, &ids).await?;
    for project in &part {
        let shown = pictures.get(&project.id).map(Vec::as_slice).unwrap_or_default();
        if !certificate::claims_of_project(project, shown).is_empty() {
            certificate::look_again(work, project.id, now).await?;
        }
    }
    let is_whole = u64::try_from(part.len()).is_ok_and(|count| count >= PART);
    Ok(ids.last().copied().filter(|_| is_whole))
}

/// Whether nothing but a proof was lacking: somebody answers there, everything is shown that must be, and
/// nobody has let it rest since.
async fn may_return(work: &Work, found: &Project) -> Result<bool> {
    if found.owner().is_none() || rules::disclosed(found).is_err() {
        return Ok(false);
    }
    rests_for_proof(work.connection(), found).await
}

/// Whether a project rests for want of a proof alone: then it returns by itself, unless somebody says that
/// it is to rest all the same.
pub(super) async fn rests_for_proof<C: ConnectionTrait>(
    connection: &C,
    found: &Project,
) -> Result<bool> {
    let rests = found.status == ProjectStatus::Inactive;
    Ok(rests && steps::last_deed(connection, found.id).await? == Some(Deed::ProofGone))
}
