//! The second factor: an authenticator app, with recovery codes for when the phone is gone.

use chacha20poly1305::{
    ChaCha20Poly1305, KeyInit,
    aead::{Aead, Payload},
};
use chrono::TimeDelta;
use rand::RngExt as _;

use super::{
    keys,
    model::{Person, Session},
    proof::session_of,
    second_store as store,
    service::Identity,
    telling,
    totp::{self, RECOVERY_CODES, SECRET_BYTES},
};
use crate::{
    policy::{Action, Grant, Target},
    shared::{
        ctx::Ctx,
        error::{Error, ErrorCode, Refusal, Result},
        id::PersonId,
        outbox::Text,
        work::Work,
    },
};

/// How long a secret waits to be confirmed.
const PENDING: TimeDelta = TimeDelta::hours(1);

/// What somebody shows besides the password.
#[derive(Clone, Debug)]
pub enum Second {
    /// The six digits of the authenticator app.
    Totp(String),
    /// One of the recovery codes.
    Recovery(String),
}

/// A secret that an authenticator app is to learn; shown once.
#[derive(Clone, Debug)]
pub struct TotpBegun {
    /// The secret, to be typed: base 32.
    pub secret: String,
    /// The same as an address, to be shown as a picture: `otpauth://…`.
    pub address: String,
}

/// How it stands with somebody's second factor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SecondState {
    /// Whether signing in asks for a code.
    pub enabled: bool,
    /// Whether roles of the person wait for a second factor, which they do not have yet.
    pub needed: bool,
    /// How many recovery codes are left.
    pub recovery_codes_left: i64,
}

impl Identity {
    /// Makes a secret for the actor's authenticator app, after a fresh proof. It counts once
    /// [`Identity::confirm_totp`] has seen a code of it.
    pub async fn begin_totp(&self, ctx: &Ctx) -> Result<TotpBegun> {
        let (person, _) = session_of(ctx)?;
        ctx.authorize(Action::CredentialsChange, &Target::of(person))?;
        self.require_fresh_proof(ctx).await?;
        let secret: [u8; SECRET_BYTES] = rand::rng().random();
        let sealed = self.seal(person, &secret)?;
        if !store::begin(self.tools.db.write(), person, &sealed, ctx.now()).await? {
            return Err(enabled_already());
        }
        let account = super::store::lookup(self.tools.db.write(), person).await?;
        let account = account.and_then(|person| person.phone).unwrap_or_default();
        Ok(TotpBegun { secret: totp::base32(&secret), address: totp::address(&secret, &account) })
    }

    /// Lets the actor's secret count, now that their app shows its code; gives ten recovery codes,
    /// which are shown once.
    pub async fn confirm_totp(&self, ctx: &Ctx, code: &str) -> Result<Vec<String>> {
        let (person, _) = session_of(ctx)?;
        let permit = ctx.authorize(Action::CredentialsChange, &Target::of(person))?;
        let pending = store::lookup(self.tools.db.write(), person).await?;
        let pending = pending.filter(|row| row.begun_at + PENDING > ctx.now());
        let pending = pending
            .ok_or_else(|| Refusal::of(ErrorCode::StateInvalid).with("status", "NOT_BEGUN"))?;
        if pending.confirmed_at.is_some() {
            return Err(enabled_already());
        }
        let secret = self.unseal(person, &pending.sealed_secret)?;
        let counter = self.count_confirmation(ctx, person).await?;
        let step = totp::step_with(&secret, code, ctx.now(), pending.last_step)
            .ok_or_else(|| Refusal::of(ErrorCode::TotpWrong).at("code"))?;
        let mut work = ctx.begin().await?;
        if !store::confirm(work.connection(), person, step, ctx.now()).await? {
            return Err(enabled_already());
        }
        let codes = self.put_recovery_codes(&work, person).await?;
        self.tell_of_second(ctx, &mut work, person, Text::SecondFactorAdded).await?;
        Self::roles_changed(&mut work, person).await?;
        work.audit(&permit, person).detail("changed", "second factor on");
        work.commit().await?;
        self.forgive(counter).await?;
        Ok(codes)
    }

    /// Gives the actor ten new recovery codes in place of the old ones, after a fresh proof.
    pub async fn renew_recovery_codes(&self, ctx: &Ctx) -> Result<Vec<String>> {
        let (person, _) = session_of(ctx)?;
        let permit = ctx.authorize(Action::CredentialsChange, &Target::of(person))?;
        self.require_fresh_proof(ctx).await?;
        if !store::is_confirmed(self.tools.db.write(), person).await? {
            return Err(Refusal::of(ErrorCode::StateInvalid).with("status", "NOT_ENABLED").into());
        }
        let mut work = ctx.begin().await?;
        let codes = self.put_recovery_codes(&work, person).await?;
        work.audit(&permit, person).detail("changed", "recovery codes");
        work.commit().await?;
        Ok(codes)
    }

    /// Takes the actor's second factor away, after a fresh proof. Roles that need one are gone
    /// with it until there is another.
    pub async fn remove_totp(&self, ctx: &Ctx) -> Result<PersonId> {
        let (person, _) = session_of(ctx)?;
        let permit = ctx.authorize(Action::CredentialsChange, &Target::of(person))?;
        self.require_fresh_proof(ctx).await?;
        let mut work = ctx.begin().await?;
        // What never counted takes no role with it.
        let counted = store::is_confirmed(work.connection(), person).await?;
        store::remove(work.connection(), person).await?;
        if counted {
            self.tell_of_second(ctx, &mut work, person, Text::SecondFactorRemoved).await?;
            Self::roles_changed(&mut work, person).await?;
        }
        work.audit(&permit, person).detail("changed", "second factor off");
        work.commit().await?;
        Ok(person)
    }

    /// How it stands with the second factor of somebody who sees their own account.
    pub async fn second_state(&self, viewer: &Person) -> Result<SecondState> {
        let connection = self.tools.db.write();
        let enabled = store::is_confirmed(connection, viewer.id).await?;
        let now = self.tools.clock.now();
        let roles = super::store::grants_of(connection, viewer.id, now).await?.grants;
        let waiting = roles.iter().any(|grant| grant.role.needs_second_factor());
        let recovery_codes_left = store::recovery_codes_left(connection, viewer.id).await?;
        Ok(SecondState { enabled, needed: waiting && !enabled, recovery_codes_left })
    }

    /// The roles that a token may carry: those of officers only with a second factor.
    pub(super) async fn backed(
        &self,
        session: &Session,
        mut roles: Vec<Grant>,
    ) -> Result<Vec<Grant>> {
        let needed = roles.iter().any(|grant| grant.role.needs_second_factor());
        let backed = match session.sign_on {
            _ if !needed => true,
            // The sign-in service asked for it, or nobody has.
            Some(asked) => asked,
            None => store::is_confirmed(self.tools.db.write(), session.person).await?,
        };
        if !backed {
            roles.retain(|grant| !grant.role.needs_second_factor());
        }
        Ok(roles)
    }

    /// Goes on when the person has no second factor, or shows it. The password has been right.
    pub(super) async fn check_second(
        &self,
        ctx: &Ctx,
        person: PersonId,
        second: Option<&Second>,
    ) -> Result<()> {
        let row = store::lookup(self.tools.db.write(), person).await?;
        let Some(row) = row.filter(|row| row.confirmed_at.is_some()) else { return Ok(()) };
        let Some(second) = second else {
            return Err(Refusal::of(ErrorCode::TotpRequired).at("totpCode").into());
        };
        let counter = self.count_code(ctx, person).await?;
        match second {
            Second::Totp(code) => {
                let secret = self.unseal(person, &row.sealed_secret)?;
                let wrong = || Error::from(Refusal::of(ErrorCode::TotpWrong).at("totpCode"));
                let step =
                    totp::step_with(&secret, code, ctx.now(), row.last_step).ok_or_else(wrong)?;
                // Two requests with the same code at once: one of them spends it.
                if !store::spend(self.tools.db.write(), person, step).await? {
                    return Err(wrong());
                }
            }
            Second::Recovery(code) => {
                let hash = totp::recovery_hash(&self.secret, person, code);
                if !store::spend_recovery_code(self.tools.db.write(), person, hash).await? {
                    return Err(Refusal::of(ErrorCode::TotpWrong).at("recoveryCode").into());
                }
            }
        }
        self.forgive(counter).await
    }

    /// Whether somebody who has a second factor showed it; without one nobody can.
    pub(super) async fn prove_second(
        &self,
        ctx: &Ctx,
        person: PersonId,
        second: &Second,
    ) -> Result<()> {
        if !store::is_confirmed(self.tools.db.write(), person).await? {
            return Err(Refusal::of(ErrorCode::TotpWrong).at("totpCode").into());
        }
        self.check_second(ctx, person, Some(second)).await
    }

    /// The second factor of a sample account as base 32, made when it has none: everybody may know
    /// it, so nobody else's is ever told. None where there is no such sample account.
    pub async fn sample_totp(&self, ctx: &Ctx, phone: &str) -> Result<Option<String>> {
        let connection = self.tools.db.write();
        let Some(person) = store::sample_person(connection, phone).await? else { return Ok(None) };
        let row = store::lookup(connection, person).await?;
        if let Some(row) = row.filter(|row| row.confirmed_at.is_some()) {
            return Ok(Some(totp::base32(&self.unseal(person, &row.sealed_secret)?)));
        }
        let secret: [u8; SECRET_BYTES] = rand::rng().random();
        let mut work = ctx.begin().await?;
        self.plant_totp(ctx, &mut work, person, &secret).await?;
        work.commit().await?;
        Ok(Some(totp::base32(&secret)))
    }

    /// Gives a person a second factor that counts, without asking: for the program itself.
    pub async fn plant_totp(
        &self,
        ctx: &Ctx,
        work: &mut Work,
        person: PersonId,
        secret: &[u8],
    ) -> Result<()> {
        let sealed = self.seal(person, secret)?;
        store::begin(work.connection(), person, &sealed, ctx.now()).await?;
        store::confirm(work.connection(), person, 0, ctx.now()).await?;
        Self::roles_changed(work, person).await
    }

    async fn tell_of_second(
        &self,
        ctx: &Ctx,
        work: &mut Work,
        person: PersonId,
        text: Text,
    ) -> Result<()> {
        let found = super::store::lookup(work.connection(), person).await?;
        match found {
            Some(person) => telling::tell(work, &person, text, (ctx.mint(), ctx.now())).await,
            None => Ok(()),
        }
    }

    async fn put_recovery_codes(&self, work: &Work, person: PersonId) -> Result<Vec<String>> {
        let codes: Vec<String> =
            (0..RECOVERY_CODES).map(|_| totp::recovery_code(rand::rng().random())).collect();
        let hashes: Vec<Vec<u8>> =
            codes.iter().map(|code| totp::recovery_hash(&self.secret, person, code)).collect();
        store::replace_recovery_codes(work.connection(), person, &hashes).await?;
        Ok(codes)
    }

    /// The nonce, then the secret sealed for this person alone.
    fn seal(&self, person: PersonId, secret: &[u8]) -> Result<Vec<u8>> {
        let nonce: [u8; 12] = rand::rng().random();
        let payload = Payload { msg: secret, aad: person.0.as_bytes() };
        let sealed = self
            .totp_cipher()
            .encrypt(&nonce.into(), payload)
            .map_err(|_| Error::internal("a second factor could not be sealed"))?;
        Ok([nonce.as_slice(), &sealed].concat())
    }

    fn unseal(&self, person: PersonId, kept: &[u8]) -> Result<Vec<u8>> {
        let wrong = || {
            Error::internal(
                "a second factor does not open: KRT_SECRET is not the one it was sealed with",
            )
        };
        let (nonce, sealed) = kept.split_at_checked(12).ok_or_else(wrong)?;
        let nonce: [u8; 12] = nonce.try_into().map_err(|_| wrong())?;
        let payload = Payload { msg: sealed, aad: person.0.as_bytes() };
        self.totp_cipher().decrypt(&nonce.into(), payload).map_err(|_| wrong())
    }

    fn totp_cipher(&self) -> ChaCha20Poly1305 {
        ChaCha20Poly1305::new(&keys::derive(&self.secret, "second factors").into())
    }
}

fn enabled_already() -> Error {
    Refusal::of(ErrorCode::StateInvalid).with("status", "ENABLED").into()
}
