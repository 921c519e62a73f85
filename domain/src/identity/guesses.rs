//! How often somebody may guess: by account, by address and by both; aliases of one operation count
//! each, because each of them asks here.

use chrono::TimeDelta;

use super::{rules, service::Identity};
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

/// The counters under which a try was counted.
#[derive(Debug)]
pub(super) struct Counted(Vec<String>);

impl Identity {
    /// Counts a sign-in before it is checked; a success takes it back.
    ///
    /// A number alone may be tried more often than by one address, and networks from which its owner
    /// has signed in before are counted by themselves: otherwise anybody could keep the owner out.
    pub(super) async fn count_sign_in(&self, ctx: &Ctx, phone: &str) -> Result<Counted> {
        let most = self.settings.tries_per_phone;
        let many = most.saturating_mul(ADDRESS_FACTOR);
        let address = ctx.origin.network().unwrap_or_default();
        // Another counter, not none: whoever shares the network must not learn from the time who
        // signs in from it.
        let known = self.tries.is_noted(&known_key(phone, &address), ctx.now()).await?;
        let whence = if known { "known" } else { "anywhere" };
        let counters = vec![
            (format!("krt:tries:sign-in:{phone}:{address}"), Pace { free: most, longest: LONGEST }),
            (format!("krt:tries:sign-in:from:{address}"), Pace { free: many, longest: LONGEST }),
            (
                format!("krt:tries:sign-in:{phone}:{whence}"),
                Pace { free: many, longest: LONGEST_OF_ACCOUNT },
            ),
        ];
        let counted = self.count(ctx, counters).await;
        if let Err(Error::Stopped(refusal)) = &counted
            && refusal.code == ErrorCode::RateLimited
        {
            self.tools.attempts.note(Attempt {
                author: ctx.author(),
                action: Action::SessionCreate,
                place: Place::default(),
                whom: Whom::Number(phone.to_owned()),
                subject: None,
            });
        }
        counted
    }

    /// Notes from where the owner of a number signs in.
    pub(super) async fn know_network(&self, ctx: &Ctx, phone: &str) -> Result<()> {
        let address = ctx.origin.network().unwrap_or_default();
        self.tries.note(&known_key(phone, &address), ctx.now(), rules::SESSION_ABSOLUTE).await
    }

    /// Counts a try at a person's code.
    pub(super) async fn count_code(&self, ctx: &Ctx, person: PersonId) -> Result<Counted> {
        self.count_of(ctx, "code", person).await
    }

    /// Counts a try at a proof of a person who is signed in.
    pub(super) async fn count_proof(&self, ctx: &Ctx, person: PersonId) -> Result<Counted> {
        self.count_of(ctx, "prove", person).await
    }

    async fn count_of(&self, ctx: &Ctx, what: &str, person: PersonId) -> Result<Counted> {
        let pace = Pace { free: self.settings.tries_per_phone, longest: LONGEST };
        self.count(ctx, vec![(format!("krt:tries:{what}:{person}"), pace)]).await
    }

    async fn count(&self, ctx: &Ctx, counters: Vec<(String, Pace)>) -> Result<Counted> {
        if let Some(wait) = self.tries.begin(&counters, ctx.now()).await? {
            // Rounded up: who waits so long is not told to wait again.
            let seconds = (wait.num_milliseconds() + 999) / 1000;
            return Err(Refusal::of(ErrorCode::RateLimited).with("seconds", seconds).stop());
        }
        Ok(Counted(counters.into_iter().map(|(key, _)| key).collect()))
    }

    /// Takes tries back: they were no guesses.
    pub(super) async fn forgive(&self, counted: Counted) -> Result<()> {
        self.tries.forgive(&counted.0).await
    }
}

fn known_key(phone: &str, address: &str) -> String {
    format!("krt:known:{phone}:{address}")
}
