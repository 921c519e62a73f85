//! One node's counting, beside everything else.

use std::{
    hash::{BuildHasher as _, RandomState},
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use tokio::{
    sync::{mpsc, watch},
    time::{MissedTickBehavior, interval},
};

use super::{
    model::{Event, Seen, Sighting},
    rules, store,
    tally::{Repeats, Row, Tally, Waiting},
};
use crate::shared::{
    clock::Instant,
    ctx::{Ctx, Tools},
    error::Result,
    id::ProductId,
    secret::Secret,
};

/// How often what was counted is written.
const EVERY: Duration = Duration::from_secs(2);
/// So many sightings wait to be added up; what comes while they do is not counted.
const MOST_WAITING: usize = 8_192;
/// So many rows are written in one transaction, so that others have their turn.
const PART: usize = 200;

/// Who looks, as far as it says whether that is counted.
#[derive(Clone, Debug, Default)]
pub struct Onlooker<'a> {
    /// The network that the request comes from ([`Origin::network`](crate::shared::ctx::Origin)).
    pub network: Option<String>,
    /// The `User-Agent` header.
    pub user_agent: Option<&'a str>,
    /// The `X-App` header.
    pub app: Option<&'a str>,
}

/// What is counted.
#[derive(Clone, Debug, Hash)]
enum Counted {
    /// How often it happened.
    Happened(Seen, Event),
    /// How often these words found an offer.
    Searched(ProductId, Arc<str>),
}

impl Counted {
    /// What a sighting counts: words are one thing more.
    fn of(sighting: &Sighting) -> impl Iterator<Item = Self> {
        let words = match (sighting.seen, &sighting.words) {
            (Seen::Product(id), Some(words)) => Some(Self::Searched(id, Arc::clone(words))),
            _ => None,
        };
        [Self::Happened(sighting.seen, sighting.event)].into_iter().chain(words)
    }
}

/// What is handed over.
#[derive(Debug)]
struct Noted {
    counted: Counted,
    /// Who it was and what it is, as a number of this process.
    key: u64,
    /// The network of somebody who looks by words, of which one bit is written.
    seeker: Option<Arc<str>>,
    at: Instant,
}

/// One node's counting.
#[derive(Debug)]
pub struct Insight {
    to: mpsc::Sender<Noted>,
    from: Mutex<Option<mpsc::Receiver<Noted>>>,
    /// The key of this process.
    hashing: RandomState,
}

impl Default for Insight {
    fn default() -> Self {
        let (to, from) = mpsc::channel(MOST_WAITING);
        Self { to, from: Mutex::new(Some(from)), hashing: RandomState::new() }
    }
}

impl Insight {
    /// Counts what somebody was shown, unless a program looks. It waits for nothing: what there is no
    /// room for is not counted.
    pub fn count(&self, onlooker: &Onlooker<'_>, sightings: &[Sighting], at: Instant) {
        if sightings.is_empty() || rules::is_program(onlooker.user_agent, onlooker.app) {
            return;
        }
        // Without an address nobody can be told from anybody.
        let Some(network) = &onlooker.network else { return };
        let searched = sightings.iter().any(|sighting| sighting.words.is_some());
        let who: Option<Arc<str>> = searched.then(|| network.as_str().into());
        for counted in sightings.iter().flat_map(Counted::of) {
            let key = self.hashing.hash_one((network, &counted));
            let seeker = who.clone().filter(|_| matches!(counted, Counted::Searched(..)));
            if self.to.try_send(Noted { counted, key, seeker, at }).is_err() {
                tracing::debug!("more is looked at than can be counted");
                return;
            }
        }
    }

    /// Adds up and writes what is counted, until the node is asked to stop; then what is left is
    /// written.
    pub async fn keep(self: Arc<Self>, tools: Arc<Tools>, mut stop: watch::Receiver<bool>) {
        let taken = self.from.lock().unwrap_or_else(PoisonError::into_inner).take();
        let Some(mut from) = taken else { return };
        let mut counting = Counting::default();
        let mut beat = interval(EVERY);
        beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut stopping = *stop.borrow_and_update();
        while !stopping {
            tokio::select! {
                noted = from.recv() => match noted {
                    Some(noted) => counting.take(&noted, &tools.secret),
                    None => stopping = true,
                },
                _ = beat.tick() => counting.write(&tools).await,
                changed = stop.changed() => stopping = changed.is_err() || *stop.borrow(),
            }
        }
        while let Ok(noted) = from.try_recv() {
            counting.take(&noted, &tools.secret);
        }
        counting.write(&tools).await;
    }
}

#[derive(Debug, Default)]
struct Counting {
    figures: Tally,
    /// Apart, so that whoever makes up words takes no room from figures.
    words: Tally,
    repeats: Repeats,
}

impl Counting {
    fn take(&mut self, noted: &Noted, secret: &Secret) {
        if !self.repeats.is_first(noted.key, noted.at) {
            return;
        }
        let monday = rules::monday(noted.at);
        let kept = match &noted.counted {
            Counted::Happened(seen, event) => self.figures.add(Row::Seen(*seen, monday), *event),
            Counted::Searched(id, words) => {
                let row = Row::Searched(*id, monday, Arc::clone(words));
                let network = noted.seeker.as_deref();
                let seeker = network.map_or(0, |network| rules::seeker(secret, network, words));
                self.words.add_by(row, Event::Found, seeker)
            }
        };
        if !kept {
            tracing::debug!("more is looked at than waits to be written");
        }
    }

    /// Writes what waits; what cannot be written waits for the next time.
    async fn write(&mut self, tools: &Arc<Tools>) {
        for tally in [&mut self.figures, &mut self.words] {
            while !tally.is_empty() {
                let part = tally.take(PART);
                if let Err(error) = write(tools, &part).await {
                    tracing::warn!(%error, "what sellers' offers were looked at waits to be written");
                    return tally.give_back(part);
                }
            }
        }
    }
}

async fn write(tools: &Arc<Tools>, part: &[(Row, Waiting)]) -> Result<()> {
    let ctx = Ctx::of_program(Arc::clone(tools));
    let work = ctx.begin().await?;
    for (row, waiting) in part {
        store::add(work.connection(), row, waiting).await?;
    }
    work.commit().await
}
