//! How often somebody may guess: by account, by address and by both; aliases of one operation count
//! each, because each of them asks here.

use std::time::Duration;

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use chrono::TimeDelta;
use uuid::Uuid;

use super::{rules, service::Identity, store};
use crate::{
    policy::{Action, Place},
    shared::{
        audit::{Attempt, Whom},
        ctx::Ctx,
        error::{Error, ErrorCode, Refusal, Result},
        id::PersonId,
        tries::Pace,
    },
};

/// A household or an office behind one address signs in more often than one number.
const ADDRESS_FACTOR: u64 = 10;
/// The longest wait of one address.
const LONGEST: TimeDelta = TimeDelta::minutes(15);
/// The longest wait of an account that is tried from many addresses. Short, because its owner
/// waits too: 60 tries an hour are still fewer than the 100 that ASVS 2.2.1 allows.
const LONGEST_OF_ACCOUNT: TimeDelta = TimeDelta::minutes(1);
/// As many tries at an account fade in an hour as that wait lets through, and no more.
const FADING_OF_ACCOUNT: u64 = 60;
/// So often a person changes the password in an hour: each time costs a hash or two and a message.
const PASSWORD_CHANGES: u64 = 5;
const HOUR: Duration = Duration::from_hours(1);

/// The counters under which a try was counted.
#[derive(Debug)]
pub(super) struct Counted(Vec<String>);

impl Counted {
    fn under(counters: impl IntoIterator<Item = (String, Pace)>) -> Self {
        Self(counters.into_iter().map(|(key, _)| key).collect())
    }
}

/// A sign-in that was counted and may be checked.
#[derive(Debug)]
pub(super) struct Turn {
    pub counted: Counted,
    /// How a wrong password is answered when too many were tried already.
    limited: Option<Refusal>,
    /// Whether the right password lets in.
    open: bool,
}

impl Turn {
    /// Against what the password is checked; without a hash it takes as long and is wrong.
    pub fn against(&self, stored: Option<String>) -> Option<String> {
        stored.filter(|_| self.open)
    }
}

impl Identity {
    /// Counts a sign-in before it is checked; a success takes it back.
    ///
    /// A number alone may be tried more often than by one address, and whoever signs in from a
    /// network of theirs gets in although others try too much: otherwise anybody could keep the
    /// owner out.
    pub(super) async fn count_sign_in(&self, ctx: &Ctx, phone: &str) -> Result<Turn> {
        let network = ctx.origin.network().unwrap_or_default();
        let number = self.hidden(&[phone]);
        let counters = [
            self.here(phone, &network),
            (format!("krt:tries:sign-in:from:{network}"), self.shared(LONGEST)),
            (format!("krt:tries:sign-in:{number}:anywhere"), self.of_account()),
        ];
        match self.tries.begin(&counters, ctx.now()).await? {
            None => Ok(Turn { counted: Counted::under(counters), limited: None, open: true }),
            Some(wait) => self.count_beyond(ctx, phone, &network, wait).await,
        }
    }

    /// Counts a sign-in although too many were tried at this number or from this address. Only who
    /// has signed in from this network before gets in now, and only with the right password.
    /// Everybody else gets the same answer after as much work: otherwise whoever shares a network
    /// would learn who signs in from it. A few such tries only, because each costs a hash.
    async fn count_beyond(
        &self,
        ctx: &Ctx,
        phone: &str,
        network: &str,
        wait: TimeDelta,
    ) -> Result<Turn> {
        let now = ctx.now();
        let here = self.here(phone, network);
        let once = Pace { free: 1, longest: LONGEST_OF_ACCOUNT, fades: 0 };
        let counters = [
            (format!("{}:beyond", here.0), once),
            here,
            (format!("krt:tries:sign-in:from:{network}:beyond"), self.shared(LONGEST_OF_ACCOUNT)),
        ];
        if let Some(longer) = self.tries.begin(&counters, now).await? {
            self.note_guess(ctx, phone);
            return Err(too_many(wait.max(longer)).stop());
        }
        let (known, member) = (self.is_known_from(ctx, phone).await?, self.hidden(&[network]));
        // Another counter, not none, for the same reason.
        let number = self.hidden(&[phone]);
        let whence = if known { format!("{number}:known") } else { format!("{number}:{member}") };
        let owner = [(format!("krt:tries:sign-in:{whence}"), self.of_account())];
        let free = self.tries.begin(&owner, now).await?.is_none();
        let counted = if free {
            Counted::under(counters.into_iter().chain(owner))
        } else {
            Counted::under(counters)
        };
        Ok(Turn { counted, limited: Some(too_many(wait)), open: known && free })
    }

    /// How a sign-in that did not succeed is answered.
    pub(super) fn refuse_sign_in(
        &self,
        ctx: &Ctx,
        phone: &str,
        turn: &Turn,
        refusal: Refusal,
    ) -> Error {
        match &turn.limited {
            None => refusal.into(),
            Some(limited) => {
                self.note_guess(ctx, phone);
                limited.clone().stop()
            }
        }
    }

    fn note_guess(&self, ctx: &Ctx, phone: &str) {
        self.tools.attempts.note(Attempt {
            author: ctx.author(),
            action: Action::SessionCreate,
            place: Place::default(),
            whom: Whom::Number(phone.to_owned()),
            subject: None,
        });
    }

    /// Tries at a number from one network.
    fn here(&self, phone: &str, network: &str) -> (String, Pace) {
        let most = self.settings.tries_per_phone;
        let here = self.hidden(&[phone, network]);
        let pace = Pace { free: most, longest: LONGEST, fades: most };
        (format!("krt:tries:sign-in:{here}"), pace)
    }

    /// How often many people may try who share an address.
    fn shared(&self, longest: TimeDelta) -> Pace {
        let many = self.settings.tries_per_phone.saturating_mul(ADDRESS_FACTOR);
        Pace { free: many, longest, fades: many }
    }

    /// How often an account may be tried by whomever.
    fn of_account(&self) -> Pace {
        let shared = self.shared(LONGEST_OF_ACCOUNT);
        Pace { fades: shared.fades.min(FADING_OF_ACCOUNT), ..shared }
    }

    /// Notes from where a person signs in. Only keyed hashes are kept of it.
    pub(super) async fn know_network(&self, ctx: &Ctx, person: PersonId) -> Result<()> {
        let network = self.hidden(&[&ctx.origin.network().unwrap_or_default()]);
        let (set, lasts) = (self.networks_of(person), rules::SESSION_ABSOLUTE);
        self.tries.note(&set, &network, ctx.now(), lasts).await
    }

    /// Whether whoever has this number has signed in from this network before. For a number without
    /// an account it takes as long.
    pub(super) async fn is_known_from(&self, ctx: &Ctx, phone: &str) -> Result<bool> {
        let person = store::find_credentials(self.tools.db.read(), phone).await?;
        let person = person.map_or(PersonId(Uuid::nil()), |person| person.id);
        let network = self.hidden(&[&ctx.origin.network().unwrap_or_default()]);
        self.tries.is_noted(&self.networks_of(person), &network, ctx.now()).await
    }

    /// Forgets from where a person signed in. What cannot be forgotten now expires by itself, and
    /// says nothing without the secret.
    pub(super) async fn forget_networks(&self, person: PersonId) {
        if let Err(error) = self.tries.forget(&self.networks_of(person)).await {
            tracing::warn!(%error, "networks of a person are left to expire");
        }
    }

    fn networks_of(&self, person: PersonId) -> String {
        format!("krt:known:{}", self.hidden(&[&person.0.to_string()]))
    }

    /// What counters and notes are kept under instead of what is somebody's own: a number, or from
    /// where somebody comes.
    pub(super) fn hidden(&self, parts: &[&str]) -> String {
        let ended = parts.iter().flat_map(|part| [part.as_bytes(), b"|".as_slice()]);
        let hash = self.tools.secret.hash("counters", &ended.collect::<Vec<_>>());
        BASE64_URL_SAFE_NO_PAD.encode(hash)
    }

    /// Counts a change of the password before anything is hashed for it. A success counts too.
    pub(super) async fn count_password_change(&self, person: PersonId) -> Result<()> {
        let counter = format!("krt:password-changes:{person}");
        if self.tools.cache.count(&counter, HOUR).await? > PASSWORD_CHANGES {
            let seconds = HOUR.as_secs();
            return Err(Refusal::of(ErrorCode::RateLimited).with("seconds", seconds).stop());
        }
        Ok(())
    }

    /// Counts a try at a person's code.
    pub(super) async fn count_code(&self, ctx: &Ctx, person: PersonId) -> Result<Counted> {
        self.count_of(ctx, "code", person).await
    }

    /// Counts a try at the code that lets a new second factor count. Apart from those at sign-in:
    /// whoever holds a stolen session must not keep its owner out by them.
    pub(super) async fn count_confirmation(&self, ctx: &Ctx, person: PersonId) -> Result<Counted> {
        self.count_of(ctx, "confirm", person).await
    }

    /// Counts a try at a proof of a person who is signed in.
    pub(super) async fn count_proof(&self, ctx: &Ctx, person: PersonId) -> Result<Counted> {
        self.count_of(ctx, "prove", person).await
    }

    async fn count_of(&self, ctx: &Ctx, what: &str, person: PersonId) -> Result<Counted> {
        let pace = Pace { free: self.settings.tries_per_phone, longest: LONGEST, fades: 0 };
        let counters = [(format!("krt:tries:{what}:{person}"), pace)];
        match self.tries.begin(&counters, ctx.now()).await? {
            None => Ok(Counted::under(counters)),
            Some(wait) => Err(too_many(wait).stop()),
        }
    }

    /// Takes tries back: they were no guesses.
    pub(super) async fn forgive(&self, counted: Counted) -> Result<()> {
        self.tries.forgive(&counted.0).await
    }
}

/// Too many tries: how long to wait, rounded up, so that who waits so long is not told to wait again.
fn too_many(wait: TimeDelta) -> Refusal {
    let seconds = (wait.num_milliseconds() + 999) / 1000;
    Refusal::of(ErrorCode::RateLimited).with("seconds", seconds)
}
