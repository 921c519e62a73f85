//! The shop for anybody with a browser: the pages of offers and projects, without a script, for
//! messengers, search engines and old phones. Kept until something changes, like every answer for the
//! public.

pub mod crawl;
mod kiosk;
mod linked;
mod page;
mod product;
mod project;
mod reviews;
mod seller;
mod words;

use std::sync::LazyLock;

use actix_web::{
    HttpRequest, HttpResponse, HttpResponseBuilder,
    http::{Method, StatusCode, header},
    web::{self, Bytes},
};
use base64::{Engine as _, prelude::BASE64_STANDARD};
use domain::{
    Ctx, Error, Result as Outcome,
    krt_shop::{
        insight::Sighting,
        window::{self, KioskWindow, ProductWindow, ProjectWindow, Shared},
    },
    shared::clock::Instant,
};
use serde::Deserialize;
use sha2::{Digest as _, Sha256};

use self::{
    page::{Reader, STYLE},
    words::Words,
};
use super::{
    asked,
    problem::{Problem, ProblemDetails},
    share::{self, Asked},
};
use crate::{auth::Door, etag, public_cache::Kept};

/// Browsers ask each time whether a page is still the same, and caches on the way after five seconds: what
/// an officer hides is gone.
const CACHE_CONTROL: &str = "public, max-age=0, must-revalidate, s-maxage=5";
const HTML: &str = "text/html; charset=utf-8";

/// What may be in a page: this service's pictures and the page's own style. JSON-LD is no script that
/// runs.
static POLICY: LazyLock<String> = LazyLock::new(|| {
    let hash = BASE64_STANDARD.encode(Sha256::digest(STYLE.as_bytes()));
    format!(
        "default-src 'none'; img-src 'self'; style-src 'sha256-{hash}'; base-uri 'none'; \
         form-action 'none'; frame-ancestors 'none'"
    )
});

/// Which part of what a project offers.
#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Further {
    /// The offers after this cursor, from the link on the page before.
    after: Option<String>,
}

/// The page of an offer, for anybody, in the language that suits them best, with Open Graph and
/// JSON-LD (schema.org's Product). Whoever keeps it asks again with `If-None-Match`, which costs nearly
/// nothing.
#[utoipa::path(get, path = "/p/{slug}", tag = "shop",
    params(("slug" = String, Path, description = "The product's short name."), Asked),
    responses(
        (status = 200, description = "The offer.", content_type = "text/html",
            headers(("ETag" = String, description = "Stands for this very page."))),
        (status = 304, description = "The client has this page."),
        (status = 404, description = "A page that says that there is nothing: no such offer, or a draft.", content_type = "text/html"),
        (status = 410, description = "A page that says that it is not offered any more.", content_type = "text/html"),
        (status = 429, description = "Too many requests.", body = ProblemDetails),
    ))]
pub async fn product(
    door: web::Data<Door>,
    request: HttpRequest,
    slug: web::Path<String>,
) -> Result<HttpResponse, Problem> {
    let find = async |ctx: &Ctx| window::shared_product(ctx, &door.house().directory, &slug).await;
    let address = |at: &str, it: &ProductWindow| window::offer_url(at, &it.product.slug);
    show(&door, &request, Shows { gone: |words| words.gone, address, html: product::html }, find)
        .await
}

/// The page of a project, for anybody, in the language that suits them best, with what it offers, Open
/// Graph and JSON-LD (schema.org's `LocalBusiness`). Whoever keeps it asks again with `If-None-Match`,
/// which costs nearly nothing.
#[utoipa::path(get, path = "/s/{slug}", tag = "shop",
    params(("slug" = String, Path, description = "The project's short name."), Asked, Further),
    responses(
        (status = 200, description = "The project.", content_type = "text/html",
            headers(("ETag" = String, description = "Stands for this very page."))),
        (status = 304, description = "The client has this page."),
        (status = 400, description = "The query or its cursor is not right.", body = ProblemDetails),
        (status = 404, description = "A page that says that there is nothing: no such project, or none that is confirmed.", content_type = "text/html"),
        (status = 410, description = "A page that says that the project rests.", content_type = "text/html"),
        (status = 429, description = "Too many requests.", body = ProblemDetails),
    ))]
pub async fn project(
    door: web::Data<Door>,
    request: HttpRequest,
    slug: web::Path<String>,
) -> Result<HttpResponse, Problem> {
    let further = asked::query(&request).map_err(|error| Problem::of(&request, error))?;
    let Further { after } = further;
    let find =
        async |ctx: &Ctx| window::shared_project(ctx, &door.house().directory, &slug, after).await;
    let address = |at: &str, it: &ProjectWindow| window::project_url(at, &it.project.slug);
    show(&door, &request, Shows { gone: |words| words.gone, address, html: project::html }, find)
        .await
}

/// The page of a kiosk or a carnival, for anybody, in the language that suits them best, with who stands
/// there and what they sell, Open Graph and JSON-LD (schema.org's Event and `LocalBusiness`). A carnival
/// that does not take place says so until it would have been over. Whoever keeps it asks again with
/// `If-None-Match`, which costs nearly nothing.
#[utoipa::path(get, path = "/k/{id}", tag = "shop",
    params(("id" = String, Path, description = "The id of the kiosk or the carnival."), Asked),
    responses(
        (status = 200, description = "The place.", content_type = "text/html",
            headers(("ETag" = String, description = "Stands for this very page."))),
        (status = 304, description = "The client has this page."),
        (status = 404, description = "A page that says that there is nothing.", content_type = "text/html"),
        (status = 410, description = "A page that says that it is over, or closed.", content_type = "text/html"),
        (status = 429, description = "Too many requests.", body = ProblemDetails),
    ))]
pub async fn place(
    door: web::Data<Door>,
    request: HttpRequest,
    id: web::Path<String>,
) -> Result<HttpResponse, Problem> {
    let find = async |ctx: &Ctx| window::shared_kiosk(ctx, &door.house().directory, &id).await;
    let address = |at: &str, it: &KioskWindow| window::kiosk_url(at, it.kiosk.id);
    show(&door, &request, Shows { gone: |words| words.over, address, html: kiosk::html }, find)
        .await
}

/// How one kind of page is shown.
struct Shows<T> {
    /// What is said when what was there is gone.
    gone: fn(&'static Words) -> &'static str,
    /// Where it stands, from this service's address on.
    address: fn(&str, &T) -> String,
    /// The page.
    html: fn(&Reader<'_>, &T, &str) -> String,
}

/// A page as it was answered before, or made now of what is found. Whoever asks sees what the public
/// sees, also when they are signed in.
async fn show<T>(
    door: &Door,
    request: &HttpRequest,
    shows: Shows<T>,
    find: impl AsyncFnOnce(&Ctx) -> Outcome<Shared<T>>,
) -> Result<HttpResponse, Problem> {
    let house = door.house();
    let cache = &house.public_cache;
    let (kept, leave) = cache.recall(request, &Bytes::new());
    let now = || house.tools.clock.now();
    if let Some(kept) = kept {
        count(door, request, &kept.seen);
        return Ok(answer(request, &kept, now()));
    }
    let problem = |error: Error| Problem::of(request, error);
    let mut ctx = door.enter(request).await.map_err(problem)?;
    ctx.languages = share::languages(request);
    let language = ctx.languages.first();
    let html = match find(&ctx).await {
        Ok(Shared::Shown(shown)) => {
            let public_url = &house.config.public_url;
            let address = (shows.address)(public_url, &shown);
            let reader = Reader { languages: &ctx.languages, public_url, now: ctx.now() };
            (shows.html)(&reader, &shown, &address)
        }
        Ok(Shared::Gone) => {
            let gone = page::alone((shows.gone)(words::of(language)), language);
            return Ok(sentence(StatusCode::GONE, gone));
        }
        Err(cause) if share::is_missing(&cause) => {
            let missing = page::alone(words::of(language).missing, language);
            return Ok(sentence(StatusCode::NOT_FOUND, missing));
        }
        Err(cause) => return Err(problem(cause)),
    };
    let kept = Kept {
        etag: Some(etag::weak(html.as_bytes())),
        body: Bytes::from(html),
        content_type: HTML,
        cache_control: Some(CACHE_CONTROL.to_owned()),
        until: ctx.shown_until(),
        seen: ctx.sightings(),
    };
    count(door, request, &kept.seen);
    let response = answer(request, &kept, now());
    if let Some(leave) = leave {
        cache.keep(leave, kept);
    }
    Ok(response)
}

/// Counts for sellers what somebody was shown: whoever asks for the head of a page is shown nothing.
fn count(door: &Door, request: &HttpRequest, seen: &[Sighting]) {
    if request.method() == Method::GET {
        door.count(request, seen);
    }
}

fn answer(request: &HttpRequest, kept: &Kept, now: Instant) -> HttpResponse {
    let (mut response, known) = kept.begun(request, now);
    guard(&mut response);
    if known { response.finish() } else { response.body(kept.body.clone()) }
}

fn sentence(status: StatusCode, html: String) -> HttpResponse {
    let mut response = HttpResponse::build(status);
    guard(&mut response);
    response
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .insert_header(("x-robots-tag", "noindex"))
        .body(html)
}

/// What every page says about itself.
fn guard(response: &mut HttpResponseBuilder) {
    response
        .content_type(HTML)
        .insert_header((header::VARY, "Accept-Language"))
        .insert_header((header::CONTENT_SECURITY_POLICY, POLICY.as_str()))
        .insert_header((header::REFERRER_POLICY, "no-referrer"))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"));
}
