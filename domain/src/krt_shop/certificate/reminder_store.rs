//! The queries about reminders: of which certificates, and which were given.

use chrono::NaiveDate;
use sea_orm::{ConnectionTrait, DbBackend, FromQueryResult};

use super::model::CertificateKind;
use crate::shared::{
    clock::Instant,
    db,
    error::Result,
    id::{ProjectCertificateId, ProjectId},
};

/// A certificate of whose end its project is reminded.
#[derive(Debug, FromQueryResult)]
pub(super) struct Ending {
    pub id: ProjectCertificateId,
    pub project_id: ProjectId,
    pub project_name: String,
    pub kind: CertificateKind,
    pub valid_until: NaiveDate,
}

/// Of which certificates a reminder is due.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wanted {
    /// Those that end after this day …
    pub after: NaiveDate,
    /// … and until that one.
    pub until: NaiveDate,
    /// Which reminder.
    pub days: i64,
    /// Whether another one that waits for an officer makes it needless: it may be refused, so that the
    /// last reminder goes out all the same.
    pub waiting_is_enough: bool,
    /// So many at most.
    pub most: i64,
}

/// The confirmed certificates of which a reminder is due and was not given, and after which no other one
/// of the same kind and for the same things goes on without a day between.
pub(super) async fn to_remind<C: ConnectionTrait>(
    connection: &C,
    wanted: &Wanted,
) -> Result<Vec<Ending>> {
    let postgres = connection.get_database_backend() == DbBackend::Postgres;
    let day_after = if postgres { "c.valid_until + 1" } else { "date(c.valid_until, '+1 day')" };
    let enough =
        if wanted.waiting_is_enough { "in ('CONFIRMED', 'SUBMITTED')" } else { "= 'CONFIRMED'" };
    let sql = format!(
        "select c.id, c.project_id, p.name as project_name, c.kind, c.valid_until \
         from project_certificate c join project p on p.id = c.project_id \
         where c.status = 'CONFIRMED' and c.valid_until > $1 and c.valid_until <= $2 \
         and not exists (select 1 from project_certificate_reminder r \
         where r.certificate_id = c.id and r.days_before = $3) \
         and not exists (select 1 from project_certificate n \
         where n.project_id = c.project_id and n.kind = c.kind and n.status {enough} \
         and n.valid_from <= {day_after} and n.valid_until > c.valid_until \
         and (n.product_id is null or n.product_id = c.product_id)) \
         order by c.valid_until, c.id limit $4"
    );
    let Wanted { after, until, days, most, .. } = *wanted;
    db::all(connection, &sql, [after.into(), until.into(), days.into(), most.into()]).await
}

/// Notes that a reminder is given; false when it was given before, by whichever node.
pub(super) async fn note_reminder<C: ConnectionTrait>(
    connection: &C,
    id: ProjectCertificateId,
    days: i64,
    now: Instant,
) -> Result<bool> {
    let sql = "insert into project_certificate_reminder (certificate_id, days_before, given_at) \
               values ($1, $2, $3) on conflict (certificate_id, days_before) do nothing";
    Ok(db::run(connection, sql, [id.into(), days.into(), now.into()]).await? == 1)
}
