//! Finding one's neighbourhood: by name, by postcode, or by where one stands.

use std::collections::{HashMap, HashSet};

use super::{
    model::{AreaFilter, FoundArea},
    near::{self, Near, NearKey},
    rules, store,
};
use crate::{
    community::{service::search_words, store as places},
    policy::{Action, Target},
    shared::{
        ctx::Ctx,
        error::{Refusal, Result},
        id::AreaId,
        page::{self, Page, PageArgs, PageRequest},
    },
};

/// A page of areas, each with its cursor: by name, or the nearest first.
pub async fn areas(
    ctx: &Ctx,
    filter: AreaFilter,
    args: &PageArgs,
) -> Result<Page<(String, FoundArea)>> {
    ctx.authorize(Action::PublicRead, &Target::nothing())?;
    let words = filter.words.as_deref().map(search_words).transpose()?.flatten();
    let postcode = filter.postcode.as_deref().map(rules::postcode).transpose();
    let filter = AreaFilter { words, postcode: postcode.map_err(Refusal::stop)?, ..filter };
    match filter.near {
        None => by_name(ctx, &filter, args).await,
        Some(near) => by_distance(ctx, &filter, near, args).await,
    }
}

async fn by_name(
    ctx: &Ctx,
    filter: &AreaFilter,
    args: &PageArgs,
) -> Result<Page<(String, FoundArea)>> {
    let request = PageRequest::from_args(args)?;
    let rows = store::list(ctx.read(), filter, &request).await?;
    Ok(request.page(rows).map(|area| {
        let cursor = page::encode(&(&area.name, area.id));
        (cursor, FoundArea { area, distance_metres: None })
    }))
}

async fn by_distance(
    ctx: &Ctx,
    filter: &AreaFilter,
    near: Near,
    args: &PageArgs,
) -> Result<Page<(String, FoundArea)>> {
    let request = PageRequest::<NearKey>::from_args(args)?;
    let here = around_the_place(ctx, filter, near).await?;
    let keys = nearest(ctx, filter, near, &here, &request).await?;
    let ids: Vec<AreaId> = keys.iter().map(|(_, id)| *id).collect();
    let mut areas: HashMap<AreaId, _> = places::areas_by_ids(ctx.read(), &ids)
        .await?
        .into_iter()
        .map(|area| (area.id, area))
        .collect();
    // One that was taken away meanwhile is left out.
    let rows: Vec<(NearKey, _)> =
        keys.into_iter().filter_map(|key| Some((key, areas.remove(&key.1)?))).collect();
    Ok(request.page(rows).map(|(key, area)| {
        // Rounded up: only what holds the place is 0 m away.
        let distance_metres = Some((key.0 + 999) / 1_000);
        (page::encode(&key), FoundArea { area, distance_metres })
    }))
}

/// The areas whose boundary holds the place.
async fn around_the_place(ctx: &Ctx, filter: &AreaFilter, near: Near) -> Result<HashSet<AreaId>> {
    let candidates = store::boundaries_around(ctx.read(), filter, near.centre).await?;
    Ok(candidates
        .into_iter()
        .filter(|(_, boundary)| boundary.holds(near.centre))
        .map(|(id, _)| id)
        .collect())
}

/// The keys of a page in walking order, with one more than it holds. The first look reaches a
/// little way; the next ones reach farther until the page is full.
async fn nearest(
    ctx: &Ctx,
    filter: &AreaFilter,
    around: Near,
    here: &HashSet<AreaId>,
    request: &PageRequest<NearKey>,
) -> Result<Vec<NearKey>> {
    let wanted = usize::try_from(request.rows()).unwrap_or(usize::MAX);
    let mut reach = around.first_look(request.beyond, request.backward);
    loop {
        let mut keys: Vec<NearKey> = here.iter().map(|id| (0, *id)).collect();
        for (id, place) in store::positions(ctx.read(), filter, around.around(reach)).await? {
            let millimetres = around.millimetres_to(place);
            if !here.contains(&id) && millimetres <= near::millimetres(reach) {
                // Nobody but those whose boundary holds the place is at no distance.
                keys.push((millimetres.max(1), id));
            }
        }
        match (request.beyond, request.backward) {
            (Some(key), false) => keys.retain(|found| *found > key),
            (Some(key), true) => keys.retain(|found| *found < key),
            (None, _) => {}
        }
        keys.sort_unstable();
        if request.backward {
            keys.reverse();
        }
        match around.next_look(reach) {
            Some(farther) if !request.backward && keys.len() < wanted => reach = farther,
            _ => {
                keys.truncate(wanted);
                return Ok(keys);
            }
        }
    }
}
