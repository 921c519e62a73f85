//! The queries about links with which others follow a patrol. A link's secret is not kept: its keyed
//! hash finds what it leads to.

use sea_orm::{ConnectionTrait, FromQueryResult};

use super::model::Share;
use crate::{
    mysrs::patrol::PatrolStatus,
    shared::{
        clock::Instant,
        db,
        error::Result,
        id::{PatrolId, PatrolShareId, PersonId},
    },
};

const COLUMNS: &str = "id, patrol_id, made_by, made_at, expires_at, ended_at";

/// Adds a link.
pub(super) async fn add<C: ConnectionTrait>(
    connection: &C,
    share: &Share,
    hash: &[u8],
) -> Result<()> {
    let sql = "insert into patrol_share (id, patrol_id, token_hash, made_by, made_at, expires_at) \
               values ($1, $2, $3, $4, $5, $6)";
    let values = [
        share.id.into(),
        share.patrol_id.into(),
        hash.to_vec().into(),
        share.made_by.into(),
        share.made_at.into(),
        share.expires_at.into(),
    ];
    db::run(connection, sql, values).await?;
    Ok(())
}

pub(super) async fn lookup<C: ConnectionTrait>(
    connection: &C,
    id: PatrolShareId,
) -> Result<Option<Share>> {
    let sql = format!("select {COLUMNS} from patrol_share where id = $1");
    db::one(connection, &sql, [id.into()]).await
}

/// The links of a patrol that have neither expired nor ended, the newest first.
pub(super) async fn list_open<C: ConnectionTrait>(
    connection: &C,
    patrol: PatrolId,
    now: Instant,
) -> Result<Vec<Share>> {
    let sql = format!(
        "select {COLUMNS} from patrol_share where patrol_id = $1 and expires_at > $2 \
         and ended_at is null order by made_at desc, id desc"
    );
    db::all(connection, &sql, [patrol.into(), now.into()]).await
}

/// How many links a patrol ever had.
pub(super) async fn count<C: ConnectionTrait>(connection: &C, patrol: PatrolId) -> Result<i64> {
    let sql = "select count(*) from patrol_share where patrol_id = $1";
    Ok(db::value(connection, sql, [patrol.into()]).await?.unwrap_or(0))
}

/// Ends a link; tells whether it led somewhere.
pub(super) async fn end<C: ConnectionTrait>(
    connection: &C,
    id: PatrolShareId,
    by: PersonId,
    now: Instant,
) -> Result<bool> {
    let sql = "update patrol_share set ended_at = $2, ended_by = $3 \
               where id = $1 and ended_at is null";
    Ok(db::run(connection, sql, [id.into(), now.into(), by.into()]).await? == 1)
}

/// A link with the patrol to which it leads.
#[derive(Clone, Copy, Debug, FromQueryResult)]
pub(super) struct Leading {
    pub patrol_id: PatrolId,
    pub expires_at: Instant,
    pub ended_at: Option<Instant>,
    pub status: PatrolStatus,
    pub started_at: Instant,
    pub patrol_ended_at: Option<Instant>,
}

/// The link whose secret has this hash.
pub(super) async fn find_by_hash<C: ConnectionTrait>(
    connection: &C,
    hash: &[u8],
) -> Result<Option<Leading>> {
    let sql = "select s.patrol_id, s.expires_at, s.ended_at, p.status, p.started_at, \
               p.ended_at as patrol_ended_at from patrol_share s \
               join patrol p on p.id = s.patrol_id where s.token_hash = $1";
    db::one(connection, sql, [hash.to_vec().into()]).await
}
