//! Which pages may open a WebSocket. Browsers send cookies and local-network access along with a
//! foreign page's socket and do not ask first, so the server must.

use actix_web::{HttpRequest, http::header};

/// Programs send no origin; a page of our own names our own host; others must be on the list.
pub(super) fn is_allowed(request: &HttpRequest, allowed: &[String]) -> bool {
    let Some(origin) = request.headers().get(header::ORIGIN) else {
        return true;
    };
    let Ok(origin) = origin.to_str() else {
        return false;
    };
    if allowed.iter().any(|one| one == "*" || one.eq_ignore_ascii_case(origin)) {
        return true;
    }
    let host = request.headers().get(header::HOST).and_then(|host| host.to_str().ok());
    origin
        .split_once("://")
        .zip(host)
        .is_some_and(|((_, authority), host)| authority.eq_ignore_ascii_case(host))
}
