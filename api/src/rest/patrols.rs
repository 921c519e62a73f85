//! The check-ins that phones upload from patrol in the background, and a patrol's way to take out.

use std::mem;

use actix_web::{HttpRequest, HttpResponse, web};
use chrono::{DateTime, Utc};
use domain::{
    Ctx, Error, Refusal, Result,
    mysrs::patrol::{
        self, CheckInBatch, CheckInMethod, CheckInResult, Evidence, Line, NewCheckIn, Verdict,
        export,
    },
    shared::id::{CheckInId, CheckpointId, MediaId},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    asked, download, left_out,
    phone_clock::PhoneClock,
    position::{Coordinates, There},
    problem::{FieldProblem, Problem, ProblemDetails},
    upload::{self, Fate, Fields, Item, Mark, Sent, Upload},
};
use crate::auth::Door;

/// A check-in as a phone recorded it.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CheckInItem {
    /// The id (`checkin_…`), made by the phone.
    #[schema(value_type = String)]
    id: CheckInId,
    /// Where, as in GraphQL; `latitude` and `longitude` say the same.
    coordinates: Option<Coordinates>,
    /// Degrees north; counts without `coordinates`.
    latitude: Option<f64>,
    /// Degrees east; counts without `coordinates`.
    longitude: Option<f64>,
    /// How far off the position may be, in metres.
    accuracy_metres: Option<f64>,
    /// The name of the checkpoint; kept up to 120 characters.
    checkpoint: Option<String>,
    /// What was seen; kept up to 2,000 characters.
    note: Option<String>,
    /// When it was recorded, by the phone's clock.
    recorded_at: DateTime<Utc>,
    /// Milliseconds since the phone was switched on, when it was recorded; a fraction is rounded.
    monotonic_ms: Option<f64>,
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

impl Item for CheckInItem {
    type New = NewCheckIn;
    const LIST: &'static str = "checkIns";
    const FIELDS: &'static [&'static str] = &[
        "id",
        "checkpoint",
        "note",
        "recordedAt",
        "method",
        "checkpointId",
        "code",
        "mock",
        "photoIds",
    ];

    fn id(&self) -> Option<String> {
        Some(self.id.to_string())
    }

    fn monotonic_ms(&self) -> Option<f64> {
        self.monotonic_ms
    }

    fn put(&mut self, there: There, monotonic_ms: Option<f64>) {
        let There { latitude, longitude, accuracy_metres } = there;
        (self.latitude, self.longitude) = (latitude, longitude);
        (self.accuracy_metres, self.monotonic_ms) = (accuracy_metres, monotonic_ms);
    }

    fn into_new(self, _: usize) -> Result<NewCheckIn, Refusal> {
        let degrees = (self.latitude, self.longitude);
        let there = There::of(self.coordinates, degrees, self.accuracy_metres);
        Ok(NewCheckIn {
            id: self.id,
            latitude: there.latitude,
            longitude: there.longitude,
            accuracy_metres: there.accuracy_metres,
            checkpoint: self.checkpoint,
            note: self.note,
            recorded_at: self.recorded_at,
            monotonic_ms: patrol::milliseconds(self.monotonic_ms),
            evidence: Evidence {
                method: self.method.into(),
                checkpoint_id: self.checkpoint_id,
                code: self.code,
                mock: self.mock,
            },
            photos: self.photo_ids,
        })
    }
}

/// Check-ins of one patrol.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CheckInUpload {
    /// At most 500. One that cannot be read blocks no other.
    check_ins: Vec<CheckInItem>,
    /// What tells how wrong the phone's clock is.
    clock: Option<PhoneClock>,
}

impl Upload for CheckInUpload {
    type Item = CheckInItem;
    const HEAD: &'static [&'static str] = &[];

    fn take(&mut self) -> (Vec<CheckInItem>, PhoneClock) {
        (mem::take(&mut self.check_ins), self.clock.take().unwrap_or_default())
    }

    fn head(_: &Fields<'_>) -> Result<Self, Refusal> {
        Ok(Self::default())
    }
}

/// What became of each check-in.
#[derive(Debug, Serialize, ToSchema)]
pub struct CheckInAnswers {
    /// One for each, in their order.
    results: Vec<CheckInAnswer>,
    /// What beside the check-ins was not understood and left out, such as a time of the clock.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    ignored: Vec<FieldProblem>,
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
    /// Why it was rejected, or `ID_TAKEN` of a conflict: the code.
    code: Option<&'static str>,
    /// Why it was rejected: the field, when it is about one.
    field: Option<String>,
    /// Why it was rejected: the sentence.
    message: Option<String>,
    /// What of it was not understood and left out; the rest counts.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    ignored: Vec<FieldProblem>,
}

impl CheckInAnswer {
    fn of(result: &CheckInResult, (place, mark): (usize, Mark), ctx: &Ctx) -> Self {
        let one = (CheckInItem::LIST, place);
        let Fate { outcome, code, field, message } = Fate::of(&result.outcome, one, ctx);
        let kept = result.check_in.as_ref();
        Self {
            outcome,
            id: kept.map(|kept| kept.id.to_string()).or(mark.id),
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
            field,
            message,
            ignored: left_out::said(&mark.left_out, ctx),
        }
    }
}

/// Records check-ins on a patrol, also after its end. Each has its own answer, and a repeat
/// changes nothing. Nothing is refused for what it shows; a patrol that has 40,000, or 20,000 of one
/// person, as no people ever make, takes no more: each beyond is `rejected` with `TOO_MANY`.
#[utoipa::path(post, path = "/v1/patrols/{id}/check-ins", tag = "patrols", security(("bearer" = [])),
    params(("id" = String, Path, description = "The patrol's id.")), request_body = CheckInUpload, responses(
    (status = 200, description = "An answer for each.", body = CheckInAnswers),
    (status = 401, description = "Nobody is signed in.", body = ProblemDetails),
    (status = 404, description = "No such patrol, or none of the caller's unit; one whose `patrolStart` has not come in is not there yet: keep this, and send it again after it.", body = ProblemDetails),
    (status = 422, description = "More than 500, or the body names another patrol than the path (`PATROL_OTHER`).", body = ProblemDetails),
))]
pub async fn check_ins(
    door: web::Data<Door>,
    request: HttpRequest,
    id: web::Path<String>,
    payload: web::Payload,
) -> Result<HttpResponse, Problem> {
    let problem = |error| Problem::of(&request, error);
    let (ctx, patrol, sent) = upload::enter(&door, &request, (&id, payload)).await?;
    let Sent::<CheckInUpload> { items, marks, clock, left_out, .. } = sent;
    let recorder = &door.house().recorder;
    let batch = CheckInBatch { items, clock };
    let results = recorder.record_check_ins(&ctx, patrol, batch).await.map_err(problem)?;
    let results = results.iter().zip(marks.into_iter().enumerate());
    let results = results.map(|(result, mark)| CheckInAnswer::of(result, mark, &ctx)).collect();
    let ignored = left_out::said(&left_out, &ctx);
    Ok(HttpResponse::Ok().json(CheckInAnswers { results, ignored }))
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
