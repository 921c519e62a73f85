//! Whom an enquiry is told, and how.

use super::{
    model::{Enquiry, Side},
    read::PHONES,
};
use crate::{
    krt_shop::{listing, telling},
    shared::{
        change_log::{Change, Noun, Scope},
        clock::Instant,
        db,
        error::Result,
        id::{EnquiryId, EnquiryMessageId, PersonId, ProjectId},
        outbox::{ShopSays, ShopText},
        work::Work,
    },
};

/// Where the app opens.
fn link(id: EnquiryId) -> String {
    format!("krt://enquiry/{id}")
}

/// Tells whoever follows it.
pub(super) fn changed(work: &mut Work, enquiry: &Enquiry) {
    work.tell(Change::new(Scope::Project(enquiry.project_id), Noun::Enquiry, enquiry.id));
    if let Some(buyer) = enquiry.buyer_id {
        work.tell(Change::new(Scope::Person(buyer), Noun::Enquiry, enquiry.id));
    }
}

/// A message was written: the other side is pushed to; by SMS they are told of the first one that they
/// have not read, and not of each. `enquiry` is as it stood before.
pub(super) async fn written(
    work: &mut Work,
    enquiry: &Enquiry,
    (by, message): (Side, EnquiryMessageId),
    now: Instant,
) -> Result<()> {
    changed(work, enquiry);
    let name = project_name(work, enquiry.project_id).await?;
    let (says, people, is_first) = match by {
        Side::Buyer => {
            let people = listing::sellers(work.connection(), enquiry.project_id, now).await?;
            (ShopSays::EnquiryReceived, people, enquiry.unread_by_seller == 0)
        }
        Side::Seller => {
            let people: Vec<PersonId> = enquiry.buyer_id.into_iter().collect();
            (ShopSays::EnquiryAnswered, people, enquiry.unread_by_buyer == 0)
        }
    };
    let text = ShopText { says, name, link: link(enquiry.id) };
    if by == Side::Seller && enquiry.buyer_id.is_none() {
        return if is_first { to_number(work, enquiry, text, message).await } else { Ok(()) };
    }
    if is_first {
        telling::reach(work, people, text, message.0).await
    } else {
        telling::push(work, people, text, message.0).await
    }
}

/// To a buyer without an account.
async fn to_number(
    work: &mut Work,
    enquiry: &Enquiry,
    text: ShopText,
    message: EnquiryMessageId,
) -> Result<()> {
    let secret = work.tools().secret.clone();
    let sealed = enquiry.sealed_phone.as_deref();
    let phone = sealed.and_then(|sealed| secret.open(PHONES, enquiry.id.0.as_bytes(), sealed));
    let Some(phone) = phone.and_then(|phone| String::from_utf8(phone).ok()) else { return Ok(()) };
    let text = ShopText { says: ShopSays::EnquiryAnsweredToNumber, ..text };
    telling::send_sms(work, (phone, enquiry.language), text, message.0).await
}

/// One side has closed it: the other is pushed to.
pub(super) async fn closed(work: &mut Work, enquiry: &Enquiry, by: Side) -> Result<()> {
    changed(work, enquiry);
    let now = work.tools().clock.now();
    let people = match by {
        Side::Buyer => listing::sellers(work.connection(), enquiry.project_id, now).await?,
        Side::Seller => enquiry.buyer_id.into_iter().collect(),
    };
    let name = project_name(work, enquiry.project_id).await?;
    let text = ShopText { says: ShopSays::EnquiryClosed, name, link: link(enquiry.id) };
    telling::push(work, people, text, enquiry.id.0).await
}

async fn project_name(work: &Work, id: ProjectId) -> Result<String> {
    let sql = "select name from project where id = $1";
    Ok(db::value(work.connection(), sql, [id.into()]).await?.unwrap_or_default())
}
