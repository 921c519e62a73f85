//! A fake program that events are sent to: it takes what comes, and errs when it is told to. What it
//! got it verifies with the Standard Webhooks library, which knows nothing of ours.

use serde_json::Value;
use standardwebhooks::Webhook;

use crate::fake::{self, Request, Script};

/// What the program does with an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Behaviour {
    /// 204.
    Take,
    /// 500.
    Break,
    /// 410: it wants nothing more.
    Leave,
    /// 429, with `Retry-After` in seconds.
    Busy(u64),
    /// 302 to another path of its own.
    Redirect,
    /// Takes it, and never answers.
    Dawdle,
    /// Takes it, and cuts the connection instead of answering.
    Cut,
}

/// One event that came.
#[derive(Clone, Debug)]
pub struct Got {
    /// The path.
    pub path: String,
    /// `webhook-id`.
    pub id: String,
    /// `webhook-timestamp`.
    pub seconds: i64,
    /// `webhook-signature`.
    pub signature: String,
    /// The body as it came.
    pub text: String,
    /// What was done with it.
    pub behaviour: Behaviour,
}

impl Got {
    /// The body as JSON.
    pub fn body(&self) -> Value {
        serde_json::from_str(&self.text).expect("JSON")
    }

    /// Whether whoever has this secret signed it.
    pub fn is_signed_with(&self, secret: &str) -> bool {
        let library = Webhook::new(secret).expect("a secret");
        let expected = library.sign(&self.id, self.seconds, self.text.as_bytes());
        self.signature.split(' ').any(|one| one == expected.as_deref().expect("a signature"))
    }
}

/// A program on a port of its own.
#[derive(Clone)]
pub struct WebhookReceiver {
    url: String,
    script: Script<Behaviour, Got>,
}

impl WebhookReceiver {
    /// A program that takes everything.
    pub async fn open() -> Self {
        let script = Script::new();
        let serving = script.clone();
        let answer = move |request| {
            let serving = serving.clone();
            async move { answer(&serving, request).await }
        };
        let address = fake::open(answer).await;
        Self { url: format!("http://{address}/feed"), script }
    }

    /// Where it takes events.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// What it does with the next events; after them it takes everything again.
    pub fn will(&self, script: impl IntoIterator<Item = Behaviour>) {
        self.script.add(script);
    }

    /// Every event that came, the oldest first.
    pub fn got(&self) -> Vec<Got> {
        self.script.came()
    }

    /// Waits until so many events have come.
    pub async fn got_times(&self, times: usize) -> Vec<Got> {
        self.script.came_times(times).await
    }
}

async fn answer(script: &Script<Behaviour, Got>, request: Request) -> Option<String> {
    assert!(request.head.starts_with("POST "), "{}", request.head);
    assert_eq!(request.header("content-type"), "application/json");
    let behaviour = script.next().unwrap_or(Behaviour::Take);
    script.keep(Got {
        path: request.head.split(' ').nth(1).unwrap_or_default().to_owned(),
        id: request.header("webhook-id"),
        seconds: request.header("webhook-timestamp").parse().expect("seconds"),
        signature: request.header("webhook-signature"),
        text: request.body,
        behaviour,
    });
    let (status, extra) = match behaviour {
        Behaviour::Take => ("204 No Content", String::new()),
        Behaviour::Break => ("500 Internal Server Error", String::new()),
        Behaviour::Leave => ("410 Gone", String::new()),
        Behaviour::Busy(seconds) => {
            ("429 Too Many Requests", format!("retry-after: {seconds}\r\n"))
        }
        Behaviour::Redirect => ("302 Found", "location: /elsewhere\r\n".to_owned()),
        Behaviour::Dawdle => std::future::pending().await,
        Behaviour::Cut => return None,
    };
    let length = if behaviour == Behaviour::Take { "" } else { "content-length: 0\r\n" };
    Some(format!("HTTP/1.1 {status}\r\n{length}{extra}connection: close\r\n\r\n"))
}
