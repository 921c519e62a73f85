//! What the server answered.

use reqwest::{StatusCode, header::HeaderMap};
use serde_json::Value;

/// An answer with its body as JSON; null when it is none.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The HTTP status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body as it came.
    pub text: String,
    /// The body as JSON.
    pub body: Value,
}

impl Answer {
    /// Reads a response to its end.
    pub async fn of(response: reqwest::Response) -> Self {
        Self::if_whole(response).await.expect("a body that is text")
    }

    /// Reads a response to its end; nothing when the line breaks before that.
    pub async fn if_whole(response: reqwest::Response) -> Option<Self> {
        let status = response.status();
        let headers = response.headers().clone();
        let text = response.text().await.ok()?;
        let body = serde_json::from_str(&text).unwrap_or(Value::Null);
        Some(Self { status, headers, text, body })
    }

    /// The value at a path below `data`, such as `notice/id`; null when there is none.
    pub fn at(&self, path: &str) -> &Value {
        self.body.pointer(&format!("/data/{path}")).unwrap_or(&Value::Null)
    }

    /// The text at a path below `data`.
    #[track_caller]
    pub fn text_at(&self, path: &str) -> String {
        self.at(path)
            .as_str()
            .unwrap_or_else(|| panic!("there is no text at {path} in {}", self.text))
            .to_owned()
    }

    /// The code of the first GraphQL error, or of a problem.
    pub fn code(&self) -> &str {
        self.body
            .pointer("/errors/0/extensions/code")
            .or_else(|| self.body.get("code"))
            .and_then(Value::as_str)
            .unwrap_or("")
    }

    /// The codes of the user errors of a mutation, with their fields: `TOO_LONG title.ms`.
    pub fn refusals(&self, mutation: &str) -> Vec<String> {
        let errors = self.at(&format!("{mutation}/userErrors")).as_array().cloned();
        errors
            .unwrap_or_default()
            .iter()
            .map(|error| {
                let part = |name: &str| error[name].as_str().unwrap_or("").to_owned();
                format!("{} {}", part("code"), part("field")).trim().to_owned()
            })
            .collect()
    }

    /// The same answer, checked to hold no error of any kind.
    #[track_caller]
    pub fn ok(self) -> Self {
        assert!(self.status.is_success(), "{} {}", self.status, self.text);
        assert!(self.body.get("errors").is_none(), "{}", self.text);
        for (_, payload) in self.body["data"].as_object().into_iter().flatten() {
            let refused = payload.get("userErrors").and_then(Value::as_array);
            assert!(refused.is_none_or(Vec::is_empty), "{}", self.text);
        }
        self
    }
}
