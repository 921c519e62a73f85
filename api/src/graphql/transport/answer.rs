//! Writes answers: every error with its code and the request's id, and JSON straight into bytes.

use actix_web::web::Bytes;
use async_graphql::{Executor, Response, ServerError, Value};
use serde::Serialize;

use super::{Endpoint, Gate, Problem, Refusal, TransportCode};

/// Room for a usual answer, so that most are written without growing.
const USUAL_BYTES: usize = 4 * 1024;

/// The request never ran: the document does not fit the schema. Errors of execution have a path.
pub(super) fn is_request_error(response: &Response) -> bool {
    response.data == Value::Null
        && !response.errors.is_empty()
        && response.errors.iter().all(|error| error.path.is_empty())
}

/// Gives every error a code and the request's id.
pub(super) fn complete<G: Gate, E: Executor>(
    endpoint: &Endpoint<G, E>,
    response: &mut Response,
    request_id: &str,
    language: Option<&str>,
) {
    if response.errors.is_empty() {
        return;
    }
    let default = if is_request_error(response) {
        TransportCode::GraphqlValidationFailed
    } else {
        TransportCode::ArgumentInvalid
    };
    for error in &mut response.errors {
        if !has_code(error) {
            endpoint.gate.mend(error, language);
        }
        let known = has_code(error);
        let extensions = error.extensions.get_or_insert_default();
        if !known {
            extensions.set("code", default.as_str());
        }
        extensions.set("requestId", request_id);
    }
}

fn has_code(error: &ServerError) -> bool {
    error.extensions.as_ref().is_some_and(|extensions| extensions.get("code").is_some())
}

/// A transport's refusal as the one error of an answer.
pub(super) fn of_problem<G: Gate, E: Executor>(
    endpoint: &Endpoint<G, E>,
    problem: Problem,
    request_id: &str,
    language: Option<&str>,
) -> ServerError {
    let code = problem.code;
    let mut error = problem.into_error(|| endpoint.gate.sentence(code, language));
    error.extensions.get_or_insert_default().set("requestId", request_id);
    error
}

/// A gate's refusal as the one error of an answer.
pub(super) fn of_refusal(refusal: &Refusal, request_id: &str) -> ServerError {
    let mut error = ServerError::new(refusal.message.clone(), None);
    let extensions = error.extensions.get_or_insert_default();
    extensions.set("code", refusal.code);
    extensions.set("requestId", request_id);
    if let Some(seconds) = refusal.retry_after {
        extensions.set("retryAfter", Value::from(seconds));
    }
    error
}

/// The JSON of an answer that ran.
pub(super) fn of_response(response: &Response) -> Bytes {
    if !response.errors.is_empty() || !response.extensions.is_empty() {
        return write(response);
    }
    let mut bytes = Vec::with_capacity(USUAL_BYTES + plain_bytes(&response.data));
    bytes.extend_from_slice(br#"{"data":"#);
    let copied = copy(&response.data, &mut bytes);
    bytes.push(b'}');
    written(copied, bytes)
}

/// The length of what was written plainly: only root fields are.
fn plain_bytes(data: &Value) -> usize {
    let Value::Object(roots) = data else { return 0 };
    let length = |root: &Value| if let Value::Binary(json) = root { json.len() } else { 0 };
    roots.values().map(length).sum()
}

/// Writes a value, and copies what was [written plainly](crate::graphql::plain) as it is.
fn copy(value: &Value, to: &mut Vec<u8>) -> serde_json::Result<()> {
    match value {
        Value::Binary(json) => to.extend_from_slice(json),
        Value::Object(fields) => {
            to.push(b'{');
            for (index, (name, value)) in fields.iter().enumerate() {
                if index > 0 {
                    to.push(b',');
                }
                serde_json::to_writer(&mut *to, name.as_str())?;
                to.push(b':');
                copy(value, to)?;
            }
            to.push(b'}');
        }
        Value::List(items) => {
            to.push(b'[');
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    to.push(b',');
                }
                copy(item, to)?;
            }
            to.push(b']');
        }
        Value::Null | Value::Number(_) | Value::String(_) | Value::Boolean(_) | Value::Enum(_) => {
            serde_json::to_writer(to, value)?;
        }
    }
    Ok(())
}

/// The JSON of a request that did not run: it has no `data` at all.
pub(super) fn of_errors(errors: &[ServerError]) -> Bytes {
    #[derive(Serialize)]
    struct Errors<'a> {
        errors: &'a [ServerError],
    }
    write(&Errors { errors })
}

fn write(value: &impl Serialize) -> Bytes {
    let mut bytes = Vec::with_capacity(USUAL_BYTES);
    let written_well = serde_json::to_writer(&mut bytes, value);
    written(written_well, bytes)
}

fn written(well: serde_json::Result<()>, bytes: Vec<u8>) -> Bytes {
    match well {
        Ok(()) => Bytes::from(bytes),
        // Only a scalar of our own that fails to write itself comes here.
        Err(error) => {
            tracing::error!(%error, "an answer could not be written");
            Bytes::from_static(
                br#"{"errors":[{"message":"The answer could not be written.","extensions":{"code":"INTERNAL"}}]}"#,
            )
        }
    }
}
