//! Following patrols: what changed of them, and where their phones are, in one stream.

use std::sync::Arc;

use async_graphql::{Context, ID};
use chrono::TimeDelta;
use domain::{
    Ctx, Error, ErrorCode, Refusal,
    mysrs::live::{self, Followed, Follower, Live, Sight},
    shared::change_log::Change,
};
use futures_util::{
    StreamExt as _,
    stream::{self, BoxStream},
};

use crate::graphql::{context, live::changes, mysrs::Patrol};

/// What of a patrol needs no reading when a phone has moved.
const AT_HAND: [&str; 10] = [
    "__typename",
    "id",
    "status",
    "startedAt",
    "endedAt",
    "openedAt",
    "checkInCount",
    "distanceMetres",
    "durationSeconds",
    "positions",
];
/// Where more is asked for, a patrol of which nothing but the positions has changed is told no sooner
/// than so many seconds after it was told before: everything else is read again each time.
const BETWEEN_READINGS: TimeDelta = TimeDelta::seconds(30);

/// What is to be followed: one of the three.
#[expect(clippy::struct_field_names, reason = "they are the names of the schema")]
pub(in crate::graphql::mysrs) struct Asked<'a> {
    pub patrol_id: Option<&'a ID>,
    pub unit_id: Option<&'a ID>,
    pub district_id: Option<&'a ID>,
}

impl Asked<'_> {
    fn read(&self) -> domain::Result<Followed> {
        match (self.patrol_id, self.unit_id, self.district_id) {
            (Some(id), None, None) => Ok(Followed::Patrol(context::id(id, "patrolId")?)),
            (None, Some(id), None) => Ok(Followed::Unit(context::id(id, "unitId")?)),
            (None, None, Some(id)) => Ok(Followed::District(context::id(id, "districtId")?)),
            _ => Err(Refusal::of(ErrorCode::Required).at("unitId").stop()),
        }
    }
}

/// What is on its way now, then every change, and every move when positions are asked for.
pub(in crate::graphql::mysrs) async fn stream(
    context: &Context<'_>,
    ctx: Ctx,
    live: &Arc<Live>,
    asked: Asked<'_>,
) -> domain::Result<BoxStream<'static, domain::Result<Patrol>>> {
    let (followed, moves) = (asked.read()?, Moves::asked_for(context));
    // Heard from before what stands is read: nothing is lost in between.
    let heard = changes(&ctx).boxed();
    let between = if moves == Moves::Rarely { BETWEEN_READINGS } else { TimeDelta::zero() };
    let (follower, sights) = live::follow(&ctx, live, followed, between).await?;
    let following = Following { ctx, heard, follower, moves: moves != Moves::Never };
    let later = stream::unfold(Some(following), |following| async {
        let mut following = following?;
        let next = following.next().await?;
        // After an error it ends: whoever follows subscribes again.
        let goes_on = next.is_ok().then_some(following);
        Some((next, goes_on))
    });
    let told = stream::iter(sights).map(Ok).chain(later);
    Ok(told.map(|sight| sight.map(Patrol::seen)).boxed())
}

/// Whether somebody hears of moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Moves {
    /// They do not ask for positions.
    Never,
    /// They ask for what has to be read as well.
    Rarely,
    /// As they come.
    Always,
}

impl Moves {
    fn asked_for(context: &Context<'_>) -> Self {
        let field = context.field();
        let names: Vec<&str> = field.selection_set().map(|inner| inner.name()).collect();
        if !names.contains(&"positions") {
            Self::Never
        } else if names.iter().all(|name| AT_HAND.contains(name)) {
            Self::Always
        } else {
            Self::Rarely
        }
    }
}

/// Somebody who follows patrols.
struct Following {
    ctx: Ctx,
    heard: BoxStream<'static, Result<Arc<Change>, Error>>,
    follower: Follower,
    moves: bool,
}

impl Following {
    /// The next patrol of which something is new; none when there are no more changes.
    async fn next(&mut self) -> Option<Result<Sight, Error>> {
        loop {
            let seen = tokio::select! {
                biased;
                change = self.heard.next() => match change? {
                    Ok(change) => self.follower.hear(&self.ctx, &change).await,
                    Err(lagging) => Err(lagging),
                },
                spot = self.follower.next_move(), if self.moves => {
                    self.follower.moved(&self.ctx, spot).await
                }
            };
            match seen {
                Ok(Some(sight)) => return Some(Ok(sight)),
                Ok(None) => {}
                Err(cause) => return Some(Err(cause)),
            }
        }
    }
}
