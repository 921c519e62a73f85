//! What of kiosks and carnivals is told with the rest of a part.

use std::collections::BTreeSet;

use super::model::Delta;
use crate::{
    krt_shop::kiosk,
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

/// Adds to a part what it tells of places. What is sold at one follows what is listed of its projects, so
/// that a place is told of again with them.
pub(super) async fn add(
    ctx: &Ctx,
    delta: &mut Delta,
    (places, projects): (Places, &[ProjectId]),
) -> Result<()> {
    let (connection, now) = (ctx.db().write(), ctx.now());
    delta.kiosks = match places {
        Places::None => return Ok(()),
        Places::All => kiosk::keep_all(connection, now).await?,
        Places::Changed(told) => {
            let mut ids = told.clone();
            ids.extend(kiosk::where_stand(connection, projects, now).await?);
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
