//! The beginnings of several lists by one statement.

use std::iter;

use sea_orm::{ConnectionTrait, FromQueryResult};
use uuid::Uuid;

use super::Query;
use crate::shared::error::Result;

/// The first rows of a list for each of these ids, in any order: `list` adds to the statement what one of
/// them is, from its `select` on ([`Query::select`]) to its limit. Each list is walked by its own index.
/// Lists of nobody are added up to a power of two, so that few different statements are prepared.
pub(crate) async fn beginnings<T: FromQueryResult, C: ConnectionTrait>(
    connection: &C,
    ids: impl ExactSizeIterator<Item = Uuid>,
    list: impl Fn(&mut Query, Uuid),
) -> Result<Vec<T>> {
    let count = ids.len().max(1).next_power_of_two();
    let mut query = Query::new("");
    for (place, id) in ids.chain(iter::repeat(Uuid::nil())).take(count).enumerate() {
        query.end(if place == 0 { "select * from (" } else { " union all select * from (" });
        list(&mut query, id);
        query.end(&format!(") as list{place}"));
    }
    query.all(connection).await
}
