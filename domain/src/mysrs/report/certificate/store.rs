//! The queries about certificates, and about what proves them.

use sea_orm::{ConnectionTrait, FromQueryResult, Value};

use super::{
    super::{elsewhere::DECIDED_AGAINST, stretch::Stretch},
    model::Certificate,
    moves::Fix,
};
use crate::{
    mysrs::patrol::{OF_MEMBERS, believed as believed_of},
    shared::{
        clock::Instant,
        db,
        error::Result,
        id::{CertificateId, PatrolId, PersonId},
        page::PageRequest,
    },
};

const CERTIFICATE: &str = "select c.id, c.patrol_id, c.person_id, n.display_name, c.unit_id, \
                           u.name as unit_name, c.code, c.starts_at, c.ends_at, c.issued_by, \
                           c.rule_version, c.issued_at, c.revoked_at, c.revoke_reason from certificate c \
                           join person n on n.id = c.person_id \
                           join patrol_unit u on u.id = c.unit_id";
/// The most fixes that are read of a patrol: as many as it may have.
const MOST_FIXES: i64 = crate::mysrs::patrol::MOST_FIXES.cast_signed();

/// The key by which certificates are ordered, the latest first.
pub(super) type CertificateKey = (Instant, CertificateId);

pub(super) async fn lookup<C: ConnectionTrait>(
    connection: &C,
    id: CertificateId,
) -> Result<Option<Certificate>> {
    db::one(connection, &format!("{CERTIFICATE} where c.id = $1"), [id.into()]).await
}

pub(super) async fn find_by_code<C: ConnectionTrait>(
    connection: &C,
    code: &str,
) -> Result<Option<Certificate>> {
    db::one(connection, &format!("{CERTIFICATE} where c.code = $1"), [code.into()]).await
}

/// The certificate of somebody for a patrol.
pub(super) async fn find_of<C: ConnectionTrait>(
    connection: &C,
    patrol: PatrolId,
    person: PersonId,
) -> Result<Option<CertificateId>> {
    let sql = "select id from certificate where patrol_id = $1 and person_id = $2";
    db::value(connection, sql, [patrol.into(), person.into()]).await
}

/// The certificates of a patrol, by name.
pub(super) async fn list_of_patrol<C: ConnectionTrait>(
    connection: &C,
    patrol: PatrolId,
) -> Result<Vec<Certificate>> {
    let sql = format!("{CERTIFICATE} where c.patrol_id = $1 order by n.display_name, c.id");
    db::all(connection, &sql, [patrol.into()]).await
}

/// Somebody's certificates, the latest first.
pub(super) async fn list_of_person<C: ConnectionTrait>(
    connection: &C,
    person: PersonId,
    page: &PageRequest<CertificateKey>,
) -> Result<Vec<Certificate>> {
    let mut query = db::Query::new(CERTIFICATE);
    query.and("c.person_id = ?", [person.into()]);
    let beyond = page.beyond.map(|(at, id)| [at.into(), id.into()]);
    query.keyset(["c.issued_at", "c.id"], beyond, page.backward, true);
    query.limit(page.rows());
    query.all(connection).await
}

/// The stretches for which somebody has certificates that count, of other patrols.
pub(super) async fn list_certified<C: ConnectionTrait>(
    connection: &C,
    person: PersonId,
    beside: PatrolId,
) -> Result<Vec<Stretch>> {
    #[derive(FromQueryResult)]
    struct Row {
        starts_at: Instant,
        ends_at: Instant,
    }
    let sql = "select starts_at, ends_at from certificate where person_id = $1 \
               and patrol_id <> $2 and revoked_at is null";
    let rows: Vec<Row> = db::all(connection, sql, [person.into(), beside.into()]).await?;
    Ok(rows.iter().filter_map(|row| Stretch::of(row.starts_at, row.ends_at)).collect())
}

/// Adds a certificate; tells whether the person had none for the patrol.
pub(super) async fn add<C: ConnectionTrait>(connection: &C, new: &Certificate) -> Result<bool> {
    let sql = "insert into certificate (id, patrol_id, person_id, unit_id, code, starts_at, ends_at, \
               issued_by, issued_at, rule_version) \
               values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) \
               on conflict (patrol_id, person_id) do nothing";
    let values: [Value; 10] = [
        new.id.into(),
        new.patrol_id.into(),
        new.person_id.into(),
        new.unit_id.into(),
        new.code.as_str().into(),
        new.starts_at.into(),
        new.ends_at.into(),
        new.issued_by.into(),
        new.issued_at.into(),
        new.rule_version.into(),
    ];
    Ok(db::run(connection, sql, values).await? == 1)
}

/// Takes a certificate back; tells whether it counted until now.
pub(super) async fn revoke<C: ConnectionTrait>(
    connection: &C,
    id: CertificateId,
    by: Option<PersonId>,
    reason: Option<&str>,
    now: Instant,
) -> Result<bool> {
    let sql = "update certificate set revoked_by = $2, revoked_at = $3, revoke_reason = $4 \
               where id = $1 and revoked_at is null";
    let values = [id.into(), by.into(), now.into(), reason.map(str::to_owned).into()];
    Ok(db::run(connection, sql, values).await? == 1)
}

/// When somebody recorded something.
#[derive(Clone, Copy, Debug, FromQueryResult)]
pub(super) struct Trace {
    pub person_id: PersonId,
    pub corrected_at: Instant,
}

/// The check-ins of a patrol that show that somebody was there: those that are believed, at a
/// checkpoint. What says nothing of a checkpoint cannot be doubted, so it shows nothing either, unless
/// somebody decided that it does.
pub(super) async fn believed<C: ConnectionTrait>(
    connection: &C,
    patrol: PatrolId,
) -> Result<Vec<Trace>> {
    let sql = format!(
        "select c.person_id, c.corrected_at from check_in c where c.patrol_id = $1 and {} \
         and (c.checkpoint_id is not null or c.decided = 'ACCEPTED')",
        believed_of("c")
    );
    db::all(connection, &sql, [patrol.into()]).await
}

/// The fixes of those who are noted on a patrol, of which the server first heard then.
pub(super) async fn fixes<C: ConnectionTrait>(
    connection: &C,
    patrol: PatrolId,
    opened_at: Instant,
) -> Result<Vec<Fix>> {
    let sql = format!(
        "select person_id, corrected_at, latitude, longitude, accuracy_metres, mock \
         from track_point where patrol_id = $1 and patrol_opened_at = $2{OF_MEMBERS} limit $3"
    );
    db::all(connection, &sql, [patrol.into(), opened_at.into(), MOST_FIXES.into()]).await
}

/// Those with a check-in that somebody decided against.
pub(super) async fn decided_against<C: ConnectionTrait>(
    connection: &C,
    patrol: PatrolId,
) -> Result<Vec<PersonId>> {
    let sql = format!(
        "select distinct c.person_id from check_in c where c.patrol_id = $1 and {DECIDED_AGAINST}"
    );
    db::values(connection, &sql, [patrol.into()]).await
}
