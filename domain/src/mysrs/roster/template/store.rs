//! The queries about places and recurring shifts.

use sea_orm::ConnectionTrait;

use super::model::{PatrolPlace, ShiftTemplate};
use crate::shared::{
    clock::Instant,
    db,
    error::Result,
    id::{PatrolPlaceId, PatrolUnitId, ShiftTemplateId},
};

const PLACE: &str = "id, unit_id, name, position, ended_at";
const TEMPLATE: &str = "id, unit_id, name, weekdays, starts_at, minutes, place_id, team_size, from_on, \
                        until_on, ended_at";

pub(super) async fn lookup_place<C: ConnectionTrait>(
    connection: &C,
    id: PatrolPlaceId,
) -> Result<Option<PatrolPlace>> {
    let sql = format!("select {PLACE} from patrol_place where id = $1");
    db::one(connection, &sql, [id.into()]).await
}

pub(in crate::mysrs::roster) async fn list_places<C: ConnectionTrait>(
    connection: &C,
    unit: PatrolUnitId,
) -> Result<Vec<PatrolPlace>> {
    let sql = format!(
        "select {PLACE} from patrol_place where unit_id = $1 and ended_at is null \
         order by position, id"
    );
    db::all(connection, &sql, [unit.into()]).await
}

pub(super) async fn put_place<C: ConnectionTrait>(
    connection: &C,
    place: &PatrolPlace,
) -> Result<()> {
    let sql = "insert into patrol_place (id, unit_id, name, position) values ($1, $2, $3, $4) \
               on conflict (id) do update set name = excluded.name, position = excluded.position";
    let values =
        [place.id.into(), place.unit_id.into(), place.name.as_str().into(), place.position.into()];
    db::run(connection, sql, values).await?;
    Ok(())
}

pub(super) async fn end_place<C: ConnectionTrait>(
    connection: &C,
    id: PatrolPlaceId,
    now: Instant,
) -> Result<()> {
    let sql = "update patrol_place set ended_at = $2 where id = $1 and ended_at is null";
    db::run(connection, sql, [id.into(), now.into()]).await?;
    Ok(())
}

pub(super) async fn lookup_template<C: ConnectionTrait>(
    connection: &C,
    id: ShiftTemplateId,
) -> Result<Option<ShiftTemplate>> {
    let sql = format!("select {TEMPLATE} from shift_template where id = $1");
    db::one(connection, &sql, [id.into()]).await
}

pub(in crate::mysrs::roster) async fn list_templates<C: ConnectionTrait>(
    connection: &C,
    unit: PatrolUnitId,
) -> Result<Vec<ShiftTemplate>> {
    let sql = format!(
        "select {TEMPLATE} from shift_template where unit_id = $1 and ended_at is null order by id"
    );
    db::all(connection, &sql, [unit.into()]).await
}

pub(crate) async fn put_template<C: ConnectionTrait>(
    connection: &C,
    template: &ShiftTemplate,
) -> Result<()> {
    let sql = "insert into shift_template (id, unit_id, name, weekdays, starts_at, minutes, place_id, \
               team_size, from_on, until_on) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) \
               on conflict (id) do update set name = excluded.name, weekdays = excluded.weekdays, \
               starts_at = excluded.starts_at, minutes = excluded.minutes, \
               place_id = excluded.place_id, team_size = excluded.team_size, \
               from_on = excluded.from_on, until_on = excluded.until_on";
    let values = [
        template.id.into(),
        template.unit_id.into(),
        template.name.as_str().into(),
        template.weekdays.as_str().into(),
        template.starts_at.as_str().into(),
        template.minutes.into(),
        template.place_id.into(),
        template.team_size.into(),
        template.from_on.into(),
        template.until_on.into(),
    ];
    db::run(connection, sql, values).await?;
    Ok(())
}

pub(super) async fn end_template<C: ConnectionTrait>(
    connection: &C,
    id: ShiftTemplateId,
    now: Instant,
) -> Result<()> {
    let sql = "update shift_template set ended_at = $2 where id = $1 and ended_at is null";
    db::run(connection, sql, [id.into(), now.into()]).await?;
    Ok(())
}
