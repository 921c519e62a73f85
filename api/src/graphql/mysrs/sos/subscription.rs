//! Following calls for help live.

use std::{collections::HashMap, sync::Arc, time::Duration};

use async_graphql::{Context, ID, Subscription};
use domain::{
    Ctx, Error,
    mysrs::sos::{self, SeenSos},
    shared::{
        change_log::{Change, Noun, Scope},
        id::{PatrolUnitId, SosId},
    },
};
use futures_util::{
    Stream, StreamExt as _,
    stream::{self, BoxStream},
};
use tokio::time::{Instant, sleep_until};

use super::types::Sos;
use crate::graphql::{
    context::{self, InRequest as _},
    live,
};

/// How often it is looked whether somebody who called has moved.
const LOOK: Duration = Duration::from_secs(1);

/// Following calls for help live.
#[derive(Default)]
pub struct SosSubscription;

#[Subscription]
impl SosSubscription {
    /// The calls for help of a unit: first each that goes on, then every one that comes in, is
    /// answered or ends, and where its caller is, about every five seconds, for those who may see
    /// that. After a break, subscribe again: nothing that goes on is missed. MySRS: the unit's
    /// volunteers, its area's committee and the officers above it.
    async fn sos_changed(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The unit's id.")] unit_id: ID,
    ) -> domain::Result<impl Stream<Item = domain::Result<Sos>>> {
        let ctx = context.ctx()?.clone();
        let unit = context::id(&unit_id, "unitId")?;
        // Heard from before they are read: nothing is lost in between.
        let changes = live::changes(&ctx).boxed();
        let open = sos::open_calls(&ctx, unit).await?;
        let mut following =
            Following { ctx, unit, changes, told: HashMap::new(), look: Instant::now() + LOOK };
        for one in &open {
            following.note(one);
        }
        let later = stream::unfold(Some(following), |following| async {
            let mut following = following?;
            let next = following.next().await?;
            // After an error it ends: whoever follows subscribes again.
            let goes_on = next.is_ok().then_some(following);
            Some((next, goes_on))
        });
        let told = stream::iter(open).map(Ok).chain(later);
        Ok(told.map(|told| told.map(Sos)))
    }
}

/// Somebody who follows the calls of a unit.
struct Following {
    ctx: Ctx,
    unit: PatrolUnitId,
    changes: BoxStream<'static, Result<Arc<Change>, Error>>,
    /// The calls that go on and whose caller's place they may see, in the version that they were
    /// told last.
    told: HashMap<SosId, i64>,
    /// When it is looked again whether a caller has moved.
    look: Instant,
}

impl Following {
    /// The next call that has changed; none when there are no more changes.
    async fn next(&mut self) -> Option<Result<SeenSos, Error>> {
        loop {
            let looks = !self.told.is_empty();
            let seen = tokio::select! {
                biased;
                change = self.changes.next() => match change? {
                    Ok(change) if is_of(&change, self.unit) => self.heard(&change).await,
                    Ok(_) => Ok(None),
                    Err(lagging) => Err(lagging),
                },
                () = sleep_until(self.look), if looks => {
                    self.look = Instant::now() + LOOK;
                    Ok(self.moved().await)
                }
            };
            match seen {
                Ok(Some(seen)) => {
                    self.note(&seen);
                    return Some(Ok(seen));
                }
                Ok(None) => {}
                Err(cause) => return Some(Err(cause)),
            }
        }
    }

    /// What a change tells, unless it was told with a later one.
    async fn heard(&mut self, change: &Arc<Change>) -> Result<Option<SeenSos>, Error> {
        let seen = sos::heard(&self.ctx, change).await?;
        Ok(seen.filter(|seen| {
            let last = self.told.get(&seen.sos.id);
            !seen.sos.is_open() || last.is_none_or(|version| *version < seen.sos.version)
        }))
    }

    /// A call whose caller has moved. When the database does not answer it is looked again.
    async fn moved(&mut self) -> Option<SeenSos> {
        let versions = sos::moved(&self.ctx, self.unit).await.ok()?;
        let newer =
            |(id, version): &&(SosId, i64)| self.told.get(id).is_some_and(|told| told < version);
        let (id, _) = versions.iter().find(newer)?;
        sos::sos(&self.ctx, *id).await.ok()
    }

    /// Notes what was told.
    fn note(&mut self, seen: &SeenSos) {
        if seen.sos.is_open() && seen.rights.position {
            self.told.insert(seen.sos.id, seen.sos.version);
        } else {
            self.told.remove(&seen.sos.id);
        }
    }
}

fn is_of(change: &Change, unit: PatrolUnitId) -> bool {
    change.noun == Noun::Sos && change.scope == Scope::Unit(unit)
}
