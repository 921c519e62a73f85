//! What is noted, and what a seller reads of it.

use super::{
    model::{Event, Search, Seen, Sighting, Week},
    rules, searched, store,
};
use crate::{
    krt_shop::{
        product::{self, Product},
        project::{self, Project, ProjectStatus},
        search::Found,
    },
    policy::{self, Action, Place, Scope, Target},
    shared::{
        ctx::Ctx,
        error::{Refusal, Result},
        id::ProjectId,
    },
};

/// Notes that the reader opened an offer.
pub fn note_view_of_product(ctx: &Ctx, product: &Product) {
    if product.listed_at.is_some() {
        note(ctx, product.project_id, Sighting::of(Seen::Product(product.id), Event::Viewed));
    }
}

/// Notes that the reader opened a project's own page.
pub fn note_view_of_project(ctx: &Ctx, project: &Project) {
    if project.status == ProjectStatus::Active {
        note(ctx, project.id, Sighting::of(Seen::Project(project.id), Event::Viewed));
    }
}

/// Notes that these offers stand on a page of what the reader's words found.
pub fn found<'a>(ctx: &Ctx, by: &Found, products: impl IntoIterator<Item = &'a Product>) {
    let words = searched::words(by);
    for product in products {
        let sighting = Sighting::of(Seen::Product(product.id), Event::Found);
        note(ctx, product.project_id, Sighting { words: words.clone(), ..sighting });
    }
}

/// Notes that the reader begins to keep an offer among their favourites.
pub fn note_favourite(ctx: &Ctx, product: &Product) {
    note(ctx, product.project_id, Sighting::of(Seen::Product(product.id), Event::Kept));
}

/// Notes that the reader writes to the seller about an offer. Whoever has also tapped on a way to reach them
/// within the hour is counted once.
pub fn note_enquiry(ctx: &Ctx, product: &Product) {
    note(ctx, product.project_id, Sighting::of(Seen::Product(product.id), Event::Contacted));
}

/// Notes something, unless the seller or somebody of the department looks after it.
pub(super) fn note(ctx: &Ctx, project: ProjectId, sighting: Sighting) {
    if !is_own(ctx, project) {
        ctx.sees(sighting);
    }
}

fn is_own(ctx: &Ctx, project: ProjectId) -> bool {
    let here = Target::at(Place::only(&Scope::Project(project)));
    ctx.actor.person().is_some()
        && (ctx.may(Action::ProductWrite, &here) || policy::is_of_the_department(&ctx.actor))
}

/// What was counted of an offer, or of everything that a project offers and of its own page, week by
/// week, the latest first: for the project's owner and the officers above it. `weeks` is 1 to 104; 12
/// when nothing is said.
pub async fn weeks(ctx: &Ctx, of: Seen, weeks: Option<i32>) -> Result<Vec<Week>> {
    reach(ctx, of).await?;
    let (weeks, this) = (rules::wanted(weeks).map_err(Refusal::stop)?, this_week(ctx));
    let found = store::list_weeks(ctx.read(), of, rules::before(this, weeks - 1)).await?;
    Ok(rules::whole(&found, this, weeks))
}

/// By which words buyers found an offer, or anything that a project offers, in so many weeks, 26 at most:
/// what found it most often comes first, 20 at most. For the same readers as the figures. Words by which
/// fewer than three people looked are not told: they may say who it was.
pub async fn searches(ctx: &Ctx, of: Seen, weeks: Option<i32>) -> Result<Vec<Search>> {
    reach(ctx, of).await?;
    let weeks = rules::wanted(weeks).map_err(Refusal::stop)?.min(rules::WORDS_KEPT);
    let from = rules::before(this_week(ctx), weeks - 1);
    Ok(rules::told(store::list_searches(ctx.read(), of, from).await?))
}

/// Goes on only for the project's owner and the officers above it.
async fn reach(ctx: &Ctx, of: Seen) -> Result<()> {
    ctx.person()?;
    let place = match of {
        Seen::Product(id) => {
            let product = product::product(ctx, id).await?;
            product::place_of_product(ctx, &product).await?
        }
        Seen::Project(id) => {
            let project = project::project(ctx, id).await?;
            project::place_of_project(ctx, &project).await?
        }
    };
    ctx.authorize(Action::InsightRead, &Target::at(place))?;
    Ok(())
}

fn this_week(ctx: &Ctx) -> chrono::NaiveDate {
    rules::monday(ctx.now())
}
