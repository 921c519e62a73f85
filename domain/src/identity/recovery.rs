//! Coming back: a forgotten password, and a new phone number.

use super::{
    Identity,
    codes::{self, Proven, Purpose},
    model::Person,
    password::Checked,
    rules, store,
};
use crate::{
    krt_shop::enquiry,
    policy::{Action, Place, Target},
    shared::{
        change_log::{Change, Noun, Scope},
        ctx::Ctx,
        device,
        error::{Error, ErrorCode, Refusal, Refusals, Result},
        language::Language,
        outbox::{self, Audience, Message, Text},
        work::Work,
    },
};

const PROOF: &str = "phoneProof";

/// The two proofs of a change of number.
#[derive(Clone, Debug)]
pub struct PhoneChange {
    /// That the person holds the old number.
    pub old_proof: String,
    /// That the person holds the new number.
    pub new_proof: String,
}

impl Identity {
    /// Sets a forgotten password anew for whoever proves to hold the number. Every session of the
    /// person ends on every node, no network is theirs any more, and the person is told. A repeat of
    /// the same is no error.
    pub async fn reset_password(&self, ctx: &Ctx, token: &str, password: &str) -> Result<()> {
        ctx.authorize(Action::Join, &Target::nothing())?;
        self.limit_address(ctx, "reset").await?;
        let mut refusals = Refusals::default();
        let proven = self.proven(ctx, token, Purpose::PasswordReset, PROOF);
        let proven = refusals.keep(proven);
        refusals.keep(rules::password(password).map_err(|refusal| refusal.at("password")));
        refusals.done()?;
        let unproven = || Error::from(codes::unproven(PROOF));
        let proven = proven.ok_or_else(unproven)?;
        let known = store::find_credentials(self.tools.db.write(), &proven.phone).await?;
        let known = known.ok_or_else(unproven)?;
        let person = store::lookup(self.tools.db.write(), known.id).await?;
        let person = person.ok_or_else(unproven)?;
        let hash = self.hasher.hash(password).await?;
        let sessions = self.sessions.list(person.id, ctx.now()).await?;
        let mut work = ctx.begin().await?;
        if codes::spend(work.connection(), proven.code, ctx.now()).await? {
            store::change_password_hash(work.connection(), person.id, &hash).await?;
            device::end_of_person(work.connection(), person.id, None, ctx.now()).await?;
            for session in &sessions {
                work.tell(Change::gone(Scope::Person(person.id), Noun::Session, session.id));
            }
            work.note(Action::CredentialsChange, person.id, &Place::default())
                .by(person.id)
                .detail("changed", "password by code");
            let told = Told { phone: &proven.phone, text: Text::PasswordWasReset, person: &person };
            tell(ctx, &mut work, told).await?;
            work.commit().await?;
        } else {
            drop(work);
            self.is_a_repeat(ctx, &proven, known.password_hash, password).await?;
        }
        // Whoever knew the old password may have signed in from one of them.
        self.forget_networks(person.id).await;
        // Also those that began while the password was being changed.
        self.end_sessions(ctx, person.id, None).await?;
        Ok(())
    }

    /// The proof is used: then this is the phone that lost the answer, and gives the password that
    /// counts since; or somebody else.
    async fn is_a_repeat(
        &self,
        ctx: &Ctx,
        proven: &Proven,
        stored: Option<String>,
        password: &str,
    ) -> Result<()> {
        let turn = self.count_sign_in(ctx, &proven.phone).await?;
        match self.hasher.check(password, turn.against(stored)).await? {
            Checked::Wrong => {
                Err(self.refuse_sign_in(ctx, &proven.phone, &turn, codes::unproven(PROOF)))
            }
            Checked::Right | Checked::RightButOld => self.forgive(turn.counted).await,
        }
    }

    /// Moves the actor's account to another number, after a fresh proof, when the old and the new
    /// number are both proven. Sessions go on; the old number is told.
    pub async fn change_phone(&self, ctx: &Ctx, change: &PhoneChange) -> Result<Person> {
        let id = ctx.person()?;
        let permit = ctx.authorize(Action::PhoneChange, &Target::of(id))?;
        self.require_fresh_proof(ctx).await?;
        let person =
            store::lookup(self.tools.db.write(), id).await?.ok_or_else(Error::not_found)?;
        let mut refusals = Refusals::default();
        let proven = |token: &str, field| self.proven(ctx, token, Purpose::PhoneChange, field);
        let old = refusals.keep(proven(&change.old_proof, "oldPhoneProof"));
        let new = refusals.keep(proven(&change.new_proof, "newPhoneProof"));
        refusals.done()?;
        let (Some(old), Some(new)) = (old, new) else { return Err(Error::not_found()) };
        if person.phone.as_ref() == Some(&new.phone) && self.were_used(&old, &new).await? {
            // The phone lost the answer and asks again.
            return Ok(person);
        }
        if person.phone.as_ref() != Some(&old.phone) {
            return Err(codes::unproven("oldPhoneProof").into());
        }
        if new.phone == old.phone {
            return Err(Refusal::of(ErrorCode::PhoneTaken).at("newPhoneProof").into());
        }
        let now = ctx.now();
        let mut work = ctx.begin().await?;
        for (proof, field) in [(&old, "oldPhoneProof"), (&new, "newPhoneProof")] {
            if !codes::spend(work.connection(), proof.code, now).await? {
                return Err(codes::unproven(field).into());
            }
        }
        store::change_phone(work.connection(), id, &new.phone, now).await?;
        // What they wrote in the shop by the new number before is theirs too.
        enquiry::adopt(&work, id, &new.phone).await?;
        work.audit(&permit, id);
        work.tell(Change::new(Scope::Person(id), Noun::Person, id));
        let told = Told { phone: &old.phone, text: Text::PhoneWasChanged, person: &person };
        tell(ctx, &mut work, told).await?;
        work.commit().await?;
        self.forget_networks(id).await;
        store::lookup(self.tools.db.write(), id).await?.ok_or_else(Error::not_found)
    }

    async fn were_used(&self, old: &Proven, new: &Proven) -> Result<bool> {
        let connection = self.tools.db.write();
        let old = codes::spent_at(connection, old.code).await?;
        Ok(old.is_some() && old == codes::spent_at(connection, new.code).await?)
    }
}

/// What a person is told, and where.
struct Told<'a> {
    phone: &'a str,
    text: Text,
    person: &'a Person,
}

/// Tells a person by SMS what happened to their account.
async fn tell(ctx: &Ctx, work: &mut Work, told: Told<'_>) -> Result<()> {
    let language = match told.person.language {
        Language::En => Language::En,
        Language::Ms | Language::Zh | Language::Ta => Language::Ms,
    };
    let message = Message {
        audience: Audience::Phone(told.phone.to_owned()),
        text: told.text,
        language,
        cause: ctx.mint(),
        round: 0,
        urgent: false,
        expires_at: None,
    };
    outbox::send(work, &message).await
}
