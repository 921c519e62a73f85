//! The fixes that phones upload from patrol in the background.

use std::mem;

use actix_web::{HttpRequest, HttpResponse, web};
use chrono::{DateTime, Utc};
use domain::{
    Ctx, ErrorCode, Refusal, Result,
    mysrs::patrol::{self, NewTrackPoint, RejectedFixes, TrackBatch, TrackResult},
    shared::id::TrackId,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    left_out,
    phone_clock::PhoneClock,
    position::{Coordinates, There},
    problem::{FieldProblem, Problem, ProblemDetails},
    unreadable,
    upload::{self, Fields, Item, Mark, Sent, Upload},
};
use crate::auth::Door;

/// A fix of a track.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TrackPointItem {
    /// Its number in the track, from 0.
    sequence: i64,
    /// The number of its segment, from 0: a new one begins after a gap.
    #[serde(default)]
    segment: i64,
    /// Where, as in GraphQL; `latitude` and `longitude` say the same, and one of both is needed.
    coordinates: Option<Coordinates>,
    /// Degrees north; counts without `coordinates`.
    latitude: Option<f64>,
    /// Degrees east; counts without `coordinates`.
    longitude: Option<f64>,
    /// How far off the position may be, in metres.
    accuracy_metres: Option<f64>,
    /// When it was recorded, by the phone's clock.
    recorded_at: DateTime<Utc>,
    /// Milliseconds since the phone was switched on, when it was recorded; a fraction is rounded.
    monotonic_ms: Option<f64>,
    /// Whether the phone's system says that an app made the position up (`isMock`, `isSimulatedBySoftware`);
    /// nothing when it says nothing. Such a fix is kept, and proves nothing.
    mock: Option<bool>,
}

impl Item for TrackPointItem {
    type New = NewTrackPoint;
    const LIST: &'static str = "points";
    const FIELDS: &'static [&'static str] = &["sequence", "segment", "recordedAt", "mock"];

    fn id(&self) -> Option<String> {
        None
    }

    fn monotonic_ms(&self) -> Option<f64> {
        self.monotonic_ms
    }

    fn put(&mut self, there: There, monotonic_ms: Option<f64>) {
        let There { latitude, longitude, accuracy_metres } = there;
        (self.latitude, self.longitude) = (latitude, longitude);
        (self.accuracy_metres, self.monotonic_ms) = (accuracy_metres, monotonic_ms);
    }

    fn into_new(self, place: usize) -> Result<NewTrackPoint, Refusal> {
        let degrees = (self.latitude, self.longitude);
        let there = There::of(self.coordinates, degrees, self.accuracy_metres);
        let lacks =
            |what: &str| Refusal::of(ErrorCode::Required).at(format!("points.{place}.{what}"));
        if !there.is_said() {
            return Err(lacks("coordinates"));
        }
        Ok(NewTrackPoint {
            sequence: self.sequence,
            segment: self.segment,
            latitude: there.latitude.ok_or_else(|| lacks("latitude"))?,
            longitude: there.longitude.ok_or_else(|| lacks("longitude"))?,
            accuracy_metres: there.accuracy_metres,
            recorded_at: self.recorded_at,
            monotonic_ms: patrol::milliseconds(self.monotonic_ms),
            mock: self.mock,
        })
    }
}

/// Fixes of one phone's track on one patrol.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TrackUpload {
    /// The track (`track_…`), made by the phone: one for each patrol.
    #[schema(value_type = String)]
    track_id: TrackId,
    /// At most 2,000, in any order. One that cannot be read blocks no other.
    points: Vec<TrackPointItem>,
    /// What tells how wrong the phone's clock is.
    clock: Option<PhoneClock>,
}

impl Upload for TrackUpload {
    type Item = TrackPointItem;
    const HEAD: &'static [&'static str] = &["trackId"];

    fn take(&mut self) -> (Vec<TrackPointItem>, PhoneClock) {
        (mem::take(&mut self.points), self.clock.take().unwrap_or_default())
    }

    fn head(fields: &Fields<'_>) -> Result<Self, Refusal> {
        let said = fields.get("trackId").ok_or_else(|| upload::missing("trackId"))?;
        let track_id = serde_json::from_str(said.get())
            .map_err(|cause| unreadable::of(&cause).at("trackId"))?;
        Ok(Self { track_id, points: Vec::new(), clock: None })
    }
}

/// What became of the fixes.
#[derive(Debug, Serialize, ToSchema)]
pub struct TrackAnswer {
    /// So many are kept.
    applied: u64,
    /// So many are kept since before.
    duplicate: u64,
    /// So many have a number under which another fix is kept: send them as another track.
    conflict: u64,
    /// So many cannot be read, do not lie on the globe, or have a number that is none.
    rejected: u64,
    /// Why these were rejected: one entry for each code; not there when none was.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    rejections: Vec<TrackRejection>,
    /// What was not understood and left out, each once with the first fix that says it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    ignored: Vec<FieldProblem>,
}

/// Fixes that were rejected for the same reason. Sending these again helps nothing.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TrackRejection {
    /// The code.
    code: &'static str,
    /// The path of the field of the first of them, when it is about one.
    field: Option<String>,
    /// The sentence.
    message: String,
    /// How many they are.
    count: u64,
    /// The place of the first of them in `points`, from 0.
    first_index: u64,
}

impl TrackRejection {
    fn of(rejected: &RejectedFixes, ctx: &Ctx) -> Self {
        let RejectedFixes { refusal, count, first } = rejected;
        Self {
            code: refusal.code.as_str(),
            field: refusal.field.clone(),
            message: refusal.sentence(ctx.languages.sentences()),
            count: *count,
            first_index: *first,
        }
    }
}

/// What was left out, each once: a phone that sends a field that nobody knows does so in every fix.
fn each_once(marks: Vec<Mark>, mut left_out: Vec<Refusal>) -> Vec<Refusal> {
    /// So many are told apart.
    const MOST: usize = 16;
    let name = |refusal: &Refusal| {
        let field = refusal.field.as_deref().unwrap_or_default();
        field.splitn(3, '.').nth(2).map(str::to_owned)
    };
    let mut more: u64 = left_out.iter().filter_map(unnamed).sum();
    left_out.retain(|refusal| unnamed(refusal).is_none());
    let mut most_of_a_fix = 0;
    for refusal in marks.into_iter().flat_map(|mark| mark.left_out) {
        if let Some(count) = unnamed(&refusal) {
            // Most likely the same in every fix.
            most_of_a_fix = most_of_a_fix.max(count);
            continue;
        }
        let same = |known: &Refusal| known.code == refusal.code && name(known) == name(&refusal);
        if left_out.iter().any(same) {
            continue;
        }
        if left_out.len() < MOST {
            left_out.push(refusal);
        } else {
            more += 1;
        }
    }
    more += most_of_a_fix;
    if more > 0 {
        left_out.push(left_out::and_more(more));
    }
    left_out
}

/// How many more were left out than are named, when this says it.
fn unnamed(refusal: &Refusal) -> Option<u64> {
    let says = refusal.code == ErrorCode::MoreLeftOut;
    says.then(|| refusal.value("count").and_then(|count| count.parse().ok()).unwrap_or(1))
}

/// Records where a phone went on a patrol, also after its end. A repeat changes nothing.
#[utoipa::path(post, path = "/v1/patrols/{id}/track", tag = "patrols", security(("bearer" = [])),
    params(("id" = String, Path, description = "The patrol's id.")), request_body = TrackUpload, responses(
    (status = 200, description = "How many are kept.", body = TrackAnswer),
    (status = 401, description = "Nobody is signed in.", body = ProblemDetails),
    (status = 404, description = "No such patrol, or none of the caller's unit; one whose `patrolStart` has not come in is not there yet: keep this, and send it again after it.", body = ProblemDetails),
    (status = 409, description = "The track is another phone's.", body = ProblemDetails),
    (status = 422, description = "More than 2,000, or the body names another patrol than the path (`PATROL_OTHER`).", body = ProblemDetails),
))]
pub async fn track(
    door: web::Data<Door>,
    request: HttpRequest,
    id: web::Path<String>,
    payload: web::Payload,
) -> Result<HttpResponse, Problem> {
    let problem = |error| Problem::of(&request, error);
    let (ctx, patrol, sent) = upload::enter(&door, &request, (&id, payload)).await?;
    let Sent::<TrackUpload> { head, items, marks, clock, left_out, .. } = sent;
    let batch = TrackBatch { track_id: head.track_id, points: items, clock };
    let recorder = &door.house().recorder;
    let counts = recorder.record_track(&ctx, patrol, &batch).await.map_err(problem)?;
    let TrackResult { applied, duplicate, conflict, rejected, rejections } = counts;
    let rejections = rejections.iter().map(|one| TrackRejection::of(one, &ctx)).collect();
    let ignored = left_out::said(&each_once(marks, left_out), &ctx);
    let answer = TrackAnswer { applied, duplicate, conflict, rejected, rejections, ignored };
    Ok(HttpResponse::Ok().json(answer))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_no_fix_names_is_counted_once_for_all_of_them() {
        let mark = |place: usize, count: u64| {
            let named = Refusal::of(ErrorCode::FieldUnknown).at(format!("points.{place}.x"));
            let more = left_out::and_more(count).at(format!("points.{place}"));
            Mark { id: None, left_out: vec![named, more] }
        };
        let said = |beside: Vec<Refusal>| {
            let all = each_once(vec![mark(0, 3), mark(7, 20), mark(9, 5)], beside);
            let count = all.last().and_then(|last| last.value("count")).map(str::to_owned);
            (all.iter().map(|one| one.code).collect::<Vec<_>>(), count)
        };
        let codes = vec![ErrorCode::FieldUnknown, ErrorCode::MoreLeftOut];
        assert_eq!(said(Vec::new()), (codes.clone(), Some("20".to_owned())));
        assert_eq!(said(vec![left_out::and_more(2)]), (codes, Some("22".to_owned())));
    }
}
