//! The queries about one-time codes.

use sea_orm::{ActiveEnum, ConnectionTrait, FromQueryResult};
use uuid::Uuid;

use super::{model::Purpose, rules};
use crate::shared::{clock::Instant, db, error::Result};

/// A code to be kept.
#[derive(Debug)]
pub(super) struct NewCode {
    pub id: Uuid,
    pub phone_hash: [u8; 32],
    pub purpose: Purpose,
    pub code_hash: [u8; 32],
    pub now: Instant,
    pub expires_at: Instant,
}

pub(super) async fn add<C: ConnectionTrait>(connection: &C, code: &NewCode) -> Result<()> {
    let sql = "insert into phone_code (id, phone_hash, purpose, code_hash, created_at, expires_at) \
               values ($1, $2, $3, $4, $5, $6)";
    db::run(
        connection,
        sql,
        [
            code.id.into(),
            code.phone_hash.to_vec().into(),
            code.purpose.to_value().into(),
            code.code_hash.to_vec().into(),
            code.now.into(),
            code.expires_at.into(),
        ],
    )
    .await?;
    Ok(())
}

/// A code that counts.
#[derive(Debug, FromQueryResult)]
pub(super) struct Live {
    pub id: Uuid,
    pub code_hash: Vec<u8>,
}

/// The codes of a number for a purpose that count, the newest first.
pub(super) async fn live<C: ConnectionTrait>(
    connection: &C,
    phone_hash: &[u8; 32],
    purpose: Purpose,
    now: Instant,
) -> Result<Vec<Live>> {
    let sql = "select id, code_hash from phone_code where phone_hash = $1 and purpose = $2 \
               and verified_at is null and expires_at > $3 and tries < $4 \
               order by created_at desc, id desc limit $5";
    let values = [
        phone_hash.to_vec().into(),
        purpose.to_value().into(),
        now.into(),
        rules::TRIES_EVERYWHERE.into(),
        rules::LIVE.into(),
    ];
    db::all(connection, sql, values).await
}

/// Counts a try at a code before it is compared; false when it counts no more.
pub(super) async fn count_try<C: ConnectionTrait>(
    connection: &C,
    id: Uuid,
    now: Instant,
) -> Result<bool> {
    let sql = "update phone_code set tries = tries + 1 where id = $1 and verified_at is null \
               and expires_at > $2 and tries < $3";
    let values = [id.into(), now.into(), rules::TRIES_EVERYWHERE.into()];
    Ok(db::run(connection, sql, values).await? == 1)
}

/// Lets no other code of the number count for this purpose, now that one was given.
pub(super) async fn void_others<C: ConnectionTrait>(
    connection: &C,
    phone_hash: &[u8; 32],
    purpose: Purpose,
    (given, now): (Uuid, Instant),
) -> Result<()> {
    let sql = "update phone_code set expires_at = $4 where phone_hash = $1 and purpose = $2 \
               and id <> $3 and verified_at is null and expires_at > $4";
    let values = [phone_hash.to_vec().into(), purpose.to_value().into(), given.into(), now.into()];
    db::run(connection, sql, values).await?;
    Ok(())
}

/// Notes that the right code was given; false when somebody was quicker.
pub(super) async fn verify<C: ConnectionTrait>(
    connection: &C,
    id: Uuid,
    key_hash: Option<[u8; 32]>,
    now: Instant,
) -> Result<bool> {
    let sql = "update phone_code set verified_at = $2, key_hash = $3 \
               where id = $1 and verified_at is null";
    let values = [id.into(), now.into(), key_hash.map(|hash| hash.to_vec()).into()];
    Ok(db::run(connection, sql, values).await? == 1)
}

/// A code that was given.
#[derive(Debug, FromQueryResult)]
pub(super) struct Given {
    pub id: Uuid,
    pub code_hash: Vec<u8>,
    pub verified_at: Instant,
}

/// The code that was given under this key, if its proof is not used yet.
pub(super) async fn find_verified<C: ConnectionTrait>(
    connection: &C,
    phone_hash: &[u8; 32],
    purpose: Purpose,
    key_hash: &[u8; 32],
) -> Result<Option<Given>> {
    let sql = "select id, code_hash, verified_at from phone_code where phone_hash = $1 \
               and purpose = $2 and verified_at is not null and spent_at is null \
               and key_hash = $3 order by created_at desc, id desc limit 1";
    let values = [phone_hash.to_vec().into(), purpose.to_value().into(), key_hash.to_vec().into()];
    db::one(connection, sql, values).await
}

/// Uses the proof of a code up; false when it was used before.
pub(in crate::identity) async fn spend<C: ConnectionTrait>(
    connection: &C,
    id: Uuid,
    now: Instant,
) -> Result<bool> {
    let sql = "update phone_code set spent_at = $2 where id = $1 and verified_at is not null \
               and spent_at is null";
    Ok(db::run(connection, sql, [id.into(), now.into()]).await? == 1)
}

/// When the proof of a code was used; none when it was not, or is no longer known.
pub(in crate::identity) async fn spent_at<C: ConnectionTrait>(
    connection: &C,
    id: Uuid,
) -> Result<Option<Instant>> {
    #[derive(FromQueryResult)]
    struct Spent {
        spent_at: Option<Instant>,
    }
    let sql = "select spent_at from phone_code where id = $1";
    let row: Option<Spent> = db::one(connection, sql, [id.into()]).await?;
    Ok(row.and_then(|row| row.spent_at))
}

/// Forgets codes that nobody can use any more, and tells how many.
pub(crate) async fn forget_old<C: ConnectionTrait>(connection: &C, now: Instant) -> Result<u64> {
    let sql = "delete from phone_code where created_at < $1";
    db::run(connection, sql, [(now - rules::KEPT).into()]).await
}
