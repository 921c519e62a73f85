//! The queries about messages of enquiries.

use sea_orm::ConnectionTrait;

use super::model::EnquiryMessage;
use crate::shared::{
    db,
    error::Result,
    id::{EnquiryId, EnquiryMessageId, PersonId},
    page::PageRequest,
};

const COLUMNS: &str = "id, enquiry_id, number, from_seller, text, sent_at, content_hash";

/// The key by which messages are ordered.
pub(super) type MessageKey = (i64, EnquiryMessageId);

pub(super) async fn lookup<C: ConnectionTrait>(
    connection: &C,
    id: EnquiryMessageId,
) -> Result<Option<EnquiryMessage>> {
    let sql = format!("select {COLUMNS} from enquiry_message where id = $1");
    db::one(connection, &sql, [id.into()]).await
}

/// The first message of an enquiry.
pub(super) async fn first<C: ConnectionTrait>(
    connection: &C,
    enquiry: EnquiryId,
) -> Result<Option<EnquiryMessage>> {
    let sql = format!("select {COLUMNS} from enquiry_message where enquiry_id = $1 and number = 1");
    db::one(connection, &sql, [enquiry.into()]).await
}

/// Adds a message; tells whether its id was free.
pub(super) async fn add<C: ConnectionTrait>(
    connection: &C,
    new: &EnquiryMessage,
    author: Option<PersonId>,
) -> Result<bool> {
    let sql = "insert into enquiry_message (id, enquiry_id, number, from_seller, author_id, text, \
               sent_at, content_hash) values ($1, $2, $3, $4, $5, $6, $7, $8) \
               on conflict (id) do nothing";
    let values = [
        new.id.into(),
        new.enquiry_id.into(),
        new.number.into(),
        new.from_seller.into(),
        author.into(),
        new.text.clone().into(),
        new.sent_at.into(),
        new.content_hash.clone().into(),
    ];
    Ok(db::run(connection, sql, values).await? == 1)
}

/// The messages of an enquiry, the first first.
pub(super) async fn list<C: ConnectionTrait>(
    connection: &C,
    enquiry: EnquiryId,
    page: &PageRequest<MessageKey>,
) -> Result<Vec<EnquiryMessage>> {
    let mut query = db::Query::new(format!("select {COLUMNS} from enquiry_message"));
    query.and("enquiry_id = ?", [enquiry.into()]);
    let beyond = page.beyond.map(|(number, id)| [number.into(), id.into()]);
    query.keyset(["number", "id"], beyond, page.backward, false);
    query.limit(page.rows());
    query.all(connection).await
}
