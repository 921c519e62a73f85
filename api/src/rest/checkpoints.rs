//! The codes of a unit's checkpoints, for a printer.

use actix_web::{HttpRequest, HttpResponse, http::header, web};
use domain::{mysrs::checkpoint, shared::id::PatrolUnitId};

use super::{
    asked,
    problem::{Problem, ProblemDetails},
};
use crate::auth::Door;

/// The signed QR codes of a unit's checkpoints, four on a page of A4, in the reader's language: for
/// the unit's leader, and the area's chair, secretary and their deputies.
#[utoipa::path(get, path = "/v1/patrol-units/{id}/checkpoints.pdf", tag = "patrols", security(("bearer" = [])),
    params(("id" = String, Path, description = "The unit's id.")), responses(
    (status = 200, description = "The sheet.", content_type = "application/pdf"),
    (status = 400, description = "This is no unit's id.", body = ProblemDetails),
    (status = 401, description = "Nobody is signed in.", body = ProblemDetails),
    (status = 403, description = "The caller may see the unit but not have its codes.", body = ProblemDetails),
    (status = 404, description = "No such unit, or none that the caller may see.", body = ProblemDetails),
))]
pub async fn sheet(
    door: web::Data<Door>,
    request: HttpRequest,
    id: web::Path<String>,
) -> Result<HttpResponse, Problem> {
    let problem = |error| Problem::of(&request, error);
    let ctx = door.enter(&request).await.map_err(problem)?;
    let id: PatrolUnitId = asked::id(&id).map_err(problem)?;
    let body = checkpoint::sheet(&ctx, id).await.map_err(problem)?;
    Ok(HttpResponse::Ok()
        .content_type("application/pdf")
        // Whoever has the sheet has every code: nothing on the road keeps it.
        .insert_header((header::CACHE_CONTROL, "private, no-store"))
        .insert_header((header::VARY, "Authorization, Accept-Language"))
        .insert_header((header::REFERRER_POLICY, "no-referrer"))
        .insert_header((
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"{id}-checkpoints.pdf\""),
        ))
        .body(body))
}
