//! What of kiosks and carnivals is told with the rest of a part.

use std::collections::BTreeSet;

use crate::{
    krt_shop::{
        delta::model::DeltaProject,
        kiosk::{self, DeltaKiosk},
    },
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

/// What a part tells of places: those that are shown, and those that are shown no longer. What is sold at
/// one follows what is listed, so that a place is told of again with that.
pub(super) async fn told(
    ctx: &Ctx,
    places: Places,
    moved: &Moved,
) -> Result<(Vec<DeltaKiosk>, Vec<KioskId>)> {
    let (connection, now) = (ctx.db().write(), ctx.now());
    let (shown, gone) = match places {
        Places::None => return Ok((Vec::new(), Vec::new())),
        Places::All => (kiosk::delta_kiosks(connection, now).await?, Vec::new()),
        Places::Changed(told) => {
            let mut ids = told.clone();
            let Moved { projects, products } = moved;
            ids.extend(kiosk::kiosks_that_show(connection, projects, products, now).await?);
            let ids: Vec<KioskId> = ids.into_iter().collect();
            let shown = kiosk::delta_kiosks_by_ids(connection, &ids, now).await?;
            let there: BTreeSet<KioskId> = shown.iter().map(|one| one.kiosk.id).collect();
            (shown, told.difference(&there).copied().collect())
        }
    };
    // A carnival that is over by the clock.
    for one in &shown {
        ctx.shows_until(one.kiosk.ends_at);
    }
    Ok((shown, gone))
}

/// Projects that stand at these places with nothing that is listed, and are not told of by what they offer:
/// a phone has to know what they are called.
pub(super) fn without_offers(places: &[DeltaKiosk], projects: &[DeltaProject]) -> Vec<ProjectId> {
    let told: BTreeSet<ProjectId> = projects.iter().map(|one| one.project.id).collect();
    let stands = places.iter().flat_map(|place| &place.stands);
    let empty = stands.filter(|stand| stand.product_ids.is_empty()).map(|stand| stand.project_id);
    let missing: BTreeSet<ProjectId> = empty.filter(|id| !told.contains(id)).collect();
    missing.into_iter().collect()
}
