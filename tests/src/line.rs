//! A phone on a line that breaks: it sends, and perhaps hears no answer.

use std::time::Duration;

use reqwest::Method;
use serde_json::Value;

use crate::{Answer, User};

impl User {
    /// Posts JSON to a path: the answer, or nothing when none came whole.
    pub async fn post_if_heard(&self, path: &str, body: &Value) -> Option<Answer> {
        let sent = self.request(Method::POST, path).json(body).send().await;
        Answer::if_whole(sent.ok()?).await
    }

    /// Posts JSON twice: the first time the line breaks after so many milliseconds, wherever the
    /// request is by then, and what the phone hears is the answer to the second.
    pub async fn post_again(&self, path: &str, body: &Value, breaks_after: u64) -> Answer {
        let line = Duration::from_millis(breaks_after);
        // Whether it is heard is chance.
        let _ = tokio::time::timeout(line, self.post_if_heard(path, body)).await;
        self.post(path, body).await
    }
}
