//! Signing on by the department's sign-in service, and who may.

use std::sync::Arc;

use super::{
    model::{
        Beginning, Begun, Binding, Pending, Returned, SignOnLink, SignOnLinking, SignOnSettings,
    },
    pending,
    provider::Provider,
    rules, store,
    web::Web,
};
use crate::{
    identity::{Identity, SignedIn, model::PersonStatus, store as people, telling},
    policy::{Action, Target},
    shared::{
        change_log::{Change, Noun, Scope},
        ctx::{Ctx, Tools},
        error::{Error, ErrorCode, Refusal, Refusals, Result},
        id::{PersonId, SignOnLinkId},
        outbox::Text,
        text,
    },
};

/// The longest reason, in characters.
const LONGEST_REASON: usize = 500;
/// More than any cookie or secret of ours; a longer one is not worth hashing.
const LONGEST_PROOF: usize = 128;

/// Single sign-on on one node; without settings there is none.
#[derive(Debug)]
pub struct SignOn {
    tools: Arc<Tools>,
    identity: Arc<Identity>,
    provider: Option<Provider>,
}

impl SignOn {
    /// Makes ready without asking anybody: the provider is asked when somebody signs on.
    pub fn open(
        tools: Arc<Tools>,
        identity: Arc<Identity>,
        settings: Option<SignOnSettings>,
    ) -> Result<Self> {
        let provider = match settings {
            None => None,
            Some(settings) => {
                let web = Web::open()?;
                Some(Provider::new(settings, web, tools.clock.clone()))
            }
        };
        Ok(Self { tools, identity, provider })
    }

    fn provider(&self) -> Result<&Provider> {
        self.provider.as_ref().ok_or_else(Error::not_found)
    }

    /// Begins a sign-on: where to send somebody, and what to give their browser.
    pub async fn begin(&self, ctx: &Ctx, beginning: Beginning) -> Result<Begun> {
        let Beginning { redirect, binding, fresh } = beginning;
        let provider = self.provider()?;
        self.identity.limit_address(ctx, "sign-on").await?;
        let redirect = rules::redirect(&provider.settings, redirect.as_deref())?;
        let (binding, cookie) = bind(binding, redirect == provider.settings.own_redirect)?;
        let metadata = provider.metadata().await?;
        let state = pending::chance();
        let begun = Pending {
            nonce: pending::chance(),
            verifier: pending::chance(),
            redirect,
            binding,
            begun_at: ctx.now().timestamp(),
        };
        pending::keep(&self.tools.cache, &state, &begun).await?;
        let location = provider.location(&metadata, &state, &begun, fresh);
        Ok(Begun { location, cookie })
    }

    /// Ends a sign-on: the one who began it, by `proof`, brings what the provider gave, and is
    /// signed in. Whatever comes of it, it cannot be brought again.
    pub async fn finish(&self, ctx: &Ctx, back: &Returned, proof: &str) -> Result<SignedIn> {
        let provider = self.provider()?;
        let expired = || Refusal::of(ErrorCode::SignOnExpired).stop();
        let state = back.state.as_deref().filter(|state| state.len() <= LONGEST_PROOF);
        let state = state.ok_or_else(expired)?;
        let begun = pending::take(&self.tools.cache, state).await?.ok_or_else(expired)?;
        let late = ctx.now().timestamp() - begun.begun_at >= pending::LASTS.as_secs().cast_signed();
        let proves =
            proof.len() <= LONGEST_PROOF && rules::same(&pending::digest(proof), &begun.binding);
        if late || !proves {
            return Err(expired());
        }
        let metadata = provider.metadata().await?;
        let code = rules::code(&provider.settings, &metadata, back)?;
        let tokens = provider.exchange(&code, &begun).await?;
        let claims = provider.verify(&tokens, &begun).await?;
        let link = store::find_by_subject(self.tools.db.write(), &claims.iss, &claims.sub).await?;
        let link = link.ok_or_else(|| not_linked(&claims.sub))?;
        let standing = people::standing(self.tools.db.write(), link.person_id).await?;
        if standing.is_none_or(|standing| standing.status != PersonStatus::Active) {
            return Err(Refusal::of(ErrorCode::Forbidden).stop());
        }
        let strong = rules::is_strong(&claims, &provider.settings.strong);
        // A password alone, given to the provider, proves no more here than it does there.
        let proved_at = if strong { rules::proved_at(&claims, ctx.now()) } else { None };
        let begun =
            self.identity.begin_session_by(ctx, link.person_id, Some(strong), proved_at).await?;
        // Whoever ends the link ends the sessions that it began: this one may have come after.
        let still = store::lookup(self.tools.db.write(), link.id).await?;
        if still.is_none_or(|link| link.ends_at.is_some()) {
            self.identity.end_session(begun.session, link.person_id).await?;
            return Err(not_linked(&claims.sub));
        }
        Ok(begun)
    }

    /// Links the provider's name for somebody to the person here. Linking again what is linked
    /// changes nothing.
    pub async fn link(&self, ctx: &Ctx, linking: &SignOnLinking) -> Result<SignOnLink> {
        let permit = ctx.authorize(Action::SignOnLink, &Target::of(linking.person))?;
        self.identity.require_fresh_proof(ctx).await?;
        let linking = self.checked(linking)?;
        let standing = people::standing(ctx.read(), linking.person).await?;
        if standing.is_none_or(|standing| standing.status != PersonStatus::Active) {
            return Err(Refusal::of(ErrorCode::PersonNotEligible).at("personId").into());
        }
        let mut work = ctx.begin().await?;
        let linked =
            store::find_by_subject(work.connection(), &linking.issuer, &linking.subject).await?;
        match linked {
            Some(link) if link.person_id == linking.person => return Ok(link),
            Some(_) => return Err(Refusal::of(ErrorCode::SignOnLinkTaken).at("subject").into()),
            None => {}
        }
        let id: SignOnLinkId = ctx.mint();
        store::add(work.connection(), id, &linking, ctx.person()?, ctx.now()).await?;
        work.tell(Change::new(Scope::Person(linking.person), Noun::Person, linking.person));
        let once = (id.0, ctx.now());
        telling::tell_person(&mut work, linking.person, Text::SignOnLinked, once).await?;
        work.audit(&permit, id).about(linking.person);
        work.commit().await?;
        store::lookup(ctx.db().write(), id).await?.ok_or_else(Error::not_found)
    }

    fn checked(&self, linking: &SignOnLinking) -> Result<SignOnLinking> {
        let issuer = self.provider.as_ref().map(|provider| provider.settings.issuer.as_str());
        let mut refusals = Refusals::default();
        if issuer != Some(linking.issuer.as_str()) {
            let known = issuer.unwrap_or("–");
            refusals.add(Refusal::of(ErrorCode::ValueInvalid).at("issuer").with("values", known));
        }
        let subject = refusals.keep(
            text::line(&linking.subject, rules::LONGEST_SUBJECT).map_err(|r| r.at("subject")),
        );
        let reason = refusals
            .keep(text::paragraphs(&linking.reason, LONGEST_REASON).map_err(|r| r.at("reason")));
        refusals.done()?;
        Ok(SignOnLinking {
            subject: subject.unwrap_or_default(),
            reason: reason.unwrap_or_default(),
            ..linking.clone()
        })
    }

    /// Ends a link: nobody signs on by it any more, and the sessions that a sign-on began end.
    /// Ending again changes nothing.
    pub async fn unlink(&self, ctx: &Ctx, id: SignOnLinkId, reason: &str) -> Result<SignOnLink> {
        let permit = ctx.authorize(Action::SignOnLink, &Target::nothing())?;
        self.identity.require_fresh_proof(ctx).await?;
        let link = store::lookup(ctx.read(), id).await?.ok_or_else(Error::not_found)?;
        let reason = text::paragraphs(reason, LONGEST_REASON).map_err(|r| r.at("reason"))?;
        let mut work = ctx.begin().await?;
        if store::end(work.connection(), id, ctx.person()?, &reason, ctx.now()).await? {
            work.tell(Change::new(Scope::Person(link.person_id), Noun::Person, link.person_id));
        }
        work.audit(&permit, id).about(link.person_id);
        work.commit().await?;
        // Also when it had ended: the first time may have come only so far.
        self.identity.end_sign_ons(ctx, link.person_id).await?;
        store::lookup(ctx.db().write(), id).await?.ok_or_else(Error::not_found)
    }

    /// A person's links, newest first, ended ones included; at most 50.
    pub async fn links(&self, ctx: &Ctx, person: PersonId) -> Result<Vec<SignOnLink>> {
        ctx.authorize(Action::SignOnLink, &Target::of(person))?;
        store::list(ctx.read(), person).await
    }
}

fn not_linked(subject: &str) -> Error {
    Refusal::of(ErrorCode::SignOnNotLinked).with("subject", subject).stop()
}

/// What a sign-on is bound to, and the cookie that it gives. A cookie binds only here, at our own
/// address: a page elsewhere would not get it.
fn bind(binding: Binding, ours: bool) -> Result<(String, Option<String>)> {
    match binding {
        Binding::Challenge(challenge) if rules::is_challenge(&challenge) => Ok((challenge, None)),
        Binding::Challenge(_) => {
            let detail = "challenge is not the base64url of 32 bytes";
            Err(Refusal::of(ErrorCode::BadRequest).with("detail", detail).stop())
        }
        Binding::Cookie(_) if !ours => {
            let detail = "challenge is missing";
            Err(Refusal::of(ErrorCode::BadRequest).with("detail", detail).stop())
        }
        Binding::Cookie(kept) => {
            // The one that the browser has goes on counting, so that two tabs can sign on at once.
            let kept = kept.filter(|cookie| rules::is_challenge(cookie));
            let cookie = kept.unwrap_or_else(pending::chance);
            Ok((pending::digest(&cookie), Some(cookie)))
        }
    }
}
