//! The queries about who is told of an alert.

use sea_orm::{ConnectionTrait, FromQueryResult};

use crate::shared::{
    clock::Instant,
    db,
    error::Result,
    id::{AreaId, PatrolAlertId, PatrolUnitId, PersonId, ShiftId},
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

/// Who leads a unit.
pub(super) async fn list_leaders<C: ConnectionTrait>(
    connection: &C,
    unit: PatrolUnitId,
) -> Result<Vec<PersonId>> {
    let sql = "select p.person_id from patroller p join person n on n.id = p.person_id \
               where p.unit_id = $1 and p.leads and p.left_at is null and n.status = 'ACTIVE' \
               order by p.person_id";
    db::values(connection, sql, [unit.into()]).await
}

/// Somebody who is told, and how they are reached by SMS.
#[derive(Clone, Debug, FromQueryResult)]
pub(super) struct Reached {
    pub person_id: PersonId,
    pub phone: Option<String>,
    pub language: Language,
}

/// Who writes in the name of an area's committee.
pub(super) async fn list_voice<C: ConnectionTrait>(
    connection: &C,
    area: AreaId,
    now: Instant,
) -> Result<Vec<Reached>> {
    let sql = "select n.id as person_id, n.phone, n.language from person n \
               where n.status = 'ACTIVE' and n.id in (select person_id from appointment \
               where area_id = $1 \
               and post in ('CHAIR', 'DEPUTY_CHAIR', 'SECRETARY', 'ASSISTANT_SECRETARY') \
               and starts_at <= $2 and (ends_at is null or ends_at > $2)) order by n.id";
    db::all(connection, sql, [area.into(), now.into()]).await
}

/// The same people, without how they are reached.
pub(in crate::mysrs) async fn voice<C: ConnectionTrait>(
    connection: &C,
    area: AreaId,
    now: Instant,
) -> Result<Vec<PersonId>> {
    let voice = list_voice(connection, area, now).await?;
    Ok(voice.into_iter().map(|reached| reached.person_id).collect())
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
