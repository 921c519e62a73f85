//! Applying for a project, for the first time or again.

use sea_orm::ActiveEnum as _;

use super::{
    chain,
    model::{Applying, Deed, Project, ProjectStatus},
    profile::Profile,
    rules,
    service::{newest, record, target},
    steps::{self, NewStep},
    store,
    update::{self, PICTURES},
};
use crate::{
    community::{
        self, AreaStatus,
        approval::{self, ApprovalSubject, Desk},
    },
    identity::{self, Identity, PersonStatus},
    krt_shop::category,
    policy::{Action, Role, Target},
    shared::{
        change_log::{Change, Noun, Scope},
        ctx::Ctx,
        error::{Error, ErrorCode, Refusal, Result},
        id::{AreaId, PersonId, ProjectId},
        outbox::Text,
        replay::{Begun, Once},
        work::Work,
    },
};

/// Applies for a project in the committee's name; what was sent back comes again with the version
/// that was read. The same again brings the same project; an id that stands for another is taken.
pub async fn apply(ctx: &Ctx, new: &Applying, key: Option<&str>) -> Result<Project> {
    let place = community::place_of_area(ctx, new.area_id).await?;
    let permit = ctx.authorize(Action::ProjectApply, &Target::at(place))?;
    let area = community::area(ctx, new.area_id).await?.status;
    let mut once = match Once::begin(ctx, &permit, "projectApply", key, new).await? {
        Begun::Fresh(once) => once,
        Begun::Repeat(id) => return newest(ctx, ProjectId(id)).await,
    };
    let written = write(ctx, &mut once.work, new, area).await;
    let id = once.finish(ctx, written).await?;
    newest(ctx, id).await
}

async fn write(ctx: &Ctx, work: &mut Work, new: &Applying, area: AreaStatus) -> Result<ProjectId> {
    let (now, id) = (ctx.now(), new.id.unwrap_or_else(|| ctx.mint()));
    let known = store::lookup(work.connection(), id).await?;
    if known.as_ref().is_some_and(|known| known.area_id != new.area_id) {
        return Err(Refusal::of(ErrorCode::IdTaken).at("id").into());
    }
    let tree = category::tree(work.connection()).await?;
    let written = rules::written((&new.name, &new.category_code), &new.profile, &tree, now)?;
    if area != AreaStatus::Active {
        let refusal = Refusal::of(ErrorCode::StateInvalid).with("status", area.to_value());
        return Err(refusal.at("areaId").into());
    }
    let wanted = (new.area_id, new.owner_id, ProjectStatus::Applied);
    let fresh = record(id, wanted, written, now);
    let Some(known) = known else {
        eligible(work, new.area_id, new.owner_id, None).await?;
        if !store::add(work.connection(), &fresh).await? {
            // The same request has just been written beside this one.
            let known = store::lookup(work.connection(), id).await?.ok_or_else(conflict)?;
            return same(&known, &fresh);
        }
        return begin(ctx, work, None, &fresh, new).await;
    };
    if new.version != Some(known.version) {
        return same(&known, &fresh);
    }
    if known.status != ProjectStatus::SentBack {
        return Err(chain::impossible(known.status).into());
    }
    eligible(work, new.area_id, new.owner_id, Some(known.last_owner_id)).await?;
    let again = Project {
        version: known.version + 1,
        slug: known.slug.clone(),
        sample: known.sample,
        created_at: known.created_at,
        ..fresh
    };
    if !store::change(work.connection(), &again).await? {
        return Err(conflict());
    }
    begin(ctx, work, Some(&known), &again, new).await
}

/// Notes the step, puts the project on the list of what waits, and gives it to its owner.
async fn begin(
    ctx: &Ctx,
    work: &mut Work,
    known: Option<&Project>,
    now_is: &Project,
    new: &Applying,
) -> Result<ProjectId> {
    let id = now_is.id;
    if let Some(pictures) = &new.profile.pictures {
        let already = PICTURES.list(work.connection(), &[id]).await?.remove(&id);
        let already = already.unwrap_or_default();
        let pictures = update::resolve(ctx, work.connection(), pictures, &already).await?;
        PICTURES.replace(work.connection(), id, &pictures).await?;
    }
    let noted = NewStep {
        project: id,
        number: now_is.version,
        deed: Deed::Applied,
        desk: Desk::Committee,
        from: known.map(|known| known.status),
        to: now_is.status,
        reason: None,
        due_at: None,
    };
    let applicant = ctx.person()?;
    steps::note(ctx, work, noted, applicant).await?;
    let (subject, area) = (ApprovalSubject::Project, now_is.area_id);
    approval::await_decision(work, subject, id.0, area, Desk::District, ctx.now()).await?;
    let before = known.and_then(Project::owner);
    if before != Some(now_is.last_owner_id) {
        hand_over(ctx, work, before, now_is).await?;
    }
    work.tell(Change::new(Scope::Area(area), Noun::Project, id));
    Ok(id)
}

/// The project has another owner from now on, who is told.
pub(super) async fn hand_over(
    ctx: &Ctx,
    work: &mut Work,
    before: Option<PersonId>,
    project: &Project,
) -> Result<()> {
    for person in before.into_iter().chain([project.last_owner_id]) {
        Identity::roles_changed(work, person).await?;
    }
    if ctx.actor.person() != Some(project.last_owner_id) {
        let text = Text::RoleGranted { role: Role::ProjectOwner };
        let cause = (ctx.mint(), ctx.now());
        identity::tell_person(work, project.last_owner_id, text, cause).await?;
    }
    Ok(())
}

/// An owner lives in the area and has an account, until the work ends; it is nobody else's turn with
/// them or with the owner before. Before the project is written: who erases an account takes the
/// person first, and then what they own.
pub(super) async fn eligible(
    work: &Work,
    area: AreaId,
    owner: PersonId,
    before: Option<PersonId>,
) -> Result<()> {
    take_turns(work, before.into_iter().chain([owner]).collect()).await?;
    let known = identity::lookup(work.connection(), owner).await?;
    let stays = known.is_some_and(|person| person.status == PersonStatus::Active);
    let lives = community::residents_among(work.connection(), area, &[owner]).await?;
    if stays && lives.contains(&owner) {
        return Ok(());
    }
    Err(Refusal::of(ErrorCode::PersonNotEligible).at("ownerId").into())
}

/// Waits for the turn with each of these people, in one order for everybody, so that nobody waits
/// for somebody who waits for them.
pub(super) async fn take_turns(work: &Work, mut people: Vec<PersonId>) -> Result<()> {
    people.sort_unstable();
    people.dedup();
    for person in people {
        identity::take_turn(work.connection(), person).await?;
    }
    Ok(())
}

pub(super) fn conflict() -> Error {
    Refusal::of(ErrorCode::VersionConflict).at("version").into()
}

/// The project that is known, when it says what was applied for: then this is a repeat.
fn same(known: &Project, wanted: &Project) -> Result<ProjectId> {
    let same = known.status == ProjectStatus::Applied
        && known.last_owner_id == wanted.last_owner_id
        && known.name == wanted.name
        && known.category_code == wanted.category_code
        && serde_json::to_value(Profile::of(known)).ok()
            == serde_json::to_value(Profile::of(wanted)).ok();
    if same { Ok(known.id) } else { Err(conflict()) }
}

/// Whether the actor may apply again with a project that was sent back.
pub async fn viewer_can_apply(ctx: &Ctx, project: &Project) -> Result<bool> {
    if ctx.actor.person().is_none() || project.status != ProjectStatus::SentBack {
        return Ok(false);
    }
    Ok(ctx.may(Action::ProjectApply, &target(ctx, project).await?))
}
