//! Entity tags: what a client has already is not sent again.

use actix_web::{HttpRequest, http::header};
use sha2::{Digest as _, Sha256};

/// A strong tag: exactly these bytes.
pub fn strong(bytes: &[u8]) -> String {
    let hash = sha256_hex(bytes);
    format!("\"{}\"", hash.get(..32).unwrap_or(&hash))
}

/// A weak tag, for a body that may travel compressed.
pub fn weak(body: &[u8]) -> String {
    format!("W/{}", strong(body))
}

/// Whether the client says that it has this (`If-None-Match`, RFC 9110, 13.1.2: compared weakly).
pub fn unchanged(request: &HttpRequest, etag: &str) -> bool {
    let opaque = |tag: &str| tag.trim().trim_start_matches("W/").to_owned();
    let known = request.headers().get_all(header::IF_NONE_MATCH);
    known
        .filter_map(|value| value.to_str().ok())
        .any(|value| value.trim() == "*" || value.split(',').any(|tag| opaque(tag) == opaque(etag)))
}

/// The SHA-256 of some bytes in lower-case hexadecimal.
pub fn sha256_hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    Sha256::digest(bytes).iter().fold(String::with_capacity(64), |mut hex, byte| {
        // Writing into a String cannot fail.
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}
