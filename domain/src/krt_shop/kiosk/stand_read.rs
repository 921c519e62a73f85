//! Who stands at a kiosk or a carnival.

use std::{collections::HashMap, sync::Arc};

use super::{
    model::{Kiosk, Stand, StandStatus, Standing},
    stand_store::{self, Sold},
    store,
};
use crate::{
    krt_shop::{
        Cards,
        product::{self, Detail, Product},
        project,
    },
    policy::{Action, Target},
    shared::{
        ctx::Ctx,
        error::{Error, Result},
        id::{KioskId, ProductId, ProjectId},
    },
};

/// So many offers are read at once.
const OFFERS: usize = 500;

/// Who stands at places that the reader has been shown, and what of it is listed: projects at work whose
/// stand is confirmed, by the place. Nobody stands where nothing takes place.
pub async fn stands_of_kiosks(
    ctx: &Ctx,
    cards: &Cards,
    kiosks: &[&Kiosk],
) -> Result<HashMap<KioskId, Vec<Standing>>> {
    let mut stands: HashMap<KioskId, Vec<Standing>> = HashMap::new();
    let shown: Vec<&Kiosk> =
        kiosks.iter().copied().filter(|kiosk| kiosk.is_shown(ctx.now())).collect();
    if shown.is_empty() {
        return Ok(stands);
    }
    let ids: Vec<KioskId> = shown.iter().map(|kiosk| kiosk.id).collect();
    for stand in stand_store::list_confirmed(ctx.read(), &ids).await? {
        if let Some(project) = cards.project(stand.project_id) {
            let (project, products) = (Arc::clone(project), Vec::new());
            let there = stands.entry(stand.kiosk_id).or_default();
            there.push(Standing { stand, project, products });
        }
    }
    if !stands.is_empty() {
        add_offers(ctx, &ids, &mut stands).await?;
    }
    for product in stands.values().flatten().flat_map(|standing| &standing.products) {
        ctx.shows_until(product.right_until(ctx.now()));
    }
    for kiosk in shown {
        ctx.shows_until(kiosk.ends_at);
    }
    Ok(stands)
}

/// Adds to stands what is sold there and listed, each project's in its order.
async fn add_offers(
    ctx: &Ctx,
    kiosks: &[KioskId],
    stands: &mut HashMap<KioskId, Vec<Standing>>,
) -> Result<()> {
    let sold = stand_store::list_sold(ctx.read(), kiosks).await?;
    let stands_there = |one: &Sold| {
        let there = stands.get(&one.kiosk_id);
        there.is_some_and(|there| there.iter().any(|stand| stand.project.id == one.project_id))
    };
    let mut ids: Vec<ProductId> =
        sold.iter().filter(|one| stands_there(one)).map(|one| one.product_id).collect();
    ids.sort_unstable();
    ids.dedup();
    let mut listed: HashMap<ProductId, Product> = HashMap::new();
    for ids in ids.chunks(OFFERS) {
        let part = product::list_listed_by_ids(ctx.read(), ids, Detail::Card).await?;
        listed.extend(part.into_iter().map(|product| (product.id, product)));
    }
    for one in sold {
        let stand = stands
            .get_mut(&one.kiosk_id)
            .and_then(|there| there.iter_mut().find(|stand| stand.project.id == one.project_id));
        if let (Some(stand), Some(product)) = (stand, listed.get(&one.product_id)) {
            stand.products.push(product.clone());
        }
    }
    Ok(())
}

/// A place and its stands in every status, in the order in which they were asked for: for the officers
/// of the place.
pub async fn stands_asked(ctx: &Ctx, id: KioskId) -> Result<(Kiosk, Vec<Stand>)> {
    ctx.person()?;
    let kiosk = store::lookup(ctx.read(), id).await?.ok_or_else(Error::not_found)?;
    ctx.authorize(Action::KioskDecide, &Target::at(kiosk.place()))?;
    let stands = stand_store::list_of_kiosk(ctx.read(), id).await?;
    Ok((kiosk, stands))
}

/// Every stand of a project, with its place, those that were asked for last first: for its owner, its
/// area's committee and the officers above it.
pub async fn stands_of_project(ctx: &Ctx, id: ProjectId) -> Result<Vec<(Stand, Kiosk)>> {
    ctx.person()?;
    let found = project::project(ctx, id).await?;
    let place = project::place_of_project(ctx, &found).await?;
    ctx.authorize(Action::TradeRead, &Target::at(place))?;
    let stands = stand_store::list_of_project(ctx.read(), id).await?;
    if stands.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<KioskId> = stands.iter().map(|stand| stand.kiosk_id).collect();
    let kiosks = store::list_by_ids(ctx.read(), &ids).await?;
    let kiosks: HashMap<KioskId, Kiosk> =
        kiosks.into_iter().map(|kiosk| (kiosk.id, kiosk)).collect();
    let with = |stand: Stand| kiosks.get(&stand.kiosk_id).cloned().map(|kiosk| (stand, kiosk));
    Ok(stands.into_iter().filter_map(with).collect())
}

/// What one project sells at each of these stands that the public sees; those that it does not see are
/// left out.
pub async fn sold_by_project(
    ctx: &Ctx,
    cards: &Cards,
    stands: &[(Stand, Kiosk)],
) -> Result<HashMap<KioskId, Vec<Product>>> {
    let shown = stands.iter().filter(|(stand, kiosk)| {
        let stands_there = stand.status == StandStatus::Confirmed && kiosk.is_shown(ctx.now());
        stands_there && cards.project(stand.project_id).is_some()
    });
    let mut sold: HashMap<KioskId, Vec<Product>> =
        shown.map(|(stand, _)| (stand.kiosk_id, Vec::new())).collect();
    let Some((first, _)) = stands.first().filter(|_| !sold.is_empty()) else {
        return Ok(sold);
    };
    let mut rows = stand_store::list_sold_by(ctx.read(), first.project_id).await?;
    rows.retain(|row| sold.contains_key(&row.kiosk_id));
    let mut ids: Vec<ProductId> = rows.iter().map(|row| row.product_id).collect();
    ids.sort_unstable();
    ids.dedup();
    if ids.is_empty() {
        return Ok(sold);
    }
    let listed = product::list_listed_by_ids(ctx.read(), &ids, Detail::Card).await?;
    let listed: HashMap<ProductId, Product> =
        listed.into_iter().map(|product| (product.id, product)).collect();
    for row in rows {
        let products = sold.get_mut(&row.kiosk_id);
        if let Some((products, product)) = products.zip(listed.get(&row.product_id)) {
            products.push(product.clone());
        }
    }
    Ok(sold)
}
