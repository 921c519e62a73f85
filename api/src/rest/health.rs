//! Whether the node lives, whether it can work, and its figures.

use std::time::{Duration, Instant};

use actix_web::{HttpRequest, HttpResponse, Responder, web};
use domain::{Error, shared::db};
use serde::Serialize;
use tokio::sync::Mutex;
use utoipa::ToSchema;

use super::problem::{Problem, ProblemDetails};
use crate::{
    auth::{Door, address},
    telemetry,
};

/// A part that does not answer within this is taken for gone.
const PATIENCE: Duration = Duration::from_secs(2);
/// How long an answer about readiness counts.
const LOOK_AGAIN: Duration = Duration::from_secs(1);

/// Whether a node can work.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Readiness {
    /// Whether everything answers and the tables fit.
    ready: bool,
    /// Whether the database answers.
    database: bool,
    /// Whether Redis answers; true when none is used.
    redis: bool,
    /// The newest step of the database's tables.
    migration: Option<String>,
    /// The newest step that this program knows.
    migration_wanted: &'static str,
}

/// What was last found out about readiness: asking again within a second costs nothing, and
/// whoever asks meanwhile waits for the same answer.
#[derive(Debug, Default)]
pub struct LastLook(Mutex<Option<(Instant, Readiness)>>);

/// Whether the process lives. Asks nothing else.
#[utoipa::path(get, path = "/livez", tag = "running", responses((status = 200, description = "The process lives.")))]
pub async fn livez() -> impl Responder {
    HttpResponse::Ok().content_type("text/plain").body("ok\n")
}

/// Whether the node can work: the database and Redis answer, and the tables fit this program.
#[utoipa::path(get, path = "/readyz", tag = "running", responses(
    (status = 200, description = "It can work.", body = Readiness),
    (status = 503, description = "A part is missing; the answer says which.", body = Readiness),
))]
pub async fn readyz(door: web::Data<Door>, last: web::Data<LastLook>) -> impl Responder {
    let mut last = last.0.lock().await;
    let known = last.take().filter(|(at, _)| at.elapsed() < LOOK_AGAIN);
    let known = match known {
        Some(known) => known,
        None => (Instant::now(), look(&door).await),
    };
    let (_, mut readiness) = last.insert(known).clone();
    drop(last);
    // Asked each time: a node that stops must be left at once.
    readiness.ready &= !*door.house().stop.borrow();
    let mut response =
        if readiness.ready { HttpResponse::Ok() } else { HttpResponse::ServiceUnavailable() };
    response.json(readiness)
}

async fn look(door: &Door) -> Readiness {
    let tools = &door.house().tools;
    let migration = tokio::time::timeout(PATIENCE, db::migration(&tools.db)).await;
    let migration = migration.ok().and_then(Result::ok);
    let redis = tokio::time::timeout(PATIENCE, tools.cache.ping()).await;
    let redis = matches!(redis, Ok(Ok(())));
    let migration_wanted = migrations::latest();
    let fits = migration.as_ref().is_some_and(|step| step.as_deref() == Some(migration_wanted));
    Readiness {
        ready: fits && redis,
        database: migration.is_some(),
        redis,
        migration: migration.flatten(),
        migration_wanted,
    }
}

/// The figures of this process, in the text form of Prometheus. Only for this machine and the
/// networks of the trusted proxies (`KRT_TRUSTED_PROXIES`).
#[utoipa::path(get, path = "/metrics", tag = "running", responses(
    (status = 200, description = "The figures.", content_type = "text/plain"),
    (status = 404, description = "The caller comes from outside.", body = ProblemDetails),
))]
pub async fn metrics(door: web::Data<Door>, request: HttpRequest) -> Result<HttpResponse, Problem> {
    if !address::is_inside(&request, &door.house().config) {
        return Err(Problem::of(&request, Error::not_found()));
    }
    let text = telemetry::figures().map(metrics_exporter_prometheus::PrometheusHandle::render);
    let text = text.unwrap_or_default();
    Ok(HttpResponse::Ok().content_type("text/plain; version=0.0.4").body(text))
}
