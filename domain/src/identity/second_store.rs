//! The queries about second factors.

use sea_orm::{ConnectionTrait, FromQueryResult};

use crate::shared::{clock::Instant, db, error::Result, id::PersonId};

/// A person's secret as it is kept.
#[derive(Debug, FromQueryResult)]
pub(super) struct TotpRow {
    pub sealed_secret: Vec<u8>,
    pub begun_at: Instant,
    pub confirmed_at: Option<Instant>,
    pub last_step: i64,
}

#[derive(Debug, FromQueryResult)]
struct Number {
    number: i64,
}

pub(super) async fn lookup<C: ConnectionTrait>(
    connection: &C,
    person: PersonId,
) -> Result<Option<TotpRow>> {
    let sql = "select sealed_secret, begun_at, confirmed_at, last_step from totp \
               where person_id = $1";
    db::one(connection, sql, [person.into()]).await
}

/// Whether the person has a second factor that counts.
pub(super) async fn is_confirmed<C: ConnectionTrait>(
    connection: &C,
    person: PersonId,
) -> Result<bool> {
    let sql =
        "select count(*) as number from totp where person_id = $1 and confirmed_at is not null";
    Ok(db::one::<Number, _>(connection, sql, [person.into()])
        .await?
        .is_some_and(|row| row.number > 0))
}

/// Keeps a secret that is not confirmed yet, in place of an earlier one; false when one counts.
pub(super) async fn begin<C: ConnectionTrait>(
    connection: &C,
    person: PersonId,
    sealed: &[u8],
    now: Instant,
) -> Result<bool> {
    let sql = "insert into totp (person_id, sealed_secret, begun_at) values ($1, $2, $3) \
               on conflict (person_id) do update set sealed_secret = excluded.sealed_secret, \
               begun_at = excluded.begun_at where totp.confirmed_at is null";
    let values = [person.into(), sealed.to_vec().into(), now.into()];
    Ok(db::run(connection, sql, values).await? == 1)
}

/// Lets the secret count from now on; false when it does already.
pub(super) async fn confirm<C: ConnectionTrait>(
    connection: &C,
    person: PersonId,
    step: i64,
    now: Instant,
) -> Result<bool> {
    let sql = "update totp set confirmed_at = $2, last_step = $3 \
               where person_id = $1 and confirmed_at is null";
    Ok(db::run(connection, sql, [person.into(), now.into(), step.into()]).await? == 1)
}

/// Spends the code of a step; false when it, or a later one, is spent.
pub(super) async fn spend<C: ConnectionTrait>(
    connection: &C,
    person: PersonId,
    step: i64,
) -> Result<bool> {
    let sql = "update totp set last_step = $2 where person_id = $1 and last_step < $2";
    Ok(db::run(connection, sql, [person.into(), step.into()]).await? == 1)
}

pub(super) async fn remove<C: ConnectionTrait>(connection: &C, person: PersonId) -> Result<()> {
    db::run(connection, "delete from recovery_code where person_id = $1", [person.into()]).await?;
    db::run(connection, "delete from totp where person_id = $1", [person.into()]).await?;
    Ok(())
}

/// Puts these recovery codes in place of all others.
pub(super) async fn replace_recovery_codes<C: ConnectionTrait>(
    connection: &C,
    person: PersonId,
    hashes: &[Vec<u8>],
) -> Result<()> {
    db::run(connection, "delete from recovery_code where person_id = $1", [person.into()]).await?;
    for hash in hashes {
        let sql = "insert into recovery_code (person_id, code_hash) values ($1, $2)";
        db::run(connection, sql, [person.into(), hash.clone().into()]).await?;
    }
    Ok(())
}

/// Spends a recovery code; false when there is no such code, or no longer.
pub(super) async fn spend_recovery_code<C: ConnectionTrait>(
    connection: &C,
    person: PersonId,
    hash: Vec<u8>,
) -> Result<bool> {
    let sql = "delete from recovery_code where person_id = $1 and code_hash = $2";
    Ok(db::run(connection, sql, [person.into(), hash.into()]).await? == 1)
}

/// How many recovery codes are left.
pub(super) async fn recovery_codes_left<C: ConnectionTrait>(
    connection: &C,
    person: PersonId,
) -> Result<i64> {
    let sql = "select count(*) as number from recovery_code where person_id = $1";
    Ok(db::one::<Number, _>(connection, sql, [person.into()]).await?.map_or(0, |row| row.number))
}

/// A sample account by its number; nobody else's.
pub(super) async fn sample_person<C: ConnectionTrait>(
    connection: &C,
    phone: &str,
) -> Result<Option<PersonId>> {
    #[derive(FromQueryResult)]
    struct Row {
        id: PersonId,
    }
    let sql = "select id from person where phone = $1 and sample";
    Ok(db::one::<Row, _>(connection, sql, [phone.into()]).await?.map(|row| row.id))
}
