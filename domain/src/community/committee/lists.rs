//! What committees and officers keep an eye on: vacant posts, and terms that end soon.

use std::collections::{HashMap, HashSet};

use chrono::TimeDelta;

use super::{
    list_store::{self, TermEndKey, Within},
    model::{Appointment, Post, Vacancy},
    service::shown,
    store,
};
use crate::{
    community::{model::Area, service::areas_by_ids},
    policy::{self, Action},
    shared::{
        ctx::Ctx,
        error::{ErrorCode, Refusal, Result},
        id::{AreaId, DistrictId},
        page::{self, Page, PageArgs, PageRequest},
    },
};

/// The farthest that one looks ahead for ends, in days.
const FARTHEST_DAYS: i32 = 366;

/// Of which areas among one's own a list is wanted.
#[derive(Clone, Debug, Default)]
pub struct Overseen {
    /// Only of this area.
    pub area_id: Option<AreaId>,
    /// Only of this district.
    pub district_id: Option<DistrictId>,
    /// Only of this state.
    pub state_code: Option<String>,
}

impl Overseen {
    /// Begins with what the actor answers for.
    fn of(self, ctx: &Ctx) -> Result<Within> {
        ctx.person()?;
        Ok(Within {
            scopes: policy::scopes_of(&ctx.actor, Action::CommitteeOversee),
            area: self.area_id,
            district: self.district_id,
            state: self.state_code,
        })
    }
}

/// The areas at work where nobody holds one of these posts, by name, each with its cursor. Without
/// posts every one is meant that a single person holds.
pub async fn vacancies(
    ctx: &Ctx,
    overseen: Overseen,
    posts: &[Post],
    args: &PageArgs,
) -> Result<Page<(String, Vacancy)>> {
    let within = overseen.of(ctx)?;
    let mut posts = if posts.is_empty() { Post::SINGLE.to_vec() } else { posts.to_vec() };
    posts.sort_unstable();
    posts.dedup();
    let request = PageRequest::from_args(args)?;
    let now = ctx.now();
    let ids = list_store::areas_with_vacancies(ctx.read(), &within, &posts, now, &request).await?;
    let held = store::held_at(ctx.read(), &ids, now).await?;
    let held: HashSet<(AreaId, Post)> =
        held.into_iter().map(|appointment| (appointment.area_id, appointment.post)).collect();
    let mut areas = by_id(ctx, &ids).await?;
    let rows: Vec<Vacancy> = ids
        .into_iter()
        .filter_map(|id| {
            let vacant = posts.iter().copied().filter(|post| !held.contains(&(id, *post)));
            Some(Vacancy { area: areas.remove(&id)?, posts: vacant.collect() })
        })
        .collect();
    Ok(request
        .page(rows)
        .map(|vacancy| (page::encode(&(&vacancy.area.name, vacancy.area.id)), vacancy)))
}

/// The terms that end within so many days, the next one first, each with its cursor.
pub async fn term_ends(
    ctx: &Ctx,
    overseen: Overseen,
    within_days: i32,
    args: &PageArgs,
) -> Result<Page<(String, Appointment)>> {
    let within = overseen.of(ctx)?;
    if !(1..=FARTHEST_DAYS).contains(&within_days) {
        let refusal = Refusal::of(ErrorCode::OutOfRange).at("withinDays");
        return Err(refusal.with("least", 1).with("most", FARTHEST_DAYS).stop());
    }
    let request = PageRequest::<TermEndKey>::from_args(args)?;
    let now = ctx.now();
    let until = now + TimeDelta::days(i64::from(within_days));
    let rows = list_store::ending(ctx.read(), &within, (now, until), &request).await?;
    let ids: Vec<AreaId> = rows.iter().map(|appointment| appointment.area_id).collect();
    let areas = by_id(ctx, &ids).await?;
    Ok(request.page(rows).map(|appointment| {
        let cursor = page::encode(&(appointment.ends_at, appointment.id));
        let place = areas.get(&appointment.area_id).map(Area::place).unwrap_or_default();
        (cursor, shown(ctx, appointment, &place))
    }))
}

async fn by_id(ctx: &Ctx, ids: &[AreaId]) -> Result<HashMap<AreaId, Area>> {
    Ok(areas_by_ids(ctx, ids).await?.into_iter().map(|area| (area.id, area)).collect())
}
