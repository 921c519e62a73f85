//! The queries about what people wish of notices.

use sea_orm::{ActiveEnum as _, ConnectionTrait, FromQueryResult};

use super::{
    model::Severity,
    ways_store::CHOICE,
    wish::{Choice, Preference, QuietHours},
};
use crate::shared::{
    clock::Instant,
    db,
    error::Result,
    id::{AreaId, PersonId},
};

/// What somebody chose: for everywhere first.
pub(super) async fn list<C: ConnectionTrait>(
    connection: &C,
    person: PersonId,
) -> Result<Vec<Preference>> {
    let sql = "select area_id, severity, choice from notice_preference where person_id = $1 \
               order by case when area_id is null then 0 else 1 end, area_id, severity";
    db::all(connection, sql, [person.into()]).await
}

/// Keeps what somebody chose, in the place of what they chose before; without a choice that is
/// forgotten.
pub(super) async fn put<C: ConnectionTrait>(
    connection: &C,
    (person, area): (PersonId, Option<AreaId>),
    severity: Severity,
    choice: Option<Choice>,
    now: Instant,
) -> Result<()> {
    let area = area.map(|area| area.0);
    let severity = severity.to_value();
    let Some(choice) = choice else {
        let mut query = db::Query::new("delete from notice_preference");
        query.and("person_id = ? and severity = ?", [person.into(), severity.into()]);
        match area {
            Some(area) => query.and("area_id = ?", [area.into()]),
            None => query.and("area_id is null", []),
        }
        query.run(connection).await?;
        return Ok(());
    };
    let same = if area.is_some() {
        "(person_id, severity, area_id) where area_id is not null"
    } else {
        "(person_id, severity) where area_id is null"
    };
    let sql = format!(
        "insert into notice_preference (person_id, area_id, severity, choice, set_at) \
         values ($1, $2, $3, $4, $5) on conflict {same} do update set choice = excluded.choice, \
         set_at = excluded.set_at"
    );
    let values =
        [person.into(), area.into(), severity.into(), choice.to_value().into(), now.into()];
    db::run(connection, &sql, values).await?;
    Ok(())
}

/// What somebody wishes.
#[derive(Debug, FromQueryResult)]
pub(super) struct Wish {
    pub person: PersonId,
    pub choice: Option<Choice>,
    from_minute: Option<i64>,
    until_minute: Option<i64>,
}

impl Wish {
    /// When they want to hear nothing.
    pub fn quiet(&self) -> Option<QuietHours> {
        QuietHours::of(self.from_minute, self.until_minute)
    }
}

/// What these people wish of notices of a severity in an area, of those who have an account and are
/// not shut out.
pub(super) async fn wishes<C: ConnectionTrait>(
    connection: &C,
    (people, area): (&[PersonId], AreaId),
    severity: Severity,
) -> Result<Vec<Wish>> {
    let mut query = db::Query::new("select n.id as person, q.from_minute, q.until_minute,");
    query.join(
        &format!(
            "{CHOICE} as choice \
             from person n left join notice_quiet_hours q on q.person_id = n.id"
        ),
        [severity.to_value().into(), area.into()],
    );
    query.and("n.status = 'ACTIVE'", []);
    query.and_in("n.id", people.iter().map(|person| person.0));
    query.all(connection).await
}

/// When somebody wants to hear nothing.
pub(super) async fn quiet_hours<C: ConnectionTrait>(
    connection: &C,
    person: PersonId,
) -> Result<Option<QuietHours>> {
    let sql = "select from_minute, until_minute from notice_quiet_hours where person_id = $1";
    db::one(connection, sql, [person.into()]).await
}

/// Those of these people who want to hear nothing now, and until when.
pub(super) async fn asleep<C: ConnectionTrait>(
    connection: &C,
    people: &[PersonId],
    now: Instant,
) -> Result<Vec<(PersonId, Instant)>> {
    #[derive(FromQueryResult)]
    struct Row {
        person_id: PersonId,
        from_minute: i64,
        until_minute: i64,
    }
    let mut query =
        db::Query::new("select person_id, from_minute, until_minute from notice_quiet_hours");
    query.and_in("person_id", people.iter().map(|person| person.0));
    let rows: Vec<Row> = query.all(connection).await?;
    let ends = |Row { person_id, from_minute, until_minute }: Row| {
        Some((person_id, QuietHours { from_minute, until_minute }.end(now)?))
    };
    Ok(rows.into_iter().filter_map(ends).collect())
}

/// Keeps when somebody wants to hear nothing; none when they always want to.
pub(super) async fn put_quiet_hours<C: ConnectionTrait>(
    connection: &C,
    person: PersonId,
    hours: Option<QuietHours>,
    now: Instant,
) -> Result<()> {
    let Some(hours) = hours else {
        let sql = "delete from notice_quiet_hours where person_id = $1";
        db::run(connection, sql, [person.into()]).await?;
        return Ok(());
    };
    let sql = "insert into notice_quiet_hours (person_id, from_minute, until_minute, set_at) \
               values ($1, $2, $3, $4) on conflict (person_id) do update set \
               from_minute = excluded.from_minute, until_minute = excluded.until_minute, \
               set_at = excluded.set_at";
    let values = [person.into(), hours.from_minute.into(), hours.until_minute.into(), now.into()];
    db::run(connection, sql, values).await?;
    Ok(())
}
