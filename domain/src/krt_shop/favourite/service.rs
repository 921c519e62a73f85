//! Keeping offers, and finding them again. It is everybody's own affair: the audit is told nothing.

use std::collections::HashMap;

use super::store::{self, FavouriteKey};
use crate::{
    krt_shop::{
        insight,
        limits::{self, Limit, WEEK},
        listing::{self, Listing},
        product::{self, Detail, Product},
    },
    policy::{Action, Target},
    shared::{
        ctx::Ctx,
        error::{ErrorCode, Refusal, Result},
        id::ProductId,
        page::{self, Page, PageArgs, PageRequest},
    },
};

/// So many offers somebody keeps at most.
const MOST: i64 = 500;
/// Whoever lets an offer go and keeps it again is counted for its seller once a week.
const COUNTED: Limit = Limit { what: "kept", most: 1, window: WEEK };

/// Keeps an offer among the reader's favourites, or no longer, and gives the offer while the public sees
/// it. The same again changes nothing.
pub async fn set_favourite(ctx: &Ctx, id: ProductId, kept: bool) -> Result<Option<Product>> {
    let me = ctx.person()?;
    ctx.authorize(Action::FavouriteSet, &Target::of(me))?;
    // What is not listed nobody begins to keep; what is kept may go at any time.
    let listing = if kept { Some(listing::listed(ctx, id).await?) } else { None };
    let mut work = ctx.begin().await?;
    work.leave_unaudited();
    let mut begun = false;
    if kept {
        // Two phones at once may go one beyond the limit, which is no matter for a bound.
        if store::count(work.connection(), me).await? >= MOST {
            return Err(Refusal::of(ErrorCode::TooMany).with("limit", MOST).into());
        }
        begun = store::add(work.connection(), me, id, ctx.now()).await?;
    } else {
        store::remove(work.connection(), me, id).await?;
    }
    work.commit().await?;
    let Some(Listing { product, .. }) = listing else {
        let found = product::list_listed_by_ids(ctx.db().write(), &[id], Detail::Card).await?;
        return Ok(found.into_iter().next());
    };
    if begun && limits::is_first(ctx, COUNTED, &format!("{me}:{id}")).await {
        insight::note_favourite(ctx, &product);
    }
    Ok(Some(product))
}

/// Those of these offers that the reader keeps; nobody who is signed out keeps any.
pub async fn favourites_among(ctx: &Ctx, ids: &[ProductId]) -> Result<Vec<ProductId>> {
    match ctx.actor.person() {
        Some(me) => store::kept_among(ctx.db().write(), me, ids).await,
        None => Ok(Vec::new()),
    }
}

/// The offers that the reader keeps and the public sees, the newest kept first, each with its cursor.
pub async fn favourites(ctx: &Ctx, args: &PageArgs) -> Result<Page<(String, Product)>> {
    let me = ctx.person()?;
    ctx.authorize(Action::FavouriteSet, &Target::of(me))?;
    let request = PageRequest::<FavouriteKey>::from_args(args)?;
    let page = request.page(store::list(ctx.db().write(), me, &request).await?);
    let ids: Vec<ProductId> = page.items.iter().map(|row| row.product_id).collect();
    let mut products: HashMap<ProductId, Product> = HashMap::new();
    if !ids.is_empty() {
        let found = product::list_listed_by_ids(ctx.db().write(), &ids, Detail::Card).await?;
        products.extend(found.into_iter().map(|product| (product.id, product)));
    }
    let Page { items, has_next, has_previous } = page;
    let items = items.into_iter().filter_map(|row| {
        let product = products.remove(&row.product_id)?;
        Some((page::encode(&(row.set_at, row.product_id)), product))
    });
    Ok(Page { items: items.collect(), has_next, has_previous })
}
