//! Certificates of attendance: on paper, and the page that says whether one counts.

mod page;

use actix_web::{
    HttpRequest, HttpResponse,
    http::{StatusCode, header},
    web,
};
use domain::{mysrs::report::certificate, shared::id::CertificateId};

use super::{
    asked,
    problem::{Problem, ProblemDetails},
    share::{self, Asked},
};
use crate::auth::Door;

/// A certificate as a PDF, in the reader's language, with its code as a QR code: for whoever it is for,
/// the unit's leader and the officers above. One that was taken back says so.
#[utoipa::path(get, path = "/v1/certificates/{id}.pdf", tag = "patrols", security(("bearer" = [])),
    params(("id" = String, Path, description = "The certificate's id.")), responses(
    (status = 200, description = "The certificate.", content_type = "application/pdf"),
    (status = 400, description = "This is no certificate's id.", body = ProblemDetails),
    (status = 401, description = "Nobody is signed in.", body = ProblemDetails),
    (status = 403, description = "The caller may see the unit but not the certificate.", body = ProblemDetails),
    (status = 404, description = "No such certificate, or none that the caller may see.", body = ProblemDetails),
))]
pub async fn paper(
    door: web::Data<Door>,
    request: HttpRequest,
    id: web::Path<String>,
) -> Result<HttpResponse, Problem> {
    let problem = |error| Problem::of(&request, error);
    let ctx = door.enter(&request).await.map_err(problem)?;
    let id: CertificateId = asked::id(&id).map_err(problem)?;
    let public_url = &door.house().config.public_url;
    let body = certificate::paper(&ctx, id, public_url).await.map_err(problem)?;
    Ok(HttpResponse::Ok()
        .content_type("application/pdf")
        // It holds a name: nothing on the road keeps it.
        .insert_header((header::CACHE_CONTROL, "private, no-store"))
        .insert_header((header::VARY, "Authorization, Accept-Language"))
        .insert_header((header::REFERRER_POLICY, "no-referrer"))
        .insert_header((header::CONTENT_DISPOSITION, format!("attachment; filename=\"{id}.pdf\"")))
        .body(body))
}

/// A page for whoever has the code of a certificate: whether it counts or was taken back, with the
/// unit, the time and the initials of the name, and nothing else.
#[utoipa::path(get, path = "/c/{code}", tag = "patrols",
    params(("code" = String, Path, description = "The code, 16 letters; dashes, spaces and the case do not matter."), Asked),
    responses(
        (status = 200, description = "The page.", content_type = "text/html"),
        (status = 404, description = "A page that says that there is no such code.", content_type = "text/html"),
        (status = 429, description = "Too many requests.", body = ProblemDetails),
    ))]
pub async fn page(
    door: web::Data<Door>,
    request: HttpRequest,
    code: web::Path<String>,
) -> Result<HttpResponse, Problem> {
    let problem = |error| Problem::of(&request, error);
    let mut ctx = door.enter(&request).await.map_err(problem)?;
    ctx.languages = share::languages(&request);
    let language = ctx.languages.sentences();
    match certificate::shown(&ctx, &code).await {
        Ok(shown) => Ok(share::sentence(StatusCode::OK, page::html(&shown, language))),
        Err(cause) if share::is_missing(&cause) => {
            Ok(share::sentence(StatusCode::NOT_FOUND, page::missing(language)))
        }
        Err(cause) => Err(problem(cause)),
    }
}
