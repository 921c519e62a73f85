//! Finding projects, and adding them.

use std::collections::HashMap;

use super::{
    model::{NewProject, Project, ProjectFilter, ProjectStatus},
    profile::Profile,
    rules,
    store::{self, ProjectKey},
    update::PICTURES,
};
use crate::{
    community,
    identity::Identity,
    krt_shop::{Directory, category},
    policy::{Action, Place, Target},
    shared::{
        change_log::{Change, Noun, Scope},
        clock::Instant,
        ctx::Ctx,
        error::{Error, ErrorCode, Refusal, Result},
        id::{AreaId, PersonId, ProjectId},
        media::Picture,
        page::{self, Page, PageArgs, PageRequest},
        text,
        work::Work,
    },
};

/// One project: the public sees those at work; its owner, its area's committee and the officers
/// every one.
pub async fn project(ctx: &Ctx, id: ProjectId) -> Result<Project> {
    shown(ctx, store::lookup(ctx.read(), id).await?).await
}

/// The same by the short name in its address, `/s/…`.
pub async fn project_by_slug(ctx: &Ctx, slug: &str) -> Result<Project> {
    shown(ctx, store::find_by_slug(ctx.read(), slug).await?).await
}

/// … as it stands in the database that is written to.
pub(super) async fn newest(ctx: &Ctx, id: ProjectId) -> Result<Project> {
    shown(ctx, store::lookup(ctx.db().write(), id).await?).await
}

async fn shown(ctx: &Ctx, found: Option<Project>) -> Result<Project> {
    let project = found.ok_or_else(Error::not_found)?;
    if project.status == ProjectStatus::Active {
        ctx.authorize(Action::PublicRead, &Target::nothing())?;
    } else {
        hide(ctx.authorize(Action::ProjectRead, &target(ctx, &project).await?))?;
    }
    Ok(project)
}

/// A project as the policy sees it.
pub(super) async fn target(ctx: &Ctx, project: &Project) -> Result<Target> {
    let place = place_of_project(ctx, project).await?;
    let public = project.status == ProjectStatus::Active;
    Ok(Target { owner: project.owner(), public, ..Target::at(place) })
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
                let owner = project.owner();
                ctx.may(Action::ProjectRead, &Target { owner, ..Target::at(place) })
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

/// The projects of an area in every status, or in one, newest first, each with its cursor: for its
/// committee and the officers above it.
pub async fn projects_of_area(
    ctx: &Ctx,
    area: AreaId,
    status: Option<ProjectStatus>,
    args: &PageArgs,
) -> Result<Page<(String, Project)>> {
    let place = community::place_of_area(ctx, area).await?;
    ctx.authorize(Action::ProjectRead, &Target::at(place))?;
    let request = PageRequest::<ProjectKey>::from_args(args)?;
    let rows = store::list_of_area(ctx.read(), area, status, &request).await?;
    Ok(request.page(rows).map(|project| (page::encode(&(project.id, project.id)), project)))
}

/// The pictures of projects that the actor has been shown, each project's in their order.
pub async fn pictures_of_projects(
    ctx: &Ctx,
    projects: &[ProjectId],
) -> Result<HashMap<ProjectId, Vec<Picture>>> {
    PICTURES.list(ctx.read(), projects).await
}

/// Adds a project with nothing but a story. For the program itself: anybody else applies.
pub async fn add_project(
    ctx: &Ctx,
    work: &mut Work,
    id: ProjectId,
    new: &NewProject,
) -> Result<Project> {
    let profile = Profile { start_year: new.start_year, ..Profile::telling(new.story.clone()) };
    add_described(ctx, work, id, new, profile).await
}

/// Adds a project with a whole profile, in place of the story and the year of `new`. For the program
/// itself.
pub async fn add_described(
    ctx: &Ctx,
    work: &mut Work,
    id: ProjectId,
    new: &NewProject,
    profile: Profile,
) -> Result<Project> {
    let now = ctx.now();
    let tree = category::tree(work.connection()).await?;
    let written = rules::written((&new.name, &new.category_code), &profile, &tree, now)?;
    let project = record(id, (new.area_id, new.owner_id, new.status), written, now);
    let project = Project { sample: new.sample, ..project };
    if !store::add(work.connection(), &project).await? {
        return Err(Refusal::of(ErrorCode::IdTaken).at("id").into());
    }
    work.tell(Change::new(Scope::Public, Noun::Project, project.id));
    Identity::roles_changed(work, project.last_owner_id).await?;
    Ok(project)
}

/// A new project's record.
pub(super) fn record(
    id: ProjectId,
    (area_id, owner_id, status): (AreaId, PersonId, ProjectStatus),
    written: rules::Written,
    now: Instant,
) -> Project {
    let bare = Project {
        id,
        area_id,
        last_owner_id: owner_id,
        owner_left_at: None,
        slug: text::slug(&written.name, id.0),
        name: written.name,
        category_code: written.category_code,
        story: written.profile.story.clone(),
        start_year: None,
        status,
        phone: None,
        email: None,
        whatsapp: None,
        address: None,
        postcode: None,
        latitude: None,
        longitude: None,
        opening_hours: None,
        links: None,
        payment_methods: None,
        terms: None,
        delivery_estimate: None,
        registration_number: None,
        cooperative_number: None,
        version: 1,
        sample: false,
        created_at: now,
        updated_at: now,
    };
    written.profile.onto(bare)
}
