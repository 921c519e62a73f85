//! What neighbourhoods did in a year, beside what is asked of them.

use std::collections::HashMap;

use super::{days, model::ActivityYear, store};
use crate::{
    community,
    policy::{Action, Target},
    shared::{
        ctx::Ctx,
        error::{ErrorCode, Refusal, Result},
        id::AreaId,
    },
};

/// How many activities these areas held in a calendar year (Malaysian time), of those to which
/// somebody came. Areas whose activities the reader may not read are left out.
pub async fn years_of(
    ctx: &Ctx,
    areas: &[AreaId],
    year: i32,
) -> Result<HashMap<AreaId, ActivityYear>> {
    let bounds = days::year_bounds(year).ok_or_else(|| {
        let refusal = Refusal::of(ErrorCode::OutOfRange).at("year");
        refusal.with("least", 1971).with("most", 9998).stop()
    })?;
    let areas = community::areas_by_ids(ctx, areas).await?;
    let read = areas.iter().filter(|area| ctx.may(Action::ActivityRead, &Target::at(area.place())));
    let areas: Vec<AreaId> = read.map(|area| area.id).collect();
    let all = store::year_rules(ctx.read()).await?;
    let rule = days::rule_of(&all, year);
    let held: HashMap<AreaId, i64> =
        store::count_held(ctx.db().write(), &areas, bounds).await?.into_iter().collect();
    let counted = areas.into_iter().map(|area| {
        let held = held.get(&area).copied().unwrap_or(0);
        let required = rule.map_or(0, |rule| rule.required);
        let source = rule.map(|rule| rule.source.clone()).unwrap_or_default();
        (area, ActivityYear { year, held, required, source })
    });
    Ok(counted.collect())
}
