//! What phones upload in the background of what happens on the way.

use actix_web::{HttpRequest, HttpResponse, web};
use chrono::{DateTime, Utc};
use domain::{
    Ctx, Refusal, Result,
    mysrs::patrol::event::{EventBatch, EventKind, EventResult, NewEvent},
    shared::id::{BriefingItemId, CheckInId, EquipmentId, MediaId, PatrolEventId, PersonId},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    patrols::PhoneClock,
    problem::{Problem, ProblemDetails},
    upload::{self, Fate},
};
use crate::auth::Door;

/// What happened on the way.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum PatrolEventKind {
    /// The patrol rests from now on.
    Paused,
    /// The patrol goes on.
    Resumed,
    /// Somebody comes to it.
    Joined,
    /// Somebody goes home before the end.
    Left,
    /// Something was seen or said.
    Note,
    /// Something was photographed.
    Photo,
    /// A point of the briefing was gone through.
    Briefed,
    /// A piece of equipment was given to somebody.
    EquipmentOut,
    /// A piece of equipment came back.
    EquipmentIn,
}

impl From<PatrolEventKind> for EventKind {
    fn from(kind: PatrolEventKind) -> Self {
        match kind {
            PatrolEventKind::Paused => Self::Paused,
            PatrolEventKind::Resumed => Self::Resumed,
            PatrolEventKind::Joined => Self::Joined,
            PatrolEventKind::Left => Self::Left,
            PatrolEventKind::Note => Self::Note,
            PatrolEventKind::Photo => Self::Photo,
            PatrolEventKind::Briefed => Self::Briefed,
            PatrolEventKind::EquipmentOut => Self::EquipmentOut,
            PatrolEventKind::EquipmentIn => Self::EquipmentIn,
        }
    }
}

/// Something that happened on the way, as a phone recorded it.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct EventItem {
    /// The id (`event_…`), made by the phone.
    #[schema(value_type = String)]
    id: PatrolEventId,
    /// What happened.
    kind: PatrolEventKind,
    /// Who came or went, or who got the equipment (`person_…`); whoever records it, when nothing is
    /// said.
    #[schema(value_type = Option<String>)]
    member_id: Option<PersonId>,
    /// Which equipment (`equipment_…`), for `EQUIPMENT_OUT` and `EQUIPMENT_IN`.
    #[schema(value_type = Option<String>)]
    equipment_id: Option<EquipmentId>,
    /// Which point of the briefing (`briefing_…`), for `BRIEFED`.
    #[schema(value_type = Option<String>)]
    briefing_item_id: Option<BriefingItemId>,
    /// To which check-in (`checkin_…`) a note or a photo belongs.
    #[schema(value_type = Option<String>)]
    check_in_id: Option<CheckInId>,
    /// What was seen or said; kept up to 2,000 characters.
    note: Option<String>,
    /// Degrees north.
    latitude: Option<f64>,
    /// Degrees east.
    longitude: Option<f64>,
    /// How far off the position may be, in metres.
    accuracy_metres: Option<f64>,
    /// Photos of one's own that are uploaded (`media_…`): at most 10; one that is not ready is left
    /// out.
    #[schema(value_type = Vec<String>)]
    #[serde(default)]
    photo_ids: Vec<MediaId>,
    /// When it happened, by the phone's clock.
    recorded_at: DateTime<Utc>,
    /// Milliseconds since the phone was switched on, when it happened.
    monotonic_ms: Option<i64>,
}

impl EventItem {
    /// Reads one item; when it cannot be read only this item is rejected.
    fn read(item: serde_json::Value, place: usize) -> Result<NewEvent, Refusal> {
        let item: Self = upload::item(item, ("events", place))?;
        Ok(NewEvent {
            id: item.id,
            kind: item.kind.into(),
            member: item.member_id,
            equipment: item.equipment_id,
            briefing_item: item.briefing_item_id,
            check_in: item.check_in_id,
            note: item.note,
            latitude: item.latitude,
            longitude: item.longitude,
            accuracy_metres: item.accuracy_metres,
            recorded_at: item.recorded_at,
            monotonic_ms: item.monotonic_ms,
            photos: item.photo_ids,
        })
    }
}

/// What happened on one patrol.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct EventUpload {
    /// At most 500, in any order.
    #[schema(value_type = Vec<EventItem>)]
    events: Vec<serde_json::Value>,
    /// What tells how wrong the phone's clock is.
    #[serde(default)]
    clock: PhoneClock,
}

/// What became of each event.
#[derive(Debug, Serialize, ToSchema)]
pub struct EventAnswers {
    /// One for each, in their order.
    results: Vec<EventAnswer>,
}

/// What became of one event. Whatever it is, the phone need not send it again.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct EventAnswer {
    /// `applied`, `duplicate`, `conflict` or `rejected`.
    outcome: &'static str,
    /// The id of what stands, when it belongs to this patrol.
    id: Option<String>,
    /// When it happened, as far as the server can tell.
    corrected_at: Option<DateTime<Utc>>,
    /// What is odd about it: such as `POSITION_INVALID`.
    doubts: Vec<String>,
    /// Why it was rejected: the code.
    code: Option<&'static str>,
    /// Why it was rejected: the sentence.
    message: Option<String>,
}

impl EventAnswer {
    fn of(result: &EventResult, ctx: &Ctx) -> Self {
        let Fate { outcome, code, message } = Fate::of(&result.outcome, ctx);
        let kept = result.event.as_ref();
        let doubts = kept.map(|kept| kept.doubts.as_slice()).unwrap_or_default();
        Self {
            outcome,
            id: kept.map(|kept| kept.id.to_string()),
            corrected_at: kept.map(|kept| kept.corrected_at),
            doubts: doubts.iter().map(|doubt| doubt.as_str().to_owned()).collect(),
            code,
            message,
        }
    }
}

/// Records what happened on a patrol, also after its end. Each has its own answer, and a repeat
/// changes nothing.
#[utoipa::path(post, path = "/v1/patrols/{id}/events", tag = "patrols", security(("bearer" = [])),
    params(("id" = String, Path, description = "The patrol's id.")), request_body = EventUpload, responses(
    (status = 200, description = "An answer for each.", body = EventAnswers),
    (status = 401, description = "Nobody is signed in.", body = ProblemDetails),
    (status = 404, description = "No such patrol, or none of the caller's unit.", body = ProblemDetails),
    (status = 422, description = "More than 500.", body = ProblemDetails),
))]
pub async fn events(
    door: web::Data<Door>,
    request: HttpRequest,
    id: web::Path<String>,
    payload: web::Payload,
) -> Result<HttpResponse, Problem> {
    let problem = |error| Problem::of(&request, error);
    let (ctx, patrol, sent) = upload::enter(&door, &request, (&id, payload)).await?;
    let EventUpload { events, clock } = sent;
    let items = events.into_iter().enumerate();
    let batch = EventBatch {
        items: items.map(|(place, item)| EventItem::read(item, place)).collect(),
        clock: clock.into(),
    };
    let recorder = &door.house().recorder;
    let results = recorder.record_events(&ctx, patrol, batch).await.map_err(problem)?;
    let results = results.iter().map(|result| EventAnswer::of(result, &ctx)).collect();
    Ok(HttpResponse::Ok().json(EventAnswers { results }))
}
