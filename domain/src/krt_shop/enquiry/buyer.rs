//! Who asks: somebody with an account, or who has confirmed a number.

use sea_orm::ConnectionTrait;

use super::{
    key,
    model::{Enquiry, NewEnquiry},
};
use crate::{
    identity::{
        Identity,
        codes::{self, Confirmed, Purpose},
    },
    krt_shop::listing,
    shared::{
        ctx::Ctx,
        error::{Error, ErrorCode, Refusal, Refusals, Result},
        id::{PersonId, ProjectId},
        language::Language,
        text,
    },
};

/// The longest name, in characters.
const NAME: usize = 80;
const PROOF: &str = "phoneProof";

/// Who asks.
#[derive(Clone, Debug)]
pub(super) struct Buyer {
    pub person: Option<PersonId>,
    pub name: String,
    /// By which they are known again.
    pub key: Vec<u8>,
    pub language: Language,
    /// The number that somebody without an account has confirmed.
    pub confirmed: Option<Confirmed>,
}

/// Who asks; the signed-in need no proof.
pub(super) async fn known(ctx: &Ctx, new: &NewEnquiry) -> Result<Buyer> {
    let secret = &ctx.tools().secret;
    if let Some(me) = ctx.actor.person() {
        let person = Identity::person_in(ctx.db().write(), me).await?;
        let person = person.ok_or_else(Error::unauthenticated)?;
        let key = match &person.phone {
            Some(phone) => key::of_phone(secret, phone),
            None => key::of_person(secret, me),
        };
        return Ok(Buyer {
            person: Some(me),
            name: person.display_name,
            key,
            language: person.language,
            confirmed: None,
        });
    }
    let mut refusals = Refusals::default();
    let proof = new.phone_proof.as_deref().unwrap_or_default();
    let confirmed = refusals.keep(codes::confirmed(ctx, proof, Purpose::Enquiry, PROOF));
    let name = new.name.as_deref().unwrap_or_default();
    let name = refusals.keep(text::line(name, NAME).map_err(|refusal| refusal.at("name")));
    refusals.done()?;
    let (Some(confirmed), Some(name)) = (confirmed, name) else {
        return Err(codes::missing(PROOF).into());
    };
    Ok(Buyer {
        person: None,
        name,
        key: key::of_phone(secret, &confirmed.phone),
        language: ctx.languages.sentences(),
        confirmed: Some(confirmed),
    })
}

/// Stops whoever signs out to ask or review their own project: without an account they are known by a
/// number alone, and it is one of the project's.
pub(super) async fn is_no_seller<C: ConnectionTrait>(
    ctx: &Ctx,
    connection: &C,
    project: ProjectId,
    key: &[u8],
) -> Result<()> {
    let numbers = listing::seller_numbers(connection, project, ctx.now()).await?;
    let secret = &ctx.tools().secret;
    if numbers.iter().any(|number| key::of_phone(secret, number) == key) {
        return Err(Refusal::of(ErrorCode::Forbidden).stop());
    }
    Ok(())
}

/// The same of the buyer of an enquiry that goes on.
pub(in crate::krt_shop) async fn buys_from_others(ctx: &Ctx, enquiry: &Enquiry) -> Result<()> {
    match (enquiry.buyer_id, &enquiry.buyer_key) {
        (None, Some(key)) => is_no_seller(ctx, ctx.db().write(), enquiry.project_id, key).await,
        (Some(_), _) | (None, None) => Ok(()),
    }
}

/// A number that somebody has confirmed, to come back to an enquiry.
pub(super) fn confirmed(ctx: &Ctx, proof: &str) -> Result<Confirmed> {
    Ok(codes::confirmed(ctx, proof, Purpose::Enquiry, PROOF)?)
}

/// The proof was used by somebody else.
pub(super) fn unproven() -> Error {
    codes::missing(PROOF).into()
}
