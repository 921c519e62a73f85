//! The secret link of somebody's own calendar: what stands in it, each app says by itself.

use uuid::Uuid;

use super::{
    calendar_store,
    model::PersonStatus,
    service::make_secret,
    store::{lookup, roles_held},
};
use crate::{
    policy::{Action, Actor, Target},
    shared::{
        ctx::Ctx,
        error::{Error, Result},
        id::SessionId,
        language::Languages,
    },
};

/// What the key for calendar links is derived from the secret for.
const PURPOSE: &str = "calendar links";
/// How long a secret is: 256 bits in base 64, without padding.
const SECRET: usize = 43;

/// Gives the actor a new secret for the link of their calendar, and shows it this once. The one before
/// leads nowhere from now on.
pub async fn renew_calendar_token(ctx: &Ctx) -> Result<String> {
    let person = ctx.person()?;
    let permit = ctx.authorize(Action::CalendarTokenRenew, &Target::of(person))?;
    let secret = make_secret();
    let hash = ctx.tools().secret.hash(PURPOSE, &[secret.as_bytes()]);
    let mut work = ctx.begin().await?;
    calendar_store::put(work.connection(), person, &hash, ctx.now()).await?;
    work.audit(&permit, person);
    work.commit().await?;
    Ok(secret)
}

/// The context of whoever a secret link belongs to, in their language. An office's roles count only
/// with a second factor, and open nothing here.
pub async fn calendar_reader(ctx: &Ctx, secret: &str) -> Result<Ctx> {
    ctx.authorize(Action::PublicRead, &Target::nothing())?;
    if secret.len() != SECRET {
        return Err(Error::not_found());
    }
    let hash = ctx.tools().secret.hash(PURPOSE, &[secret.as_bytes()]);
    // From the writer: a secret that was renewed is void at once.
    let connection = ctx.db().write();
    let id = calendar_store::find_by_hash(connection, &hash).await?.ok_or_else(Error::not_found)?;
    let person = lookup(connection, id).await?.ok_or_else(Error::not_found)?;
    if person.status != PersonStatus::Active {
        return Err(Error::not_found());
    }
    let mut grants = roles_held(connection, id, ctx.now()).await?;
    grants.retain(|grant| !grant.role.needs_second_factor());
    let mut reader = ctx.clone();
    reader.actor = Actor::Person { id, session: SessionId(Uuid::nil()), grants };
    reader.languages = Languages::from_header(Some(person.language.tag()));
    Ok(reader)
}
