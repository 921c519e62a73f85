//! The queries about the patrols and shifts that are watched, and what is known of them.

use sea_orm::{ConnectionTrait, FromQueryResult};

use crate::{
    mysrs::{patrol::PatrolStatus, roster::ShiftStatus},
    shared::{
        clock::Instant,
        db,
        error::Result,
        id::{AreaId, PatrolId, PatrolUnitId, ShiftId},
    },
};

/// A patrol that is watched.
#[derive(Clone, Debug, FromQueryResult)]
pub(super) struct Watched {
    pub id: PatrolId,
    pub unit_id: PatrolUnitId,
    pub status: PatrolStatus,
    pub started_at: Instant,
    pub ended_at: Option<Instant>,
    pub opened_at: Instant,
    /// Whether whoever began it had left the unit, and nobody is on the way with it.
    pub belated: bool,
    pub shift_ends_at: Option<Instant>,
}

/// A patrol, about which nobody else decides until the transaction is over; what is recorded on it
/// does not wait.
pub(super) async fn lock_patrol<C: ConnectionTrait>(
    connection: &C,
    id: PatrolId,
) -> Result<Option<Watched>> {
    let lock = db::locking(connection, " for no key update");
    let sql = format!("select id from patrol where id = $1{lock}");
    if db::value::<PatrolId, _>(connection, &sql, [id.into()]).await?.is_none() {
        return Ok(None);
    }
    lookup_patrol(connection, id).await
}

/// A patrol as it is watched.
pub(super) async fn lookup_patrol<C: ConnectionTrait>(
    connection: &C,
    id: PatrolId,
) -> Result<Option<Watched>> {
    let sql = "select p.id, p.unit_id, p.status, p.started_at, p.ended_at, p.opened_at, \
               p.belated, s.ends_at as shift_ends_at from patrol p left join shift s on s.id = p.shift_id \
               where p.id = $1";
    db::one(connection, sql, [id.into()]).await
}

/// A shift that is watched.
#[derive(Clone, Debug, FromQueryResult)]
pub(super) struct Planned {
    pub id: ShiftId,
    pub unit_id: PatrolUnitId,
    pub status: ShiftStatus,
    pub starts_at: Instant,
    pub ends_at: Instant,
}

/// A shift, of which no patrol starts until the transaction is over.
pub(super) async fn lock_shift<C: ConnectionTrait>(
    connection: &C,
    id: ShiftId,
) -> Result<Option<Planned>> {
    let lock = db::locking(connection, " for update");
    let sql =
        format!("select id, unit_id, status, starts_at, ends_at from shift where id = $1{lock}");
    db::one(connection, &sql, [id.into()]).await
}

/// Whether a patrol of a shift has begun since then: one that names it, or one that names none with
/// somebody of it. What comes from somebody who has left counts once the shift and it are over: until then
/// it does not say that anybody is there, nor that those whom it names are home, for whom nobody else looks.
pub(super) async fn has_come<C: ConnectionTrait>(
    connection: &C,
    shift: &Planned,
    (since, now): (Instant, Instant),
) -> Result<bool> {
    let counts = if shift.ends_at <= now {
        " and (not p.belated or p.status = 'ENDED')"
    } else {
        " and not p.belated"
    };
    let named = format!("select 1 from patrol p where p.shift_id = $1{counts}");
    if db::exists(connection, &named, [shift.id.into()]).await? {
        return Ok(true);
    }
    let unnamed = format!(
        "select 1 from patrol p join patrol_member m on m.patrol_id = p.id \
         join shift_member s on s.person_id = m.person_id and s.shift_id = $1 \
         where p.unit_id = $2 and p.shift_id is null and p.started_at >= $3 \
         and p.started_at < $4{counts}"
    );
    let values = [shift.id.into(), shift.unit_id.into(), since.into(), shift.ends_at.into()];
    db::exists(connection, &unnamed, values).await
}

/// A unit as it is named to those who are told.
#[derive(Clone, Debug, FromQueryResult)]
pub(super) struct Unit {
    pub id: PatrolUnitId,
    pub area_id: AreaId,
    pub name: String,
}

pub(super) async fn lookup_unit<C: ConnectionTrait>(
    connection: &C,
    id: PatrolUnitId,
) -> Result<Option<Unit>> {
    let sql = "select id, area_id, name from patrol_unit where id = $1";
    db::one(connection, sql, [id.into()]).await
}
