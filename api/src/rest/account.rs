//! Everything about oneself, as one file.

use std::sync::Arc;

use actix_web::{
    HttpRequest, HttpResponse,
    http::header::{self, ContentType},
    web::{self, Bytes},
};
use domain::{
    Ctx,
    own_data::{self, Export},
};
use futures_util::{Stream, StreamExt as _, TryStreamExt as _, stream};

use super::problem::{Problem, ProblemDetails};
use crate::{auth::Door, house::House};

/// Everything about the viewer, as JSON: an object with a list for each kind of thing. A section is
/// read when the one before it is sent, so that memory stays small. When the connection breaks the
/// phone asks again, and waits until the answer before has ended; at most 10 times an hour. Left out
/// are secrets, and why an account was shut out, which administrators alone see.
#[utoipa::path(get, path = "/v1/account/export", tag = "account", security(("bearer" = [])), responses(
    (status = 200, description = "Everything about the viewer.", content_type = "application/json"),
    (status = 401, description = "Nobody is signed in.", body = ProblemDetails),
    (status = 429, description = "More than 10 exports in an hour, or another is being sent.", body = ProblemDetails),
))]
pub async fn export(door: web::Data<Door>, request: HttpRequest) -> Result<HttpResponse, Problem> {
    let problem = |error| Problem::of(&request, error);
    let ctx = door.enter(&request).await.map_err(problem)?;
    let house = Arc::clone(door.house());
    let begun = own_data::begin_export(&ctx, &house.exports).await.map_err(problem)?;
    Ok(HttpResponse::Ok()
        .insert_header(ContentType::json())
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .insert_header((header::CONTENT_DISPOSITION, "attachment; filename=\"krt-account.json\""))
        .streaming(written(house, ctx, begun)))
}

/// The parts of the file. A section that cannot be read ends it early, and what came so far is no
/// whole JSON: nobody takes it for everything.
fn written(
    house: Arc<House>,
    ctx: Ctx,
    begun: Export,
) -> impl Stream<Item = Result<Bytes, actix_web::Error>> {
    let head = format!(
        "{{\"exportedAt\":\"{}\",\"personId\":\"{}\"",
        ctx.now().to_rfc3339_opts(chrono::SecondsFormat::Millis, true),
        begun.person()
    );
    let head = stream::iter([Ok(Bytes::from(head))]);
    let asked = Arc::new((house, ctx, begun));
    let sections = stream::iter(own_data::sections())
        .then(move |(name, treatment)| {
            let asked = Arc::clone(&asked);
            async move {
                let (house, ctx, begun) = asked.as_ref();
                let pieces = own_data::section(ctx, &house.identity, begun, treatment).await?;
                let name = [Ok(format!(",\"{name}\":"))];
                Ok::<_, domain::Error>(stream::iter(name.into_iter().chain(pieces)))
            }
        })
        .try_flatten()
        .map_ok(Bytes::from)
        .map_err(|error| {
            tracing::error!(%error, "an export was cut off");
            actix_web::error::ErrorInternalServerError("the export was cut off")
        });
    head.chain(sections).chain(stream::iter([Ok(Bytes::from_static(b"}\n"))]))
}
