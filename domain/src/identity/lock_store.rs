//! Holding people while what is theirs is judged.

use sea_orm::ConnectionTrait;

use crate::shared::{db, error::Result, id::PersonId};

/// Holds people until the transaction is over, so that no two judge what is theirs at once, in whatever
/// units and patrols: in the order of their ids, so that of two who do it one waits. Nobody's account is
/// kept from being used.
pub(crate) async fn lock_people<C: ConnectionTrait>(
    connection: &C,
    people: &[PersonId],
) -> Result<()> {
    let lock = db::locking(connection, " for no key update");
    if lock.is_empty() || people.is_empty() {
        return Ok(());
    }
    let mut query = db::Query::new("select id from person");
    query.and_in("id", people.iter().map(|person| person.0));
    query.end(" order by id");
    query.end(lock);
    query.values::<PersonId, _>(connection).await.map(drop)
}
