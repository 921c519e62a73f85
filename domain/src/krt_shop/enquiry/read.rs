//! Reading enquiries: the buyer theirs, the sellers those of their project.

use super::{
    buyer, key,
    message_store::{self, MessageKey},
    model::{Enquiry, EnquiryMessage, Sent, Shown, Side},
    store::{self, EnquiryKey, Whose},
};
use crate::{
    identity::Identity,
    krt_shop::listing,
    policy::{Action, Permit, Target},
    shared::{
        ctx::Ctx,
        error::{Error, ErrorCode, Refusal, Result},
        id::{EnquiryId, ProjectId},
        page::{self, Page, PageArgs, PageRequest},
    },
};

/// What a number is sealed for, beside its row.
pub(super) const PHONES: &str = "enquiry phones";

/// An enquiry with who looks at it, and what lets them.
#[derive(Debug)]
pub(in crate::krt_shop) struct Reached {
    pub enquiry: Enquiry,
    pub side: Side,
    pub permit: Permit,
}

impl Reached {
    /// Under which name what its buyer writes is counted: whichever enquiry they write by, with and
    /// without an account.
    pub(in crate::krt_shop) fn buyer(&self) -> String {
        match &self.enquiry.buyer_key {
            Some(known) => key::as_text(known),
            None => self.enquiry.id.to_string(),
        }
    }
}

/// Under which name the refusal of a secret holds what was refused.
const REFUSED: &str = "by";

/// A secret that opens nothing now, whether there is such an enquiry or not: whoever has one has no
/// account to sign in with.
fn shut() -> Error {
    Refusal::of(ErrorCode::NotFound).with(REFUSED, "secret").stop()
}

/// Whether an enquiry is not found because its secret opens it no more.
pub(super) fn is_shut(refusal: &Refusal) -> bool {
    refusal.code == ErrorCode::NotFound && refusal.value(REFUSED).is_some()
}

/// An enquiry for somebody who may do this to it: its buyer, by account or by secret, or a seller.
pub(in crate::krt_shop) async fn reach(
    ctx: &Ctx,
    id: EnquiryId,
    secret: Option<&str>,
    action: Action,
) -> Result<Reached> {
    let opened = key::opens(ctx, secret, id);
    if !opened && ctx.actor.person().is_none() {
        // Before anything is looked for: nobody learns by asking which enquiries there are.
        return Err(if secret.is_some() { shut() } else { Error::unauthenticated() });
    }
    let found = store::lookup(ctx.db().write(), id).await?.ok_or_else(Error::not_found)?;
    let (_, place) = listing::project_of(ctx, found.project_id).await?;
    let target = Target { owner: found.buyer_id, addressed: opened, ..Target::at(place) };
    let permit = ctx.authorize(action, &target)?;
    let me = ctx.actor.person();
    let buys = opened || (me.is_some() && me == found.buyer_id);
    let side = if buys { Side::Buyer } else { Side::Seller };
    Ok(Reached { enquiry: found, side, permit })
}

/// One enquiry.
pub async fn enquiry(ctx: &Ctx, id: EnquiryId, secret: Option<&str>) -> Result<Shown> {
    let reached = reach(ctx, id, secret, Action::EnquiryRead).await?;
    Ok(Shown { enquiry: reached.enquiry, side: reached.side })
}

/// Opens an enquiry again for a buyer without an account who has confirmed the same number.
pub async fn open_enquiry(ctx: &Ctx, id: EnquiryId, proof: &str) -> Result<Sent> {
    let confirmed = buyer::confirmed(ctx, proof)?;
    let found = store::lookup(ctx.db().write(), id).await?;
    let known = Some(key::of_phone(&ctx.tools().secret, &confirmed.phone));
    // With an account one signs in.
    let found = found.filter(|found| found.buyer_id.is_none() && found.buyer_key == known);
    let enquiry = found.ok_or_else(Error::not_found)?;
    let secret = Some(key::give(ctx, id)?);
    Ok(Sent { shown: Shown { enquiry, side: Side::Buyer }, secret })
}

/// The enquiries to a project, for its sellers, each with its cursor.
pub async fn enquiries_of_project(
    ctx: &Ctx,
    project: ProjectId,
    unread_only: bool,
    args: &PageArgs,
) -> Result<Page<(String, Shown)>> {
    authorize_project(ctx, project).await?;
    list(ctx, (Whose::Project(project), Side::Seller), unread_only, args).await
}

/// The reader's own enquiries, each with its cursor.
pub async fn enquiries_of_viewer(
    ctx: &Ctx,
    unread_only: bool,
    args: &PageArgs,
) -> Result<Page<(String, Shown)>> {
    let me = ctx.person()?;
    ctx.authorize(Action::EnquiryRead, &Target::of(me))?;
    list(ctx, (Whose::Buyer(me), Side::Buyer), unread_only, args).await
}

async fn list(
    ctx: &Ctx,
    (whose, side): (Whose, Side),
    unread_only: bool,
    args: &PageArgs,
) -> Result<Page<(String, Shown)>> {
    let request = PageRequest::<EnquiryKey>::from_args(args)?;
    let rows = store::list(ctx.db().write(), whose, unread_only, &request).await?;
    Ok(request.page(rows).map(|enquiry| {
        (page::encode(&(enquiry.last_message_at, enquiry.id)), Shown { enquiry, side })
    }))
}

/// How many messages nobody of a project has read, for its sellers.
pub async fn unread_of_project(ctx: &Ctx, project: ProjectId) -> Result<i64> {
    authorize_project(ctx, project).await?;
    store::count_unread(ctx.db().write(), Whose::Project(project)).await
}

/// How many messages of sellers the reader has not read.
pub async fn unread_of_viewer(ctx: &Ctx) -> Result<i64> {
    let me = ctx.person()?;
    ctx.authorize(Action::EnquiryRead, &Target::of(me))?;
    store::count_unread(ctx.db().write(), Whose::Buyer(me)).await
}

/// Goes on for the sellers of a project.
pub(super) async fn authorize_project(ctx: &Ctx, project: ProjectId) -> Result<()> {
    ctx.person()?;
    let (_, place) = listing::project_of(ctx, project).await?;
    ctx.authorize(Action::EnquiryRead, &Target::at(place))?;
    Ok(())
}

/// The messages of an enquiry that the caller has read, the first first, each with its cursor.
pub async fn messages(
    ctx: &Ctx,
    of: &Shown,
    args: &PageArgs,
) -> Result<Page<(String, EnquiryMessage)>> {
    let request = PageRequest::<MessageKey>::from_args(args)?;
    let rows = message_store::list(ctx.db().write(), of.enquiry.id, &request).await?;
    Ok(request.page(rows).map(|row| (page::encode(&(row.number, row.id)), row)))
}

/// The buyer's number in an enquiry that the caller has read: to the buyer, and to the sellers when the
/// buyer says so.
pub async fn buyer_phone(ctx: &Ctx, of: &Shown) -> Result<Option<String>> {
    let enquiry = &of.enquiry;
    if of.side == Side::Seller && !enquiry.phone_shown {
        return Ok(None);
    }
    match (enquiry.buyer_id, &enquiry.sealed_phone) {
        (Some(buyer), _) => {
            let person = Identity::person_in(ctx.db().write(), buyer).await?;
            Ok(person.and_then(|person| person.phone))
        }
        (None, Some(sealed)) => Ok(unsealed(ctx, enquiry.id, sealed)),
        (None, None) => Ok(None),
    }
}

/// The number of a buyer without an account; none when another secret has sealed it.
pub(super) fn unsealed(ctx: &Ctx, id: EnquiryId, sealed: &[u8]) -> Option<String> {
    let text = ctx.tools().secret.open(PHONES, id.0.as_bytes(), sealed)?;
    String::from_utf8(text).ok()
}
