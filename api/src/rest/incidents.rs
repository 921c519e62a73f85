//! Incidents, as a file.

use actix_web::{HttpRequest, HttpResponse, http::header, web};
use chrono::{DateTime, Utc};
use domain::{
    Ctx, Error, ErrorCode, Refusal,
    mysrs::incident::{self, IncidentFilter, IncidentsFile, Within},
    shared::id::{AreaId, DistrictId, NotAnId, PatrolUnitId},
};
use serde::Deserialize;

use super::{
    parts::parts,
    problem::{Problem, ProblemDetails},
};
use crate::auth::Door;

/// Which incidents are wanted: one place, or none for those that the caller reported.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(rename_all = "camelCase")]
pub struct Wanted {
    /// Those of this unit.
    unit_id: Option<String>,
    /// Those of this area.
    area_id: Option<String>,
    /// Those of this district.
    district_id: Option<String>,
    /// Those of this state, by its two-digit code.
    state_code: Option<String>,
    /// Only those of this category, by its code, and what belongs to it.
    category_code: Option<String>,
    /// Only what happened then or later.
    since: Option<DateTime<Utc>>,
    /// Only what happened before.
    until: Option<DateTime<Utc>>,
}

impl Wanted {
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
            Within::Mine
        })
    }
}

/// Incidents as CSV, the latest first: a line for each with the times in Malaysia, every one of them.
/// Without names, and without where their reporters stood. Of a state a file has at most 366 days, so
/// that `since` has to be said. A file that is cut off has no last part: its connection breaks.
#[utoipa::path(get, path = "/v1/incidents.csv", tag = "incidents", security(("bearer" = [])),
    params(Wanted), responses(
    (status = 200, description = "CSV (RFC 4180) with a head.", content_type = "text/csv"),
    (status = 400, description = "More than one place, or a value that cannot be read.", body = ProblemDetails),
    (status = 401, description = "Nobody is signed in.", body = ProblemDetails),
    (status = 403, description = "The caller may see the unit but not list its incidents.", body = ProblemDetails),
    (status = 404, description = "No such place, or none whose incidents the caller may list.", body = ProblemDetails),
    (status = 422, description = "Of a state: `since` is missing, or lies more than 366 days before `until`.", body = ProblemDetails),
))]
pub async fn file(door: web::Data<Door>, request: HttpRequest) -> Result<HttpResponse, Problem> {
    let file = begun(&door, &request).await.map_err(|error| Problem::of(&request, error))?;
    let next = async |(ctx, file): &mut (Ctx, IncidentsFile)| file.next(ctx).await;
    Ok(HttpResponse::Ok()
        .content_type("text/csv; charset=utf-8")
        // What happened to people: nothing on the road keeps it.
        .insert_header((header::CACHE_CONTROL, "private, no-store"))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .insert_header((header::CONTENT_DISPOSITION, "attachment; filename=\"incidents.csv\""))
        .streaming(parts(file, next)))
}

async fn begun(door: &Door, request: &HttpRequest) -> Result<(Ctx, IncidentsFile), Error> {
    let ctx = door.enter(request).await?;
    let wanted = web::Query::<Wanted>::from_query(request.query_string());
    let wanted =
        wanted.map_err(|cause| Refusal::of(ErrorCode::BadRequest).with("detail", cause).stop())?;
    let within = wanted.within()?;
    let wanted = wanted.into_inner();
    let filter = IncidentFilter {
        category_code: wanted.category_code,
        since: wanted.since,
        until: wanted.until,
        ..IncidentFilter::default()
    };
    let file = incident::incidents_file(&ctx, within, filter).await?;
    Ok((ctx, file))
}
