//! Who stands at a kiosk or a carnival.

use std::{collections::HashMap, sync::Arc};

use super::{
    model::{Kiosk, Stand, StandStatus, Standing},
    stand_store, store,
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

/// Who stands at a place that the reader has been shown, and what of it is listed: projects at work
/// whose stand is confirmed. Nobody stands where nothing takes place.
pub async fn stands_of_kiosk(ctx: &Ctx, cards: &Cards, kiosk: &Kiosk) -> Result<Vec<Standing>> {
    if !kiosk.is_shown(ctx.now()) {
        return Ok(Vec::new());
    }
    let confirmed = Some(StandStatus::Confirmed);
    let stands = stand_store::list_of_kiosk(ctx.read(), kiosk.id, confirmed).await?;
    let with = |stand: Stand| cards.project(stand.project_id).map(|project| (stand, project));
    let at_work: Vec<_> = stands.into_iter().filter_map(with).collect();
    if at_work.is_empty() {
        return Ok(Vec::new());
    }
    let sold = stand_store::list_sold(ctx.read(), kiosk.id).await?;
    let ids: Vec<ProductId> = sold
        .iter()
        .filter(|one| at_work.iter().any(|(stand, _)| stand.project_id == one.project_id))
        .map(|one| one.product_id)
        .collect();
    let mut shown: HashMap<ProductId, Product> = HashMap::new();
    if !ids.is_empty() {
        let listed = product::list_listed_by_ids(ctx.read(), &ids, Detail::Card).await?;
        shown.extend(listed.into_iter().map(|product| (product.id, product)));
    }
    let mut products = |project: ProjectId| -> Vec<Product> {
        let own = sold.iter().filter(|one| one.project_id == project);
        own.filter_map(|one| shown.remove(&one.product_id)).collect()
    };
    let stands: Vec<Standing> = at_work
        .into_iter()
        .map(|(stand, project)| {
            let products = products(project.id);
            Standing { stand, project: Arc::clone(project), products }
        })
        .collect();
    for product in stands.iter().flat_map(|stand| &stand.products) {
        ctx.shows_until(product.right_until(ctx.now()));
    }
    ctx.shows_until(kiosk.ends_at);
    Ok(stands)
}

/// A place and its stands in every status, in the order in which they were asked for: for the officers
/// of the place.
pub async fn stands_asked(ctx: &Ctx, id: KioskId) -> Result<(Kiosk, Vec<Stand>)> {
    ctx.person()?;
    let kiosk = store::lookup(ctx.read(), id).await?.ok_or_else(Error::not_found)?;
    ctx.authorize(Action::KioskDecide, &Target::at(kiosk.place()))?;
    let stands = stand_store::list_of_kiosk(ctx.read(), id, None).await?;
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
