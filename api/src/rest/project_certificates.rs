//! What shows a certificate of a project: never to be found by an address alone.

use actix_web::{HttpRequest, HttpResponse, body::SizedStream, http::header, web};
use domain::{
    krt_shop::certificate::{self, Scan},
    shared::id::ProjectCertificateId,
};

use super::{
    asked,
    documents::parts,
    problem::{Problem, ProblemDetails},
};
use crate::auth::Door;

/// The picture or the document (PDF) that shows a certificate of a project: for the project's owner and
/// the officers above it, with their token. Nothing on the way keeps it.
#[utoipa::path(get, path = "/v1/project-certificates/{id}/scan", tag = "shop", security(("bearer" = [])),
    params(("id" = String, Path, description = "The certificate's id.")), responses(
    (status = 200, description = "The picture, or the document (`application/pdf`).", content_type = "image/jpeg"),
    (status = 400, description = "This is no certificate's id.", body = ProblemDetails),
    (status = 401, description = "Nobody is signed in.", body = ProblemDetails),
    (status = 404, description = "No such certificate, or none that the caller may see.", body = ProblemDetails),
))]
pub async fn scan(
    door: web::Data<Door>,
    request: HttpRequest,
    id: web::Path<String>,
) -> Result<HttpResponse, Problem> {
    let problem = |error| Problem::of(&request, error);
    let ctx = door.enter(&request).await.map_err(problem)?;
    let id: ProjectCertificateId = asked::id(&id).map_err(problem)?;
    let scan = certificate::scan(&ctx, id).await.map_err(problem)?;
    let mut response = HttpResponse::Ok();
    response
        .insert_header((header::CACHE_CONTROL, "private, no-store"))
        .insert_header((header::VARY, "Authorization"))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .insert_header((header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox"))
        .insert_header((header::REFERRER_POLICY, "no-referrer"))
        .insert_header(("x-robots-tag", "noindex"));
    Ok(match scan {
        Scan::Picture(bytes) => response.content_type("image/jpeg").body(bytes),
        Scan::Document(length, file) => response
            .content_type("application/pdf")
            .insert_header((
                header::CONTENT_DISPOSITION,
                format!("attachment; filename=\"{id}.pdf\""),
            ))
            // It is packed in itself: it goes out part by part as it lies there.
            .insert_header((header::CONTENT_ENCODING, "identity"))
            .body(SizedStream::new(length, parts(file))),
    })
}
