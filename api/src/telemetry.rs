//! Logs and figures: each request has a name, and leaves one line and one measurement. Neither a
//! secret nor a position is ever in them.

use std::{
    cell::RefCell,
    collections::HashMap,
    fmt::{self, Write as _},
    io::{self, BufWriter, IsTerminal as _},
    sync::{Mutex, OnceLock, PoisonError},
    thread,
    time::{Duration, Instant},
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
use metrics::Histogram;
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use serde::Serialize;
use tokio::task_local;
use tracing::{
    Event,
    field::{Field, Visit},
};
use tracing_appender::non_blocking::{NonBlockingBuilder, WorkerGuard};
use tracing_subscriber::{
    EnvFilter,
    fmt::{
        FmtContext, FormatEvent, FormatFields,
        format::{Format, Writer},
        layer,
        time::{FormatTime as _, SystemTime},
    },
    prelude::*,
    registry::LookupSpan,
};

use crate::config::{Config, LogFormat};

/// The name of a request, which the client sees too (`X-Request-Id`, `extensions.requestId`).
#[derive(Clone, Debug)]
pub struct RequestId(pub String);

/// In seconds: from a cached answer to one that nobody waits for.
const BUCKETS: [f64; 12] =
    [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0];

/// Bytes of lines that are written in one go.
const LINES: usize = 64 * 1024;

/// How long the thread that writes the lines rests after it wrote all there were. While it rests nobody
/// who logs has to wake it, which costs more than a line.
const REST: Duration = Duration::from_millis(5);

/// So many lines wait at most, about 2 MB.
const LINES_WAITING: usize = 8 * 1024;

/// Room for a usual line, in bytes.
const USUAL_LINE: usize = 320;

task_local! {
    /// The request that a line speaks of.
    static REQUEST: RequestId;
}

/// Whoever writes the lines, until [`end`].
static WRITER: Mutex<Option<WorkerGuard>> = Mutex::new(None);

/// Begins to log. A second call, as in a test that starts two nodes, changes nothing.
///
/// The lines are written by a thread of their own, many in one go: two threads that each write a
/// line for every request wait for each other, which costs a fifth of what a node can answer. When
/// nobody reads standard error any more, whoever logs waits, as before; a crash or a kill loses what
/// waits: the lines of the last 5 ms.
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
        .finish(Rested(BufWriter::with_capacity(LINES, io::stderr())));
    let ansi = config.log_format == LogFormat::Text && io::stderr().is_terminal();
    let line = match config.log_format {
        LogFormat::Text => Line::Text(Format::default().with_target(false).with_ansi(ansi)),
        LogFormat::Json => Line::Json,
    };
    let layer = layer().with_ansi(ansi).event_format(line).with_writer(lines);
    let begun = tracing_subscriber::registry().with(filter).with(layer).try_init();
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

/// Rests whenever everything is written.
struct Rested<W>(W);

impl<W: io::Write> io::Write for Rested<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes)
    }

    #[expect(
        clippy::disallowed_methods,
        reason = "the thread that writes the lines does nothing else"
    )]
    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()?;
        thread::sleep(REST);
        Ok(())
    }
}

/// One line of the log: JSON for programs, or text for people. It names the request during which it
/// was written. That name is a task's own value and no span: nothing is made, kept and taken apart
/// again for the thousands of requests that have a single line to say.
enum Line {
    Json,
    Text(Format),
}

impl<S, N> FormatEvent<S, N> for Line
where
    S: tracing::Subscriber + for<'span> LookupSpan<'span>,
    N: for<'writer> FormatFields<'writer> + 'static,
{
    fn format_event(
        &self,
        context: &FmtContext<'_, S, N>,
        mut writer: Writer<'_>,
        event: &Event<'_>,
    ) -> fmt::Result {
        let request = REQUEST.try_with(|id| id.0.clone()).ok();
        match self {
            Self::Text(format) => {
                if let Some(request) = request {
                    write!(writer, "{request} ")?;
                }
                format.format_event(context, writer, event)
            }
            Self::Json => {
                let mut line = String::with_capacity(USUAL_LINE);
                line.push_str("{\"timestamp\":\"");
                SystemTime.format_time(&mut Writer::new(&mut line))?;
                let (level, target) = (event.metadata().level(), event.metadata().target());
                write!(line, "\",\"level\":\"{level}\",\"target\":\"{target}\"")?;
                let mut fields = Fields { line: line.into_bytes(), failed: Ok(()) };
                if let Some(request) = request {
                    fields.put("request", &request);
                }
                event.record(&mut fields);
                fields.failed?;
                fields.line.extend_from_slice(b"}\n");
                writer.write_str(str::from_utf8(&fields.line).map_err(|_| fmt::Error)?)
            }
        }
    }
}

/// The fields of a line in JSON.
struct Fields {
    line: Vec<u8>,
    failed: fmt::Result,
}

impl Fields {
    fn put(&mut self, name: &str, value: &(impl Serialize + ?Sized)) {
        for part in [",\"", name, "\":"] {
            self.line.extend_from_slice(part.as_bytes());
        }
        if serde_json::to_writer(&mut self.line, value).is_err() {
            self.failed = Err(fmt::Error);
        }
    }
}

impl Visit for Fields {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.put(field.name(), &format!("{value:?}"));
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.put(field.name(), value);
    }

    fn record_f64(&mut self, field: &Field, value: f64) {
        self.put(field.name(), &value);
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        self.put(field.name(), &value);
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.put(field.name(), &value);
    }

    fn record_bool(&mut self, field: &Field, value: bool) {
        self.put(field.name(), &value);
    }
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
    let begun = Instant::now();
    let mut response = REQUEST.scope(RequestId(id.clone()), next.call(request)).await?;
    let took = begun.elapsed();
    // The pattern, never the path: ids in a path would make a figure for each of them.
    let route = response.request().match_pattern().unwrap_or_else(|| "none".to_owned());
    let status = response.status().as_u16();
    let quiet = matches!(route.as_str(), "/livez" | "/readyz" | "/metrics");
    let (method, milliseconds) = (known_method(&method), took.as_secs_f64() * 1000.0);
    if quiet {
        tracing::debug!(request = id, method, route, status, milliseconds, app, "answered");
    } else {
        tracing::info!(request = id, method, route, status, milliseconds, app, "answered");
    }
    measure(method, route, status, took);
    let headers = response.headers_mut();
    // What we call JSON is never taken for a page.
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    if let Ok(value) = HeaderValue::from_str(&id) {
        headers.insert(HeaderName::from_static("x-request-id"), value);
    }
    Ok(response)
}

/// Records a measurement. Each thread remembers the histogram of each method, status and route: finding
/// it by its labels costs more than recording.
fn measure(method: &'static str, route: String, status: u16, took: Duration) {
    type Routes = HashMap<String, Histogram>;
    thread_local! {
        static KNOWN: RefCell<HashMap<(&'static str, u16), Routes>> = RefCell::default();
    }
    KNOWN.with_borrow_mut(|known| {
        let routes = known.entry((method, status)).or_default();
        if let Some(histogram) = routes.get(&route) {
            histogram.record(took.as_secs_f64());
            return;
        }
        let labels = [
            ("method", method.to_owned()),
            ("route", route.clone()),
            ("status", status.to_string()),
        ];
        let histogram = metrics::histogram!("krt_request_seconds", &labels);
        histogram.record(took.as_secs_f64());
        routes.insert(route, histogram);
    });
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
