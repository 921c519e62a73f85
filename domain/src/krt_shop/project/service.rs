//! Finding projects, and adding them.

use std::collections::HashMap;

use super::{
    model::{NewProject, Project, ProjectFilter, ProjectStatus},
    store::{self, ProjectKey},
};
use crate::{
    community,
    identity::Identity,
    krt_shop::Directory,
    policy::{Action, Place, Target},
    shared::{
        change_log::{Change, Noun, Scope},
        ctx::Ctx,
        error::{Error, ErrorCode, Refusal, Result},
        id::{AreaId, ProjectId},
        page::{self, Page, PageArgs, PageRequest},
        text,
        work::Work,
    },
};

/// The longest name, in characters.
const NAME: usize = 120;
/// The longest story, in characters: every node keeps the stories of active projects at hand.
const STORY: usize = 2_000;

/// One project: the public sees those at work, its owner and the officers every one.
pub async fn project(ctx: &Ctx, id: ProjectId) -> Result<Project> {
    let project = store::lookup(ctx.read(), id).await?.ok_or_else(Error::not_found)?;
    if project.status == ProjectStatus::Active {
        ctx.authorize(Action::PublicRead, &Target::nothing())?;
    } else {
        let place = place_of_project(ctx, &project).await?;
        hide(ctx.authorize(Action::ProjectReadPrivate, &Target::at(place)))?;
    }
    Ok(project)
}

/// Those of these projects that the actor may see, in any order.
pub async fn projects_by_ids(ctx: &Ctx, ids: &[ProjectId]) -> Result<Vec<Project>> {
    let mut found = store::list_by_ids(ctx.read(), ids).await?;
    let resting = found.iter().filter(|project| project.status != ProjectStatus::Active);
    let areas: Vec<AreaId> = resting.map(|project| project.area_id).collect();
    let mut places: HashMap<AreaId, Place> = HashMap::new();
    if !areas.is_empty() {
        let areas = community::areas_by_ids(ctx, &areas).await?;
        places.extend(areas.into_iter().map(|area| (area.id, area.place())));
    }
    found.retain(|project| {
        project.status == ProjectStatus::Active
            || places.get(&project.area_id).is_some_and(|place| {
                let place = Place { project: Some(project.id), ..place.clone() };
                ctx.may(Action::ProjectReadPrivate, &Target::at(place))
            })
    });
    Ok(found)
}

/// A stranger is not told that signing in would show something.
fn hide<T>(decided: Result<T>) -> Result<T> {
    decided.map_err(|_| Error::not_found())
}

/// A page of the projects at work, newest first, each with its cursor.
pub async fn projects(
    ctx: &Ctx,
    directory: &Directory,
    filter: &ProjectFilter,
    args: &PageArgs,
) -> Result<Page<(String, Project)>> {
    ctx.authorize(Action::PublicRead, &Target::nothing())?;
    let request = PageRequest::<ProjectKey>::from_args(args)?;
    let cards = directory.cards(ctx).await?;
    let categories = match &filter.category_code {
        Some(code) => cards.category_with_those_below(code)?,
        None => Vec::new(),
    };
    let rows = store::list(ctx.read(), filter.area_id, &categories, &request).await?;
    Ok(request.page(rows).map(|project| (page::encode(&(project.id, project.id)), project)))
}

/// Where a project stands, for the policy.
pub async fn place_of_project(ctx: &Ctx, project: &Project) -> Result<Place> {
    let place = community::place_of_area(ctx, project.area_id).await?;
    Ok(Place { project: Some(project.id), ..place })
}

/// Adds a project. For the program itself: applying for one comes with its approval.
pub async fn add_project(
    ctx: &Ctx,
    work: &mut Work,
    id: ProjectId,
    new: &NewProject,
) -> Result<Project> {
    let name = text::line(&new.name, NAME).map_err(|refusal| refusal.at("name"))?;
    let story = text::localized(&new.story, STORY, text::paragraphs).map_err(|r| r.at("story"))?;
    let now = ctx.now();
    let project = Project {
        id,
        area_id: new.area_id,
        owner_id: new.owner_id,
        category_code: new.category_code.clone(),
        slug: text::slug(&name, id.0),
        name,
        story,
        start_year: new.start_year,
        status: new.status,
        sample: new.sample,
        created_at: now,
        updated_at: now,
    };
    let tree = crate::krt_shop::category::tree(work.connection()).await?;
    if tree.get(&project.category_code).is_none() {
        return Err(Refusal::of(ErrorCode::CategoryUnknown).at("categoryCode").into());
    }
    store::add(work.connection(), &project).await?;
    work.tell(Change::new(Scope::Public, Noun::Project, project.id));
    Identity::roles_changed(work, project.owner_id).await?;
    Ok(project)
}
