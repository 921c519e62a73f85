//! Calls for help, for the simplest client: a call is never refused for its form, comes in with a
//! token that has expired while its session lives, and waits for a database that is away.

use std::time::Duration;

use actix_web::{HttpRequest, HttpResponse, web};
use chrono::{DateTime, Utc};
use domain::{
    Ctx, Error, ErrorCode, Refusal, Result,
    mysrs::sos::{self, EMERGENCY, NewSos, Raised, SosStatus, ToldAs},
    shared::id::{PatrolId, SosId},
};
use serde::Serialize;
use serde_json::{Map, Value};
use tokio::time::{Instant, sleep, timeout_at};
use url::form_urlencoded;
use utoipa::ToSchema;

use super::problem::{Problem, ProblemDetails};
use crate::{auth::Door, graphql::transport::body};

/// How long a call waits for a database that does not answer. Then the phone calls again.
const PATIENCE: Duration = Duration::from_secs(15);
/// How soon it is tried again meanwhile.
const AGAIN: Duration = Duration::from_millis(200);
/// After so many seconds the phone calls again.
const RETRY_AFTER: u64 = 1;
/// A body that is longer, or takes longer, says nothing; the call counts.
const MOST_BYTES: usize = 16 * 1024;
const BODY_TIME: Duration = Duration::from_secs(5);
/// The longest text that a phone may give as an id, in bytes.
const LONGEST_ID: usize = 128;

/// A call for help. Everything may be left out, and what cannot be read counts as left out. JSON or
/// a form (`application/x-www-form-urlencoded`), whatever the content type says.
#[derive(Debug, Default, ToSchema)]
#[schema(rename_all = "camelCase")]
pub struct SosCall {
    /// The call's id, made by the phone: `sos_…`, or any text of its own. The same id again is the
    /// same call.
    pub id: Option<String>,
    /// Degrees north.
    pub latitude: Option<f64>,
    /// Degrees east.
    pub longitude: Option<f64>,
    /// How far off the position may be, in metres. `accuracy` is understood too.
    pub accuracy_metres: Option<f64>,
    /// When the button was pressed, by the phone's clock: RFC 3339, or milliseconds since 1970.
    pub recorded_at: Option<DateTime<Utc>>,
    /// The phone's time at the moment of sending; with it a wrong clock does no harm.
    pub sent_at: Option<DateTime<Utc>>,
    /// The patrol on which the caller is; without it the server knows.
    pub patrol_id: Option<String>,
    /// What the caller says; kept up to 500 characters.
    pub note: Option<String>,
    /// Why a call is taken back; kept up to 2,000 characters.
    pub reason: Option<String>,
}

impl SosCall {
    /// What a request says, as far as it can be read.
    async fn of(request: &HttpRequest, payload: web::Payload) -> Self {
        match body::read(request.headers(), payload, MOST_BYTES, BODY_TIME).await {
            Ok(bytes) => Self::read(&fields(&bytes)),
            Err(_) => Self::default(),
        }
    }

    fn read(fields: &Map<String, Value>) -> Self {
        Self {
            id: text(fields, "id").filter(|id| id.len() <= LONGEST_ID),
            latitude: number(fields, "latitude"),
            longitude: number(fields, "longitude"),
            accuracy_metres: number(fields, "accuracyMetres")
                .or_else(|| number(fields, "accuracy")),
            recorded_at: instant(fields, "recordedAt"),
            sent_at: instant(fields, "sentAt"),
            patrol_id: text(fields, "patrolId"),
            note: text(fields, "note"),
            reason: text(fields, "reason"),
        }
    }

    fn new_sos(&self, ctx: &Ctx) -> NewSos {
        let named = self.id.as_deref().zip(ctx.actor.person());
        NewSos {
            id: named.map_or_else(|| ctx.mint(), |(text, person)| sos::id_of(person, text)),
            patrol_id: self.patrol_id.as_deref().and_then(|id| id.parse::<PatrolId>().ok()),
            fix: sos::fix(self.latitude, self.longitude, self.accuracy_metres),
            recorded_at: self.recorded_at,
            sent_at: self.sent_at,
            note: self.note.clone(),
        }
    }
}

/// The fields of a body: JSON, else a form.
fn fields(bytes: &[u8]) -> Map<String, Value> {
    match serde_json::from_slice(bytes) {
        Ok(Value::Object(fields)) => fields,
        Ok(_) => Map::new(),
        Err(_) => form_urlencoded::parse(bytes)
            .map(|(name, value)| (name.into_owned(), Value::String(value.into_owned())))
            .collect(),
    }
}

fn text(fields: &Map<String, Value>, name: &str) -> Option<String> {
    let text = match fields.get(name)? {
        Value::String(text) => text.trim().to_owned(),
        Value::Number(number) => number.to_string(),
        _ => return None,
    };
    Some(text).filter(|text| !text.is_empty())
}

fn number(fields: &Map<String, Value>, name: &str) -> Option<f64> {
    match fields.get(name)? {
        Value::Number(number) => number.as_f64(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    }
}

fn instant(fields: &Map<String, Value>, name: &str) -> Option<DateTime<Utc>> {
    let said = text(fields, name)?;
    match said.parse::<i64>() {
        Ok(millis) => DateTime::from_timestamp_millis(millis),
        Err(_) => DateTime::parse_from_rfc3339(&said).ok().map(|at| at.with_timezone(&Utc)),
    }
}

/// A call that was taken.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SosTaken {
    /// The call's id: for `position` and `cancel`. When another of the caller's goes on, it is that
    /// one's.
    id: String,
    /// A short name for saying aloud: `SOS-260314-7K3Q2A`.
    serial: String,
    /// `OPEN`, `ANSWERED`, `CANCELLED`, `RESOLVED` or `LAPSED`.
    status: &'static str,
    /// Whether it joined a call that went on, or repeats one. One that had been answered, or rang no
    /// more or slowly, rings anew then.
    joined: bool,
    /// When it came in.
    raised_at: DateTime<Utc>,
    /// Who was told.
    told: Vec<SosTold>,
    /// The number of the police, the ambulance and the fire brigade.
    emergency_number: &'static str,
}

/// Somebody who was told.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SosTold {
    /// The name that others see.
    name: String,
    /// `TEAM` (on patrol), `LEADER`, `COMMITTEE`, `UNIT` (while nobody else is on patrol) or
    /// `OFFICER`.
    told_as: &'static str,
}

impl From<Raised> for SosTaken {
    fn from(Raised { sos, fresh }: Raised) -> Self {
        let told = sos.told.into_iter();
        Self {
            id: sos.id.to_string(),
            serial: sos.serial,
            status: status(sos.status),
            joined: !fresh,
            raised_at: sos.raised_at,
            told: told
                .map(|told| SosTold { name: told.display_name, told_as: told_as(told.told_as) })
                .collect(),
            emergency_number: EMERGENCY,
        }
    }
}

const fn status(status: SosStatus) -> &'static str {
    match status {
        SosStatus::Open => "OPEN",
        SosStatus::Answered => "ANSWERED",
        SosStatus::Cancelled => "CANCELLED",
        SosStatus::Resolved => "RESOLVED",
        SosStatus::Lapsed => "LAPSED",
    }
}

const fn told_as(told_as: ToldAs) -> &'static str {
    match told_as {
        ToldAs::Team => "TEAM",
        ToldAs::Leader => "LEADER",
        ToldAs::Committee => "COMMITTEE",
        ToldAs::Unit => "UNIT",
        ToldAs::Officer => "OFFICER",
    }
}

/// What became of a position.
#[derive(Debug, Serialize, ToSchema)]
pub struct SosPositionAnswer {
    /// Whether it is told on; one every five seconds is.
    kept: bool,
    /// Whether the call goes on. When it does not, the phone stops.
    open: bool,
}

/// A call that was taken back.
#[derive(Debug, Serialize, ToSchema)]
pub struct SosCancelled {
    /// The call's id.
    id: String,
    /// `CANCELLED`, or how it had ended before.
    status: &'static str,
}

/// Calls for help. At once the team on patrol, the unit's leader, the area's chair, secretary and
/// their deputies are told, by push and live, and it rings until somebody answers; while nobody else
/// is on patrol, the whole unit is told. Takes a token that has expired while its session lives. For
/// volunteers of a patrol unit; whoever is none is answered with the emergency number.
#[utoipa::path(post, path = "/v1/sos", tag = "sos", security(("bearer" = [])), request_body = SosCall, responses(
    (status = 201, description = "It rings.", body = SosTaken),
    (status = 200, description = "It is a repeat, or joined the call of the caller that goes on.", body = SosTaken),
    (status = 401, description = "Nobody is signed in, or the session has ended.", body = ProblemDetails),
    (status = 403, description = "The caller belongs to no patrol unit (`SOS_NOT_HERE`).", body = ProblemDetails),
    (status = 503, description = "The database did not answer for 15 seconds: call again at once, with the same id.", body = ProblemDetails),
))]
pub async fn raise(
    door: web::Data<Door>,
    request: HttpRequest,
    payload: web::Payload,
) -> Result<HttpResponse, Problem> {
    let until = Instant::now() + PATIENCE;
    let (ctx, call) = enter(&door, &request, payload, until).await?;
    let (new, often) = (call.new_sos(&ctx), door.calls_often(&ctx));
    let raised = patiently(until, async || sos::raise(&ctx, &new, often).await).await;
    let raised = raised.map_err(|error| Problem::of(&request, error))?;
    let mut answer = if raised.fresh { HttpResponse::Created() } else { HttpResponse::Ok() };
    Ok(answer.json(SosTaken::from(raised)))
}

/// Says where the caller is, as often as the phone likes: those who were told and those who come see
/// one place every five seconds. Takes a token that has expired while its session lives.
#[utoipa::path(post, path = "/v1/sos/{id}/position", tag = "sos", security(("bearer" = [])),
    params(("id" = String, Path, description = "The call's id.")), request_body = SosCall, responses(
    (status = 200, description = "What became of it.", body = SosPositionAnswer),
    (status = 401, description = "Nobody is signed in, or the session has ended.", body = ProblemDetails),
    (status = 404, description = "No such call, or none of the caller's unit.", body = ProblemDetails),
    (status = 503, description = "The database did not answer for 15 seconds.", body = ProblemDetails),
))]
pub async fn position(
    door: web::Data<Door>,
    request: HttpRequest,
    id: web::Path<String>,
    payload: web::Payload,
) -> Result<HttpResponse, Problem> {
    let until = Instant::now() + PATIENCE;
    let (ctx, call) = enter(&door, &request, payload, until).await?;
    let id = which(&ctx, &id).map_err(|error| Problem::of(&request, error))?;
    let fix = sos::fix(call.latitude, call.longitude, call.accuracy_metres);
    let times = (call.recorded_at, call.sent_at);
    let kept = patiently(until, async || sos::send_position(&ctx, id, fix, times).await).await;
    let kept = kept.map_err(|error| Problem::of(&request, error))?;
    Ok(HttpResponse::Ok().json(SosPositionAnswer { kept: kept.kept, open: kept.open }))
}

/// Takes a call back, with a `reason` or without: those who were told hear that it was a false alarm.
/// The same again changes nothing. Takes a token that has expired while its session lives.
#[utoipa::path(post, path = "/v1/sos/{id}/cancel", tag = "sos", security(("bearer" = [])),
    params(("id" = String, Path, description = "The call's id.")), request_body = SosCall, responses(
    (status = 200, description = "It is over.", body = SosCancelled),
    (status = 401, description = "Nobody is signed in, or the session has ended.", body = ProblemDetails),
    (status = 403, description = "It is somebody else's call.", body = ProblemDetails),
    (status = 404, description = "No such call, or none of the caller's unit.", body = ProblemDetails),
    (status = 503, description = "The database did not answer for 15 seconds.", body = ProblemDetails),
))]
pub async fn cancel(
    door: web::Data<Door>,
    request: HttpRequest,
    id: web::Path<String>,
    payload: web::Payload,
) -> Result<HttpResponse, Problem> {
    let until = Instant::now() + PATIENCE;
    let (ctx, call) = enter(&door, &request, payload, until).await?;
    let id = which(&ctx, &id).map_err(|error| Problem::of(&request, error))?;
    let reason = call.reason.as_deref();
    let seen = patiently(until, async || sos::cancel(&ctx, id, reason).await).await;
    let seen = seen.map_err(|error| Problem::of(&request, error))?.sos;
    let (id, status) = (seen.id.to_string(), status(seen.status));
    Ok(HttpResponse::Ok().json(SosCancelled { id, status }))
}

/// Lets somebody in, and reads what they say.
async fn enter(
    door: &Door,
    request: &HttpRequest,
    payload: web::Payload,
    until: Instant,
) -> Result<(Ctx, SosCall), Problem> {
    let admitted = patiently(until, async || {
        let ctx = door.enter_late(request).await?;
        ctx.person()?;
        Ok::<_, Error>(ctx)
    });
    match admitted.await {
        Ok(ctx) => Ok((ctx, SosCall::of(request, payload).await)),
        Err(error) => {
            body::drain(payload).await;
            Err(Problem::of(request, error))
        }
    }
}

/// The call named in a path, by its id or by the text that the phone gave it.
fn which(ctx: &Ctx, text: &str) -> Result<SosId> {
    Ok(sos::id_of(ctx.person()?, text))
}

/// Tries again while a part of the service does not answer.
async fn patiently<T>(until: Instant, act: impl AsyncFn() -> Result<T>) -> Result<T> {
    loop {
        let Ok(answer) = timeout_at(until, act()).await else { return Err(away()) };
        match answer {
            Err(Error::Stopped(refusal)) if refusal.code == ErrorCode::Unavailable => {
                if Instant::now() + AGAIN >= until {
                    return Err(away());
                }
                sleep(AGAIN).await;
            }
            answer => return answer,
        }
    }
}

fn away() -> Error {
    Refusal::of(ErrorCode::Unavailable).with("seconds", RETRY_AFTER).stop()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_call_waits_for_a_database_that_comes_back() {
        let tries = std::cell::Cell::new(0);
        let act = async || {
            tries.set(tries.get() + 1);
            if tries.get() < 3 { Err(away()) } else { Ok(tries.get()) }
        };
        assert_eq!(patiently(Instant::now() + PATIENCE, act).await.ok(), Some(3));
        let never = async || Err::<(), Error>(away());
        let refused = patiently(Instant::now() + AGAIN / 2, never).await.unwrap_err();
        let Error::Stopped(refusal) = refused else { panic!("it is no answer of ours") };
        assert_eq!(refusal.code, ErrorCode::Unavailable);
        assert_eq!(refusal.value("seconds"), Some("1"));
    }

    #[test]
    fn whatever_a_phone_sends_is_read_as_far_as_it_goes() {
        let read = |body: &str| SosCall::read(&fields(body.as_bytes()));
        let json =
            read(r#"{"latitude":"1.54","longitude":103.65,"recordedAt":1790000000000,"x":[]}"#);
        assert_eq!((json.latitude, json.longitude), (Some(1.54), Some(103.65)));
        assert_eq!(json.recorded_at.map(|at| at.timestamp()), Some(1_790_000_000));
        let form = read("latitude=1.54&longitude=103.65&note=Tolong%2C+jatuh&recordedAt=kelmarin");
        assert_eq!((form.latitude, form.note.as_deref()), (Some(1.54), Some("Tolong, jatuh")));
        assert_eq!(form.recorded_at, None);
        for odd in ["", "[1]", "{\"latitude\":", "\u{0}\u{1}", "null", "{\"note\":{}}"] {
            let odd = read(odd);
            assert!(odd.latitude.is_none() && odd.note.is_none());
        }
    }
}
