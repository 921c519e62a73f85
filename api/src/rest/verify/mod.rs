//! Whether the log of a patrol is whole: the log itself as a file, the public key that checks it, and
//! the page of a printed code.

mod page;
mod words;

use actix_web::{
    HttpRequest, HttpResponse, Responder,
    http::{StatusCode, header},
    web,
};
use domain::{
    Ctx,
    mysrs::seal::{self, SealedLog},
    shared::id::PatrolId,
};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    asked, download,
    parts::parts,
    problem::{Problem, ProblemDetails},
    share::{self, Asked},
};
use crate::auth::Door;

/// The public keys that verify the logs of patrols, as a JSON Web Key Set (RFC 7517).
#[derive(Debug, Serialize, ToSchema)]
pub struct SealKeySet {
    /// The keys, newest first.
    keys: Vec<SealKey>,
}

/// An Ed25519 public key (RFC 8037).
#[derive(Debug, Serialize, ToSchema)]
struct SealKey {
    /// Always `OKP`.
    kty: &'static str,
    /// Always `Ed25519`.
    crv: &'static str,
    /// Always `EdDSA`.
    alg: &'static str,
    /// Always `sig`.
    r#use: &'static str,
    /// The key's name, as seals say it.
    kid: String,
    /// The key: 32 bytes, base64url. `krt verify --key` takes it.
    x: String,
}

/// The public keys that verify the seals of patrols' logs. Keep a copy: a log can be checked by it
/// without this service.
#[utoipa::path(get, path = "/.well-known/krt-seal-keys.json", tag = "patrols", responses((status = 200, description = "The keys.", body = SealKeySet)))]
pub async fn keys(door: web::Data<Door>) -> impl Responder {
    let key = door.house().config.log_key();
    let public = key.public();
    let key = SealKey {
        kty: "OKP",
        crv: "Ed25519",
        alg: "EdDSA",
        r#use: "sig",
        kid: public.id(),
        x: public.to_string(),
    };
    HttpResponse::Ok()
        .insert_header((header::CACHE_CONTROL, "public, max-age=300"))
        .json(SealKeySet { keys: vec![key] })
}

/// The sealed log of a patrol: a line of JSON for each row, then for each seal, then a signed end.
/// Any change to it shows to `krt verify`. Names of people are not in it; what waits for its seal is
/// not either. Of positions that are no longer kept, and of texts that went with somebody's account,
/// the digests are left. A file that is cut off has no last part: its connection breaks.
#[utoipa::path(get, path = "/v1/patrols/{id}/log.jsonl", tag = "patrols", security(("bearer" = [])),
    params(("id" = String, Path, description = "The patrol's id.")), responses(
    (status = 200, description = "The log.", content_type = "application/jsonl"),
    (status = 401, description = "Nobody is signed in.", body = ProblemDetails),
    (status = 403, description = "The caller may see the patrol but not where it went.", body = ProblemDetails),
    (status = 404, description = "No such patrol, or none that the caller may see.", body = ProblemDetails),
))]
pub async fn log(
    door: web::Data<Door>,
    request: HttpRequest,
    id: web::Path<String>,
) -> Result<HttpResponse, Problem> {
    let problem = |error| Problem::of(&request, error);
    let ctx = door.enter(&request).await.map_err(problem)?;
    let patrol: PatrolId = asked::id(&id).map_err(problem)?;
    let log = seal::log_of(&ctx, &door.house().seals, patrol).await.map_err(problem)?;
    let next = async |(ctx, door, log): &mut (Ctx, web::Data<Door>, SealedLog)| {
        log.next(ctx, &door.house().seals).await
    };
    // A way through the neighbourhood is personal.
    let mut response = download::private("application/jsonl", &format!("{patrol}.jsonl"));
    Ok(response.streaming(parts((ctx, door, log), next)))
}

/// A page for whoever has the code of a report or a certificate: which unit patrolled when, how many
/// check-ins there are, and whether the log is as it was sealed, as of a minute ago at most. No names
/// and no positions.
#[utoipa::path(get, path = "/v/{code}", tag = "patrols",
    params(("code" = String, Path, description = "The code, 16 letters; dashes, spaces and the case do not matter."), Asked),
    responses(
        (status = 200, description = "The page.", content_type = "text/html"),
        (status = 404, description = "A page that says that there is no such code.", content_type = "text/html"),
        (status = 429, description = "Too many requests.", body = ProblemDetails),
    ))]
pub async fn page(
    door: web::Data<Door>,
    request: HttpRequest,
    code: web::Path<String>,
) -> Result<HttpResponse, Problem> {
    let problem = |error| Problem::of(&request, error);
    let mut ctx = door.enter(&request).await.map_err(problem)?;
    ctx.languages = share::languages(&request);
    let language = ctx.languages.sentences();
    match seal::shown(&ctx, &door.house().seals, &code).await {
        Ok(shown) => Ok(share::sentence(StatusCode::OK, page::html(&shown, language))),
        Err(cause) if share::is_missing(&cause) => {
            Ok(share::sentence(StatusCode::NOT_FOUND, page::missing(language)))
        }
        Err(cause) => Err(problem(cause)),
    }
}
