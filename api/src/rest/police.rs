//! The police's feed: what was referred to them, for their own programs.

use actix_web::{HttpRequest, HttpResponse, http::header, web};
use chrono::{DateTime, Utc};
use domain::{
    Error,
    mysrs::referral::{self, EventData, FeedEvent},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    asked,
    problem::{Problem, ProblemDetails},
};
use crate::auth::Door;

/// Which part of the feed is wanted.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct Wanted {
    /// What comes after this cursor, which an earlier answer gave; the whole feed without one.
    cursor: Option<String>,
    /// So many at most, 1 to 100; 100 when nothing is said.
    first: Option<i32>,
}

/// A part of the feed.
#[derive(Debug, Serialize, ToSchema)]
pub struct PoliceFeed<'a> {
    /// The events, in the order in which they became known.
    events: Vec<PoliceEvent<'a>>,
    /// From where to read on; the same as was given when nothing has come.
    cursor: &'a str,
    /// Whether there are more already.
    more: bool,
}

/// An event. A webhook gets the same without the id, which stands in `webhook-id`.
#[derive(Debug, Serialize, ToSchema)]
struct PoliceEvent<'a> {
    /// The id: whoever reads an event twice knows it by this.
    id: String,
    /// What happened: `incident.referred`.
    #[serde(rename = "type")]
    kind: &'static str,
    /// When it was referred.
    timestamp: DateTime<Utc>,
    /// What was shared of it.
    #[schema(value_type = ReferredIncident)]
    data: EventData<'a>,
}

/// An incident as it was when it was referred, as far as it was shared.
#[derive(ToSchema)]
#[schema(rename_all = "camelCase")]
#[expect(dead_code, reason = "it describes `EventData`, which knows nothing of descriptions")]
struct ReferredIncident {
    /// The referral: `incidentReferralAnswer` says what became of it.
    referral_id: String,
    /// The incident.
    incident_id: String,
    /// The serial number: `SRS-01-0042-2026-000123`.
    serial: String,
    /// The district in which it was filed.
    district_id: String,
    /// The two-digit code of the state in which it was filed.
    state_code: String,
    /// The category's code.
    category_code: String,
    /// The category's name in Malay.
    category: String,
    /// How grave it is: `LOW`, `MEDIUM` or `HIGH`.
    severity: String,
    /// What was done.
    behaviour: String,
    /// Where, in words; none when that was not shared.
    place: Option<String>,
    /// Degrees north; none when that was not shared.
    latitude: Option<f64>,
    /// Degrees east; none when that was not shared.
    longitude: Option<f64>,
    /// When it happened.
    happened_at: DateTime<Utc>,
    /// Who reported it; none when that was not shared.
    reporter: Option<String>,
    /// To whom it was referred.
    recipient: String,
    /// Why.
    reason: String,
    /// How it is to be handled.
    handling: String,
}

/// What was referred to the police in the caller's districts or states: behind a cursor, or all of it.
/// Of a district whose officers have no agreement with the police at this moment nothing is told.
/// Nothing is passed over, however late it was written, and each reading is logged. A cursor is void
/// (`CURSOR_INVALID`) once the caller's places or the agreements there have changed, or the database was
/// restored: then the feed is read from its beginning, and what is known already is known by its id.
#[utoipa::path(get, path = "/v1/police/incidents", tag = "police", security(("bearer" = [])),
    params(Wanted), responses(
    (status = 200, description = "A part of the feed.", body = PoliceFeed),
    (status = 400, description = "The cursor is void, or `first` is not 1 to 100.", body = ProblemDetails),
    (status = 401, description = "Nobody is signed in.", body = ProblemDetails),
    (status = 403, description = "The caller is no liaison of the police.", body = ProblemDetails),
))]
pub async fn incidents(
    door: web::Data<Door>,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    let body = page(&door, &request).await.map_err(|error| Problem::of(&request, error))?;
    Ok(HttpResponse::Ok()
        .content_type("application/json")
        // What happened to people: nothing on the road keeps it.
        .insert_header((header::CACHE_CONTROL, "private, no-store"))
        .body(body))
}

async fn page(door: &Door, request: &HttpRequest) -> Result<Vec<u8>, Error> {
    let ctx = door.enter(request).await?;
    let wanted: Wanted = asked::query(request)?;
    let page = referral::read_feed(&ctx, wanted.cursor.as_deref(), wanted.first).await?;
    let feed = PoliceFeed {
        events: page.events.iter().map(shown).collect(),
        cursor: &page.cursor,
        more: page.more,
    };
    serde_json::to_vec(&feed).map_err(Error::internal)
}

fn shown(event: &FeedEvent) -> PoliceEvent<'_> {
    let (id, kind, timestamp) = (event.id.to_string(), event.kind.wire(), event.written_at);
    PoliceEvent { id, kind, timestamp, data: event.data() }
}
