//! The patrols of a month, as files.

use actix_web::{
    HttpRequest, HttpResponse,
    http::header,
    web::{self, Bytes},
};
use domain::{
    Ctx, Error, ErrorCode, Refusal,
    mysrs::{
        incident::Within,
        report::file::{self, PatrolsFile, UnitsMap},
    },
    shared::id::{AreaId, DistrictId, NotAnId, PatrolUnitId},
};
use futures_util::Stream;
use serde::Deserialize;

use super::{
    parts::parts,
    problem::{Problem, ProblemDetails},
};
use crate::auth::Door;

/// Which month and which place; without a place the whole country.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(rename_all = "camelCase")]
pub struct MonthWanted {
    /// The month in Malaysia: `2026-03`.
    month: String,
    /// This unit.
    unit_id: Option<String>,
    /// This area.
    area_id: Option<String>,
    /// This district.
    district_id: Option<String>,
    /// This state, by its two-digit code.
    state_code: Option<String>,
}

impl MonthWanted {
    fn read(request: &HttpRequest) -> Result<(Within, String), Error> {
        let wanted = web::Query::<Self>::from_query(request.query_string());
        let wanted = wanted
            .map_err(|cause| Refusal::of(ErrorCode::BadRequest).with("detail", cause).stop())?;
        Ok((wanted.within()?, wanted.into_inner().month))
    }

    fn within(&self) -> Result<Within, Error> {
        let place = [&self.unit_id, &self.area_id, &self.district_id, &self.state_code];
        if place.iter().filter(|one| one.is_some()).count() > 1 {
            let detail = "name one place: unitId, areaId, districtId or stateCode";
            return Err(Refusal::of(ErrorCode::BadRequest).with("detail", detail).stop());
        }
        let wrong = |field: &'static str| {
            move |NotAnId { wanted }: NotAnId| {
                Refusal::of(ErrorCode::IdInvalid).at(field).with("kind", wanted).stop()
            }
        };
        Ok(if let Some(id) = &self.unit_id {
            Within::Unit(id.parse::<PatrolUnitId>().map_err(wrong("unitId"))?)
        } else if let Some(id) = &self.area_id {
            Within::Area(id.parse::<AreaId>().map_err(wrong("areaId"))?)
        } else if let Some(id) = &self.district_id {
            Within::District(id.parse::<DistrictId>().map_err(wrong("districtId"))?)
        } else if let Some(code) = &self.state_code {
            Within::State(code.clone())
        } else {
            Within::Nation
        })
    }
}

/// The patrols that began in a month as CSV, a line for each, by unit and time, with the times in
/// Malaysia. Without names. Nothing that people wrote is a formula for a spreadsheet. A file that is
/// cut off has no last part: its connection breaks.
#[utoipa::path(get, path = "/v1/reports/patrols.csv", tag = "patrols", security(("bearer" = [])),
    params(MonthWanted), responses(
    (status = 200, description = "CSV (RFC 4180) with a head.", content_type = "text/csv"),
    (status = 400, description = "No month, more than one place, or a value that cannot be read.", body = ProblemDetails),
    (status = 401, description = "Nobody is signed in.", body = ProblemDetails),
    (status = 403, description = "The caller may see the unit but not list its reports.", body = ProblemDetails),
    (status = 404, description = "No such place, or none whose reports the caller may list.", body = ProblemDetails),
))]
pub async fn patrols(door: web::Data<Door>, request: HttpRequest) -> Result<HttpResponse, Problem> {
    let problem = |error| Problem::of(&request, error);
    let ctx = door.enter(&request).await.map_err(problem)?;
    let (within, month) = MonthWanted::read(&request).map_err(problem)?;
    let file = file::patrols_file(&ctx, within, &month).await.map_err(problem)?;
    let name = format!("patrols-{month}.csv");
    let next = async |(ctx, file): &mut (Ctx, PatrolsFile)| file.next(ctx).await;
    Ok(sent("text/csv; charset=utf-8", &name, parts((ctx, file), next)))
}

/// The units of a place with their figures of a month as GeoJSON (RFC 7946), each where its area lies.
/// Where a patrol went is not in it: `GET /v1/patrols/{id}/track.geojson` is for those who may see that.
#[utoipa::path(get, path = "/v1/reports/units.geojson", tag = "patrols", security(("bearer" = [])),
    params(MonthWanted), responses(
    (status = 200, description = "A FeatureCollection.", content_type = "application/geo+json"),
    (status = 400, description = "No month, more than one place, or a value that cannot be read.", body = ProblemDetails),
    (status = 401, description = "Nobody is signed in.", body = ProblemDetails),
    (status = 404, description = "No such place, or none whose figures the caller may read.", body = ProblemDetails),
))]
pub async fn units(door: web::Data<Door>, request: HttpRequest) -> Result<HttpResponse, Problem> {
    let problem = |error| Problem::of(&request, error);
    let ctx = door.enter(&request).await.map_err(problem)?;
    let (within, month) = MonthWanted::read(&request).map_err(problem)?;
    let map = file::units_map(&ctx, within, &month).await.map_err(problem)?;
    let name = format!("units-{month}.geojson");
    let next = async |(ctx, map): &mut (Ctx, UnitsMap)| map.next(ctx).await;
    Ok(sent("application/geo+json", &name, parts((ctx, map), next)))
}

/// An answer with a file of this name. The month in it was read: it holds digits and a dash.
fn sent(
    media_type: &'static str,
    name: &str,
    parts: impl Stream<Item = Result<Bytes, actix_web::Error>> + 'static,
) -> HttpResponse {
    HttpResponse::Ok()
        .content_type(media_type)
        // What happened in a neighbourhood: nothing on the road keeps it.
        .insert_header((header::CACHE_CONTROL, "private, no-store"))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .insert_header((header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")))
        .streaming(parts)
}
