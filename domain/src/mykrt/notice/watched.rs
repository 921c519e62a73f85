//! Whoever watches how far a notice came: which changes move the figures.

use super::{
    audience::Where,
    receipts::{Totals, totals_of},
    service::notice,
};
use crate::{
    community,
    shared::{
        change_log::{Change, Noun, Scope},
        ctx::Ctx,
        error::Result,
        id::{AreaId, NoticeId},
    },
};

/// A notice whose figures somebody watches.
#[derive(Clone, Debug)]
pub struct Watched {
    id: NoticeId,
    /// Whose roles say for how many it is; it stays once the notice is out.
    place: Where,
}

/// Begins to watch how far a notice came, with how far that is: for those in whose name it was
/// written.
pub async fn watch(ctx: &Ctx, id: NoticeId) -> Result<(Watched, Totals)> {
    let totals = totals_of(ctx, id).await?;
    let place = notice(ctx, id).await?.scope;
    Ok((Watched { id, place }, totals))
}

impl Watched {
    /// Whether a change may move the figures: a receipt of the notice or the notice itself, or that
    /// somebody begins or ceases to belong to an area of its place. A receipt is told to the person's
    /// own phones; the node hears of everybody's.
    pub async fn is_moved_by(&self, ctx: &Ctx, change: &Change) -> Result<bool> {
        match (change.noun, &change.scope) {
            (Noun::NoticeReceipt | Noun::Notice, _) => Ok(change.id == self.id.0),
            (Noun::Person, Scope::Area(area)) => self.holds(ctx, *area).await,
            _ => Ok(false),
        }
    }

    async fn holds(&self, ctx: &Ctx, area: AreaId) -> Result<bool> {
        Ok(match &self.place {
            Where::Nation => true,
            Where::State(code) => community::known_area(ctx, area).await?.state_code == *code,
            Where::District(id) => community::known_area(ctx, area).await?.district_id == *id,
            Where::Area(id) | Where::Part(id, _) => *id == area,
        })
    }
}
