//! Reads a body and counts while it reads.

use std::time::Duration;

use actix_web::{
    http::header::{self, HeaderMap},
    web::{Bytes, BytesMut, Payload},
};
use futures_util::StreamExt;

use super::{Problem, TransportCode};

/// What is read and thrown away after the limit, so that the client is done sending and reads the
/// answer instead of a broken connection: a hundred times the largest honest request.
const DRAINED_BYTES: usize = 25 * 1024 * 1024;
const DRAINED_TIME: Duration = Duration::from_secs(5);

/// Only JSON in UTF-8: every other type a page may send without asking first would let a foreign
/// page act for its visitor.
pub(crate) fn check_content_type(headers: &HeaderMap) -> Result<(), Problem> {
    let refused = || Problem::new(TransportCode::UnsupportedMediaType);
    let value = headers.get(header::CONTENT_TYPE).ok_or_else(refused)?;
    // A compressed body could unfold to any size; no client of ours sends one.
    let encoding = headers.get(header::CONTENT_ENCODING);
    if encoding.is_some_and(|encoding| encoding != "identity") {
        return Err(refused());
    }
    let mut parts = value.to_str().map_err(|_| refused())?.split(';').map(str::trim);
    let name = parts.next().unwrap_or_default();
    if !name.eq_ignore_ascii_case("application/json") {
        return Err(refused());
    }
    let charset = parts.find_map(|part| {
        let (name, value) = part.split_once('=')?;
        name.eq_ignore_ascii_case("charset").then(|| value.trim_matches('"'))
    });
    match charset {
        Some(charset) if !charset.eq_ignore_ascii_case("utf-8") => Err(refused()),
        _ => Ok(()),
    }
}

/// Reads the whole body, at most `limit` bytes.
pub(crate) async fn read(
    headers: &HeaderMap,
    mut payload: Payload,
    limit: usize,
    time: Duration,
) -> Result<Bytes, Problem> {
    let announced = headers
        .get(header::CONTENT_LENGTH)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.parse::<usize>().ok());
    if announced.is_some_and(|length| length > limit) {
        drain(payload).await;
        return Err(Problem::over(TransportCode::BodyTooLarge, limit as u64));
    }
    let reading = async {
        let mut whole = BytesMut::new();
        while let Some(chunk) = payload.next().await {
            let chunk =
                chunk.map_err(|error| Problem::because(TransportCode::BadRequest, &error))?;
            if whole.len() + chunk.len() > limit {
                return Ok(None);
            }
            // A body that came in one piece is not copied.
            if whole.is_empty() {
                whole = BytesMut::from(chunk);
            } else {
                whole.extend_from_slice(&chunk);
            }
        }
        Ok(Some(whole.freeze()))
    };
    match tokio::time::timeout(time, reading).await {
        Ok(Ok(Some(body))) => Ok(body),
        Ok(Ok(None)) => {
            drain(payload).await;
            Err(Problem::over(TransportCode::BodyTooLarge, limit as u64))
        }
        Ok(Err(problem)) => Err(problem),
        Err(_) => Err(Problem::new(TransportCode::BodyTimeout)),
    }
}

/// Throws away what the client still sends, within reason.
pub(crate) async fn drain(mut payload: Payload) {
    let reading = async {
        let mut left = DRAINED_BYTES;
        while let Some(Ok(chunk)) = payload.next().await {
            let Some(rest) = left.checked_sub(chunk.len()) else {
                break;
            };
            left = rest;
        }
    };
    // Whether it came to an end or not, the answer is the same.
    let _ = tokio::time::timeout(DRAINED_TIME, reading).await;
}
