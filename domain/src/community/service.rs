//! Finding states, districts and neighbourhoods: open to everybody.

use std::sync::Arc;

use super::{
    atlas,
    model::{Area, AreaStatus, District, State},
    store,
};
use crate::{
    policy::{Action, Place, Target},
    shared::{
        ctx::Ctx,
        error::{Error, ErrorCode, Refusal, Result},
        id::{AreaId, DistrictId},
        text,
    },
};

/// The longest search that is taken, in characters.
const LONGEST_SEARCH: usize = 200;
/// The most words of a search: each is one more comparison with every row.
const MOST_WORDS: usize = 8;

/// Every state, by code.
pub async fn states(ctx: &Ctx) -> Result<Vec<State>> {
    ctx.authorize(Action::PublicRead, &Target::nothing())?;
    store::list_states(ctx.read()).await
}

/// Every district, of one state or of all.
pub async fn districts(ctx: &Ctx, state_code: Option<&str>) -> Result<Vec<District>> {
    ctx.authorize(Action::PublicRead, &Target::nothing())?;
    store::list_districts(ctx.read(), state_code).await
}

/// One district.
pub async fn district(ctx: &Ctx, id: DistrictId) -> Result<District> {
    districts_by_ids(ctx, &[id]).await?.pop().ok_or_else(Error::not_found)
}

/// These districts, in any order.
pub async fn districts_by_ids(ctx: &Ctx, ids: &[DistrictId]) -> Result<Vec<District>> {
    ctx.authorize(Action::PublicRead, &Target::nothing())?;
    store::districts_by_ids(ctx.read(), ids).await
}

/// One area.
pub async fn area(ctx: &Ctx, id: AreaId) -> Result<Area> {
    ctx.authorize(Action::PublicRead, &Target::nothing())?;
    store::lookup_area(ctx.read(), id).await?.ok_or_else(Error::not_found)
}

/// These areas, in any order.
pub async fn areas_by_ids(ctx: &Ctx, ids: &[AreaId]) -> Result<Vec<Area>> {
    ctx.authorize(Action::PublicRead, &Target::nothing())?;
    let areas = atlas::read_areas(ctx, ids).await?;
    Ok(areas.into_iter().map(Arc::unwrap_or_clone).collect())
}

/// Why an area has its status, as far as it is the reader's affair: everybody reads why one was
/// cancelled; what an officer wrote when they sent one back is for its committee and the officers
/// above it.
#[must_use]
pub fn status_reason<'area>(ctx: &Ctx, area: &'area Area) -> Option<&'area str> {
    let shown = area.status == AreaStatus::Cancelled
        || ctx.may(Action::CommitteeOversee, &Target::at(area.place()));
    area.status_reason.as_deref().filter(|_| shown)
}

/// Where an area stands, for the policy.
pub async fn place_of_area(ctx: &Ctx, id: AreaId) -> Result<Place> {
    let area = store::lookup_area(ctx.read(), id).await?.ok_or_else(Error::not_found)?;
    Ok(area.place())
}

/// What is searched for, made comparable; nothing when there is no word in it.
pub(super) fn search_words(words: &str) -> Result<Option<String>> {
    if words.chars().count() > LONGEST_SEARCH {
        return Err(Refusal::of(ErrorCode::TooLong)
            .at("query")
            .with("limit", LONGEST_SEARCH)
            .stop());
    }
    let words = text::searchable(words);
    if words.split(' ').count() > MOST_WORDS {
        return Err(Refusal::of(ErrorCode::TooMany).at("query").with("limit", MOST_WORDS).stop());
    }
    Ok((!words.is_empty()).then_some(words))
}
