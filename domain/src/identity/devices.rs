//! On which devices somebody is signed in, and signing out there.

use std::sync::Arc;

use super::{
    model::{Person, Session},
    proof::session_of,
    service::Identity,
    store, telling,
};
use crate::{
    policy::{Action, Place, Target},
    shared::{
        audit::Author,
        change_log::{self, Change, Noun, Scope},
        ctx::Ctx,
        device,
        error::Result,
        id::{PersonId, SessionId},
        outbox::Text,
        work::Work,
    },
};

impl Identity {
    /// The actor's sessions that go on, the last used first.
    pub async fn sessions(&self, ctx: &Ctx) -> Result<Vec<Session>> {
        let (person, _) = session_of(ctx)?;
        ctx.authorize(Action::AccountRead, &Target::of(person))?;
        self.live_sessions(ctx, person).await
    }

    /// Ends one of the actor's sessions on every node: the one named, or the one in which the
    /// actor asks. One that has ended already is no error: an answer may have been lost.
    pub async fn sign_out(&self, ctx: &Ctx, which: Option<SessionId>) -> Result<SessionId> {
        let (person, current) = session_of(ctx)?;
        let session = which.unwrap_or(current);
        let mut target = Target::of(person);
        if session != current {
            target.owner = self.sessions.lookup(session).await?.map(|session| session.person);
            let scope = Scope::Person(person);
            if change_log::has_gone_for(&self.tools.db, &scope, Noun::Session, session).await? {
                return Ok(session);
            }
        }
        ctx.authorize(Action::SessionRevoke, &target)?;
        self.end(ctx.author(), person, &[session]).await?;
        Ok(session)
    }

    /// Ends all of the actor's sessions on every node, or all but the one in which the actor asks.
    pub async fn sign_out_everywhere(
        &self,
        ctx: &Ctx,
        keep_current: bool,
    ) -> Result<Vec<SessionId>> {
        let (person, current) = session_of(ctx)?;
        ctx.authorize(Action::SessionRevoke, &Target::of(person))?;
        self.end_sessions(ctx, person, keep_current.then_some(current)).await
    }

    /// Ends every session of a person but one, with its devices, and tells which.
    pub(super) async fn end_sessions(
        &self,
        ctx: &Ctx,
        person: PersonId,
        but: Option<SessionId>,
    ) -> Result<Vec<SessionId>> {
        let mut ended: Vec<SessionId> =
            self.sessions.list(person, ctx.now()).await?.iter().map(|session| session.id).collect();
        ended.retain(|session| Some(*session) != but);
        if ended.is_empty() {
            // The store may have let go a session whose devices are still there.
            device::end_of_person(self.tools.db.write(), person, but, ctx.now()).await?;
            return Ok(ended);
        }
        let work = Work::begin(Arc::clone(&self.tools), ctx.author()).await?;
        // Before its devices, so that none is registered meanwhile.
        store::take_turn(work.connection(), person).await?;
        device::end_of_person(work.connection(), person, but, ctx.now()).await?;
        self.end_in(work, person, &ended).await?;
        Ok(ended)
    }

    /// Ends the sessions of a person that a sign-on began.
    pub(super) async fn end_sign_ons(&self, ctx: &Ctx, person: PersonId) -> Result<()> {
        let sessions = self.sessions.list(person, ctx.now()).await?;
        let begun = sessions.iter().filter(|session| session.sign_on.is_some());
        self.end(ctx.author(), person, &begun.map(|session| session.id).collect::<Vec<_>>()).await
    }

    pub(super) async fn end_session(&self, session: SessionId, person: PersonId) -> Result<()> {
        self.end(Author::default(), person, &[session]).await
    }

    /// Ends a session of which somebody else has the tokens too, and tells its person.
    pub(super) async fn end_for_safety(
        &self,
        ctx: &Ctx,
        session: SessionId,
        person: &Person,
    ) -> Result<()> {
        let mut work = Work::begin(Arc::clone(&self.tools), Author::default()).await?;
        let once = (session.0, ctx.now());
        telling::tell(&mut work, person, Text::SessionEndedForSafety, once).await?;
        self.end_in(work, person.id, &[session]).await
    }

    async fn end(&self, author: Author, person: PersonId, sessions: &[SessionId]) -> Result<()> {
        if sessions.is_empty() {
            return Ok(());
        }
        let work = Work::begin(Arc::clone(&self.tools), author).await?;
        self.end_in(work, person, sessions).await
    }

    async fn end_in(&self, mut work: Work, person: PersonId, sessions: &[SessionId]) -> Result<()> {
        // Whoever registers a device meanwhile waits, and sees that the session has ended.
        store::take_turn(work.connection(), person).await?;
        // The log first: once it stands no node accepts the sessions' access tokens, whatever
        // becomes of the store of sessions.
        for session in sessions {
            work.note(Action::SessionRevoke, *session, &Place::default()).about(person);
            work.tell(Change::gone(Scope::Person(person), Noun::Session, *session));
        }
        device::end_of_sessions(work.connection(), sessions, self.tools.clock.now()).await?;
        work.commit().await?;
        for session in sessions {
            self.gate.end(*session);
        }
        for session in sessions {
            self.sessions.remove(*session, person).await?;
        }
        Ok(())
    }

    /// Ends the sessions of a person that are too many, those first that were used longest ago;
    /// never the one that has just begun.
    pub(super) async fn end_surplus(&self, ctx: &Ctx, begun: &Session) -> Result<()> {
        let others = self.sessions.list(begun.person, ctx.now()).await?;
        let surplus: Vec<SessionId> = others
            .iter()
            .map(|session| session.id)
            .filter(|session| *session != begun.id)
            .skip(self.settings.sessions_per_person.saturating_sub(1))
            .collect();
        self.end(Author::default(), begun.person, &surplus).await
    }

    /// What the log says has ended is not listed, even where the store missed it.
    async fn live_sessions(&self, ctx: &Ctx, person: PersonId) -> Result<Vec<Session>> {
        let mut live = Vec::new();
        for session in self.sessions.list(person, ctx.now()).await? {
            if !change_log::has_gone(&self.tools.db, Noun::Session, session.id).await? {
                live.push(session);
            }
        }
        Ok(live)
    }
}

impl Session {
    /// Whether the actor asks in this session.
    #[must_use]
    pub fn is_current(&self, ctx: &Ctx) -> bool {
        session_of(ctx).is_ok_and(|(_, current)| current == self.id)
    }
}
