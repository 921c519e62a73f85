//! The queries about consent.

use sea_orm::{ActiveEnum, ConnectionTrait, Value};

use super::model::{Answer, Consent, Invitation};
use crate::shared::{
    clock::Instant,
    db,
    error::Result,
    id::{AreaId, ConsentId, PatrolUnitId, PersonId, UnitApplicationId},
};

const SELECT: &str = "select c.id, c.application_id, c.unit_id, c.person_id, n.display_name, \
                      c.asked_at, c.answer, c.answered_at, c.stated_age \
                      from unit_consent c join person n on n.id = c.person_id";

/// The most open questions that one person is shown.
const MOST_OPEN: i64 = 100;

/// Asks somebody for an application; who was asked before keeps their answer.
pub(in crate::mysrs) async fn ask_for_application<C: ConnectionTrait>(
    connection: &C,
    id: ConsentId,
    application: UnitApplicationId,
    person: PersonId,
    asked_by: PersonId,
    now: Instant,
) -> Result<()> {
    let sql = "insert into unit_consent (id, application_id, person_id, asked_by, asked_at, answer) \
               values ($1, $2, $3, $4, $5, 'ASKED') \
               on conflict (application_id, person_id) do nothing";
    let values = [id.into(), application.into(), person.into(), asked_by.into(), now.into()];
    db::run(connection, sql, values).await?;
    Ok(())
}

/// Asks somebody for a unit, again when they declined or left before. Tells whether the question is
/// new.
pub(super) async fn ask_for_unit<C: ConnectionTrait>(
    connection: &C,
    id: ConsentId,
    unit: PatrolUnitId,
    person: PersonId,
    asked_by: PersonId,
    now: Instant,
) -> Result<bool> {
    let sql = "insert into unit_consent (id, unit_id, person_id, asked_by, asked_at, answer) \
               values ($1, $2, $3, $4, $5, 'ASKED') \
               on conflict (unit_id, person_id) do update set asked_by = excluded.asked_by, \
               asked_at = excluded.asked_at, answer = 'ASKED', answered_at = null, stated_age = null \
               where unit_consent.answer <> 'ASKED'";
    let values = [id.into(), unit.into(), person.into(), asked_by.into(), now.into()];
    Ok(db::run(connection, sql, values).await? == 1)
}

/// Drops everybody from an application who is not among these people.
pub(in crate::mysrs) async fn keep_only<C: ConnectionTrait>(
    connection: &C,
    application: UnitApplicationId,
    people: &[PersonId],
) -> Result<()> {
    let marks: Vec<String> = (2..people.len() + 2).map(|number| format!("${number}")).collect();
    let others = if marks.is_empty() {
        String::new()
    } else {
        format!(" and person_id not in ({})", marks.join(", "))
    };
    let sql = format!("delete from unit_consent where application_id = $1{others}");
    let mut values: Vec<Value> = vec![application.into()];
    values.extend(people.iter().map(|person| Value::from(*person)));
    db::run(connection, &sql, values).await?;
    Ok(())
}

/// Everybody named in an application, by name.
pub(in crate::mysrs) async fn list_of_application<C: ConnectionTrait>(
    connection: &C,
    application: UnitApplicationId,
) -> Result<Vec<Consent>> {
    let sql = format!("{SELECT} where c.application_id = $1 order by n.display_name, c.id");
    db::all(connection, &sql, [application.into()]).await
}

/// Who of an application counts: they have joined, are old enough, and live in the area. They come in
/// the order in which people's turns are taken.
pub(in crate::mysrs) async fn list_eligible<C: ConnectionTrait>(
    connection: &C,
    application: UnitApplicationId,
    area: AreaId,
    least_age: i64,
) -> Result<Vec<Consent>> {
    let sql = format!(
        "{SELECT} join membership m on m.person_id = c.person_id and m.area_id = $2 \
         and m.left_at is null \
         where c.application_id = $1 and c.answer = 'ACCEPTED' and c.stated_age >= $3 \
         order by c.person_id"
    );
    db::all(connection, &sql, [application.into(), area.into(), least_age.into()]).await
}

/// What somebody was asked about an application.
pub(super) async fn find_for_application<C: ConnectionTrait>(
    connection: &C,
    application: UnitApplicationId,
    person: PersonId,
) -> Result<Option<Consent>> {
    let sql = format!("{SELECT} where c.application_id = $1 and c.person_id = $2");
    db::one(connection, &sql, [application.into(), person.into()]).await
}

/// What somebody was asked about a unit.
pub(super) async fn find_for_unit<C: ConnectionTrait>(
    connection: &C,
    unit: PatrolUnitId,
    person: PersonId,
) -> Result<Option<Consent>> {
    let sql = format!("{SELECT} where c.unit_id = $1 and c.person_id = $2");
    db::one(connection, &sql, [unit.into(), person.into()]).await
}

/// The questions that somebody has not answered, the latest first.
pub(super) async fn list_open<C: ConnectionTrait>(
    connection: &C,
    person: PersonId,
) -> Result<Vec<Invitation>> {
    let sql = format!(
        "select c.application_id, c.unit_id, coalesce(a.area_id, u.area_id) as area_id, \
         coalesce(a.name, u.name) as name, \
         coalesce(a.meeting_place, u.meeting_place) as meeting_place, \
         n.display_name as asked_by, c.asked_at from unit_consent c \
         join person n on n.id = c.asked_by \
         left join unit_application a on a.id = c.application_id \
         left join patrol_unit u on u.id = c.unit_id \
         where c.person_id = $1 and c.answer = 'ASKED' \
         and (a.id is null or a.status not in ('ACTIVE', 'CANCELLED')) \
         and (u.id is null or u.status <> 'CANCELLED') \
         order by c.asked_at desc, c.id desc limit {MOST_OPEN}"
    );
    db::all(connection, &sql, [person.into()]).await
}

/// Writes an answer down.
pub(in crate::mysrs) async fn change_answer<C: ConnectionTrait>(
    connection: &C,
    id: ConsentId,
    answer: Answer,
    stated_age: Option<i64>,
    now: Instant,
) -> Result<()> {
    let sql =
        "update unit_consent set answer = $2, stated_age = $3, answered_at = $4 where id = $1";
    let values = [id.into(), answer.to_value().into(), stated_age.into(), now.into()];
    db::run(connection, sql, values).await?;
    Ok(())
}
