//! A fake SMS gateway: it speaks the protocol of `domain/src/shared/outbox/sms.rs`, and errs when
//! it is told to.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, MutexGuard},
    time::Duration,
};

use domain::shared::outbox::SmsSettings;
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
};

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

#[derive(Default)]
struct Memory {
    script: VecDeque<Behaviour>,
    asked: Vec<Asked>,
}

/// A gateway on a port of its own.
#[derive(Clone)]
pub struct SmsGateway {
    url: String,
    memory: Arc<Mutex<Memory>>,
}

/// What the gateway knows its customer by.
const TOKEN: &str = "a token that is only good for tests";

impl SmsGateway {
    /// A gateway that takes everything.
    pub async fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("http://{}/messages", listener.local_addr().expect("an address"));
        let gateway = Self { url, memory: Arc::default() };
        let serving = gateway.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let serving = serving.clone();
                tokio::spawn(async move { serving.answer(stream).await });
            }
        });
        gateway
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
        self.memory().script.extend(script);
    }

    /// Every request that came, the oldest first.
    pub fn asked(&self) -> Vec<Asked> {
        self.memory().asked.clone()
    }

    /// Waits until so many requests have come.
    pub async fn asked_times(&self, times: usize) -> Vec<Asked> {
        crate::until(async || {
            let asked = self.asked();
            (asked.len() >= times).then_some(asked)
        })
        .await
    }

    /// The code in the newest message to a number, once it has come.
    pub async fn code_for(&self, phone: &str) -> String {
        crate::until(async || {
            let asked = self.asked();
            let newest = asked.iter().rev().find(|one| one.to == phone)?;
            crate::code_in(&newest.text)
        })
        .await
    }

    fn memory(&self) -> MutexGuard<'_, Memory> {
        self.memory.lock().expect("nobody panics with it")
    }

    async fn answer(&self, mut stream: TcpStream) {
        let Some((head, body)) = read(&mut stream).await else { return };
        let header = |name: &str| {
            head.lines()
                .filter_map(|line| line.split_once(':'))
                .find(|(known, _)| known.eq_ignore_ascii_case(name))
                .map(|(_, value)| value.trim().to_owned())
                .unwrap_or_default()
        };
        assert!(head.starts_with("POST /messages "), "{head}");
        assert_eq!(header("authorization"), format!("Bearer {TOKEN}"));
        let text = |name: &str| body[name].as_str().unwrap_or_default().to_owned();
        let behaviour = self.memory().script.pop_front().unwrap_or(Behaviour::Take);
        let asked = Asked {
            to: text("to"),
            from: text("from"),
            text: text("text"),
            key: header("idempotency-key"),
            behaviour,
        };
        assert_eq!(asked.key, text("reference"));
        self.memory().asked.push(asked);
        let (status, extra, said) = match behaviour {
            Behaviour::Take => ("200 OK", String::new(), json!({ "messageId": "m-1" })),
            Behaviour::Refuse => ("400 Bad Request", String::new(), json!({ "code": "NUMBER" })),
            Behaviour::Distrust => ("401 Unauthorized", String::new(), json!({})),
            Behaviour::Busy(seconds) => {
                ("429 Too Many Requests", format!("retry-after: {seconds}\r\n"), json!({}))
            }
            Behaviour::Break => ("500 Internal Server Error", String::new(), json!({})),
            Behaviour::Dawdle => std::future::pending().await,
            Behaviour::Cut => return,
        };
        let said = said.to_string();
        let answer = format!(
            "HTTP/1.1 {status}\r\ncontent-type: application/json\r\ncontent-length: {}\r\n{extra}connection: close\r\n\r\n{said}",
            said.len()
        );
        // A node that was stopped meanwhile no longer reads.
        let _ = stream.write_all(answer.as_bytes()).await;
        let _ = stream.shutdown().await;
    }
}

/// The head and the body of one request; none when the connection ends before.
async fn read(stream: &mut TcpStream) -> Option<(String, Value)> {
    let mut bytes = Vec::new();
    loop {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head
                .lines()
                .find_map(|line| {
                    line.to_ascii_lowercase().strip_prefix("content-length:")?.trim().parse().ok()
                })
                .unwrap_or(0);
            if body.len() >= length {
                return Some((head.to_owned(), serde_json::from_str(body).unwrap_or(Value::Null)));
            }
        }
        let mut part = [0; 4096];
        match stream.read(&mut part).await {
            Ok(count) if count > 0 => bytes.extend(part.iter().take(count)),
            _ => return None,
        }
    }
}
