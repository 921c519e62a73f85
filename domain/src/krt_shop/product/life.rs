//! A product goes out, now or at its time; is hidden and put back; and comes to its end.

use sea_orm::{ActiveEnum as _, ConnectionTrait};

use super::{
    halal, life_rules,
    model::{Product, ProductStatus},
    service::{overseen, own, place_of_product},
    sight, store, write_store,
};
use crate::{
    duties::Duty,
    krt_shop::{
        listing,
        project::{self, Project, ProjectStatus},
        search, telling,
    },
    policy::Action,
    shared::{
        change_log::{Change, Noun, Scope},
        clock::Instant,
        ctx::Ctx,
        error::{Error, ErrorCode, Refusal, Result},
        id::{ProductId, ProjectId},
        outbox::{ShopSays, ShopText},
        scheduler,
        work::Work,
    },
};

fn conflict() -> Error {
    Refusal::of(ErrorCode::VersionConflict).into()
}

/// The draft as a published product, when nothing lacks, of it or of its project.
pub(super) async fn publishable<C: ConnectionTrait>(
    connection: &C,
    project: &Project,
    draft: Product,
    now: Instant,
) -> Result<Product> {
    goes_out(connection, (project, draft), now, life_rules::publish).await
}

/// A product that takes this step into the directory, when its project shows what a seller must, and
/// nothing says without proof that it is halal: the one place that every way into it comes past.
async fn goes_out<C: ConnectionTrait>(
    connection: &C,
    (project, product): (&Project, Product),
    now: Instant,
    step: fn(Product, ProjectStatus, Instant) -> Result<Product>,
) -> Result<Product> {
    let published = step(product, project.status, now)?;
    project::disclosed(project)?;
    halal::check(connection, &published, project, now).await?;
    Ok(published)
}

/// The project as it stands until this is written: nobody lets it rest meanwhile and misses this
/// product. It is asked for before the product is locked, as whoever sets its status does.
pub(super) async fn steady<C: ConnectionTrait>(connection: &C, id: ProjectId) -> Result<Project> {
    project::lookup_steady(connection, id).await?.ok_or_else(Error::not_found)
}

/// Puts a draft into the directory. Publishing again changes nothing; of what is out of sight because it
/// claims to be halal it says by which texts.
pub async fn publish_product(ctx: &Ctx, id: ProductId) -> Result<Product> {
    let (draft, permit) = own(ctx, id).await?;
    if draft.status == ProductStatus::Published {
        if draft.halal_held_at.is_some() {
            let connection = ctx.db().write();
            let project = listing::project_in(connection, draft.project_id).await?;
            halal::held_by(connection, &draft, &project, ctx.now()).await?;
        }
        return Ok(draft);
    }
    let mut work = ctx.begin().await?;
    // Before the product is locked: a worker takes the plan first too.
    scheduler::cancel(&work, Duty::ProductPublish, id).await?;
    let project = steady(work.connection(), draft.project_id).await?;
    let published = publishable(work.connection(), &project, draft, ctx.now()).await?;
    write_status(&mut work, &published).await?;
    work.audit(&permit, id).detail("status", published.status.to_value());
    work.commit().await?;
    Ok(published)
}

/// Takes a product out of the directory for good. Archiving again changes nothing.
pub async fn archive_product(ctx: &Ctx, id: ProductId) -> Result<Product> {
    let (product, permit) = own(ctx, id).await?;
    if product.status == ProductStatus::Archived {
        return Ok(product);
    }
    let archived = life_rules::archive(product, ctx.now());
    let mut work = ctx.begin().await?;
    // Before the product is locked: a worker takes the plan first too.
    scheduler::cancel(&work, Duty::ProductPublish, id).await?;
    write_status(&mut work, &archived).await?;
    work.audit(&permit, id).detail("status", archived.status.to_value());
    work.commit().await?;
    Ok(archived)
}

/// An officer takes a product out of the directory, and says why; its sellers are told, see that, may
/// mend it, and cannot put it back. Hiding again changes nothing.
pub async fn hide_product(ctx: &Ctx, id: ProductId, reason: &str) -> Result<Product> {
    let (product, permit) = overseen(ctx, id).await?;
    if product.status == ProductStatus::Hidden {
        return Ok(product);
    }
    let hidden = life_rules::hide(product, reason, ctx.now())?;
    let mut work = ctx.begin().await?;
    write_status(&mut work, &hidden).await?;
    tell(&mut work, &hidden, ShopSays::OfferHidden).await?;
    let deed = work.audit(&permit, id);
    deed.detail("status", hidden.status.to_value());
    deed.detail("reason", hidden.hidden_reason.clone().unwrap_or_default());
    search::recount_soon(&mut work).await?;
    work.commit().await?;
    Ok(hidden)
}

/// An officer puts back what was hidden, when its project shows what it must by now; its sellers are
/// told. Putting it back again changes nothing.
pub async fn unhide_product(ctx: &Ctx, id: ProductId) -> Result<Product> {
    let (product, permit) = overseen(ctx, id).await?;
    if product.status == ProductStatus::Published {
        return Ok(product);
    }
    let mut work = ctx.begin().await?;
    let project = steady(work.connection(), product.project_id).await?;
    let back =
        goes_out(work.connection(), (&project, product), ctx.now(), life_rules::unhide).await?;
    write_status(&mut work, &back).await?;
    tell(&mut work, &back, ShopSays::OfferPutBack).await?;
    work.audit(&permit, id).detail("status", back.status.to_value());
    work.commit().await?;
    Ok(back)
}

/// Says when a draft goes out by itself, or with no time that it does not.
pub async fn schedule_product(
    ctx: &Ctx,
    id: ProductId,
    publish_at: Option<Instant>,
) -> Result<Product> {
    let (draft, permit) = own(ctx, id).await?;
    if draft.status == ProductStatus::Draft && draft.publish_at == publish_at {
        return Ok(draft);
    }
    let waiting = life_rules::schedule(draft, publish_at, ctx.now())?;
    let mut work = ctx.begin().await?;
    // Before the product is locked: a worker takes the plan first too.
    scheduler::cancel(&work, Duty::ProductPublish, id).await?;
    write_status(&mut work, &waiting).await?;
    if let Some(at) = publish_at {
        scheduler::plan(&mut work, Duty::ProductPublish, id, at).await?;
    }
    let deed = work.audit(&permit, id);
    if let Some(at) = publish_at {
        deed.detail("publishAt", at.to_rfc3339());
    }
    work.commit().await?;
    Ok(waiting)
}

/// A draft goes out at its time, once, by the node that does the duty. When it lacks something by
/// then, it stays a draft and says so, and its sellers are told.
pub(crate) async fn publish_due(ctx: &Ctx, work: &mut Work, id: ProductId) -> Result<()> {
    let now = ctx.now();
    let Some(known) = store::lookup(work.connection(), id).await? else { return Ok(()) };
    let project = steady(work.connection(), known.project_id).await?;
    let Some(draft) = store::lock(work.connection(), id).await? else { return Ok(()) };
    let Some(publish_at) = draft.publish_at else { return Ok(()) };
    if draft.status != ProductStatus::Draft {
        return Ok(());
    }
    if publish_at > now {
        // The clock was set back. The plan that is being done makes room: it is for the same moment.
        scheduler::cancel(work, Duty::ProductPublish, id).await?;
        return scheduler::plan(work, Duty::ProductPublish, id, publish_at).await;
    }
    let place = place_of_product(ctx, &draft).await?;
    let published = match publishable(work.connection(), &project, draft.clone(), now).await {
        Ok(published) => published,
        Err(Error::Refused(_)) => {
            tracing::warn!(product = %id, "a scheduled product is held back");
            life_rules::hold_back(draft, now)
        }
        Err(other) => return Err(other),
    };
    write_status(work, &published).await?;
    if published.held_back_at.is_some() {
        tell(work, &published, ShopSays::OfferHeldBack).await?;
    }
    let deed = work.note(Action::ProductWrite, id, &place);
    deed.detail("scheduled", "true");
    deed.detail("status", published.status.to_value());
    Ok(())
}

/// Tells whoever sells an offer what became of it without them.
async fn tell(work: &mut Work, product: &Product, says: ShopSays) -> Result<()> {
    let now = work.tools().clock.now();
    let sellers = listing::sellers(work.connection(), product.project_id, now).await?;
    let link = format!("krt://product/{}", product.id);
    let text = ShopText { says, name: product.name.ms.clone(), link };
    telling::push_each_time(work, sellers, text).await
}

/// Writes a state over the former version, has what is seen found, and tells whoever shows the
/// directory.
async fn write_status(work: &mut Work, product: &Product) -> Result<()> {
    if !write_store::change_status(work.connection(), product).await? {
        return Err(conflict());
    }
    sight::index_listed(work, product).await?;
    let id = product.id;
    match product.status {
        // Nobody but its owner ever saw it.
        ProductStatus::Draft => {}
        ProductStatus::Published => work.tell(Change::new(Scope::Public, Noun::Product, id)),
        ProductStatus::Hidden | ProductStatus::Archived => {
            work.tell(Change::gone(Scope::Public, Noun::Product, id));
            let now = work.tools().clock.now();
            scheduler::plan(work, Duty::PicturesClose, id, now).await?;
        }
    }
    Ok(())
}
