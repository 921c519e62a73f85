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
        scheduler,
        secret::Secret,
        work::Work,
    },
};

/// What the links are sealed for.
const SEAL: &str = "digest links";

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
        digest_store::remove(work.connection(), person).await?;
    }
    work.audit(&permit, person).detail("fields", "noticeDigest");
    work.commit().await?;
    preferences(ctx).await
}

/// Plans what is due at a moment: the digests of all who want theirs then are one duty.
pub(super) async fn plan(work: &mut Work, moment: Instant) -> Result<()> {
    scheduler::plan(work, Duty::NoticeDigest, Uuid::nil(), moment).await
}

/// The token in a mail with which its reader, and nobody without the mail, ends their digests. It
/// says nothing about whose it is.
pub(super) fn token(secret: &Secret, person: PersonId) -> Result<String> {
    let sealed = secret.seal(SEAL, &[], person.0.as_bytes())?;
    Ok(BASE64_URL_SAFE_NO_PAD.encode(sealed))
}

fn owner(ctx: &Ctx, token: &str) -> Result<PersonId> {
    let sealed = BASE64_URL_SAFE_NO_PAD.decode(token).ok();
    let said = sealed.and_then(|sealed| ctx.tools().secret.open(SEAL, &[], &sealed));
    let id = said.and_then(|said| Uuid::from_slice(&said).ok()).ok_or_else(Error::not_found)?;
    Ok(PersonId(id))
}

/// Whether a link is one of ours. Whose it is, and whether they still get digests, it does not tell.
pub fn check_digest_link(ctx: &Ctx, token: &str) -> Result<()> {
    ctx.authorize(Action::PublicRead, &Target::nothing())?;
    owner(ctx, token).map(drop)
}

/// Ends the digests of whoever a link was sent to. A repeat changes nothing.
pub async fn end_digest_by_link(ctx: &Ctx, token: &str) -> Result<()> {
    ctx.authorize(Action::PublicRead, &Target::nothing())?;
    let person = owner(ctx, token)?;
    let mut work = ctx.begin().await?;
    // Whoever is signed in on that phone may be somebody else.
    work.leave_unaudited();
    if digest_store::remove(work.connection(), person).await? {
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
        let person = PersonId(Uuid::from_u128(7));
        let made = token(&secret, person).unwrap();
        assert!(made.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte)));
        let sealed = BASE64_URL_SAFE_NO_PAD.decode(&made).unwrap();
        assert!(!sealed.windows(16).any(|part| part == person.0.as_bytes()));
        assert_eq!(secret.open(SEAL, &[], &sealed).unwrap(), person.0.as_bytes());
    }
}
