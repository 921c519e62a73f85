//! Incidents, as a file.

use actix_web::{HttpRequest, HttpResponse, web};
use chrono::{DateTime, Utc};
use domain::{
    Result,
    mysrs::incident::{self, IncidentFilter, Within},
};
use serde::Deserialize;

use super::{
    asked::{self, Place},
    download,
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
    fn within(&self) -> Result<Within> {
        let place = Place {
            unit_id: self.unit_id.as_deref(),
            area_id: self.area_id.as_deref(),
            district_id: self.district_id.as_deref(),
            state_code: self.state_code.as_deref(),
        };
        Ok(place.read()?.unwrap_or(Within::Mine))
    }
}

/// Incidents as CSV, the latest first: a line for each with the times in Malaysia, the first 100,000.
/// Without names, and without where their reporters stood.
#[utoipa::path(get, path = "/v1/incidents.csv", tag = "incidents", security(("bearer" = [])),
    params(Wanted), responses(
    (status = 200, description = "CSV (RFC 4180) with a head.", content_type = "text/csv"),
    (status = 400, description = "More than one place, or a value that cannot be read.", body = ProblemDetails),
    (status = 401, description = "Nobody is signed in.", body = ProblemDetails),
    (status = 403, description = "The caller may see the unit but not list its incidents.", body = ProblemDetails),
    (status = 404, description = "No such place, or none whose incidents the caller may list.", body = ProblemDetails),
))]
pub async fn file(door: web::Data<Door>, request: HttpRequest) -> Result<HttpResponse, Problem> {
    let text = text(&door, &request).await.map_err(|error| Problem::of(&request, error))?;
    Ok(download::private("text/csv; charset=utf-8", "incidents.csv").body(text))
}

async fn text(door: &Door, request: &HttpRequest) -> Result<String> {
    let ctx = door.enter(request).await?;
    let wanted: Wanted = asked::query(request)?;
    let within = wanted.within()?;
    let filter = IncidentFilter {
        category_code: wanted.category_code,
        since: wanted.since,
        until: wanted.until,
        ..IncidentFilter::default()
    };
    incident::incidents_csv(&ctx, &within, &filter).await
}
