//! What is better as REST. The route table, on one page.

pub mod account;
pub mod activities;
mod asked;
mod body;
pub mod catalogue;
pub mod certificates;
pub mod checkpoints;
pub mod contact;
pub mod delta;
pub mod digest;
pub mod documents;
mod download;
pub mod follow;
pub mod health;
pub mod incidents;
mod item;
pub mod join;
pub mod jwks;
pub mod kiosks;
mod left_out;
pub mod media;
mod mended;
pub mod notices;
pub mod openapi;
mod outbox;
mod parts;
pub mod patrol_events;
pub mod patrol_tracks;
pub mod patrols;
mod phone_clock;
pub mod police;
mod position;
pub mod posters;
pub mod problem;
pub mod project_certificates;
pub mod reports;
pub mod session;
pub mod share;
pub mod shop;
pub mod sign_on;
pub mod sos;
mod sos_call;
mod twice;
mod unreadable;
mod upload;
pub mod verify;
pub mod window;

use actix_web::{HttpRequest, Resource, web};
use domain::{Error, ErrorCode, Refusal};

use self::problem::Problem;

/// Every route, with who may use it.
#[expect(clippy::too_many_lines, reason = "each route is named on one page")]
pub fn configure(config: &mut web::ServiceConfig) {
    config
        .app_data(problem::path_config())
        // Everybody.
        .service(resource("/livez").route(web::get().to(health::livez)))
        .service(resource("/readyz").route(web::get().to(health::readyz)))
        // This machine and the trusted proxies.
        .service(resource("/metrics").route(web::get().to(health::metrics)))
        // Everybody.
        .service(resource("/.well-known/jwks.json").route(web::get().to(jwks::keys)))
        .service(resource("/.well-known/krt-seal-keys.json").route(web::get().to(verify::keys)))
        .service(resource("/v1/openapi.json").route(web::get().to(openapi::document)))
        // Everybody, in development alone.
        .service(resource("/outbox").route(web::get().to(outbox::page)))
        // Everybody.
        .service(
            resource("/v1/session")
                .route(web::post().to(session::create))
                // The signed-in.
                .route(web::delete().to(session::revoke)),
        )
        .service(resource("/v1/session/refresh").route(web::post().to(session::refresh)))
        // The signed-in.
        .service(resource("/v1/account/export").route(web::get().to(account::export)))
        // The committee that wrote the notice.
        .service(resource("/v1/notices/{id}/receipts.csv").route(web::get().to(notices::receipts)))
        // Who is on the patrol.
        .service(resource("/v1/patrols/{id}/check-ins").route(web::post().to(patrols::check_ins)))
        .service(resource("/v1/patrols/{id}/events").route(web::post().to(patrol_events::events)))
        .service(resource("/v1/patrols/{id}/track").route(web::post().to(patrol_tracks::track)))
        // … and the unit's leader, its area's chair and the officers above.
        .service(resource("/v1/patrols/{id}/track.geojson").route(web::get().to(patrols::geojson)))
        .service(resource("/v1/patrols/{id}/track.gpx").route(web::get().to(patrols::gpx)))
        .service(resource("/v1/patrols/{id}/log.jsonl").route(web::get().to(verify::log)))
        // The police's liaison.
        .service(resource("/v1/police/incidents").route(web::get().to(police::incidents)))
        // Who reported them; of a place who answers for it.
        .service(resource("/v1/incidents.csv").route(web::get().to(incidents::file)))
        // Of a place who answers for it; the map and the figures of a unit also its volunteers.
        .service(resource("/v1/reports/incidents.csv").route(web::get().to(reports::incidents)))
        .service(resource("/v1/reports/months.csv").route(web::get().to(reports::months)))
        .service(resource("/v1/reports/patrols.csv").route(web::get().to(reports::patrols)))
        .service(resource("/v1/reports/units.geojson").route(web::get().to(reports::units)))
        // Whoever it is for, the unit's leader and the officers above.
        .service(resource("/v1/certificates/{id}.pdf").route(web::get().to(certificates::paper)))
        // The project's owner, and the officers above it.
        .service(
            resource("/v1/project-certificates/{id}/scan")
                .route(web::get().to(project_certificates::scan)),
        )
        // The unit's leader, and who writes in its committee's name.
        .service(
            resource("/v1/patrol-units/{id}/checkpoints.pdf")
                .route(web::get().to(checkpoints::sheet)),
        )
        // The volunteers of a unit, also with a token that has expired while its session lives.
        .service(resource("/v1/sos").route(web::post().to(sos::raise)))
        // Whoever called, in the same way.
        .service(resource("/v1/sos/{id}/position").route(web::post().to(sos::position)))
        .service(resource("/v1/sos/{id}/cancel").route(web::post().to(sos::cancel)))
        // The people of the area, and the officers above it.
        .service(resource("/v1/activities/{id}.ics").route(web::get().to(activities::file)))
        // The unit's volunteers, its area's committee and the officers above it.
        .service(resource("/v1/shifts/{id}.ics").route(web::get().to(activities::shift)))
        // Whoever knows the secret.
        .service(resource("/v1/calendar/{secret}.ics").route(web::get().to(activities::calendar)))
        // Whoever has the mail.
        .service(
            resource("/v1/digest/unsubscribe/{token}")
                .route(web::get().to(digest::ask))
                .route(web::post().to(digest::end)),
        )
        // Everybody.
        .service(resource("/v1/shop/products").route(web::get().to(shop::products)))
        .service(resource("/v1/shop/contact/{way}/{id}").route(web::get().to(contact::lead)))
        .service(resource("/v1/shop/kiosks").route(web::get().to(kiosks::list)))
        .service(resource("/v1/shop/kiosks/{id}.ics").route(web::get().to(kiosks::file)))
        .service(resource("/v1/shop/delta").route(web::get().to(delta::delta)))
        .service(
            resource("/p/{slug}")
                .route(web::get().to(window::product))
                .route(web::head().to(window::product)),
        )
        .service(
            resource("/s/{slug}")
                .route(web::get().to(window::project))
                .route(web::head().to(window::project)),
        )
        .service(
            resource("/k/{id}")
                .route(web::get().to(window::place))
                .route(web::head().to(window::place)),
        )
        .service(resource("/robots.txt").route(web::get().to(window::crawl::robots)))
        .service(resource("/sitemap.xml").route(web::get().to(window::crawl::index)))
        .service(resource("/sitemap-projects.xml").route(web::get().to(window::crawl::projects)))
        .service(resource("/sitemap-kiosks.xml").route(web::get().to(window::crawl::kiosks)))
        .service(resource("/sitemap-products.xml").route(web::get().to(window::crawl::products)))
        .service(
            resource("/media/{address}/{width}.jpg")
                .route(web::get().to(media::get))
                .route(web::head().to(media::get)),
        )
        .service(
            resource("/media/{address}/{width}.webp")
                .route(web::get().to(media::get_webp))
                .route(web::head().to(media::get_webp)),
        )
        .service(
            resource("/media/{address}/{name}.pdf")
                .route(web::get().to(documents::get))
                .route(web::head().to(documents::get)),
        )
        .service(resource("/j/{code}").route(web::get().to(join::poster)))
        .service(
            resource("/n/{slug}")
                .route(web::get().to(share::page))
                .route(web::head().to(share::page)),
        )
        .service(
            resource("/c/{code}")
                .route(web::get().to(certificates::page))
                .route(web::head().to(certificates::page)),
        )
        .service(
            resource("/v/{code}")
                .route(web::get().to(verify::page))
                .route(web::head().to(verify::page)),
        )
        // Whoever has the link to a patrol.
        .service(
            resource("/w/{secret}")
                .route(web::get().to(follow::page))
                .route(web::head().to(follow::page)),
        )
        // Everybody: how somebody signs on by the department's sign-in service.
        .service(resource("/v1/sign-on").route(web::get().to(sign_on::begin)))
        .service(
            resource("/v1/sign-on/callback")
                .route(web::get().to(sign_on::come_back))
                .route(web::post().to(sign_on::finish)),
        )
        // The project's owner; of what there is also the officers above.
        .service(resource("/v1/projects/{id}/catalogue").route(web::post().to(catalogue::import)))
        .service(
            resource("/v1/projects/{id}/catalogue.{form}").route(web::get().to(catalogue::export)),
        )
        .service(resource("/v1/projects/{id}/poster.pdf").route(web::get().to(posters::project)))
        .service(resource("/v1/products/{id}/poster.pdf").route(web::get().to(posters::product)))
        // The signed-in.
        .service(resource("/v1/media/{id}").route(web::put().to(media::put)))
        .default_service(web::to(nothing_here));
}

/// A resource that answers other methods with a sentence and a code.
fn resource(path: &str) -> Resource {
    web::resource(path).default_service(web::to(other_method))
}

async fn other_method(request: HttpRequest) -> Problem {
    Problem::of(&request, Refusal::of(ErrorCode::MethodNotAllowed).stop())
}

async fn nothing_here(request: HttpRequest) -> Problem {
    Problem::of(&request, Error::not_found())
}
