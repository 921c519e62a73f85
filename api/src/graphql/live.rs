//! What subscriptions listen to.

use std::sync::Arc;

use domain::{
    Ctx, Error, ErrorCode, Refusal,
    shared::change_log::{Change, Told},
};
use futures_util::{Stream, stream};
use tokio::sync::broadcast::error::RecvError;

/// Every change from now on, on any node. Whoever is too slow to hear them all is told so, and the
/// stream ends: an app that subscribes again reads its lists again, as it does whenever it comes
/// back, and misses nothing.
pub fn changes(ctx: &Ctx) -> impl Stream<Item = Result<Arc<Change>, Error>> + use<> {
    let listening = Some(ctx.tools().changes.listen());
    stream::unfold(listening, |listening| async {
        let mut changes = listening?;
        match changes.recv().await {
            Ok(Told::Change(_, change)) => Some((Ok(change), Some(changes))),
            Ok(Told::Gap) | Err(RecvError::Lagged(_)) => {
                Some((Err(Refusal::of(ErrorCode::Unavailable).stop()), None))
            }
            Err(RecvError::Closed) => None,
        }
    })
}
