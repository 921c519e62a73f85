//! Writing products.

use std::collections::HashSet;

use sea_orm::ConnectionTrait;
use serde::Serialize;
use uuid::Uuid;

use super::{
    delivery_store, halal, life,
    model::{NewProduct, Product, ProductChanges, ProductStatus},
    offer::{NewVariant, Variant},
    offer_rules,
    pictures::{self, PICTURES},
    rules,
    service::own,
    sight, store, variant_store, write_store,
};
use crate::{
    duties::Duty,
    krt_shop::{
        category,
        project::{self, Project},
    },
    policy::{Action, Target},
    shared::{
        change_log::{Change, Noun, Scope},
        ctx::Ctx,
        error::{Error, ErrorCode, Refusal, Refusals, Result},
        id::{ProductId, ProjectId},
        media::{self, Picture},
        replay::{Begun, Once},
        scheduler, text,
        work::Work,
    },
};

/// So many offers one project has that are not archived.
const MOST: i64 = 5_000;

/// Refuses an offer more than a project may have, while it gets so many others.
pub(in crate::krt_shop) async fn check_room<C: ConnectionTrait>(
    connection: &C,
    project: ProjectId,
    others: i64,
) -> Result<()> {
    if store::count_kept(connection, project, MOST).await? + others >= MOST {
        return Err(Refusal::of(ErrorCode::TooMany).with("limit", MOST).into());
    }
    Ok(())
}

/// Writes a draft for a project, which has at most 5,000 offers that are not archived.
pub async fn create_product(ctx: &Ctx, new: &NewProduct, key: Option<&str>) -> Result<Product> {
    ctx.person()?;
    let project = project::project(ctx, new.project_id).await?;
    let place = project::place_of_project(ctx, &project).await?;
    let permit = ctx.authorize(Action::ProductWrite, &Target::at(place))?;
    let once = match Once::begin(ctx, &permit, "productCreate", key, new).await? {
        Begun::Fresh(once) => once,
        Begun::Repeat(id) => return Ok(own(ctx, ProductId(id)).await?.0),
    };
    let written = write_draft(ctx, &once.work, &project, new).await;
    let id = once.finish(ctx, written).await?;
    Ok(own(ctx, id).await?.0)
}

/// Writes a draft in somebody's work, which has been authorized.
pub(in crate::krt_shop) async fn write_draft(
    ctx: &Ctx,
    work: &Work,
    project: &Project,
    new: &NewProduct,
) -> Result<ProductId> {
    let tree = category::tree(work.connection()).await?;
    let written = rules::written(new, None, &tree, ctx.now())?;
    check_room(work.connection(), project.id, 0).await?;
    let variants = named(ctx, &written.offer.variants, &[])?;
    delivery_store::check(work.connection(), &written.offer.deliveries).await?;
    let pictures = pictures::resolve(ctx, work.connection(), &new.pictures, &[]).await?;
    let (id, now) = (ctx.mint::<ProductId>(), ctx.now());
    let offer = &written.offer;
    let product = Product {
        id,
        project_id: project.id,
        area_id: project.area_id,
        category_code: written.category_code,
        kind: written.kind,
        status: ProductStatus::Draft,
        slug: text::slug(&written.name.ms, id.0),
        name: written.name,
        description: Some(written.description),
        price_kind: offer.price_kind,
        price_sen: written.price_sen,
        unit: written.unit,
        promotion_sen: None,
        promotion_from: None,
        promotion_until: None,
        minimum_quantity: None,
        lead_time_days: None,
        availability: offer.availability,
        season_months: Vec::new(),
        pick_up: offer.pick_up,
        cover: pictures.first().cloned(),
        version: 1,
        listed_at: None,
        hidden_reason: None,
        publish_at: None,
        held_back_at: None,
        halal_held_at: None,
        created_at: now,
        updated_at: now,
    };
    let product = offer_rules::put(product, offer);
    write_store::add(work.connection(), &product, project.sample).await?;
    variant_store::replace(work.connection(), id, &variants).await?;
    delivery_store::replace(work.connection(), id, &offer.deliveries).await?;
    PICTURES.replace(work.connection(), id, &pictures).await?;
    halal::note(work.connection(), &product, project).await?;
    Ok(id)
}

/// Gives each variant its id: the one that it had, or a new one.
fn named(ctx: &Ctx, new: &[NewVariant], already: &[Variant]) -> Result<Vec<Variant>> {
    let known: HashSet<_> = already.iter().map(|variant| variant.id).collect();
    let mut refusals = Refusals::default();
    let mut variants = Vec::with_capacity(new.len());
    for (place, variant) in new.iter().enumerate() {
        if variant.id.is_some_and(|id| !known.contains(&id)) {
            refusals.add(Refusal::of(ErrorCode::NotFound).at(format!("variants.{place}.id")));
        }
        variants.push(Variant {
            id: variant.id.unwrap_or_else(|| ctx.mint()),
            name: variant.name.clone(),
            price_sen: variant.price_sen,
            availability: variant.availability,
        });
    }
    refusals.done()?;
    Ok(variants)
}

/// Adds a product that the public sees from now on. For sample content, whose pictures are there.
pub(crate) async fn add_published(
    ctx: &Ctx,
    work: &mut Work,
    project: &Project,
    new: &NewProduct,
) -> Result<ProductId> {
    let id = write_draft(ctx, work, project, new).await?;
    let draft = store::lookup(work.connection(), id).await?.ok_or_else(Error::not_found)?;
    let published = life::publishable(work.connection(), project, draft, ctx.now()).await?;
    write_store::change_status(work.connection(), &published).await?;
    sight::index_listed(work, &published).await?;
    work.tell(Change::new(Scope::Public, Noun::Product, id));
    Ok(id)
}

/// Changes a product whose newest version the owner has read. Whoever is late is told, and finds the
/// newest version by [`super::own_product`].
pub async fn update_product(
    ctx: &Ctx,
    id: ProductId,
    version: i64,
    changes: &ProductChanges,
    key: Option<&str>,
) -> Result<Product> {
    #[derive(Serialize)]
    struct Content<'a>(ProductId, i64, &'a ProductChanges);
    let (_, permit) = own(ctx, id).await?;
    let content = Content(id, version, changes);
    let mut once = match Once::begin(ctx, &permit, "productUpdate", key, &content).await? {
        Begun::Fresh(once) => once,
        Begun::Repeat(id) => return Ok(own(ctx, ProductId(id)).await?.0),
    };
    let written = write_changes(ctx, &mut once.work, id, version, changes).await;
    let id = once.finish(ctx, written).await?;
    Ok(own(ctx, id).await?.0)
}

/// Writes changes in somebody's work, which has been authorized.
pub(in crate::krt_shop) async fn write_changes(
    ctx: &Ctx,
    work: &mut Work,
    id: ProductId,
    version: i64,
    changes: &ProductChanges,
) -> Result<ProductId> {
    let conflict = || Error::from(Refusal::of(ErrorCode::VersionConflict).at("version"));
    let connection = work.connection();
    let known = store::lookup(connection, id).await?.ok_or_else(Error::not_found)?;
    let project = life::steady(connection, known.project_id).await?;
    // From here on nobody else writes it: of two changes at once the second waits, and learns that it
    // is late before it touches the pictures of the first; and a project that comes to rest waits.
    let product = store::lock(connection, id).await?.ok_or_else(Error::not_found)?;
    if product.version != version {
        return Err(conflict());
    }
    if product.status == ProductStatus::Archived {
        return Err(Refusal::of(ErrorCode::StateInvalid).with("status", "ARCHIVED").into());
    }
    let tree = category::tree(connection).await?;
    let already = variant_store::list(connection, &[id]).await?.remove(&id).unwrap_or_default();
    let wanted = rules::with_changes(&product, changes, &already, ctx.now());
    let written = rules::written(&wanted, Some(&product), &tree, ctx.now())?;
    let variants = named(ctx, &written.offer.variants, &already)?;
    delivery_store::check(connection, &written.offer.deliveries).await?;
    let pictures = changed_pictures(ctx, connection, &product, changes).await?;
    let cover = match &pictures {
        Some((pictures, _)) => pictures.first().cloned(),
        None => product.cover.clone(),
    };
    let is_draft = product.status == ProductStatus::Draft;
    let newer = Product {
        category_code: written.category_code,
        kind: written.kind,
        name: written.name,
        description: Some(written.description),
        price_sen: written.price_sen,
        unit: written.unit,
        cover,
        version: product.version + 1,
        updated_at: ctx.now(),
        ..product
    };
    let newer = offer_rules::put(newer, &written.offer);
    if !write_store::change(connection, &newer).await? {
        return Err(conflict());
    }
    if changes.offer.variants.is_some() {
        variant_store::replace(connection, id, &variants).await?;
    }
    if changes.offer.deliveries.is_some() {
        delivery_store::replace(connection, id, &written.offer.deliveries).await?;
    }
    if let Some((pictures, _)) = &pictures {
        PICTURES.replace(connection, id, pictures).await?;
    }
    let seen = halal::changed(work.connection(), id, &project, ctx.now()).await?;
    if seen.listed_at.is_some() {
        let seen = Product { listed_at: seen.listed_at, ..newer };
        sight::index_listed(work, &seen).await?;
        work.tell(Change::new(Scope::Public, Noun::Product, id));
    }
    // What it shows no more nobody sees by an old address either. Of what is out of sight by now it may
    // not be closed yet; of a draft it was never open.
    for gone in pictures.filter(|_| !is_draft).map(|(_, gone)| gone).unwrap_or_default() {
        scheduler::plan(work, Duty::PicturesClose, gone, ctx.now()).await?;
    }
    Ok(id)
}

/// The pictures in the place of those that a product has, when they are changed, and the ids of those
/// that it shows no more.
async fn changed_pictures<C: ConnectionTrait>(
    ctx: &Ctx,
    connection: &C,
    product: &Product,
    changes: &ProductChanges,
) -> Result<Option<(Vec<Picture>, Vec<Uuid>)>> {
    let Some(new) = &changes.pictures else { return Ok(None) };
    let already = PICTURES.list(connection, &[product.id]).await?.remove(&product.id);
    let already = already.unwrap_or_default();
    let new = pictures::resolve(ctx, connection, new, &already).await?;
    if new.is_empty() && product.status == ProductStatus::Published {
        return Err(Refusal::of(ErrorCode::PictureMissing).at("pictures").into());
    }
    let gone = media::taken_away(&already, &new);
    Ok(Some((new, gone)))
}
