//! Signing in, staying in and out, for clients that speak no GraphQL.

use actix_web::{HttpRequest, HttpResponse, http::header, web};
use domain::identity::{Second, SignedIn, SigningIn};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    body::{self, Most},
    problem::{Problem, ProblemDetails},
};
use crate::auth::Door;

/// What somebody gives to sign in.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SessionCreate {
    /// The mobile number, in any common Malaysian spelling.
    #[schema(example = "012-345 6789")]
    phone: String,
    /// The password.
    password: String,
    /// The six digits of the authenticator app, when the answer without them is `TOTP_REQUIRED`.
    totp_code: Option<String>,
    /// One of the recovery codes, when the phone with the app is gone.
    recovery_code: Option<String>,
}

/// What a phone gives to stay signed in.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SessionRefresh {
    /// The newest refresh token; when its answer was lost, the same one again.
    refresh_token: String,
}

/// The tokens of a session.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[expect(clippy::struct_field_names, reason = "they are the names on the wire")]
pub struct Session {
    /// The session's id.
    session_id: String,
    /// The person's id.
    person_id: String,
    /// For requests: `Authorization: Bearer …`. Counts for 10 minutes.
    access_token: String,
    /// Until when the access token counts.
    access_expires_at: chrono::DateTime<chrono::Utc>,
    /// For the next refresh, once.
    refresh_token: String,
    /// Until when the session lasts without another refresh.
    refresh_expires_at: chrono::DateTime<chrono::Utc>,
}

impl From<SignedIn> for Session {
    fn from(signed_in: SignedIn) -> Self {
        Self {
            session_id: signed_in.session.to_string(),
            person_id: signed_in.person.id.to_string(),
            access_token: signed_in.access_token,
            access_expires_at: signed_in.access_expires_at,
            refresh_token: signed_in.refresh_token,
            refresh_expires_at: signed_in.refresh_expires_at,
        }
    }
}

/// Signs a person in.
#[utoipa::path(post, path = "/v1/session", tag = "session", request_body = SessionCreate, responses(
    (status = 200, description = "Signed in.", body = Session),
    (status = 401, description = "The number and the password do not belong together, or the second factor is missing or wrong.", body = ProblemDetails),
    (status = 429, description = "Too many tries.", body = ProblemDetails),
))]
pub async fn create(
    door: web::Data<Door>,
    request: HttpRequest,
    payload: web::Payload,
) -> Result<HttpResponse, Problem> {
    let problem = |error| Problem::of(&request, error);
    let (ctx, sent): (_, SessionCreate) =
        body::enter(&door, &request, payload, Most::USUAL).await?;
    let identity = &door.house().identity;
    let second = sent.totp_code.map(Second::Totp).or(sent.recovery_code.map(Second::Recovery));
    let given = SigningIn { phone: sent.phone, password: sent.password, second };
    let signed_in = identity.sign_in(&ctx, &given).await.map_err(problem)?;
    Ok(tokens(signed_in))
}

/// Exchanges a refresh token for its successor. When the answer is lost, the same token may be
/// sent again.
#[utoipa::path(post, path = "/v1/session/refresh", tag = "session", request_body = SessionRefresh, responses(
    (status = 200, description = "Still signed in.", body = Session),
    (status = 401, description = "The session has ended, or the token was used before.", body = ProblemDetails),
))]
pub async fn refresh(
    door: web::Data<Door>,
    request: HttpRequest,
    payload: web::Payload,
) -> Result<HttpResponse, Problem> {
    let problem = |error| Problem::of(&request, error);
    let (ctx, sent): (_, SessionRefresh) =
        body::enter(&door, &request, payload, Most::USUAL).await?;
    let identity = &door.house().identity;
    let signed_in = identity.refresh(&ctx, &sent.refresh_token).await.map_err(problem)?;
    Ok(tokens(signed_in))
}

/// Signs out: ends the session of the access token on every node.
#[utoipa::path(delete, path = "/v1/session", tag = "session", security(("bearer" = [])), responses(
    (status = 204, description = "Signed out."),
    (status = 401, description = "Nobody is signed in.", body = ProblemDetails),
))]
pub async fn revoke(door: web::Data<Door>, request: HttpRequest) -> Result<HttpResponse, Problem> {
    let problem = |error| Problem::of(&request, error);
    let ctx = door.enter(&request).await.map_err(problem)?;
    door.house().identity.sign_out(&ctx, None).await.map_err(problem)?;
    Ok(HttpResponse::NoContent().finish())
}

/// The tokens, which nobody on the way may keep.
pub(super) fn tokens(signed_in: SignedIn) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .json(Session::from(signed_in))
}
