//! The queries about who is told of a notice because of their office, each with an account.

use sea_orm::ConnectionTrait;

use super::audience::Where;
use crate::{
    identity::Reached,
    shared::{
        clock::Instant,
        db::{self, Query},
        error::Result,
        id::{AreaId, PersonId},
    },
};

/// Who leads a patrol unit in the area, also for a part of it; whoever has a phone number.
pub(super) async fn leaders<C: ConnectionTrait>(
    connection: &C,
    place: &Where,
) -> Result<Vec<Reached>> {
    let Some(area) = place.area() else { return Ok(Vec::new()) };
    let sql = "select n.id as person_id, n.phone, n.language from person n \
               where n.phone is not null \
               and n.status = 'ACTIVE' and n.id in (select p.person_id from patroller p \
               join patrol_unit u on u.id = p.unit_id where u.area_id = $1 and p.leads \
               and p.left_at is null) order by n.id";
    db::all(connection, sql, [area.into()]).await
}

/// The department's officers who look after a place, also those who sign on by it and gave no phone
/// number.
pub(super) async fn officers<C: ConnectionTrait>(
    connection: &C,
    place: &Where,
    now: Instant,
) -> Result<Vec<Reached>> {
    let mut query = Query::new(
        "select n.id as person_id, n.phone, n.language from officer_grant g \
         join person n on n.id = g.person_id",
    );
    query.and("n.status = 'ACTIVE'", []);
    query
        .and("g.starts_at <= ? and (g.ends_at is null or g.ends_at > ?)", [now.into(), now.into()]);
    match place {
        Where::Nation => query.and("g.role = 'HQ_OFFICER'", []),
        Where::State(code) => {
            query.and("g.role = 'STATE_OFFICER' and g.state_code = ?", [code.as_str().into()]);
        }
        Where::District(id) => {
            query.and("g.role = 'DISTRICT_OFFICER' and g.district_id = ?", [(*id).into()]);
        }
        Where::Area(id) | Where::Part(id, _) => query.and(
            "g.role = 'DISTRICT_OFFICER' \
             and g.district_id = (select district_id from area where id = ?)",
            [(*id).into()],
        ),
    }
    query.end(" order by n.id");
    query.all(connection).await
}

/// One person.
pub(super) async fn person<C: ConnectionTrait>(
    connection: &C,
    id: PersonId,
) -> Result<Option<Reached>> {
    let sql = "select id as person_id, phone, language from person \
               where id = $1 and status = 'ACTIVE'";
    db::one(connection, sql, [id.into()]).await
}

/// What an area is called.
pub(super) async fn area_name<C: ConnectionTrait>(
    connection: &C,
    area: AreaId,
) -> Result<Option<String>> {
    db::value(connection, "select name from area where id = $1", [area.into()]).await
}
