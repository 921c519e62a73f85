//! What phones upload in the background of what happens on the way.

use std::mem;

use actix_web::{HttpRequest, HttpResponse, web};
use chrono::{DateTime, Utc};
use domain::{
    Ctx, Refusal, Result,
    mysrs::patrol::{
        self,
        event::{EventBatch, EventKind, EventResult, NewEvent},
    },
    shared::id::{BriefingItemId, CheckInId, EquipmentId, MediaId, PatrolEventId, PersonId},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    left_out,
    phone_clock::PhoneClock,
    position::{Coordinates, There},
    problem::{FieldProblem, Problem, ProblemDetails},
    upload::{self, Fate, Fields, Item, Mark, Sent, Upload},
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
#[serde(rename_all = "camelCase", deny_unknown_fields)]
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
    /// Where, as in GraphQL; `latitude` and `longitude` say the same.
    coordinates: Option<Coordinates>,
    /// Degrees north; counts without `coordinates`.
    latitude: Option<f64>,
    /// Degrees east; counts without `coordinates`.
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
    /// Milliseconds since the phone was switched on, when it happened; a fraction is rounded.
    monotonic_ms: Option<f64>,
}

impl Item for EventItem {
    type New = NewEvent;
    const LIST: &'static str = "events";
    const FIELDS: &'static [&'static str] = &[
        "id",
        "kind",
        "memberId",
        "equipmentId",
        "briefingItemId",
        "checkInId",
        "note",
        "photoIds",
        "recordedAt",
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

    fn into_new(self, _: usize) -> Result<NewEvent, Refusal> {
        let degrees = (self.latitude, self.longitude);
        let there = There::of(self.coordinates, degrees, self.accuracy_metres);
        Ok(NewEvent {
            id: self.id,
            kind: self.kind.into(),
            member: self.member_id,
            equipment: self.equipment_id,
            briefing_item: self.briefing_item_id,
            check_in: self.check_in_id,
            note: self.note,
            latitude: there.latitude,
            longitude: there.longitude,
            accuracy_metres: there.accuracy_metres,
            recorded_at: self.recorded_at,
            monotonic_ms: patrol::milliseconds(self.monotonic_ms),
            photos: self.photo_ids,
        })
    }
}

/// What happened on one patrol.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct EventUpload {
    /// At most 500, in any order. One that cannot be read blocks no other.
    events: Vec<EventItem>,
    /// What tells how wrong the phone's clock is.
    clock: Option<PhoneClock>,
}

impl Upload for EventUpload {
    type Item = EventItem;
    const HEAD: &'static [&'static str] = &[];

    fn take(&mut self) -> (Vec<EventItem>, PhoneClock) {
        (mem::take(&mut self.events), self.clock.take().unwrap_or_default())
    }

    fn head(_: &Fields<'_>) -> Result<Self, Refusal> {
        Ok(Self::default())
    }
}

/// What became of each event.
#[derive(Debug, Serialize, ToSchema)]
pub struct EventAnswers {
    /// One for each, in their order.
    results: Vec<EventAnswer>,
    /// What beside the events was not understood and left out, such as a time of the clock.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    ignored: Vec<FieldProblem>,
}

/// What became of one event. Whatever it is, the phone need not send it again.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct EventAnswer {
    /// `applied`, `duplicate`, `conflict` or `rejected`.
    outcome: &'static str,
    /// The id as it was sent; none when none could be read.
    id: Option<String>,
    /// When it happened, as far as the server can tell.
    corrected_at: Option<DateTime<Utc>>,
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

impl EventAnswer {
    fn of(result: &EventResult, (place, mark): (usize, Mark), ctx: &Ctx) -> Self {
        let one = (EventItem::LIST, place);
        let Fate { outcome, code, field, message } = Fate::of(&result.outcome, one, ctx);
        let kept = result.event.as_ref();
        let doubts = kept.map(|kept| kept.doubts.as_slice()).unwrap_or_default();
        Self {
            outcome,
            id: kept.map(|kept| kept.id.to_string()).or(mark.id),
            corrected_at: kept.map(|kept| kept.corrected_at),
            doubts: doubts.iter().map(|doubt| doubt.as_str().to_owned()).collect(),
            code,
            field,
            message,
            ignored: left_out::said(&mark.left_out, ctx),
        }
    }
}

/// Records what happened on a patrol, also after its end. Each has its own answer, and a repeat
/// changes nothing.
#[utoipa::path(post, path = "/v1/patrols/{id}/events", tag = "patrols", security(("bearer" = [])),
    params(("id" = String, Path, description = "The patrol's id.")), request_body = EventUpload, responses(
    (status = 200, description = "An answer for each.", body = EventAnswers),
    (status = 401, description = "Nobody is signed in.", body = ProblemDetails),
    (status = 404, description = "No such patrol, or none of the caller's unit; one whose `patrolStart` has not come in is not there yet: keep this, and send it again after it.", body = ProblemDetails),
    (status = 422, description = "More than 500, or the body names another patrol than the path (`PATROL_OTHER`).", body = ProblemDetails),
))]
pub async fn events(
    door: web::Data<Door>,
    request: HttpRequest,
    id: web::Path<String>,
    payload: web::Payload,
) -> Result<HttpResponse, Problem> {
    let problem = |error| Problem::of(&request, error);
    let (ctx, patrol, sent) = upload::enter(&door, &request, (&id, payload)).await?;
    let Sent::<EventUpload> { items, marks, clock, left_out, .. } = sent;
    let recorder = &door.house().recorder;
    let batch = EventBatch { items, clock };
    let results = recorder.record_events(&ctx, patrol, batch).await.map_err(problem)?;
    let results = results.iter().zip(marks.into_iter().enumerate());
    let results = results.map(|(result, mark)| EventAnswer::of(result, mark, &ctx)).collect();
    let ignored = left_out::said(&left_out, &ctx);
    Ok(HttpResponse::Ok().json(EventAnswers { results, ignored }))
}
