//! Answers for whoever is not signed in, kept until something changes: asked before a body is
//! parsed, never older than 60 seconds.
//!
//! The key is the whole request, compared in full. Whatever the change log tells of the directory
//! drops everything: changes are rare beside readings. An answer that was begun before a change
//! is not kept after it. What begins or ends by the clock alone, such as a promotion, is told by
//! nobody: each answer says itself until when it is right, and is not given after that.

#[cfg(test)]
mod tests;

use std::{
    io::Write as _,
    ops::Deref,
    sync::{
        Arc, OnceLock,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::Duration,
};

use actix_web::{
    HttpRequest, HttpResponse, HttpResponseBuilder,
    http::header::{self, ContentEncoding, HeaderMap, HeaderName, HeaderValue},
    web::Bytes,
};
use chrono::TimeDelta;
use domain::{
    krt_shop::insight::Sighting,
    shared::{
        change_log::{Change, Noun},
        clock::{Clock, Instant},
    },
};
use flate2::{Compression, write::GzEncoder};
use moka::sync::Cache;

use crate::{etag, packing};

/// No answer is given when it is older.
const OLDEST: Duration = Duration::from_mins(1);
/// The most bytes of answers and keys that a node keeps.
const MOST_BYTES: u64 = 16 * 1024 * 1024;
/// Requests longer than this are not worth keeping.
const LONGEST_KEY: usize = 16 * 1024;

/// What an answer depends on: everything that was asked.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Asked {
    /// Method, path and query.
    line: String,
    /// `Accept`, `Accept-Language` and `X-App`.
    headers: [String; 3],
    body: Bytes,
}

impl Asked {
    fn bytes(&self) -> usize {
        self.line.len() + self.headers.iter().map(String::len).sum::<usize>() + self.body.len()
    }
}

/// An answer that is kept.
#[derive(Clone, Debug)]
pub struct Kept {
    /// The body.
    pub body: Bytes,
    /// Its media type.
    pub content_type: &'static str,
    /// Its entity tag, where it has one.
    pub etag: Option<String>,
    /// `Cache-Control`, where it is said, as if the answer were right for ever: see [`Kept::control`].
    pub cache_control: Option<String>,
    /// Until when it is right by itself (`Ctx::shown_until`); none: for ever.
    pub until: Option<Instant>,
    /// What is counted for sellers each time it is given (`Ctx::sightings`).
    pub seen: Vec<Sighting>,
}

impl Kept {
    /// What `Cache-Control` says of it at this moment: nobody keeps it longer than it is right.
    #[must_use]
    pub fn control(&self, now: Instant) -> Option<String> {
        let control = self.cache_control.as_deref()?;
        Some(within(control, self.until.map(|until| until - now)))
    }

    /// An answer of REST at this moment, without its body, and whether that is all of it: whoever asks
    /// has this already.
    #[must_use]
    pub fn begun(&self, request: &HttpRequest, now: Instant) -> (HttpResponseBuilder, bool) {
        let tag = self.etag.as_deref().unwrap_or_default();
        let known = etag::unchanged(request, tag);
        let mut response = if known { HttpResponse::NotModified() } else { HttpResponse::Ok() };
        response
            .insert_header((header::ETAG, tag))
            .insert_header((header::CACHE_CONTROL, self.control(now).unwrap_or_default()));
        (response, known)
    }
}

/// An answer as it is remembered: packed once, for all who take it packed.
#[derive(Debug)]
pub struct Remembered {
    kept: Kept,
    /// The packed body; none when packing gains nothing.
    packed: OnceLock<Option<Bytes>>,
}

impl Remembered {
    /// The answer with its body: packed when the client takes that, so that nothing is packed again
    /// on its way out.
    #[must_use]
    pub fn answer(&self, request: &HttpRequest, mut builder: HttpResponseBuilder) -> HttpResponse {
        builder.content_type(self.content_type);
        if packing::wanted(request) == ContentEncoding::Gzip
            && let Some(packed) = self.packed()
        {
            let mut response =
                builder.insert_header((header::CONTENT_ENCODING, "gzip")).body(packed.clone());
            vary_by_encoding(response.headers_mut());
            return response;
        }
        builder.body(self.body.clone())
    }

    fn packed(&self) -> Option<&Bytes> {
        let packed = self.packed.get_or_init(|| {
            let packed = Bytes::from(packed(&self.body)?);
            (packed.len() < self.body.len()).then_some(packed)
        });
        packed.as_ref()
    }
}

impl Deref for Remembered {
    type Target = Kept;

    fn deref(&self) -> &Kept {
        &self.kept
    }
}

fn packed(body: &[u8]) -> Option<Vec<u8>> {
    let mut packer = GzEncoder::new(Vec::with_capacity(body.len() / 4), Compression::default());
    packer.write_all(body).ok()?;
    packer.finish().ok()
}

/// Says that the answer hangs on the encoding too, in the one line that other layers read.
fn vary_by_encoding(headers: &mut HeaderMap) {
    let said = headers.get_all(header::VARY).filter_map(|said| said.to_str().ok());
    let said: Vec<&str> = said.chain(["Accept-Encoding"]).collect();
    if let Ok(said) = HeaderValue::from_str(&said.join(", ")) {
        headers.insert(header::VARY, said);
    }
}

/// A `Cache-Control` that lets nobody keep, or show meanwhile, what is right for so long and no
/// longer; none: for ever.
#[must_use]
pub fn within(control: &str, left: Option<TimeDelta>) -> String {
    let Some(left) = left else { return control.to_owned() };
    let whole = left.num_seconds().max(0);
    let mut left = whole;
    let mut kept = Vec::new();
    // `max-age` comes first: what may be shown while somebody asks again follows upon it.
    for part in control.split(',').map(str::trim) {
        let seconds = |text: &str| text.parse::<i64>().unwrap_or(0);
        match part.split_once('=') {
            Some((name @ ("max-age" | "stale-while-revalidate"), text)) => {
                let seconds = seconds(text).min(left);
                left -= seconds;
                if name == "max-age" || seconds > 0 {
                    kept.push(format!("{name}={seconds}"));
                }
            }
            // What caches on the way may keep, whatever browsers may.
            Some((name @ "s-maxage", text)) => {
                kept.push(format!("{name}={}", seconds(text).min(whole)));
            }
            _ => kept.push(part.to_owned()),
        }
    }
    kept.join(", ")
}

/// Leave to keep the answer to a request, given before it is worked out.
#[derive(Debug)]
pub struct Leave {
    asked: Asked,
    generation: u64,
}

/// What a node remembers for the public.
#[derive(Debug)]
pub struct PublicCache {
    answers: Option<Cache<Asked, Arc<Remembered>>>,
    /// Rises with every change: an answer begun before a change is not kept after it.
    generation: AtomicU64,
    /// Nothing is kept while nobody listens to changes.
    followed: AtomicBool,
    clock: Clock,
}

impl PublicCache {
    /// A cache, or none that keeps anything when it is switched off (`KRT_PUBLIC_CACHE`).
    #[must_use]
    pub fn new(on: bool, clock: Clock) -> Self {
        let answers = on.then(|| {
            Cache::builder()
                .max_capacity(MOST_BYTES)
                .weigher(|asked: &Asked, kept: &Arc<Remembered>| {
                    let seen = kept.seen.len() * size_of::<Sighting>();
                    // Packed it is about a quarter of that again.
                    let bytes = asked.bytes() + kept.body.len() * 5 / 4 + seen + 256;
                    u32::try_from(bytes).unwrap_or(u32::MAX)
                })
                .time_to_live(OLDEST)
                .build()
        });
        let (generation, followed) = (AtomicU64::new(0), AtomicBool::new(false));
        Self { answers, generation, followed, clock }
    }

    /// What was answered to the same request before, or leave to keep the answer; neither when
    /// the request is somebody's own.
    #[must_use]
    pub fn recall(
        &self,
        request: &HttpRequest,
        body: &Bytes,
    ) -> (Option<Arc<Remembered>>, Option<Leave>) {
        let Some(answers) = &self.answers else { return (None, None) };
        let Some(asked) = asked(request, body) else { return (None, None) };
        let right =
            |kept: &Arc<Remembered>| kept.until.is_none_or(|until| self.clock.now() < until);
        if let Some(kept) = answers.get(&asked).filter(right) {
            return (Some(kept), None);
        }
        let generation = self.generation.load(Ordering::SeqCst);
        (None, Some(Leave { asked, generation }))
    }

    /// Keeps an answer, unless something has changed since the leave was given.
    pub fn keep(&self, leave: Leave, kept: Kept) {
        let Some(answers) = &self.answers else { return };
        let current = || self.generation.load(Ordering::SeqCst) == leave.generation;
        if !self.followed.load(Ordering::SeqCst) || !current() {
            return;
        }
        let asked = leave.asked.clone();
        let packed = OnceLock::new();
        answers.insert(leave.asked, Arc::new(Remembered { kept, packed }));
        // A change may have come between the look and the keeping.
        if self.generation.load(Ordering::SeqCst) != leave.generation {
            answers.invalidate(&asked);
        }
    }

    /// Keeps answers from now on: somebody tells every change.
    pub fn begin(&self) {
        self.followed.store(true, Ordering::SeqCst);
    }

    /// Keeps nothing any more: nobody tells changes.
    pub fn end(&self) {
        self.followed.store(false, Ordering::SeqCst);
        self.drop_all();
    }

    /// Drops what these changes make wrong, and everything when some were missed.
    pub fn hear(&self, changes: &[Arc<Change>], missed: bool) {
        let shown = |change: &Arc<Change>| match change.noun {
            Noun::Place
            | Noun::Project
            | Noun::Product
            | Noun::Category
            | Noun::Certificate
            | Noun::Kiosk
            | Noun::Words => true,
            Noun::Person
            | Noun::Session
            | Noun::SigningKey
            | Noun::Notice
            | Noun::NoticeReceipt
            | Noun::PatrolUnit
            | Noun::Checkpoint
            | Noun::UnitApplication
            | Noun::Patrol => false,
            // What ends by time is never kept.
            Noun::Appointment => false,
            // For the people of an area.
            Noun::Activity | Noun::Incident => false,
            // For the people of a unit.
            Noun::Sos => false,
            // Two people's own affair.
            Noun::Enquiry => false,
        };
        if missed || changes.iter().any(shown) {
            self.drop_all();
        }
    }

    fn drop_all(&self) {
        self.generation.fetch_add(1, Ordering::SeqCst);
        if let Some(answers) = &self.answers {
            answers.invalidate_all();
        }
    }
}

/// The key of a request of somebody who is not signed in.
fn asked(request: &HttpRequest, body: &Bytes) -> Option<Asked> {
    let headers = request.headers();
    if headers.contains_key(header::AUTHORIZATION) {
        return None;
    }
    let text = |name: HeaderName| {
        headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned()
    };
    // All of them, as negotiation reads them: by a second one the first could be overruled.
    let accept: Vec<&str> =
        headers.get_all(header::ACCEPT).filter_map(|value| value.to_str().ok()).collect();
    let accept = accept.join(",");
    let uri = request.uri().path_and_query().map_or("/", |uri| uri.as_str());
    let asked = Asked {
        line: format!("{} {uri}", request.method()),
        headers: [accept, text(header::ACCEPT_LANGUAGE), text(HeaderName::from_static("x-app"))],
        body: body.clone(),
    };
    (asked.bytes() <= LONGEST_KEY).then_some(asked)
}
