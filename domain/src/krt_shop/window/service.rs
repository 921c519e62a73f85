//! What anybody with the link reads of an offer or a project.

use std::sync::Arc;

use super::{
    model::{Delivered, ProductWindow, ProjectWindow, Shared},
    store,
};
use crate::{
    community::{self, states},
    krt_shop::{
        Cards, Directory,
        category::Category,
        insight,
        product::{
            self, Availability, Delivery, Detail, PlaceKind, Product, ProductFilter, ProductStatus,
        },
        project::{self, Project, ProjectStatus},
        question, review,
    },
    policy::{Action, Target},
    shared::{
        ctx::Ctx,
        error::{Error, ErrorCode, Result},
        id::{AreaId, DistrictId},
        language::LocalizedText,
        malaysia::Month,
        page::{Page, PageArgs},
    },
};

/// So many offers stand on a page of a project.
pub const OFFERS: i32 = 24;
/// So many others of the same project stand below an offer.
const OTHERS: i32 = 9;
/// So many reviews, and so many answered questions, stand on the page of an offer.
const SAID: u32 = 3;
/// No short name is longer, in bytes: [`crate::shared::text::slug`] ends at 67.
const LONGEST: usize = 80;

/// What cannot be a short name is not looked for.
fn is_slug(slug: &str) -> bool {
    let plain = |letter: char| letter.is_ascii_alphanumeric() || letter == '-';
    !slug.is_empty() && slug.len() <= LONGEST && slug.chars().all(plain)
}

/// The offer under a short name, for anybody. A draft and what is not there are the same to them.
pub async fn shared_product(
    ctx: &Ctx,
    directory: &Directory,
    slug: &str,
) -> Result<Shared<ProductWindow>> {
    ctx.authorize(Action::PublicRead, &Target::nothing())?;
    if !is_slug(slug) {
        return Err(Error::not_found());
    }
    let found = product::find_by_slug(ctx.read(), slug).await?;
    let product = found.ok_or_else(Error::not_found)?;
    let cards = directory.cards(ctx).await?;
    let project = cards.project(product.project_id).cloned();
    let (Some(project), true) = (project, product.listed_at.is_some()) else {
        let projects = project::list_by_ids(ctx.read(), &[product.project_id]).await?;
        let shown = projects.first().is_some_and(|project| was_shown(project.status));
        return if shown && product.status != ProductStatus::Draft {
            Ok(Shared::Gone)
        } else {
            Err(Error::not_found())
        };
    };
    // A promotion that begins or ends by the clock.
    ctx.shows_until(product.right_until(ctx.now()));
    // What is seasonal is to be had, or no more, from the first moment of a month.
    if product.availability == Availability::Seasonal {
        ctx.shows_until(Some(Month::of(ctx.now()).ends()));
    }
    // A mark that begins or ends by the clock.
    cards.note_marks(ctx, Some(product.id), product.project_id);
    insight::note_view_of_product(ctx, &product);
    Ok(Shared::Shown(Box::new(window(ctx, directory, &cards, (product, project)).await?)))
}

async fn window(
    ctx: &Ctx,
    directory: &Directory,
    cards: &Arc<Cards>,
    (product, project): (Product, Arc<Project>),
) -> Result<ProductWindow> {
    let id = product.id;
    let mut pictures = product::pictures_of_products(ctx, &[id]).await?;
    let mut variants = product::variants_of_products(ctx, &[id]).await?;
    let mut places = product::deliveries_of_products(ctx, &[id]).await?;
    let mut deliveries = Vec::new();
    for delivery in places.remove(&id).unwrap_or_default() {
        if let Some(delivered) = named(ctx, delivery).await? {
            deliveries.push(delivered);
        }
    }
    let mut others = offers(ctx, directory, &project, (OTHERS, None)).await?.0;
    others.retain(|other| other.id != id);
    others.truncate(usize::try_from(OTHERS - 1).unwrap_or_default());
    let mut categories: Vec<Category> =
        cards.categories().path(&product.category_code).into_iter().cloned().collect();
    categories.reverse();
    let rating = review::ratings(ctx, &[id]).await?.remove(&id).unwrap_or_default();
    let reviews = review::first_reviews(ctx, &[id], SAID).await?.remove(&id);
    let questions = question::first_questions(ctx, &[id], SAID).await?.remove(&id);
    let marks = cards.marks_of(&product, ctx.now()).into_iter().cloned().collect();
    Ok(ProductWindow {
        pictures: pictures.remove(&id).unwrap_or_default(),
        variants: variants.remove(&id).unwrap_or_default(),
        deliveries,
        marks,
        categories,
        area: cards.area(project.area_id).cloned(),
        rating,
        reviews: reviews.map(without_cursors).unwrap_or_default(),
        questions: questions.map(without_cursors).unwrap_or_default(),
        others,
        project,
        product,
    })
}

fn without_cursors<T>(page: Page<(String, T)>) -> Vec<T> {
    page.items.into_iter().map(|(_, item)| item).collect()
}

/// Whether the public has seen a project in this status: it is at work, or rests.
fn was_shown(status: ProjectStatus) -> bool {
    matches!(status, ProjectStatus::Active | ProjectStatus::Inactive)
}

/// What a place of delivery is called; nothing when it is there no longer.
async fn named(ctx: &Ctx, delivery: Delivery) -> Result<Option<Delivered>> {
    let same = |name: &str| LocalizedText { ms: name.to_owned(), en: None, zh: None, ta: None };
    let found = match delivery.place_kind {
        PlaceKind::Nation => return Ok(Some(Delivered { delivery, name: None })),
        PlaceKind::State => {
            let state = states::known_state(&delivery.place);
            let name = state.map(|state| LocalizedText::new(state.name_ms, state.name_en));
            return Ok(name.map(|name| Delivered { delivery, name: Some(name) }));
        }
        PlaceKind::District => {
            let Ok(id) = delivery.place.parse::<DistrictId>() else { return Ok(None) };
            community::known_district(ctx, id).await.map(|district| same(&district.name))
        }
        PlaceKind::Area => {
            let Ok(id) = delivery.place.parse::<AreaId>() else { return Ok(None) };
            community::known_area(ctx, id).await.map(|area| same(&area.name))
        }
    };
    match found {
        Ok(name) => Ok(Some(Delivered { delivery, name: Some(name) })),
        Err(Error::Stopped(refusal)) if refusal.code == ErrorCode::NotFound => Ok(None),
        Err(other) => Err(other),
    }
}

/// A page of what a project offers, newest first, and the cursor of the next one.
async fn offers(
    ctx: &Ctx,
    directory: &Directory,
    project: &Project,
    (first, after): (i32, Option<String>),
) -> Result<(Vec<Product>, Option<String>)> {
    let filter = ProductFilter { project_id: Some(project.id), ..ProductFilter::default() };
    let args = PageArgs { first: Some(first), after, ..PageArgs::default() };
    let page = product::products(ctx, directory, &filter, Detail::Card, &args).await?;
    let next = page.items.last().filter(|_| page.has_next).map(product::cursor);
    Ok((page.items, next))
}

/// The project under a short name, for anybody, with a page of what it offers. One that is applied
/// for, refused or cancelled and what is not there are the same to them.
pub async fn shared_project(
    ctx: &Ctx,
    directory: &Directory,
    slug: &str,
    after: Option<String>,
) -> Result<Shared<ProjectWindow>> {
    ctx.authorize(Action::PublicRead, &Target::nothing())?;
    if !is_slug(slug) {
        return Err(Error::not_found());
    }
    let found = store::find_project(ctx.read(), slug).await?;
    let (id, status) = found.ok_or_else(Error::not_found)?;
    let cards = directory.cards(ctx).await?;
    let Some(project) = cards.project(id).cloned() else {
        return if was_shown(status) { Ok(Shared::Gone) } else { Err(Error::not_found()) };
    };
    insight::note_view_of_project(ctx, &project);
    let marks = cards.shown_marks(ctx, None, id).into_iter().cloned().collect();
    let rating = review::rating_of_project(ctx, id).await?;
    let (products, next) = offers(ctx, directory, &project, (OFFERS, after)).await?;
    let mut pictures = project::pictures_of_projects(ctx, &[id]).await?;
    Ok(Shared::Shown(Box::new(ProjectWindow {
        area: cards.area(project.area_id).cloned(),
        pictures: pictures.remove(&id).unwrap_or_default(),
        marks,
        rating,
        products,
        next,
        project,
    })))
}
