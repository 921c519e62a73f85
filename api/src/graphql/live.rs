//! What subscriptions listen to.

use std::sync::Arc;

use domain::{
    Ctx,
    shared::change_log::{Change, Told},
};
use futures_util::{Stream, stream};
use tokio::sync::broadcast::error::RecvError;

/// Every change from now on, on any node. After a gap an app reads its lists again, as it does
/// whenever it comes back; the stream itself goes on.
pub fn changes(ctx: &Ctx) -> impl Stream<Item = Arc<Change>> + use<> {
    stream::unfold(ctx.tools().changes.listen(), |mut changes| async {
        loop {
            match changes.recv().await {
                Ok(Told::Change(_, change)) => return Some((change, changes)),
                Ok(Told::Gap) | Err(RecvError::Lagged(_)) => {}
                Err(RecvError::Closed) => return None,
            }
        }
    })
}
