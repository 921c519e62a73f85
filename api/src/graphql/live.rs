//! What subscriptions listen to.

use std::sync::Arc;

use domain::{
    Ctx, Error, ErrorCode, Refusal,
    shared::change_log::{Change, Told},
};
use futures_util::{Stream, StreamExt as _, stream};
use tokio::sync::broadcast::error::RecvError;

/// Every change from now on, on any node. Whoever is too slow to hear them all is told so, and the
/// stream ends: an app that subscribes again reads its lists again, as it does whenever it comes
/// back, and misses nothing.
pub fn changes(ctx: &Ctx) -> impl Stream<Item = Result<Arc<Change>, Error>> + use<> {
    places(ctx).map(|told| told.map(|(_, change)| change))
}

/// The same, each with its place in the log, for a subscription that can be resumed.
pub fn places(ctx: &Ctx) -> impl Stream<Item = Result<(i64, Arc<Change>), Error>> + use<> {
    let listening = Some(ctx.tools().changes.listen());
    stream::unfold(listening, |listening| async {
        let mut changes = listening?;
        match changes.recv().await {
            Ok(Told::Change(place, change)) => Some((Ok((place, change)), Some(changes))),
            Ok(Told::Gap) | Err(RecvError::Lagged(_)) => {
                Some((Err(Refusal::of(ErrorCode::Unavailable).stop()), None))
            }
            Err(RecvError::Closed) => None,
        }
    })
}
