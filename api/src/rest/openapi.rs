//! The OpenAPI document of the REST part.

use actix_web::{HttpResponse, Responder, http::header};
use utoipa::{
    Modify, OpenApi,
    openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme},
};

use super::{
    account, activities, catalogue, certificates, checkpoints, contact, delta, digest, documents,
    follow, health, incidents, join, jwks, kiosks, media, notices, patrol_events, patrol_tracks,
    patrols, police, posters, project_certificates, reports, session, share, shop, sign_on, sos,
    verify, window,
};

/// The REST part of the service. GraphQL describes itself at `/schema.graphql`.
#[derive(OpenApi)]
#[openapi(
    info(title = "KRT", description = "MyKRT, MySRS and KRT Shop: what is better as REST. Everything else is GraphQL, described at /schema.graphql. Errors are problem details (RFC 9457) with a stable code. A position is `coordinates` with `latitude` and `longitude`, as in GraphQL, or these two beside the other fields; what of an upload is not understood is left out, and its answer says so in `ignored`."),
    paths(
        health::livez,
        health::readyz,
        health::metrics,
        join::poster,
        jwks::keys,
        session::create,
        session::refresh,
        session::revoke,
        sign_on::begin,
        sign_on::come_back,
        sign_on::finish,
        account::export,
        digest::ask,
        digest::end,
        activities::file,
        activities::calendar,
        activities::shift, incidents::file, police::incidents,
        patrols::check_ins,
        patrol_events::events,
        patrol_tracks::track,
        patrols::geojson,
        patrols::gpx,
        checkpoints::sheet, sos::cancel, sos::position, sos::raise,
        shop::products, project_certificates::scan,
        contact::lead,
        kiosks::list,
        kiosks::file,
        delta::delta,
        window::product, window::project, window::place, window::crawl::kiosks, window::crawl::robots, window::crawl::index, window::crawl::projects, window::crawl::products,
        catalogue::import, catalogue::export, posters::project, posters::product,
        media::put,
        media::get,
        media::get_webp,
        documents::get,
        notices::receipts,
        share::page,
        certificates::page, certificates::paper, follow::page, reports::incidents, reports::months, reports::patrols, reports::units, verify::keys, verify::log, verify::page,
    ),
    modifiers(&Bearer),
)]
struct Document;

struct Bearer;

impl Modify for Bearer {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        let scheme = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).bearer_format("JWT").build();
        document
            .components
            .get_or_insert_default()
            .add_security_scheme("bearer", SecurityScheme::Http(scheme));
    }
}

/// The document as pretty JSON, as `krt openapi` prints it.
#[must_use]
pub fn text() -> String {
    // Made of plain values, which always have a JSON form.
    Document::openapi().to_pretty_json().unwrap_or_default() + "\n"
}

/// The OpenAPI document.
pub async fn document() -> impl Responder {
    HttpResponse::Ok()
        .content_type("application/json")
        .insert_header((header::CACHE_CONTROL, "public, max-age=300"))
        .body(text())
}
