//! The queries about links to the provider's names.

use sea_orm::ConnectionTrait;

use super::model::{SignOnLink, SignOnLinking};
use crate::shared::{
    clock::Instant,
    db,
    error::Result,
    id::{PersonId, SignOnLinkId},
};

const COLUMNS: &str = "id, person_id, issuer, subject, given_by, reason, begins_at, ends_at, \
                       ended_by, end_reason";

/// A person has one link at a time, and a few that ended: more than these are not shown.
const MOST: i64 = 50;

pub(super) async fn lookup<C: ConnectionTrait>(
    connection: &C,
    id: SignOnLinkId,
) -> Result<Option<SignOnLink>> {
    let sql = format!("select {COLUMNS} from sign_on_link where id = $1");
    db::one(connection, &sql, [id.into()]).await
}

/// The link that counts for a provider's name.
pub(super) async fn find_by_subject<C: ConnectionTrait>(
    connection: &C,
    issuer: &str,
    subject: &str,
) -> Result<Option<SignOnLink>> {
    let sql = format!(
        "select {COLUMNS} from sign_on_link where issuer = $1 and subject = $2 and ends_at is null"
    );
    db::one(connection, &sql, [issuer.into(), subject.into()]).await
}

/// A person's links, newest first.
pub(super) async fn list<C: ConnectionTrait>(
    connection: &C,
    person: PersonId,
) -> Result<Vec<SignOnLink>> {
    let sql = format!(
        "select {COLUMNS} from sign_on_link where person_id = $1 \
         order by begins_at desc, id desc limit $2"
    );
    db::all(connection, &sql, [person.into(), MOST.into()]).await
}

pub(super) async fn add<C: ConnectionTrait>(
    connection: &C,
    id: SignOnLinkId,
    linking: &SignOnLinking,
    given_by: PersonId,
    now: Instant,
) -> Result<()> {
    let sql = "insert into sign_on_link (id, person_id, issuer, subject, given_by, reason, begins_at) \
               values ($1, $2, $3, $4, $5, $6, $7)";
    let values = [
        id.into(),
        linking.person.into(),
        linking.issuer.as_str().into(),
        linking.subject.as_str().into(),
        given_by.into(),
        linking.reason.as_str().into(),
        now.into(),
    ];
    db::run(connection, sql, values).await?;
    Ok(())
}

/// Ends a link; false when it has ended already.
pub(super) async fn end<C: ConnectionTrait>(
    connection: &C,
    id: SignOnLinkId,
    ended_by: PersonId,
    reason: &str,
    now: Instant,
) -> Result<bool> {
    let sql = "update sign_on_link set ends_at = $2, ended_by = $3, end_reason = $4 \
               where id = $1 and ends_at is null";
    let values = [id.into(), now.into(), ended_by.into(), reason.into()];
    Ok(db::run(connection, sql, values).await? == 1)
}
