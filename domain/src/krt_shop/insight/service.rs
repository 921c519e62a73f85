//! What is noted, and what a seller reads of it.

use super::{
    model::{Event, Seen, Sighting, Week},
    rules, store,
};
use crate::{
    krt_shop::{
        product::{self, Product},
        project::{self, Project, ProjectStatus},
    },
    policy::{self, Action, Place, Scope, Target},
    shared::{
        ctx::Ctx,
        error::{Refusal, Result},
        id::{ProductId, ProjectId},
    },
};

/// Notes that the reader opened an offer.
pub fn saw_product(ctx: &Ctx, product: &Product) {
    if product.listed_at.is_some() {
        note(ctx, product.project_id, Seen::Product(product.id), Event::Viewed);
    }
}

/// Notes that the reader opened a project's own page.
pub fn saw_project(ctx: &Ctx, project: &Project) {
    if project.status == ProjectStatus::Active {
        note(ctx, project.id, Seen::Project(project.id), Event::Viewed);
    }
}

/// Notes that these offers stand on a page of what the reader's words found.
pub fn found<'a>(ctx: &Ctx, products: impl IntoIterator<Item = &'a Product>) {
    for product in products {
        note(ctx, product.project_id, Seen::Product(product.id), Event::Found);
    }
}

/// Notes that the reader begins to keep an offer among their favourites.
pub fn kept(ctx: &Ctx, product: &Product) {
    note(ctx, product.project_id, Seen::Product(product.id), Event::Kept);
}

/// Notes something, unless the seller or somebody of the department looks after it.
pub(super) fn note(ctx: &Ctx, project: ProjectId, seen: Seen, event: Event) {
    let here = Target::at(Place::only(&Scope::Project(project)));
    let own = ctx.actor.person().is_some()
        && (ctx.may(Action::ProductWrite, &here) || policy::is_of_the_department(&ctx.actor));
    if !own {
        ctx.sees(Sighting { seen, event });
    }
}

/// What was counted of an offer, week by week, the latest first: for the project's owner and the
/// officers above it. `weeks` is 1 to 104; 12 when nothing is said.
pub async fn product_insight(ctx: &Ctx, id: ProductId, weeks: Option<i32>) -> Result<Vec<Week>> {
    ctx.person()?;
    let product = product::product(ctx, id).await?;
    let place = product::place_of_product(ctx, &product).await?;
    ctx.authorize(Action::InsightRead, &Target::at(place))?;
    let (weeks, this) = (rules::wanted(weeks).map_err(Refusal::stop)?, this_week(ctx));
    let from = rules::before(this, weeks - 1);
    let found = store::list_of_product(ctx.read(), id, from).await?;
    Ok(rules::whole(&found, this, weeks))
}

/// What was counted of everything that a project offers, and of its own page, in the same way.
pub async fn project_insight(ctx: &Ctx, id: ProjectId, weeks: Option<i32>) -> Result<Vec<Week>> {
    ctx.person()?;
    let project = project::project(ctx, id).await?;
    let place = project::place_of_project(ctx, &project).await?;
    ctx.authorize(Action::InsightRead, &Target::at(place))?;
    let (weeks, this) = (rules::wanted(weeks).map_err(Refusal::stop)?, this_week(ctx));
    let from = rules::before(this, weeks - 1);
    let found = store::list_of_project(ctx.read(), id, from).await?;
    Ok(rules::whole(&found, this, weeks))
}

fn this_week(ctx: &Ctx) -> chrono::NaiveDate {
    rules::monday(ctx.now())
}
