//! The queries about minutes.

use sea_orm::{ConnectionTrait, FromQueryResult};

use super::model::{Minutes, MinutesText, Somebody};
use crate::shared::{
    clock::Instant,
    db,
    error::Result,
    id::{ActivityId, AreaId, PersonId},
};

#[derive(FromQueryResult)]
struct Row {
    activity_id: ActivityId,
    area_id: AreaId,
    number: String,
    held_at: Instant,
    place: String,
    attendance: Option<String>,
    agenda: String,
    matters_arising: Option<String>,
    decisions: Option<String>,
    financial_statement: Option<String>,
    prepared_by: PersonId,
    prepared_name: String,
    written_by: PersonId,
    confirmed_by: Option<PersonId>,
    confirmed_name: Option<String>,
    confirmed_at: Option<Instant>,
    published_at: Option<Instant>,
    version: i64,
    created_at: Instant,
    updated_at: Instant,
}

impl From<Row> for Minutes {
    fn from(row: Row) -> Self {
        let confirmed = row.confirmed_by.zip(row.confirmed_name);
        Self {
            activity_id: row.activity_id,
            area_id: row.area_id,
            text: MinutesText {
                number: row.number,
                held_at: row.held_at,
                place: row.place,
                attendance: row.attendance,
                agenda: row.agenda,
                matters_arising: row.matters_arising,
                decisions: row.decisions,
                financial_statement: row.financial_statement,
            },
            prepared_by: Somebody { id: row.prepared_by, display_name: row.prepared_name },
            written_by: row.written_by,
            confirmed_by: confirmed.map(|(id, display_name)| Somebody { id, display_name }),
            confirmed_at: row.confirmed_at,
            published_at: row.published_at,
            version: row.version,
            created_at: row.created_at,
            updated_at: row.updated_at,
        }
    }
}

pub(super) async fn lookup<C: ConnectionTrait>(
    connection: &C,
    activity: ActivityId,
) -> Result<Option<Minutes>> {
    let sql = "select m.activity_id, m.area_id, m.number, m.held_at, m.place, m.attendance, \
               m.agenda, m.matters_arising, m.decisions, m.financial_statement, m.prepared_by, \
               p.display_name as prepared_name, m.written_by, m.confirmed_by, \
               c.display_name as confirmed_name, \
               m.confirmed_at, m.published_at, m.version, m.created_at, m.updated_at \
               from activity_minutes m join person p on p.id = m.prepared_by \
               left join person c on c.id = m.confirmed_by where m.activity_id = $1";
    Ok(db::one::<Row, _>(connection, sql, [activity.into()]).await?.map(Into::into))
}

/// Writes minutes over those before; the caller holds the activity.
pub(super) async fn put<C: ConnectionTrait>(connection: &C, minutes: &Minutes) -> Result<()> {
    let sql = "insert into activity_minutes (activity_id, area_id, number, held_at, place, \
               attendance, agenda, matters_arising, decisions, financial_statement, prepared_by, \
               confirmed_by, confirmed_at, published_at, version, created_at, updated_at, \
               written_by) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, \
               $15, $16, $17, $18) \
               on conflict (activity_id) do update set number = excluded.number, \
               held_at = excluded.held_at, place = excluded.place, \
               attendance = excluded.attendance, agenda = excluded.agenda, \
               matters_arising = excluded.matters_arising, decisions = excluded.decisions, \
               financial_statement = excluded.financial_statement, \
               prepared_by = excluded.prepared_by, confirmed_by = excluded.confirmed_by, \
               confirmed_at = excluded.confirmed_at, published_at = excluded.published_at, \
               version = excluded.version, updated_at = excluded.updated_at, \
               written_by = excluded.written_by";
    let text = &minutes.text;
    db::run(
        connection,
        sql,
        [
            minutes.activity_id.into(),
            minutes.area_id.into(),
            text.number.as_str().into(),
            text.held_at.into(),
            text.place.as_str().into(),
            text.attendance.clone().into(),
            text.agenda.as_str().into(),
            text.matters_arising.clone().into(),
            text.decisions.clone().into(),
            text.financial_statement.clone().into(),
            minutes.prepared_by.id.into(),
            minutes.confirmed_by.as_ref().map(|person| person.id).into(),
            minutes.confirmed_at.into(),
            minutes.published_at.into(),
            minutes.version.into(),
            minutes.created_at.into(),
            minutes.updated_at.into(),
            minutes.written_by.into(),
        ],
    )
    .await?;
    Ok(())
}
