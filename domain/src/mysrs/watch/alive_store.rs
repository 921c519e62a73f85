//! The queries about the words of those who patrol alone.

use sea_orm::{ConnectionTrait, FromQueryResult};

use super::model::NewAlive;
use crate::shared::{
    clock::Instant,
    db,
    error::Result,
    id::{PatrolAliveId, PatrolId, PersonId},
};

/// Whose a word is, and on which patrol it was given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, FromQueryResult)]
pub(super) struct Given {
    pub patrol_id: PatrolId,
    pub person_id: PersonId,
}

pub(super) async fn lookup<C: ConnectionTrait>(
    connection: &C,
    id: PatrolAliveId,
) -> Result<Option<Given>> {
    let sql = "select patrol_id, person_id from patrol_alive where id = $1";
    db::one(connection, sql, [id.into()]).await
}

pub(super) async fn count<C: ConnectionTrait>(connection: &C, given: Given) -> Result<i64> {
    let sql = "select count(*) from patrol_alive where patrol_id = $1 and person_id = $2";
    let values = [given.patrol_id.into(), given.person_id.into()];
    Ok(db::value(connection, sql, values).await?.unwrap_or(0))
}

/// Adds a word with the times of its giving, as the phone said and corrected; tells whether its id was
/// free.
pub(super) async fn add<C: ConnectionTrait>(
    connection: &C,
    new: &NewAlive,
    given: Given,
    (recorded_at, corrected_at): (Instant, Instant),
    received_at: Instant,
) -> Result<bool> {
    let sql = "insert into patrol_alive (id, patrol_id, person_id, recorded_at, corrected_at, \
               received_at) values ($1, $2, $3, $4, $5, $6) on conflict (id) do nothing";
    let values = [
        new.id.into(),
        given.patrol_id.into(),
        given.person_id.into(),
        recorded_at.into(),
        corrected_at.into(),
        received_at.into(),
    ];
    Ok(db::run(connection, sql, values).await? == 1)
}
