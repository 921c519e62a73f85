//! What a service is handed: who asks, in which languages, and the tools to work with.

use std::{
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicI64, Ordering},
    },
};

use uuid::Uuid;

use super::{
    audit::{Attempt, Attempts, Author, Whom},
    bell::Bells,
    cache::Cache,
    change_log::ChangeFeed,
    clock::{Clock, Instant},
    db::{self, Db},
    error::{Error, Result},
    id::{Ids, PersonId},
    language::Languages,
    media::Files,
    secret::Secret,
    work::Work,
};
use crate::{
    community::Atlas,
    krt_shop::insight::Sighting,
    mykrt::notice::Boards,
    policy::{self, Action, Actor, Denied, Permit, Target},
};

/// The tools that every service works with; one set for a node.
#[derive(Debug)]
pub struct Tools {
    /// The rows.
    pub db: Db,
    /// Counters and wake-up calls, shared between nodes.
    pub cache: Cache,
    /// The time.
    pub clock: Clock,
    /// Where new ids come from.
    pub ids: Ids,
    /// What changed, on any node.
    pub changes: ChangeFeed,
    /// Where pictures lie.
    pub files: Files,
    /// From what every key is derived.
    pub secret: Secret,
    /// Who is to be woken when there is something to do.
    pub bells: Bells,
    /// What was refused and is to be noted in the audit.
    pub attempts: Attempts,
    /// What this node knows of places.
    pub atlas: Atlas,
    /// What this node knows of the newest notices.
    pub boards: Boards,
}

/// From where a request comes.
#[derive(Clone, Debug, Default)]
pub struct Origin {
    /// The client's address, after the trusted proxies.
    pub address: Option<IpAddr>,
    /// How the app names itself: `mykrt/1.4.0 (android)`.
    pub app: Option<String>,
}

impl Origin {
    /// As what tries are counted: one IPv4 address, or the 64 bits of an IPv6 address that name a
    /// household's network. Everybody has 2⁶⁴ addresses within theirs, and would have as many tries.
    #[must_use]
    pub fn network(&self) -> Option<String> {
        Some(match self.address?.to_canonical() {
            IpAddr::V4(address) => address.to_string(),
            IpAddr::V6(address) => {
                let network = address.to_bits() & (u128::MAX << 64);
                format!("{}/64", Ipv6Addr::from_bits(network))
            }
        })
    }

    /// Roughly from where it comes, for people to recognise their own devices by: the first three
    /// numbers of an IPv4 address, or the 48 bits of an IPv6 address that name a provider's customer.
    #[must_use]
    pub fn roughly(&self) -> Option<String> {
        Some(match self.address?.to_canonical() {
            IpAddr::V4(address) => {
                let network = address.to_bits() & (u32::MAX << 8);
                format!("{}/24", Ipv4Addr::from_bits(network))
            }
            IpAddr::V6(address) => {
                let network = address.to_bits() & (u128::MAX << 80);
                format!("{}/48", Ipv6Addr::from_bits(network))
            }
        })
    }
}

/// One request's context.
#[derive(Clone, Debug)]
pub struct Ctx {
    /// Who asks.
    pub actor: Actor,
    /// In which languages the reader wants texts.
    pub languages: Languages,
    /// From where it comes.
    pub origin: Origin,
    tools: Arc<Tools>,
    shown: Arc<Shown>,
}

/// So many sightings of one request are counted: a page has 100 offers at most.
const MOST_SIGHTINGS: usize = 128;

/// What was shown in a context.
#[derive(Debug)]
struct Shown {
    /// Until when all of it stays right by itself, in milliseconds since 1970.
    until: AtomicI64,
    /// What of it is counted for its sellers.
    sightings: Mutex<Vec<Sighting>>,
}

impl Default for Shown {
    fn default() -> Self {
        Self { until: AtomicI64::new(i64::MAX), sightings: Mutex::default() }
    }
}

impl Ctx {
    /// A context for one request.
    #[must_use]
    pub fn new(tools: Arc<Tools>, actor: Actor, languages: Languages, origin: Origin) -> Self {
        Self { actor, languages, origin, tools, shown: Arc::default() }
    }

    /// The context of the program itself: nobody asks, and nothing is personal.
    #[must_use]
    pub fn of_program(tools: Arc<Tools>) -> Self {
        Self::new(tools, Actor::Anonymous, Languages::default(), Origin::default())
    }

    /// The tools of this node.
    #[must_use]
    pub fn tools(&self) -> &Arc<Tools> {
        &self.tools
    }

    /// The present.
    #[must_use]
    pub fn now(&self) -> Instant {
        self.tools.clock.now()
    }

    /// Notes that something shown in this context is right until then and no longer, though nothing
    /// is written at that moment: a promotion ends, a certificate expires. None: for ever.
    pub fn shows_until(&self, at: Option<Instant>) {
        if let Some(at) = at {
            self.shown.until.fetch_min(at.timestamp_millis(), Ordering::Relaxed);
        }
    }

    /// Until when everything that was shown in this context stays right by itself: whoever keeps the
    /// answer keeps it no longer. None: for ever.
    #[must_use]
    pub fn shown_until(&self) -> Option<Instant> {
        match self.shown.until.load(Ordering::Relaxed) {
            i64::MAX => None,
            millis => Instant::from_timestamp_millis(millis),
        }
    }

    /// Notes something that is counted for a seller once this is answered.
    pub fn sees(&self, sighting: Sighting) {
        let mut sightings = self.shown.sightings.lock().unwrap_or_else(PoisonError::into_inner);
        if sightings.len() < MOST_SIGHTINGS {
            sightings.push(sighting);
        }
    }

    /// What is counted of what was shown in this context.
    #[must_use]
    pub fn sightings(&self) -> Vec<Sighting> {
        self.shown.sightings.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// A new id.
    #[must_use]
    pub fn mint<Id: From<Uuid>>(&self) -> Id {
        self.tools.ids.mint(self.now())
    }

    /// For reading rows.
    #[must_use]
    pub fn read(&self) -> &db::Rows {
        self.tools.db.read()
    }

    /// The database.
    #[must_use]
    pub fn db(&self) -> &Db {
        &self.tools.db
    }

    /// Begins a piece of work: one transaction with what it notes and tells.
    pub async fn begin(&self) -> Result<Work> {
        Work::begin(Arc::clone(&self.tools), self.author()).await
    }

    /// Begins a piece of work that waits behind no other: a call for help, and what answers it.
    pub(crate) async fn begin_first(&self) -> Result<Work> {
        Work::begin_first(Arc::clone(&self.tools), self.author()).await
    }

    /// Who does what is done in this context, for the audit.
    #[must_use]
    pub fn author(&self) -> Author {
        Author::of(&self.actor, &self.origin)
    }

    /// Who asks, or a stop when nobody is signed in.
    pub fn person(&self) -> Result<PersonId> {
        self.actor.person().ok_or_else(Error::unauthenticated)
    }

    /// Goes on only when the policy lets this actor do this there. Whoever does it notes it in the
    /// audit with the permit ([`Work::audit`]); what is refused an officer is noted here.
    pub fn authorize(&self, action: Action, target: &Target) -> Result<Permit> {
        let place = &target.place;
        match policy::decide(&self.actor, action, target) {
            Ok(()) => Ok(Permit { action, place: place.clone(), owner: target.owner }),
            Err(denied) => {
                if policy::is_of_the_department(&self.actor) {
                    self.tools.attempts.note(Attempt {
                        author: self.author(),
                        action,
                        place: place.clone(),
                        whom: target.owner.map_or(Whom::Nobody, Whom::Person),
                        subject: None,
                    });
                }
                Err(Denied::into_error(denied))
            }
        }
    }

    /// Whether the policy lets this actor do this there: what an app may offer.
    #[must_use]
    pub fn may(&self, action: Action, target: &Target) -> bool {
        policy::decide(&self.actor, action, target).is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_a_device_is_shows_no_whole_address() {
        let roughly =
            |address: &str| Origin { address: address.parse().ok(), app: None }.roughly().unwrap();
        assert_eq!(roughly("203.0.113.7"), "203.0.113.0/24");
        assert_eq!(roughly("::ffff:203.0.113.7"), "203.0.113.0/24");
        assert_eq!(roughly("2001:db8:1:2:3:4:5:6"), "2001:db8:1::/48");
    }

    #[test]
    fn a_household_of_ipv6_is_counted_as_one() {
        let network =
            |address: &str| Origin { address: address.parse().ok(), app: None }.network().unwrap();
        assert_eq!(network("203.0.113.7"), "203.0.113.7");
        assert_eq!(network("::ffff:203.0.113.7"), "203.0.113.7");
        assert_eq!(network("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::/64");
        assert_eq!(network("2001:db8:1:2:ffff::1"), network("2001:db8:1:2::2"));
        assert_ne!(network("2001:db8:1:3::1"), network("2001:db8:1:2::1"));
    }
}
