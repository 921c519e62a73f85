//! The queries about incidents.

use sea_orm::{ActiveEnum, ConnectionTrait, FromQueryResult, Value};

use super::{
    joined::JoinedStart,
    model::{Doubts, Incident, IncidentStatus, Severity},
    number::Next,
};
use crate::{
    mysrs::patrol::MEANT,
    policy::Place,
    shared::{
        clock::Instant,
        db,
        error::Result,
        id::{AreaId, DistrictId, IncidentId, PatrolId, PatrolUnitId, PersonId},
    },
};

pub(super) const COLUMNS: &str = "i.id, i.unit_id, i.area_id, i.district_id, i.state_code, i.patrol_id, i.serial, i.reported_by, \
     r.display_name as reporter_name, i.category_code, c.name as category_name, i.severity, \
     i.behaviour, i.place, i.people_involved, i.latitude, i.longitude, i.reporter_latitude, \
     i.reporter_longitude, i.reporter_accuracy_metres, i.happened_at, i.said_at, i.received_at, \
     i.clock_offset_ms, i.doubts, (i.patrol_id is not null and not exists (select 1 from patrol p \
     where p.id = i.patrol_id)) as patrol_unknown, i.status, i.status_reason, i.assigned_to, \
     s.display_name as assignee_name, i.version, i.steps, i.updated_at";

pub(super) const FROM: &str = "from incident i join incident_category c on c.code = i.category_code \
                               join person r on r.id = i.reported_by \
                               left join person s on s.id = i.assigned_to";

/// A unit and where it stands.
#[derive(Clone, Debug, FromQueryResult)]
pub(super) struct Standing {
    pub unit_id: PatrolUnitId,
    pub name: String,
    pub area_id: AreaId,
    pub district_id: DistrictId,
    pub state_code: String,
}

impl Standing {
    pub(super) fn place(&self) -> Place {
        Place {
            state: Some(self.state_code.clone()),
            district: Some(self.district_id),
            area: Some(self.area_id),
            unit: Some(self.unit_id),
            ..Place::default()
        }
    }
}

pub(super) async fn standing<C: ConnectionTrait>(
    connection: &C,
    unit: PatrolUnitId,
) -> Result<Option<Standing>> {
    let sql = "select u.id as unit_id, u.name, u.area_id, a.district_id, a.state_code \
               from patrol_unit u join area a on a.id = u.area_id where u.id = $1";
    db::one(connection, sql, [unit.into()]).await
}

/// Whether somebody is on a patrol of this unit, or was before they went home: what they saw there is
/// theirs to report and to read.
pub(super) async fn is_on_patrol<C: ConnectionTrait>(
    connection: &C,
    patrol: PatrolId,
    unit: PatrolUnitId,
    person: PersonId,
) -> Result<bool> {
    let sql = format!(
        "select 1 from patrol_member m join patrol p on p.id = m.patrol_id \
         where m.patrol_id = {MEANT} and m.person_id = $2 and p.unit_id = $3"
    );
    db::exists(connection, &sql, [patrol.into(), person.into(), unit.into()]).await
}

/// The incidents that a unit reported as seen on a patrol of this id.
pub(super) async fn list_ids_of_patrol<C: ConnectionTrait>(
    connection: &C,
    patrol: PatrolId,
    unit: PatrolUnitId,
) -> Result<Vec<IncidentId>> {
    let sql = "select id from incident where patrol_id = $1 and unit_id = $2";
    db::values(connection, sql, [patrol.into(), unit.into()]).await
}

/// Notes that what a unit reported as seen on the one was seen on the patrol that is joined.
pub(super) async fn change_patrol<C: ConnectionTrait>(
    connection: &C,
    unit: PatrolUnitId,
    start: JoinedStart,
    now: Instant,
) -> Result<()> {
    let sql = "update incident set patrol_id = $3, updated_at = $4 \
               where patrol_id = $1 and unit_id = $2";
    let values = [start.own.into(), unit.into(), start.joined.into(), now.into()];
    db::run(connection, sql, values).await?;
    Ok(())
}

/// What stands under an id, to tell a repeat from another incident.
#[derive(Debug, FromQueryResult)]
pub(super) struct Kept {
    pub reported_by: PersonId,
    pub content_hash: Vec<u8>,
}

pub(super) async fn find_kept<C: ConnectionTrait>(
    connection: &C,
    id: IncidentId,
) -> Result<Option<Kept>> {
    let sql = "select reported_by, content_hash from incident where id = $1";
    db::one(connection, sql, [id.into()]).await
}

pub(super) async fn lookup<C: ConnectionTrait>(
    connection: &C,
    id: IncidentId,
) -> Result<Option<Incident>> {
    let sql = format!("select {COLUMNS} {FROM} where i.id = $1");
    db::one(connection, &sql, [id.into()]).await
}

/// An incident as it stands; nobody else changes it until the transaction is over.
pub(super) async fn lock<C: ConnectionTrait>(
    connection: &C,
    id: IncidentId,
) -> Result<Option<Incident>> {
    let lock = db::locking(connection, " for update of i");
    let sql = format!("select {COLUMNS} {FROM} where i.id = $1{lock}");
    db::one(connection, &sql, [id.into()]).await
}

/// An incident that is to be added.
#[derive(Clone, Debug)]
#[expect(clippy::struct_field_names, reason = "they are the names of the columns")]
pub(super) struct Reported {
    pub id: IncidentId,
    pub patrol_id: Option<PatrolId>,
    pub reported_by: PersonId,
    pub category_code: String,
    pub severity: Severity,
    pub behaviour: String,
    pub place: Option<String>,
    pub people_involved: Option<i64>,
    pub position: Option<(f64, f64)>,
    pub own_position: Option<(f64, f64)>,
    pub own_accuracy_metres: Option<f64>,
    pub happened_at: Instant,
    pub said_at: Instant,
    pub received_at: Instant,
    pub clock_offset_ms: i64,
    pub doubts: String,
    pub month: String,
    pub hour: i64,
    pub content_hash: Vec<u8>,
}

/// Adds an incident under its number; tells whether its id was free.
pub(super) async fn add<C: ConnectionTrait>(
    connection: &C,
    unit: &Standing,
    next: Next,
    serial: &str,
    new: &Reported,
) -> Result<bool> {
    let sql = "insert into incident (id, unit_id, area_id, district_id, state_code, patrol_id, year, \
               number, serial, reported_by, category_code, severity, behaviour, place, \
               people_involved, latitude, longitude, reporter_latitude, reporter_longitude, \
               reporter_accuracy_metres, happened_at, said_at, received_at, clock_offset_ms, doubts, \
               month, hour, status, version, steps, updated_at, content_hash) \
               values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, \
               $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, 1, 0, $23, $29) \
               on conflict (id) do nothing";
    let values: [Value; 29] = [
        new.id.into(),
        unit.unit_id.into(),
        unit.area_id.into(),
        unit.district_id.into(),
        unit.state_code.as_str().into(),
        new.patrol_id.into(),
        next.year.into(),
        next.number.into(),
        serial.into(),
        new.reported_by.into(),
        new.category_code.as_str().into(),
        new.severity.to_value().into(),
        new.behaviour.as_str().into(),
        new.place.clone().into(),
        new.people_involved.into(),
        new.position.map(|(latitude, _)| latitude).into(),
        new.position.map(|(_, longitude)| longitude).into(),
        new.own_position.map(|(latitude, _)| latitude).into(),
        new.own_position.map(|(_, longitude)| longitude).into(),
        new.own_accuracy_metres.into(),
        new.happened_at.into(),
        new.said_at.into(),
        new.received_at.into(),
        new.clock_offset_ms.into(),
        new.doubts.as_str().into(),
        new.month.as_str().into(),
        new.hour.into(),
        IncidentStatus::Reported.to_value().into(),
        new.content_hash.clone().into(),
    ];
    Ok(db::run(connection, sql, values).await? == 1)
}

/// Writes what is odd about the report of a locked incident.
pub(super) async fn change_doubts<C: ConnectionTrait>(
    connection: &C,
    id: IncidentId,
    doubts: &Doubts,
) -> Result<()> {
    let sql = "update incident set doubts = $2 where id = $1";
    db::run(connection, sql, [id.into(), doubts.0.as_str().into()]).await?;
    Ok(())
}

/// Writes what is corrected, decided and assigned of a locked incident, in its next version.
pub(super) async fn change<C: ConnectionTrait>(
    connection: &C,
    incident: &Incident,
    now: Instant,
) -> Result<()> {
    let sql = "update incident set category_code = $2, severity = $3, behaviour = $4, place = $5, \
               people_involved = $6, latitude = $7, longitude = $8, status = $9, \
               status_reason = $10, assigned_to = $11, updated_at = $12, version = version + 1 \
               where id = $1";
    let values: [Value; 12] = [
        incident.id.into(),
        incident.category_code.as_str().into(),
        incident.severity.to_value().into(),
        incident.behaviour.as_str().into(),
        incident.place.clone().into(),
        incident.people_involved.into(),
        incident.latitude.into(),
        incident.longitude.into(),
        incident.status.to_value().into(),
        incident.status_reason.clone().into(),
        incident.assigned_to.into(),
        now.into(),
    ];
    db::run(connection, sql, values).await?;
    Ok(())
}

/// Whether somebody is a volunteer of a unit now.
pub(super) async fn is_volunteer<C: ConnectionTrait>(
    connection: &C,
    unit: PatrolUnitId,
    person: PersonId,
) -> Result<bool> {
    let sql = "select 1 from patroller where unit_id = $1 and person_id = $2 and left_at is null";
    db::exists(connection, sql, [unit.into(), person.into()]).await
}
