//! The catalogue for phones that keep it: what has changed since they last asked.

mod beside;

use actix_web::{
    HttpRequest, HttpResponse,
    web::{self, Bytes},
};
use chrono::{DateTime, Utc};
use domain::{
    Error,
    community::Area,
    krt_shop::{
        certificate::CertificateKind,
        delta::{self as shop, Delta, DeltaMark, DeltaProduct, DeltaProject},
        product::{Availability, Delivery, PriceKind, ProductKind, Variant},
    },
    policy::Actor,
    shared::{
        clock::Instant,
        ctx::{Ctx, Origin},
        language::{Languages, LocalizedText},
        media::Picture,
    },
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use self::beside::{OfflineCategory, OfflineKiosk, OfflineRating};
use super::{
    asked,
    problem::{Problem, ProblemDetails},
};
use crate::{auth::Door, etag, public_cache::Kept};

/// A phone asks when it has a signal, and a part of everything is the same for all of them.
const CACHE_CONTROL: &str = "public, max-age=30";

/// From where to go on.
#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct Since {
    /// The `cursor` of the answer before; without one it begins with everything.
    cursor: Option<String>,
}

/// A part of what has changed in the shop. A phone puts in what is there, then takes out what has gone,
/// keeps the cursor, and asks on while there is more.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ShopDelta<'a> {
    /// Whether everything begins anew: what the phone had it throws away first.
    full: bool,
    /// Products that came or changed.
    products: Vec<OfflineProduct<'a>>,
    /// Projects that came or changed, and those of the products.
    projects: Vec<OfflineProject<'a>>,
    /// Every category, when one of them came, changed or went; the parents first or later.
    categories: Option<Vec<OfflineCategory<'a>>>,
    /// Kiosks and carnivals that came or changed, also by what is sold there. An app that begins to keep
    /// them asks once without a cursor.
    kiosks: Vec<OfflineKiosk<'a>>,
    /// Ids of kiosks that were closed, and of carnivals that do not take place; what is over by its time
    /// the phone takes away itself.
    gone_kiosks: Vec<String>,
    /// Ids of products that are offered no longer.
    gone_products: Vec<String>,
    /// Ids of projects that are at work no longer: all their products have gone with them.
    gone_projects: Vec<String>,
    /// From where to go on: give it as `cursor` the next time.
    cursor: &'a str,
    /// Whether there is more already.
    more: bool,
}

/// A product with what an app shows of it without a signal, in every language in which it is written.
///
/// Amounts are whole sen here, and ringgit (`"5.00"`) in every other answer: a phone filters and orders the
/// whole catalogue by itself, thousands of offers at a time, and compares numbers without reading texts.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct OfflineProduct<'a> {
    /// The id.
    id: String,
    /// The short name in addresses.
    slug: &'a str,
    /// Whose offer it is.
    project_id: String,
    /// The category's code.
    category_code: &'a str,
    /// `GOODS`, `SERVICE`, `RENTAL` or `MADE_TO_ORDER`.
    #[schema(value_type = String)]
    kind: ProductKind,
    /// The name: `ms`, and `en`, `zh`, `ta` as far as they are written.
    #[schema(value_type = Object)]
    name: &'a LocalizedText,
    /// What it is, in the same way.
    #[schema(value_type = Option<Object>)]
    description: Option<&'a LocalizedText>,
    /// `FIXED`, `FROM` or `ASK`.
    #[schema(value_type = String)]
    price_kind: PriceKind,
    /// The usual price in whole sen (500 is RM 5.00), by which a phone orders; none means "on asking".
    price_sen: Option<i64>,
    /// The promotion that counts now; the phone takes it away itself when it is over.
    promotion: Option<OfflinePromotion>,
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
    /// Its sizes and flavours, in their order.
    variants: Vec<OfflineVariant<'a>>,
    /// Where it is delivered, the widest places first.
    deliveries: Vec<OfflineDelivery<'a>>,
    /// Its marks, also those that begin later. Of each kind the phone shows the one that lasts longest of
    /// those that have begun.
    marks: Vec<OfflineMark<'a>>,
    /// How buyers rate it; none while nobody has.
    rating: Option<OfflineRating>,
    /// The first picture.
    cover: Option<OfflinePicture<'a>>,
    /// Since when it is in the catalogue.
    listed_at: Option<DateTime<Utc>>,
}

/// A price for a time.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct OfflinePromotion {
    /// The price in sen.
    price_sen: i64,
    /// Until when; at that moment it does not count any more.
    until: DateTime<Utc>,
}

/// A size or a flavour.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct OfflineVariant<'a> {
    /// What it is.
    #[schema(value_type = Object)]
    name: &'a LocalizedText,
    /// Its own price in sen; none: what the product costs.
    price_sen: Option<i64>,
    /// `IN_STOCK`, `FEW` or `OUT`.
    #[schema(value_type = String)]
    availability: Availability,
}

/// A certificate that an officer has checked; a phone shows it from its first day to its last.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct OfflineMark<'a> {
    /// `HALAL`, `MESTI`, `MY_GAP`, `SALM`, `GMP`, `HACCP` or `SSM`.
    #[schema(value_type = String)]
    kind: CertificateKind,
    /// The certificate's number.
    number: &'a str,
    /// Who has issued it.
    issuer: &'a str,
    /// The first day on which it is valid, in Malaysia: `2026-01-01`.
    valid_from: String,
    /// The last day on which it is valid, in Malaysia: `2026-12-31`.
    valid_until: String,
}

/// A place to which something is delivered.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct OfflineDelivery<'a> {
    /// `NATION`, `STATE`, `DISTRICT` or `AREA`.
    #[schema(value_type = String)]
    place_kind: domain::krt_shop::product::PlaceKind,
    /// A state's two-digit code, or the id of a district or an area; empty for the nation.
    place: &'a str,
    /// What it costs in sen: 0 is free, none means "on asking".
    cost_sen: Option<i64>,
}

/// A picture.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct OfflinePicture<'a> {
    /// Its address without the width: add one of the widths, and `.webp` or `.jpg`.
    base: String,
    /// The widths in which it is served, in pixels.
    widths: &'a [u32],
    /// A `ThumbHash` in base 64: what to show without a signal.
    thumb_hash: Option<&'a str>,
}

/// A project with its ways to be reached.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct OfflineProject<'a> {
    /// The id.
    id: String,
    /// The short name in addresses.
    slug: &'a str,
    /// The name.
    name: &'a str,
    /// The number to call, in E.164.
    phone: Option<&'a str>,
    /// The WhatsApp number, in E.164.
    whatsapp: Option<&'a str>,
    /// Degrees north.
    latitude: Option<f64>,
    /// Degrees east.
    longitude: Option<f64>,
    /// Its neighbourhood's id.
    area_id: String,
    /// Its neighbourhood's name.
    area_name: Option<&'a str>,
    /// The two-digit code of its state.
    state_code: Option<&'a str>,
    /// The id of its district.
    district_id: Option<String>,
    /// The marks of everything that it offers, also those that begin later.
    marks: Vec<OfflineMark<'a>>,
}

/// What has changed in the shop since a phone last asked, for catalogues that are there without a
/// signal: at most some hundreds of products at once, compressed. Without a cursor, with one that is
/// older than 29 days, and after a restore it is everything again (`full`). Open to everybody.
#[utoipa::path(get, path = "/v1/shop/delta", tag = "shop", params(Since), responses(
    (status = 200, description = "A part.", body = ShopDelta,
        headers(("ETag" = String, description = "Stands for this very part."))),
    (status = 304, description = "The client has this part: nothing has changed."),
    (status = 400, description = "This is no cursor.", body = ProblemDetails),
    (status = 429, description = "Too many requests.", body = ProblemDetails),
))]
pub async fn delta(door: web::Data<Door>, request: HttpRequest) -> Result<HttpResponse, Problem> {
    let house = door.house();
    let (kept, leave) = house.public_cache.recall(&request, &Bytes::new());
    let now = || house.tools.clock.now();
    if let Some(kept) = kept {
        return Ok(answer(&request, &kept, now()));
    }
    let problem = |error: Error| Problem::of(&request, error);
    // Counted like any other request, and read as the public reads.
    door.enter(&request).await.map_err(problem)?;
    let ctx = house.ctx(Actor::Anonymous, Languages::default(), Origin::default());
    let since: Since = asked::query(&request).map_err(problem)?;
    let delta = shop::delta(&ctx, since.cursor.as_deref()).await.map_err(problem)?;
    let body = written(&ctx, &house.config.public_url, &delta).map_err(problem)?;
    // On the way nobody keeps what is new: each phone asks for it now.
    let control = if delta.may_be_kept { CACHE_CONTROL } else { "no-cache" };
    let kept = Kept {
        etag: Some(etag::weak(&body)),
        body,
        content_type: "application/json",
        cache_control: Some(control.to_owned()),
        until: ctx.shown_until(),
        // A phone that fetches everything has looked at nothing yet.
        seen: Vec::new(),
    };
    if !delta.may_be_kept && !delta.is_recent {
        // Each of these phones stands somewhere else.
        return Ok(answer(&request, &kept, now()));
    }
    let response = answer(&request, &kept, now());
    if let Some(leave) = leave {
        house.public_cache.keep(leave, kept);
    }
    Ok(response)
}

fn answer(request: &HttpRequest, kept: &Kept, now: Instant) -> HttpResponse {
    let (mut response, known) = kept.begun(request, now);
    if known {
        return response.finish();
    }
    response.content_type(kept.content_type).body(kept.body.clone())
}

fn written(ctx: &Ctx, public_url: &str, delta: &Delta) -> Result<Bytes, Error> {
    let categories =
        delta.categories.as_ref().map(|all| all.iter().map(beside::category).collect());
    let body = ShopDelta {
        full: delta.full,
        products: delta.products.iter().map(|one| item(ctx, public_url, one)).collect(),
        projects: delta.projects.iter().map(project).collect(),
        categories,
        kiosks: delta.kiosks.iter().map(beside::kiosk).collect(),
        gone_kiosks: delta.gone_kiosks.iter().map(ToString::to_string).collect(),
        gone_products: delta.gone_products.iter().map(ToString::to_string).collect(),
        gone_projects: delta.gone_projects.iter().map(ToString::to_string).collect(),
        cursor: &delta.cursor,
        more: delta.more,
    };
    serde_json::to_vec(&body).map(Bytes::from).map_err(Error::internal)
}

fn item<'a>(ctx: &Ctx, public_url: &str, told: &'a DeltaProduct) -> OfflineProduct<'a> {
    let product = &told.product;
    let promotion = product.promotion_at(ctx.now());
    OfflineProduct {
        id: product.id.to_string(),
        slug: &product.slug,
        project_id: product.project_id.to_string(),
        category_code: &product.category_code,
        kind: product.kind,
        name: &product.name,
        description: product.description.as_ref(),
        price_kind: product.price_kind,
        price_sen: product.price_sen,
        promotion: promotion
            .map(|it| OfflinePromotion { price_sen: it.price_sen, until: it.until }),
        unit: product.unit.as_deref(),
        minimum_quantity: product.minimum_quantity,
        lead_time_days: product.lead_time_days,
        availability: product.availability,
        season_months: &product.season_months,
        pick_up: product.pick_up,
        variants: told.variants.iter().map(choice).collect(),
        deliveries: told.deliveries.iter().map(place).collect(),
        marks: told.marks.iter().map(mark).collect(),
        rating: beside::rating(told.rating),
        cover: product.cover.as_ref().map(|picture| cover(public_url, picture)),
        listed_at: product.listed_at,
    }
}

fn choice(variant: &Variant) -> OfflineVariant<'_> {
    let Variant { name, price_sen, availability, .. } = variant;
    OfflineVariant { name, price_sen: *price_sen, availability: *availability }
}

fn mark(told: &DeltaMark) -> OfflineMark<'_> {
    let DeltaMark { valid_from, mark } = told;
    OfflineMark {
        kind: mark.kind,
        number: &mark.number,
        issuer: &mark.issuer,
        valid_from: valid_from.to_string(),
        valid_until: mark.valid_until.to_string(),
    }
}

fn place(delivery: &Delivery) -> OfflineDelivery<'_> {
    let Delivery { place_kind, place, cost_sen } = delivery;
    OfflineDelivery { place_kind: *place_kind, place, cost_sen: *cost_sen }
}

fn cover<'a>(public_url: &str, picture: &'a Picture) -> OfflinePicture<'a> {
    OfflinePicture {
        base: format!("{public_url}/media/{}/", picture.address),
        widths: &picture.widths,
        thumb_hash: picture.thumbhash.as_deref(),
    }
}

fn project(told: &DeltaProject) -> OfflineProject<'_> {
    let (project, area): (_, Option<&Area>) = (&told.project, told.area.as_ref());
    OfflineProject {
        id: project.id.to_string(),
        slug: &project.slug,
        name: &project.name,
        phone: project.phone.as_deref(),
        whatsapp: project.whatsapp.as_deref(),
        latitude: project.latitude,
        longitude: project.longitude,
        area_id: project.area_id.to_string(),
        area_name: area.map(|area| area.name.as_str()),
        state_code: area.map(|area| area.state_code.as_str()),
        district_id: area.map(|area| area.district_id.to_string()),
        marks: told.marks.iter().map(mark).collect(),
    }
}
