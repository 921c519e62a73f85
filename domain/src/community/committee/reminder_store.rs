//! The queries about reminders: of which terms, to whom, and which were given.

use std::collections::HashMap;

use sea_orm::{ConnectionTrait, FromQueryResult};

use super::{
    model::Appointment,
    store::{COLUMNS, FROM, Row},
};
use crate::shared::{
    clock::Instant,
    db,
    error::Result,
    id::{AppointmentId, AreaId, PersonId},
    language::Language,
};

/// How somebody is reached.
pub(super) struct Contact {
    pub phone: String,
    pub language: Language,
}

/// How these people are reached; those without a number are left out.
pub(super) async fn contacts<C: ConnectionTrait>(
    connection: &C,
    people: &[PersonId],
) -> Result<HashMap<PersonId, Contact>> {
    #[derive(FromQueryResult)]
    struct ContactRow {
        id: PersonId,
        phone: Option<String>,
        language: Language,
    }
    let mut query = db::Query::new("select id, phone, language from person");
    query.and("status = 'ACTIVE'", []);
    query.and_in("id", people.iter().map(|person| person.0));
    let rows: Vec<ContactRow> = query.all(connection).await?;
    Ok(rows
        .into_iter()
        .filter_map(|row| Some((row.id, Contact { phone: row.phone?, language: row.language })))
        .collect())
}

/// Notes that a reminder is given; false when it was given before, by whichever node.
pub(super) async fn note_reminder<C: ConnectionTrait>(
    connection: &C,
    id: AppointmentId,
    days: i64,
    now: Instant,
) -> Result<bool> {
    let sql = "insert into term_reminder (appointment_id, days_before, given_at) values ($1, $2, $3) \
               on conflict (appointment_id, days_before) do nothing";
    Ok(db::run(connection, sql, [id.into(), days.into(), now.into()]).await? == 1)
}

/// The terms of areas at work that end after one instant and until another, for which this
/// reminder was not given.
pub(super) async fn to_remind<C: ConnectionTrait>(
    connection: &C,
    (after, until): (Instant, Instant),
    days: i64,
    most: i64,
) -> Result<Vec<Appointment>> {
    let sql = format!(
        "select {COLUMNS} from {FROM} join area a on a.id = c.area_id \
         where c.ends_at > $1 and c.ends_at <= $2 and c.starts_at < c.ends_at and a.status = 'ACTIVE' \
         and not exists (select 1 from term_reminder r where r.appointment_id = c.id and r.days_before = $3) \
         order by c.ends_at, c.id limit $4"
    );
    let rows: Vec<Row> =
        db::all(connection, &sql, [after.into(), until.into(), days.into(), most.into()]).await?;
    Ok(rows.into_iter().map(Into::into).collect())
}

/// The chair of an area and the officers of its district now.
pub(super) async fn overseers<C: ConnectionTrait>(
    connection: &C,
    area: AreaId,
    now: Instant,
) -> Result<Vec<PersonId>> {
    let sql = "select person_id from appointment where area_id = $1 and post = 'CHAIR' \
               and starts_at <= $2 and (ends_at is null or ends_at > $2) \
               union select g.person_id from officer_grant g join area a on a.district_id = g.district_id \
               where a.id = $1 and g.role = 'DISTRICT_OFFICER' and g.starts_at <= $2 \
               and (g.ends_at is null or g.ends_at > $2)";
    db::values(connection, sql, [area.into(), now.into()]).await
}
