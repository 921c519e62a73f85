//! The queries about who was shut out.

use sea_orm::ConnectionTrait;
use uuid::Uuid;

use crate::shared::{clock::Instant, db, error::Result, id::PersonId};

/// That somebody is shut out, or let in again: by whom, why and when.
#[derive(Clone, Debug)]
pub(super) struct Verdict {
    pub person: PersonId,
    pub by: PersonId,
    pub reason: String,
    pub at: Instant,
}

/// Writes down that somebody is shut out.
pub(super) async fn add<C: ConnectionTrait>(
    connection: &C,
    id: Uuid,
    verdict: Verdict,
) -> Result<()> {
    let sql = "insert into ban (id, person_id, reason, given_by, given_at) \
               values ($1, $2, $3, $4, $5)";
    let Verdict { person, by, reason, at } = verdict;
    let values = [id.into(), person.into(), reason.into(), by.into(), at.into()];
    db::run(connection, sql, values).await?;
    Ok(())
}

/// Writes down that somebody is let in again.
pub(super) async fn lift<C: ConnectionTrait>(connection: &C, verdict: Verdict) -> Result<()> {
    let sql = "update ban set lift_reason = $2, lifted_by = $3, lifted_at = $4 \
               where person_id = $1 and lifted_at is null";
    let Verdict { person, by, reason, at } = verdict;
    let values = [person.into(), reason.into(), by.into(), at.into()];
    db::run(connection, sql, values).await?;
    Ok(())
}

/// Moves a person from one status to another; false when somebody was quicker.
pub(super) async fn change_status<C: ConnectionTrait>(
    connection: &C,
    person: PersonId,
    (from, to): (&str, &str),
    now: Instant,
) -> Result<bool> {
    let sql = "update person set status = $3, updated_at = $4 where id = $1 and status = $2";
    let values = [person.into(), from.into(), to.into(), now.into()];
    Ok(db::run(connection, sql, values).await? == 1)
}
