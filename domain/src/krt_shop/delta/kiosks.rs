//! What of kiosks and carnivals is told with the rest of a part.

use std::collections::BTreeSet;

use crate::{
    krt_shop::kiosk::{self, DeltaKiosk},
    shared::{
        ctx::Ctx,
        error::Result,
        id::{KioskId, ProjectId},
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
    /// Those that the log tells of, and where projects of which it tells stand.
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

/// What a part tells of places: those that are shown, and those that are shown no longer. What is sold at
/// one follows what is listed of its projects, so that a place is told of again with them.
pub(super) async fn told(
    ctx: &Ctx,
    places: Places,
    projects: &[ProjectId],
) -> Result<(Vec<DeltaKiosk>, Vec<KioskId>)> {
    let (connection, now) = (ctx.db().write(), ctx.now());
    let (shown, gone) = match places {
        Places::None => return Ok((Vec::new(), Vec::new())),
        Places::All => (kiosk::delta_kiosks(connection, now).await?, Vec::new()),
        Places::Changed(told) => {
            let mut ids = told.clone();
            ids.extend(kiosk::kiosks_with_stands_of(connection, projects, now).await?);
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
