//! Wanting a digest, and wanting none any more: in the app, or by the link in its mail.

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use uuid::Uuid;

use super::{
    digest::{DigestWish, Planned},
    digest_store,
    preference::{Preferences, preferences},
};
use crate::{
    duties::Duty,
    policy::{Action, Place, Target},
    shared::{
        clock::Instant,
        ctx::Ctx,
        error::{Error, Result},
        id::PersonId,
        outbox, scheduler,
        secret::Secret,
        work::Work,
    },
};

/// What the links are sealed for.
const SEAL: &str = "digest wishes";

/// Keeps how often the actor wants a digest, and when; none when they want none.
pub async fn set_digest(ctx: &Ctx, wish: Option<DigestWish>) -> Result<Preferences> {
    let person = ctx.person()?;
    let permit = ctx.authorize(Action::AccountUpdate, &Target::of(person))?;
    if let Some(wish) = wish {
        wish.check()?;
    }
    let now = ctx.now();
    let mut work = ctx.begin().await?;
    if let Some(wish) = wish {
        let planned = Planned { wish, next_at: wish.next(now) };
        digest_store::put(work.connection(), person, ctx.mint(), &planned, now).await?;
        plan(&mut work, planned.next_at).await?;
    } else {
        forget_digest(&work, person).await?;
    }
    work.audit(&permit, person).detail("fields", "noticeDigest");
    work.commit().await?;
    preferences(ctx).await
}

/// Plans what is due at a moment: the digests of all who want theirs then are one duty.
pub(super) async fn plan(work: &mut Work, moment: Instant) -> Result<()> {
    scheduler::plan(work, Duty::NoticeDigest, Uuid::nil(), moment).await
}

/// Forgets that somebody wants digests; one that waits to be sent leaves no more.
pub(crate) async fn forget_digest(work: &Work, person: PersonId) -> Result<()> {
    match digest_store::remove(work.connection(), person).await? {
        Some(cause) => outbox::recall(work, cause).await,
        None => Ok(()),
    }
}

/// The token in a mail with which its reader, and nobody without the mail, ends their digests. It
/// says nothing about whose it is, and ends nothing once they have said anew that they want them:
/// `cause` names their wish.
pub(super) fn token(secret: &Secret, cause: Uuid) -> Result<String> {
    let sealed = secret.seal(SEAL, &[], cause.as_bytes())?;
    Ok(BASE64_URL_SAFE_NO_PAD.encode(sealed))
}

/// The wish that a link ends.
fn wish_of(ctx: &Ctx, token: &str) -> Result<Uuid> {
    let sealed = BASE64_URL_SAFE_NO_PAD.decode(token).ok();
    let said = sealed.and_then(|sealed| ctx.tools().secret.open(SEAL, &[], &sealed));
    said.and_then(|said| Uuid::from_slice(&said).ok()).ok_or_else(Error::not_found)
}

/// Whether a link is one of ours. Whose it is, and whether they still get digests, it does not tell.
pub fn check_digest_link(ctx: &Ctx, token: &str) -> Result<()> {
    ctx.authorize(Action::PublicRead, &Target::nothing())?;
    wish_of(ctx, token).map(drop)
}

/// Ends the digests of whoever a link was sent to. A repeat changes nothing, nor does a link from before
/// they wanted them anew.
pub async fn end_digest_by_link(ctx: &Ctx, token: &str) -> Result<()> {
    ctx.authorize(Action::PublicRead, &Target::nothing())?;
    let cause = wish_of(ctx, token)?;
    let mut work = ctx.begin().await?;
    // Whoever is signed in on that phone may be somebody else.
    work.leave_unaudited();
    if let Some(person) = digest_store::remove_by_cause(work.connection(), cause).await? {
        outbox::recall(&work, cause).await?;
        work.note(Action::AccountUpdate, person, &Place::default())
            .detail("fields", "noticeDigest")
            .detail("by", "link");
    }
    work.commit().await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_stands_in_an_address_and_shows_no_id() {
        let secret = Secret::new("a secret that is only good for tests");
        let cause = Uuid::from_u128(7);
        let made = token(&secret, cause).unwrap();
        assert!(made.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte)));
        let sealed = BASE64_URL_SAFE_NO_PAD.decode(&made).unwrap();
        assert!(!sealed.windows(16).any(|part| part == cause.as_bytes()));
        assert_eq!(secret.open(SEAL, &[], &sealed).unwrap(), cause.as_bytes());
    }
}
