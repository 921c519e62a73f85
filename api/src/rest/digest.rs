//! The link in a digest's mail that makes it the last one (RFC 8058): nobody signs in for it.

use actix_web::{HttpRequest, HttpResponse, web};
use domain::{mykrt::notice, shared::language::Language};

use super::{
    problem::{Problem, ProblemDetails},
    share::{self, page::begin},
};
use crate::auth::Door;

/// A page with a button that ends the digests of whoever the mail went to. The page alone ends
/// nothing: programs that look at links in mails open it too.
#[utoipa::path(get, path = "/v1/digest/unsubscribe/{token}", tag = "notices",
    params(("token" = String, Path, description = "As it stands in the mail.")), responses(
    (status = 200, description = "A page with a button.", content_type = "text/html"),
    (status = 404, description = "This is no link of a digest.", body = ProblemDetails),
))]
pub async fn ask(
    door: web::Data<Door>,
    request: HttpRequest,
    token: web::Path<String>,
) -> Result<HttpResponse, Problem> {
    let problem = |error| Problem::of(&request, error);
    let check = notice::check_digest_link;
    let ctx = door.enter_by_link(&request, &token, check).await.map_err(problem)?;
    let language = ctx.languages.sentences();
    let (question, button) = match language {
        Language::En => ("Do you not want the MyKRT digest any more?", "Stop the digest"),
        _ => ("Tidak mahu ringkasan MyKRT lagi?", "Hentikan ringkasan"),
    };
    // Without an address the form leads to the page's own.
    let form = format!(
        "<p>{question}</p>\n<form method=\"post\"><button type=\"submit\">{button}</button></form>\n"
    );
    Ok(page(language, &form))
}

/// Ends the digests of whoever the mail went to: the button, and what a mail program sends at one
/// click (`List-Unsubscribe=One-Click`). A repeat is no error.
#[utoipa::path(post, path = "/v1/digest/unsubscribe/{token}", tag = "notices",
    params(("token" = String, Path, description = "As it stands in the mail.")), responses(
    (status = 200, description = "A page that says so.", content_type = "text/html"),
    (status = 404, description = "This is no link of a digest.", body = ProblemDetails),
))]
pub async fn end(
    door: web::Data<Door>,
    request: HttpRequest,
    token: web::Path<String>,
) -> Result<HttpResponse, Problem> {
    let problem = |error| Problem::of(&request, error);
    let check = notice::check_digest_link;
    let ctx = door.enter_by_link(&request, &token, check).await.map_err(problem)?;
    notice::end_digest_by_link(&ctx, &token).await.map_err(problem)?;
    let language = ctx.languages.sentences();
    let said = match language {
        Language::En => "No digest comes any more. You can ask for it again in the MyKRT app.",
        _ => "Ringkasan telah dihentikan. Anda boleh memintanya semula dalam aplikasi MyKRT.",
    };
    Ok(page(language, &format!("<p>{said}</p>\n")))
}

fn page(language: Language, body: &str) -> HttpResponse {
    let begin = begin(language);
    share::form(format!("{begin}<title>MyKRT</title>\n<main>\n{body}</main>\n</html>\n"))
}
