//! The head of a file about people and what they do: nothing on the road keeps it.

use actix_web::{HttpResponse, HttpResponseBuilder, http::header};

/// An answer with a file of this kind and name, which holds no quotation mark.
pub(super) fn private(media_type: &'static str, name: &str) -> HttpResponseBuilder {
    let mut response = HttpResponse::Ok();
    response
        .content_type(media_type)
        .insert_header((header::CACHE_CONTROL, "private, no-store"))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .insert_header((header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")));
    response
}
