//! The queries about certificates.

use chrono::NaiveDate;
use sea_orm::{ActiveEnum, ConnectionTrait, Value};

use super::{
    marks::Kept,
    model::{Certificate, CertificateKind, CertificateStatus},
    rules::Decided,
};
use crate::{
    community::approval,
    policy::Oversight,
    shared::{
        clock::Instant,
        db,
        error::Result,
        id::{PersonId, ProductId, ProjectCertificateId, ProjectId},
        page::PageRequest,
    },
};

const COLUMNS: &str = "c.id, c.project_id, c.product_id, c.kind, c.number, c.issuer, c.valid_from, \
                       c.valid_until, c.scan_media_id, c.status, c.reason, c.submitted_by, \
                       c.submitted_at, c.decided_by, c.decided_at, c.version";
const KEPT: &str = "select project_id, product_id, kind, number, issuer, valid_from, valid_until \
                    from project_certificate";

/// The key by which certificates are ordered: ids follow each other in time.
pub(super) type CertificateKey = (ProjectCertificateId, ProjectCertificateId);

pub(super) async fn lookup<C: ConnectionTrait>(
    connection: &C,
    id: ProjectCertificateId,
) -> Result<Option<Certificate>> {
    let sql = format!("select {COLUMNS} from project_certificate c where c.id = $1");
    db::one(connection, &sql, [id.into()]).await
}

/// One certificate, about which nobody else decides until the transaction ends.
pub(super) async fn lock<C: ConnectionTrait>(
    connection: &C,
    id: ProjectCertificateId,
) -> Result<Option<Certificate>> {
    let locking = db::locking(connection, " for update");
    let sql = format!("select {COLUMNS} from project_certificate c where c.id = $1{locking}");
    db::one(connection, &sql, [id.into()]).await
}

/// For how many months a certificate of a kind that begins then is valid at most; none: nothing is
/// known about it.
pub(super) async fn longest_months<C: ConnectionTrait>(
    connection: &C,
    kind: CertificateKind,
    begins_at: Instant,
) -> Result<Option<i64>> {
    let sql = "select longest_months from certificate_rule where kind = $1 \
               and effective_from <= $2 order by effective_from desc limit 1";
    db::value(connection, sql, [kind.to_value().into(), begins_at.into()]).await
}

/// How many certificates of a project wait for an officer.
pub(super) async fn count_waiting<C: ConnectionTrait>(
    connection: &C,
    project: ProjectId,
) -> Result<i64> {
    let sql = "select count(*) from project_certificate where project_id = $1 and status = $2";
    let values = [project.into(), CertificateStatus::Submitted.to_value().into()];
    Ok(db::value(connection, sql, values).await?.unwrap_or_default())
}

/// Whether a product is a project's, and not archived.
pub(super) async fn is_offered<C: ConnectionTrait>(
    connection: &C,
    product: ProductId,
    project: ProjectId,
) -> Result<bool> {
    let sql = "select 1 from product where id = $1 and project_id = $2 and status <> 'ARCHIVED'";
    db::exists(connection, sql, [product.into(), project.into()]).await
}

pub(super) async fn add<C: ConnectionTrait>(
    connection: &C,
    new: &Certificate,
    number_key: &str,
) -> Result<()> {
    let sql = "insert into project_certificate (id, project_id, product_id, kind, number, \
               number_key, issuer, valid_from, valid_until, scan_media_id, status, submitted_by, \
               submitted_at, version) \
               values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)";
    let values: [Value; 14] = [
        new.id.into(),
        new.project_id.into(),
        new.product_id.into(),
        new.kind.to_value().into(),
        new.number.as_str().into(),
        number_key.into(),
        new.issuer.as_str().into(),
        new.valid_from.into(),
        new.valid_until.into(),
        new.scan_media_id.into(),
        new.status.to_value().into(),
        new.submitted_by.into(),
        new.submitted_at.into(),
        new.version.into(),
    ];
    db::run(connection, sql, values).await?;
    Ok(())
}

/// Writes what was decided over the version that was read, unless somebody was quicker.
pub(super) async fn change<C: ConnectionTrait>(
    connection: &C,
    found: &Certificate,
    decided: &Decided,
    (by, at): (PersonId, Instant),
) -> Result<bool> {
    let sql = "update project_certificate set status = $3, reason = $4, decided_by = $5, \
               decided_at = $6, version = version + 1 where id = $1 and version = $2";
    let values = [
        found.id.into(),
        found.version.into(),
        decided.status.to_value().into(),
        decided.reason.clone().into(),
        by.into(),
        at.into(),
    ];
    Ok(db::run(connection, sql, values).await? == 1)
}

/// A page of a project's certificates, the latest first.
pub(super) async fn list_of_project<C: ConnectionTrait>(
    connection: &C,
    project: ProjectId,
    status: Option<CertificateStatus>,
    page: &PageRequest<CertificateKey>,
) -> Result<Vec<Certificate>> {
    let mut query = db::Query::new(format!("select {COLUMNS} from project_certificate c"));
    query.and("c.project_id = ?", [project.into()]);
    if let Some(status) = status {
        query.and("c.status = ?", [status.to_value().into()]);
    }
    let beyond = page.beyond.map(|(first, second)| [first.into(), second.into()]);
    query.keyset(["c.id", "c.id"], beyond, page.backward, true);
    query.limit(page.rows());
    query.all(connection).await
}

/// A page of what waits where somebody is an officer, the oldest first.
pub(super) async fn list_waiting<C: ConnectionTrait>(
    connection: &C,
    oversight: &Oversight,
    page: &PageRequest<CertificateKey>,
) -> Result<Vec<Certificate>> {
    let mut query = db::Query::new(format!(
        "select {COLUMNS} from project_certificate c join project p on p.id = c.project_id \
         join area a on a.id = p.area_id"
    ));
    // As the index of what waits says it.
    query.and("c.status = 'SUBMITTED'", []);
    approval::within(&mut query, oversight, "a.");
    let beyond = page.beyond.map(|(first, second)| [first.into(), second.into()]);
    query.keyset(["c.id", "c.id"], beyond, page.backward, false);
    query.limit(page.rows());
    query.all(connection).await
}

/// The other projects that name the same number, waiting or confirmed; a few of them.
pub(super) async fn projects_with_number<C: ConnectionTrait>(
    connection: &C,
    found: &Certificate,
    number_key: &str,
) -> Result<Vec<ProjectId>> {
    let sql = "select distinct project_id from project_certificate where kind = $1 \
               and number_key = $2 and project_id <> $3 and status in ('SUBMITTED', 'CONFIRMED') \
               order by project_id limit 10";
    let values = [found.kind.to_value().into(), number_key.into(), found.project_id.into()];
    db::values(connection, sql, values).await
}

/// The confirmed certificates that are not over, those that last longest first.
pub(super) async fn list_confirmed<C: ConnectionTrait>(
    connection: &C,
    today: NaiveDate,
    most: u64,
) -> Result<Vec<Kept>> {
    let mut query = db::Query::new(KEPT);
    query.and("status = 'CONFIRMED'", []);
    query.and("valid_until >= ?", [today.into()]);
    query.keyset(["valid_until", "id"], None, false, true);
    query.limit(most);
    query.all(connection).await
}

/// The confirmed certificates of these projects that are not over.
pub(super) async fn list_confirmed_of<C: ConnectionTrait>(
    connection: &C,
    projects: &[ProjectId],
    today: NaiveDate,
) -> Result<Vec<Kept>> {
    let mut query = db::Query::new(KEPT);
    query.and_in("project_id", projects.iter().map(|id| id.0));
    query.and("status = 'CONFIRMED'", []);
    query.and("valid_until >= ?", [today.into()]);
    query.all(connection).await
}

/// For what a project has a valid halal certificate on a day: each product, or none for all of them.
/// Nobody takes one of them back until the transaction ends.
pub(super) async fn halal_proofs<C: ConnectionTrait>(
    connection: &C,
    project: ProjectId,
    today: NaiveDate,
) -> Result<Vec<Option<ProductId>>> {
    #[derive(sea_orm::FromQueryResult)]
    struct Proof {
        product_id: Option<ProductId>,
    }
    let locking = db::locking(connection, " for share");
    let sql = format!(
        "select product_id from project_certificate where project_id = $1 and kind = 'HALAL' \
         and status = 'CONFIRMED' and valid_from <= $2 and valid_until >= $2{locking}"
    );
    let proofs: Vec<Proof> = db::all(connection, &sql, [project.into(), today.into()]).await?;
    Ok(proofs.into_iter().map(|proof| proof.product_id).collect())
}
