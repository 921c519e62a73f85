//! Signing on by the department's sign-in service (OpenID Connect), for a web page and a phone alike.
//!
//! The page or app keeps a secret of its own (32 bytes of chance, base64url) and opens
//! `/v1/sign-on?redirect=…&challenge=…` in the browser, `challenge` being the base64url of the
//! secret's SHA-256. The sign-in service sends the browser back to the page or app, at one of the
//! registered addresses, with `code` and `state`; these are posted to `/v1/sign-on/callback` with the
//! secret, and the answer is a session like any other. So no token ever stands in an address, and what
//! somebody else catches on the way back is of no use without the secret.
//!
//! Without `redirect` and `challenge` the browser itself is bound by a cookie and comes back to
//! `/v1/sign-on/callback` here, which answers with the session: for whoever can read what their
//! browser shows, such as a program with a browser of its own.

use actix_web::{HttpRequest, HttpResponse, http::header, web};
use domain::{
    ErrorCode, Refusal,
    identity::{Beginning, Binding, Returned},
};
use serde::{Deserialize, de::DeserializeOwned};
use utoipa::ToSchema;

use super::{
    body::{self, Most},
    problem::{Problem, ProblemDetails},
    session::{self, Session},
    unreadable,
};
use crate::auth::Door;

/// How long the browser keeps the cookie, in seconds: as long as a sign-on may take.
const COOKIE_SECONDS: u32 = 600;

/// How to begin.
#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct SignOnBegin {
    /// Where to come back to: one of the registered addresses, to the letter. Without it the usual
    /// one.
    redirect: Option<String>,
    /// The base64url, without padding, of the SHA-256 of a secret that the page or app keeps. Needed
    /// for every address but this service's own.
    challenge: Option<String>,
    /// `true` lets the sign-in service ask again who it is, though it knows: for what needs a fresh
    /// proof.
    #[serde(default)]
    fresh: bool,
}

/// What the sign-in service adds to the address that it sends the browser back to.
#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct SignOnReturn {
    /// The one-time code.
    code: Option<String>,
    /// Which sign-on it answers.
    state: Option<String>,
    /// Who answers (RFC 9207).
    iss: Option<String>,
    /// Why not.
    error: Option<String>,
}

/// What a page or an app brings from the sign-in service.
#[derive(Deserialize, ToSchema)]
pub struct SignOnFinish {
    /// The one-time code; none when the sign-in service said no.
    code: Option<String>,
    /// Which sign-on it answers.
    state: Option<String>,
    /// Who answers (RFC 9207), when the sign-in service says so.
    iss: Option<String>,
    /// Why not, when the sign-in service said no.
    error: Option<String>,
    /// The secret of which `challenge` was made.
    verifier: String,
}

/// Begins a sign-on: sends the browser to the department's sign-in service. What is begun lasts ten
/// minutes.
#[utoipa::path(get, path = "/v1/sign-on", tag = "session", params(SignOnBegin), responses(
    (status = 302, description = "To the sign-in service."),
    (status = 400, description = "The address to come back to is not registered, or the challenge is missing or wrong, or an access token came along.", body = ProblemDetails),
    (status = 404, description = "There is no single sign-on here.", body = ProblemDetails),
    (status = 503, description = "The sign-in service does not answer.", body = ProblemDetails),
))]
pub async fn begin(door: web::Data<Door>, request: HttpRequest) -> Result<HttpResponse, Problem> {
    let problem = |error| Problem::of(&request, error);
    let ctx = door.enter(&request).await.map_err(problem)?;
    if request.headers().contains_key(header::AUTHORIZATION) {
        // A client that follows redirects without thinking would carry its token to the provider.
        let detail = "Authorization does not belong here";
        return Err(problem(Refusal::of(ErrorCode::BadRequest).with("detail", detail).stop()));
    }
    let asked: SignOnBegin = query(&request)?;
    let cookie = Cookie::of(&door.house().config.public_url);
    let binding = match asked.challenge {
        Some(challenge) => Binding::Challenge(challenge),
        None => Binding::Cookie(cookie.read(&request)),
    };
    let beginning = Beginning { redirect: asked.redirect, binding, fresh: asked.fresh };
    let begun = door.house().sign_on.begin(&ctx, beginning).await.map_err(problem)?;
    let mut response = HttpResponse::Found();
    response
        .insert_header((header::LOCATION, begun.location))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .insert_header((header::REFERRER_POLICY, "no-referrer"));
    if let Some(value) = begun.cookie {
        response.insert_header((header::SET_COOKIE, cookie.write(&value)));
    }
    Ok(response.finish())
}

/// Ends a sign-on that the browser's cookie binds: where the sign-in service sends the browser back
/// to. A code and a state count once.
#[utoipa::path(get, path = "/v1/sign-on/callback", tag = "session", params(SignOnReturn), responses(
    (status = 200, description = "Signed in.", body = Session),
    (status = 400, description = "Begun too long ago or elsewhere, or used already.", body = ProblemDetails),
    (status = 401, description = "The sign-in service said no, or what it gave is not good.", body = ProblemDetails),
    (status = 403, description = "Nobody here is linked to what the sign-in service calls the person; the sentence names that.", body = ProblemDetails),
    (status = 404, description = "There is no single sign-on here.", body = ProblemDetails),
    (status = 503, description = "The sign-in service does not answer.", body = ProblemDetails),
))]
pub async fn come_back(
    door: web::Data<Door>,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    let problem = |error| Problem::of(&request, error);
    let ctx = door.enter(&request).await.map_err(problem)?;
    let SignOnReturn { code, state, iss, error } = query(&request)?;
    let back = Returned { code, state, iss, error };
    let proof = Cookie::of(&door.house().config.public_url).read(&request).unwrap_or_default();
    let signed_in = door.house().sign_on.finish(&ctx, &back, &proof).await.map_err(problem)?;
    Ok(session::tokens(signed_in))
}

/// Ends a sign-on that a page's or an app's secret binds. A code and a state count once.
#[utoipa::path(post, path = "/v1/sign-on/callback", tag = "session", request_body = SignOnFinish, responses(
    (status = 200, description = "Signed in.", body = Session),
    (status = 400, description = "Begun too long ago or elsewhere, or used already.", body = ProblemDetails),
    (status = 401, description = "The sign-in service said no, or what it gave is not good.", body = ProblemDetails),
    (status = 403, description = "Nobody here is linked to what the sign-in service calls the person; the sentence names that.", body = ProblemDetails),
    (status = 404, description = "There is no single sign-on here.", body = ProblemDetails),
    (status = 503, description = "The sign-in service does not answer.", body = ProblemDetails),
))]
pub async fn finish(
    door: web::Data<Door>,
    request: HttpRequest,
    payload: web::Payload,
) -> Result<HttpResponse, Problem> {
    let problem = |error| Problem::of(&request, error);
    let (ctx, sent): (_, SignOnFinish) = body::enter(&door, &request, payload, Most::USUAL).await?;
    let SignOnFinish { code, state, iss, error, verifier } = sent;
    let back = Returned { code, state, iss, error };
    let signed_in = door.house().sign_on.finish(&ctx, &back, &verifier).await.map_err(problem)?;
    Ok(session::tokens(signed_in))
}

fn query<T: DeserializeOwned>(request: &HttpRequest) -> Result<T, Problem> {
    let read = web::Query::<T>::from_query(request.query_string());
    read.map(web::Query::into_inner)
        .map_err(|cause| Problem::of(request, unreadable::of(&cause).stop()))
}

/// The cookie that binds a browser. `__Host-` keeps other hosts of the same domain from setting it,
/// which browsers grant over TLS only.
struct Cookie {
    name: &'static str,
    secure: &'static str,
}

impl Cookie {
    fn of(public_url: &str) -> Self {
        if public_url.starts_with("https://") {
            Self { name: "__Host-krt-sign-on", secure: "; Secure" }
        } else {
            Self { name: "krt-sign-on", secure: "" }
        }
    }

    /// `Lax`, because the browser comes back from another site.
    fn write(&self, value: &str) -> String {
        let Self { name, secure } = self;
        format!("{name}={value}; Path=/; Max-Age={COOKIE_SECONDS}; HttpOnly; SameSite=Lax{secure}")
    }

    fn read(&self, request: &HttpRequest) -> Option<String> {
        let headers = request.headers().get_all(header::COOKIE);
        let mut pairs = headers.filter_map(|value| value.to_str().ok()).flat_map(|v| v.split(';'));
        pairs.find_map(|pair| {
            let (name, value) = pair.trim().split_once('=')?;
            (name == self.name).then(|| value.to_owned())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cookie_is_bound_to_its_host_where_there_is_tls() {
        let cookie = Cookie::of("https://krt.example");
        assert_eq!(
            cookie.write("v"),
            "__Host-krt-sign-on=v; Path=/; Max-Age=600; HttpOnly; SameSite=Lax; Secure"
        );
        let request = actix_web::test::TestRequest::default()
            .insert_header((header::COOKIE, "krt-sign-on=a; x=y; __Host-krt-sign-on=b=c"))
            .to_http_request();
        assert_eq!(cookie.read(&request).as_deref(), Some("b=c"));
        assert_eq!(Cookie::of("http://127.0.0.1").read(&request).as_deref(), Some("a"));
    }
}
