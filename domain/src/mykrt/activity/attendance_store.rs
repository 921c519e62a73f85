//! The queries about who came.

use sea_orm::{ConnectionTrait, FromQueryResult};

use super::model::{Activity, Attendee, Somebody};
use crate::shared::{
    clock::Instant,
    db,
    error::Result,
    id::{ActivityId, PersonId},
    page::PageRequest,
};

/// The key by which those who came are ordered, the earliest first.
pub(super) type AttendeeKey = (Instant, PersonId);

/// Which of these people can have been there by the committee's word: whoever lives or lived in the
/// area on that day, sits or sat on its committee, or said whether they come.
pub(super) async fn eligible<C: ConnectionTrait>(
    connection: &C,
    activity: &Activity,
    people: &[PersonId],
) -> Result<Vec<PersonId>> {
    let mut query = db::Query::new("select p.id from person p");
    query.and("p.status = 'ACTIVE'", []);
    query.and_in("p.id", people.iter().map(|person| person.0));
    query.and(
        "(exists (select 1 from membership m where m.person_id = p.id and m.area_id = ? \
         and (m.left_at is null or m.left_at > ?)) \
         or exists (select 1 from appointment c where c.person_id = p.id and c.area_id = ? \
         and c.starts_at < ? and (c.ends_at is null or c.ends_at > ?)) \
         or exists (select 1 from activity_rsvp r where r.person_id = p.id and r.activity_id = ?))",
        [
            activity.area_id.into(),
            activity.starts_at.into(),
            activity.area_id.into(),
            activity.ends_at.into(),
            activity.starts_at.into(),
            activity.id.into(),
        ],
    );
    query.values(connection).await
}

/// What stands of these people.
pub(super) async fn standing<C: ConnectionTrait>(
    connection: &C,
    activity: ActivityId,
    people: &[PersonId],
) -> Result<Vec<(PersonId, (bool, Instant))>> {
    #[derive(FromQueryResult)]
    struct Row {
        person_id: PersonId,
        present: bool,
        noted_at: Instant,
    }
    let mut query = db::Query::new("select person_id, present, noted_at from activity_attendance");
    query.and("activity_id = ?", [activity.into()]);
    query.and_in("person_id", people.iter().map(|person| person.0));
    let rows: Vec<Row> = query.all(connection).await?;
    Ok(rows.into_iter().map(|row| (row.person_id, (row.present, row.noted_at))).collect())
}

/// A record as it is written.
pub(super) struct Written {
    pub activity: ActivityId,
    pub person: PersonId,
    pub present: bool,
    pub noted_at: Instant,
    pub by: PersonId,
    pub now: Instant,
}

/// Writes a record over the one before.
pub(super) async fn put<C: ConnectionTrait>(connection: &C, new: &Written) -> Result<()> {
    let sql = "insert into activity_attendance (activity_id, person_id, present, noted_at, \
               recorded_by, recorded_at) values ($1, $2, $3, $4, $5, $6) \
               on conflict (activity_id, person_id) do update set present = excluded.present, \
               noted_at = excluded.noted_at, recorded_by = excluded.recorded_by, \
               recorded_at = excluded.recorded_at";
    db::run(
        connection,
        sql,
        [
            new.activity.into(),
            new.person.into(),
            new.present.into(),
            new.noted_at.into(),
            new.by.into(),
            new.now.into(),
        ],
    )
    .await?;
    Ok(())
}

/// How many people with an account came to these activities.
pub(super) async fn count_present<C: ConnectionTrait>(
    connection: &C,
    activities: &[ActivityId],
) -> Result<Vec<(ActivityId, i64)>> {
    #[derive(FromQueryResult)]
    struct Row {
        activity_id: ActivityId,
        number: i64,
    }
    let mut query =
        db::Query::new("select activity_id, count(*) as number from activity_attendance");
    query.and("present", []);
    query.and_in("activity_id", activities.iter().map(|activity| activity.0));
    query.end(" group by activity_id");
    let rows: Vec<Row> = query.all(connection).await?;
    Ok(rows.into_iter().map(|row| (row.activity_id, row.number)).collect())
}

/// Who was there and who was not, the earliest record first.
pub(super) async fn list<C: ConnectionTrait>(
    connection: &C,
    activity: ActivityId,
    page: &PageRequest<AttendeeKey>,
) -> Result<Vec<Attendee>> {
    #[derive(FromQueryResult)]
    struct Row {
        person_id: PersonId,
        display_name: String,
        present: bool,
        noted_at: Instant,
    }
    let mut query = db::Query::new(
        "select t.person_id, p.display_name, t.present, t.noted_at from activity_attendance t \
         join person p on p.id = t.person_id",
    );
    query.and("t.activity_id = ?", [activity.into()]);
    let beyond = page.beyond.map(|(at, id)| [at.into(), id.into()]);
    query.keyset(["t.noted_at", "t.person_id"], beyond, page.backward, false);
    query.limit(page.rows());
    let rows: Vec<Row> = query.all(connection).await?;
    let shown = |row: Row| Attendee {
        person: Somebody { id: row.person_id, display_name: row.display_name },
        present: row.present,
        noted_at: row.noted_at,
    };
    Ok(rows.into_iter().map(shown).collect())
}
