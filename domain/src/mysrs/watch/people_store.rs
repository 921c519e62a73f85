//! The queries about who is told of an alert.

use sea_orm::{ConnectionTrait, FromQueryResult};

use crate::shared::{
    clock::Instant,
    db,
    error::Result,
    id::{PatrolAlertId, PersonId, ShiftId},
    language::Language,
};

/// Who has a place in a shift.
pub(super) async fn list_shift<C: ConnectionTrait>(
    connection: &C,
    shift: ShiftId,
) -> Result<Vec<PersonId>> {
    let sql = "select person_id from shift_member where shift_id = $1 order by person_id";
    db::values(connection, sql, [shift.into()]).await
}

/// Those of these people who can be told: somebody's account may have been erased meanwhile.
pub(super) async fn list_active<C: ConnectionTrait>(
    connection: &C,
    people: &[PersonId],
) -> Result<Vec<PersonId>> {
    let mut query = db::Query::new("select id from person");
    query.and("status = 'ACTIVE'", []);
    query.and_in("id", people.iter().map(|person| person.0));
    query.values(connection).await
}

/// Who was told of an alert, and whether by SMS too.
#[derive(Clone, Debug, FromQueryResult)]
pub(super) struct Told {
    pub person_id: PersonId,
    pub texted: bool,
    pub phone: Option<String>,
    pub language: Language,
}

pub(super) async fn list_told<C: ConnectionTrait>(
    connection: &C,
    alert: PatrolAlertId,
) -> Result<Vec<Told>> {
    let sql = "select t.person_id, t.texted, n.phone, n.language from patrol_alert_told t \
               join person n on n.id = t.person_id where t.alert_id = $1 order by t.person_id";
    db::all(connection, sql, [alert.into()]).await
}

/// Notes that somebody is told; whoever was told before stays so.
pub(super) async fn add_told<C: ConnectionTrait>(
    connection: &C,
    alert: PatrolAlertId,
    person: PersonId,
    texted: bool,
    now: Instant,
) -> Result<()> {
    let sql = "insert into patrol_alert_told (alert_id, person_id, texted, told_at) \
               values ($1, $2, $3, $4) on conflict (alert_id, person_id) do update \
               set texted = patrol_alert_told.texted or excluded.texted";
    db::run(connection, sql, [alert.into(), person.into(), texted.into(), now.into()]).await?;
    Ok(())
}
