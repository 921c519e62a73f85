//! Serial numbers: of the units of a state, and of the incidents of a unit in a year. Both without
//! gaps, however many come at once: a number is given in the transaction that uses it.

use sea_orm::ConnectionTrait;

use super::store::Standing;
use crate::shared::{
    clock::Instant,
    db,
    error::{Error, Result},
    id::PatrolUnitId,
};

/// The numbers of a unit's next incident.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Next {
    /// The unit's number in its state.
    pub register: i64,
    /// The year.
    pub year: i64,
    /// The incident's number in its unit and year.
    pub number: i64,
}

/// Tells the next number of a unit in a year, and lets nobody else take it until the transaction is
/// over. It stays the next one until it is [`take`]n.
pub(super) async fn lock_next<C: ConnectionTrait>(
    connection: &C,
    unit: &Standing,
    year: i64,
    now: Instant,
) -> Result<Next> {
    let register = register(connection, unit, now).await?;
    let given = lock(connection, unit.unit_id, year).await?;
    Ok(Next { register, year, number: given + 1 })
}

/// Lets nobody report an incident of a unit in a year until the transaction is over; tells how many
/// there are.
pub(super) async fn lock<C: ConnectionTrait>(
    connection: &C,
    unit: PatrolUnitId,
    year: i64,
) -> Result<i64> {
    let sql = "insert into incident_serial (unit_id, year, given) values ($1, $2, 0) \
               on conflict (unit_id, year) do nothing";
    db::run(connection, sql, [unit.into(), year.into()]).await?;
    let lock = db::locking(connection, " for update");
    let sql = format!("select given from incident_serial where unit_id = $1 and year = $2{lock}");
    let given: Option<i64> = db::value(connection, &sql, [unit.into(), year.into()]).await?;
    given.ok_or_else(|| Error::internal("a unit's serial numbers are not there"))
}

/// Uses up the next number.
pub(super) async fn take<C: ConnectionTrait>(
    connection: &C,
    unit: PatrolUnitId,
    next: Next,
) -> Result<()> {
    let sql = "update incident_serial set given = $3 where unit_id = $1 and year = $2";
    db::run(connection, sql, [unit.into(), next.year.into(), next.number.into()]).await?;
    Ok(())
}

/// The number of a unit in its state, given with its first incident.
async fn register<C: ConnectionTrait>(
    connection: &C,
    unit: &Standing,
    now: Instant,
) -> Result<i64> {
    if let Some(number) = registered(connection, unit.unit_id).await? {
        return Ok(number);
    }
    // Whoever else registers in this state waits here; who names the state elsewhere does not.
    let lock = db::locking(connection, " for no key update");
    let sql = format!("select code from state where code = $1{lock}");
    db::value::<String, _>(connection, &sql, [unit.state_code.as_str().into()]).await?;
    let sql = "insert into incident_register (unit_id, state_code, number, begun_at) values ($1, $2, \
               (select coalesce(max(number), 0) + 1 from incident_register where state_code = $2), \
               $3) on conflict (unit_id) do nothing";
    let values = [unit.unit_id.into(), unit.state_code.as_str().into(), now.into()];
    db::run(connection, sql, values).await?;
    let number = registered(connection, unit.unit_id).await?;
    number.ok_or_else(|| Error::internal("a unit is not registered"))
}

async fn registered<C: ConnectionTrait>(connection: &C, unit: PatrolUnitId) -> Result<Option<i64>> {
    let sql = "select number from incident_register where unit_id = $1";
    db::value(connection, sql, [unit.into()]).await
}
