//! The statements that change a call for help.

use sea_orm::{ActiveEnum as _, ConnectionTrait};

use super::{
    model::{Fix, SosStatus},
    rules,
    store::Adding,
};
use crate::shared::{
    clock::Instant,
    db,
    error::Result,
    id::{PersonId, SosId},
};

/// Keeps where a caller is whose call goes on, unless it was kept just now; tells whether it was.
pub(super) async fn change_position<C: ConnectionTrait>(
    connection: &C,
    (id, person): (SosId, PersonId),
    fix: &Fix,
    at: Instant,
    now: Instant,
) -> Result<bool> {
    let sql = "update sos set latitude = $3, longitude = $4, accuracy_metres = $5, \
               positioned_at = $6, position_received_at = $7, version = version + 1 \
               where id = $1 and person_id = $2 and ended_at is null \
               and (position_received_at is null or position_received_at <= $8) \
               and (positioned_at is null or positioned_at <= $6)";
    let values = [
        id.into(),
        person.into(),
        fix.position.latitude.into(),
        fix.position.longitude.into(),
        fix.accuracy_metres.into(),
        at.into(),
        now.into(),
        (now - rules::BETWEEN_FIXES).into(),
    ];
    Ok(db::run(connection, sql, values).await? == 1)
}

/// Keeps where a caller was of whose call that goes on nobody knows a place; tells whether it was kept.
pub(super) async fn fill_position<C: ConnectionTrait>(
    connection: &C,
    id: SosId,
    fix: &Fix,
    (at, now): (Instant, Instant),
) -> Result<bool> {
    let sql = "update sos set latitude = $2, longitude = $3, accuracy_metres = $4, \
               positioned_at = $5, position_received_at = $6, version = version + 1 \
               where id = $1 and ended_at is null and latitude is null";
    let values = [
        id.into(),
        fix.position.latitude.into(),
        fix.position.longitude.into(),
        fix.accuracy_metres.into(),
        at.into(),
        now.into(),
    ];
    Ok(db::run(connection, sql, values).await? == 1)
}

/// Notes that a locked call has changed, and that somebody has answered it.
pub(super) async fn change_to_answered<C: ConnectionTrait>(
    connection: &C,
    id: SosId,
    now: Instant,
) -> Result<()> {
    let sql = "update sos set status = $2, answered_at = coalesce(answered_at, $3), \
               version = version + 1 where id = $1";
    let values = [id.into(), SosStatus::Answered.to_value().into(), now.into()];
    db::run(connection, sql, values).await?;
    Ok(())
}

/// Notes that a locked call rings anew from where its caller is now, and that nobody has answered.
pub(super) async fn change_to_open<C: ConnectionTrait>(
    connection: &C,
    id: SosId,
    adding: &Adding<'_>,
) -> Result<()> {
    let sql = "update sos set status = $2, answered_at = null, officers_at = null, unit_id = $3, \
               patrol_id = $4, rings_before = rings_before + rounds, rounds = 1, rung_at = $5 \
               where id = $1";
    let values = [
        id.into(),
        SosStatus::Open.to_value().into(),
        adding.unit.into(),
        adding.patrol.into(),
        adding.now.into(),
    ];
    db::run(connection, sql, values).await?;
    Ok(())
}

/// Notes under which id the caller of a locked call has called again, and that it has changed in what
/// stands beside it.
pub(super) async fn change_again<C: ConnectionTrait>(
    connection: &C,
    id: SosId,
    again: SosId,
) -> Result<()> {
    let sql = "update sos set again_id = $2, version = version + 1 where id = $1";
    db::run(connection, sql, [id.into(), again.into()]).await?;
    Ok(())
}

/// Notes that the officers were told of a locked call.
pub(super) async fn change_to_officers<C: ConnectionTrait>(
    connection: &C,
    id: SosId,
    now: Instant,
) -> Result<()> {
    let sql = "update sos set officers_at = $2, version = version + 1 where id = $1";
    db::run(connection, sql, [id.into(), now.into()]).await?;
    Ok(())
}

/// Notes that a locked call has rung once more.
pub(super) async fn count_round<C: ConnectionTrait>(
    connection: &C,
    id: SosId,
    now: Instant,
) -> Result<()> {
    let sql =
        "update sos set rounds = rounds + 1, rung_at = $2, version = version + 1 where id = $1";
    db::run(connection, sql, [id.into(), now.into()]).await?;
    Ok(())
}

/// How a call ends.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ending<'a> {
    pub status: SosStatus,
    /// None when the program ends it.
    pub by: Option<PersonId>,
    pub outcome: Option<&'a str>,
    pub at: Instant,
}

/// Ends a locked call.
pub(super) async fn change_to_ended<C: ConnectionTrait>(
    connection: &C,
    id: SosId,
    ending: &Ending<'_>,
) -> Result<()> {
    let sql = "update sos set status = $2, ended_by = $3, outcome = $4, ended_at = $5, \
               version = version + 1 where id = $1";
    let values = [
        id.into(),
        ending.status.to_value().into(),
        ending.by.into(),
        ending.outcome.into(),
        ending.at.into(),
    ];
    db::run(connection, sql, values).await?;
    Ok(())
}
