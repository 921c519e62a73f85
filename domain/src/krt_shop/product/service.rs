//! Finding products.

use std::collections::HashMap;

use sea_orm::ConnectionTrait;

use super::{
    delivery_store,
    model::{Detail, Product, ProductFilter, ProductStatus},
    offer::{Delivery, Variant},
    pictures::PICTURES,
    store, variant_store,
};
use crate::{
    community,
    krt_shop::{Directory, project, shelf},
    policy::{Action, Permit, Place, Target},
    shared::{
        ctx::Ctx,
        error::{Error, Result},
        id::{ProductId, ProjectId},
        media::Picture,
        page::{self, Page, PageArgs, PageRequest},
    },
};

/// A page of what the public sees, newest first: the shelf's, for whoever wants no more than that.
pub async fn products(
    ctx: &Ctx,
    directory: &Directory,
    filter: &ProductFilter,
    detail: Detail,
    args: &PageArgs,
) -> Result<Page<Product>> {
    shelf::newest_products(ctx, directory, filter, detail, args).await
}

/// The cursor of a product in a page of what the public sees.
#[must_use]
pub fn cursor(product: &Product) -> String {
    shelf::newest_cursor(product)
}

/// One product: the public sees listed ones, its owner and the officers every one.
pub async fn product(ctx: &Ctx, id: ProductId) -> Result<Product> {
    shown(ctx, store::lookup(ctx.read(), id).await?).await
}

/// One product by the short name in its address.
pub async fn product_by_slug(ctx: &Ctx, slug: &str) -> Result<Product> {
    shown(ctx, store::find_by_slug(ctx.read(), slug).await?).await
}

async fn shown(ctx: &Ctx, found: Option<Product>) -> Result<Product> {
    let product = found.ok_or_else(Error::not_found)?;
    let mut target = Target { public: product.listed_at.is_some(), ..Target::nothing() };
    if !target.public {
        target.place = place_of_product(ctx, &product).await?;
    }
    // A stranger is not told that signing in would show something.
    ctx.authorize(Action::ProductRead, &target).map_err(|_| Error::not_found())?;
    ctx.shows_until(product.right_until(ctx.now()));
    Ok(product)
}

/// A product that the actor may write or oversee, as it stands in the database that is written to:
/// the newest version, for whoever was late.
pub async fn own_product(ctx: &Ctx, id: ProductId) -> Result<Product> {
    ctx.person()?;
    let product = store::lookup(ctx.db().write(), id).await?.ok_or_else(Error::not_found)?;
    let place = place_of_product(ctx, &product).await?;
    ctx.authorize(Action::ProjectReadPrivate, &Target::at(place))?;
    Ok(product)
}

/// A product that the actor may write, as it stands in the database that is written to.
pub(super) async fn own(ctx: &Ctx, id: ProductId) -> Result<(Product, Permit)> {
    ctx.person()?;
    let product = store::lookup(ctx.db().write(), id).await?.ok_or_else(Error::not_found)?;
    let place = place_of_product(ctx, &product).await?;
    let permit = ctx.authorize(Action::ProductWrite, &Target::at(place))?;
    Ok((product, permit))
}

/// A product that the actor may hide and put back, as it stands in the database that is written to.
/// What the public sees is no secret to whoever may not.
pub(super) async fn overseen(ctx: &Ctx, id: ProductId) -> Result<(Product, Permit)> {
    ctx.person()?;
    let product = store::lookup(ctx.db().write(), id).await?.ok_or_else(Error::not_found)?;
    let place = place_of_product(ctx, &product).await?;
    let target = Target { public: product.listed_at.is_some(), ..Target::at(place) };
    let permit = ctx.authorize(Action::ProductHide, &target)?;
    Ok((product, permit))
}

/// What only those see who may write or oversee a product that the actor has been shown: its
/// promotion before it begins and once it is over.
pub async fn sees_plans(ctx: &Ctx, product: &Product) -> Result<bool> {
    if ctx.actor.person().is_none() {
        return Ok(false);
    }
    let place = place_of_product(ctx, product).await?;
    Ok(ctx.may(Action::ProjectReadPrivate, &Target::at(place)))
}

/// The sizes and flavours of products that the actor has been shown, each product's in their order.
pub async fn variants_of_products(
    ctx: &Ctx,
    products: &[ProductId],
) -> Result<HashMap<ProductId, Vec<Variant>>> {
    variant_store::list(ctx.read(), products).await
}

/// Where products that the actor has been shown are delivered, the widest places first.
pub async fn deliveries_of_products(
    ctx: &Ctx,
    products: &[ProductId],
) -> Result<HashMap<ProductId, Vec<Delivery>>> {
    delivery_store::list(ctx.read(), products).await
}

/// Every product of a project for its owner, drafts included, newest first.
pub async fn products_of_project(
    ctx: &Ctx,
    id: ProjectId,
    status: Option<ProductStatus>,
    args: &PageArgs,
) -> Result<Page<Product>> {
    let project = project::project(ctx, id).await?;
    let place = project::place_of_project(ctx, &project).await?;
    ctx.authorize(Action::ProjectReadPrivate, &Target::at(place))?;
    let request = PageRequest::from_args(args)?;
    let rows = store::list_of_project(ctx.read(), id, status, &request).await?;
    Ok(request.page(rows))
}

/// The cursor of a product in a page of everything that a project offers.
#[must_use]
pub fn cursor_in_project(product: &Product) -> String {
    page::encode(&(product.id, product.id))
}

/// Where a product stands, for the policy.
pub async fn place_of_product(ctx: &Ctx, product: &Product) -> Result<Place> {
    // The product's row names its neighbourhood, so its project need not be read.
    let place = community::place_of_area(ctx, product.area_id).await?;
    Ok(Place { project: Some(product.project_id), ..place })
}

/// The pictures of products that the actor has been shown, each product's in their order.
pub async fn pictures_of_products(
    ctx: &Ctx,
    products: &[ProductId],
) -> Result<HashMap<ProductId, Vec<Picture>>> {
    PICTURES.list(ctx.read(), products).await
}

/// Sizes and places of delivery of a product, for whoever may write it.
pub(in crate::krt_shop) async fn terms<C: ConnectionTrait>(
    connection: &C,
    id: ProductId,
) -> Result<(Vec<Variant>, Vec<Delivery>)> {
    let mut variants = variant_store::list(connection, &[id]).await?;
    let mut deliveries = delivery_store::list(connection, &[id]).await?;
    Ok((variants.remove(&id).unwrap_or_default(), deliveries.remove(&id).unwrap_or_default()))
}

/// Those of these products that the public sees, in any order.
pub(in crate::krt_shop) async fn listed_by_ids(
    ctx: &Ctx,
    ids: &[ProductId],
) -> Result<Vec<Product>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    store::list_listed_by_ids(ctx.read(), ids, Detail::Full).await
}
