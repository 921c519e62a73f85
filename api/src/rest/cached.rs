//! Entity tags: what a client has already is not sent again.

use actix_web::{HttpRequest, http::header};
use sha2::{Digest as _, Sha256};

/// The entity tag of a body. Weak, because the same body may travel compressed.
pub fn etag(body: &[u8]) -> String {
    use std::fmt::Write as _;
    let mut tag = String::from("W/\"");
    for byte in Sha256::digest(body).iter().take(16) {
        // Writing to a string cannot fail.
        let _ = write!(tag, "{byte:02x}");
    }
    tag.push('"');
    tag
}

/// Whether the client says that it has this (`If-None-Match`, RFC 9110, 13.1.2: compared weakly).
pub fn unchanged(request: &HttpRequest, etag: &str) -> bool {
    let opaque = |tag: &str| tag.trim().trim_start_matches("W/").to_owned();
    let known = request.headers().get_all(header::IF_NONE_MATCH);
    known
        .filter_map(|value| value.to_str().ok())
        .any(|value| value.trim() == "*" || value.split(',').any(|tag| opaque(tag) == opaque(etag)))
}
