//! What the fake store says, as S3 writes it.

use std::fmt::Write as _;

use domain::shared::clock::Clock;
use hyper::{
    HeaderMap, Method,
    body::Bytes,
    header::{self, HeaderValue},
    http::request::Parts,
};

use super::{Bucket, NAME, Object, signature};

/// One answer.
pub(super) struct Said {
    pub(super) status: u16,
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
}

impl Said {
    fn new(status: u16, body: Bytes) -> Self {
        Self { status, headers: HeaderMap::new(), body }
    }

    fn with(mut self, name: header::HeaderName, value: &str) -> Self {
        self.headers.insert(name, HeaderValue::from_str(value).expect("a value"));
        self
    }

    fn xml(status: u16, inner: &str) -> Self {
        let text = format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n{inner}");
        Self::new(status, text.into()).with(header::CONTENT_TYPE, "application/xml")
    }
}

/// An answer that says what is wrong.
pub(super) fn wrong(status: u16, code: &str) -> Said {
    let inner =
        format!("<Error><Code>{code}</Code><Message>no</Message><RequestId>1</RequestId></Error>");
    Said::xml(status, &inner)
}

impl Bucket {
    /// Does what it is asked.
    pub(super) fn obey(&self, head: &Parts, key: &str, body: Bytes) -> Said {
        match (&head.method, key) {
            (&Method::GET, "") => self.list(head.uri.query().unwrap_or_default()),
            (_, "") => wrong(501, "NotImplemented"),
            // In parts nothing comes that is as small as a picture.
            _ if head.uri.query().is_some() => wrong(501, "NotImplemented"),
            (&Method::PUT, _) => self.put(key, body),
            (&Method::GET | &Method::HEAD, _) => {
                let object = self.memory().objects.get(key).cloned();
                object.map_or_else(|| wrong(404, "NoSuchKey"), |object| shown(head, &object))
            }
            // One that is not there is as good as gone.
            (&Method::DELETE, _) => {
                self.memory().objects.remove(key);
                Said::new(204, Bytes::new())
            }
            _ => wrong(405, "MethodNotAllowed"),
        }
    }

    fn put(&self, key: &str, bytes: Bytes) -> Said {
        let etag = format!("\"{}\"", &signature::digest(&bytes)[..32]);
        let put_at = Clock::System.now().format("%a, %d %b %Y %H:%M:%S GMT").to_string();
        let said = Said::new(200, Bytes::new()).with(header::ETAG, &etag);
        self.memory().objects.insert(key.to_owned(), Object { bytes, etag, put_at });
        said
    }

    fn list(&self, query: &str) -> Said {
        let url = format!("http://x/?{query}");
        let url = reqwest::Url::parse(&url).expect("a query");
        let prefix = url.query_pairs().find(|(name, _)| name == "prefix");
        let prefix = prefix.map_or_else(String::new, |(_, value)| value.into_owned());
        let memory = self.memory();
        let mut contents = String::new();
        for (key, Object { bytes, etag, .. }) in &memory.objects {
            if key.starts_with(&prefix) {
                let size = bytes.len();
                write!(
                    contents,
                    "<Contents><Key>{key}</Key><LastModified>2026-03-14T04:00:00.000Z</LastModified>\
                     <ETag>{etag}</ETag><Size>{size}</Size></Contents>"
                )
                .expect("a text");
            }
        }
        let inner = format!(
            "<ListBucketResult><Name>{NAME}</Name><Prefix>{prefix}</Prefix>\
             <IsTruncated>false</IsTruncated>{contents}</ListBucketResult>"
        );
        Said::xml(200, &inner)
    }
}

/// An object, or the part of it that is asked for.
fn shown(head: &Parts, object: &Object) -> Said {
    let range = head.headers.get(header::RANGE).and_then(|range| {
        let (from, until) = range.to_str().ok()?.strip_prefix("bytes=")?.split_once('-')?;
        let from: usize = from.parse().ok()?;
        let last = object.bytes.len().checked_sub(1)?;
        Some((from, until.parse().unwrap_or(last).min(last)))
    });
    let (length, etag) = (object.bytes.len(), object.etag.as_str());
    let said = match range {
        None => Said::new(200, object.bytes.clone()),
        Some((from, until)) if from <= until => {
            let part = object.bytes.slice(from..=until);
            let which = format!("bytes {from}-{until}/{length}");
            Said::new(206, part).with(header::CONTENT_RANGE, &which)
        }
        Some(_) => return wrong(416, "InvalidRange"),
    };
    let bytes = said.body.len().to_string();
    said.with(header::ETAG, etag)
        .with(header::LAST_MODIFIED, &object.put_at)
        .with(header::CONTENT_LENGTH, &bytes)
        .with(header::CONTENT_TYPE, "binary/octet-stream")
}
