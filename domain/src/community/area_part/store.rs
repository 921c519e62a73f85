//! The queries about parts of areas.

use sea_orm::{ConnectionTrait, FromQueryResult};

use super::model::AreaPart;
use crate::shared::{
    clock::Instant,
    db,
    error::Result,
    id::{AreaId, AreaPartId, MembershipId, PersonId},
};

const SELECT: &str = "select id, area_id, name, ended_at from area_part";

pub(crate) async fn lookup<C: ConnectionTrait>(
    connection: &C,
    id: AreaPartId,
) -> Result<Option<AreaPart>> {
    db::one(connection, &format!("{SELECT} where id = $1"), [id.into()]).await
}

/// These parts, in any order, also those that have ended.
pub(super) async fn list_by_ids<C: ConnectionTrait>(
    connection: &C,
    ids: &[AreaPartId],
) -> Result<Vec<AreaPart>> {
    let mut query = db::Query::new(SELECT);
    query.and_in("id", ids.iter().map(|id| id.0));
    query.all(connection).await
}

/// The parts of these areas that have not ended, by name.
pub(super) async fn list_of_areas<C: ConnectionTrait>(
    connection: &C,
    areas: &[AreaId],
) -> Result<Vec<AreaPart>> {
    let mut query = db::Query::new(SELECT);
    query.and_in("area_id", areas.iter().map(|area| area.0));
    query.and("ended_at is null", []);
    query.end(" order by area_id, name_key, id");
    query.all(connection).await
}

/// Whether an area has this part, and it has not ended.
pub(crate) async fn is_open<C: ConnectionTrait>(
    connection: &C,
    area: AreaId,
    part: AreaPartId,
) -> Result<bool> {
    let sql = "select 1 from area_part where id = $1 and area_id = $2 and ended_at is null";
    db::exists(connection, sql, [part.into(), area.into()]).await
}

/// How many parts of an area have not ended.
pub(super) async fn count<C: ConnectionTrait>(connection: &C, area: AreaId) -> Result<u64> {
    let sql = "select count(*) from area_part where area_id = $1 and ended_at is null";
    let number: Option<i64> = db::value(connection, sql, [area.into()]).await?;
    Ok(number.and_then(|number| u64::try_from(number).ok()).unwrap_or(0))
}

/// Keeps a new part with what its name is compared by.
pub(crate) async fn add<C: ConnectionTrait>(
    connection: &C,
    part: &AreaPart,
    key: &str,
    (by, now): (PersonId, Instant),
) -> Result<()> {
    let sql = "insert into area_part (id, area_id, name, name_key, made_by, made_at) \
               values ($1, $2, $3, $4, $5, $6)";
    let values = [
        part.id.into(),
        part.area_id.into(),
        part.name.as_str().into(),
        key.into(),
        by.into(),
        now.into(),
    ];
    db::run(connection, sql, values).await?;
    Ok(())
}

/// Gives a part another name, unless it has ended.
pub(super) async fn change_name<C: ConnectionTrait>(
    connection: &C,
    id: AreaPartId,
    name: &str,
    key: &str,
) -> Result<bool> {
    let sql = "update area_part set name = $2, name_key = $3 where id = $1 and ended_at is null";
    Ok(db::run(connection, sql, [id.into(), name.into(), key.into()]).await? == 1)
}

/// Ends a part, and tells whether it had not ended before.
pub(super) async fn end<C: ConnectionTrait>(
    connection: &C,
    id: AreaPartId,
    (by, now): (PersonId, Instant),
) -> Result<bool> {
    let sql =
        "update area_part set ended_by = $2, ended_at = $3 where id = $1 and ended_at is null";
    Ok(db::run(connection, sql, [id.into(), by.into(), now.into()]).await? == 1)
}

/// In which parts somebody lives now, each with its area.
pub(crate) async fn parts_of_person<C: ConnectionTrait>(
    connection: &C,
    person: PersonId,
) -> Result<Vec<(AreaId, AreaPartId)>> {
    #[derive(FromQueryResult)]
    struct Row {
        area_id: AreaId,
        part_id: AreaPartId,
    }
    let sql = "select area_id, part_id from membership \
               where person_id = $1 and left_at is null and part_id is not null";
    let rows: Vec<Row> = db::all(connection, sql, [person.into()]).await?;
    Ok(rows.into_iter().map(|row| (row.area_id, row.part_id)).collect())
}

/// Says of the residents of an area that they live in these parts, in turn.
pub(crate) async fn settle<C: ConnectionTrait>(
    connection: &C,
    area: AreaId,
    parts: &[AreaPartId],
) -> Result<()> {
    let sql = "select id from membership where area_id = $1 and left_at is null order by id";
    let memberships: Vec<MembershipId> = db::values(connection, sql, [area.into()]).await?;
    for (membership, part) in memberships.into_iter().zip(parts.iter().cycle()) {
        let sql = "update membership set part_id = $2 where id = $1";
        db::run(connection, sql, [membership.into(), (*part).into()]).await?;
    }
    Ok(())
}
