//! Step-up: what is worth more than a session asks whether its person still holds the phone.

use super::{password::Checked, rules, second::Second, second_store, service::Identity, store};
use crate::{
    policy::{Action, Actor, Target},
    shared::{
        clock::Instant,
        ctx::Ctx,
        error::{Error, ErrorCode, Refusal, Result},
        id::{PersonId, SessionId},
    },
};

/// What somebody gives to prove that they are the person of their session.
#[derive(Clone, Debug)]
pub enum Proof {
    /// The password; enough for whoever has no second factor.
    Password(String),
    /// The second factor.
    Second(Second),
}

impl Identity {
    /// Goes on only when the session proved itself lately: by its sign-in, or by
    /// [`Identity::prove`]. Whatever a stolen, unlocked phone must not do asks for this first.
    pub async fn require_fresh_proof(&self, ctx: &Ctx) -> Result<()> {
        let (_, session) = session_of(ctx)?;
        let ended = || Refusal::of(ErrorCode::SessionEnded).stop();
        let session = self.sessions.lookup(session).await?.ok_or_else(ended)?;
        match rules::proof_ends(&session, self.settings.proof_life) {
            Some(ends) if ends > ctx.now() => Ok(()),
            _ => Err(Refusal::of(ErrorCode::ProofRequired).stop()),
        }
    }

    /// Gives the actor's session a fresh proof, and tells until when it counts. Whoever has a second
    /// factor shows that: the password alone would let somebody who only knows it take it away.
    pub async fn prove(&self, ctx: &Ctx, proof: &Proof) -> Result<Instant> {
        let (person, session) = session_of(ctx)?;
        ctx.authorize(Action::CredentialsChange, &Target::of(person))?;
        self.suits(person, proof).await?;
        let tries = self.count_proof(ctx, person).await?;
        self.check_proof(ctx, person, proof).await?;
        self.forgive(tries).await?;
        let now = ctx.now();
        if !self.sessions.prove(session, now).await? {
            return Err(Refusal::of(ErrorCode::SessionEnded).stop());
        }
        Ok(now + self.settings.proof_life)
    }

    /// Whether this kind of proof is enough for the person. Nothing of it is looked at yet, so that
    /// a refusal is no guess.
    async fn suits(&self, person: PersonId, proof: &Proof) -> Result<()> {
        let by_password = matches!(proof, Proof::Password(_));
        if by_password && second_store::is_confirmed(self.tools.db.write(), person).await? {
            return Err(Refusal::of(ErrorCode::TotpRequired).at("totpCode").into());
        }
        Ok(())
    }

    async fn check_proof(&self, ctx: &Ctx, person: PersonId, proof: &Proof) -> Result<()> {
        match proof {
            Proof::Password(password) => {
                let stored = store::password_hash(self.tools.db.write(), person).await?;
                let tried: String = password.chars().take(129).collect();
                match self.hasher.check(&tried, stored).await? {
                    Checked::Wrong => {
                        Err(Refusal::of(ErrorCode::CredentialsWrong).at("password").into())
                    }
                    Checked::Right | Checked::RightButOld => Ok(()),
                }
            }
            Proof::Second(second) => self.prove_second(ctx, person, second).await,
        }
    }
}

/// The actor with their session.
pub(super) fn session_of(ctx: &Ctx) -> Result<(PersonId, SessionId)> {
    match &ctx.actor {
        Actor::Person { id, session, .. } => Ok((*id, *session)),
        Actor::Anonymous => Err(Error::unauthenticated()),
    }
}
