//! The queries about records, boundaries and positions of neighbourhoods.

use sea_orm::{ActiveEnum, ConnectionTrait, FromQueryResult};

use super::{
    boundary::{Boundary, Extent, MOST_DEGREES},
    model::AreaFilter,
    near::Around,
};
use crate::{
    community::{
        model::{Area, AreaStatus},
        store::{AREA, AreaKey},
    },
    shared::{
        clock::Instant,
        db,
        error::{Error, Result},
        geo::Position,
        id::{AreaId, PersonId},
        page::PageRequest,
        text,
    },
};

/// Everything of the filter but the place.
fn narrow(query: &mut db::Query, filter: &AreaFilter) {
    if let Some(state) = &filter.state_code {
        query.and("state_code = ?", [state.as_str().into()]);
    }
    if let Some(district) = filter.district_id {
        query.and("district_id = ?", [district.into()]);
    }
    if let Some(postcode) = &filter.postcode {
        query.and("postcode = ?", [postcode.as_str().into()]);
    }
    for word in filter.words.iter().flat_map(|words| words.split(' ')) {
        if word.len() == 5 && word.bytes().all(|byte| byte.is_ascii_digit()) {
            query.and("postcode = ?", [word.into()]);
        } else {
            query.and("search_text like ?", [format!("%{word}%").into()]);
        }
    }
}

/// Areas by name.
pub(super) async fn list<C: ConnectionTrait>(
    connection: &C,
    filter: &AreaFilter,
    page: &PageRequest<AreaKey>,
) -> Result<Vec<Area>> {
    let mut query = db::Query::new(format!("select {AREA} from area"));
    narrow(&mut query, filter);
    query.keyset(
        ["name", "id"],
        page.beyond.clone().map(|(name, id)| [name.into(), id.into()]),
        page.backward,
        false,
    );
    query.limit(page.rows());
    query.all(connection).await
}

/// Where areas lie between these degrees: no more than an index holds, unless the filter asks for
/// more.
pub(super) async fn positions<C: ConnectionTrait>(
    connection: &C,
    filter: &AreaFilter,
    around: Around,
) -> Result<Vec<(AreaId, Position)>> {
    #[derive(FromQueryResult)]
    struct Row {
        id: AreaId,
        latitude: f64,
        longitude: f64,
    }
    let mut query = db::Query::new("select id, latitude, longitude from area");
    query.and("latitude between ? and ?", [around.south.into(), around.north.into()]);
    query.and("longitude between ? and ?", [around.west.into(), around.east.into()]);
    narrow(&mut query, filter);
    let rows: Vec<Row> = query.all(connection).await?;
    Ok(rows
        .into_iter()
        .map(|Row { id, latitude, longitude }| (id, Position { latitude, longitude }))
        .collect())
}

#[derive(FromQueryResult)]
struct BoundaryRow {
    area_id: AreaId,
    geometry: serde_json::Value,
}

fn checked(rows: Vec<BoundaryRow>) -> Result<Vec<(AreaId, Boundary)>> {
    rows.into_iter()
        .map(|row| {
            let boundary = Boundary::read(&row.geometry).map_err(|_| {
                Error::internal(format!("the stored boundary of {} is broken", row.area_id))
            })?;
            Ok((row.area_id, boundary))
        })
        .collect()
}

/// The boundaries whose degrees lie around a place: it is in few of them.
pub(super) async fn boundaries_around<C: ConnectionTrait>(
    connection: &C,
    filter: &AreaFilter,
    place: Position,
) -> Result<Vec<(AreaId, Boundary)>> {
    let Position { latitude, longitude } = place;
    let mut query = db::Query::new(
        "select b.area_id, b.geometry from area_boundary b join area on area.id = b.area_id",
    );
    // No boundary reaches farther than that, so the index is read in one short piece.
    query.and("b.south between ? and ?", [(latitude - MOST_DEGREES).into(), latitude.into()]);
    query.and("b.north >= ?", [latitude.into()]);
    query.and("b.west <= ?", [longitude.into()]);
    query.and("b.east >= ?", [longitude.into()]);
    narrow(&mut query, filter);
    checked(query.all(connection).await?)
}

pub(super) async fn boundaries<C: ConnectionTrait>(
    connection: &C,
    areas: &[AreaId],
) -> Result<Vec<(AreaId, Boundary)>> {
    let mut query = db::Query::new("select area_id, geometry from area_boundary");
    query.and_in("area_id", areas.iter().map(|area| area.0));
    checked(query.all(connection).await?)
}

/// Sets the boundary of an area.
pub(super) async fn put_boundary<C: ConnectionTrait>(
    connection: &C,
    area: AreaId,
    boundary: &Boundary,
    by: PersonId,
    now: Instant,
) -> Result<()> {
    let sql = "insert into area_boundary (area_id, geometry, south, west, north, east, set_by, set_at) \
               values ($1, $2, $3, $4, $5, $6, $7, $8) \
               on conflict (area_id) do update set geometry = excluded.geometry, \
               south = excluded.south, west = excluded.west, north = excluded.north, \
               east = excluded.east, set_by = excluded.set_by, set_at = excluded.set_at";
    let Extent { south, west, north, east } = boundary.extent();
    db::run(
        connection,
        sql,
        [
            area.into(),
            boundary.to_geometry().into(),
            south.into(),
            west.into(),
            north.into(),
            east.into(),
            by.into(),
            now.into(),
        ],
    )
    .await?;
    Ok(())
}

/// Takes the boundary of an area away.
pub(super) async fn remove_boundary<C: ConnectionTrait>(
    connection: &C,
    area: AreaId,
) -> Result<()> {
    db::run(connection, "delete from area_boundary where area_id = $1", [area.into()]).await?;
    Ok(())
}

/// Raises the version, if it is the one that was read.
pub(super) async fn raise_version<C: ConnectionTrait>(
    connection: &C,
    area: AreaId,
    version: i64,
    now: Instant,
) -> Result<bool> {
    let sql =
        "update area set version = version + 1, updated_at = $3 where id = $1 and version = $2";
    Ok(db::run(connection, sql, [area.into(), version.into(), now.into()]).await? == 1)
}

/// Changes the record; its version was raised before.
pub(super) async fn change<C: ConnectionTrait>(connection: &C, area: &Area) -> Result<()> {
    let sql = "update area set name = $2, address = $3, postcode = $4, parliament = $5, \
               state_assembly = $6, local_authority = $7, police_district = $8, \
               police_station = $9, latitude = $10, longitude = $11, search_text = $12 where id = $1";
    let search = text::searchable(&format!("{} {} {}", area.name, area.address, area.reference));
    db::run(
        connection,
        sql,
        [
            area.id.into(),
            area.name.as_str().into(),
            area.address.as_str().into(),
            area.postcode.as_str().into(),
            area.parliament.clone().into(),
            area.state_assembly.clone().into(),
            area.local_authority.clone().into(),
            area.police_district.clone().into(),
            area.police_station.clone().into(),
            area.latitude.into(),
            area.longitude.into(),
            search.into(),
        ],
    )
    .await?;
    Ok(())
}

/// Changes the status; the version was raised before.
pub(super) async fn change_status<C: ConnectionTrait>(
    connection: &C,
    area: AreaId,
    status: AreaStatus,
    reason: Option<String>,
) -> Result<()> {
    let sql = "update area set status = $2, status_reason = $3 where id = $1";
    db::run(connection, sql, [area.into(), status.to_value().into(), reason.into()]).await?;
    Ok(())
}
