//! Writing, publishing and archiving products.

use sea_orm::ActiveEnum as _;
use serde::Serialize;

use super::{
    model::{NewProduct, Product, ProductChanges, ProductStatus},
    pictures::{self, PICTURES},
    rules,
    service::place_of_product,
    store,
};
use crate::{
    krt_shop::{
        category,
        project::{self, Project},
        search,
    },
    policy::{Action, Permit, Target},
    shared::{
        change_log::{Change, Noun, Scope},
        ctx::Ctx,
        error::{Error, ErrorCode, Refusal, Result},
        id::ProductId,
        replay::{Begun, Once},
        text,
        work::Work,
    },
};

/// Writes a draft for a project.
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

async fn write_draft(
    ctx: &Ctx,
    work: &Work,
    project: &Project,
    new: &NewProduct,
) -> Result<ProductId> {
    let tree = category::tree(work.connection()).await?;
    let written = rules::written(new, &tree)?;
    let pictures = pictures::resolve(ctx, work.connection(), &new.pictures, &[]).await?;
    let (id, now) = (ctx.mint::<ProductId>(), ctx.now());
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
        price_sen: written.price_sen,
        unit: written.unit,
        cover: pictures.first().cloned(),
        version: 1,
        listed_at: None,
        created_at: now,
        updated_at: now,
    };
    store::add(work.connection(), &product, project.sample).await?;
    PICTURES.replace(work.connection(), id, &pictures).await?;
    Ok(id)
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
    let published = rules::publish(draft, project.status, ctx.now())?;
    store::change_status(work.connection(), &published).await?;
    let tree = category::tree(work.connection()).await?;
    search::index(work, &published, project, &tree).await?;
    work.tell(Change::new(Scope::Public, Noun::Product, id));
    Ok(id)
}

/// Changes a product whose newest version the owner has read.
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

async fn write_changes(
    ctx: &Ctx,
    work: &mut Work,
    id: ProductId,
    version: i64,
    changes: &ProductChanges,
) -> Result<ProductId> {
    let conflict = || Error::from(Refusal::of(ErrorCode::VersionConflict).at("version"));
    let connection = work.connection();
    let product = store::lookup(connection, id).await?.ok_or_else(Error::not_found)?;
    if product.version != version {
        return Err(conflict());
    }
    if product.status == ProductStatus::Archived {
        return Err(Refusal::of(ErrorCode::StateInvalid).with("status", "ARCHIVED").into());
    }
    let tree = category::tree(connection).await?;
    let written = rules::written(&rules::with_changes(&product, changes), &tree)?;
    let mut cover = product.cover.clone();
    let mut pictures = None;
    if let Some(new) = &changes.pictures {
        let already = PICTURES.list(connection, &[id]).await?.remove(&id).unwrap_or_default();
        let new = pictures::resolve(ctx, connection, new, &already).await?;
        if new.is_empty() && product.status == ProductStatus::Published {
            return Err(Refusal::of(ErrorCode::PictureMissing).at("pictures").into());
        }
        cover = new.first().cloned();
        pictures = Some(new);
    }
    let projects = project::list_by_ids(connection, &[product.project_id]).await?;
    let project = projects.first().ok_or_else(Error::not_found)?;
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
    // The version first: of two changes at once the second waits here, and learns that it is late
    // before it touches the pictures of the first.
    if !store::change(connection, &newer).await? {
        return Err(conflict());
    }
    if let Some(pictures) = &pictures {
        PICTURES.replace(connection, id, pictures).await?;
    }
    if newer.listed_at.is_some() {
        search::index(work, &newer, project, &tree).await?;
        work.tell(Change::new(Scope::Public, Noun::Product, id));
    }
    Ok(id)
}

/// Puts a draft into the directory. Publishing again changes nothing.
pub async fn publish_product(ctx: &Ctx, id: ProductId) -> Result<Product> {
    let (draft, permit) = own(ctx, id).await?;
    if draft.status == ProductStatus::Published {
        return Ok(draft);
    }
    let project = project::project(ctx, draft.project_id).await?;
    let published = rules::publish(draft, project.status, ctx.now())?;
    write_status(ctx, &permit, &published, Change::new(Scope::Public, Noun::Product, id)).await?;
    Ok(published)
}

/// Takes a product out of the directory. Archiving again changes nothing.
pub async fn archive_product(ctx: &Ctx, id: ProductId) -> Result<Product> {
    let (product, permit) = own(ctx, id).await?;
    if product.status == ProductStatus::Archived {
        return Ok(product);
    }
    let archived = rules::archive(product, ctx.now());
    write_status(ctx, &permit, &archived, Change::gone(Scope::Public, Noun::Product, id)).await?;
    Ok(archived)
}

async fn write_status(ctx: &Ctx, permit: &Permit, product: &Product, change: Change) -> Result<()> {
    let mut work = ctx.begin().await?;
    if !store::change_status(work.connection(), product).await? {
        return Err(Refusal::of(ErrorCode::VersionConflict).into());
    }
    // What is no longer listed leaves the index by the database's own rule.
    if product.listed_at.is_some() {
        let tree = category::tree(work.connection()).await?;
        let projects = project::list_by_ids(work.connection(), &[product.project_id]).await?;
        let project = projects.first().ok_or_else(Error::not_found)?;
        search::index(&work, product, project, &tree).await?;
    }
    work.audit(permit, product.id).detail("status", product.status.to_value());
    work.tell(change);
    work.commit().await
}

/// A product that the actor may write, as it stands in the database that is written to.
async fn own(ctx: &Ctx, id: ProductId) -> Result<(Product, Permit)> {
    ctx.person()?;
    let product = store::lookup(ctx.db().write(), id).await?.ok_or_else(Error::not_found)?;
    let place = place_of_product(ctx, &product).await?;
    let permit = ctx.authorize(Action::ProductWrite, &Target::at(place))?;
    Ok((product, permit))
}
