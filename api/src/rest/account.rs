//! Everything about oneself, as one file.

use std::sync::Arc;

use actix_web::{
    HttpMessage as _, HttpRequest, HttpResponse,
    http::header::{self, ContentType},
    rt,
    web::{self, Bytes},
};
use domain::{
    Ctx,
    own_data::{self, CutOff, Export},
};
use futures_util::{Stream, stream};
use tokio::sync::mpsc::{self, Receiver, Sender};

use super::problem::{Problem, ProblemDetails};
use crate::{auth::Door, house::House, telemetry::RequestId};

/// So many parts wait for the phone; another one is made meanwhile.
const WAITING: usize = 1;

/// Everything about the viewer, as JSON: an object with a list for each kind of thing. A section is
/// read when the one before it is sent, so that memory stays small. When the connection breaks the
/// phone asks again; the answer before is cut off then. It may take 10 minutes, and be begun 10 times
/// an hour. An answer that was cut off is no whole JSON. Left out are secrets, and why an account was
/// shut out, which administrators alone see.
#[utoipa::path(get, path = "/v1/account/export", tag = "account", security(("bearer" = [])), responses(
    (status = 200, description = "Everything about the viewer.", content_type = "application/json"),
    (status = 401, description = "Nobody is signed in.", body = ProblemDetails),
    (status = 429, description = "More than 10 exports in an hour, or another was asked for meanwhile.", body = ProblemDetails),
))]
pub async fn export(door: web::Data<Door>, request: HttpRequest) -> Result<HttpResponse, Problem> {
    let problem = |error| Problem::of(&request, error);
    let ctx = door.enter(&request).await.map_err(problem)?;
    let house = Arc::clone(door.house());
    let export = own_data::begin_export(&ctx, &house.exports).await.map_err(problem)?;
    let name = request.extensions().get::<RequestId>().map(|id| id.0.clone()).unwrap_or_default();
    let (to, parts) = mpsc::channel(WAITING);
    // By itself, and not when the connection takes more: of a phone that is gone without a word the
    // connection takes nothing for many minutes, and its export must end nevertheless.
    rt::spawn(write(Asked { house, ctx, export, request: name }, to));
    Ok(HttpResponse::Ok()
        .insert_header(ContentType::json())
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .insert_header((header::CONTENT_DISPOSITION, "attachment; filename=\"krt-account.json\""))
        .streaming(sent(parts)))
}

/// An export, and what it takes to write it.
struct Asked {
    house: Arc<House>,
    ctx: Ctx,
    export: Export,
    /// The name of the request.
    request: String,
}

/// A part of the file.
enum Part {
    More(Bytes),
    Last(Bytes),
}

/// Writes the file until it is whole, cut off, or nobody reads it any more.
async fn write(asked: Asked, to: Sender<Part>) {
    let request = &asked.request;
    tokio::select! {
        biased;
        why = asked.export.cut_off() => match why {
            CutOff::AskedAgain => {
                tracing::info!(request, "an export was cut off: a newer one was asked for");
            }
            CutOff::TooLong => tracing::warn!(request, "an export was cut off: it took too long"),
        },
        written = write_parts(&asked, &to) => if let Err(error) = written {
            tracing::error!(request, %error, "an export was cut off");
        },
    }
}

/// Writes one part after the other, each when the one before it is on its way.
async fn write_parts(asked: &Asked, to: &Sender<Part>) -> domain::Result<()> {
    let Asked { house, ctx, export, request: _ } = asked;
    let head = format!(
        "{{\"exportedAt\":\"{}\",\"personId\":\"{}\"",
        ctx.now().to_rfc3339_opts(chrono::SecondsFormat::Millis, true),
        export.person()
    );
    let mut put = to.send(Part::More(Bytes::from(head))).await;
    for (name, treatment) in own_data::sections() {
        let pieces = own_data::section(ctx, &house.identity, export, treatment).await?;
        for text in std::iter::once(Ok(format!(",\"{name}\":"))).chain(pieces) {
            if put.is_err() {
                // The phone has hung up.
                return Ok(());
            }
            put = to.send(Part::More(Bytes::from(text?))).await;
        }
    }
    // When it has hung up by now it does not matter.
    let _ = to.send(Part::Last(Bytes::from_static(b"}\n"))).await;
    Ok(())
}

/// The parts as they go out. A file that is not written to its end breaks the connection off, and what
/// came so far is no whole JSON: nobody takes it for everything.
fn sent(parts: Receiver<Part>) -> impl Stream<Item = Result<Bytes, actix_web::Error>> {
    stream::unfold(Some(parts), |parts| async {
        let mut parts: Receiver<Part> = parts?;
        Some(match parts.recv().await {
            Some(Part::More(bytes)) => (Ok(bytes), Some(parts)),
            Some(Part::Last(bytes)) => (Ok(bytes), None),
            None => (Err(actix_web::error::ErrorInternalServerError("it was cut off")), None),
        })
    })
}
