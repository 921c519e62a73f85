//! Changing the password.

use super::{
    model::{Person, SignedIn},
    password::Checked,
    proof::session_of,
    rules,
    service::Identity,
    store,
};
use crate::{
    policy::{Action, Target},
    shared::{
        change_log::{Change, Noun, Scope},
        ctx::Ctx,
        error::{Error, ErrorCode, Refusal, Result},
    },
};

impl Identity {
    /// Changes the actor's password, after a fresh proof. Every other session of theirs ends:
    /// somebody may be in one of them who knew the old password.
    pub async fn change_password(&self, ctx: &Ctx, new: &str) -> Result<Person> {
        let (person, session) = session_of(ctx)?;
        ctx.authorize(Action::CredentialsChange, &Target::of(person))?;
        self.require_fresh_proof(ctx).await?;
        rules::password(new).map_err(|refusal| refusal.at("newPassword"))?;
        let hash = self.hasher.hash(new).await?;
        let mut work = ctx.begin().await?;
        store::change_password_hash(work.connection(), person, &hash).await?;
        work.tell(Change::new(Scope::Person(person), Noun::Person, person));
        work.commit().await?;
        self.end_sessions(ctx, person, Some(session)).await?;
        store::lookup(self.tools.db.write(), person).await?.ok_or_else(Error::not_found)
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
