//! Sending a code, and taking it.

use std::time::Duration;

use rand::RngExt as _;
use subtle::ConstantTimeEq as _;
use uuid::Uuid;

use super::{
    model::{CodeSent, PhoneProof, Purpose, Verification},
    proof::{Proven, unproven},
    rules,
    store::{self, Codes, NewCode, Try},
};
use crate::{
    identity::{self, Identity},
    policy::{Action, Permit, Target},
    shared::{
        clock::Instant,
        ctx::Ctx,
        error::{ErrorCode, Refusal, Result},
        outbox::{self, Audience, Message, Text},
    },
};

/// In which time the short limits are counted.
const SHORT: Duration = Duration::from_mins(15);
const DAY: Duration = Duration::from_hours(24);
/// In a day so many times as many codes as in the short time.
const DAY_FACTOR: u64 = 3;
/// Behind one address of a mobile network or a hall there are many phones.
const ADDRESS_FACTOR: u64 = 20;
/// Each code may be tried five times, so one address tries more often than it asks for codes.
const TRY_FACTOR: u64 = 100;
/// As long as a code counts, its tries are counted.
const CODE_LIFE: Duration = Duration::from_mins(5);

impl Identity {
    /// Sends a code to a number. A number with and one without an account get the same answer, by
    /// the same way; only the message differs.
    pub async fn send_code(&self, ctx: &Ctx, phone: &str, purpose: Purpose) -> Result<CodeSent> {
        authorize(ctx, purpose)?;
        let phone = identity::rules::phone(phone).map_err(|refusal| refusal.at("phone"))?;
        if !self.settings.sends_sms {
            return Err(Refusal::of(ErrorCode::Unavailable).stop());
        }
        self.limit_codes(ctx, &phone).await?;
        let known = identity::store::find_credentials(self.tools.db.write(), &phone).await?;
        let now = ctx.now();
        let code = format!("{:06}", rand::rng().random_range(0..=rules::HIGHEST));
        let new = NewCode {
            id: ctx.mint(),
            phone_hash: self.phone_hash(&phone),
            purpose,
            code_hash: [0; 32],
            now,
            expires_at: now + rules::CODE_LIFE,
        };
        let new = NewCode { code_hash: self.code_hash(new.id, &code), ..new };
        let text = match (purpose, known) {
            (Purpose::PasswordReset, None) => Text::NoAccount,
            (purpose, _) => purpose.text(code),
        };
        let message = Message {
            audience: Audience::Phone(phone),
            text,
            language: ctx.languages.sentences(),
            cause: new.id,
            round: 0,
            urgent: false,
            expires_at: Some(new.expires_at),
        };
        let mut work = ctx.begin().await?;
        // Whoever uses the code does something; asking for it is nothing yet.
        work.leave_unaudited();
        store::add(work.connection(), &new).await?;
        outbox::send(&mut work, &message).await?;
        work.commit().await?;
        Ok(CodeSent { expires_at: new.expires_at })
    }

    /// Takes a code, and gives a proof for it: any of those that count, because a second one may have
    /// been asked for before the first has come, or by somebody else. Of two who give the right code
    /// at once one gets it; a phone that lost the answer asks again under the same key.
    pub async fn verify_code(&self, ctx: &Ctx, given: &Verification) -> Result<PhoneProof> {
        authorize(ctx, given.purpose)?;
        let phone = identity::rules::phone(&given.phone).map_err(|refusal| refusal.at("phone"))?;
        let code = rules::digits(&given.code)?;
        self.limit_network(ctx, "code-try", TRY_FACTOR, SHORT).await?;
        let phone_hash = self.phone_hash(&phone);
        let connection = self.tools.db.write();
        let key = given.idempotency_key.as_deref().map(|key| self.key_hash(key));
        let proven = |id: Uuid, verified_at: Instant| Proven {
            code: id,
            phone: phone.clone(),
            purpose: given.purpose,
            expires_at: verified_at + rules::PROOF_LIFE,
        };
        let now = ctx.now();
        let known = self.is_known_from(ctx, &phone).await?;
        let per_phone = self.settings.codes_per_phone;
        let (most, total) = (rules::live(per_phone), rules::tries_everywhere(per_phone));
        let codes = Codes { phone_hash: &phone_hash, purpose: given.purpose, now };
        let mut fewest = None;
        for live in store::live(connection, codes, most).await? {
            let tries = self.count_code_try(ctx, live.id).await?;
            if tries > rules::TRIES {
                continue;
            }
            let made = Try { code: live.id, counts: !known, most: total, now };
            let open = store::count_try(connection, made).await?;
            if (open || known) && self.is_code(live.id, &code, &live.code_hash) {
                if store::take(&self.tools.db, codes, live.id, key).await? {
                    return self.sealed(&proven(live.id, now));
                }
                // Somebody was quicker, perhaps the same phone.
                fewest = None;
                break;
            }
            // What is wrong is answered as to anybody, so that nobody learns whose network it is.
            if open {
                fewest = Some(fewest.unwrap_or(tries).min(tries));
            }
        }
        if let Some(key) = key
            && let Some(done) =
                store::find_verified(connection, &phone_hash, given.purpose, &key).await?
            && self.is_code(done.id, &code, &done.code_hash)
        {
            return self.sealed(&proven(done.id, done.verified_at));
        }
        Err(fewest.map_or_else(rules::over, rules::wrong).into())
    }

    /// Counts a try at a code from one network, and tells how many there were.
    async fn count_code_try(&self, ctx: &Ctx, code: Uuid) -> Result<u64> {
        let network = ctx.origin.network().unwrap_or_default();
        self.tools.cache.count(&format!("krt:code-tries:{code}:{network}"), CODE_LIFE).await
    }

    fn sealed(&self, proven: &Proven) -> Result<PhoneProof> {
        let token = proven.seal(&self.tools.secret)?;
        Ok(PhoneProof { token, expires_at: proven.expires_at })
    }

    /// Reads a proof that still counts, unless it was used: that shows when it is spent.
    pub(in crate::identity) fn proven(
        &self,
        ctx: &Ctx,
        token: &str,
        purpose: Purpose,
        field: &str,
    ) -> Result<Proven, Refusal> {
        let proven = Proven::read(&self.tools.secret, Some(token), purpose, field)?;
        if proven.expires_at <= ctx.now() { Err(unproven(field)) } else { Ok(proven) }
    }

    /// Counts a code before it is sent, by address, by number from this address and by number, in a
    /// short time and in a day.
    ///
    /// Strangers who ask from several networks use up what all strangers may ask for a number, and
    /// then its owner gets none in a network that is new to them. In those from which they have
    /// signed in they do: what is asked for there is counted apart, and what it costs has an end too.
    /// The price is that whoever shares such a network, and has used up the number's codes elsewhere,
    /// sees that it is one of the owner's.
    async fn limit_codes(&self, ctx: &Ctx, phone: &str) -> Result<()> {
        self.limit_network(ctx, "code", ADDRESS_FACTOR, SHORT).await?;
        self.limit_network(ctx, "code-day", ADDRESS_FACTOR * DAY_FACTOR, DAY).await?;
        let network = ctx.origin.network().unwrap_or_default();
        let most = self.settings.codes_per_phone;
        let known = self.is_known_from(ctx, phone).await?;
        let number = self.hidden(&[phone]);
        // Another counter, not none, so that it takes as long.
        let number = if known { format!("{number}:known") } else { number };
        for (whose, most) in [
            (self.hidden(&[phone, &network]), most),
            (number, most.saturating_mul(rules::NUMBER_FACTOR)),
        ] {
            self.limit_count(&format!("krt:codes:{whose}"), most, SHORT).await?;
            let most = most.saturating_mul(DAY_FACTOR);
            self.limit_count(&format!("krt:codes-day:{whose}"), most, DAY).await?;
        }
        Ok(())
    }

    async fn limit_network(
        &self,
        ctx: &Ctx,
        what: &str,
        factor: u64,
        window: Duration,
    ) -> Result<()> {
        let network = ctx.origin.network().unwrap_or_default();
        let most = self.settings.codes_per_phone.saturating_mul(factor);
        self.limit_count(&format!("krt:{what}:from:{network}"), most, window).await
    }

    pub(in crate::identity) async fn limit_count(
        &self,
        counter: &str,
        most: u64,
        window: Duration,
    ) -> Result<()> {
        if most > 0 && self.tools.cache.count(counter, window).await? > most {
            let seconds = window.as_secs();
            return Err(Refusal::of(ErrorCode::RateLimited).with("seconds", seconds).stop());
        }
        Ok(())
    }

    fn phone_hash(&self, phone: &str) -> [u8; 32] {
        self.tools.secret.hash("phone codes: numbers", &[phone.as_bytes()])
    }

    fn code_hash(&self, id: Uuid, code: &str) -> [u8; 32] {
        self.tools.secret.hash("phone codes: codes", &[id.as_bytes(), code.as_bytes()])
    }

    fn key_hash(&self, key: &str) -> [u8; 32] {
        self.tools.secret.hash("phone codes: keys", &[key.as_bytes()])
    }

    fn is_code(&self, id: Uuid, code: &str, hash: &[u8]) -> bool {
        self.code_hash(id, code).as_slice().ct_eq(hash).into()
    }
}

/// Everybody may confirm a number to join, to come back or to write to a seller; only the signed-in
/// change theirs.
fn authorize(ctx: &Ctx, purpose: Purpose) -> Result<Permit> {
    match purpose {
        Purpose::Register | Purpose::PasswordReset | Purpose::Enquiry => {
            ctx.authorize(Action::Join, &Target::nothing())
        }
        Purpose::PhoneChange => ctx.authorize(Action::PhoneChange, &Target::of(ctx.person()?)),
    }
}
