//! The public catalogue, for web pages, kiosks and partners without GraphQL.

mod facets;
mod wanted;

use actix_web::{
    HttpRequest, HttpResponse, HttpResponseBuilder,
    http::header,
    web::{self, Bytes},
};
use chrono::{DateTime, Utc};
use domain::{
    Ctx, Error,
    krt_shop::{
        Cards,
        certificate::{CertificateKind, Mark},
        insight::Sighting,
        product::{Availability, PriceKind, ProductKind, Promotion},
        shelf::{self, Listing},
    },
    shared::{
        clock::Instant,
        language::Language,
        media::{self, PictureFormat},
    },
};
use serde::Serialize;
use utoipa::ToSchema;

use self::facets::Facets;
pub use self::wanted::Wanted;
use super::{
    asked,
    problem::{Problem, ProblemDetails},
};
use crate::{auth::Door, etag, public_cache::Kept};

/// Browsers, and caches on the way, may keep a page for half a minute, and show it for half a minute
/// more while they ask again: what an officer hides is gone within that minute.
const CACHE_CONTROL: &str = "public, max-age=30, stale-while-revalidate=30";

/// A page of the catalogue.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Catalogue<'a> {
    /// The products, in the order that was asked for; of a search the best first.
    products: Vec<Item<'a>>,
    /// Whether there are more.
    has_next_page: bool,
    /// The cursor of the last product: give it as `after` for the next page.
    end_cursor: Option<String>,
    /// How many there are in all; with `facets=true`.
    #[serde(skip_serializing_if = "Option::is_none")]
    total_count: Option<u64>,
    /// How many there are of what; with `facets=true`.
    #[serde(skip_serializing_if = "Option::is_none")]
    facets: Option<Facets>,
    /// What comes nearest when the first page is empty.
    #[serde(skip_serializing_if = "Option::is_none")]
    nearest: Option<Nearest<'a>>,
}

/// What comes nearest when nothing fits.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Nearest<'a> {
    /// The parts of what was asked for that do not hold of these: `PRICE`, `AVAILABILITY`, `PICK_UP`,
    /// `DISTANCE`, `KIND`, `AREA`, `PROJECT`, `DISTRICT`, `DELIVERY`, `STATE`, `CERTIFICATE`,
    /// `CATEGORY`, `WORDS`.
    #[schema(value_type = Vec<String>)]
    without: Vec<shelf::Part>,
    /// The products.
    products: Vec<Item<'a>>,
}

/// A product in the catalogue.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Item<'a> {
    /// The id.
    id: String,
    /// The short name in addresses.
    slug: &'a str,
    /// `GOODS`, `SERVICE`, `RENTAL` or `MADE_TO_ORDER`.
    #[schema(value_type = String)]
    kind: ProductKind,
    /// The name in the language that suits the reader best (`Accept-Language`).
    name: &'a str,
    /// The language of the name: `ms`, `en`, `zh` or `ta`.
    #[schema(value_type = String)]
    language: Language,
    /// How the price is meant: `FIXED`, `FROM` (this or more) or `ASK` (the seller says it).
    #[schema(value_type = String)]
    price_kind: PriceKind,
    /// The usual price; none means "on asking".
    price: Option<Price>,
    /// What it costs now: the promotion's price while there is a promotion, else the usual one.
    price_now: Option<Price>,
    /// The promotion that counts now.
    promotion: Option<PromotionCard>,
    /// What the price is for.
    unit: Option<&'a str>,
    /// How many are sold at least.
    minimum_quantity: Option<i64>,
    /// How many days before it must be ordered.
    lead_time_days: Option<i64>,
    /// `IN_STOCK`, `FEW`, `OUT` or `SEASONAL`.
    #[schema(value_type = String)]
    availability: Availability,
    /// In which months, 1 to 12, something `SEASONAL` can be had.
    season_months: &'a [i64],
    /// Whether it can be fetched at the seller's.
    pick_up: bool,
    /// Its marks: the certificates that officers have checked and that are valid today.
    marks: Vec<MarkCard<'a>>,
    /// The category's code.
    category_code: &'a str,
    /// The first picture.
    cover: Option<Cover<'a>>,
    /// The project that offers it.
    project: Option<ProjectCard<'a>>,
    /// The project's neighbourhood.
    area: Option<AreaCard<'a>>,
    /// How far its project, or where that has no place its neighbourhood, is from `latitude` and
    /// `longitude`, in metres.
    #[serde(skip_serializing_if = "Option::is_none")]
    distance_metres: Option<u32>,
    /// Since when it is in the catalogue.
    listed_at: Option<DateTime<Utc>>,
}

/// An amount of money.
#[derive(Debug, Serialize, ToSchema)]
struct Price {
    /// The amount with two places: `12.50`.
    amount: String,
    /// Always `MYR`.
    currency: &'static str,
}

/// A price for a time.
#[derive(Debug, Serialize, ToSchema)]
struct PromotionCard {
    /// The price.
    price: Price,
    /// From when it counts.
    from: DateTime<Utc>,
    /// Until when; at that moment it does not count any more.
    until: DateTime<Utc>,
}

/// A certificate that an officer has checked and that is valid today.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct MarkCard<'a> {
    /// `HALAL`, `MESTI`, `MY_GAP`, `SALM`, `GMP`, `HACCP` or `SSM`.
    #[schema(value_type = String)]
    kind: CertificateKind,
    /// The certificate's number.
    number: &'a str,
    /// Who has issued it.
    issuer: &'a str,
    /// The last day on which it is valid, in Malaysia: `2026-12-31`.
    valid_until: String,
}

/// A picture.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Cover<'a> {
    /// Its address without the width: add one of the widths, and `.webp` or `.jpg`.
    base: String,
    /// Where its largest size is served, as JPEG.
    url: String,
    /// The same as WebP, in about half the bytes.
    webp_url: String,
    /// The widths in which it is served, in pixels.
    widths: &'a [u32],
    /// The width of its largest size, in pixels.
    width: u32,
    /// The height of its largest size, in pixels.
    height: u32,
    /// A `ThumbHash` in base 64.
    thumb_hash: Option<&'a str>,
    /// What it shows, in the language that suits the reader best.
    alternative_text: Option<&'a str>,
}

/// A project, in short.
#[derive(Debug, Serialize, ToSchema)]
struct ProjectCard<'a> {
    /// The id.
    id: String,
    /// The short name in addresses.
    slug: &'a str,
    /// The name.
    name: &'a str,
}

/// A neighbourhood, in short.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct AreaCard<'a> {
    /// The id.
    id: String,
    /// The department's reference number.
    reference: &'a str,
    /// The name.
    name: &'a str,
    /// The two-digit code of its state.
    state_code: &'a str,
}

/// What neighbourhoods offer. Open to everybody; a page may be kept for half a
/// minute, and a repeat with `If-None-Match` costs nearly nothing.
#[utoipa::path(get, path = "/v1/shop/products", tag = "shop", params(Wanted), responses(
    (status = 200, description = "A page.", body = Catalogue,
        headers(("ETag" = String, description = "Stands for this very page."))),
    (status = 304, description = "The client has this page."),
    (status = 400, description = "The paging arguments or the cursor are not right.", body = ProblemDetails),
    (status = 422, description = "There is no such category.", body = ProblemDetails),
))]
pub async fn products(
    door: web::Data<Door>,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    let cache = &door.house().public_cache;
    let (kept, leave) = cache.recall(&request, &Bytes::new());
    let now = || door.house().tools.clock.now();
    if let Some(kept) = kept {
        door.count(&request, &kept.seen);
        let (mut begun, known) = begun(&request, &kept, now());
        return Ok(if known { begun.finish() } else { kept.answer(&request, begun) });
    }
    let page = page(&door, &request).await;
    let (body, until, seen) = page.map_err(|error| Problem::of(&request, error))?;
    door.count(&request, &seen);
    let kept = Kept {
        etag: Some(etag::weak(&body)),
        body,
        content_type: "application/json",
        cache_control: Some(CACHE_CONTROL.to_owned()),
        until,
        seen,
    };
    let (mut begun, known) = begun(&request, &kept, now());
    let response = if known {
        begun.finish()
    } else {
        begun.content_type(kept.content_type).body(kept.body.clone())
    };
    if let Some(leave) = leave {
        cache.keep(leave, kept);
    }
    Ok(response)
}

/// An answer without its body, and whether that is all of it.
fn begun(request: &HttpRequest, kept: &Kept, now: Instant) -> (HttpResponseBuilder, bool) {
    let (mut response, known) = kept.begun(request, now);
    response.insert_header((header::VARY, "Accept-Language"));
    (response, known)
}

/// A page, until when what it shows stays right by itself, and what is counted of it.
async fn page(
    door: &Door,
    request: &HttpRequest,
) -> Result<(Bytes, Option<Instant>, Vec<Sighting>), Error> {
    let ctx = door.enter(request).await?;
    let wanted: Wanted = asked::query(request)?;
    let (wanted, asked, args) = wanted.read()?;
    let directory = &door.house().directory;
    let listing = shelf::products(&ctx, directory, &wanted, asked, &args).await?;
    let cards = directory.cards(&ctx).await?;
    let public_url = &door.house().config.public_url;
    let shown = |one| item(&ctx, &cards, public_url, one);
    let Listing { page, sort, total, facets, nearest, .. } = &listing;
    let catalogue = Catalogue {
        products: page.items.iter().map(shown).collect(),
        has_next_page: page.has_next,
        end_cursor: page.items.last().map(|last| shelf::cursor(*sort, &last.key)),
        total_count: *total,
        facets: facets.as_ref().map(Facets::of),
        nearest: nearest.as_ref().map(|nearest| Nearest {
            without: nearest.without.clone(),
            products: nearest.items.iter().map(shown).collect(),
        }),
    };
    let body = serde_json::to_vec(&catalogue).map(Bytes::from).map_err(Error::internal)?;
    Ok((body, ctx.shown_until(), ctx.sightings()))
}

fn item<'a>(ctx: &Ctx, cards: &'a Cards, public_url: &str, found: &'a shelf::Item) -> Item<'a> {
    let product = found.product.as_ref();
    let (name, language) = product.name.resolve(&ctx.languages);
    let marks = cards.shown_marks(ctx, Some(product.id), product.project_id);
    Item {
        id: product.id.to_string(),
        slug: &product.slug,
        kind: product.kind,
        name,
        language,
        price_kind: product.price_kind,
        price: product.price_sen.map(price),
        price_now: product.price_now(ctx.now()).map(price),
        promotion: product.promotion_at(ctx.now()).map(promotion),
        unit: product.unit.as_deref(),
        minimum_quantity: product.minimum_quantity,
        lead_time_days: product.lead_time_days,
        availability: product.availability,
        season_months: &product.season_months,
        pick_up: product.pick_up,
        marks: marks.into_iter().map(mark).collect(),
        category_code: &product.category_code,
        cover: product.cover.as_ref().map(|picture| cover(ctx, public_url, picture)),
        project: cards.project(product.project_id).map(|project| ProjectCard {
            id: project.id.to_string(),
            slug: &project.slug,
            name: &project.name,
        }),
        area: cards.area(product.area_id).map(|area| AreaCard {
            id: area.id.to_string(),
            reference: &area.reference,
            name: &area.name,
            state_code: &area.state_code,
        }),
        distance_metres: found.distance_metres,
        listed_at: product.listed_at,
    }
}

fn mark(mark: &Mark) -> MarkCard<'_> {
    MarkCard {
        kind: mark.kind,
        number: &mark.number,
        issuer: &mark.issuer,
        valid_until: mark.valid_until.to_string(),
    }
}

fn price(sen: i64) -> Price {
    Price { amount: format!("{}.{:02}", sen / 100, sen % 100), currency: "MYR" }
}

fn promotion(promotion: Promotion) -> PromotionCard {
    let Promotion { price_sen, from, until } = promotion;
    PromotionCard { price: price(price_sen), from, until }
}

fn cover<'a>(ctx: &Ctx, public_url: &str, picture: &'a media::Picture) -> Cover<'a> {
    let base = format!("{public_url}/media/{}/", picture.address);
    let shown = picture.alternative_text.as_ref();
    Cover {
        url: format!("{public_url}{}", picture.path(None, PictureFormat::Jpeg)),
        webp_url: format!("{public_url}{}", picture.path(None, PictureFormat::WebP)),
        base,
        widths: &picture.widths,
        width: picture.width,
        height: picture.height,
        thumb_hash: picture.thumbhash.as_deref(),
        alternative_text: shown.map(|text| text.resolve(&ctx.languages).0),
    }
}
