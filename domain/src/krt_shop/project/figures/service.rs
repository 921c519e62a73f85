//! Recording and reading private figures.

use super::{
    model::{Figures, Recording},
    rules,
    store::{self, FiguresKey},
};
use crate::{
    krt_shop::project::{
        ProjectStatus,
        apply::conflict,
        chain,
        model::Project,
        service::{newest, place_of_project},
        steps,
    },
    policy::{Action, Target},
    shared::{
        ctx::Ctx,
        error::{Error, Result},
        id::ProjectId,
        page::{self, Page, PageArgs, PageRequest},
        replay::{Begun, Once},
        work::Work,
    },
};

/// An owner records the figures of a month, or corrects them with the version that was read. The
/// same again changes nothing.
pub async fn record_figures(ctx: &Ctx, given: &Recording, key: Option<&str>) -> Result<Figures> {
    ctx.person()?;
    let project = newest(ctx, given.project_id).await?;
    let place = place_of_project(ctx, &project).await?;
    let permit = ctx.authorize(Action::ProjectFiguresRecord, &Target::at(place))?;
    let once = match Once::begin(ctx, &permit, "projectFiguresRecord", key, given).await? {
        Begun::Fresh(once) => once,
        Begun::Repeat(_) => return recorded(ctx, given).await,
    };
    let written = write(ctx, &once.work, &project, given).await;
    once.finish(ctx, written).await?;
    recorded(ctx, given).await
}

async fn write(ctx: &Ctx, work: &Work, project: &Project, given: &Recording) -> Result<ProjectId> {
    rules::checked(given, ctx.now())?;
    if !matches!(project.status, ProjectStatus::Active | ProjectStatus::Inactive) {
        return Err(chain::impossible(project.status).into());
    }
    let (person, now) = (ctx.person()?, ctx.now());
    if store::add(work.connection(), given, person, now).await? {
        return Ok(project.id);
    }
    let known = store::lookup(work.connection(), project.id, &given.month).await?;
    let known = known.ok_or_else(conflict)?;
    match given.version {
        Some(version) if version == known.version => {}
        _ if rules::is_same(&known, given) => return Ok(project.id),
        _ => return Err(conflict()),
    }
    if store::change(work.connection(), given, known.version, person, now).await? {
        Ok(project.id)
    } else {
        Err(conflict())
    }
}

async fn recorded(ctx: &Ctx, given: &Recording) -> Result<Figures> {
    let found = store::lookup(ctx.db().write(), given.project_id, &given.month).await?;
    found.ok_or_else(Error::not_found)
}

/// A project's figures, the latest month first, each with its cursor: for its owner and the officers
/// above it. None for others, who do not learn whether there are any.
pub async fn figures_of_project(
    ctx: &Ctx,
    project: &Project,
    args: &PageArgs,
) -> Result<Option<Page<(String, Figures)>>> {
    if !may_read(ctx, project).await? {
        return Ok(None);
    }
    let request = PageRequest::<FiguresKey>::from_args(args)?;
    let rows = store::list(ctx.read(), project.id, &request).await?;
    let with_cursor = |row: Figures| (page::encode(&(&row.month, row.project_id)), row);
    Ok(Some(request.page(rows).map(with_cursor)))
}

/// The months that are over and have no figures, the newest 24 in their order: for the same readers, and
/// none for others.
pub async fn missing_months(ctx: &Ctx, project: &Project) -> Result<Option<Vec<String>>> {
    if !may_read(ctx, project).await? {
        return Ok(None);
    }
    if !matches!(project.status, ProjectStatus::Active | ProjectStatus::Inactive) {
        return Ok(Some(Vec::new()));
    }
    let recorded = store::months(ctx.read(), project.id).await?.into_iter().collect();
    let began = steps::began(ctx.read(), project).await?;
    Ok(Some(rules::missing(&recorded, began, ctx.now())))
}

/// Whatever the project's own status: what the public sees of it makes its figures no more public.
async fn may_read(ctx: &Ctx, project: &Project) -> Result<bool> {
    if ctx.actor.person().is_none() {
        return Ok(false);
    }
    let place = place_of_project(ctx, project).await?;
    Ok(ctx.may(Action::ProjectReadPrivate, &Target::at(place)))
}
