//! Errors of REST: problem details (RFC 9457) in the reader's language, with a stable code.

use std::fmt;

use actix_web::{
    HttpMessage as _, HttpRequest, HttpResponse, ResponseError,
    http::{StatusCode, header},
    web,
};
use domain::{
    Error, ErrorCode, Refusal,
    shared::language::{Language, Languages},
};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{error, telemetry::RequestId};

/// What went wrong, by RFC 9457.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ProblemDetails {
    /// Where the code is explained.
    #[serde(rename = "type")]
    kind: String,
    /// The sentence for the user.
    title: String,
    /// The HTTP status.
    status: u16,
    /// The code, stable, for the app.
    code: &'static str,
    /// The request's name, for whoever helps.
    request_id: String,
    /// Every broken rule of the input.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<FieldProblem>,
}

/// A broken rule of the input.
#[derive(Debug, Serialize, ToSchema)]
pub struct FieldProblem {
    /// The code.
    code: &'static str,
    /// The path of the field in the input.
    field: Option<String>,
    /// The sentence for the user.
    message: String,
}

impl FieldProblem {
    /// The refusal in this language.
    pub(super) fn of(refusal: &Refusal, language: Language) -> Self {
        Self {
            code: refusal.code.as_str(),
            field: refusal.field.clone(),
            message: refusal.sentence(language),
        }
    }
}

/// An error on its way to a REST client.
#[derive(Debug)]
pub struct Problem {
    refusals: Vec<Refusal>,
    languages: Languages,
    request_id: String,
}

impl Problem {
    /// An error of this request.
    #[must_use]
    #[expect(clippy::needless_pass_by_value, reason = "an error ends here")]
    pub fn of(request: &HttpRequest, cause: Error) -> Self {
        let header =
            request.headers().get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
        let request_id =
            request.extensions().get::<RequestId>().map(|id| id.0.clone()).unwrap_or_default();
        Self {
            refusals: error::visible(&cause),
            languages: Languages::from_header(header),
            request_id,
        }
    }

    /// … with the number that helps in an emergency beside each sentence.
    #[must_use]
    pub fn in_emergency(mut self, number: &str) -> Self {
        let refusals = self.refusals.into_iter();
        self.refusals = refusals.map(|refusal| refusal.in_emergency(number)).collect();
        self
    }

    fn first(&self) -> Refusal {
        self.refusals.first().cloned().unwrap_or_else(|| Refusal::of(ErrorCode::Internal))
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.first().code.as_str())
    }
}

impl ResponseError for Problem {
    fn status_code(&self) -> StatusCode {
        error::status(self.first().code)
    }

    fn error_response(&self) -> HttpResponse {
        let first = self.first();
        let language = self.languages.sentences();
        let status = self.status_code();
        let details = ProblemDetails {
            kind: format!("urn:krt:error:{}", first.code.as_str().to_lowercase()),
            title: first.sentence(language),
            status: status.as_u16(),
            code: first.code.as_str(),
            request_id: self.request_id.clone(),
            errors: self
                .refusals
                .iter()
                .filter(|refusal| refusal.field.is_some())
                .map(|refusal| FieldProblem::of(refusal, language))
                .collect(),
        };
        let mut response = HttpResponse::build(status);
        response.content_type("application/problem+json");
        if let Some(seconds) = first.value("seconds") {
            response.insert_header((header::RETRY_AFTER, seconds));
        }
        if status == StatusCode::UNAUTHORIZED {
            response.insert_header((header::WWW_AUTHENTICATE, "Bearer"));
        }
        let json = serde_json::to_vec(&details).unwrap_or_default();
        response.body(json)
    }
}

impl actix_web::Responder for Problem {
    type Body = actix_web::body::BoxBody;

    fn respond_to(self, _: &HttpRequest) -> HttpResponse {
        self.error_response()
    }
}

/// Ids in paths, whose errors are problems like any other.
pub fn path_config() -> web::PathConfig {
    web::PathConfig::default().error_handler(|cause, request| {
        Problem::of(request, Refusal::of(ErrorCode::BadRequest).with("detail", cause).stop()).into()
    })
}
