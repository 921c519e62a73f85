//! What of kiosks and carnivals is told with the rest of a part.

use std::collections::BTreeSet;

use super::model::Delta;
use crate::{
    krt_shop::kiosk,
    shared::{
        ctx::Ctx,
        error::Result,
        id::{KioskId, ProductId, ProjectId},
    },
};

/// Which places are told of.
#[derive(Debug, Default)]
pub(super) enum Places {
    /// None: this is a further part of everything.
    #[default]
    None,
    /// All that are not over.
    All,
    /// Those that the log tells of, where projects of which it tells stand, and where offers that came
    /// are sold.
    Changed(BTreeSet<KioskId>),
}

impl Places {
    /// The log tells of these.
    pub fn change(&mut self, ids: impl IntoIterator<Item = KioskId>) {
        if let Self::Changed(known) = self {
            known.extend(ids);
        }
    }
}

/// Who stands at places and what is sold there is another since then.
#[derive(Debug, Default)]
pub(super) struct Moved {
    /// Projects that came, changed or went.
    pub projects: Vec<ProjectId>,
    /// Offers that came. Of one that goes a phone shows nothing anywhere, and a price that changes changes
    /// no place: a carnival of five hundred stands is not told of anew for it.
    pub products: Vec<ProductId>,
}

/// Adds to a part what it tells of places: what is sold at one follows what is listed.
pub(super) async fn add(
    ctx: &Ctx,
    delta: &mut Delta,
    (places, moved): (Places, &Moved),
) -> Result<()> {
    let (connection, now) = (ctx.db().write(), ctx.now());
    delta.kiosks = match places {
        Places::None => return Ok(()),
        Places::All => kiosk::keep_all(connection, now).await?,
        Places::Changed(told) => {
            let mut ids = told.clone();
            ids.extend(kiosk::where_stand(connection, &moved.projects, now).await?);
            ids.extend(kiosk::where_sold(connection, &moved.products, now).await?);
            let ids: Vec<KioskId> = ids.into_iter().collect();
            let kept = kiosk::keep(connection, &ids, now).await?;
            let there: BTreeSet<KioskId> = kept.iter().map(|one| one.kiosk.id).collect();
            delta.gone_kiosks = told.difference(&there).copied().collect();
            kept
        }
    };
    // A carnival that is over by the clock.
    for one in &delta.kiosks {
        ctx.shows_until(one.kiosk.ends_at);
    }
    Ok(())
}

/// Projects that stand at these places with nothing that is listed, and are not told of by what they offer:
/// a phone has to know what they are called.
pub(super) fn without_offers(delta: &Delta) -> Vec<ProjectId> {
    let told: BTreeSet<ProjectId> = delta.projects.iter().map(|one| one.project.id).collect();
    let stands = delta.kiosks.iter().flat_map(|place| &place.stands);
    let empty = stands.filter(|stand| stand.product_ids.is_empty()).map(|stand| stand.project_id);
    let missing: BTreeSet<ProjectId> = empty.filter(|id| !told.contains(id)).collect();
    missing.into_iter().collect()
}
