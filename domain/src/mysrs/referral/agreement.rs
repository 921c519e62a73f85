//! Agreeing with the police where a district's referrals are sent, and ending that.

use super::{
    agreement_store::{self, AgreementKey, Ending, Kept},
    model::{EndKind, EndingAgreement, FeedAgreement, NewAgreement},
    rules,
};
use crate::{
    community::{self, District},
    identity::Identity,
    mysrs::incident::{Within, place_of},
    policy::{Action, Place, Target},
    shared::{
        ctx::Ctx,
        error::{Error, ErrorCode, Refusal, Result},
        id::{FeedAgreementId, WebhookId},
        page::{self, Page, PageArgs, PageRequest},
        replay::{Begun, Once},
        text,
        webhook::{self, NewWebhook, Reach},
        work::Work,
    },
};

/// What an agreement is made with.
#[derive(Clone, Copy, Debug)]
pub struct Means<'a> {
    /// Who knows whether the officer proved lately to be themselves.
    pub identity: &'a Identity,
    /// How far referrals may be sent.
    pub reach: Reach,
}

/// Writes down what was agreed, and makes the secret with which referrals are signed from then on. It
/// asks for a fresh proof: a phone left on a table sends nothing elsewhere. The secret stands in the
/// answer, and nowhere else but in the answer to a repeat of the same key.
pub async fn add_agreement(
    ctx: &Ctx,
    means: &Means<'_>,
    new: &NewAgreement,
    key: Option<&str>,
) -> Result<FeedAgreement> {
    ctx.person()?;
    let district = community::district(ctx, new.district_id).await?;
    let place = place(&district);
    let permit = ctx.authorize(Action::FeedAgreementSet, &Target::at(place))?;
    means.identity.require_fresh_proof(ctx).await?;
    let mut once = match Once::begin(ctx, &permit, "feedAgreementAdd", key, new).await? {
        Begun::Fresh(once) => once,
        Begun::Repeat(id) => return agreement(ctx, FeedAgreementId(id)).await,
    };
    let written = write(ctx, &once.work, &district, (new, means.reach)).await;
    if let Ok(id) = &written {
        let deed = once.work.audit(&permit, *id);
        deed.detail("agreedWith", new.agreed_with.trim());
    }
    let id = once.finish(ctx, written).await?;
    agreement(ctx, id).await
}

fn place(district: &District) -> Place {
    let (state, district) = (Some(district.state_code.clone()), Some(district.id));
    Place { state, district, ..Place::default() }
}

async fn write(
    ctx: &Ctx,
    work: &Work,
    district: &District,
    (new, reach): (&NewAgreement, Reach),
) -> Result<FeedAgreementId> {
    let terms = rules::terms(new, reach, ctx.now())?;
    agreement_store::take_turn(work.connection(), district.id).await?;
    if agreement_store::overlaps(work.connection(), district.id, &terms).await? {
        return Err(Refusal::of(ErrorCode::FeedAgreementOverlaps).at("startsAt").into());
    }
    let (id, to): (FeedAgreementId, WebhookId) = (ctx.mint(), ctx.mint());
    let secret = webhook::new_secret();
    let new = NewWebhook { id: to, url: &terms.url, secret: &secret, ends_at: terms.ends_at };
    webhook::add(work, &new).await?;
    let kept = Kept {
        id,
        district: district.id,
        state: &district.state_code,
        webhook: to,
        terms: &terms,
        by: ctx.person()?,
        now: ctx.now(),
    };
    agreement_store::add(work.connection(), &kept).await?;
    Ok(id)
}

/// The secret of an agreement that was just written down, as it is handed to the police: `whsec_…`. Only
/// for whoever agreed to it, and only in the answer to that.
pub async fn handed_over(ctx: &Ctx, agreement: &FeedAgreement) -> Result<Option<String>> {
    if ctx.person()? != agreement.agreed_by {
        return Ok(None);
    }
    let secret = webhook::secret(ctx.tools(), agreement.webhook_id).await?;
    Ok(secret.map(|secret| webhook::shown(&secret)))
}

/// Ends an agreement now: nothing is sent any more, also not what waits. One that has ended stays as it
/// is.
pub async fn end_agreement(
    ctx: &Ctx,
    ending: &EndingAgreement,
    key: Option<&str>,
) -> Result<FeedAgreement> {
    let found = agreement(ctx, ending.id).await?;
    let permit = ctx.authorize(Action::FeedAgreementSet, &Target::at(found.place()))?;
    let mut once = match Once::begin(ctx, &permit, "feedAgreementEnd", key, ending).await? {
        Begun::Fresh(once) => once,
        Begun::Repeat(id) => return agreement(ctx, FeedAgreementId(id)).await,
    };
    let ended = end(ctx, &once.work, &found, &ending.reason).await;
    match &ended {
        Ok(true) => {
            once.work.audit(&permit, found.id).detail("reason", ending.reason.as_str());
        }
        _ => once.work.leave_unaudited(),
    }
    let id = once.finish(ctx, ended.map(|_| found.id)).await?;
    agreement(ctx, id).await
}

/// Tells whether it had not ended before.
async fn end(ctx: &Ctx, work: &Work, found: &FeedAgreement, reason: &str) -> Result<bool> {
    let reason = text::paragraphs_of(reason, rules::PURPOSE).map_err(|r| r.at("reason"))?;
    let (by, now) = (Some(ctx.person()?), ctx.now());
    let reason = Some(reason.as_str());
    let ending = Ending { id: found.id, kind: EndKind::Revoked, by, reason, now };
    let fresh = agreement_store::end(work.connection(), &ending).await?;
    if fresh {
        webhook::end(work.connection(), found.webhook_id, now).await?;
    }
    Ok(fresh)
}

/// One agreement: for the officers of its place.
pub async fn agreement(ctx: &Ctx, id: FeedAgreementId) -> Result<FeedAgreement> {
    ctx.person()?;
    let found = agreement_store::lookup(ctx.db().write(), id).await?;
    let found = found.ok_or_else(Error::not_found)?;
    ctx.authorize(Action::FeedAgreementRead, &Target::at(found.place()))?;
    Ok(found)
}

/// The agreements of a district, a state or all, the latest first, each with its cursor: for the officers
/// there.
pub async fn agreements(
    ctx: &Ctx,
    within: &Within,
    args: &PageArgs,
) -> Result<Page<(String, FeedAgreement)>> {
    ctx.person()?;
    let place = place_of(ctx, within).await?;
    ctx.authorize(Action::FeedAgreementRead, &Target::at(place))?;
    let request = PageRequest::<AgreementKey>::from_args(args)?;
    let rows = agreement_store::list(ctx.read(), within, &request).await?;
    Ok(request.page(rows).map(|row| (page::encode(&(row.added_at, row.id)), row)))
}
