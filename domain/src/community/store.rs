//! The queries about places.

use sea_orm::{ActiveEnum, ConnectionTrait, FromQueryResult, Value};

use super::model::{Area, District, NewArea, State};
use crate::shared::{
    clock::Instant,
    db,
    error::Result,
    id::{AreaId, DistrictId, PatrolUnitId},
    text,
};

pub(super) const AREA: &str = "id, reference, name, address, postcode, state_code, district_id, parliament, \
                    state_assembly, local_authority, police_district, police_station, status, \
                    status_reason, latitude, longitude, sample, version";

/// The key by which areas are ordered.
pub(super) type AreaKey = (String, AreaId);

/// Puts a state there, or changes its names.
pub async fn put_state<C: ConnectionTrait>(connection: &C, state: &State) -> Result<()> {
    let sql = "insert into state (code, name_ms, name_en) values ($1, $2, $3) \
               on conflict (code) do update set name_ms = excluded.name_ms, name_en = excluded.name_en";
    let values: [Value; 3] =
        [state.code.as_str().into(), state.name_ms.as_str().into(), state.name_en.as_str().into()];
    db::run(connection, sql, values).await?;
    Ok(())
}

/// Puts a district there by its code, or changes its name.
pub async fn put_district<C: ConnectionTrait>(connection: &C, district: &District) -> Result<()> {
    let sql = "insert into district (id, code, name, state_code, sample) values ($1, $2, $3, $4, $5) \
               on conflict (code) do update set name = excluded.name, state_code = excluded.state_code, \
               sample = excluded.sample";
    db::run(
        connection,
        sql,
        [
            district.id.into(),
            district.code.as_str().into(),
            district.name.as_str().into(),
            district.state_code.as_str().into(),
            district.sample.into(),
        ],
    )
    .await?;
    Ok(())
}

/// Puts an area there by its reference number, or changes its record.
pub async fn put_area<C: ConnectionTrait>(
    connection: &C,
    id: AreaId,
    area: &NewArea,
    now: Instant,
) -> Result<()> {
    let sql = "insert into area (id, reference, name, address, postcode, state_code, district_id, \
               parliament, state_assembly, local_authority, police_district, police_station, status, \
               status_reason, latitude, longitude, search_text, sample, created_at, updated_at) \
               values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $19) \
               on conflict (reference) do update set name = excluded.name, address = excluded.address, \
               postcode = excluded.postcode, state_code = excluded.state_code, \
               district_id = excluded.district_id, parliament = excluded.parliament, \
               state_assembly = excluded.state_assembly, local_authority = excluded.local_authority, \
               police_district = excluded.police_district, police_station = excluded.police_station, \
               status = excluded.status, status_reason = excluded.status_reason, latitude = excluded.latitude, longitude = excluded.longitude, \
               search_text = excluded.search_text, sample = excluded.sample, \
               version = area.version + 1, updated_at = excluded.updated_at";
    let search = text::searchable(&format!("{} {} {}", area.name, area.address, area.reference));
    db::run(
        connection,
        sql,
        [
            id.into(),
            area.reference.as_str().into(),
            area.name.as_str().into(),
            area.address.as_str().into(),
            area.postcode.as_str().into(),
            area.state_code.as_str().into(),
            area.district_id.into(),
            area.parliament.clone().into(),
            area.state_assembly.clone().into(),
            area.local_authority.clone().into(),
            area.police_district.clone().into(),
            area.police_station.clone().into(),
            area.status.to_value().into(),
            area.status_reason.clone().into(),
            area.position.map(|(latitude, _)| latitude).into(),
            area.position.map(|(_, longitude)| longitude).into(),
            search.into(),
            area.sample.into(),
            now.into(),
        ],
    )
    .await?;
    Ok(())
}

pub(super) async fn list_states<C: ConnectionTrait>(connection: &C) -> Result<Vec<State>> {
    db::all(connection, "select code, name_ms, name_en from state order by code", []).await
}

pub(super) async fn list_districts<C: ConnectionTrait>(
    connection: &C,
    state_code: Option<&str>,
) -> Result<Vec<District>> {
    let sql = "select id, code, name, state_code, sample from district \
               where ($1 is null or state_code = $1) order by state_code, name, code";
    db::all(connection, sql, [state_code.map(str::to_owned).into()]).await
}

/// The district with this code.
pub(crate) async fn find_district<C: ConnectionTrait>(
    connection: &C,
    code: &str,
) -> Result<Option<District>> {
    let sql = "select id, code, name, state_code, sample from district where code = $1";
    db::one(connection, sql, [code.into()]).await
}

pub(super) async fn districts_by_ids<C: ConnectionTrait>(
    connection: &C,
    ids: &[DistrictId],
) -> Result<Vec<District>> {
    let mut query = db::Query::new("select id, code, name, state_code, sample from district");
    query.and_in("id", ids.iter().map(|id| id.0));
    query.all(connection).await
}

pub(super) async fn areas_by_ids<C: ConnectionTrait>(
    connection: &C,
    ids: &[AreaId],
) -> Result<Vec<Area>> {
    let mut query = db::Query::new(format!("select {AREA} from area"));
    query.and_in("id", ids.iter().map(|id| id.0));
    query.all(connection).await
}

pub(super) async fn lookup_area<C: ConnectionTrait>(
    connection: &C,
    id: AreaId,
) -> Result<Option<Area>> {
    db::one(connection, &format!("select {AREA} from area where id = $1"), [id.into()]).await
}

/// In which area each of these patrol units is.
pub(super) async fn areas_of_units<C: ConnectionTrait>(
    connection: &C,
    units: &[PatrolUnitId],
) -> Result<Vec<(PatrolUnitId, AreaId)>> {
    #[derive(FromQueryResult)]
    struct Row {
        id: PatrolUnitId,
        area_id: AreaId,
    }
    let mut query = db::Query::new("select id, area_id from patrol_unit");
    query.and_in("id", units.iter().map(|unit| unit.0));
    let rows: Vec<Row> = query.all(connection).await?;
    Ok(rows.into_iter().map(|row| (row.id, row.area_id)).collect())
}

/// Every area's reference number.
pub(super) async fn area_references<C: ConnectionTrait>(connection: &C) -> Result<Vec<String>> {
    #[derive(FromQueryResult)]
    struct Row {
        reference: String,
    }
    let rows: Vec<Row> = db::all(connection, "select reference from area", []).await?;
    Ok(rows.into_iter().map(|row| row.reference).collect())
}
