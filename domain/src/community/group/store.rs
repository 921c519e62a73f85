//! The queries about who leads groups.

use sea_orm::{ActiveEnum, ConnectionTrait, FromQueryResult, Value};

use super::model::{Coordinator, GroupKind};
use crate::{
    community::committee::Holder,
    shared::{
        clock::Instant,
        db,
        error::Result,
        id::{AreaId, GroupCoordinatorId, PersonId},
    },
};

/// A coordinator with the group.
pub(super) struct Leading {
    pub area: AreaId,
    pub kind: GroupKind,
    pub person: PersonId,
    pub coordinator: Coordinator,
}

#[derive(FromQueryResult)]
struct Row {
    id: GroupCoordinatorId,
    area_id: AreaId,
    person_id: PersonId,
    community_group: GroupKind,
    starts_at: Instant,
    ends_at: Option<Instant>,
    display_name: String,
}

impl From<Row> for Leading {
    fn from(row: Row) -> Self {
        Self {
            area: row.area_id,
            kind: row.community_group,
            person: row.person_id,
            coordinator: Coordinator {
                id: row.id,
                starts_at: row.starts_at,
                ends_at: row.ends_at,
                holder: Some(Holder { id: row.person_id, display_name: row.display_name }),
            },
        }
    }
}

const SELECT: &str = "select g.id, g.area_id, g.person_id, g.community_group, g.starts_at, g.ends_at, \
                      p.display_name from group_coordinator g join person p on p.id = g.person_id";

pub(super) async fn lookup<C: ConnectionTrait>(
    connection: &C,
    id: GroupCoordinatorId,
) -> Result<Option<Leading>> {
    let mut query = db::Query::new(SELECT);
    query.and("g.id = ?", [id.into()]);
    Ok(query.all::<Row, _>(connection).await?.pop().map(Into::into))
}

/// Who leads the groups of these areas now.
pub(super) async fn leading<C: ConnectionTrait>(
    connection: &C,
    areas: &[AreaId],
    now: Instant,
) -> Result<Vec<Leading>> {
    let mut query = db::Query::new(SELECT);
    query.and_in("g.area_id", areas.iter().map(|area| area.0));
    query
        .and("g.starts_at <= ? and (g.ends_at is null or g.ends_at > ?)", [now.into(), now.into()]);
    query.end(" order by g.starts_at, g.id");
    let rows: Vec<Row> = query.all(connection).await?;
    Ok(rows.into_iter().map(Into::into).collect())
}

pub(super) async fn add<C: ConnectionTrait>(
    connection: &C,
    id: GroupCoordinatorId,
    (area, kind): (AreaId, GroupKind),
    person: PersonId,
    given_by: PersonId,
    now: Instant,
) -> Result<()> {
    let sql = "insert into group_coordinator (id, person_id, area_id, community_group, starts_at, given_by) \
               values ($1, $2, $3, $4, $5, $6)";
    let values: [Value; 6] = [
        id.into(),
        person.into(),
        area.into(),
        kind.to_value().into(),
        now.into(),
        given_by.into(),
    ];
    db::run(connection, sql, values).await?;
    Ok(())
}

/// Ends what has not ended, and tells whether it did.
pub(super) async fn end<C: ConnectionTrait>(
    connection: &C,
    id: GroupCoordinatorId,
    by: PersonId,
    now: Instant,
) -> Result<bool> {
    let sql = "update group_coordinator set ends_at = $2, ended_by = $3 \
               where id = $1 and (ends_at is null or ends_at > $2)";
    Ok(db::run(connection, sql, [id.into(), now.into(), by.into()]).await? == 1)
}
