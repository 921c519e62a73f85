//! What anybody sees to whom a public notice is sent: a page without a script, for messengers and
//! old phones.

mod activity;
pub(super) mod page;
pub(super) mod words;

use std::sync::LazyLock;

use actix_web::{
    HttpRequest, HttpResponse, HttpResponseBuilder,
    http::{StatusCode, header},
    web,
};
use base64::{Engine as _, prelude::BASE64_STANDARD};
use domain::{
    Error, ErrorCode,
    mykrt::notice::{self, SharedNotice},
    shared::language::Languages,
};
use serde::Deserialize;
use sha2::{Digest as _, Sha256};

use self::page::{Page, STYLE};
use super::problem::{Problem, ProblemDetails};
use crate::{auth::Door, error, etag};

/// Browsers, and caches on the way, may keep a page for a minute: a correction and a withdrawal are
/// seen soon.
const CACHE_CONTROL: &str = "public, max-age=60";

/// What may be in a page: this service's pictures and the page's own style, and nothing else.
static POLICY: LazyLock<String> = LazyLock::new(|| policy("'none'"));

/// … and a form that leads back to this service.
static FORM_POLICY: LazyLock<String> = LazyLock::new(|| policy("'self'"));

fn policy(forms: &str) -> String {
    let hash = BASE64_STANDARD.encode(Sha256::digest(STYLE.as_bytes()));
    format!(
        "default-src 'none'; img-src 'self'; style-src 'sha256-{hash}'; base-uri 'none'; \
         form-action {forms}; frame-ancestors 'none'"
    )
}

/// In which language.
#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Asked {
    /// `ms`, `en`, `zh` or `ta`, before what `Accept-Language` says.
    lang: Option<String>,
}

/// A page with a public notice, for anybody who has its link (`shareUrl`), in the language that
/// suits them best, with time and place of the activity that it carries. It may be kept for a minute, and a repeat with `If-None-Match` costs nearly
/// nothing.
#[utoipa::path(get, path = "/n/{slug}", tag = "notices",
    params(("slug" = String, Path, description = "The notice's short name in its link."), Asked),
    responses(
        (status = 200, description = "The notice; one that expired says so.", content_type = "text/html",
            headers(("ETag" = String, description = "Stands for this very page."))),
        (status = 304, description = "The client has this page."),
        (status = 404, description = "A page that says that there is nothing: no such notice, none that is public, or none that is out.", content_type = "text/html"),
        (status = 410, description = "A page that says that the notice was taken back.", content_type = "text/html"),
        (status = 429, description = "Too many requests.", body = ProblemDetails),
    ))]
pub async fn page(
    door: web::Data<Door>,
    request: HttpRequest,
    slug: web::Path<String>,
) -> Result<HttpResponse, Problem> {
    let problem = |error| Problem::of(&request, error);
    let mut ctx = door.enter(&request).await.map_err(problem)?;
    ctx.languages = languages(&request);
    let language = ctx.languages.first();
    match notice::shared_notice(&ctx, &slug).await {
        Ok(SharedNotice::Shown { notice, pictures, documents, place, activity }) => {
            let public_url = &door.house().config.public_url;
            let slug = notice.slug.as_deref().unwrap_or(slug.as_str());
            let address = format!("{public_url}/n/{slug}");
            let page = Page {
                notice: &notice,
                pictures: &pictures,
                documents: &documents,
                place: place.as_ref(),
                activity: activity.as_deref(),
                languages: &ctx.languages,
                public_url,
                address: &address,
            };
            Ok(shown(&request, page.html()))
        }
        Ok(SharedNotice::Withdrawn) => Ok(sentence(StatusCode::GONE, page::withdrawn(language))),
        Err(cause) if is_missing(&cause) => {
            Ok(sentence(StatusCode::NOT_FOUND, page::missing(language)))
        }
        Err(cause) => Err(problem(cause)),
    }
}

/// In which languages: the one in the address, then those of the browser.
pub(super) fn languages(request: &HttpRequest) -> Languages {
    let asked = web::Query::<Asked>::from_query(request.query_string());
    let lang = asked.ok().and_then(|asked| asked.into_inner().lang);
    let known = lang.filter(|lang| ["ms", "en", "zh", "ta"].contains(&lang.as_str()));
    let header = request.headers().get(header::ACCEPT_LANGUAGE);
    let header = header.and_then(|value| value.to_str().ok());
    match known {
        Some(lang) => {
            Languages::from_header(Some(&format!("{lang}, {}", header.unwrap_or_default())))
        }
        None => Languages::from_header(header),
    }
}

pub(super) fn is_missing(cause: &Error) -> bool {
    error::first(cause).code == ErrorCode::NotFound
}

fn shown(request: &HttpRequest, html: String) -> HttpResponse {
    let tag = etag::weak(html.as_bytes());
    let known = etag::unchanged(request, &tag);
    let mut response = if known { HttpResponse::NotModified() } else { HttpResponse::Ok() };
    guard(&mut response);
    response
        .insert_header((header::ETAG, tag))
        .insert_header((header::CACHE_CONTROL, CACHE_CONTROL));
    if known { response.finish() } else { response.body(html) }
}

pub(super) fn sentence(status: StatusCode, html: String) -> HttpResponse {
    let mut response = HttpResponse::build(status);
    guard(&mut response);
    response.insert_header((header::CACHE_CONTROL, "no-store")).body(html)
}

/// A page with a button that leads back to it, or what it says after that.
pub(super) fn form(html: String) -> HttpResponse {
    let mut response = HttpResponse::Ok();
    guard(&mut response);
    response
        .insert_header((header::CONTENT_SECURITY_POLICY, FORM_POLICY.as_str()))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .body(html)
}

/// What every page says about itself.
fn guard(response: &mut HttpResponseBuilder) {
    response
        .content_type("text/html; charset=utf-8")
        .insert_header((header::VARY, "Accept-Language"))
        .insert_header((header::CONTENT_SECURITY_POLICY, POLICY.as_str()))
        .insert_header((header::REFERRER_POLICY, "no-referrer"))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        // Who has the link reads it; a search engine hands it to nobody.
        .insert_header(("x-robots-tag", "noindex"));
}
