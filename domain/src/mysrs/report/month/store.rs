//! The queries about months.

use sea_orm::{ConnectionTrait, Value};

use super::{closed, model::Counts};
use crate::{
    mysrs::{
        incident::Within,
        patrol::{at_checkpoint, believed},
        report::counts,
    },
    shared::{
        clock::Instant,
        db,
        error::{Error, Result},
        id::PatrolUnitId,
        malaysia::Month,
    },
};

/// Only what lies in a place, of the tables `patrol_unit u` and `area a`.
pub(in crate::mysrs::report) fn within(query: &mut db::Query, place: &Within) {
    match place {
        Within::Unit(id) => query.and("u.id = ?", [(*id).into()]),
        Within::Area(id) => query.and("u.area_id = ?", [(*id).into()]),
        Within::District(id) => query.and("a.district_id = ?", [(*id).into()]),
        Within::State(code) => query.and("a.state_code = ?", [code.as_str().into()]),
        Within::Mine | Within::Nation => {}
    }
}

/// Only what counts in a month, of the tables `patrol_unit u` and `unit_month m`: a unit that was there
/// and at work when the month ended (or is now, while it is on), or that patrolled. Where a unit stood is
/// read off its steps: of those before the end the last, without one what the first afterwards began
/// from, and of a unit without steps where it stands.
pub(in crate::mysrs::report) fn that_count(query: &mut db::Query, month: Month) {
    let ends = || Value::from(month.ends());
    query.and(
        "((u.created_at < ? and coalesce(\
         (select s.to_status from unit_step s where s.unit_id = u.id and s.taken_at < ? \
         order by s.taken_at desc, case when s.application_id is null then 0 else 1 end, \
         s.number desc limit 1), \
         (select s.from_status from unit_step s where s.unit_id = u.id and s.taken_at >= ? \
         and s.application_id is null order by s.taken_at, s.number limit 1), \
         u.status) = 'ACTIVE') or m.patrols > 0)",
        [ends(), ends(), ends()],
    );
}

/// The figures of a place, from the rows of its units.
pub(in crate::mysrs::report) async fn add_up<C: ConnectionTrait>(
    connection: &C,
    place: &Within,
    month: Month,
    active_from: i64,
) -> Result<Counts> {
    let sum = |column: &str| format!("cast(coalesce(sum(m.{column}), 0) as bigint) as {column}");
    let sums = ["patrols", "seconds", "people", "visited", "expected"].map(sum);
    let mut query = db::Query::new(format!(
        "select count(*) as units, {} from patrol_unit u join area a on a.id = u.area_id",
        sums.join(", ")
    ));
    query
        .join("left join unit_month m on m.unit_id = u.id and m.month = ?", [month.write().into()]);
    within(&mut query, place);
    that_count(&mut query, month);
    let counts: Vec<Sums> = query.all(connection).await?;
    let Some(sums) = counts.into_iter().next() else { return Ok(Counts::default()) };
    let active_units = active(connection, place, month, active_from).await?;
    Ok(Counts {
        units: sums.units,
        active_units,
        patrols: sums.patrols,
        seconds: sums.seconds,
        people: sums.people,
        visited: sums.visited,
        expected: sums.expected,
    })
}

#[derive(sea_orm::FromQueryResult)]
struct Sums {
    units: i64,
    patrols: i64,
    seconds: i64,
    people: i64,
    visited: i64,
    expected: i64,
}

/// How many units of a place had so many patrols.
async fn active<C: ConnectionTrait>(
    connection: &C,
    place: &Within,
    month: Month,
    active_from: i64,
) -> Result<i64> {
    let mut query = db::Query::new(
        "select count(*) from unit_month m join patrol_unit u on u.id = m.unit_id \
         join area a on a.id = u.area_id",
    );
    query.and("m.month = ?", [month.write().into()]);
    within(&mut query, place);
    query.and("m.patrols >= ?", [active_from.max(1).into()]);
    let counted: Vec<i64> = query.values(connection).await?;
    Ok(counted.first().copied().unwrap_or_default())
}

/// The row of a unit and month, which nobody else reckons until the transaction is over.
pub(super) async fn lock<C: ConnectionTrait>(
    connection: &C,
    unit: PatrolUnitId,
    month: &str,
    now: Instant,
) -> Result<()> {
    let sql = "insert into unit_month (unit_id, month, patrols, seconds, people, visited, expected, \
               reckoned_at) values ($1, $2, 0, 0, 0, 0, 0, $3) on conflict (unit_id, month) do nothing";
    db::run(connection, sql, [unit.into(), month.into(), now.into()]).await?;
    let lock = db::locking(connection, " for update");
    let sql = format!("select patrols from unit_month where unit_id = $1 and month = $2{lock}");
    let row: Option<i64> = db::value(connection, &sql, [unit.into(), month.into()]).await?;
    row.map(drop).ok_or_else(|| Error::internal("a unit's month is not there"))
}

/// The patrols of a unit and month that count, as `p`: the unit and the month's bounds are `$1`, `$2`
/// and `$3`.
pub(super) fn of_month() -> String {
    let counts = counts("p.id");
    format!(
        "p.unit_id = $1 and p.started_at >= $2 and p.started_at < $3 and p.status = 'ENDED' \
         and {counts}"
    )
}

/// The checkpoints that there were on a patrol `p`, as `k`.
pub(super) const STOOD: &str = "k.unit_id = p.unit_id and k.created_at <= p.ended_at \
                     and (k.ended_at is null or k.ended_at > p.started_at)";

/// Reckons the locked row of a unit and month from its patrols.
pub(super) async fn reckon<C: ConnectionTrait>(
    connection: &C,
    unit: PatrolUnitId,
    month: Month,
    now: Instant,
) -> Result<()> {
    let (key, of_month) = ((unit, month), of_month());
    let patrols =
        number(connection, key, &format!("select count(*) from patrol p where {of_month}")).await?;
    let seconds = number(
        connection,
        key,
        &format!(
            "select cast(coalesce(sum(v.proven_seconds), 0) as bigint) from patrol p \
         join patrol_report v on v.patrol_id = p.id where {of_month}"
        ),
    )
    .await?;
    let people = number(
        connection,
        key,
        &format!(
            "select count(distinct m.person_id) from patrol p \
         join patrol_member m on m.patrol_id = p.id where {of_month}"
        ),
    )
    .await?;
    let expected = number(
        connection,
        key,
        &format!("select count(*) from patrol p join checkpoint k on {STOOD} where {of_month}"),
    )
    .await?
        - closed::count(connection, unit, month).await?;
    let (at_checkpoint, believed) = (at_checkpoint("c", "k"), believed("c"));
    let visited = number(connection, key, &format!(
        "select count(*) from (select distinct p.id as patrol, k.id as checkpoint from patrol p \
         join check_in c on c.patrol_id = p.id join checkpoint k on {STOOD} and {at_checkpoint} \
         where {of_month} and {believed}) visit"
    ))
    .await?;
    let sql = "update unit_month set patrols = $3, seconds = $4, people = $5, visited = $6, \
               expected = $7, reckoned_at = $8 where unit_id = $1 and month = $2";
    let values: [Value; 8] = [
        unit.into(),
        month.write().into(),
        patrols.into(),
        seconds.into(),
        people.into(),
        visited.into(),
        expected.into(),
        now.into(),
    ];
    db::run(connection, sql, values).await?;
    Ok(())
}

/// A number of a unit and month.
async fn number<C: ConnectionTrait>(
    connection: &C,
    (unit, month): (PatrolUnitId, Month),
    sql: &str,
) -> Result<i64> {
    let values = [unit.into(), month.begins().into(), month.ends().into()];
    Ok(db::value(connection, sql, values).await?.unwrap_or_default())
}
