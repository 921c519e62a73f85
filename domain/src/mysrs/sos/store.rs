//! The queries about calls for help.

use sea_orm::{ActiveEnum as _, ConnectionTrait, FromQueryResult, Value};

use super::{
    model::{Fix, LastFix, NewSos, Sos, SosStatus},
    rules::SosRule,
};
use crate::{
    mysrs::patrol::OfUnit,
    policy::Place,
    shared::{
        clock::Instant,
        db,
        error::Result,
        geo::Position,
        id::{AreaId, DistrictId, PatrolId, PatrolUnitId, PersonId, SosId},
        page::PageRequest,
    },
};

const COLUMNS: &str = "s.id, s.unit_id, u.name as unit_name, u.area_id, a.district_id, a.state_code, \
                       s.patrol_id, s.person_id, n.display_name as caller_name, s.serial, s.status, \
                       s.note, s.latitude, s.longitude, s.accuracy_metres, s.positioned_at, \
                       s.said_at, s.raised_at, s.answered_at, s.ended_at, s.outcome, s.rounds, \
                       s.rings_before, s.rung_at, s.officers_at, s.again_id, s.version from sos s join patrol_unit u on u.id = s.unit_id \
                       join area a on a.id = u.area_id join person n on n.id = s.person_id";

/// The key by which calls are ordered, the latest first.
pub(super) type SosKey = (Instant, SosId);

#[derive(Debug, FromQueryResult)]
struct Row {
    id: SosId,
    unit_id: PatrolUnitId,
    unit_name: String,
    area_id: AreaId,
    district_id: DistrictId,
    state_code: String,
    patrol_id: Option<PatrolId>,
    person_id: PersonId,
    caller_name: String,
    serial: String,
    status: SosStatus,
    note: Option<String>,
    latitude: Option<f64>,
    longitude: Option<f64>,
    accuracy_metres: Option<f64>,
    positioned_at: Option<Instant>,
    said_at: Option<Instant>,
    raised_at: Instant,
    answered_at: Option<Instant>,
    ended_at: Option<Instant>,
    outcome: Option<String>,
    rounds: i64,
    rings_before: i64,
    rung_at: Option<Instant>,
    officers_at: Option<Instant>,
    again_id: Option<SosId>,
    version: i64,
}

impl From<Row> for Sos {
    fn from(row: Row) -> Self {
        let place = row.latitude.zip(row.longitude);
        let position = place.and_then(|(north, east)| Position::on_globe(north, east));
        let accuracy_metres = row.accuracy_metres;
        let last_fix = position
            .zip(row.positioned_at)
            .map(|(position, at)| LastFix { fix: Fix { position, accuracy_metres }, at });
        Self {
            id: row.id,
            unit_id: row.unit_id,
            unit_name: row.unit_name,
            area_id: row.area_id,
            district_id: row.district_id,
            state_code: row.state_code,
            patrol_id: row.patrol_id,
            person_id: row.person_id,
            caller_name: row.caller_name,
            serial: row.serial,
            status: row.status,
            note: row.note,
            last_fix,
            said_at: row.said_at.unwrap_or(row.raised_at),
            raised_at: row.raised_at,
            answered_at: row.answered_at,
            ended_at: row.ended_at,
            outcome: row.outcome,
            rounds: row.rounds,
            rings_before: row.rings_before,
            rung_at: row.rung_at.unwrap_or(row.raised_at),
            officers_at: row.officers_at,
            again_id: row.again_id,
            version: row.version,
            told: Vec::new(),
            responders: Vec::new(),
        }
    }
}

/// A call without the people of it.
pub(super) async fn lookup<C: ConnectionTrait>(connection: &C, id: SosId) -> Result<Option<Sos>> {
    let sql = format!("select {COLUMNS} where s.id = $1");
    Ok(db::one::<Row, _>(connection, &sql, [id.into()]).await?.map(Sos::from))
}

/// The same, locked until the work ends.
pub(super) async fn lock<C: ConnectionTrait>(connection: &C, id: SosId) -> Result<Option<Sos>> {
    let lock = db::locking(connection, " for update of s");
    let sql = format!("select {COLUMNS} where s.id = $1{lock}");
    Ok(db::one::<Row, _>(connection, &sql, [id.into()]).await?.map(Sos::from))
}

/// Somebody's call that goes on, locked until the work ends.
pub(super) async fn lock_open<C: ConnectionTrait>(
    connection: &C,
    person: PersonId,
) -> Result<Option<Sos>> {
    let lock = db::locking(connection, " for update of s");
    let sql = format!("select {COLUMNS} where s.person_id = $1 and s.ended_at is null{lock}");
    Ok(db::one::<Row, _>(connection, &sql, [person.into()]).await?.map(Sos::from))
}

/// Somebody's call that goes on.
pub(super) async fn find_open<C: ConnectionTrait>(
    connection: &C,
    person: PersonId,
) -> Result<Option<Sos>> {
    let sql = format!("select {COLUMNS} where s.person_id = $1 and s.ended_at is null");
    Ok(db::one::<Row, _>(connection, &sql, [person.into()]).await?.map(Sos::from))
}

/// The calls of a unit, the latest first.
pub(super) async fn list_of_unit<C: ConnectionTrait>(
    connection: &C,
    unit: PatrolUnitId,
    page: &PageRequest<SosKey>,
) -> Result<Vec<Sos>> {
    list(connection, ("s.unit_id = ?", unit.into()), page).await
}

/// The calls from a patrol, the latest first.
pub(super) async fn list_of_patrol<C: ConnectionTrait>(
    connection: &C,
    patrol: PatrolId,
    page: &PageRequest<SosKey>,
) -> Result<Vec<Sos>> {
    list(connection, ("s.patrol_id = ?", patrol.into()), page).await
}

async fn list<C: ConnectionTrait>(
    connection: &C,
    (condition, value): (&str, Value),
    page: &PageRequest<SosKey>,
) -> Result<Vec<Sos>> {
    let mut query = db::Query::new(format!("select {COLUMNS}"));
    query.and(condition, [value]);
    let beyond = page.beyond.map(|(at, id)| [at.into(), id.into()]);
    query.keyset(["s.raised_at", "s.id"], beyond, page.backward, true);
    query.limit(page.rows());
    let rows: Vec<Row> = query.all(connection).await?;
    Ok(rows.into_iter().map(Sos::from).collect())
}

/// The calls of a unit that go on, the first first.
pub(super) async fn list_open<C: ConnectionTrait>(
    connection: &C,
    unit: PatrolUnitId,
) -> Result<Vec<Sos>> {
    let sql = format!(
        "select {COLUMNS} where s.unit_id = $1 and s.ended_at is null order by s.raised_at, s.id"
    );
    let rows: Vec<Row> = db::all(connection, &sql, [unit.into()]).await?;
    Ok(rows.into_iter().map(Sos::from).collect())
}

/// The calls of a unit that go on, each with its version.
pub(super) async fn list_versions<C: ConnectionTrait>(
    connection: &C,
    unit: PatrolUnitId,
) -> Result<Vec<(SosId, i64)>> {
    #[derive(FromQueryResult)]
    struct Version {
        id: SosId,
        version: i64,
    }
    let sql = "select id, version from sos where unit_id = $1 and ended_at is null order by id";
    let rows: Vec<Version> = db::all(connection, sql, [unit.into()]).await?;
    Ok(rows.into_iter().map(|row| (row.id, row.version)).collect())
}

/// A unit to which a caller belongs, or on whose patrol they are.
#[derive(Clone, Debug, FromQueryResult)]
pub(super) struct OwnUnit {
    pub unit_id: PatrolUnitId,
    pub area_id: AreaId,
    district_id: DistrictId,
    state_code: String,
}

impl OwnUnit {
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

/// The units to which somebody belongs now, the first that they joined first.
pub(super) async fn list_own_units<C: ConnectionTrait>(
    connection: &C,
    person: PersonId,
) -> Result<Vec<OwnUnit>> {
    let sql = "select p.unit_id, u.area_id, a.district_id, a.state_code from patroller p \
               join patrol_unit u on u.id = p.unit_id join area a on a.id = u.area_id \
               where p.person_id = $1 and p.left_at is null order by p.joined_at, p.id";
    db::all(connection, sql, [person.into()]).await
}

/// The units on whose patrols somebody is, of those that began after `since`: also a unit that they
/// have left meanwhile, but not one whose patrol they have begun since.
pub(super) async fn list_walked_units<C: ConnectionTrait>(
    connection: &C,
    person: PersonId,
    since: Instant,
) -> Result<Vec<OwnUnit>> {
    let sql = "select distinct p.unit_id, u.area_id, a.district_id, a.state_code \
               from patrol_member m join patrol p on p.id = m.patrol_id \
               join patrol_unit u on u.id = p.unit_id join area a on a.id = u.area_id \
               where m.person_id = $1 and m.left_at is null and p.status = 'ACTIVE' \
               and not p.belated and p.started_at > $2 order by p.unit_id";
    db::all(connection, sql, [person.into(), since.into()]).await
}

/// The patrol on which somebody is, of those that began after `since`: the newest.
pub(super) async fn find_own_patrol<C: ConnectionTrait>(
    connection: &C,
    person: PersonId,
    since: Instant,
) -> Result<Option<OfUnit>> {
    let sql = "select p.id, p.unit_id from patrol_member m join patrol p on p.id = m.patrol_id \
               where m.person_id = $1 and m.left_at is null and p.status = 'ACTIVE' \
               and not p.belated and p.started_at > $2 \
               order by p.started_at desc, p.id desc limit 1";
    db::one(connection, sql, [person.into(), since.into()]).await
}

/// A call before it is kept.
#[derive(Debug)]
pub(super) struct Adding<'a> {
    pub new: &'a NewSos,
    pub id: SosId,
    pub person: PersonId,
    pub unit: PatrolUnitId,
    pub patrol: Option<PatrolId>,
    pub serial: &'a str,
    pub note: Option<&'a str>,
    pub said_at: Instant,
    pub now: Instant,
}

/// Adds a call that has rung once; false when its id is taken or its caller has one that goes on.
pub(super) async fn add<C: ConnectionTrait>(connection: &C, adding: &Adding<'_>) -> Result<bool> {
    let fix = adding.new.fix;
    let sql = "insert into sos (id, unit_id, patrol_id, person_id, serial, status, note, latitude, \
               longitude, accuracy_metres, positioned_at, position_received_at, said_at, raised_at, \
               rung_at, rounds, version) \
               values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $14, 1, 1) \
               on conflict do nothing";
    let values = [
        adding.id.into(),
        adding.unit.into(),
        adding.patrol.into(),
        adding.person.into(),
        adding.serial.into(),
        SosStatus::Open.to_value().into(),
        adding.note.into(),
        fix.map(|fix| fix.position.latitude).into(),
        fix.map(|fix| fix.position.longitude).into(),
        fix.and_then(|fix| fix.accuracy_metres).into(),
        fix.map(|_| adding.said_at).into(),
        fix.map(|_| adding.now).into(),
        adding.said_at.into(),
        adding.now.into(),
    ];
    Ok(db::run(connection, sql, values).await? == 1)
}

/// The rule that holds at a moment.
pub(super) async fn rule<C: ConnectionTrait>(
    connection: &C,
    now: Instant,
) -> Result<Option<SosRule>> {
    let sql = "select repeat_seconds, most_rounds, text_after_rounds, slow_seconds, anew_seconds, \
               lapse_hours from sos_rule \
               where effective_from <= $1 order by effective_from desc limit 1";
    db::one(connection, sql, [now.into()]).await
}
