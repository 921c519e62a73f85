//! The queries about e-mail addresses and the codes that confirm them.

use sea_orm::{ConnectionTrait, FromQueryResult};
use uuid::Uuid;

use super::rules;
use crate::shared::{
    clock::Instant,
    db::{self, Old},
    error::Result,
    id::PersonId,
};

/// As many codes count at once as the limits let through.
const MOST: i64 = 20;

/// A code to be kept.
#[derive(Debug)]
pub(super) struct NewCode<'a> {
    pub id: Uuid,
    pub person: PersonId,
    pub address: &'a str,
    pub code_hash: [u8; 32],
    pub now: Instant,
}

pub(super) async fn add<C: ConnectionTrait>(connection: &C, code: &NewCode<'_>) -> Result<()> {
    let sql = "insert into email_code (id, person_id, address, code_hash, created_at, expires_at) \
               values ($1, $2, $3, $4, $5, $6)";
    let values = [
        code.id.into(),
        code.person.into(),
        code.address.into(),
        code.code_hash.to_vec().into(),
        code.now.into(),
        (code.now + rules::CODE_LIFE).into(),
    ];
    db::run(connection, sql, values).await?;
    Ok(())
}

/// A code with the address that it came to.
#[derive(Debug, FromQueryResult)]
pub(super) struct Sent {
    pub id: Uuid,
    pub address: String,
    pub code_hash: Vec<u8>,
    pub tries: i32,
}

/// The codes of a person that count, the newest first.
pub(super) async fn live<C: ConnectionTrait>(
    connection: &C,
    person: PersonId,
    now: Instant,
) -> Result<Vec<Sent>> {
    let sql = "select id, address, code_hash, tries from email_code where person_id = $1 \
               and confirmed_at is null and expires_at > $2 \
               order by created_at desc, id desc limit $3";
    db::all(connection, sql, [person.into(), now.into(), MOST.into()]).await
}

/// The codes that a person has given lately, the newest first.
pub(super) async fn given<C: ConnectionTrait>(
    connection: &C,
    person: PersonId,
) -> Result<Vec<Sent>> {
    let sql = "select id, address, code_hash, tries from email_code where person_id = $1 \
               and confirmed_at is not null order by created_at desc, id desc limit $2";
    db::all(connection, sql, [person.into(), MOST.into()]).await
}

/// Counts a try at a code before it is compared; false when it was tried often enough.
pub(super) async fn count_try<C: ConnectionTrait>(
    connection: &C,
    id: Uuid,
    now: Instant,
) -> Result<bool> {
    let sql = "update email_code set tries = tries + 1 where id = $1 and tries < $2 \
               and confirmed_at is null and expires_at > $3";
    let values = [id.into(), rules::TRIES.into(), now.into()];
    Ok(db::run(connection, sql, values).await? == 1)
}

/// Notes that a code was given; false when somebody was quicker.
pub(super) async fn take<C: ConnectionTrait>(
    connection: &C,
    id: Uuid,
    now: Instant,
) -> Result<bool> {
    let sql = "update email_code set confirmed_at = $2 where id = $1 and confirmed_at is null \
               and expires_at > $2";
    Ok(db::run(connection, sql, [id.into(), now.into()]).await? == 1)
}

/// Lets no code of a person count any more.
pub(super) async fn void<C: ConnectionTrait>(connection: &C, person: PersonId) -> Result<()> {
    let sql = "update email_code set expires_at = created_at where person_id = $1 \
               and confirmed_at is null";
    db::run(connection, sql, [person.into()]).await?;
    Ok(())
}

/// Writes a confirmed address into an account that is in use, or takes the address away.
pub(super) async fn change_email<C: ConnectionTrait>(
    connection: &C,
    person: PersonId,
    address: Option<&str>,
    now: Instant,
) -> Result<()> {
    let sql = "update person set email = $2, email_confirmed_at = $3, updated_at = $4 \
               where id = $1 and status = 'ACTIVE'";
    let confirmed_at = address.map(|_| now);
    let values = [person.into(), address.into(), confirmed_at.into(), now.into()];
    db::run(connection, sql, values).await?;
    Ok(())
}

/// Forgets some of the codes that nobody can use any more, and tells whether there may be more.
pub(crate) async fn forget_old<C: ConnectionTrait>(connection: &C, now: Instant) -> Result<bool> {
    let old = Old { table: "email_code", key: "id", at: "created_at" };
    Ok(db::forget(connection, old, now - rules::KEPT).await? >= db::PART)
}
