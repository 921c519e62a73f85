//! The queries about what somebody wrote without an account: found again by a number, and forgotten.

use sea_orm::ConnectionTrait;

use crate::shared::{
    db,
    error::Result,
    id::{EnquiryId, PersonId, ProductId},
};

/// Makes what was written by a number that of the account which has confirmed it: enquiries with their
/// messages, who wants no more of whom, and reviews. What belongs to an account stays with that.
pub(super) async fn adopt<C: ConnectionTrait>(
    connection: &C,
    person: PersonId,
    key: &[u8],
) -> Result<()> {
    let statements = [
        "update enquiry_message set author_id = $1 where author_id is null and not from_seller \
         and enquiry_id in (select id from enquiry where buyer_key = $2 and buyer_id is null)",
        "update enquiry_block set made_by = $1 where buyer_key = $2 and buyer_id is null \
         and not by_seller and made_by is null",
        "update enquiry_block set buyer_id = $1 where buyer_key = $2 and buyer_id is null",
        "update review set author_id = $1 where author_key = $2 and author_id is null",
        "update enquiry set buyer_id = $1 where buyer_key = $2 and buyer_id is null",
    ];
    for sql in statements {
        db::run(connection, sql, [person.into(), key.to_vec().into()]).await?;
    }
    Ok(())
}

/// Takes the buyer out of an enquiry: their name, their number, their words, and the name of a review that
/// came of it. Whom a seller has blocked stays blocked. The enquiry is locked.
pub(super) async fn forget<C: ConnectionTrait>(connection: &C, id: EnquiryId) -> Result<()> {
    let statements = [
        "update enquiry_message set text = null, content_hash = null \
         where enquiry_id = $1 and not from_seller",
        "update review set author_name = '' where enquiry_id = $1",
        "update enquiry set buyer_name = '', buyer_key = null, sealed_phone = null, code_id = null, \
         phone_shown = false where id = $1",
    ];
    for sql in statements {
        db::run(connection, sql, [id.into()]).await?;
    }
    Ok(())
}

/// The offers of which somebody has written a review that is shown, so many at most.
pub(super) async fn reviewed_by<C: ConnectionTrait>(
    connection: &C,
    author: PersonId,
    most: u64,
) -> Result<Vec<ProductId>> {
    let sql = format!(
        "select product_id from review where author_id = $1 and status = 'SHOWN' limit {most}"
    );
    db::values(connection, &sql, [author.into()]).await
}

/// The offers whose reviews came of an enquiry and are shown.
pub(super) async fn reviewed<C: ConnectionTrait>(
    connection: &C,
    id: EnquiryId,
) -> Result<Vec<ProductId>> {
    let sql = "select product_id from review where enquiry_id = $1 and status = 'SHOWN'";
    db::values(connection, sql, [id.into()]).await
}
