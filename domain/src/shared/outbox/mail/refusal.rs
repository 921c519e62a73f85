//! The addresses of which a mail server has said that nobody has them: nothing is sent there of the
//! program's own accord. Kept by a keyed hash, and asked again after a while.

use chrono::TimeDelta;
use sea_orm::ConnectionTrait;

use crate::shared::{
    clock::Instant,
    ctx::Tools,
    db::{self, Old},
    error::Result,
    secret::Secret,
};

/// So long an address is left alone: a mailbox may come back.
const LEFT_ALONE: TimeDelta = TimeDelta::days(90);

/// One address whichever letters are large: servers take them for the same.
fn hash(secret: &Secret, address: &str) -> Vec<u8> {
    secret.hash("mail refusals", &[address.to_ascii_lowercase().as_bytes()]).to_vec()
}

/// Notes that nobody has an address.
pub(super) async fn note(tools: &Tools, address: &str) -> Result<()> {
    let sql = "insert into mail_refusal (address_hash, refused_at) values ($1, $2) \
               on conflict (address_hash) do update set refused_at = excluded.refused_at";
    let values = [hash(&tools.secret, address).into(), tools.clock.now().into()];
    db::run(tools.db.write(), sql, values).await?;
    Ok(())
}

/// Whether a mail server has said lately that nobody has this address.
pub async fn is_refused<C: ConnectionTrait>(
    connection: &C,
    tools: &Tools,
    address: &str,
) -> Result<bool> {
    let sql = "select 1 from mail_refusal where address_hash = $1 and refused_at > $2";
    let since = tools.clock.now() - LEFT_ALONE;
    db::exists(connection, sql, [hash(&tools.secret, address).into(), since.into()]).await
}

/// Somebody has shown that they read what comes to an address.
pub async fn forgive<C: ConnectionTrait>(
    connection: &C,
    tools: &Tools,
    address: &str,
) -> Result<()> {
    let sql = "delete from mail_refusal where address_hash = $1";
    db::run(connection, sql, [hash(&tools.secret, address).into()]).await?;
    Ok(())
}

/// Forgets some of what counts no more, and tells whether there may be more.
pub async fn forget_refusals<C: ConnectionTrait>(connection: &C, now: Instant) -> Result<bool> {
    let old = Old { table: "mail_refusal", key: "address_hash", at: "refused_at" };
    Ok(db::forget(connection, old, now - LEFT_ALONE).await? >= db::PART)
}
