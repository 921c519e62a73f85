//! Activities and shifts for people's own calendars.

use actix_web::{HttpRequest, HttpResponse, http::header, web};
use domain::{
    Ctx, Result, identity,
    mykrt::activity,
    mysrs::roster,
    shared::{
        calendar::document,
        id::{ActivityId, ShiftId},
    },
};

use super::{
    asked,
    problem::{Problem, ProblemDetails},
};
use crate::{auth::Door, etag};

/// How a calendar names its documents.
const KIND: &str = "text/calendar; charset=utf-8";

/// One activity as an iCalendar file (RFC 5545), in the reader's language.
#[utoipa::path(get, path = "/v1/activities/{id}.ics", tag = "activities", security(("bearer" = [])),
    params(("id" = String, Path, description = "The activity's id.")), responses(
    (status = 200, description = "The activity.", content_type = "text/calendar"),
    (status = 304, description = "The client has it already (`If-None-Match`)."),
    (status = 400, description = "This is no activity's id.", body = ProblemDetails),
    (status = 401, description = "Nobody is signed in.", body = ProblemDetails),
    (status = 404, description = "No such activity, or none of the caller's areas.", body = ProblemDetails),
))]
pub async fn file(
    door: web::Data<Door>,
    request: HttpRequest,
    id: web::Path<String>,
) -> Result<HttpResponse, Problem> {
    let problem = |error| Problem::of(&request, error);
    let ctx = door.enter(&request).await.map_err(problem)?;
    let id: ActivityId = asked::id(&id).map_err(problem)?;
    let body = activity::activity_file(&ctx, id).await.map_err(problem)?;
    let name = format!("attachment; filename=\"{id}.ics\"");
    Ok(answer(&request, body, Some(name)))
}

/// A calendar to subscribe to: the activities of its owner's areas, from 30 days ago to 180 days
/// ahead, and their own shifts on patrol since 30 days ago. Whoever knows the secret reads it, and `calendarTokenRenew` makes another one.
#[utoipa::path(get, path = "/v1/calendar/{secret}.ics", tag = "activities",
    params(("secret" = String, Path, description = "The secret, as `calendarTokenRenew` gave it.")), responses(
    (status = 200, description = "The activities and shifts.", content_type = "text/calendar"),
    (status = 304, description = "The client has them already (`If-None-Match`)."),
    (status = 404, description = "No such secret, or no longer.", body = ProblemDetails),
))]
pub async fn calendar(
    door: web::Data<Door>,
    request: HttpRequest,
    secret: web::Path<String>,
) -> Result<HttpResponse, Problem> {
    let problem = |error| Problem::of(&request, error);
    let ctx = door.enter(&request).await.map_err(problem)?;
    let body = subscription(&ctx, &secret).await.map_err(problem)?;
    Ok(answer(&request, body, None))
}

async fn subscription(ctx: &Ctx, secret: &str) -> Result<String> {
    let reader = identity::calendar_reader(ctx, secret).await?;
    let mut events = activity::events_of(&reader).await?;
    events.extend(roster::events_of(&reader).await?);
    Ok(document(Some("KRT"), &events))
}

/// One shift on patrol as an iCalendar file (RFC 5545), in the reader's language.
#[utoipa::path(get, path = "/v1/shifts/{id}.ics", tag = "patrols", security(("bearer" = [])),
    params(("id" = String, Path, description = "The shift's id.")), responses(
    (status = 200, description = "The shift.", content_type = "text/calendar"),
    (status = 304, description = "The client has it already (`If-None-Match`)."),
    (status = 400, description = "This is no shift's id.", body = ProblemDetails),
    (status = 401, description = "Nobody is signed in.", body = ProblemDetails),
    (status = 404, description = "No such shift, or none that the caller may see.", body = ProblemDetails),
))]
pub async fn shift(
    door: web::Data<Door>,
    request: HttpRequest,
    id: web::Path<String>,
) -> Result<HttpResponse, Problem> {
    let problem = |error| Problem::of(&request, error);
    let ctx = door.enter(&request).await.map_err(problem)?;
    let id: ShiftId = asked::id(&id).map_err(problem)?;
    let body = roster::shift_file(&ctx, id).await.map_err(problem)?;
    let name = format!("attachment; filename=\"{id}.ics\"");
    Ok(answer(&request, body, Some(name)))
}

/// The document, or that the client has it already. It is somebody's own: nothing on the road keeps
/// it, and a client asks each time whether it still stands.
fn answer(request: &HttpRequest, body: String, name: Option<String>) -> HttpResponse {
    let tag = etag::weak(body.as_bytes());
    let known = etag::unchanged(request, &tag);
    let mut response = if known { HttpResponse::NotModified() } else { HttpResponse::Ok() };
    response
        .insert_header((header::ETAG, tag))
        .insert_header((header::CACHE_CONTROL, "private, no-cache"))
        .insert_header((header::VARY, "Authorization, Accept-Language"))
        .insert_header((header::REFERRER_POLICY, "no-referrer"))
        .insert_header(("x-robots-tag", "noindex"));
    if known {
        return response.finish();
    }
    if let Some(name) = name {
        response.insert_header((header::CONTENT_DISPOSITION, name));
    }
    response.content_type(KIND).body(body)
}
