//! The queries about who read what in the feed. Rows are only ever added.

use sea_orm::ConnectionTrait;

use super::model::FeedRead;
use crate::{
    mysrs::incident::Within,
    shared::{clock::Instant, db, error::Result, id::FeedReadId, page::PageRequest},
};

const SELECT: &str = "select r.id, r.person_id, n.display_name as reader_name, r.district_id, \
                      r.events, r.read_at from feed_read r join person n on n.id = r.person_id";

/// The key by which reads are ordered, the latest first.
pub(super) type ReadKey = (Instant, FeedReadId);

/// What was read of a place, the latest first. There is none of a unit or an area.
pub(super) async fn list<C: ConnectionTrait>(
    connection: &C,
    place: &Within,
    page: &PageRequest<ReadKey>,
) -> Result<Vec<FeedRead>> {
    let mut query = db::Query::new(SELECT);
    match place {
        Within::District(id) => query.and("r.district_id = ?", [(*id).into()]),
        Within::State(code) => query.and("r.state_code = ?", [code.as_str().into()]),
        Within::Nation => {}
        Within::Mine | Within::Area(_) | Within::Unit(_) => return Ok(Vec::new()),
    }
    let beyond = page.beyond.map(|(at, id)| [at.into(), id.into()]);
    query.keyset(["r.read_at", "r.id"], beyond, page.backward, true);
    query.limit(page.rows());
    query.all(connection).await
}
