//! Answers for whoever is not signed in, kept until something changes: asked before a body is
//! parsed, never older than 60 seconds.
//!
//! The key is the whole request, compared in full. Whatever the change log tells of the directory
//! drops everything: changes are rare beside readings. An answer that was begun before a change
//! is not kept after it.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::Duration,
};

use actix_web::{
    HttpRequest,
    http::header::{self, HeaderName},
    web::Bytes,
};
use domain::shared::change_log::{Change, Noun};
use moka::sync::Cache;

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
    /// `Cache-Control`, where it is said.
    pub cache_control: Option<String>,
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
    answers: Option<Cache<Asked, Arc<Kept>>>,
    /// Rises with every change: an answer begun before a change is not kept after it.
    generation: AtomicU64,
    /// Nothing is kept while nobody listens to changes.
    followed: AtomicBool,
}

impl PublicCache {
    /// A cache, or none that keeps anything when it is switched off (`KRT_PUBLIC_CACHE`).
    #[must_use]
    pub fn new(on: bool) -> Self {
        let answers = on.then(|| {
            Cache::builder()
                .max_capacity(MOST_BYTES)
                .weigher(|asked: &Asked, kept: &Arc<Kept>| {
                    u32::try_from(asked.bytes() + kept.body.len() + 256).unwrap_or(u32::MAX)
                })
                .time_to_live(OLDEST)
                .build()
        });
        Self { answers, generation: AtomicU64::new(0), followed: AtomicBool::new(false) }
    }

    /// What was answered to the same request before, or leave to keep the answer; neither when
    /// the request is somebody's own.
    #[must_use]
    pub fn recall(
        &self,
        request: &HttpRequest,
        body: &Bytes,
    ) -> (Option<Arc<Kept>>, Option<Leave>) {
        let Some(answers) = &self.answers else { return (None, None) };
        let Some(asked) = asked(request, body) else { return (None, None) };
        if let Some(kept) = answers.get(&asked) {
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
        answers.insert(leave.asked, Arc::new(kept));
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
            Noun::Place | Noun::Project | Noun::Product | Noun::Category => true,
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

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    #[test]
    fn a_second_accept_header_makes_another_request() {
        let one = TestRequest::get().append_header(("accept", "text/plain")).to_http_request();
        let two = TestRequest::get()
            .append_header(("accept", "text/plain"))
            .append_header(("accept", "application/json"))
            .to_http_request();
        assert_ne!(asked(&one, &Bytes::new()), asked(&two, &Bytes::new()));
        assert!(asked(&one, &Bytes::new()).is_some());
    }
}
