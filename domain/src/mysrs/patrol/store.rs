//! The queries about patrols and their tracks, one row at a time; what comes in bulk is in `bulk` and
//! `fixes`.

use sea_orm::{ActiveEnum, ConnectionTrait, FromQueryResult, Value};

use super::{
    model::{Patrol, PatrolStatus, TrackPoint},
    rules::MOST_FIXES,
};
use crate::{
    mysrs::unit::Member,
    policy::Place,
    shared::{
        clock::Instant,
        db,
        error::Result,
        id::{AreaId, DistrictId, PatrolId, PatrolUnitId, PersonId, TrackId},
        page::PageRequest,
    },
};

/// Check-ins are counted when they are read, from an index, rather than kept as a number: a
/// number would have to be changed by every check-in, one after the other.
pub(super) const COLUMNS: &str = "id, unit_id, shift_id, started_by, status, started_at, ended_at, opened_at, \
                       distance_metres, duration_seconds, ended_by, judged_at, doubted_fixes, thinned_at, belated, \
                       doubts as doubts_seen, \
                       (select r.doubts from patrol_report r where r.patrol_id = patrol.id) as doubts_reckoned, \
                       (select r.proven_seconds from patrol_report r where r.patrol_id = patrol.id) as proven_seconds, \
                       (select count(*) from check_in c where c.patrol_id = patrol.id) as check_in_count";

/// The key by which patrols are ordered, the latest first.
pub(super) type PatrolKey = (Instant, PatrolId);

pub(super) async fn lookup<C: ConnectionTrait>(
    connection: &C,
    id: PatrolId,
) -> Result<Option<Patrol>> {
    db::one(connection, &format!("select {COLUMNS} from patrol where id = $1"), [id.into()]).await
}

/// The patrol of which a phone speaks by the id `$1`: another one, when that one's start joined it.
pub(in crate::mysrs) const MEANT: &str =
    "coalesce((select j.patrol_id from patrol_joined j where j.id = $1), $1)";

/// The patrol of which a phone speaks by this id.
pub(super) async fn find_meant<C: ConnectionTrait>(
    connection: &C,
    id: PatrolId,
) -> Result<Option<Patrol>> {
    let sql = format!("select {COLUMNS} from patrol where id = {MEANT}");
    db::one(connection, &sql, [id.into()]).await
}

/// A patrol and its unit.
#[derive(Clone, Copy, Debug, FromQueryResult)]
pub(in crate::mysrs) struct OfUnit {
    pub id: PatrolId,
    pub unit_id: PatrolUnitId,
}

/// The patrol of which a phone speaks by this id, and its unit.
pub(in crate::mysrs) async fn find_unit<C: ConnectionTrait>(
    connection: &C,
    id: PatrolId,
) -> Result<Option<OfUnit>> {
    let sql = format!("select id, unit_id from patrol where id = {MEANT}");
    db::one(connection, &sql, [id.into()]).await
}

pub(super) async fn list_of_unit<C: ConnectionTrait>(
    connection: &C,
    unit: PatrolUnitId,
    page: &PageRequest<PatrolKey>,
) -> Result<Vec<Patrol>> {
    let mut query = db::Query::new(format!("select {COLUMNS} from patrol"));
    query.and("unit_id = ?", [unit.into()]);
    let beyond = page.beyond.map(|(at, id)| [at.into(), id.into()]);
    query.keyset(["started_at", "id"], beyond, page.backward, true);
    query.limit(page.rows());
    query.all(connection).await
}

/// Adds a patrol; tells whether its id was free.
pub(super) async fn add<C: ConnectionTrait>(connection: &C, patrol: &Patrol) -> Result<bool> {
    let sql = "insert into patrol (id, unit_id, shift_id, started_by, status, started_at, opened_at, doubts, \
               belated) values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict (id) do nothing";
    let values = [
        patrol.id.into(),
        patrol.unit_id.into(),
        patrol.shift_id.into(),
        patrol.started_by.into(),
        patrol.status.to_value().into(),
        patrol.started_at.into(),
        patrol.opened_at.into(),
        patrol.doubts_seen.as_str().into(),
        patrol.belated.into(),
    ];
    Ok(db::run(connection, sql, values).await? == 1)
}

/// Notes that somebody of the unit is on the way with a patrol that whoever had left it began; tells
/// whether it was one of those.
pub(super) async fn change_to_on_its_way<C: ConnectionTrait>(
    connection: &C,
    id: PatrolId,
) -> Result<bool> {
    let sql = "update patrol set belated = false where id = $1 and belated and status = $2";
    let values = [id.into(), PatrolStatus::Active.to_value().into()];
    Ok(db::run(connection, sql, values).await? == 1)
}

/// Adds people to a patrol; tells how many were not on it yet.
pub(super) async fn add_members<C: ConnectionTrait>(
    connection: &C,
    patrol: PatrolId,
    people: &[PersonId],
    now: Instant,
) -> Result<u64> {
    let mut added = 0;
    for person in people {
        let sql = "insert into patrol_member (patrol_id, person_id, joined_at) values ($1, $2, $3) \
                   on conflict (patrol_id, person_id) do nothing";
        added += db::run(connection, sql, [patrol.into(), (*person).into(), now.into()]).await?;
    }
    Ok(added)
}

/// Who is on a patrol and was, in the order in which they joined.
pub(in crate::mysrs) async fn list_members<C: ConnectionTrait>(
    connection: &C,
    patrol: PatrolId,
) -> Result<Vec<PersonId>> {
    let sql =
        "select person_id from patrol_member where patrol_id = $1 order by joined_at, person_id";
    db::values(connection, sql, [patrol.into()]).await
}

/// Who is on these patrols, in the order in which they joined.
pub(super) async fn list_names<C: ConnectionTrait>(
    connection: &C,
    patrols: &[PatrolId],
) -> Result<Vec<(PatrolId, Member)>> {
    #[derive(FromQueryResult)]
    struct Row {
        patrol_id: PatrolId,
        person_id: PersonId,
        display_name: String,
    }
    let mut query =
        db::Query::new("select m.patrol_id, m.person_id, n.display_name from patrol_member m");
    query.join("join person n on n.id = m.person_id", []);
    query.and_in("m.patrol_id", patrols.iter().map(|patrol| patrol.0));
    query.end(" order by m.joined_at, n.display_name, m.person_id");
    let rows: Vec<Row> = query.all(connection).await?;
    let member = |row: Row| {
        (row.patrol_id, Member { person_id: row.person_id, display_name: row.display_name })
    };
    Ok(rows.into_iter().map(member).collect())
}

/// Where a patrol stands and since when, for deciding about what is recorded on it.
#[derive(Clone, Debug, FromQueryResult)]
pub(super) struct Standing {
    pub id: PatrolId,
    pub unit_id: PatrolUnitId,
    pub started_at: Instant,
    pub opened_at: Instant,
    pub belated: bool,
    area_id: AreaId,
    district_id: DistrictId,
    state_code: String,
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

/// Where the patrol stands of which a phone speaks by this id.
pub(super) async fn standing<C: ConnectionTrait>(
    connection: &C,
    patrol: PatrolId,
) -> Result<Option<Standing>> {
    let sql = format!(
        "select p.id, p.unit_id, p.started_at, p.opened_at, p.belated, u.area_id, a.district_id, \
         a.state_code from patrol p join patrol_unit u on u.id = p.unit_id join area a on a.id = u.area_id \
         where p.id = {MEANT}"
    );
    db::one(connection, &sql, [patrol.into()]).await
}

/// A patrol that is over, or so old that only a line is left of its positions.
#[derive(Clone, Copy, Debug, FromQueryResult)]
pub(super) struct Over {
    pub id: PatrolId,
    pub ended: bool,
    pub thinned: bool,
}

/// Those of these patrols that are over or old: none of one that is under way.
pub(super) async fn over<C: ConnectionTrait>(
    connection: &C,
    patrols: &[PatrolId],
) -> Result<Vec<Over>> {
    let mut query = db::Query::new(
        "select id, status <> 'ACTIVE' as ended, thinned_at is not null as thinned from patrol",
    );
    query.and_in("id", patrols.iter().map(|patrol| patrol.0));
    query.and("(status <> 'ACTIVE' or thinned_at is not null)", []);
    query.all(connection).await
}

/// Reads where a patrol stands, and lets nobody end it or join it until the transaction is over.
pub(in crate::mysrs) async fn lock<C: ConnectionTrait>(
    connection: &C,
    id: PatrolId,
) -> Result<Option<PatrolStatus>> {
    let lock = db::locking(connection, " for update");
    let sql = format!("select status from patrol where id = $1{lock}");
    db::value(connection, &sql, [id.into()]).await
}

/// Reads where a patrol stands, and lets only one at a time decide about it until the transaction is
/// over; what is recorded on it does not wait.
pub(in crate::mysrs) async fn lock_beside_records<C: ConnectionTrait>(
    connection: &C,
    id: PatrolId,
) -> Result<Option<PatrolStatus>> {
    let lock = db::locking(connection, " for no key update");
    let sql = format!("select status from patrol where id = $1{lock}");
    db::value(connection, &sql, [id.into()]).await
}

/// Ends a patrol, in whoever's name, or the program's; tells whether it was at work.
pub(super) async fn change_to_ended<C: ConnectionTrait>(
    connection: &C,
    id: PatrolId,
    ended_at: Instant,
    duration_seconds: i64,
    ended_by: Option<PersonId>,
) -> Result<bool> {
    let sql = "update patrol set status = $2, ended_at = $3, duration_seconds = $4, ended_by = $6 \
               where id = $1 and status = $5";
    let values = [
        id.into(),
        PatrolStatus::Ended.to_value().into(),
        ended_at.into(),
        duration_seconds.into(),
        PatrolStatus::Active.to_value().into(),
        ended_by.into(),
    ];
    Ok(db::run(connection, sql, values).await? == 1)
}

/// Notes a length that is longer than the one that is known; tells whether it was. One more fix never
/// makes a way shorter, so of two that reckon at once the longer is right, whoever writes last.
pub(in crate::mysrs) async fn change_distance<C: ConnectionTrait>(
    connection: &C,
    id: PatrolId,
    metres: f64,
) -> Result<bool> {
    let sql = "update patrol set distance_metres = $2 \
               where id = $1 and (distance_metres is null or distance_metres < $2)";
    Ok(db::run(connection, sql, [id.into(), metres.into()]).await? == 1)
}

/// How many check-ins a patrol has.
pub(super) async fn count_check_ins<C: ConnectionTrait>(
    connection: &C,
    patrol: PatrolId,
) -> Result<u64> {
    let sql = "select count(*) from check_in where patrol_id = $1";
    count(connection, sql, [patrol.into()]).await
}

/// How many check-ins of a patrol are somebody's.
pub(super) async fn count_check_ins_of<C: ConnectionTrait>(
    connection: &C,
    patrol: PatrolId,
    person: PersonId,
) -> Result<u64> {
    let sql = "select count(*) from check_in where patrol_id = $1 and person_id = $2";
    count(connection, sql, [patrol.into(), person.into()]).await
}

/// How many fixes a patrol has. When the server first heard of it says in which month they lie.
pub(super) async fn count_points<C: ConnectionTrait>(
    connection: &C,
    patrol: PatrolId,
    opened_at: Instant,
) -> Result<u64> {
    let sql = "select count(*) from track_point where patrol_id = $1 and patrol_opened_at = $2";
    count(connection, sql, [patrol.into(), opened_at.into()]).await
}

/// How many fixes somebody has on a patrol: those of their tracks, by the key alone.
pub(super) async fn count_points_of<C: ConnectionTrait>(
    connection: &C,
    (patrol, opened_at): (PatrolId, Instant),
    person: PersonId,
) -> Result<u64> {
    let sql = "select count(*) from track t join track_point f on f.patrol_id = t.patrol_id \
               and f.track_id = t.track_id and f.patrol_opened_at = $3 \
               where t.patrol_id = $1 and t.person_id = $2";
    count(connection, sql, [patrol.into(), person.into(), opened_at.into()]).await
}

/// How many tracks somebody has on a patrol.
pub(super) async fn count_tracks<C: ConnectionTrait>(
    connection: &C,
    patrol: PatrolId,
    person: PersonId,
) -> Result<u64> {
    let sql = "select count(*) from track where patrol_id = $1 and person_id = $2";
    count(connection, sql, [patrol.into(), person.into()]).await
}

async fn count<C: ConnectionTrait, const N: usize>(
    connection: &C,
    sql: &str,
    values: [Value; N],
) -> Result<u64> {
    let number: Option<i64> = db::value(connection, sql, values).await?;
    Ok(number.map_or(0, |number| u64::try_from(number).unwrap_or(0)))
}

/// Notes whose a new track is; one that is known stays whose it is.
pub(super) async fn add_track<C: ConnectionTrait>(
    connection: &C,
    patrol: PatrolId,
    track: TrackId,
    person: PersonId,
    now: Instant,
) -> Result<()> {
    let sql = "insert into track (patrol_id, track_id, person_id, begun_at) \
               values ($1, $2, $3, $4) on conflict (patrol_id, track_id) do nothing";
    let values = [patrol.into(), track.into(), person.into(), now.into()];
    db::run(connection, sql, values).await?;
    Ok(())
}

/// Every fix of a patrol by track, segment and number, at most [`MOST_FIXES`]. When the server first
/// heard of it says in which month they lie.
pub(super) async fn list_points<C: ConnectionTrait>(
    connection: &C,
    patrol: PatrolId,
    opened_at: Instant,
) -> Result<Vec<TrackPoint>> {
    points(connection, patrol, opened_at, "").await
}

/// The same of those who are noted on the patrol.
pub(super) async fn list_points_of_members<C: ConnectionTrait>(
    connection: &C,
    patrol: PatrolId,
    opened_at: Instant,
) -> Result<Vec<TrackPoint>> {
    points(connection, patrol, opened_at, OF_MEMBERS).await
}

/// The condition under which a row of `track_point` is of somebody who is noted on its patrol: others
/// are kept and shown, and prove nothing.
pub(in crate::mysrs) const OF_MEMBERS: &str = " and exists (select 1 from patrol_member m where m.patrol_id = track_point.patrol_id \
     and m.person_id = track_point.person_id)";

async fn points<C: ConnectionTrait>(
    connection: &C,
    patrol: PatrolId,
    opened_at: Instant,
    only: &str,
) -> Result<Vec<TrackPoint>> {
    let sql = format!(
        "select track_id, sequence, segment, latitude, longitude, accuracy_metres, recorded_at, \
         corrected_at, mock from track_point where patrol_id = $1 and patrol_opened_at = $2{only} \
         order by track_id, segment, sequence limit {MOST_FIXES}"
    );
    db::all(connection, &sql, [patrol.into(), opened_at.into()]).await
}

/// Whose a track is.
pub(super) async fn find_track_owner<C: ConnectionTrait>(
    connection: &C,
    patrol: PatrolId,
    track: TrackId,
) -> Result<Option<PersonId>> {
    let sql = "select person_id from track where patrol_id = $1 and track_id = $2";
    db::value(connection, sql, [patrol.into(), track.into()]).await
}
