//! What phones upload from patrol in the background, and a patrol's way to take out.

use actix_web::{HttpRequest, HttpResponse, web};
use chrono::{DateTime, Utc};
use domain::{
    Ctx, Error, Refusal, Result,
    mysrs::patrol::{
        self, CheckInBatch, CheckInMethod, CheckInResult, ClockEvidence, Evidence, Line,
        NewCheckIn, NewTrackPoint, TrackBatch, Verdict, export,
    },
    shared::id::{CheckInId, CheckpointId, MediaId, TrackId},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    asked, download,
    problem::{Problem, ProblemDetails},
    upload::{self, Fate},
};
use crate::auth::Door;

/// What tells the server how wrong a phone's clock is.
#[derive(Clone, Copy, Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PhoneClock {
    /// The phone's time at the moment of sending.
    sent_at: Option<DateTime<Utc>>,
    /// Milliseconds since the phone was switched on, at the moment of sending.
    sent_monotonic_ms: Option<i64>,
    /// The latest time that the phone had heard from the server before it recorded any of this.
    server_time_known: Option<DateTime<Utc>>,
}

impl From<PhoneClock> for ClockEvidence {
    fn from(clock: PhoneClock) -> Self {
        Self {
            sent_at: clock.sent_at,
            sent_monotonic_ms: clock.sent_monotonic_ms,
            server_time_known: clock.server_time_known,
        }
    }
}

/// A check-in as a phone recorded it.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CheckInItem {
    /// The id (`checkin_…`), made by the phone.
    #[schema(value_type = String)]
    id: CheckInId,
    /// Degrees north.
    latitude: Option<f64>,
    /// Degrees east.
    longitude: Option<f64>,
    /// How far off the position may be, in metres.
    accuracy_metres: Option<f64>,
    /// The name of the checkpoint; kept up to 120 characters.
    checkpoint: Option<String>,
    /// What was seen; kept up to 2,000 characters.
    note: Option<String>,
    /// When it was recorded, by the phone's clock.
    recorded_at: DateTime<Utc>,
    /// Milliseconds since the phone was switched on, when it was recorded.
    monotonic_ms: Option<i64>,
    /// How it shows that somebody was there: `POSITION` (when nothing is said), `QR`, `NFC`, `PHOTO`.
    #[serde(default)]
    method: CheckInBy,
    /// At which checkpoint (`checkpoint_…`), when the phone knows it; a scanned code says it itself.
    #[schema(value_type = Option<String>)]
    checkpoint_id: Option<CheckpointId>,
    /// What was scanned, as it is; kept up to 200 characters.
    code: Option<String>,
    /// Whether the phone's system says that an app made the position up.
    mock: Option<bool>,
    /// Photos of one's own that are uploaded (`media_…`): at most 10; one that is not ready is left
    /// out.
    #[schema(value_type = Vec<String>)]
    #[serde(default)]
    photo_ids: Vec<MediaId>,
}

/// How somebody showed that they were somewhere.
#[derive(Clone, Copy, Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum CheckInBy {
    /// By where their phone was.
    #[default]
    Position,
    /// By the code on a checkpoint's sheet.
    Qr,
    /// By a checkpoint's tag.
    Nfc,
    /// By a photo.
    Photo,
}

impl From<CheckInBy> for CheckInMethod {
    fn from(method: CheckInBy) -> Self {
        match method {
            CheckInBy::Position => Self::Position,
            CheckInBy::Qr => Self::Qr,
            CheckInBy::Nfc => Self::Nfc,
            CheckInBy::Photo => Self::Photo,
        }
    }
}

impl CheckInItem {
    /// Reads one item; when it cannot be read only this item is rejected.
    fn read(item: serde_json::Value, place: usize) -> Result<NewCheckIn, Refusal> {
        let item: Self = upload::item(item, ("checkIns", place))?;
        Ok(NewCheckIn {
            id: item.id,
            latitude: item.latitude,
            longitude: item.longitude,
            accuracy_metres: item.accuracy_metres,
            checkpoint: item.checkpoint,
            note: item.note,
            recorded_at: item.recorded_at,
            monotonic_ms: item.monotonic_ms,
            evidence: Evidence {
                method: item.method.into(),
                checkpoint_id: item.checkpoint_id,
                code: item.code,
                mock: item.mock,
            },
            photos: item.photo_ids,
        })
    }
}

/// Check-ins of one patrol.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CheckInUpload {
    /// At most 500.
    #[schema(value_type = Vec<CheckInItem>)]
    check_ins: Vec<serde_json::Value>,
    /// What tells how wrong the phone's clock is.
    #[serde(default)]
    clock: PhoneClock,
}

/// What became of each check-in.
#[derive(Debug, Serialize, ToSchema)]
pub struct CheckInAnswers {
    /// One for each, in their order.
    results: Vec<CheckInAnswer>,
}

/// What became of one check-in. Whatever it is, the phone need not send it again.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CheckInAnswer {
    /// `applied`, `duplicate`, `conflict` or `rejected`.
    outcome: &'static str,
    /// The id as it was sent; none when none could be read.
    id: Option<String>,
    /// When it was recorded, as far as the server can tell.
    corrected_at: Option<DateTime<Utc>>,
    /// When the server received it.
    received_at: Option<DateTime<Utc>>,
    /// `accepted` or `doubtful`: what a person has decided, or what is known so far; the patrol is judged
    /// again at its end.
    verdict: Option<&'static str>,
    /// What is odd about it: such as `POSITION_INVALID`.
    doubts: Vec<String>,
    /// Why it was rejected: the code.
    code: Option<&'static str>,
    /// Why it was rejected: the sentence.
    message: Option<String>,
}

impl CheckInAnswer {
    fn of(result: &CheckInResult, sent: Option<String>, ctx: &Ctx) -> Self {
        let Fate { outcome, code, message } = Fate::of(&result.outcome, ctx);
        let kept = result.check_in.as_ref();
        Self {
            outcome,
            id: kept.map(|kept| kept.id.to_string()).or(sent),
            corrected_at: kept.map(|kept| kept.corrected_at),
            received_at: kept.map(|kept| kept.received_at),
            verdict: kept.map(|kept| match kept.decided.unwrap_or(kept.verdict) {
                Verdict::Accepted => "accepted",
                Verdict::Doubtful => "doubtful",
            }),
            doubts: kept
                .map(|kept| kept.doubts.iter().map(|doubt| doubt.as_str().to_owned()).collect())
                .unwrap_or_default(),
            code,
            message,
        }
    }
}

/// A fix of a track.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TrackPointItem {
    /// Its number in the track, from 0.
    sequence: i64,
    /// The number of its segment, from 0: a new one begins after a gap.
    #[serde(default)]
    segment: i64,
    /// Degrees north.
    latitude: f64,
    /// Degrees east.
    longitude: f64,
    /// How far off the position may be, in metres.
    accuracy_metres: Option<f64>,
    /// When it was recorded, by the phone's clock.
    recorded_at: DateTime<Utc>,
    /// Milliseconds since the phone was switched on, when it was recorded.
    monotonic_ms: Option<i64>,
    /// Whether the phone's system says that an app made the position up (`isMock`, `isSimulatedBySoftware`);
    /// nothing when it says nothing. Such a fix is kept, and proves nothing.
    mock: Option<bool>,
}

impl TrackPointItem {
    /// Reads one item; when it cannot be read only this item is rejected.
    fn read(item: serde_json::Value) -> Option<NewTrackPoint> {
        let item: Self = serde_json::from_value(item).ok()?;
        Some(NewTrackPoint {
            sequence: item.sequence,
            segment: item.segment,
            latitude: item.latitude,
            longitude: item.longitude,
            accuracy_metres: item.accuracy_metres,
            recorded_at: item.recorded_at,
            monotonic_ms: item.monotonic_ms,
            mock: item.mock,
        })
    }
}

/// Fixes of one phone's track on one patrol.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TrackUpload {
    /// The track (`track_…`), made by the phone: one for each patrol.
    #[schema(value_type = String)]
    track_id: TrackId,
    /// At most 2,000, in any order.
    #[schema(value_type = Vec<TrackPointItem>)]
    points: Vec<serde_json::Value>,
    /// What tells how wrong the phone's clock is.
    #[serde(default)]
    clock: PhoneClock,
}

/// What became of the fixes.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub struct TrackAnswer {
    /// So many are kept.
    applied: u64,
    /// So many are kept since before.
    duplicate: u64,
    /// So many have a number under which another fix is kept: send them as another track.
    conflict: u64,
    /// So many cannot be read, do not lie on the globe, or have a number that is none.
    rejected: u64,
}

/// The id of an item, also of one that cannot be read: a phone finds by it what was rejected.
fn id_of(item: &serde_json::Value) -> Option<String> {
    Some(item.get("id")?.as_str()?.to_owned())
}

/// Records check-ins on a patrol, also after its end. Each has its own answer, and a repeat
/// changes nothing.
#[utoipa::path(post, path = "/v1/patrols/{id}/check-ins", tag = "patrols", security(("bearer" = [])),
    params(("id" = String, Path, description = "The patrol's id.")), request_body = CheckInUpload, responses(
    (status = 200, description = "An answer for each.", body = CheckInAnswers),
    (status = 401, description = "Nobody is signed in.", body = ProblemDetails),
    (status = 404, description = "No such patrol, or none of the caller's unit.", body = ProblemDetails),
    (status = 422, description = "More than 500.", body = ProblemDetails),
))]
pub async fn check_ins(
    door: web::Data<Door>,
    request: HttpRequest,
    id: web::Path<String>,
    payload: web::Payload,
) -> Result<HttpResponse, Problem> {
    let problem = |error| Problem::of(&request, error);
    let (ctx, patrol, sent) = upload::enter(&door, &request, (&id, payload)).await?;
    let CheckInUpload { check_ins, clock } = sent;
    let sent: Vec<Option<String>> = check_ins.iter().map(id_of).collect();
    let items = check_ins.into_iter().enumerate();
    let batch = CheckInBatch {
        items: items.map(|(place, item)| CheckInItem::read(item, place)).collect(),
        clock: clock.into(),
    };
    let recorder = &door.house().recorder;
    let results = recorder.record_check_ins(&ctx, patrol, batch).await.map_err(problem)?;
    let results = results.iter().zip(sent);
    let results = results.map(|(result, sent)| CheckInAnswer::of(result, sent, &ctx)).collect();
    Ok(HttpResponse::Ok().json(CheckInAnswers { results }))
}

/// Records where a phone went on a patrol, also after its end. A repeat changes nothing.
#[utoipa::path(post, path = "/v1/patrols/{id}/track", tag = "patrols", security(("bearer" = [])),
    params(("id" = String, Path, description = "The patrol's id.")), request_body = TrackUpload, responses(
    (status = 200, description = "How many are kept.", body = TrackAnswer),
    (status = 401, description = "Nobody is signed in.", body = ProblemDetails),
    (status = 404, description = "No such patrol, or none of the caller's unit.", body = ProblemDetails),
    (status = 409, description = "The track is another phone's.", body = ProblemDetails),
    (status = 422, description = "More than 2,000.", body = ProblemDetails),
))]
pub async fn track(
    door: web::Data<Door>,
    request: HttpRequest,
    id: web::Path<String>,
    payload: web::Payload,
) -> Result<HttpResponse, Problem> {
    let problem = |error| Problem::of(&request, error);
    let (ctx, patrol, sent) = upload::enter(&door, &request, (&id, payload)).await?;
    let TrackUpload { track_id, points, clock } = sent;
    let many = points.len();
    let points: Vec<NewTrackPoint> = points.into_iter().filter_map(TrackPointItem::read).collect();
    let unread = many - points.len();
    let batch = TrackBatch { track_id, points, unread, clock: clock.into() };
    let recorder = &door.house().recorder;
    let counts = recorder.record_track(&ctx, patrol, &batch).await.map_err(problem)?;
    let patrol::TrackResult { applied, duplicate, conflict, rejected } = counts;
    Ok(HttpResponse::Ok().json(TrackAnswer { applied, duplicate, conflict, rejected }))
}

/// Where a patrol went, as GeoJSON: a line for each phone, a point for each check-in.
#[utoipa::path(get, path = "/v1/patrols/{id}/track.geojson", tag = "patrols", security(("bearer" = [])),
    params(("id" = String, Path, description = "The patrol's id.")), responses(
    (status = 200, description = "A FeatureCollection.", content_type = "application/geo+json"),
    (status = 401, description = "Nobody is signed in.", body = ProblemDetails),
    (status = 403, description = "The caller may see the patrol but not where it went.", body = ProblemDetails),
    (status = 404, description = "No such patrol, or none that the caller may see.", body = ProblemDetails),
))]
pub async fn geojson(
    door: web::Data<Door>,
    request: HttpRequest,
    id: web::Path<String>,
) -> Result<HttpResponse, Problem> {
    let line = line(&door, &request, &id).await.map_err(|error| Problem::of(&request, error))?;
    Ok(taken_out("application/geo+json", "geojson", &line, export::geojson(&line).to_string()))
}

/// Where a patrol went, as GPX 1.1: a track for each phone, a waypoint for each check-in.
#[utoipa::path(get, path = "/v1/patrols/{id}/track.gpx", tag = "patrols", security(("bearer" = [])),
    params(("id" = String, Path, description = "The patrol's id.")), responses(
    (status = 200, description = "GPX 1.1.", content_type = "application/gpx+xml"),
    (status = 401, description = "Nobody is signed in.", body = ProblemDetails),
    (status = 403, description = "The caller may see the patrol but not where it went.", body = ProblemDetails),
    (status = 404, description = "No such patrol, or none that the caller may see.", body = ProblemDetails),
))]
pub async fn gpx(
    door: web::Data<Door>,
    request: HttpRequest,
    id: web::Path<String>,
) -> Result<HttpResponse, Problem> {
    let line = line(&door, &request, &id).await.map_err(|error| Problem::of(&request, error))?;
    Ok(taken_out("application/gpx+xml", "gpx", &line, export::gpx(&line)))
}

async fn line(door: &Door, request: &HttpRequest, id: &str) -> Result<Line, Error> {
    let ctx = door.enter(request).await?;
    patrol::line(&ctx, asked::id(id)?).await
}

/// A way through the neighbourhood is personal.
fn taken_out(kind: &'static str, ending: &str, line: &Line, body: String) -> HttpResponse {
    download::private(kind, &format!("{}.{ending}", line.patrol.id)).body(body)
}
