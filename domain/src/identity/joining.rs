//! Joining, with a number that a code has confirmed.

use super::{
    Identity,
    codes::{self, Proven, Purpose},
    model::{Registration, SignedIn, SigningIn},
    rules::{self, Joining},
    store::{self, NewPerson},
};
use crate::{
    krt_shop::enquiry,
    policy::{Action, Place, Target},
    shared::{
        ctx::Ctx,
        error::{Error, Refusal, Result},
        id::PersonId,
        work::Work,
    },
};

const PROOF: &str = "phoneProof";

impl Identity {
    /// Registers a person, whose number a code has confirmed, and signs them in.
    ///
    /// A phone that lost the answer repeats the same registration: the proof is used, but by the
    /// very account that it made, and with the right password that is a sign-in.
    pub async fn register(&self, ctx: &Ctx, registration: &Registration) -> Result<SignedIn> {
        ctx.authorize(Action::Join, &Target::nothing())?;
        self.limit_address(ctx, "register").await?;
        let token = registration.phone_proof.as_deref();
        let proven = Proven::read(&self.tools.secret, token, Purpose::Register, PROOF);
        let (joining, proven) = rules::joining(registration, proven)?;
        if codes::spent_at(self.tools.db.write(), proven.code).await?.is_some() {
            return self.sign_in_who_joined(ctx, registration, &joining, &proven).await;
        }
        if proven.expires_at <= ctx.now() {
            return Err(codes::unproven(PROOF).into());
        }
        let hash = self.hasher.hash(&registration.password).await?;
        let person = new_person(ctx, registration, joining, hash);
        let mut work = ctx.begin().await?;
        if !codes::spend(work.connection(), proven.code, person.now).await? {
            // An equal request was quicker by a moment.
            drop(work);
            let joining = Joining { phone: person.phone, display_name: person.display_name };
            return self.sign_in_who_joined(ctx, registration, &joining, &proven).await;
        }
        store::add(work.connection(), &person).await?;
        // What they wrote in the shop by this number before is theirs.
        enquiry::adopt(&work, person.id, &person.phone).await?;
        work.note(Action::Join, person.id, &Place::default()).by(person.id);
        work.commit().await?;
        self.know_network(ctx, person.id).await?;
        self.begin_session(ctx, person.id).await
    }

    /// Adds a person without a code, in the work in which they get what they are added for: the
    /// program itself does it, told by its operator.
    pub async fn enrol(
        &self,
        ctx: &Ctx,
        work: &mut Work,
        registration: &Registration,
    ) -> Result<PersonId> {
        let joining = rules::described(registration)?;
        let hash = self.hasher.hash(&registration.password).await?;
        let person = new_person(ctx, registration, joining, hash);
        store::add(work.connection(), &person).await?;
        work.note(Action::Join, person.id, &Place::default());
        Ok(person.id)
    }

    async fn sign_in_who_joined(
        &self,
        ctx: &Ctx,
        registration: &Registration,
        joining: &Joining,
        proven: &Proven,
    ) -> Result<SignedIn> {
        let made = store::was_made_by(self.tools.db.write(), &joining.phone, proven.code).await?;
        if !made {
            return Err(codes::unproven(PROOF).into());
        }
        let given = SigningIn {
            phone: joining.phone.clone(),
            password: registration.password.clone(),
            second: None,
        };
        self.sign_in(ctx, &given).await.map_err(|error| match error {
            // Whoever repeats with another password does not repeat.
            Error::Refused(refusals) if is_wrong_password(&refusals) => {
                codes::unproven(PROOF).into()
            }
            other => other,
        })
    }
}

fn is_wrong_password(refusals: &[Refusal]) -> bool {
    use crate::shared::error::ErrorCode;
    refusals.iter().any(|refusal| refusal.code == ErrorCode::CredentialsWrong)
}

fn new_person(ctx: &Ctx, registration: &Registration, joining: Joining, hash: String) -> NewPerson {
    NewPerson {
        id: ctx.mint(),
        phone: joining.phone,
        display_name: joining.display_name,
        language: registration.language,
        password_hash: Some(hash),
        privacy_notice_version: registration.privacy_notice_version.clone(),
        sample: false,
        now: ctx.now(),
    }
}
