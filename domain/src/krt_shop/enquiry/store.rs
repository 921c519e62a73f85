//! The queries about enquiries.

use sea_orm::{ActiveEnum, ConnectionTrait};

use super::model::{Enquiry, Side};
use crate::shared::{
    clock::Instant,
    db,
    error::Result,
    id::{EnquiryId, PersonId, ProjectId},
    page::PageRequest,
};

const COLUMNS: &str = "id, project_id, product_id, buyer_id, buyer_name, buyer_key, sealed_phone, \
                       code_id, language, phone_shown, status, closed_by, closed_at, created_at, \
                       answered_at, last_message_at, message_count, read_by_seller, read_by_buyer, \
                       unread_by_seller, unread_by_buyer";

/// The key by which enquiries are ordered: the one in which somebody wrote last first.
pub(super) type EnquiryKey = (Instant, EnquiryId);

pub(super) async fn lookup<C: ConnectionTrait>(
    connection: &C,
    id: EnquiryId,
) -> Result<Option<Enquiry>> {
    let sql = format!("select {COLUMNS} from enquiry where id = $1");
    db::one(connection, &sql, [id.into()]).await
}

/// An enquiry as it stands, which nobody else changes until the transaction ends.
pub(super) async fn lock<C: ConnectionTrait>(
    connection: &C,
    id: EnquiryId,
) -> Result<Option<Enquiry>> {
    let lock = db::locking(connection, " for update");
    let sql = format!("select {COLUMNS} from enquiry where id = $1{lock}");
    db::one(connection, &sql, [id.into()]).await
}

/// Adds an enquiry; tells whether its id was free.
pub(super) async fn add<C: ConnectionTrait>(connection: &C, new: &Enquiry) -> Result<bool> {
    let sql = "insert into enquiry (id, project_id, product_id, buyer_id, buyer_name, buyer_key, \
               sealed_phone, code_id, language, phone_shown, status, created_at, last_message_at, \
               message_count, read_by_seller, read_by_buyer, unread_by_seller, unread_by_buyer) \
               values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $12, 0, 0, 0, 0, 0) \
               on conflict (id) do nothing";
    let values = [
        new.id.into(),
        new.project_id.into(),
        new.product_id.into(),
        new.buyer_id.into(),
        new.buyer_name.as_str().into(),
        new.buyer_key.clone().into(),
        new.sealed_phone.clone().into(),
        new.code_id.into(),
        new.language.to_value().into(),
        new.phone_shown.into(),
        new.status.to_value().into(),
        new.created_at.into(),
    ];
    Ok(db::run(connection, sql, values).await? == 1)
}

/// Notes that a message was added: the enquiry is locked.
pub(super) async fn note_message<C: ConnectionTrait>(
    connection: &C,
    id: EnquiryId,
    (by, number): (Side, i64),
    now: Instant,
) -> Result<()> {
    // Whoever writes has read what stands before.
    let sql = match by {
        Side::Buyer => {
            "update enquiry set message_count = $2, last_message_at = $3, \
             unread_by_seller = unread_by_seller + 1, read_by_buyer = $2, unread_by_buyer = 0 \
             where id = $1"
        }
        Side::Seller => {
            "update enquiry set message_count = $2, last_message_at = $3, \
             answered_at = case when answered_at is null then $3 else answered_at end, \
             unread_by_buyer = unread_by_buyer + 1, read_by_seller = $2, unread_by_seller = 0 \
             where id = $1"
        }
    };
    db::run(connection, sql, [id.into(), number.into(), now.into()]).await?;
    Ok(())
}

/// Notes up to which message one side has read: the enquiry is locked.
pub(super) async fn change_read<C: ConnectionTrait>(
    connection: &C,
    id: EnquiryId,
    (by, number): (Side, i64),
) -> Result<()> {
    let sql = match by {
        Side::Buyer => {
            "update enquiry set read_by_buyer = $2, unread_by_buyer = (select count(*) \
             from enquiry_message m where m.enquiry_id = $1 and m.number > $2 and m.from_seller) \
             where id = $1"
        }
        Side::Seller => {
            "update enquiry set read_by_seller = $2, unread_by_seller = (select count(*) \
             from enquiry_message m where m.enquiry_id = $1 and m.number > $2 and not m.from_seller) \
             where id = $1"
        }
    };
    db::run(connection, sql, [id.into(), number.into()]).await?;
    Ok(())
}

/// Closes an enquiry; false when it was closed before.
pub(super) async fn change_to_closed<C: ConnectionTrait>(
    connection: &C,
    id: EnquiryId,
    by: Side,
    now: Instant,
) -> Result<bool> {
    let sql = "update enquiry set status = 'CLOSED', closed_by = $2, closed_at = $3 \
               where id = $1 and status = 'OPEN'";
    Ok(db::run(connection, sql, [id.into(), by.to_value().into(), now.into()]).await? == 1)
}

pub(super) async fn change_phone_shown<C: ConnectionTrait>(
    connection: &C,
    id: EnquiryId,
    shown: bool,
) -> Result<()> {
    let sql = "update enquiry set phone_shown = $2 where id = $1";
    db::run(connection, sql, [id.into(), shown.into()]).await?;
    Ok(())
}

/// How many enquiries of a buyer to a project go on.
pub(super) async fn count_open<C: ConnectionTrait>(
    connection: &C,
    key: &[u8],
    project: ProjectId,
) -> Result<i64> {
    let sql = "select count(*) from enquiry where buyer_key = $1 and project_id = $2 \
               and status = 'OPEN'";
    let number = db::value(connection, sql, [key.to_vec().into(), project.into()]).await?;
    Ok(number.unwrap_or(0))
}

/// Which enquiries are wanted.
#[derive(Clone, Copy, Debug)]
pub(super) enum Whose {
    Project(ProjectId),
    Buyer(PersonId),
}

/// A page of enquiries.
pub(super) async fn list<C: ConnectionTrait>(
    connection: &C,
    whose: Whose,
    unread_only: bool,
    page: &PageRequest<EnquiryKey>,
) -> Result<Vec<Enquiry>> {
    let mut query = db::Query::new(format!("select {COLUMNS} from enquiry"));
    match whose {
        Whose::Project(id) => {
            query.and("project_id = ?", [id.into()]);
            if unread_only {
                query.and("unread_by_seller > 0", []);
            }
        }
        Whose::Buyer(id) => {
            query.and("buyer_id = ?", [id.into()]);
            if unread_only {
                query.and("unread_by_buyer > 0", []);
            }
        }
    }
    let beyond = page.beyond.map(|(at, id)| [at.into(), id.into()]);
    query.keyset(["last_message_at", "id"], beyond, page.backward, true);
    query.limit(page.rows());
    query.all(connection).await
}

/// How many messages somebody has not read, in all their enquiries.
pub(super) async fn count_unread<C: ConnectionTrait>(connection: &C, whose: Whose) -> Result<i64> {
    let (sql, id) = match whose {
        Whose::Project(id) => (
            "select cast(coalesce(sum(unread_by_seller), 0) as bigint) from enquiry \
             where project_id = $1 and unread_by_seller > 0",
            id.0,
        ),
        Whose::Buyer(id) => (
            "select cast(coalesce(sum(unread_by_buyer), 0) as bigint) from enquiry \
             where buyer_id = $1 and unread_by_buyer > 0",
            id.0,
        ),
    };
    Ok(db::value(connection, sql, [id.into()]).await?.unwrap_or(0))
}

/// The enquiries of a buyer that go on, so many at most.
pub(super) async fn list_open_of_buyer<C: ConnectionTrait>(
    connection: &C,
    buyer: PersonId,
    most: u64,
) -> Result<Vec<Enquiry>> {
    let mut query = db::Query::new(format!("select {COLUMNS} from enquiry"));
    query.and("buyer_id = ? and status = 'OPEN'", [buyer.into()]);
    query.keyset(["last_message_at", "id"], None, false, true);
    query.limit(most);
    query.all(connection).await
}

/// Closes every enquiry of a buyer.
pub(super) async fn close_all_of_buyer<C: ConnectionTrait>(
    connection: &C,
    buyer: PersonId,
    now: Instant,
) -> Result<()> {
    let sql = "update enquiry set status = 'CLOSED', closed_by = 'BUYER', closed_at = $2 \
               where buyer_id = $1 and status = 'OPEN'";
    db::run(connection, sql, [buyer.into(), now.into()]).await?;
    Ok(())
}

/// The enquiries in which nobody has written since, the longest ago first, so many at most.
pub(super) async fn list_old<C: ConnectionTrait>(
    connection: &C,
    before: Instant,
    most: i64,
) -> Result<Vec<EnquiryId>> {
    let sql = "select id from enquiry where last_message_at < $1 order by last_message_at limit $2";
    db::values(connection, sql, [before.into(), most.into()]).await
}

/// Removes these enquiries with their messages; what came of them stays without them.
pub(super) async fn remove_all<C: ConnectionTrait>(
    connection: &C,
    enquiries: &[EnquiryId],
) -> Result<()> {
    let statements = [
        ("update review set enquiry_id = null", "enquiry_id"),
        ("update enquiry_block set enquiry_id = null", "enquiry_id"),
        ("delete from enquiry_message", "enquiry_id"),
        ("delete from enquiry", "id"),
    ];
    for (statement, column) in statements {
        let mut query = db::Query::new(statement);
        query.and_in(column, enquiries.iter().map(|id| id.0));
        query.run(connection).await?;
    }
    Ok(())
}
