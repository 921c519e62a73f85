//! Deciding about a project: at each desk of its chain, and after it was confirmed.

use sea_orm::ActiveEnum as _;

use super::{
    apply::{conflict, take_turns},
    chain::{self, Step},
    model::{Deciding, Deed, Project, ProjectStatus, SettingStatus},
    proof, rules,
    service::{newest, target},
    steps::{self, NewStep},
    store,
    update::pictures_of,
};
use crate::{
    community::approval::{self, Desk},
    duties::Duty,
    identity::Identity,
    krt_shop::{
        certificate,
        limits::{self, PROJECT_CHANGES},
        product,
    },
    policy::{Action, Role, Target},
    shared::{
        change_log::{Change, Noun, Scope},
        ctx::Ctx,
        error::Result,
        id::ProjectId,
        replay::{Begun, Once},
        scheduler,
        work::Work,
    },
};

/// Whoever's turn it is decides. A step is taken once: who comes later, or has read an older
/// version, is told so.
pub async fn decide_project(ctx: &Ctx, deciding: &Deciding, key: Option<&str>) -> Result<Project> {
    let found = newest(ctx, deciding.id).await?;
    // Who merely reads of it as everybody does has no part in its chain.
    let target = Target { public: false, ..target(ctx, &found).await? };
    // Whoever has may try; whether the step is theirs is judged once it is known which it is.
    let permit = ctx.authorize(Action::ProjectRead, &target)?;
    let mut once = match Once::begin(ctx, &permit, "projectDecide", key, deciding).await? {
        Begun::Fresh(once) => once,
        Begun::Repeat(id) => return newest(ctx, ProjectId(id)).await,
    };
    let written = write(ctx, &mut once.work, &found, &target, deciding).await;
    let id = once.finish(ctx, written).await?;
    newest(ctx, id).await
}

async fn write(
    ctx: &Ctx,
    work: &mut Work,
    found: &Project,
    target: &Target,
    deciding: &Deciding,
) -> Result<ProjectId> {
    ctx.person()?;
    // Before the right to this desk: who was overtaken hears that, not that it is not their turn.
    if found.version != deciding.version {
        return Err(conflict());
    }
    let step = chain::step(found.status, deciding.decision);
    let step = step.ok_or_else(|| chain::impossible(found.status))?;
    let permit = ctx.authorize(step.action, target)?;
    let needed = chain::needs_reason(deciding.decision);
    let reason = chain::reason(deciding.reason.as_deref(), needed)?;
    work.audit(&permit, found.id).detail("decision", step.to.to_value());
    take(ctx, work, found, step, reason).await
}

/// An owner lets their project rest or sets it to work again; an officer does so too, or ends it. One that
/// rests for want of a proof rests beyond that then. A project returns only with everything that a seller
/// must show. A project is changed 60 times an hour at most.
pub async fn set_status(ctx: &Ctx, setting: &SettingStatus, key: Option<&str>) -> Result<Project> {
    let found = newest(ctx, setting.id).await?;
    let target = target(ctx, &found).await?;
    let desk = desk_of(ctx, &target);
    let action = if desk == Desk::Owner { Action::ProjectRest } else { Action::ProjectDecide };
    let permit = ctx.authorize(action, &target)?;
    limits::count(ctx, PROJECT_CHANGES, &setting.id.to_string()).await?;
    let mut once = match Once::begin(ctx, &permit, "projectStatusSet", key, setting).await? {
        Begun::Fresh(once) => once,
        Begun::Repeat(id) => return newest(ctx, ProjectId(id)).await,
    };
    let written = async {
        if found.version != setting.version {
            return Err(conflict());
        }
        let connection = once.work.connection();
        let goes_on_resting = setting.status == ProjectStatus::Inactive
            && proof::rests_for_proof(connection, &found).await?;
        if !goes_on_resting {
            let rested_by = steps::rested_by(connection, found.id).await?;
            chain::can_become(found.status, setting.status, desk, rested_by)?;
        }
        let reason = chain::reason(setting.reason.as_deref(), desk != Desk::Owner)?;
        if setting.status == ProjectStatus::Active {
            rules::disclosed(&found)?;
        }
        once.work.audit(&permit, found.id).detail("status", setting.status.to_value());
        let step = Step { action, desk, deed: Deed::StatusSet, to: setting.status };
        take(ctx, &mut once.work, &found, step, reason).await
    }
    .await;
    let id = once.finish(ctx, written).await?;
    newest(ctx, id).await
}

/// At whose desk the actor sets a status: the owner's of their own project, whichever office they hold
/// beside it; else the nearest office that they hold there.
fn desk_of(ctx: &Ctx, target: &Target) -> Desk {
    let holds = |role| ctx.actor.has(role, &target.place);
    let me = ctx.actor.person();
    if holds(Role::ProjectOwner) || (me.is_some() && me == target.owner) {
        Desk::Owner
    } else if holds(Role::DistrictOfficer) {
        Desk::District
    } else if holds(Role::StateOfficer) {
        Desk::State
    } else if holds(Role::HqOfficer) {
        Desk::Hq
    } else {
        Desk::Owner
    }
}

/// Takes a step: the new status, the line in the history, the list of what waits, and what the public
/// sees of its products.
async fn take(
    ctx: &Ctx,
    work: &mut Work,
    found: &Project,
    step: Step,
    reason: Option<String>,
) -> Result<ProjectId> {
    let (id, now) = (found.id, ctx.now());
    let mut people = Vec::new();
    if step.to.has_ended() {
        // Their roles end with it.
        people = store::list_granted(work.connection(), id, now).await?;
        people.push(found.last_owner_id);
        take_turns(work, people.clone()).await?;
    }
    if step.to == ProjectStatus::Active && found.owner().is_none() {
        // Nobody would answer there: the committee names another owner first.
        return Err(chain::impossible(found.status).into());
    }
    let due_at = steps::due(work.connection(), id).await?;
    let newer =
        Project { status: step.to, version: found.version + 1, updated_at: now, ..found.clone() };
    if newer.status == ProjectStatus::Active {
        // From now on the public reads what it says.
        let pictures = pictures_of(work.connection(), id).await?;
        certificate::check_project(work.connection(), &newer, &pictures, now).await?;
    }
    if !store::change(work.connection(), &newer).await? {
        return Err(conflict());
    }
    let noted = NewStep {
        project: id,
        number: newer.version,
        deed: step.deed,
        desk: step.desk,
        from: Some(found.status),
        to: step.to,
        reason,
        due_at,
    };
    steps::note(ctx, work, noted, ctx.person()?).await?;
    match chain::desk(step.to) {
        Some(Desk::State) => approval::pass_on(work, id.0, Desk::State).await?,
        _ => approval::settle(work.connection(), id.0).await?,
    }
    people.sort_unstable();
    people.dedup();
    for person in people {
        Identity::roles_changed(work, person).await?;
    }
    follow(ctx, work, found.status, &newer).await?;
    Ok(id)
}

/// The public sees the products of a project at work that shows what it must, and no others; who
/// looks hears of it.
pub(super) async fn follow(
    ctx: &Ctx,
    work: &mut Work,
    before: ProjectStatus,
    now_is: &Project,
) -> Result<()> {
    let (was, is) = (before == ProjectStatus::Active, now_is.status == ProjectStatus::Active);
    if is && rules::disclosed(now_is).is_ok() {
        product::bring_back(work.connection(), now_is.id, ctx.now()).await?;
    } else if was && !is {
        product::take_away(work.connection(), now_is.id).await?;
        scheduler::plan(work, Duty::PicturesClose, now_is.id, ctx.now()).await?;
    }
    let scope = if was || is { Scope::Public } else { Scope::Area(now_is.area_id) };
    work.tell(if was && !is {
        Change::gone(scope, Noun::Project, now_is.id)
    } else {
        Change::new(scope, Noun::Project, now_is.id)
    });
    Ok(())
}

/// Whether it is the reader's turn to decide.
pub async fn viewer_can_decide(ctx: &Ctx, project: &Project) -> Result<bool> {
    let Some(step) = chain::step(project.status, super::Decision::Approve) else {
        return Ok(false);
    };
    if ctx.actor.person().is_none() {
        return Ok(false);
    }
    Ok(ctx.may(step.action, &target(ctx, project).await?))
}

/// At whose desk a project lies; nothing when it is decided.
#[must_use]
pub fn desk_of_project(project: &Project) -> Option<Desk> {
    chain::desk(project.status)
}
