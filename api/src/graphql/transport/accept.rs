//! Which of our answers the client wants, by its `Accept` header.

use actix_web::http::header::HeaderMap;

/// The answers we can give.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Answer {
    /// `application/graphql-response+json`: the status tells whether the request was executable.
    GraphqlResponse,
    /// `application/json`: 200 for every well-formed request, as older clients expect.
    Json,
    /// `text/event-stream`.
    EventStream,
}

impl Answer {
    pub const fn content_type(self) -> &'static str {
        match self {
            Self::GraphqlResponse => "application/graphql-response+json; charset=utf-8",
            Self::Json => "application/json; charset=utf-8",
            Self::EventStream => "text/event-stream; charset=utf-8",
        }
    }
}

/// The best answer, or `None` when none is acceptable. Without the header, or with `*/*`, it is
/// `application/json`, as the specification asks.
pub(super) fn negotiate(headers: &HeaderMap) -> Option<Answer> {
    let mut named = false;
    let mut best: Option<(f32, u8, Answer)> = None;
    for header in headers.get_all("accept") {
        let Ok(header) = header.to_str() else {
            continue;
        };
        for range in header.split(',') {
            let mut parts = range.split(';').map(str::trim);
            let Some(name) = parts.next().filter(|name| !name.is_empty()) else {
                continue;
            };
            named = true;
            let weight = parts
                .find_map(|part| part.strip_prefix("q="))
                .and_then(|weight| weight.parse::<f32>().ok())
                .unwrap_or(1.0);
            if weight <= 0.0 {
                continue;
            }
            // Between equals the more particular range decides, then the one named first.
            let (particular, answer) = match name.to_ascii_lowercase().as_str() {
                "application/graphql-response+json" => (2, Answer::GraphqlResponse),
                "application/json" => (2, Answer::Json),
                "text/event-stream" => (2, Answer::EventStream),
                "application/*" => (1, Answer::Json),
                "text/*" => (1, Answer::EventStream),
                "*/*" => (0, Answer::Json),
                _ => continue,
            };
            if best.is_none_or(|(most, kind, _)| {
                weight > most || (weight >= most && particular > kind)
            }) {
                best = Some((weight, particular, answer));
            }
        }
    }
    match best {
        Some((_, _, answer)) => Some(answer),
        None if named => None,
        None => Some(Answer::Json),
    }
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::{Answer, negotiate};

    fn of(accept: &str) -> Option<Answer> {
        negotiate(
            TestRequest::default().insert_header(("accept", accept)).to_http_request().headers(),
        )
    }

    #[test]
    fn the_first_and_heaviest_acceptable_type_is_answered() {
        assert_eq!(of("*/*"), Some(Answer::Json));
        assert_eq!(
            of("application/graphql-response+json, application/json;q=0.9"),
            Some(Answer::GraphqlResponse)
        );
        assert_eq!(of("application/json, application/graphql-response+json"), Some(Answer::Json));
        assert_eq!(of("application/json;q=0.1, text/event-stream"), Some(Answer::EventStream));
        assert_eq!(of("*/*, application/graphql-response+json"), Some(Answer::GraphqlResponse));
        assert_eq!(of("multipart/mixed;deferSpec=20220824, application/json"), Some(Answer::Json));
        assert_eq!(of("text/html"), None);
        assert_eq!(of("application/json;q=0"), None);
        assert_eq!(
            negotiate(TestRequest::default().to_http_request().headers()),
            Some(Answer::Json)
        );
    }
}
