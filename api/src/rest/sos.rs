//! Calls for help, for the simplest client: a call is never refused for its form, comes in with a
//! token that has expired while its session lives, and waits for a database that is away.

use std::time::Duration;

use actix_web::{HttpRequest, HttpResponse, web};
use chrono::{DateTime, Utc};
use domain::{
    Ctx, Error, ErrorCode, Refusal, Result,
    mysrs::sos::{self, EMERGENCY, PositionKept, Raised, SosStatus, ToldAs},
    shared::id::SosId,
};
use serde::Serialize;
use tokio::time::{Instant, sleep, timeout_at};
use utoipa::ToSchema;

use super::{
    left_out,
    problem::{FieldProblem, Problem, ProblemDetails},
    sos_call::{HeardCall, SosCall},
};
use crate::{auth::Door, graphql::transport::body};

/// How long a call waits for a database that does not answer. Then the phone calls again.
const PATIENCE: Duration = Duration::from_secs(15);
/// How soon it is tried again meanwhile.
const AGAIN: Duration = Duration::from_millis(200);
/// After so many seconds the phone calls again.
const RETRY_AFTER: u64 = 1;

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
    /// Whether the position that was sent stands with the call. Not when none was sent, when none can be
    /// read (`ignored` says why), or when a newer one, or one of the last five seconds, stands; of a repeat
    /// not when any stands, or the call is over.
    position_kept: bool,
    /// What of the call was not understood and left out; it rings all the same.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    ignored: Vec<FieldProblem>,
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

impl SosTaken {
    fn of(Raised { sos, fresh }: Raised, call: &HeardCall, ctx: &Ctx) -> Self {
        let told = sos.told.into_iter();
        let stands = sos.last_fix.map(|last| last.fix.position);
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
            position_kept: call.fix.is_some_and(|fix| stands == Some(fix.position)),
            ignored: left_out::said(&call.left_out, ctx),
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
    /// Why it is not kept: `REQUIRED` (no position was sent), `POSITION_INVALID`, `POSITION_KNOWN` (a
    /// newer one, or one of the last five seconds, stands) or `STATE_INVALID` (the call is over).
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<&'static str>,
    /// … the field, when it is about one.
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<String>,
    /// … the sentence.
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<String>,
    /// What was not understood and left out.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    ignored: Vec<FieldProblem>,
}

impl SosPositionAnswer {
    fn of(PositionKept { kept, open }: PositionKept, call: &HeardCall, ctx: &Ctx) -> Self {
        let why = if kept {
            None
        } else if !open {
            Some(Refusal::of(ErrorCode::StateInvalid).with("status", "ENDED"))
        } else {
            let known = Refusal::of(ErrorCode::PositionKnown);
            let known = known.with("seconds", sos::SECONDS_BETWEEN_FIXES);
            Some(call.no_position().unwrap_or(known))
        };
        Self {
            kept,
            open,
            code: why.as_ref().map(|why| why.code.as_str()),
            message: why.as_ref().map(|why| why.sentence(ctx.languages.sentences())),
            field: why.and_then(|why| why.field),
            ignored: left_out::said(&call.left_out, ctx),
        }
    }
}

/// A call that was taken back.
#[derive(Debug, Serialize, ToSchema)]
pub struct SosCancelled {
    /// The call's id.
    id: String,
    /// `CANCELLED`, or how it had ended before.
    status: &'static str,
    /// What was not understood and left out, such as a reason that is no text; it is over all the same.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    ignored: Vec<FieldProblem>,
}

/// Calls for help. At once the team on patrol, the unit's leader, the area's chair, secretary and
/// their deputies are told, by push and live, and it rings until somebody answers; while nobody else
/// is on patrol, the whole unit is told; the treasurer and the committee's other members are not woken.
/// Takes a token that has expired while its session lives. For volunteers of a patrol unit, and whoever
/// has left it while they are on a patrol of it that is on its way; whoever else calls is answered with
/// the emergency number, and so is everybody whose call cannot be taken.
#[utoipa::path(post, path = "/v1/sos", tag = "sos", security(("bearer" = [])), request_body = SosCall, responses(
    (status = 201, description = "It rings.", body = SosTaken),
    (status = 200, description = "It is a repeat, or joined the call of the caller that goes on.", body = SosTaken),
    (status = 401, description = "Nobody is signed in, or the session has ended; the sentence names the emergency number.", body = ProblemDetails),
    (status = 403, description = "The caller belongs to no patrol unit and is on no patrol (`SOS_NOT_HERE`).", body = ProblemDetails),
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
    let raised = raised.map_err(|error| unheard(&request, error))?;
    let mut answer = if raised.fresh { HttpResponse::Created() } else { HttpResponse::Ok() };
    Ok(answer.json(SosTaken::of(raised, &call, &ctx)))
}

/// Says where the caller is, as often as the phone likes: those who were told and those who come see
/// one place every five seconds. Takes a token that has expired while its session lives.
#[utoipa::path(post, path = "/v1/sos/{id}/position", tag = "sos", security(("bearer" = [])),
    params(("id" = String, Path, description = "The call's id.")), request_body = SosCall, responses(
    (status = 200, description = "What became of it.", body = SosPositionAnswer),
    (status = 401, description = "Nobody is signed in, or the session has ended; the sentence names the emergency number.", body = ProblemDetails),
    (status = 404, description = "No such call, or none of the caller's unit; the sentence names the emergency number.", body = ProblemDetails),
    (status = 503, description = "The database did not answer for 15 seconds; the sentence names the emergency number.", body = ProblemDetails),
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
    let (fix, times) = (call.fix, (call.recorded_at, call.sent_at));
    let kept = patiently(until, async || sos::send_position(&ctx, id, fix, times).await).await;
    let kept = kept.map_err(|error| unheard(&request, error))?;
    Ok(HttpResponse::Ok().json(SosPositionAnswer::of(kept, &call, &ctx)))
}

/// Takes a call back, with a `reason` or without: those who were told hear that it was a false alarm.
/// The same again changes nothing. Takes a token that has expired while its session lives.
#[utoipa::path(post, path = "/v1/sos/{id}/cancel", tag = "sos", security(("bearer" = [])),
    params(("id" = String, Path, description = "The call's id.")), request_body = SosCall, responses(
    (status = 200, description = "It is over.", body = SosCancelled),
    (status = 401, description = "Nobody is signed in, or the session has ended; the sentence names the emergency number.", body = ProblemDetails),
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
    let ignored = left_out::said(&call.left_out, &ctx);
    Ok(HttpResponse::Ok().json(SosCancelled { id, status, ignored }))
}

/// Lets somebody in, and reads what they say.
async fn enter(
    door: &Door,
    request: &HttpRequest,
    payload: web::Payload,
    until: Instant,
) -> Result<(Ctx, HeardCall), Problem> {
    let admitted = patiently(until, async || {
        let ctx = door.enter_late(request).await?;
        ctx.person()?;
        Ok::<_, Error>(ctx)
    });
    match admitted.await {
        Ok(ctx) => Ok((ctx, HeardCall::of(request, payload).await)),
        Err(error) => {
            body::drain(payload).await;
            Err(unheard(request, error))
        }
    }
}

/// Why nobody hears a call, with the number that helps without an account and without this service.
fn unheard(request: &HttpRequest, error: Error) -> Problem {
    Problem::of(request, error).in_emergency(EMERGENCY)
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
}
