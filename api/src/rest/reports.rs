//! The patrols of a month, as files.

use actix_web::{
    HttpRequest, HttpResponse,
    web::{self, Bytes},
};
use domain::{
    Ctx,
    mysrs::{
        incident::Within,
        report::file::{self, PatrolsFile, UnitsMap},
    },
};
use futures_util::{Stream, stream};
use serde::Deserialize;

use super::{
    asked::{self, Place},
    download,
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
    fn read(request: &HttpRequest) -> domain::Result<(Within, String)> {
        let wanted: Self = asked::query(request)?;
        let place = Place {
            unit_id: wanted.unit_id.as_deref(),
            area_id: wanted.area_id.as_deref(),
            district_id: wanted.district_id.as_deref(),
            state_code: wanted.state_code.as_deref(),
        };
        Ok((place.read()?.unwrap_or(Within::Nation), wanted.month))
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
    let parts = parts(ctx, Written::Patrols(file));
    // The month in the name was read: it holds digits and a dash.
    Ok(download::private("text/csv; charset=utf-8", &name).streaming(parts))
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
    Ok(download::private("application/geo+json", &name).streaming(parts(ctx, Written::Units(map))))
}

/// A file that is written part by part.
enum Written {
    Patrols(PatrolsFile),
    Units(UnitsMap),
}

impl Written {
    async fn next(&mut self, ctx: &Ctx) -> domain::Result<Option<String>> {
        match self {
            Self::Patrols(file) => file.next(ctx).await,
            Self::Units(map) => map.next(ctx).await,
        }
    }
}

/// The parts as they go out, each read when the one before it is sent. A file that cannot be written to
/// its end breaks the connection off.
fn parts(ctx: Ctx, file: Written) -> impl Stream<Item = Result<Bytes, actix_web::Error>> + 'static {
    stream::unfold(Some((ctx, file)), |writing| async {
        let (ctx, mut file) = writing?;
        match file.next(&ctx).await {
            Ok(Some(text)) => Some((Ok(Bytes::from(text)), Some((ctx, file)))),
            Ok(None) => None,
            Err(error) => {
                tracing::error!(%error, "a file was cut off");
                Some((Err(actix_web::error::ErrorInternalServerError("it was cut off")), None))
            }
        }
    })
}
