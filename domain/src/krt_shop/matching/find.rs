//! Which of what others say fits to something.

use super::{
    match_store::{self, Found},
    model::Trade,
    rules, store,
};
use crate::{
    krt_shop::category::Tree,
    shared::{ctx::Ctx, error::Result, malaysia, work::Work},
};

/// So much fits to one at most: what shares the most words, the nearest first.
const MOST: usize = 50;

/// Brings in line with what others say what fits to something that was said or changed. What a side has
/// put aside stays there.
pub(super) async fn refresh(ctx: &Ctx, work: &Work, trade: &Trade, tree: &Tree) -> Result<()> {
    let connection = work.connection();
    let today = malaysia::day(ctx.now());
    let holds = trade.ended_at.is_none() && trade.until().is_none_or(|until| until >= today);
    let found =
        if holds { fitting(work, trade, tree, &today.to_string()).await? } else { Vec::new() };
    let others: Vec<_> = found.iter().map(|one| one.other_id).collect();
    for other in match_store::others(connection, trade.id).await? {
        if !others.contains(&other) {
            match_store::remove(connection, trade.id, other).await?;
        }
    }
    for one in &found {
        for side in [one.clone(), one.mirrored(trade)] {
            match_store::add(connection, ctx.mint(), &side, ctx.now()).await?;
        }
    }
    Ok(())
}

async fn fitting(work: &Work, trade: &Trade, tree: &Tree, today: &str) -> Result<Vec<Found>> {
    let connection = work.connection();
    let Some(here) = store::whereabouts(connection, trade.project_id).await? else {
        return Ok(Vec::new());
    };
    let words = rules::words_of(&trade.words);
    let mut ranked = Vec::new();
    for category in rules::related(tree, &trade.category_code) {
        let wanted = (trade.side.other(), category.as_str());
        for one in store::candidates(connection, wanted, trade.project_id, today).await? {
            let shared = rules::shared(&words, &rules::words_of(&one.words));
            if shared == 0 {
                continue;
            }
            let apart = here.position().zip(one.place.position());
            #[expect(clippy::cast_possible_truncation, reason = "the globe has 40,000 km around")]
            let metres = apart.map(|(here, there)| here.metres_to(there).round() as i64);
            let found = Found {
                project_id: trade.project_id,
                other_project_id: one.project_id,
                side: trade.side,
                own_id: trade.id,
                other_id: one.id,
                metres,
                state_code: here.state_code.clone(),
                other_state_code: one.place.state_code,
            };
            ranked.push((usize::MAX - shared, metres.unwrap_or(i64::MAX), one.id, found));
        }
    }
    ranked.sort_by_key(|(shared, metres, id, _)| (*shared, *metres, *id));
    ranked.truncate(MOST);
    Ok(ranked.into_iter().map(|(.., found)| found).collect())
}
