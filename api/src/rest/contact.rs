//! The link from an offer to its seller, which counts the tap.

use actix_web::{HttpRequest, HttpResponse, http::header, web};
use domain::{
    Ctx, Error,
    krt_shop::insight::{self, Seen, Way},
};

use super::{
    problem::{Problem, ProblemDetails},
    share::{self, Asked},
};
use crate::auth::Door;

/// Leads to a seller by a call (`phone`) or by WhatsApp (`whatsapp`), with a text in the reader's
/// language, and counts that for the seller. Open to everybody.
#[utoipa::path(get, path = "/v1/shop/contact/{way}/{id}", tag = "shop", params(
    ("way" = String, Path, description = "`phone` or `whatsapp`."),
    ("id" = String, Path, description = "The offer's or the project's id."),
    Asked,
), responses(
    (status = 303, description = "It is at `Location`: `tel:+60…` or `https://wa.me/60…`."),
    (status = 404, description = "The public sees no such offer or project, or it shows no such way.", body = ProblemDetails),
))]
pub async fn lead(
    door: web::Data<Door>,
    request: HttpRequest,
    path: web::Path<(String, String)>,
) -> Result<HttpResponse, Problem> {
    let problem = |error| Problem::of(&request, error);
    let mut ctx = door.enter(&request).await.map_err(problem)?;
    // A page says in which language it was read.
    ctx.languages = share::languages(&request);
    let (way, id) = path.into_inner();
    let link = link(&ctx, &way, &id).await.map_err(problem)?;
    door.count(&request, &ctx.sightings());
    Ok(HttpResponse::SeeOther()
        .insert_header((header::LOCATION, link))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .insert_header(("X-Robots-Tag", "noindex, nofollow"))
        .finish())
}

async fn link(ctx: &Ctx, way: &str, id: &str) -> Result<String, Error> {
    let way = match way {
        "phone" => Way::Phone,
        "whatsapp" => Way::Whatsapp,
        _ => return Err(Error::not_found()),
    };
    let product = id.parse().map(Seen::Product);
    let seen = product.or_else(|_| id.parse().map(Seen::Project));
    insight::contact(ctx, seen.map_err(|_| Error::not_found())?, way).await
}
