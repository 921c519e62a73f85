//! Posters for a stall: a code that leads to the page of a project or of one offer.

use actix_web::{HttpRequest, HttpResponse, http::header, web};
use domain::{
    krt_shop::window,
    shared::id::{ProductId, ProjectId},
};

use super::{
    asked, download,
    problem::{Problem, ProblemDetails},
};
use crate::auth::Door;

/// A poster with the QR code of a project's page, one page of A4, in the reader's language: for its
/// owner, while the public sees the project.
#[utoipa::path(get, path = "/v1/projects/{id}/poster.pdf", tag = "shop", security(("bearer" = [])),
    params(("id" = String, Path, description = "The project's id.")), responses(
    (status = 200, description = "The poster.", content_type = "application/pdf"),
    (status = 400, description = "This is no project's id.", body = ProblemDetails),
    (status = 401, description = "Nobody is signed in.", body = ProblemDetails),
    (status = 403, description = "The caller oversees the project and does not write for it.", body = ProblemDetails),
    (status = 404, description = "No such project, or none that the caller may write for.", body = ProblemDetails),
    (status = 409, description = "The public does not see it now.", body = ProblemDetails),
))]
pub async fn project(
    door: web::Data<Door>,
    request: HttpRequest,
    id: web::Path<String>,
) -> Result<HttpResponse, Problem> {
    let problem = |error| Problem::of(&request, error);
    let ctx = door.enter(&request).await.map_err(problem)?;
    let id: ProjectId = asked::id(&id).map_err(problem)?;
    let public_url = &door.house().config.public_url;
    let body = window::project_poster(&ctx, public_url, id).await.map_err(problem)?;
    Ok(pdf(&id.to_string(), body))
}

/// A poster with the QR code of one offer's page, one page of A4, in the reader's language: for its
/// project's owner, while the public sees the offer.
#[utoipa::path(get, path = "/v1/products/{id}/poster.pdf", tag = "shop", security(("bearer" = [])),
    params(("id" = String, Path, description = "The product's id.")), responses(
    (status = 200, description = "The poster.", content_type = "application/pdf"),
    (status = 400, description = "This is no product's id.", body = ProblemDetails),
    (status = 401, description = "Nobody is signed in.", body = ProblemDetails),
    (status = 403, description = "The caller oversees the project and does not write for it.", body = ProblemDetails),
    (status = 404, description = "No such product, or none that the caller may write.", body = ProblemDetails),
    (status = 409, description = "The public does not see it now.", body = ProblemDetails),
))]
pub async fn product(
    door: web::Data<Door>,
    request: HttpRequest,
    id: web::Path<String>,
) -> Result<HttpResponse, Problem> {
    let problem = |error| Problem::of(&request, error);
    let ctx = door.enter(&request).await.map_err(problem)?;
    let id: ProductId = asked::id(&id).map_err(problem)?;
    let public_url = &door.house().config.public_url;
    let body = window::product_poster(&ctx, public_url, id).await.map_err(problem)?;
    Ok(pdf(&id.to_string(), body))
}

fn pdf(name: &str, body: Vec<u8>) -> HttpResponse {
    download::private("application/pdf", &format!("{name}-poster.pdf"))
        .insert_header((header::VARY, "Authorization, Accept-Language"))
        .body(body)
}
