//! The queries about reports of listings.

use sea_orm::{ActiveEnum, ConnectionTrait};

use super::model::{ListingReport, ReportMeasure, ReportStatus};
use crate::{
    community::approval,
    policy::Oversight,
    shared::{
        clock::Instant,
        db,
        error::Result,
        id::{ListingReportId, PersonId, ProductId, ProjectId},
        page::PageRequest,
    },
};

const COLUMNS: &str = "r.id, r.product_id, r.project_id, r.area_id, r.reason, r.text, \
                       r.reported_by, r.status, r.reported_at, r.due_at, r.taken_by, r.taken_at, \
                       r.decided_at, r.measure, r.answer, r.content_hash, r.version";

/// The key by which reports are ordered.
pub(super) type ReportKey = (Instant, ListingReportId);

pub(super) async fn lookup<C: ConnectionTrait>(
    connection: &C,
    id: ListingReportId,
) -> Result<Option<ListingReport>> {
    let sql = format!("select {COLUMNS} from listing_report r where r.id = $1");
    db::one(connection, &sql, [id.into()]).await
}

/// Adds a report; tells whether its id was free.
pub(super) async fn add<C: ConnectionTrait>(connection: &C, new: &ListingReport) -> Result<bool> {
    let sql = "insert into listing_report (id, product_id, project_id, area_id, reason, text, \
               reported_by, status, reported_at, due_at, content_hash, version) \
               values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 1) on conflict (id) do nothing";
    let values = [
        new.id.into(),
        new.product_id.into(),
        new.project_id.into(),
        new.area_id.into(),
        new.reason.to_value().into(),
        new.text.clone().into(),
        new.reported_by.into(),
        new.status.to_value().into(),
        new.reported_at.into(),
        new.due_at.into(),
        new.content_hash.clone().into(),
    ];
    Ok(db::run(connection, sql, values).await? == 1)
}

/// Notes who looks into a report that nobody has taken; false otherwise.
pub(super) async fn change_to_taken<C: ConnectionTrait>(
    connection: &C,
    id: ListingReportId,
    version: i64,
    (by, now): (PersonId, Instant),
) -> Result<bool> {
    let sql = "update listing_report set status = 'TAKEN', taken_by = $3, taken_at = $4, \
               version = version + 1 where id = $1 and version = $2 and status = 'RECEIVED'";
    Ok(db::run(connection, sql, [id.into(), version.into(), by.into(), now.into()]).await? == 1)
}

/// What an officer decided.
#[derive(Clone, Copy, Debug)]
pub(super) struct Decision<'a> {
    pub to: ReportStatus,
    pub measure: Option<ReportMeasure>,
    pub answer: &'a str,
    pub by: PersonId,
    pub now: Instant,
}

/// Writes a decision over the version that was read; false when somebody was quicker.
pub(super) async fn change_to_decided<C: ConnectionTrait>(
    connection: &C,
    (id, version): (ListingReportId, i64),
    Decision { to, measure, answer, by, now }: Decision<'_>,
) -> Result<bool> {
    let sql = "update listing_report set status = $3, measure = $4, answer = $5, decided_by = $6, \
               decided_at = $7, version = version + 1 \
               where id = $1 and version = $2 and status in ('RECEIVED', 'TAKEN')";
    let values = [
        id.into(),
        version.into(),
        to.to_value().into(),
        measure.map(|measure| measure.to_value()).into(),
        answer.into(),
        by.into(),
        now.into(),
    ];
    Ok(db::run(connection, sql, values).await? == 1)
}

/// The other open reports of the same offer for the same reason, so many at most.
pub(super) async fn list_alike<C: ConnectionTrait>(
    connection: &C,
    of: &ListingReport,
    most: i64,
) -> Result<Vec<ListingReport>> {
    let sql = format!(
        "select {COLUMNS} from listing_report r where r.product_id = $1 \
         and r.status in ('RECEIVED', 'TAKEN') and r.reason = $2 and r.id <> $3 \
         order by r.id limit $4"
    );
    let values = [of.product_id.into(), of.reason.to_value().into(), of.id.into(), most.into()];
    db::all(connection, &sql, values).await
}

/// Whether the public sees an offer.
pub(super) async fn is_listed<C: ConnectionTrait>(
    connection: &C,
    product: ProductId,
) -> Result<bool> {
    let sql = "select 1 from product where id = $1 and listed_at is not null";
    db::exists(connection, sql, [product.into()]).await
}

/// Whether a certificate of an offer, or of its whole project, was revoked.
pub(super) async fn has_revoked<C: ConnectionTrait>(
    connection: &C,
    product: ProductId,
    project: ProjectId,
) -> Result<bool> {
    let sql = "select 1 from project_certificate where project_id = $1 and status = 'REVOKED' \
               and (product_id is null or product_id = $2)";
    db::exists(connection, sql, [project.into(), product.into()]).await
}

/// The reports that wait for a decision, the earliest due first.
pub(super) async fn list_waiting<C: ConnectionTrait>(
    connection: &C,
    oversight: &Oversight,
    page: &PageRequest<ReportKey>,
) -> Result<Vec<ListingReport>> {
    let head = format!("select {COLUMNS} from listing_report r join area a on a.id = r.area_id");
    let mut query = db::Query::new(head);
    // As the index of those that wait says it.
    query.and("r.status in ('RECEIVED', 'TAKEN')", []);
    approval::within(&mut query, oversight, "a.");
    let beyond = page.beyond.map(|(at, id)| [at.into(), id.into()]);
    query.keyset(["r.due_at", "r.id"], beyond, page.backward, false);
    query.limit(page.rows());
    query.all(connection).await
}
