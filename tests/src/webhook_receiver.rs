//! A fake program that events are sent to: it takes what comes, and errs when it is told to. What it
//! got it verifies with the Standard Webhooks library, which knows nothing of ours.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, MutexGuard},
};

use serde_json::Value;
use standardwebhooks::Webhook;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
};

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

#[derive(Default)]
struct Memory {
    script: VecDeque<Behaviour>,
    got: Vec<Got>,
}

/// A program on a port of its own.
#[derive(Clone)]
pub struct WebhookReceiver {
    url: String,
    memory: Arc<Mutex<Memory>>,
}

impl WebhookReceiver {
    /// A program that takes everything.
    pub async fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("http://{}/feed", listener.local_addr().expect("an address"));
        let receiver = Self { url, memory: Arc::default() };
        let serving = receiver.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let serving = serving.clone();
                tokio::spawn(async move { serving.answer(stream).await });
            }
        });
        receiver
    }

    /// Where it takes events.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// What it does with the next events; after them it takes everything again.
    pub fn will(&self, script: impl IntoIterator<Item = Behaviour>) {
        self.memory().script.extend(script);
    }

    /// Every event that came, the oldest first.
    pub fn got(&self) -> Vec<Got> {
        self.memory().got.clone()
    }

    /// Waits until so many events have come.
    pub async fn got_times(&self, times: usize) -> Vec<Got> {
        crate::until(async || {
            let got = self.got();
            (got.len() >= times).then_some(got)
        })
        .await
    }

    fn memory(&self) -> MutexGuard<'_, Memory> {
        self.memory.lock().expect("nobody panics with it")
    }

    async fn answer(&self, mut stream: TcpStream) {
        let Some((head, text)) = read(&mut stream).await else { return };
        let header = |name: &str| {
            head.lines()
                .filter_map(|line| line.split_once(':'))
                .find(|(known, _)| known.eq_ignore_ascii_case(name))
                .map(|(_, value)| value.trim().to_owned())
                .unwrap_or_default()
        };
        let path = head.split(' ').nth(1).unwrap_or_default().to_owned();
        assert!(head.starts_with("POST "), "{head}");
        assert_eq!(header("content-type"), "application/json");
        let behaviour = self.memory().script.pop_front().unwrap_or(Behaviour::Take);
        let got = Got {
            path,
            id: header("webhook-id"),
            seconds: header("webhook-timestamp").parse().expect("seconds"),
            signature: header("webhook-signature"),
            text,
            behaviour,
        };
        self.memory().got.push(got);
        let (status, extra) = match behaviour {
            Behaviour::Take => ("204 No Content", String::new()),
            Behaviour::Break => ("500 Internal Server Error", String::new()),
            Behaviour::Leave => ("410 Gone", String::new()),
            Behaviour::Busy(seconds) => {
                ("429 Too Many Requests", format!("retry-after: {seconds}\r\n"))
            }
            Behaviour::Redirect => ("302 Found", "location: /elsewhere\r\n".to_owned()),
            Behaviour::Dawdle => std::future::pending().await,
            Behaviour::Cut => return,
        };
        let length = if behaviour == Behaviour::Take { "" } else { "content-length: 0\r\n" };
        let answer = format!("HTTP/1.1 {status}\r\n{length}{extra}connection: close\r\n\r\n");
        // A node that was stopped meanwhile no longer reads.
        let _ = stream.write_all(answer.as_bytes()).await;
        let _ = stream.shutdown().await;
    }
}

/// The head and the body of one request; none when the connection ends before.
async fn read(stream: &mut TcpStream) -> Option<(String, String)> {
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
                return Some((head.to_owned(), body.to_owned()));
            }
        }
        let mut part = [0; 4096];
        match stream.read(&mut part).await {
            Ok(count) if count > 0 => bytes.extend(part.iter().take(count)),
            _ => return None,
        }
    }
}
