//! The queries about a unit's strength.

use sea_orm::{ConnectionTrait, FromQueryResult};

use super::model::{UnitRule, UnitWarning};
use crate::{
    community::approval,
    identity::Reached,
    policy::Oversight,
    shared::{
        clock::Instant,
        db,
        error::Result,
        id::{AreaId, PatrolUnitId, PersonId, UnitWarningId},
        page::PageRequest,
    },
};

const COLUMNS: &str = "w.id, w.unit_id, w.area_id, w.eligible, w.least, w.raised_at, w.resolved_at";

/// The key by which warnings are ordered, the latest first.
pub(super) type WarningKey = (Instant, UnitWarningId);

/// The rule that holds at a moment.
pub(super) async fn rule<C: ConnectionTrait>(
    connection: &C,
    now: Instant,
) -> Result<Option<UnitRule>> {
    let sql = "select least_members, least_age, widest_metres from unit_rule \
               where effective_from <= $1 order by effective_from desc limit 1";
    db::one(connection, sql, [now.into()]).await
}

/// The eligible members of a unit: they belong to it and to its area, and are old enough.
pub(super) async fn count<C: ConnectionTrait>(
    connection: &C,
    unit: PatrolUnitId,
    least_age: i64,
) -> Result<i64> {
    count_without(connection, unit, PersonId(uuid::Uuid::nil()), least_age).await
}

/// … apart from one person.
pub(super) async fn count_without<C: ConnectionTrait>(
    connection: &C,
    unit: PatrolUnitId,
    person: PersonId,
    least_age: i64,
) -> Result<i64> {
    #[derive(FromQueryResult)]
    struct Row {
        number: i64,
    }
    let sql = "select count(*) as number from patroller p \
               join patrol_unit u on u.id = p.unit_id \
               join membership m on m.person_id = p.person_id and m.area_id = u.area_id \
               where p.unit_id = $1 and p.left_at is null and p.stated_age >= $2 \
               and m.left_at is null and p.person_id <> $3";
    let values = [unit.into(), least_age.into(), person.into()];
    Ok(db::one::<Row, _>(connection, sql, values).await?.map_or(0, |row| row.number))
}

/// Brings the warning that lasts up to date, or raises this one; tells whether it was raised.
pub(super) async fn put<C: ConnectionTrait>(connection: &C, warning: &UnitWarning) -> Result<bool> {
    let lasting = "update unit_warning set eligible = $2, least = $3 \
                   where unit_id = $1 and resolved_at is null";
    let values = [warning.unit_id.into(), warning.eligible.into(), warning.least.into()];
    if db::run(connection, lasting, values).await? > 0 {
        return Ok(false);
    }
    let sql = "insert into unit_warning (id, unit_id, area_id, eligible, least, raised_at) \
               values ($1, $2, $3, $4, $5, $6) \
               on conflict (unit_id) where resolved_at is null do nothing";
    let values = [
        warning.id.into(),
        warning.unit_id.into(),
        warning.area_id.into(),
        warning.eligible.into(),
        warning.least.into(),
        warning.raised_at.into(),
    ];
    Ok(db::run(connection, sql, values).await? == 1)
}

/// The officers of an area's district who have an account.
pub(super) async fn list_officers<C: ConnectionTrait>(
    connection: &C,
    area: AreaId,
    now: Instant,
) -> Result<Vec<Reached>> {
    let sql = "select n.id as person_id, n.phone, n.language from person n \
               where n.status = 'ACTIVE' and n.id in (\
               select g.person_id from officer_grant g join area a on a.district_id = g.district_id \
               where a.id = $1 and g.role = 'DISTRICT_OFFICER' and g.starts_at <= $2 \
               and (g.ends_at is null or g.ends_at > $2)) order by n.id";
    db::all(connection, sql, [area.into(), now.into()]).await
}

/// The units to which somebody belongs now.
pub(super) async fn list_units_of<C: ConnectionTrait>(
    connection: &C,
    person: PersonId,
) -> Result<Vec<PatrolUnitId>> {
    #[derive(FromQueryResult)]
    struct Row {
        unit_id: PatrolUnitId,
    }
    let sql = "select unit_id from patroller where person_id = $1 and left_at is null \
               order by unit_id";
    let rows: Vec<Row> = db::all(connection, sql, [person.into()]).await?;
    Ok(rows.into_iter().map(|row| row.unit_id).collect())
}

/// Ends the warning that lasts, if there is one.
pub(super) async fn resolve<C: ConnectionTrait>(
    connection: &C,
    unit: PatrolUnitId,
    now: Instant,
) -> Result<()> {
    let sql = "update unit_warning set resolved_at = $2 where unit_id = $1 and resolved_at is null";
    db::run(connection, sql, [unit.into(), now.into()]).await?;
    Ok(())
}

pub(super) async fn list_of_units<C: ConnectionTrait>(
    connection: &C,
    units: &[PatrolUnitId],
    open_only: bool,
    page: &PageRequest<WarningKey>,
) -> Result<Vec<UnitWarning>> {
    let mut query = db::Query::new(format!("select {COLUMNS} from unit_warning w"));
    query.and_in("w.unit_id", units.iter().map(|unit| unit.0));
    paged(query, open_only, page).all(connection).await
}

pub(super) async fn list_within<C: ConnectionTrait>(
    connection: &C,
    oversight: &Oversight,
    open_only: bool,
    page: &PageRequest<WarningKey>,
) -> Result<Vec<UnitWarning>> {
    let mut query = db::Query::new(format!("select {COLUMNS} from unit_warning w"));
    query.join("join area a on a.id = w.area_id", []);
    approval::within(&mut query, oversight, "a.");
    paged(query, open_only, page).all(connection).await
}

fn paged(mut query: db::Query, open_only: bool, page: &PageRequest<WarningKey>) -> db::Query {
    if open_only {
        query.and("w.resolved_at is null", []);
    }
    let beyond = page.beyond.map(|(at, id)| [at.into(), id.into()]);
    query.keyset(["w.raised_at", "w.id"], beyond, page.backward, true);
    query.limit(page.rows());
    query
}

/// Units at work whose warning does not fit how many eligible members they have.
pub(super) async fn list_unwarned<C: ConnectionTrait>(
    connection: &C,
    rule: &UnitRule,
) -> Result<Vec<PatrolUnitId>> {
    #[derive(FromQueryResult)]
    struct Row {
        id: PatrolUnitId,
    }
    let sql = "select s.id from (\
         select u.id, count(m.id) as eligible from patrol_unit u \
         left join patroller p on p.unit_id = u.id and p.left_at is null and p.stated_age >= $1 \
         left join membership m on m.person_id = p.person_id and m.area_id = u.area_id \
         and m.left_at is null \
         where u.status = 'ACTIVE' group by u.id) s \
         left join unit_warning w on w.unit_id = s.id and w.resolved_at is null \
         where (w.id is null and s.eligible < $2) \
         or (w.id is not null and (w.eligible <> s.eligible or s.eligible >= $2)) order by s.id";
    let values = [rule.least_age.into(), rule.least_members.into()];
    let rows: Vec<Row> = db::all(connection, sql, values).await?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}
