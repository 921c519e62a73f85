//! Incidents, as a file.

use actix_web::{HttpRequest, HttpResponse, web};
use chrono::{DateTime, Utc};
use domain::{
    Ctx, Result,
    mysrs::incident::{self, IncidentFilter, IncidentsFile, Within},
};
use serde::Deserialize;

use super::{
    asked::{self, Place},
    download,
    parts::parts,
    problem::{Problem, ProblemDetails},
};
use crate::auth::Door;

/// Which incidents are wanted: one place, or a scope.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Wanted {
    /// Those of this unit.
    unit_id: Option<String>,
    /// Those of this area.
    area_id: Option<String>,
    /// Those of this district.
    district_id: Option<String>,
    /// Those of this state, by its two-digit code.
    state_code: Option<String>,
    /// `MINE`: those that the caller reported; `NATION`: those of the whole country. Needed where no place
    /// is named.
    scope: Option<String>,
    /// Only those of this category, by its code, and what belongs to it.
    category_code: Option<String>,
    /// Only what happened then or later.
    since: Option<DateTime<Utc>>,
    /// Only what happened before.
    until: Option<DateTime<Utc>>,
}

impl Wanted {
    fn within(&self) -> Result<Within> {
        let place = Place {
            unit_id: self.unit_id.as_deref(),
            area_id: self.area_id.as_deref(),
            district_id: self.district_id.as_deref(),
            state_code: self.state_code.as_deref(),
            scope: self.scope.as_deref(),
        };
        place.read(&[asked::MINE, asked::NATION])
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
    (status = 422, description = "Neither a place nor a `scope`. Of a state: `since` is missing, or lies more than 366 days before `until`.", body = ProblemDetails),
))]
pub async fn file(door: web::Data<Door>, request: HttpRequest) -> Result<HttpResponse, Problem> {
    let file = begun(&door, &request).await.map_err(|error| Problem::of(&request, error))?;
    let next = async |(ctx, file): &mut (Ctx, IncidentsFile)| file.next(ctx).await;
    let mut response = download::private("text/csv; charset=utf-8", "incidents.csv");
    Ok(response.streaming(parts(file, next)))
}

async fn begun(door: &Door, request: &HttpRequest) -> Result<(Ctx, IncidentsFile)> {
    let ctx = door.enter(request).await?;
    let wanted: Wanted = asked::query(request)?;
    let within = wanted.within()?;
    let filter = IncidentFilter {
        category_code: wanted.category_code,
        since: wanted.since,
        until: wanted.until,
        ..IncidentFilter::default()
    };
    let file = incident::incidents_file(&ctx, within, filter).await?;
    Ok((ctx, file))
}
