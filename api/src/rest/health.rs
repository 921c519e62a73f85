//! Whether the node lives, whether it can work, and its figures.

use std::time::Duration;

use actix_web::{HttpResponse, Responder, web};
use domain::shared::db;
use serde::Serialize;
use utoipa::ToSchema;

use crate::{auth::Door, telemetry};

/// A part that does not answer within this is taken for gone.
const PATIENCE: Duration = Duration::from_secs(2);

/// Whether a node can work.
#[derive(Debug, Serialize, ToSchema)]
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
pub async fn readyz(door: web::Data<Door>) -> impl Responder {
    let tools = &door.house().tools;
    let stopping = *door.house().stop.borrow();
    let migration = tokio::time::timeout(PATIENCE, db::migration(&tools.db)).await;
    let migration = migration.ok().and_then(Result::ok);
    let redis = tokio::time::timeout(PATIENCE, tools.cache.ping()).await;
    let redis = matches!(redis, Ok(Ok(())));
    let migration_wanted = migrations::latest();
    let fits = migration.as_ref().is_some_and(|step| step.as_deref() == Some(migration_wanted));
    let readiness = Readiness {
        ready: fits && redis && !stopping,
        database: migration.is_some(),
        redis,
        migration: migration.flatten(),
        migration_wanted,
    };
    let mut response =
        if readiness.ready { HttpResponse::Ok() } else { HttpResponse::ServiceUnavailable() };
    response.json(readiness)
}

/// The figures of this process, in the text form of Prometheus.
#[utoipa::path(get, path = "/metrics", tag = "running", responses((status = 200, description = "The figures.", content_type = "text/plain")))]
pub async fn metrics() -> impl Responder {
    let text = telemetry::figures().map(metrics_exporter_prometheus::PrometheusHandle::render);
    HttpResponse::Ok().content_type("text/plain; version=0.0.4").body(text.unwrap_or_default())
}
