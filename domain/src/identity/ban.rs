//! Shutting somebody out, and letting them in again.

use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::{model::PersonStatus, service::Identity, store};
use crate::{
    policy::{Action, Target},
    shared::{
        clock::Instant,
        ctx::Ctx,
        db,
        error::{Error, ErrorCode, Refusal, Refusals, Result},
        id::PersonId,
        text,
    },
};

/// The longest reason, in characters.
const LONGEST_REASON: usize = 500;

impl Identity {
    /// Shuts a person out: their tokens stop counting on every node within a second, their open
    /// streams close, and nobody signs in as them. Somebody who is out already stays out, with the
    /// first reason.
    pub async fn ban(&self, ctx: &Ctx, person: PersonId, reason: &str) -> Result<PersonId> {
        let permit = ctx.authorize(Action::PersonBan, &Target::nothing())?;
        let by = ctx.person()?;
        let mut refusals = Refusals::default();
        let reason = refusals.keep(text::line(reason, LONGEST_REASON).map_err(|r| r.at("reason")));
        if person == by {
            // Whoever shut themselves out could not let themselves in again.
            refusals.add(Refusal::of(ErrorCode::PersonNotEligible).at("personId"));
        }
        refusals.done()?;
        let found = store::lookup(self.tools.db.write(), person).await?;
        match found.ok_or_else(Error::not_found)?.status {
            PersonStatus::Active => {}
            PersonStatus::Banned => return Ok(person),
            PersonStatus::Erased => return Err(Error::not_found()),
        }
        let mut work = ctx.begin().await?;
        if change_status(work.connection(), person, "ACTIVE", "BANNED", ctx.now()).await? {
            let sql = "insert into ban (id, person_id, reason, given_by, given_at) \
                       values ($1, $2, $3, $4, $5)";
            let values = [
                ctx.mint::<Uuid>().into(),
                person.into(),
                reason.clone().unwrap_or_default().into(),
                by.into(),
                ctx.now().into(),
            ];
            db::run(work.connection(), sql, values).await?;
        }
        work.audit(&permit, person)
            .detail("status", "BANNED")
            .detail("reason", reason.unwrap_or_default());
        Self::roles_changed(&mut work, person).await?;
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
        if change_status(work.connection(), person, "BANNED", "ACTIVE", ctx.now()).await? {
            let sql = "update ban set lift_reason = $2, lifted_by = $3, lifted_at = $4 \
                       where person_id = $1 and lifted_at is null";
            let values = [person.into(), reason.as_str().into(), by.into(), ctx.now().into()];
            db::run(work.connection(), sql, values).await?;
        }
        work.audit(&permit, person).detail("status", "ACTIVE").detail("reason", reason);
        Self::roles_changed(&mut work, person).await?;
        work.commit().await?;
        Ok(person)
    }
}

/// Moves a person from one status to another; false when somebody was quicker.
async fn change_status<C: ConnectionTrait>(
    connection: &C,
    person: PersonId,
    from: &str,
    to: &str,
    now: Instant,
) -> Result<bool> {
    let sql = "update person set status = $3, updated_at = $4 where id = $1 and status = $2";
    let values = [person.into(), from.into(), to.into(), now.into()];
    Ok(db::run(connection, sql, values).await? == 1)
}
