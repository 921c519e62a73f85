//! What subscriptions listen to.

use std::{future::ready, sync::Arc};

use domain::{
    Ctx, Error, ErrorCode, Refusal,
    shared::change_log::{Change, Scope, Told},
};
use futures_util::{Stream, StreamExt as _, stream};
use tokio::sync::broadcast::error::RecvError;

/// Every change from now on, on any node. Whoever is too slow to hear them all is told so, and the
/// stream ends: an app that subscribes again reads its lists again, as it does whenever it comes
/// back, and misses nothing. A subscription that knows its scopes asks for [`changes_of`].
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
            Ok(Told::Gap) | Err(RecvError::Lagged(_)) => Some((Err(too_slow()), None)),
            Err(RecvError::Closed) => None,
        }
    })
}

/// The same of one scope: nobody else's changes wake it.
pub fn changes_of(
    ctx: &Ctx,
    scope: Scope,
) -> impl Stream<Item = Result<Arc<Change>, Error>> + use<> {
    let heard = ctx.tools().changes.listen_to([scope]).map(|told| match told {
        Told::Change(_, change) => Ok(change),
        Told::Gap => Err(too_slow()),
    });
    heard.scan(false, |is_over, told| {
        let was_over = std::mem::replace(is_over, told.is_err());
        ready((!was_over).then_some(told))
    })
}

fn too_slow() -> Error {
    Refusal::of(ErrorCode::Unavailable).stop()
}
