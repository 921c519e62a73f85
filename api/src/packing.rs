//! Packing answers on their way out, for whoever takes them packed.
//!
//! `actix_web::middleware::Compress` has no lower bound. A phone takes everything packed, and most of what
//! it is answered is a few hundred bytes: they travel in one packet either way, and packing them costs
//! more than writing them. What is remembered for the public is packed once
//! ([`public_cache`](crate::public_cache)), and passes here as it is.

use actix_http::encoding::Encoder;
use actix_web::{
    Error, HttpMessage as _, HttpRequest,
    body::{BodySize, EitherBody, MessageBody},
    dev::{ServiceRequest, ServiceResponse},
    http::header::{self, AcceptEncoding, ContentEncoding, Encoding, HeaderMap, HeaderValue},
    middleware::Next,
};

/// What is smaller, in bytes, is sent as it is: with its head it fits one packet of some 1,400. What is
/// larger actix packs on another thread.
const WORTH_PACKING: u64 = 1024;

/// Into what this program packs answers, for choosing among what a client takes.
static ENCODINGS: [Encoding; 3] = [Encoding::identity(), Encoding::gzip(), Encoding::deflate()];

/// How a client wants to be answered; as it is when it takes nothing that we know.
#[must_use]
pub fn wanted(request: &HttpRequest) -> ContentEncoding {
    let taken = request.get_header::<AcceptEncoding>();
    match taken.and_then(|taken| taken.negotiate(ENCODINGS.iter())) {
        Some(Encoding::Known(encoding)) => encoding,
        Some(Encoding::Unknown(_)) | None => ContentEncoding::Identity,
    }
}

/// Packs the answer to a request, when that is worth it.
pub async fn pack<B: MessageBody>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B, Encoder<B>>>, Error> {
    let answer = next.call(request).await?;
    if !is_worth_packing(answer.response().body().size(), answer.headers()) {
        return Ok(answer.map_into_left_body());
    }
    let wanted = wanted(answer.request());
    if wanted == ContentEncoding::Identity {
        return Ok(answer.map_into_left_body());
    }
    Ok(answer.map_body(|head, body| EitherBody::right(Encoder::response(wanted, head, body))))
}

/// Whether a body becomes smaller by it. Pictures are packed already, except those that are drawn.
fn is_worth_packing(size: BodySize, headers: &HeaderMap) -> bool {
    let is_small = match size {
        BodySize::None => true,
        BodySize::Sized(bytes) => bytes < WORTH_PACKING,
        BodySize::Stream => false,
    };
    let media_type = headers.get(header::CONTENT_TYPE).map_or(&b""[..], HeaderValue::as_bytes);
    let is_picture = media_type.starts_with(b"image/") || media_type.starts_with(b"video/");
    !is_small && (!is_picture || media_type.starts_with(b"image/svg"))
}
