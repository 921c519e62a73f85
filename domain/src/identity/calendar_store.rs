//! The queries about the secret links of calendars. A link's secret is not kept: its keyed hash finds
//! whose it is.

use sea_orm::ConnectionTrait;

use crate::shared::{clock::Instant, db, error::Result, id::PersonId};

/// Writes the hash of somebody's new secret over the one before, whose link leads nowhere from now on.
pub(super) async fn put<C: ConnectionTrait>(
    connection: &C,
    person: PersonId,
    hash: &[u8],
    now: Instant,
) -> Result<()> {
    let sql = "insert into calendar_token (person_id, token_hash, made_at) values ($1, $2, $3) \
               on conflict (person_id) do update set token_hash = excluded.token_hash, \
               made_at = excluded.made_at";
    db::run(connection, sql, [person.into(), hash.to_vec().into(), now.into()]).await?;
    Ok(())
}

/// Whose secret has this hash.
pub(super) async fn find_by_hash<C: ConnectionTrait>(
    connection: &C,
    hash: &[u8],
) -> Result<Option<PersonId>> {
    let sql = "select person_id from calendar_token where token_hash = $1";
    db::value(connection, sql, [hash.to_vec().into()]).await
}
