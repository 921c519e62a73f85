//! What the fake services that we call share: a port of their own, one answer for each connection, a
//! script of what they do next, and what came.

use std::{
    collections::VecDeque,
    net::SocketAddr,
    sync::{Arc, Mutex, MutexGuard},
};

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
};

/// One request that came.
pub(crate) struct Request {
    /// Its first line and its headers.
    pub head: String,
    /// What was sent.
    pub body: String,
}

impl Request {
    /// A header; an empty text when there is none.
    pub fn header(&self, name: &str) -> String {
        let headers = self.head.lines().filter_map(|line| line.split_once(':'));
        let mut named = headers.filter(|(known, _)| known.eq_ignore_ascii_case(name));
        named.next().map(|(_, value)| value.trim().to_owned()).unwrap_or_default()
    }
}

/// Opens a service on a port of its own. What it answers is written as it is; with nothing to answer
/// it cuts the connection.
pub(crate) async fn open<Answer>(
    answer: impl Fn(Request) -> Answer + Clone + Send + 'static,
) -> SocketAddr
where
    Answer: Future<Output = Option<String>> + Send + 'static,
{
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("an address");
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let answer = answer.clone();
            tokio::spawn(async move {
                let Some(request) = read(&mut stream).await else { return };
                let Some(answer) = answer(request).await else { return };
                // A node that was stopped meanwhile no longer reads.
                let _ = stream.write_all(answer.as_bytes()).await;
                let _ = stream.shutdown().await;
            });
        }
    });
    address
}

/// One request; none when the connection ends before.
async fn read(stream: &mut TcpStream) -> Option<Request> {
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
                return Some(Request { head: head.to_owned(), body: body.to_owned() });
            }
        }
        let mut part = [0; 4096];
        match stream.read(&mut part).await {
            Ok(count) if count > 0 => bytes.extend(part.iter().take(count)),
            _ => return None,
        }
    }
}

/// What a service does next, and what came to it.
#[derive(Debug)]
pub(crate) struct Script<Behaviour, Came>(Arc<Mutex<Memory<Behaviour, Came>>>);

#[derive(Debug)]
struct Memory<Behaviour, Came> {
    script: VecDeque<Behaviour>,
    came: Vec<Came>,
}

impl<Behaviour, Came> Clone for Script<Behaviour, Came> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<Behaviour, Came: Clone> Script<Behaviour, Came> {
    /// An empty one.
    pub fn new() -> Self {
        Self(Arc::new(Mutex::new(Memory { script: VecDeque::new(), came: Vec::new() })))
    }

    /// What it does next.
    pub fn add(&self, script: impl IntoIterator<Item = Behaviour>) {
        self.memory().script.extend(script);
    }

    /// What it does now, when it was told.
    pub fn next(&self) -> Option<Behaviour> {
        self.memory().script.pop_front()
    }

    /// Keeps what came.
    pub fn keep(&self, came: Came) {
        self.memory().came.push(came);
    }

    /// Everything that came, the oldest first.
    pub fn came(&self) -> Vec<Came> {
        self.memory().came.clone()
    }

    /// Waits until so much has come.
    pub async fn came_times(&self, times: usize) -> Vec<Came> {
        crate::until(async || {
            let came = self.came();
            (came.len() >= times).then_some(came)
        })
        .await
    }

    fn memory(&self) -> MutexGuard<'_, Memory<Behaviour, Came>> {
        self.0.lock().expect("nobody panics with it")
    }
}
