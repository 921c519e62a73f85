//! Kiosks and carnivals, for web pages and calendars without GraphQL.

use actix_web::{
    HttpRequest, HttpResponse,
    http::header,
    web::{self, Bytes},
};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    Ctx, Error, ErrorCode, Refusal,
    krt_shop::{
        kiosk::{self, Kiosk, KioskFilter, KioskKind, Standing},
        shelf, window,
    },
    shared::{clock::Instant, geo::Position, id::KioskId, page::PageArgs},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    asked, position,
    problem::{Problem, ProblemDetails},
};
use crate::{auth::Door, etag, public_cache::Kept};

/// As the pages of the catalogue.
const CACHE_CONTROL: &str = "public, max-age=30, stale-while-revalidate=30";
/// How a calendar names its documents.
const CALENDAR: &str = "text/calendar; charset=utf-8";

/// Which places are wanted.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct Wanted {
    /// The nearest to here first: degrees north, with `longitude`.
    latitude: Option<f64>,
    /// … and degrees east.
    longitude: Option<f64>,
    /// Not over before this day in Malaysia: `2026-03-21`.
    #[param(value_type = Option<String>)]
    from: Option<NaiveDate>,
    /// Begun on this day in Malaysia or before.
    #[param(value_type = Option<String>)]
    until: Option<NaiveDate>,
    /// `KIOSK` or `CARNIVAL`.
    kind: Option<String>,
    /// Only those after this cursor: the `endCursor` of the page before.
    after: Option<String>,
    /// So many, 1 to 100; 20 when nothing is said.
    first: Option<i32>,
}

/// A page of kiosks and carnivals.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Places {
    /// The places: the first to be over comes first, or the nearest.
    kiosks: Vec<PlaceCard>,
    /// Whether there are more.
    has_next_page: bool,
    /// The cursor of the last one: give it as `after` for the next page.
    end_cursor: Option<String>,
}

/// A kiosk or a carnival.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct PlaceCard {
    /// The id.
    id: String,
    /// `KIOSK`, which has opening hours, or `CARNIVAL`, which has a time.
    #[schema(value_type = String)]
    kind: KioskKind,
    /// The name in the language that suits the reader best (`Accept-Language`).
    name: String,
    /// What there is.
    description: Option<String>,
    /// The address.
    address: String,
    /// The two-digit code of its state.
    state_code: String,
    /// Degrees north.
    latitude: f64,
    /// Degrees east.
    longitude: f64,
    /// How far it is from where the reader asked, in metres.
    distance_metres: Option<i64>,
    /// When a kiosk is open, in the order of the week.
    opening_hours: Vec<OpeningCard>,
    /// When a carnival begins.
    starts_at: Option<DateTime<Utc>>,
    /// When it is over.
    ends_at: Option<DateTime<Utc>>,
    /// A carnival for the reader's own calendar.
    calendar_url: Option<String>,
    /// Its page for anybody with a browser, to be shared.
    page_url: String,
    /// Who stands there.
    stands: Vec<StandCard>,
}

/// A time for which a kiosk is open each week.
#[derive(Debug, Serialize, ToSchema)]
struct OpeningCard {
    /// `MONDAY` to `SUNDAY`.
    #[schema(value_type = String)]
    day: domain::krt_shop::project::Weekday,
    /// From when on, `HH:MM` in Malaysia.
    opens: String,
    /// Until when; before `opens` it is a time of the next day.
    closes: String,
}

/// A project that stands there.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct StandCard {
    /// The project's id.
    project_id: String,
    /// The project's name.
    project: String,
    /// What it sells there.
    products: Vec<OfferCard>,
}

/// An offer, in short.
#[derive(Debug, Serialize, ToSchema)]
struct OfferCard {
    /// The id.
    id: String,
    /// The short name in addresses.
    slug: String,
    /// The name.
    name: String,
}

/// Where projects sell together: kiosks, and carnivals that are not over. Open to everybody; a page may
/// be kept for half a minute, and a repeat with `If-None-Match` costs nearly nothing.
#[utoipa::path(get, path = "/v1/shop/kiosks", tag = "shop", params(Wanted), responses(
    (status = 200, description = "A page.", body = Places,
        headers(("ETag" = String, description = "Stands for this very page."))),
    (status = 304, description = "The client has this page."),
    (status = 400, description = "The arguments or the cursor are not right.", body = ProblemDetails),
))]
pub async fn list(door: web::Data<Door>, request: HttpRequest) -> Result<HttpResponse, Problem> {
    let cache = &door.house().public_cache;
    let (kept, leave) = cache.recall(&request, &Bytes::new());
    let now = || door.house().tools.clock.now();
    if let Some(kept) = kept {
        return Ok(answer(&request, &kept, now()));
    }
    let page = page(&door, &request).await;
    let (body, until) = page.map_err(|error| Problem::of(&request, error))?;
    let kept = Kept {
        etag: Some(etag::weak(&body)),
        body,
        content_type: "application/json",
        cache_control: Some(CACHE_CONTROL.to_owned()),
        until,
        seen: Vec::new(),
    };
    let response = answer(&request, &kept, now());
    if let Some(leave) = leave {
        cache.keep(leave, kept);
    }
    Ok(response)
}

fn answer(request: &HttpRequest, kept: &Kept, now: Instant) -> HttpResponse {
    let (mut response, known) = kept.begun(request, now);
    response.insert_header((header::VARY, "Accept-Language"));
    if known {
        return response.finish();
    }
    response.content_type(kept.content_type).body(kept.body.clone())
}

fn refused(field: &'static str, detail: &str) -> Error {
    Refusal::of(ErrorCode::BadRequest).at(field).with("detail", detail).stop()
}

fn filter(wanted: &Wanted) -> Result<KioskFilter, Error> {
    let near = match (wanted.latitude, wanted.longitude) {
        (None, None) => None,
        (Some(north), Some(east)) => {
            let here = Position::on_globe(north, east);
            let wrong = position::misplaced(wanted.latitude, wanted.longitude);
            Some(here.ok_or_else(|| Refusal::of(ErrorCode::PositionInvalid).at(wrong).stop())?)
        }
        (north, east) => {
            let lacks = position::misplaced(north, east);
            return Err(refused(lacks, "`latitude` and `longitude`, both"));
        }
    };
    let kind = wanted.kind.as_deref();
    let kind = kind.map(|kind| shelf::named::<KioskKind>(kind, "kind")).transpose()?;
    Ok(KioskFilter { near, from: wanted.from, until: wanted.until, kind })
}

/// A page, and until when what it shows stays right by itself.
async fn page(door: &Door, request: &HttpRequest) -> Result<(Bytes, Option<Instant>), Error> {
    let ctx = door.enter(request).await?;
    let wanted: Wanted = asked::query(request)?;
    let filter = filter(&wanted)?;
    let args = PageArgs { first: wanted.first, after: wanted.after, ..PageArgs::default() };
    let page = kiosk::kiosks(&ctx, &filter, &args).await?;
    let cards = door.house().directory.cards(&ctx).await?;
    let public_url = &door.house().config.public_url;
    let end_cursor = page.items.last().map(|(cursor, _)| cursor.clone());
    let shown: Vec<&Kiosk> = page.items.iter().map(|(_, (kiosk, _))| kiosk).collect();
    let stands = kiosk::stands_of_kiosks(&ctx, &cards, &shown).await?;
    let kiosks = page.items.iter().map(|(_, (kiosk, metres))| {
        let stands = stands.get(&kiosk.id).map(Vec::as_slice).unwrap_or_default();
        place(&ctx, public_url, (kiosk, *metres), stands)
    });
    let kiosks = kiosks.collect();
    let places = Places { kiosks, has_next_page: page.has_next, end_cursor };
    let body = serde_json::to_vec(&places).map(Bytes::from).map_err(Error::internal)?;
    Ok((body, ctx.shown_until()))
}

fn place(
    ctx: &Ctx,
    public_url: &str,
    (kiosk, distance_metres): (&Kiosk, Option<i64>),
    stands: &[Standing],
) -> PlaceCard {
    let hours = kiosk.opening_hours.iter().flat_map(|hours| hours.0.iter());
    let timed = kiosk.starts_at.is_some();
    PlaceCard {
        id: kiosk.id.to_string(),
        kind: kiosk.kind,
        name: kiosk.name.resolve(&ctx.languages).0.to_owned(),
        description: kiosk
            .description
            .as_ref()
            .map(|text| text.resolve(&ctx.languages).0.to_owned()),
        address: kiosk.address.clone(),
        state_code: kiosk.state_code.clone(),
        latitude: kiosk.latitude,
        longitude: kiosk.longitude,
        distance_metres,
        opening_hours: hours
            .map(|opening| OpeningCard {
                day: opening.day,
                opens: opening.opens.clone(),
                closes: opening.closes.clone(),
            })
            .collect(),
        starts_at: kiosk.starts_at,
        ends_at: kiosk.ends_at,
        calendar_url: timed.then(|| window::kiosk_file_url(public_url, kiosk.id)),
        page_url: window::kiosk_url(public_url, kiosk.id),
        stands: stands.iter().map(|stand| card(ctx, stand)).collect(),
    }
}

fn card(ctx: &Ctx, stand: &Standing) -> StandCard {
    StandCard {
        project_id: stand.project.id.to_string(),
        project: stand.project.name.clone(),
        products: stand
            .products
            .iter()
            .map(|product| OfferCard {
                id: product.id.to_string(),
                slug: product.slug.clone(),
                name: product.name.resolve(&ctx.languages).0.to_owned(),
            })
            .collect(),
    }
}

/// A carnival as an iCalendar file (RFC 5545), in the reader's language. Open to everybody.
#[utoipa::path(get, path = "/v1/shop/kiosks/{id}.ics", tag = "shop",
    params(("id" = String, Path, description = "The carnival's id.")), responses(
    (status = 200, description = "The carnival.", content_type = "text/calendar"),
    (status = 304, description = "The client has it already (`If-None-Match`)."),
    (status = 400, description = "This is no such id.", body = ProblemDetails),
    (status = 404, description = "No such carnival; a kiosk has no time.", body = ProblemDetails),
))]
pub async fn file(
    door: web::Data<Door>,
    request: HttpRequest,
    id: web::Path<String>,
) -> Result<HttpResponse, Problem> {
    let problem = |error| Problem::of(&request, error);
    let ctx = door.enter(&request).await.map_err(problem)?;
    let id: KioskId = asked::id(&id).map_err(problem)?;
    let body = kiosk::kiosk_file(&ctx, id).await.map_err(problem)?;
    let tag = etag::weak(body.as_bytes());
    let known = etag::unchanged(&request, &tag);
    let mut response = if known { HttpResponse::NotModified() } else { HttpResponse::Ok() };
    response
        .insert_header((header::ETAG, tag))
        .insert_header((header::CACHE_CONTROL, "public, max-age=300"))
        .insert_header((header::VARY, "Accept-Language"));
    if known {
        return Ok(response.finish());
    }
    let name = format!("attachment; filename=\"{id}.ics\"");
    Ok(response
        .insert_header((header::CONTENT_DISPOSITION, name))
        .content_type(CALENDAR)
        .body(body))
}
