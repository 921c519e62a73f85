//! The patrols of a month and its figures, as files.

use actix_web::{HttpRequest, HttpResponse, web};
use domain::{
    Ctx, ErrorCode, Refusal,
    mysrs::{
        incident::Within,
        report::file::{self, By, IncidentFiguresFile, MonthsFile, PatrolsFile, UnitsMap},
    },
};
use serde::Deserialize;

use super::{
    asked::{self, Place},
    download,
    parts::parts,
    problem::{Problem, ProblemDetails},
};
use crate::auth::Door;

/// Which month, and which place or scope.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
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
    /// `NATION`: the whole country. Needed where no place is named.
    scope: Option<String>,
}

impl MonthWanted {
    fn read(request: &HttpRequest) -> domain::Result<(Within, String)> {
        asked::query::<Self>(request)?.within()
    }

    fn within(self) -> domain::Result<(Within, String)> {
        let place = Place {
            unit_id: self.unit_id.as_deref(),
            area_id: self.area_id.as_deref(),
            district_id: self.district_id.as_deref(),
            state_code: self.state_code.as_deref(),
            scope: self.scope.as_deref(),
        };
        Ok((place.read(&[asked::NATION])?, self.month))
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
    (status = 422, description = "Neither a place nor a `scope`.", body = ProblemDetails),
))]
pub async fn patrols(door: web::Data<Door>, request: HttpRequest) -> Result<HttpResponse, Problem> {
    let problem = |error| Problem::of(&request, error);
    let ctx = door.enter(&request).await.map_err(problem)?;
    let (within, month) = MonthWanted::read(&request).map_err(problem)?;
    let file = file::patrols_file(&ctx, within, &month).await.map_err(problem)?;
    let name = format!("patrols-{month}.csv");
    let next = async |(ctx, file): &mut (Ctx, PatrolsFile)| file.next(ctx).await;
    // The month in the name was read: it holds digits and a dash.
    let mut response = download::private("text/csv; charset=utf-8", &name);
    Ok(response.streaming(parts((ctx, file), next)))
}

/// The units of a place with their figures of a month as GeoJSON (RFC 7946), each where its area lies.
/// Where a patrol went is not in it: `GET /v1/patrols/{id}/track.geojson` is for those who may see that.
#[utoipa::path(get, path = "/v1/reports/units.geojson", tag = "patrols", security(("bearer" = [])),
    params(MonthWanted), responses(
    (status = 200, description = "A FeatureCollection.", content_type = "application/geo+json"),
    (status = 400, description = "No month, more than one place, or a value that cannot be read.", body = ProblemDetails),
    (status = 401, description = "Nobody is signed in.", body = ProblemDetails),
    (status = 404, description = "No such place, or none whose figures the caller may read.", body = ProblemDetails),
    (status = 422, description = "Neither a place nor a `scope`.", body = ProblemDetails),
))]
pub async fn units(door: web::Data<Door>, request: HttpRequest) -> Result<HttpResponse, Problem> {
    let problem = |error| Problem::of(&request, error);
    let ctx = door.enter(&request).await.map_err(problem)?;
    let (within, month) = MonthWanted::read(&request).map_err(problem)?;
    let map = file::units_map(&ctx, within, &month).await.map_err(problem)?;
    let name = format!("units-{month}.geojson");
    let next = async |(ctx, map): &mut (Ctx, UnitsMap)| map.next(ctx).await;
    let mut response = download::private("application/geo+json", &name);
    Ok(response.streaming(parts((ctx, map), next)))
}

/// Which month, which place or scope, and what a line is about.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct FiguresWanted {
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
    /// `NATION`: the whole country. Needed where no place is named.
    scope: Option<String>,
    /// What a line is about: `UNIT` (when nothing is said), `DISTRICT` or `STATE`; not more than the
    /// place.
    by: Option<String>,
}

impl FiguresWanted {
    fn read(request: &HttpRequest) -> domain::Result<(Within, String, By)> {
        let Self { month, unit_id, area_id, district_id, state_code, scope, by } =
            asked::query(request)?;
        let by = by.as_deref().map_or(Some(By::default()), By::read).ok_or_else(|| {
            let detail = "by is one of: UNIT, DISTRICT, STATE";
            Refusal::of(ErrorCode::BadRequest).at("by").with("detail", detail).stop()
        })?;
        let wanted = MonthWanted { month, unit_id, area_id, district_id, state_code, scope };
        let (within, month) = wanted.within()?;
        Ok((within, month, by))
    }
}

/// The figures of a month as CSV, those of `patrolMonth`: a line for each unit, district or state of the
/// place, with how many incidents there were. Districts and states stand in it also with nothing; of the
/// units those that were at work or on patrol. How many incidents there were is empty for whoever may not
/// list them; `GET /v1/reports/incidents.csv` has them by category and hour. A file that is cut off has
/// no last part: its connection breaks.
#[utoipa::path(get, path = "/v1/reports/months.csv", tag = "patrols", security(("bearer" = [])),
    params(FiguresWanted), responses(
    (status = 200, description = "CSV (RFC 4180) with a head.", content_type = "text/csv"),
    (status = 400, description = "No month, more than one place, lines for more than the place, or a value that cannot be read.", body = ProblemDetails),
    (status = 401, description = "Nobody is signed in.", body = ProblemDetails),
    (status = 404, description = "No such place, or none whose figures the caller may read.", body = ProblemDetails),
    (status = 422, description = "Neither a place nor a `scope`.", body = ProblemDetails),
))]
pub async fn months(door: web::Data<Door>, request: HttpRequest) -> Result<HttpResponse, Problem> {
    let problem = |error| Problem::of(&request, error);
    let ctx = door.enter(&request).await.map_err(problem)?;
    let (within, month, by) = FiguresWanted::read(&request).map_err(problem)?;
    let file = file::months_file(&ctx, within, &month, by).await.map_err(problem)?;
    let name = format!("months-{month}.csv");
    let next = async |(ctx, file): &mut (Ctx, MonthsFile)| file.next(ctx).await;
    let mut response = download::private("text/csv; charset=utf-8", &name);
    Ok(response.streaming(parts((ctx, file), next)))
}

/// How many incidents there were in a month as CSV: a line for each unit, district or state of the place,
/// category and hour of the day in Malaysia; what has none has no line.
#[utoipa::path(get, path = "/v1/reports/incidents.csv", tag = "patrols", security(("bearer" = [])),
    params(FiguresWanted), responses(
    (status = 200, description = "CSV (RFC 4180) with a head.", content_type = "text/csv"),
    (status = 400, description = "No month, more than one place, lines for more than the place, or a value that cannot be read.", body = ProblemDetails),
    (status = 401, description = "Nobody is signed in.", body = ProblemDetails),
    (status = 403, description = "The caller may see the unit but not list its incidents.", body = ProblemDetails),
    (status = 404, description = "No such place, or none whose incidents the caller may list.", body = ProblemDetails),
    (status = 422, description = "Neither a place nor a `scope`.", body = ProblemDetails),
))]
pub async fn incidents(
    door: web::Data<Door>,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    let problem = |error| Problem::of(&request, error);
    let ctx = door.enter(&request).await.map_err(problem)?;
    let (within, month, by) = FiguresWanted::read(&request).map_err(problem)?;
    let file = file::incident_figures_file(&ctx, within, &month, by).await.map_err(problem)?;
    let name = format!("incidents-{month}.csv");
    let next = async |(ctx, file): &mut (Ctx, IncidentFiguresFile)| file.next(ctx).await;
    let mut response = download::private("text/csv; charset=utf-8", &name);
    Ok(response.streaming(parts((ctx, file), next)))
}
