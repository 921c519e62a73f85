//! The queries about one-time codes.

use sea_orm::{ActiveEnum, ConnectionTrait, FromQueryResult};
use uuid::Uuid;

use super::{model::Purpose, rules};
use crate::shared::{
    clock::Instant,
    db::{self, Db, Old},
    error::Result,
};

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

/// The codes of a number for a purpose, at a moment.
#[derive(Clone, Copy, Debug)]
pub(super) struct Codes<'a> {
    pub phone_hash: &'a [u8; 32],
    pub purpose: Purpose,
    pub now: Instant,
}

/// The codes that count, the newest first, at most so many. Also those that were tried too often by
/// strangers: their owner may still give them.
pub(super) async fn live<C: ConnectionTrait>(
    connection: &C,
    of: Codes<'_>,
    most: i64,
) -> Result<Vec<Live>> {
    let sql = "select id, code_hash from phone_code where phone_hash = $1 and purpose = $2 \
               and verified_at is null and expires_at > $3 \
               order by created_at desc, id desc limit $4";
    let values =
        [of.phone_hash.to_vec().into(), of.purpose.to_value().into(), of.now.into(), most.into()];
    db::all(connection, sql, values).await
}

/// A try at a code.
#[derive(Clone, Copy, Debug)]
pub(super) struct Try {
    pub code: Uuid,
    /// Whether it is one of the number's total.
    pub counts: bool,
    /// The number's total.
    pub most: i32,
    pub now: Instant,
}

/// Counts a try at a code before it is compared; false when the code counts no more for whoever
/// makes one of the number's total.
pub(super) async fn count_try<C: ConnectionTrait>(connection: &C, made: Try) -> Result<bool> {
    // One that does not count takes as long as one that does.
    let sql = "update phone_code set tries = tries + $4 where id = $1 and verified_at is null \
               and expires_at > $2 and tries < $3";
    let weight = i32::from(made.counts);
    let values = [made.code.into(), made.now.into(), made.most.into(), weight.into()];
    Ok(db::run(connection, sql, values).await? == 1)
}

/// Notes that the right code was given, and lets no other code of the number count for this purpose:
/// both or neither. False when somebody was quicker.
pub(super) async fn take(
    db: &Db,
    of: Codes<'_>,
    given: Uuid,
    key_hash: Option<[u8; 32]>,
) -> Result<bool> {
    let transaction = db.begin().await?;
    lock(&transaction, of).await?;
    let taken = verify(&transaction, given, key_hash, of.now).await?;
    if taken {
        void_others(&transaction, of, given).await?;
    }
    transaction.commit().await?;
    Ok(taken)
}

/// Takes the codes that count in hand, always in the same order: two who give different ones would
/// wait for each other.
async fn lock<C: ConnectionTrait>(connection: &C, of: Codes<'_>) -> Result<()> {
    let lock = db::locking(connection, " for update");
    let sql = format!(
        "select id from phone_code where phone_hash = $1 and purpose = $2 \
         and verified_at is null and expires_at > $3 order by id{lock}"
    );
    let values = [of.phone_hash.to_vec().into(), of.purpose.to_value().into(), of.now.into()];
    let _: Vec<Uuid> = db::values(connection, &sql, values).await?;
    Ok(())
}

async fn void_others<C: ConnectionTrait>(connection: &C, of: Codes<'_>, given: Uuid) -> Result<()> {
    // Before the moment at which anybody can still give one, whose clock may be a little behind.
    let sql = "update phone_code set expires_at = created_at where phone_hash = $1 \
               and purpose = $2 and id <> $3 and verified_at is null and expires_at > $4";
    let phone_hash = of.phone_hash.to_vec();
    let values = [phone_hash.into(), of.purpose.to_value().into(), given.into(), of.now.into()];
    db::run(connection, sql, values).await?;
    Ok(())
}

async fn verify<C: ConnectionTrait>(
    connection: &C,
    id: Uuid,
    key_hash: Option<[u8; 32]>,
    now: Instant,
) -> Result<bool> {
    let sql = "update phone_code set verified_at = $2, key_hash = $3 \
               where id = $1 and verified_at is null and expires_at > $2";
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

/// Forgets some of the codes that nobody can use any more, and tells whether there may be more.
pub(crate) async fn forget_old<C: ConnectionTrait>(connection: &C, now: Instant) -> Result<bool> {
    let old = Old { table: "phone_code", key: "id", at: "created_at" };
    Ok(db::forget(connection, old, now - rules::KEPT).await? >= db::PART)
}
