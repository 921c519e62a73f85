//! Reads JSON bodies after the door has let somebody in: nobody keeps a worker waiting, and nothing
//! is read of whoever has no request left.

use std::time::Duration;

use actix_web::{
    HttpRequest,
    web::{Bytes, Payload},
};
use domain::{Ctx, Error, ErrorCode, Refusal};
use serde::de::DeserializeOwned;

use super::{problem::Problem, unreadable};
use crate::{
    auth::Door,
    graphql::transport::{self, TransportCode, body},
};

/// How large a body may be, and how long it may take.
#[derive(Clone, Copy, Debug)]
pub struct Most {
    /// In bytes.
    bytes: usize,
    /// From the first byte to the last.
    time: Duration,
}

impl Most {
    /// As for GraphQL.
    pub const USUAL: Self = Self { bytes: 256 * 1024, time: Duration::from_secs(30) };
    /// 2,000 fixes of about 250 bytes, twice; 17 kB a second, a slow phone at the edge of a cell.
    pub const UPLOAD: Self = Self { bytes: 1024 * 1024, time: Duration::from_mins(1) };
}

/// Lets somebody in and reads what they send.
pub async fn enter<T: DeserializeOwned>(
    door: &Door,
    request: &HttpRequest,
    payload: Payload,
    most: Most,
) -> Result<(Ctx, T), Problem> {
    let (ctx, bytes) = enter_with_bytes(door, request, payload, most).await?;
    let sent = serde_json::from_slice(&bytes)
        .map_err(|cause| Problem::of(request, unreadable::of(&cause).stop()))?;
    Ok((ctx, sent))
}

/// Lets somebody in and takes what they send as it is.
pub async fn enter_with_bytes(
    door: &Door,
    request: &HttpRequest,
    payload: Payload,
    most: Most,
) -> Result<(Ctx, Bytes), Problem> {
    let problem = |error| Problem::of(request, error);
    let admitted = door.enter(request).await.and_then(|ctx| {
        body::check_content_type(request.headers()).map_err(|cause| unread(&cause, most))?;
        Ok(ctx)
    });
    let ctx = match admitted {
        Ok(ctx) => ctx,
        Err(error) => {
            body::drain(payload).await;
            return Err(problem(error));
        }
    };
    let bytes = body::read(request.headers(), payload, most.bytes, most.time).await;
    let bytes = bytes.map_err(|cause| problem(unread(&cause, most)))?;
    Ok((ctx, bytes))
}

fn unread(cause: &transport::Problem, most: Most) -> Error {
    let refusal = match cause.code {
        TransportCode::BodyTooLarge => {
            let limit = format!("{} KiB", most.bytes / 1024);
            Refusal::of(ErrorCode::BodyTooLarge).with("limit", limit)
        }
        TransportCode::UnsupportedMediaType => {
            Refusal::of(ErrorCode::MediaTypeUnsupported).with("wanted", "application/json")
        }
        _ => Refusal::of(ErrorCode::BadRequest).with("detail", "the body did not arrive"),
    };
    refusal.stop()
}
