//! What a phone shows that scans a committee's poster without the app.

use actix_web::{HttpRequest, HttpResponse, http::header, web};
use domain::{Error, community::join_code};

use super::problem::{Problem, ProblemDetails};

/// What may be in the page: its own few lines, and nothing from anywhere.
const POLICY: &str =
    "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// A page with the code of a poster, for whoever scans it without the app. Whether the code lets
/// anybody in is told to the signed-in alone, by `membershipJoin`.
#[utoipa::path(get, path = "/j/{code}", tag = "join",
    params(("code" = String, Path, description = "The code, as it is printed.")), responses(
    (status = 200, description = "A page that says what to do with the code.", content_type = "text/html"),
    (status = 404, description = "This is no code.", body = ProblemDetails),
))]
pub async fn poster(
    request: HttpRequest,
    code: web::Path<String>,
) -> Result<HttpResponse, Problem> {
    // What can be read holds letters and digits alone: it needs no care in a page.
    let printed = join_code::readable(&code).map(|letters| join_code::printed(&letters));
    let code = printed.ok_or_else(|| Problem::of(&request, Error::not_found()))?;
    Ok(HttpResponse::Ok()
        .content_type("text/html; charset=utf-8")
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .insert_header((header::CONTENT_SECURITY_POLICY, POLICY))
        .insert_header((header::REFERRER_POLICY, "no-referrer"))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .insert_header(("x-robots-tag", "noindex"))
        .body(page(&code)))
}

fn page(code: &str) -> String {
    format!(
        "<!doctype html>\n<html lang=\"ms\">\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<title>{code}</title>\n\
         <p>Buka aplikasi MyKRT, pilih \u{201c}Sertai dengan kod\u{201d} dan taip:</p>\n\
         <p lang=\"en\">Open the MyKRT app, choose \u{201c}Join with a code\u{201d} and type:</p>\n\
         <h1>{code}</h1>\n</html>\n"
    )
}
