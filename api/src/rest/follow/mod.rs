//! What anybody sees to whom a patrol on its way is shown: a page without a script, without names and
//! without other people's maps.

mod map;
mod page;

use std::sync::LazyLock;

use actix_web::{
    HttpRequest, HttpResponse,
    http::{StatusCode, header},
    web,
};
use base64::{Engine as _, prelude::BASE64_STANDARD};
use domain::{
    ErrorCode,
    mysrs::live::{self, SharedPatrol},
};
use sha2::{Digest as _, Sha256};

use super::problem::{Problem, ProblemDetails};
use crate::{auth::Door, error};

/// What may be in a page: its own style and drawing, and nothing else.
static POLICY: LazyLock<String> = LazyLock::new(|| {
    let hash = BASE64_STANDARD.encode(Sha256::digest(page::STYLE.as_bytes()));
    format!(
        "default-src 'none'; style-src 'sha256-{hash}'; base-uri 'none'; form-action 'none'; \
         frame-ancestors 'none'"
    )
});

/// A page that shows a patrol on its way to anybody who has its link (`patrolShareCreate`), in Malay
/// or English: the way so far, where the phones are, and when they were last heard. It loads itself
/// again every 15 seconds. No search engine lists it, and nothing on the road keeps it.
#[utoipa::path(get, path = "/w/{secret}", tag = "patrols",
    params(("secret" = String, Path, description = "The secret in the link.")),
    responses(
        (status = 200, description = "The patrol.", content_type = "text/html"),
        (status = 404, description = "A page that says that the link leads nowhere.", content_type = "text/html"),
        (status = 410, description = "A page that says that the link has expired or was ended, or that the patrol ended half an hour ago.", content_type = "text/html"),
        (status = 429, description = "Too many requests.", body = ProblemDetails),
    ))]
pub async fn page(
    door: web::Data<Door>,
    request: HttpRequest,
    secret: web::Path<String>,
) -> Result<HttpResponse, Problem> {
    let problem = |error| Problem::of(&request, error);
    let ctx = door.enter(&request).await.map_err(problem)?;
    let language = ctx.languages.sentences();
    let found = live::shared_patrol(&ctx, &door.house().live, &secret).await;
    Ok(match found {
        Ok(SharedPatrol::Shown(patrol)) => {
            answer(StatusCode::OK, page::shown(&patrol, ctx.now(), language))
        }
        Ok(SharedPatrol::Over) => answer(StatusCode::GONE, page::over(language)),
        Err(cause) if error::first(&cause).code == ErrorCode::NotFound => {
            answer(StatusCode::NOT_FOUND, page::missing(language))
        }
        Err(cause) => return Err(problem(cause)),
    })
}

fn answer(status: StatusCode, html: String) -> HttpResponse {
    HttpResponse::build(status)
        .content_type("text/html; charset=utf-8")
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .insert_header((header::VARY, "Accept-Language"))
        .insert_header((header::CONTENT_SECURITY_POLICY, POLICY.as_str()))
        .insert_header((header::REFERRER_POLICY, "no-referrer"))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .insert_header(("x-robots-tag", "noindex, nofollow"))
        .body(html)
}
