//! The queries about the pictures of incidents.

use sea_orm::{ConnectionTrait, FromQueryResult};

use crate::shared::{
    clock::Instant,
    db,
    error::Result,
    id::{IncidentId, MediaId, PersonId},
};

/// A picture of an incident as it is kept.
#[derive(Debug, FromQueryResult)]
pub(super) struct Row {
    pub incident_id: IncidentId,
    pub media_id: MediaId,
    pub persons_visible: bool,
    pub added_at: Instant,
}

/// Adds a picture behind the others; tells whether it was not there.
pub(super) async fn add<C: ConnectionTrait>(
    connection: &C,
    row: &Row,
    added_by: PersonId,
) -> Result<bool> {
    let sql = "insert into incident_photo (incident_id, media_id, position, persons_visible, \
               added_by, added_at) values ($1, $2, (select coalesce(max(position), 0) + 1 \
               from incident_photo where incident_id = $1), $3, $4, $5) \
               on conflict (incident_id, media_id) do nothing";
    let values = [
        row.incident_id.into(),
        row.media_id.into(),
        row.persons_visible.into(),
        added_by.into(),
        row.added_at.into(),
    ];
    Ok(db::run(connection, sql, values).await? == 1)
}

/// The pictures of these incidents, each incident's in their order.
pub(super) async fn list<C: ConnectionTrait>(
    connection: &C,
    incidents: &[IncidentId],
) -> Result<Vec<Row>> {
    let mut query = db::Query::new(
        "select incident_id, media_id, persons_visible, added_at from incident_photo",
    );
    query.and_in("incident_id", incidents.iter().map(|id| id.0));
    query.end(" order by incident_id, position");
    query.all(connection).await
}
