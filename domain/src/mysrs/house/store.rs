//! The queries about empty houses, and about how often each was read.

use sea_orm::{ConnectionTrait, FromQueryResult, Value};

use super::{
    model::{HouseAway, HouseReadings},
    rules::{Checked, OnTheWay},
    sealed,
};
use crate::shared::{
    clock::Instant,
    db,
    error::Result,
    id::{AreaId, HouseAwayId, PatrolUnitId, PersonId},
    page::PageRequest,
    secret::Secret,
};

/// Rows that a patrol's list is searched by at once.
pub(super) const BATCH: usize = 200;

const COLUMNS: &str = "id, area_id, person_id, starts_at, ends_at, over_at, cancelled_at, details, \
                       version, created_at, updated_at, \
                       (select count(*) from house_visit v where v.house_id = house_away.id) \
                       as visit_count, \
                       (select max(v.corrected_at) from house_visit v \
                       where v.house_id = house_away.id) as last_visit_at";

/// The key by which houses are ordered.
pub(super) type HouseKey = (Instant, HouseAwayId);

#[derive(Debug, FromQueryResult)]
struct Row {
    id: HouseAwayId,
    area_id: AreaId,
    person_id: PersonId,
    starts_at: Instant,
    ends_at: Instant,
    over_at: Instant,
    cancelled_at: Option<Instant>,
    details: Vec<u8>,
    version: i64,
    created_at: Instant,
    updated_at: Instant,
    visit_count: i64,
    last_visit_at: Option<Instant>,
}

impl Row {
    fn open(self, secret: &Secret) -> Result<HouseAway> {
        let details = sealed::open(secret, sealed::HOUSE, self.id.0, &self.details)?;
        Ok(HouseAway {
            id: self.id,
            area_id: self.area_id,
            person_id: self.person_id,
            starts_at: self.starts_at,
            ends_at: self.ends_at,
            over_at: self.over_at,
            cancelled_at: self.cancelled_at,
            details,
            version: self.version,
            created_at: self.created_at,
            updated_at: self.updated_at,
            visit_count: self.visit_count,
            last_visit_at: self.last_visit_at,
        })
    }
}

pub(super) async fn lookup<C: ConnectionTrait>(
    connection: &C,
    secret: &Secret,
    id: HouseAwayId,
) -> Result<Option<HouseAway>> {
    let sql = format!("select {COLUMNS} from house_away where id = $1");
    let row: Option<Row> = db::one(connection, &sql, [id.into()]).await?;
    row.map(|row| row.open(secret)).transpose()
}

/// Where and when a house is empty.
#[derive(Clone, Copy, Debug, FromQueryResult)]
pub(super) struct Empty {
    pub id: HouseAwayId,
    pub area_id: AreaId,
    pub starts_at: Instant,
    pub over_at: Instant,
}

/// Where and when a house is empty, by its id.
pub(super) async fn find_empty<C: ConnectionTrait>(
    connection: &C,
    id: HouseAwayId,
) -> Result<Option<Empty>> {
    let sql = "select id, area_id, starts_at, over_at from house_away where id = $1";
    db::one(connection, sql, [id.into()]).await
}

/// The houses that somebody has told of, those that are empty last first.
pub(super) async fn list_of_person<C: ConnectionTrait>(
    connection: &C,
    secret: &Secret,
    person: PersonId,
    page: &PageRequest<HouseKey>,
) -> Result<Vec<HouseAway>> {
    let mut query = db::Query::new(format!("select {COLUMNS} from house_away"));
    query.and("person_id = ?", [person.into()]);
    let beyond = page.beyond.map(|(at, id)| [at.into(), id.into()]);
    query.keyset(["starts_at", "id"], beyond, page.backward, true);
    query.limit(page.rows());
    let rows: Vec<Row> = query.all(connection).await?;
    rows.into_iter().map(|row| row.open(secret)).collect()
}

/// Which houses are wanted: those of an area that are empty at some time from now until then.
#[derive(Clone, Copy, Debug)]
pub(super) struct Today {
    pub area: AreaId,
    pub now: Instant,
    pub ends: Instant,
}

/// The next [`BATCH`] of these houses beyond a key, those that are empty longest first.
pub(super) async fn list_today<C: ConnectionTrait>(
    connection: &C,
    secret: &Secret,
    today: Today,
    (beyond, backward): (Option<HouseKey>, bool),
) -> Result<Vec<HouseAway>> {
    let mut query = db::Query::new(format!("select {COLUMNS} from house_away"));
    query.and(
        "area_id = ? and over_at > ? and starts_at < ?",
        [today.area.into(), today.now.into(), today.ends.into()],
    );
    let beyond = beyond.map(|(at, id)| [at.into(), id.into()]);
    query.keyset(["starts_at", "id"], beyond, backward, false);
    query.limit(u64::try_from(BATCH).unwrap_or(u64::MAX));
    let rows: Vec<Row> = query.all(connection).await?;
    rows.into_iter().map(|row| row.open(secret)).collect()
}

/// How many houses of somebody are empty now or later.
pub(super) async fn count_standing<C: ConnectionTrait>(
    connection: &C,
    person: PersonId,
    now: Instant,
) -> Result<i64> {
    let sql = "select count(*) from house_away where person_id = $1 and over_at > $2";
    Ok(db::value(connection, sql, [person.into(), now.into()]).await?.unwrap_or(0))
}

/// A house to be added.
#[derive(Clone, Copy, Debug)]
pub(super) struct New<'a> {
    pub id: HouseAwayId,
    pub area: AreaId,
    pub person: PersonId,
    pub checked: &'a Checked,
}

/// Adds a house; tells whether its id was free.
pub(super) async fn add<C: ConnectionTrait>(
    connection: &C,
    secret: &Secret,
    new: New<'_>,
    now: Instant,
) -> Result<bool> {
    let sql = "insert into house_away (id, area_id, person_id, starts_at, ends_at, over_at, \
               details, version, created_at, updated_at) \
               values ($1, $2, $3, $4, $5, $5, $6, 1, $7, $7) on conflict (id) do nothing";
    let details = sealed::seal(secret, sealed::HOUSE, new.id.0, &new.checked.details)?;
    let values = [
        new.id.into(),
        new.area.into(),
        new.person.into(),
        new.checked.starts_at.into(),
        new.checked.ends_at.into(),
        details.into(),
        now.into(),
    ];
    Ok(db::run(connection, sql, values).await? == 1)
}

/// What is told of a house from now on.
#[derive(Clone, Copy, Debug)]
pub(super) struct Change<'a> {
    pub id: HouseAwayId,
    pub version: i64,
    pub to: &'a Checked,
}

/// Changes a house, if it is not over and nobody changed it since this version was read.
pub(super) async fn change<C: ConnectionTrait>(
    connection: &C,
    secret: &Secret,
    Change { id, version, to }: Change<'_>,
    now: Instant,
) -> Result<bool> {
    let sql = "update house_away set starts_at = $3, ends_at = $4, over_at = $4, details = $5, \
               updated_at = $6, version = version + 1 \
               where id = $1 and version = $2 and over_at > $6";
    let details = sealed::seal(secret, sealed::HOUSE, id.0, &to.details)?;
    let values = [
        id.into(),
        version.into(),
        to.starts_at.into(),
        to.ends_at.into(),
        details.into(),
        now.into(),
    ];
    Ok(db::run(connection, sql, values).await? == 1)
}

/// Notes that somebody is at home again, unless it was over before.
pub(super) async fn change_to_cancelled<C: ConnectionTrait>(
    connection: &C,
    id: HouseAwayId,
    now: Instant,
) -> Result<()> {
    let sql = "update house_away set cancelled_at = $2, over_at = $2, updated_at = $2, \
               version = version + 1 where id = $1 and over_at > $2";
    db::run(connection, sql, [id.into(), now.into()]).await?;
    Ok(())
}

/// The names of the units at work in an area.
pub(super) async fn units_at_work<C: ConnectionTrait>(
    connection: &C,
    area: AreaId,
) -> Result<Vec<String>> {
    let sql = "select name from patrol_unit where area_id = $1 and status = 'ACTIVE' \
               order by name, id";
    db::values(connection, sql, [area.into()]).await
}

/// Whether somebody is on the way with a patrol of a unit: one that was opened lately and has not
/// ended, and that has a whole team, or is of a shift of theirs that is on about now. Whoever starts
/// one alone and in bed is not, whomever they name: of the team is whoever asks, whoever began the patrol,
/// and everybody whose own phone has joined it or said anything on it.
pub(super) async fn is_on_the_way<C: ConnectionTrait>(
    connection: &C,
    unit: PatrolUnitId,
    person: PersonId,
    limits: &OnTheWay,
) -> Result<bool> {
    let sql = "select 1 from patrol_member m join patrol p on p.id = m.patrol_id \
               where m.person_id = $2 and m.left_at is null and p.unit_id = $1 and p.status = 'ACTIVE' \
               and not p.belated and p.opened_at > $3 \
               and (exists (select 1 from shift s join shift_member t on t.shift_id = s.id \
               where s.id = p.shift_id and t.person_id = $2 and s.status = 'PUBLISHED' \
               and s.starts_at <= $5 and s.ends_at >= $6) \
               or (select count(*) from patrol_member o where o.patrol_id = p.id \
               and o.left_at is null \
               and (o.person_id = $2 or o.person_id = p.started_by or o.starts_joined > 0 \
               or exists (select 1 from track w where w.patrol_id = p.id and w.person_id = o.person_id) \
               or exists (select 1 from patrol_alive a where a.patrol_id = p.id \
               and a.person_id = o.person_id) \
               or exists (select 1 from patrol_event e where e.patrol_id = p.id \
               and e.person_id = o.person_id) \
               or exists (select 1 from check_in c where c.patrol_id = p.id \
               and c.person_id = o.person_id))) >= $4)";
    let values: [Value; 6] = [
        unit.into(),
        person.into(),
        limits.opened_after.into(),
        limits.team_least.into(),
        limits.begins_until.into(),
        limits.ends_from.into(),
    ];
    db::exists(connection, sql, values).await
}

/// How many of these houses somebody has read before.
pub(super) async fn count_read<C: ConnectionTrait>(
    connection: &C,
    person: PersonId,
    houses: &[HouseAwayId],
) -> Result<usize> {
    let mut query = db::Query::new("select house_id from house_reading");
    query.and("person_id = ?", [person.into()]);
    query.and_in("house_id", houses.iter().map(|house| house.0));
    Ok(query.values::<HouseAwayId, _>(connection).await?.len())
}

/// Notes that somebody has read these houses once more.
pub(super) async fn add_readings<C: ConnectionTrait>(
    connection: &C,
    person: PersonId,
    houses: &[HouseAwayId],
    now: Instant,
) -> Result<()> {
    let mut houses = houses.to_vec();
    // Everybody in the same order, so that no two wait for each other.
    houses.sort_unstable();
    let sql = "insert into house_reading (house_id, person_id, times, first_at, last_at) \
               values ($1, $2, 1, $3, $3) on conflict (house_id, person_id) do update set \
               times = house_reading.times + 1, last_at = excluded.last_at";
    for house in houses {
        db::run(connection, sql, [house.into(), person.into(), now.into()]).await?;
    }
    Ok(())
}

/// How often a house was read.
pub(super) async fn readings<C: ConnectionTrait>(
    connection: &C,
    house: HouseAwayId,
) -> Result<Option<HouseReadings>> {
    let sql = "select count(*) as people, cast(coalesce(sum(times), 0) as bigint) as times, \
               max(last_at) as last_at from house_reading where house_id = $1";
    db::one(connection, sql, [house.into()]).await
}

/// The houses that were over before this, the longest over first, so many at most.
pub(super) async fn list_old<C: ConnectionTrait>(
    connection: &C,
    before: Instant,
    most: i64,
) -> Result<Vec<HouseAwayId>> {
    let sql = "select id from house_away where over_at < $1 order by over_at limit $2";
    db::values(connection, sql, [before.into(), most.into()]).await
}

/// Removes these houses, and how often they were read; their visits are gone already.
pub(super) async fn remove_all<C: ConnectionTrait>(
    connection: &C,
    houses: &[HouseAwayId],
) -> Result<()> {
    for (table, column) in [("house_reading", "house_id"), ("house_away", "id")] {
        let mut query = db::Query::new(format!("delete from {table}"));
        query.and_in(column, houses.iter().map(|house| house.0));
        query.run(connection).await?;
    }
    Ok(())
}
