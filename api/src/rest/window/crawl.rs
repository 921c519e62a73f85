//! What search engines are told of: which paths they may read, and every page of the shop with when it
//! last changed (sitemaps.org).

use std::fmt::Write as _;

use actix_web::{
    HttpRequest, HttpResponse,
    http::header,
    web::{self, Bytes},
};
use domain::{
    Error, Result as Outcome,
    krt_shop::{kiosk::kiosks_shown, window as shop},
    policy::Actor,
    shared::{clock::Instant, ctx::Origin, id::ProductId, language::Languages},
};
use serde::Deserialize;

use crate::{
    auth::Door,
    etag,
    public_cache::Kept,
    rest::{
        asked,
        problem::{Problem, ProblemDetails},
        share::page::escape,
    },
};

/// What stands in `/robots.txt` changes with a new program only.
const OF_ROBOTS: &str = "public, max-age=3600";
/// Search engines ask once a day or less, and are told of nothing then that an officer has hidden.
const CACHE_CONTROL: &str = "no-cache";
const XML: &str = "application/xml; charset=utf-8";
const BEGIN: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
const SCHEMA: &str = "xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\"";

/// Which part of the offers.
#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct InPart {
    /// Those after this product's id, as `/sitemap.xml` names it; the first without.
    after: Option<String>,
}

/// Which paths programs that read the web may read, and where the sitemap lies.
#[utoipa::path(get, path = "/robots.txt", tag = "shop", responses(
    (status = 200, description = "The file.", content_type = "text/plain"),
))]
pub async fn robots(door: web::Data<Door>) -> HttpResponse {
    let public_url = &door.house().config.public_url;
    HttpResponse::Ok()
        .content_type("text/plain; charset=utf-8")
        .insert_header((header::CACHE_CONTROL, OF_ROBOTS))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .body(format!(
            "User-agent: *\nDisallow: /graphql\nDisallow: /outbox\nDisallow: /playground\n\
             Disallow: /v1/\nSitemap: {public_url}/sitemap.xml\n"
        ))
}

/// The parts of the sitemap: the projects, the places where they sell together, and the offers, at most
/// 50,000 a part.
#[utoipa::path(get, path = "/sitemap.xml", tag = "shop", responses(
    (status = 200, description = "The index.", content_type = "application/xml"),
    (status = 304, description = "The client has it."),
))]
pub async fn index(door: web::Data<Door>, request: HttpRequest) -> Result<HttpResponse, Problem> {
    kept(&door, &request, "index", async |ctx: &domain::Ctx, public_url: &str| {
        let mut xml = format!("{BEGIN}<sitemapindex {SCHEMA}>\n");
        add_part(&mut xml, &format!("{public_url}/sitemap-projects.xml"));
        add_part(&mut xml, &format!("{public_url}/sitemap-kiosks.xml"));
        let parts = &door.house().sitemap.parts;
        for part in shop::parts_of_products(ctx, parts).await?.iter() {
            let after = part.map_or_else(String::new, |id| format!("?after={id}"));
            add_part(&mut xml, &format!("{public_url}/sitemap-products.xml{after}"));
        }
        xml.push_str("</sitemapindex>\n");
        Ok(xml)
    })
    .await
}

fn add_part(xml: &mut String, address: &str) {
    // Writing into a String cannot fail.
    let _ = writeln!(xml, "<sitemap><loc>{}</loc></sitemap>", escape(address));
}

/// The pages of all projects at work.
#[utoipa::path(get, path = "/sitemap-projects.xml", tag = "shop", responses(
    (status = 200, description = "The pages.", content_type = "application/xml"),
    (status = 304, description = "The client has it."),
))]
pub async fn projects(
    door: web::Data<Door>,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    kept(&door, &request, "projects", async |ctx: &domain::Ctx, public_url: &str| {
        let cards = door.house().directory.cards(ctx).await?;
        let mut projects: Vec<(&str, Instant)> =
            cards.projects().map(|project| (project.slug.as_str(), project.updated_at)).collect();
        projects.sort_unstable();
        Ok(pages(projects.into_iter(), &format!("{public_url}/s/")))
    })
    .await
}

/// The pages of all kiosks, and of the carnivals that are not over.
#[utoipa::path(get, path = "/sitemap-kiosks.xml", tag = "shop", responses(
    (status = 200, description = "The pages.", content_type = "application/xml"),
    (status = 304, description = "The client has it."),
))]
pub async fn kiosks(door: web::Data<Door>, request: HttpRequest) -> Result<HttpResponse, Problem> {
    kept(&door, &request, "kiosks", async |ctx: &domain::Ctx, public_url: &str| {
        let found = kiosks_shown(ctx).await?;
        let found = found.iter().map(|kiosk| (kiosk.id.to_string(), kiosk.updated_at));
        Ok(pages(found, &format!("{public_url}/k/")))
    })
    .await
}

/// The pages of a part of the offers that the public sees.
#[utoipa::path(get, path = "/sitemap-products.xml", tag = "shop", params(InPart), responses(
    (status = 200, description = "The pages.", content_type = "application/xml"),
    (status = 304, description = "The client has it."),
    (status = 400, description = "This is no product's id.", body = ProblemDetails),
    (status = 404, description = "No part begins there: `/sitemap.xml` names those that there are.", body = ProblemDetails),
))]
pub async fn products(
    door: web::Data<Door>,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    let problem = |error| Problem::of(&request, error);
    let wanted: InPart = asked::query(&request).map_err(problem)?;
    let part = wanted.after.as_deref().map(asked::id::<ProductId>).transpose().map_err(problem)?;
    let name = part.map_or_else(|| "products".to_owned(), |part| part.to_string());
    kept(&door, &request, &name, async |ctx: &domain::Ctx, public_url: &str| {
        let parts = &door.house().sitemap.parts;
        let found = shop::page_of_products(ctx, parts, part).await?;
        let found = found.iter().map(|page| (page.slug.as_str(), page.changed_at));
        Ok(pages(found, &format!("{public_url}/p/")))
    })
    .await
}

/// A part of the sitemap: the last part of each page's address, and when it changed.
fn pages(pages: impl Iterator<Item = (impl AsRef<str>, Instant)>, before: &str) -> String {
    let mut xml = format!("{BEGIN}<urlset {SCHEMA}>\n");
    let before = escape(before);
    for (slug, changed_at) in pages {
        let (slug, changed) = (escape(slug.as_ref()), changed_at.format("%Y-%m-%dT%H:%M:%SZ"));
        let _ = writeln!(xml, "<url><loc>{before}{slug}</loc><lastmod>{changed}</lastmod></url>");
    }
    xml.push_str("</urlset>\n");
    xml
}

/// A file as it was made within the last minute, or made now, when it is its turn.
async fn kept(
    door: &Door,
    request: &HttpRequest,
    name: &str,
    make: impl AsyncFnOnce(&domain::Ctx, &str) -> Outcome<String>,
) -> Result<HttpResponse, Problem> {
    let house = door.house();
    if let Some(kept) = house.sitemap.recall(name) {
        return Ok(answer(request, &kept));
    }
    let problem = |error: Error| Problem::of(request, error);
    // Counted like any other request, and read as the public reads.
    door.enter(request).await.map_err(problem)?;
    let _turn = house.sitemap.turn().await;
    if let Some(kept) = house.sitemap.recall(name) {
        // Somebody else has had it made meanwhile.
        return Ok(answer(request, &kept));
    }
    let ctx = house.ctx(Actor::Anonymous, Languages::default(), Origin::default());
    let xml = make(&ctx, &house.config.public_url).await.map_err(problem)?;
    let kept = Kept {
        etag: Some(etag::weak(xml.as_bytes())),
        body: Bytes::from(xml),
        content_type: XML,
        cache_control: Some(CACHE_CONTROL.to_owned()),
        until: None,
        seen: Vec::new(),
    };
    let response = answer(request, &kept);
    house.sitemap.keep(name.to_owned(), kept);
    Ok(response)
}

fn answer(request: &HttpRequest, kept: &Kept) -> HttpResponse {
    let tag = kept.etag.as_deref().unwrap_or_default();
    let known = etag::unchanged(request, tag);
    let mut response = if known { HttpResponse::NotModified() } else { HttpResponse::Ok() };
    response
        .content_type(kept.content_type)
        .insert_header((header::ETAG, tag))
        .insert_header((header::CACHE_CONTROL, CACHE_CONTROL))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"));
    if known { response.finish() } else { response.body(kept.body.clone()) }
}
