//! Everything about oneself, as one file.

use actix_web::{
    HttpRequest, HttpResponse,
    http::header::{self, ContentType},
    web::{self, Bytes},
};
use domain::{
    Ctx,
    own_data::{self, Export},
};
use futures_util::{Stream, StreamExt as _, stream};

use super::problem::{Problem, ProblemDetails};
use crate::auth::Door;

/// Everything about the viewer, as JSON: an object with a list for each kind of thing. A section is
/// read when the one before it is sent, so that memory stays small. When the connection breaks the
/// phone asks again; at most 10 times an hour.
#[utoipa::path(get, path = "/v1/account/export", tag = "account", security(("bearer" = [])), responses(
    (status = 200, description = "Everything about the viewer.", content_type = "application/json"),
    (status = 401, description = "Nobody is signed in.", body = ProblemDetails),
    (status = 429, description = "More than 10 exports in an hour.", body = ProblemDetails),
))]
pub async fn export(door: web::Data<Door>, request: HttpRequest) -> Result<HttpResponse, Problem> {
    let problem = |error| Problem::of(&request, error);
    let ctx = door.enter(&request).await.map_err(problem)?;
    let begun = own_data::begin_export(&ctx).await.map_err(problem)?;
    Ok(HttpResponse::Ok()
        .insert_header(ContentType::json())
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .insert_header((header::CONTENT_DISPOSITION, "attachment; filename=\"krt-account.json\""))
        .streaming(written(ctx, begun)))
}

/// The parts of the file. A section that cannot be read ends it early, and what came so far is no
/// whole JSON: nobody takes it for everything.
fn written(ctx: Ctx, begun: Export) -> impl Stream<Item = Result<Bytes, actix_web::Error>> {
    let head = format!(
        "{{\"exportedAt\":\"{}\",\"personId\":\"{}\"",
        ctx.now().to_rfc3339_opts(chrono::SecondsFormat::Millis, true),
        begun.person()
    );
    let head = stream::iter([Ok(Bytes::from(head))]);
    let sections = stream::iter(own_data::sections()).then(move |(name, treatment)| {
        let ctx = ctx.clone();
        async move {
            let rows = own_data::section(&ctx, begun, treatment).await.map_err(|error| {
                tracing::error!(%error, name, "an export was cut off");
                actix_web::error::ErrorInternalServerError("the export was cut off")
            })?;
            Ok(Bytes::from(format!(",\"{name}\":{rows}")))
        }
    });
    head.chain(sections).chain(stream::iter([Ok(Bytes::from_static(b"}\n"))]))
}
