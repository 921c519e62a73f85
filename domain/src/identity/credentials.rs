//! Changing the password.

use super::{
    model::{Person, SignedIn},
    password::Checked,
    proof::session_of,
    rules,
    service::Identity,
    store, telling,
};
use crate::{
    policy::{Action, Target},
    shared::{
        ctx::Ctx,
        device,
        error::{Error, ErrorCode, Refusal, Result},
        outbox::Text,
    },
};

impl Identity {
    /// Changes the actor's password, after a fresh proof, and tells the person. Every other session
    /// of theirs ends, and of the networks that are theirs only the present one stays: somebody may
    /// be in one of them who knew the old password. A repeat of the same changes nothing more. A few
    /// in an hour are enough for everybody.
    pub async fn change_password(&self, ctx: &Ctx, new: &str) -> Result<Person> {
        let (id, session) = session_of(ctx)?;
        let permit = ctx.authorize(Action::CredentialsChange, &Target::of(id))?;
        self.require_fresh_proof(ctx).await?;
        rules::password(new).map_err(|refusal| refusal.at("newPassword"))?;
        let person = store::lookup(self.tools.db.write(), id).await?;
        let person = person.ok_or_else(Error::not_found)?;
        self.count_password_change(id).await?;
        let stored = store::password_hash(self.tools.db.write(), id).await?;
        if self.hasher.check(new, stored).await? == Checked::Wrong {
            let hash = self.hasher.hash(new).await?;
            let mut work = ctx.begin().await?;
            store::change_password_hash(work.connection(), id, &hash).await?;
            device::end_of_person(work.connection(), id, Some(session), ctx.now()).await?;
            work.audit(&permit, id).detail("changed", "password");
            let once = (ctx.mint(), ctx.now());
            telling::tell(&mut work, &person, Text::PasswordWasChanged, once).await?;
            work.commit().await?;
        }
        self.forget_networks(id).await;
        self.end_sessions(ctx, id, Some(session)).await?;
        self.know_network(ctx, id).await?;
        Ok(person)
    }

    /// Somebody may have changed the password, and ended the sessions that they saw, between the
    /// check of the old one and the beginning of this session: then it ends too.
    pub(super) async fn still_the_password(
        &self,
        signed_in: &SignedIn,
        password: &str,
        checked: Option<String>,
    ) -> Result<()> {
        let person = signed_in.person.id;
        let stored = store::password_hash(self.tools.db.write(), person).await?;
        if stored == checked || self.hasher.check(password, stored).await? != Checked::Wrong {
            return Ok(());
        }
        self.end_session(signed_in.session, person).await?;
        Err(Refusal::of(ErrorCode::CredentialsWrong).into())
    }
}
