//! Shutting somebody out, and letting them in again.

use super::{
    ban_store::{self, Verdict},
    model::PersonStatus,
    service::Identity,
    store,
};
use crate::{
    community,
    duties::Duty,
    krt_shop::project::{self, Leaving},
    policy::{Action, Target},
    shared::{
        ctx::Ctx,
        device,
        error::{Error, ErrorCode, Refusal, Refusals, Result},
        id::PersonId,
        scheduler, text,
    },
};

/// The longest reason, in characters.
const LONGEST_REASON: usize = 500;

impl Identity {
    /// Shuts a person out: their tokens stop counting on every node within a second, their open
    /// streams close, and nobody signs in as them. What they sold is theirs no longer, also when they
    /// are let in again (`project::leave`). Somebody who is out already stays out, with the first
    /// reason.
    pub async fn ban(&self, ctx: &Ctx, person: PersonId, reason: &str) -> Result<PersonId> {
        let permit = ctx.authorize(Action::PersonBan, &Target::nothing())?;
        let by = ctx.person()?;
        let mut refusals = Refusals::default();
        let reason = refusals.keep(text::line(reason, LONGEST_REASON).map_err(|r| r.at("reason")));
        if person == by {
            // Whoever shut themselves out could not let themselves in again.
            refusals.add(Refusal::of(ErrorCode::NotToYourself).at("personId"));
        }
        refusals.done()?;
        let found = store::lookup(self.tools.db.write(), person).await?;
        match found.ok_or_else(Error::not_found)?.status {
            PersonStatus::Active => {}
            PersonStatus::Banned => return Ok(person),
            PersonStatus::Erased => return Err(Error::not_found()),
        }
        let mut work = ctx.begin().await?;
        let (turn, at) = (("ACTIVE", "BANNED"), ctx.now());
        if ban_store::change_status(work.connection(), person, turn, at).await? {
            let verdict = Verdict { person, by, reason: reason.unwrap_or_default(), at };
            ban_store::add(work.connection(), ctx.mint(), verdict).await?;
            project::leave(ctx, &mut work, person, Leaving::Banned).await?;
        }
        device::end_of_person(work.connection(), person, None, at).await?;
        // Never the reason: officers read the audit of their place, and people what is about them.
        work.audit(&permit, person).detail("status", "BANNED");
        // For how many a notice is changes with it, which whoever sent one may be watching.
        community::tell_areas(&mut work, person).await?;
        Self::roles_changed(&mut work, person).await?;
        scheduler::plan(&mut work, Duty::PlacesLeft, person, at).await?;
        work.commit().await?;
        // The status alone keeps them out; their sessions end now, or at the latest when they are
        // let in again.
        if let Err(error) = self.end_sessions(ctx, person, None).await {
            tracing::warn!(%error, "the sessions of somebody who was shut out did not end yet");
        }
        Ok(person)
    }

    /// Lets a person in again, who then signs in anew: no session of before comes back. Somebody
    /// who is not out is left alone.
    pub async fn unban(&self, ctx: &Ctx, person: PersonId, reason: &str) -> Result<PersonId> {
        let permit = ctx.authorize(Action::PersonBan, &Target::nothing())?;
        let by = ctx.person()?;
        let reason = text::line(reason, LONGEST_REASON).map_err(|r| r.at("reason"))?;
        let found = store::lookup(self.tools.db.write(), person).await?;
        match found.ok_or_else(Error::not_found)?.status {
            PersonStatus::Banned => {}
            PersonStatus::Active => return Ok(person),
            PersonStatus::Erased => return Err(Error::not_found()),
        }
        self.end_sessions(ctx, person, None).await?;
        let mut work = ctx.begin().await?;
        let (turn, at) = (("BANNED", "ACTIVE"), ctx.now());
        if ban_store::change_status(work.connection(), person, turn, at).await? {
            ban_store::lift(work.connection(), Verdict { person, by, reason, at }).await?;
        }
        work.audit(&permit, person).detail("status", "ACTIVE");
        community::tell_areas(&mut work, person).await?;
        Self::roles_changed(&mut work, person).await?;
        work.commit().await?;
        Ok(person)
    }
}
