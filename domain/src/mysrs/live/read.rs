//! Where a patrol's phones are, and how its way looks.

use std::sync::Arc;

use super::{
    channel::Live,
    line::{self, Way},
    model::Spot,
};
use crate::{
    mysrs::patrol::{self, Newest, Patrol},
    shared::{
        ctx::Ctx,
        error::{ErrorCode, Refusal, Result},
        id::PatrolId,
    },
};

impl From<Newest> for Spot {
    fn from(newest: Newest) -> Self {
        Self {
            patrol_id: newest.patrol_id,
            unit_id: newest.unit_id,
            track_id: newest.track_id,
            person_id: Some(newest.person_id),
            latitude: newest.latitude,
            longitude: newest.longitude,
            accuracy_metres: newest.accuracy_metres,
            at: newest.corrected_at,
        }
    }
}

/// Remembers what the database knows beside what this node has heard.
pub(super) fn learn(live: &Live, newest: Vec<Newest>) {
    let spots: Vec<Spot> = newest.into_iter().map(Spot::from).collect();
    live.board().learn(&spots);
}

/// Where the phones of a patrol on its way are, for those who are on it, the unit's leader, those who
/// write in its committee's name and the officers above; nothing for others and once it is over. The
/// caller has read the patrol, and with that the right to see it.
pub async fn positions(ctx: &Ctx, live: &Live, patrol: &Patrol) -> Result<Vec<Spot>> {
    if !patrol::rights(ctx, patrol).await?.positions {
        return Ok(Vec::new());
    }
    learn(live, patrol::newest_of_patrol(ctx.db().write(), patrol.id).await?);
    Ok(live.board().newest(patrol.id))
}

/// The way of a patrol so far with at most so many places, 20 to 1,000; nothing for whoever may not
/// see its track. The caller has read the patrol, and with that the right to see it.
pub async fn way(ctx: &Ctx, live: &Live, patrol: &Patrol, most: i64) -> Result<Option<Way>> {
    let (least, limit) = (line::LEAST, line::MOST);
    let places = usize::try_from(most).ok().filter(|most| (least..=limit).contains(most));
    let Some(places) = places else {
        return Err(Refusal::of(ErrorCode::OutOfRange)
            .at("maxPoints")
            .with("least", least)
            .with("most", limit)
            .stop());
    };
    if !patrol::rights(ctx, patrol).await?.track {
        return Ok(None);
    }
    let whole = whole_way(ctx, live, patrol.id).await?;
    Ok(Some(line::simplified(&whole, places)))
}

/// The way of a patrol with a few thousand places, read once for all who look at it.
pub(super) async fn whole_way(ctx: &Ctx, live: &Live, patrol: PatrolId) -> Result<Arc<Way>> {
    let read = async {
        let fixes = patrol::every_fix(ctx.db().write(), patrol).await?;
        Ok(line::way(&fixes))
    };
    live.way(patrol, read).await
}
