//! The queries about patrols and the people on them, as far as a report speaks of them.

use sea_orm::{ConnectionTrait, FromQueryResult};

use crate::{
    mysrs::{patrol::MEANT, unit::Member},
    policy::Place,
    shared::{
        clock::Instant,
        db,
        error::Result,
        id::{AreaId, DistrictId, PatrolId, PatrolUnitId, PersonId},
    },
};

/// A patrol, as far as a report speaks of it.
#[derive(Clone, Debug, FromQueryResult)]
pub(super) struct Walked {
    pub id: PatrolId,
    pub unit_id: PatrolUnitId,
    pub unit_name: String,
    pub started_at: Instant,
    pub ended_at: Option<Instant>,
    pub opened_at: Instant,
    pub shift_starts_at: Option<Instant>,
    pub shift_ends_at: Option<Instant>,
}

/// The patrol of which somebody speaks by this id, which a phone may have made for one that its start joined
/// then.
pub(super) async fn find_walked<C: ConnectionTrait>(
    connection: &C,
    patrol: PatrolId,
) -> Result<Option<Walked>> {
    let sql = format!(
        "select p.id, p.unit_id, u.name as unit_name, p.started_at, p.ended_at, p.opened_at, \
         s.starts_at as shift_starts_at, s.ends_at as shift_ends_at \
         from patrol p join patrol_unit u on u.id = p.unit_id \
         left join shift s on s.id = p.shift_id where p.id = {MEANT}"
    );
    db::one(connection, &sql, [patrol.into()]).await
}

/// Who was present by a report, by name.
pub(super) async fn list_members<C: ConnectionTrait>(
    connection: &C,
    patrol: PatrolId,
) -> Result<Vec<Member>> {
    let sql = "select m.person_id, n.display_name from patrol_report_member m \
               join person n on n.id = m.person_id where m.patrol_id = $1 \
               order by n.display_name, m.person_id";
    list_people(connection, sql, patrol).await
}

/// Who was on a patrol, in the order in which they joined.
pub(super) async fn list_present<C: ConnectionTrait>(
    connection: &C,
    patrol: PatrolId,
) -> Result<Vec<Member>> {
    let sql = "select m.person_id, n.display_name from patrol_member m \
               join person n on n.id = m.person_id where m.patrol_id = $1 \
               order by m.joined_at, n.display_name, m.person_id";
    list_people(connection, sql, patrol).await
}

async fn list_people<C: ConnectionTrait>(
    connection: &C,
    sql: &str,
    patrol: PatrolId,
) -> Result<Vec<Member>> {
    #[derive(FromQueryResult)]
    struct Row {
        person_id: PersonId,
        display_name: String,
    }
    let rows: Vec<Row> = db::all(connection, sql, [patrol.into()]).await?;
    let member = |row: Row| Member { person_id: row.person_id, display_name: row.display_name };
    Ok(rows.into_iter().map(member).collect())
}

/// Whether somebody was on a patrol.
pub(super) async fn was_on<C: ConnectionTrait>(
    connection: &C,
    patrol: PatrolId,
    person: PersonId,
) -> Result<bool> {
    let sql = "select 1 from patrol_member where patrol_id = $1 and person_id = $2";
    db::exists(connection, sql, [patrol.into(), person.into()]).await
}

/// Those of a patrol or its unit, now or before: somebody may have left it since.
pub(super) async fn list_known<C: ConnectionTrait>(
    connection: &C,
    walked: &Walked,
) -> Result<Vec<PersonId>> {
    let sql = "select person_id from patrol_member where patrol_id = $1 \
               union select person_id from patroller where unit_id = $2";
    db::values(connection, sql, [walked.id.into(), walked.unit_id.into()]).await
}

/// Where a unit stands, for the policy and the audit.
pub(super) async fn place_of<C: ConnectionTrait>(
    connection: &C,
    unit: PatrolUnitId,
) -> Result<Place> {
    #[derive(FromQueryResult)]
    struct Row {
        area_id: AreaId,
        district_id: DistrictId,
        state_code: String,
    }
    let sql = "select u.area_id, a.district_id, a.state_code from patrol_unit u \
               join area a on a.id = u.area_id where u.id = $1";
    let row: Option<Row> = db::one(connection, sql, [unit.into()]).await?;
    Ok(row.map_or_else(Place::default, |row| Place {
        state: Some(row.state_code),
        district: Some(row.district_id),
        area: Some(row.area_id),
        unit: Some(unit),
        ..Place::default()
    }))
}
