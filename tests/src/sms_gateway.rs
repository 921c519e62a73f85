//! A fake SMS gateway: it speaks the protocol of `domain/src/shared/outbox/sms.rs`, and errs when
//! it is told to.

use std::time::Duration;

use domain::shared::outbox::SmsSettings;
use serde_json::{Value, json};

use crate::fake::{self, Request, Script};

/// What the gateway does with a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Behaviour {
    /// Takes it: 200 with a name.
    Take,
    /// 400: the number is refused.
    Refuse,
    /// 401: the token is not known.
    Distrust,
    /// 429, with `Retry-After` in seconds.
    Busy(u64),
    /// 500.
    Break,
    /// Takes it, and never answers.
    Dawdle,
    /// Takes it, and cuts the connection instead of answering.
    Cut,
}

/// One request that came.
#[derive(Clone, Debug)]
pub struct Asked {
    /// The number.
    pub to: String,
    /// The sender.
    pub from: String,
    /// What it says.
    pub text: String,
    /// The `Idempotency-Key`.
    pub key: String,
    /// What was done with it.
    pub behaviour: Behaviour,
}

/// A gateway on a port of its own.
#[derive(Clone, Debug)]
pub struct SmsGateway {
    url: String,
    script: Script<Behaviour, Asked>,
}

/// What the gateway knows its customer by.
const TOKEN: &str = "a token that is only good for tests";

impl SmsGateway {
    /// A gateway that takes everything.
    pub async fn open() -> Self {
        let script = Script::new();
        let serving = script.clone();
        let answer = move |request| {
            let serving = serving.clone();
            async move { answer(&serving, request).await }
        };
        let address = fake::open(answer).await;
        Self { url: format!("http://{address}/messages"), script }
    }

    /// How a node reaches it. Nobody waits long for one that never answers.
    pub fn settings(&self) -> SmsSettings {
        SmsSettings {
            url: self.url.clone(),
            token: TOKEN.to_owned().into(),
            sender: "KRT".to_owned(),
            patience: Duration::from_millis(300),
        }
    }

    /// The same for a program of its own.
    pub fn environment(&self) -> [(&'static str, String); 3] {
        [
            ("KRT_SMS_URL", self.url.clone()),
            ("KRT_SMS_TOKEN", TOKEN.to_owned()),
            ("KRT_SMS_SENDER", "KRT".to_owned()),
        ]
    }

    /// What it does with the next messages; after them it takes everything again.
    pub fn will(&self, script: impl IntoIterator<Item = Behaviour>) {
        self.script.add(script);
    }

    /// Every request that came, the oldest first.
    pub fn asked(&self) -> Vec<Asked> {
        self.script.came()
    }

    /// What came for a number, the oldest first.
    pub fn texts_to(&self, phone: &str) -> Vec<String> {
        let asked = self.asked().into_iter().filter(|one| one.to == phone);
        asked.map(|one| one.text).collect()
    }

    /// Waits until so many requests have come.
    pub async fn asked_times(&self, times: usize) -> Vec<Asked> {
        self.script.came_times(times).await
    }

    /// The code in the newest message to a number, once it has come.
    pub async fn code_for(&self, phone: &str) -> String {
        crate::until(async || crate::code_in(self.texts_to(phone).last()?)).await
    }
}

async fn answer(script: &Script<Behaviour, Asked>, request: Request) -> Option<String> {
    assert!(request.head.starts_with("POST /messages "), "{}", request.head);
    assert_eq!(request.header("authorization"), format!("Bearer {TOKEN}"));
    let body: Value = serde_json::from_str(&request.body).unwrap_or(Value::Null);
    let text = |name: &str| body[name].as_str().unwrap_or_default().to_owned();
    let behaviour = script.next().unwrap_or(Behaviour::Take);
    let asked = Asked {
        to: text("to"),
        from: text("from"),
        text: text("text"),
        key: request.header("idempotency-key"),
        behaviour,
    };
    assert_eq!(asked.key, text("reference"));
    script.keep(asked);
    let (status, extra, said) = match behaviour {
        Behaviour::Take => ("200 OK", String::new(), json!({ "messageId": "m-1" })),
        Behaviour::Refuse => ("400 Bad Request", String::new(), json!({ "code": "NUMBER" })),
        Behaviour::Distrust => ("401 Unauthorized", String::new(), json!({})),
        Behaviour::Busy(seconds) => {
            ("429 Too Many Requests", format!("retry-after: {seconds}\r\n"), json!({}))
        }
        Behaviour::Break => ("500 Internal Server Error", String::new(), json!({})),
        Behaviour::Dawdle => std::future::pending().await,
        Behaviour::Cut => return None,
    };
    let (said, kind) = (said.to_string(), "content-type: application/json");
    let length = said.len();
    Some(format!(
        "HTTP/1.1 {status}\r\n{kind}\r\ncontent-length: {length}\r\n{extra}connection: close\r\n\r\n{said}"
    ))
}
