//! The queries about how a patrol begins: the shift that it says it is of, which one it joins, and who is
//! on another one.

use sea_orm::{ConnectionTrait, FromQueryResult};

use super::{
    model::PatrolStatus,
    patrol_doubt::{PatrolDoubt, read_patrol_doubts, write_patrol_doubts},
};
use crate::{
    mysrs::roster::ShiftStatus,
    shared::{
        clock::Instant,
        db,
        error::Result,
        id::{PatrolId, PatrolUnitId, PersonId, ShiftId},
    },
};

/// A shift that a patrol says it is of.
#[derive(Clone, Copy, Debug, FromQueryResult)]
pub(super) struct Meant {
    pub unit_id: PatrolUnitId,
    pub starts_at: Instant,
    pub ends_at: Instant,
    pub status: ShiftStatus,
}

/// A shift that is seen by its unit. Of two phones that start its patrol one waits for the other.
pub(super) async fn lock_shift<C: ConnectionTrait>(
    connection: &C,
    shift: ShiftId,
) -> Result<Option<Meant>> {
    let lock = db::locking(connection, " for no key update");
    let sql = format!(
        "select unit_id, starts_at, ends_at, status from shift where id = $1 \
         and status <> 'DRAFT'{lock}"
    );
    db::one(connection, &sql, [shift.into()]).await
}

/// The patrol that a shift has; one that is on its way before others.
#[derive(Clone, Copy, Debug, FromQueryResult)]
pub(super) struct OfShift {
    pub id: PatrolId,
    pub status: PatrolStatus,
    /// Whether whoever began it had left the unit: nobody is on the way with it.
    pub belated: bool,
}

pub(super) async fn find_of_shift<C: ConnectionTrait>(
    connection: &C,
    shift: ShiftId,
) -> Result<Option<OfShift>> {
    let sql = "select id, status, belated from patrol where shift_id = $1 \
               order by case when status = 'ACTIVE' and not belated then 0 else 1 end, opened_at, id \
               limit 1";
    db::one(connection, sql, [shift.into()]).await
}

/// The patrol that the start of this one joined.
pub(super) async fn find_joined<C: ConnectionTrait>(
    connection: &C,
    id: PatrolId,
) -> Result<Option<PatrolId>> {
    let sql = "select patrol_id from patrol_joined where id = $1";
    db::value(connection, sql, [id.into()]).await
}

/// Notes which patrol the start of this one joined.
pub(super) async fn add_joined<C: ConnectionTrait>(
    connection: &C,
    id: PatrolId,
    joined: PatrolId,
) -> Result<()> {
    let sql =
        "insert into patrol_joined (id, patrol_id) values ($1, $2) on conflict (id) do nothing";
    db::run(connection, sql, [id.into(), joined.into()]).await?;
    Ok(())
}

/// Counts one more start of somebody's that has joined a patrol, which the caller has locked and they are
/// on; false when as many have as may.
pub(super) async fn count_joined<C: ConnectionTrait>(
    connection: &C,
    (patrol, person): (PatrolId, PersonId),
    most: i64,
) -> Result<bool> {
    let sql = "update patrol_member set starts_joined = starts_joined + 1 \
               where patrol_id = $1 and person_id = $2 and starts_joined < $3";
    Ok(db::run(connection, sql, [patrol.into(), person.into(), most.into()]).await? == 1)
}

/// Notes that somebody's own phone has said of a patrol, which the caller has locked and they are on, that
/// it starts: whoever is only named by another has no start. Its own id said again counts once among the
/// starts.
pub(super) async fn note_start<C: ConnectionTrait>(
    connection: &C,
    (patrol, person): (PatrolId, PersonId),
) -> Result<()> {
    let sql = "update patrol_member set starts_joined = 1 \
               where patrol_id = $1 and person_id = $2 and starts_joined = 0";
    db::run(connection, sql, [patrol.into(), person.into()]).await?;
    Ok(())
}

/// Notes on a patrol, which the caller has locked, when somebody on it is on another one that is on its
/// way.
pub(super) async fn note_elsewhere<C: ConnectionTrait>(
    connection: &C,
    patrol: PatrolId,
) -> Result<()> {
    let sql = "select 1 from patrol_member m join patrol_member o on o.person_id = m.person_id \
               and o.patrol_id <> m.patrol_id and o.left_at is null \
               join patrol p on p.id = o.patrol_id and p.status = 'ACTIVE' and not p.belated \
               where m.patrol_id = $1 and m.left_at is null";
    if db::exists(connection, sql, [patrol.into()]).await? {
        add_doubt(connection, patrol, PatrolDoubt::AlreadyOnPatrol).await?;
    }
    Ok(())
}

/// Notes what is odd about a patrol, which the caller has locked.
pub(super) async fn add_doubt<C: ConnectionTrait>(
    connection: &C,
    patrol: PatrolId,
    doubt: PatrolDoubt,
) -> Result<()> {
    let sql = "select doubts from patrol where id = $1";
    let kept: Option<String> = db::value(connection, sql, [patrol.into()]).await?;
    let mut doubts = read_patrol_doubts([kept.as_deref().unwrap_or_default(), ""]);
    if doubts.contains(&doubt) {
        return Ok(());
    }
    doubts.push(doubt);
    let sql = "update patrol set doubts = $2 where id = $1";
    db::run(connection, sql, [patrol.into(), write_patrol_doubts(&doubts).into()]).await?;
    Ok(())
}
