//! Logs and figures: each request has a name, and leaves one line and one measurement. Neither a
//! secret nor a position is ever in them.

use std::{
    io::{self, BufWriter, IsTerminal as _},
    sync::{Mutex, OnceLock, PoisonError},
    time::Instant,
};

use actix_web::{
    Error, HttpMessage as _,
    body::MessageBody,
    dev::{ServiceRequest, ServiceResponse},
    http::{
        Method,
        header::{self, HeaderName, HeaderValue},
    },
    middleware::Next,
};
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use tracing::Instrument as _;
use tracing_appender::non_blocking::{NonBlocking, NonBlockingBuilder, WorkerGuard};
use tracing_subscriber::{EnvFilter, Layer, fmt, prelude::*, registry::LookupSpan};

use crate::config::{Config, LogFormat};

/// The name of a request, which the client sees too (`X-Request-Id`, `extensions.requestId`).
#[derive(Clone, Debug)]
pub struct RequestId(pub String);

/// In seconds: from a cached answer to one that nobody waits for.
const BUCKETS: [f64; 12] =
    [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0];

/// Bytes of lines that are written in one go.
const LINES: usize = 64 * 1024;

/// So many lines wait at most, about 2 MB.
const LINES_WAITING: usize = 8 * 1024;

/// Whoever writes the lines, until [`end`].
static WRITER: Mutex<Option<WorkerGuard>> = Mutex::new(None);

/// Begins to log. A second call, as in a test that starts two nodes, changes nothing.
///
/// The lines are written by a thread of their own, many in one go: two threads that each write a
/// line for every request wait for each other, which costs a fifth of what a node can answer. When
/// nobody reads standard error any more, whoever logs waits, as before; a kill loses what waits.
pub fn begin(config: &Config) -> Result<(), String> {
    let filter = EnvFilter::try_new(&config.log)
        .map_err(|error| format!("the setting KRT_LOG cannot work: {error}"))?;
    let mut writer = WRITER.lock().unwrap_or_else(PoisonError::into_inner);
    if writer.is_some() {
        return Ok(());
    }
    let (lines, guard) = NonBlockingBuilder::default()
        .lossy(false)
        .buffered_lines_limit(LINES_WAITING)
        .finish(BufWriter::with_capacity(LINES, io::stderr()));
    let registry = tracing_subscriber::registry().with(filter);
    let begun = match config.log_format {
        LogFormat::Text => registry.with(text(lines)).try_init(),
        LogFormat::Json => registry.with(json(lines)).try_init(),
    };
    // Somebody else in this process logs already: that is what a test may want.
    if begun.is_ok() {
        *writer = Some(guard);
    }
    Ok(())
}

/// Writes what is still to be written. Nothing is logged after this.
pub fn end() {
    drop(WRITER.lock().unwrap_or_else(PoisonError::into_inner).take());
}

fn text<S>(lines: NonBlocking) -> impl Layer<S>
where
    S: tracing::Subscriber + for<'span> LookupSpan<'span>,
{
    let ansi = io::stderr().is_terminal();
    fmt::layer().with_target(false).with_ansi(ansi).with_writer(lines)
}

fn json<S>(lines: NonBlocking) -> impl Layer<S>
where
    S: tracing::Subscriber + for<'span> LookupSpan<'span>,
{
    let layer = fmt::layer().json().flatten_event(true).with_current_span(true);
    layer.with_span_list(false).with_writer(lines)
}

/// The figures of this process; one set however many nodes a test starts in it.
pub fn figures() -> Option<&'static PrometheusHandle> {
    static HANDLE: OnceLock<Option<PrometheusHandle>> = OnceLock::new();
    HANDLE
        .get_or_init(|| {
            PrometheusBuilder::new()
                .set_buckets_for_metric(Matcher::Suffix("_seconds".to_owned()), &BUCKETS)
                .ok()?
                .install_recorder()
                .ok()
        })
        .as_ref()
}

/// Names a request, measures it, and logs it when it is answered.
pub async fn watch(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let id = domain::shared::id::request_name();
    request.extensions_mut().insert(RequestId(id.clone()));
    let method = request.method().clone();
    let app = request
        .headers()
        .get("x-app")
        .and_then(|value| value.to_str().ok())
        .map(|text| text.chars().take(80).collect::<String>())
        .unwrap_or_default();
    let span = tracing::info_span!("request", id = %id);
    let begun = Instant::now();
    let mut response = next.call(request).instrument(span.clone()).await?;
    let took = begun.elapsed();
    // The pattern, never the path: ids in a path would make a figure for each of them.
    let route = response.request().match_pattern().unwrap_or_else(|| "none".to_owned());
    let status = response.status().as_u16();
    let quiet = matches!(route.as_str(), "/livez" | "/readyz" | "/metrics");
    span.in_scope(|| {
        let milliseconds = took.as_secs_f64() * 1000.0;
        if quiet {
            tracing::debug!(%method, route, status, milliseconds, app, "answered");
        } else {
            tracing::info!(%method, route, status, milliseconds, app, "answered");
        }
    });
    let labels = [
        ("method", known_method(&method).to_owned()),
        ("route", route),
        ("status", status.to_string()),
    ];
    metrics::histogram!("krt_request_seconds", &labels).record(took.as_secs_f64());
    let headers = response.headers_mut();
    // What we call JSON is never taken for a page.
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    if let Ok(value) = HeaderValue::from_str(&id) {
        headers.insert(HeaderName::from_static("x-request-id"), value);
    }
    Ok(response)
}

/// The methods that exist. Others are the client's own words, and would make a figure for each.
fn known_method(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        Method::OPTIONS => "OPTIONS",
        _ => "OTHER",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_made_up_method_makes_no_figure_of_its_own() {
        assert_eq!(known_method(&Method::DELETE), "DELETE");
        let made_up = Method::from_bytes(b"X1234").expect("a method");
        assert_eq!(known_method(&made_up), "OTHER");
    }
}
