//! The queries about who wants no more of whom.

use sea_orm::ConnectionTrait;

use super::model::{Enquiry, EnquiryBlock};
use crate::shared::{
    clock::Instant,
    db,
    error::Result,
    id::{EnquiryBlockId, EnquiryId, PersonId, ProjectId},
    page::PageRequest,
};

const COLUMNS: &str = "id, project_id, enquiry_id, by_seller, buyer_id, reason, made_at, ended_at";

/// The key by which blocks are ordered, the newest first.
pub(super) type BlockKey = (Instant, EnquiryBlockId);

/// Whether one of the two has blocked the other, with whichever number or account.
pub(super) async fn is_blocked<C: ConnectionTrait>(
    connection: &C,
    project: ProjectId,
    (buyer, key): (Option<PersonId>, Option<&[u8]>),
) -> Result<bool> {
    if let Some(key) = key {
        let sql = "select 1 from enquiry_block where buyer_key = $1 and project_id = $2 \
                   and ended_at is null";
        if db::exists(connection, sql, [key.to_vec().into(), project.into()]).await? {
            return Ok(true);
        }
    }
    let Some(buyer) = buyer else { return Ok(false) };
    let sql = "select 1 from enquiry_block where buyer_id = $1 and project_id = $2 \
               and ended_at is null";
    db::exists(connection, sql, [buyer.into(), project.into()]).await
}

/// The blocks `$3` of a side that count between a project `$2` and a buyer, by the number `$1` or the
/// account `$4`: one of the two may have changed since.
const STANDING: &str = "select id from enquiry_block where buyer_key = $1 and project_id = $2 \
                        and by_seller = $3 and ended_at is null \
                        union select id from enquiry_block where buyer_id = $4 \
                        and project_id = $2 and by_seller = $3 and ended_at is null";

/// Whether this side has blocked the other by this enquiry or another one of the same buyer.
pub(super) async fn find<C: ConnectionTrait>(
    connection: &C,
    of: &Enquiry,
    by_seller: bool,
) -> Result<Option<EnquiryBlockId>> {
    let sql =
        format!("select id from enquiry_block where id in ({STANDING}) order by made_at limit 1");
    let values =
        [of.buyer_key.clone().into(), of.project_id.into(), by_seller.into(), of.buyer_id.into()];
    db::value(connection, &sql, values).await
}

/// A block to be kept.
#[derive(Clone, Debug)]
pub(super) struct New<'a> {
    pub id: EnquiryBlockId,
    pub of: &'a Enquiry,
    pub by_seller: bool,
    pub made_by: Option<PersonId>,
    pub reason: Option<String>,
    pub now: Instant,
}

pub(super) async fn add<C: ConnectionTrait>(connection: &C, new: New<'_>) -> Result<()> {
    let sql = "insert into enquiry_block (id, project_id, enquiry_id, by_seller, buyer_id, \
               buyer_key, made_by, reason, made_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    let enquiry: EnquiryId = new.of.id;
    let values = [
        new.id.into(),
        new.of.project_id.into(),
        enquiry.into(),
        new.by_seller.into(),
        new.of.buyer_id.into(),
        new.of.buyer_key.clone().into(),
        new.made_by.into(),
        new.reason.into(),
        new.now.into(),
    ];
    db::run(connection, sql, values).await?;
    Ok(())
}

/// Takes every block of one side back.
pub(super) async fn end<C: ConnectionTrait>(
    connection: &C,
    of: &Enquiry,
    by_seller: bool,
    (by, now): (Option<PersonId>, Instant),
) -> Result<()> {
    let sql =
        format!("update enquiry_block set ended_at = $5, ended_by = $6 where id in ({STANDING})");
    let values = [
        of.buyer_key.clone().into(),
        of.project_id.into(),
        by_seller.into(),
        of.buyer_id.into(),
        now.into(),
        by.into(),
    ];
    db::run(connection, &sql, values).await?;
    Ok(())
}

/// The blocks of a project, the newest first.
pub(super) async fn list<C: ConnectionTrait>(
    connection: &C,
    project: ProjectId,
    page: &PageRequest<BlockKey>,
) -> Result<Vec<EnquiryBlock>> {
    let mut query = db::Query::new(format!("select {COLUMNS} from enquiry_block"));
    query.and("project_id = ?", [project.into()]);
    let beyond = page.beyond.map(|(at, id)| [at.into(), id.into()]);
    query.keyset(["made_at", "id"], beyond, page.backward, true);
    query.limit(page.rows());
    query.all(connection).await
}
