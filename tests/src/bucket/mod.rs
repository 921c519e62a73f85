//! A fake store with one bucket: it speaks S3, looks at every signature as the real one does, and
//! errs when it is told to.

mod answer;
mod signature;
mod wire;

use std::{
    collections::{BTreeMap, VecDeque},
    net::TcpListener as StdListener,
    sync::{Arc, Mutex, MutexGuard},
    time::Duration,
};

use domain::shared::{clock::Clock, media::S3Settings};
use hyper::{Method, body::Bytes, http::request::Parts};
use tokio::{net::TcpListener, sync::watch};

use self::answer::{Said, wrong};

/// What the store does with a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Behaviour {
    /// What it is asked.
    Obey,
    /// 403 `AccessDenied`.
    Deny,
    /// 404 `NoSuchBucket`.
    Lose,
    /// 500 `InternalError`.
    Break,
    /// 503 `SlowDown`.
    SlowDown,
    /// What it is asked, after so many milliseconds.
    Slow(u64),
    /// What it is asked, once it is told to: [`Bucket::go_on`].
    Hold,
    /// Nothing, and never answers.
    Dawdle,
    /// What it is asked, and cuts the connection instead of answering.
    Cut,
}

/// One request that came.
#[derive(Clone, Debug)]
pub struct Asked {
    /// What for.
    pub method: Method,
    /// Of which object; empty when of the bucket.
    pub key: String,
    /// What was done with it.
    pub behaviour: Behaviour,
}

#[derive(Clone)]
struct Object {
    bytes: Bytes,
    etag: String,
    put_at: String,
}

#[derive(Default)]
struct Memory {
    objects: BTreeMap<String, Object>,
    script: VecDeque<Behaviour>,
    always: Option<Behaviour>,
    asked: Vec<Asked>,
}

/// A store on a port of its own.
#[derive(Clone)]
pub struct Bucket {
    url: String,
    memory: Arc<Mutex<Memory>>,
    /// Rung when what was held goes on.
    gate: Arc<watch::Sender<()>>,
}

const NAME: &str = "krt-stories";
const REGION: &str = "ap-southeast-5";
const KEY_ID: &str = "AKIAKRTSTORIES";
const SECRET: &str = "a secret/that is only+good for stories";

impl Bucket {
    /// A store whose bucket is empty.
    pub fn start() -> Self {
        let listener = StdListener::bind("127.0.0.1:0").expect("a free port");
        listener.set_nonblocking(true).expect("a listener");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let bucket = Self { url, memory: Arc::default(), gate: Arc::default() };
        let serving = bucket.clone();
        let listener = TcpListener::from_std(listener).expect("a listener");
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let _ = stream.set_nodelay(true);
                tokio::spawn(wire::serve(serving.clone(), stream));
            }
        });
        bucket
    }

    /// How a node reaches it. Nobody waits long for one that never answers.
    pub fn settings(&self) -> S3Settings {
        S3Settings {
            bucket: NAME.to_owned(),
            endpoint: Some(self.url.clone()),
            region: REGION.to_owned(),
            access_key_id: KEY_ID.to_owned(),
            secret_access_key: SECRET.to_owned().into(),
            path_style: true,
            patience: Duration::from_secs(2),
        }
    }

    /// The settings of a program of its own that keeps its files here.
    pub fn environment(&self) -> [(&'static str, String); 5] {
        [
            ("KRT_S3_BUCKET", NAME.to_owned()),
            ("KRT_S3_ENDPOINT", self.url.clone()),
            ("KRT_S3_REGION", REGION.to_owned()),
            ("KRT_S3_ACCESS_KEY_ID", KEY_ID.to_owned()),
            ("KRT_S3_SECRET_ACCESS_KEY", SECRET.to_owned()),
        ]
    }

    /// What it does with the next requests; after them it obeys again.
    pub fn will(&self, script: impl IntoIterator<Item = Behaviour>) {
        self.memory().script.extend(script);
    }

    /// What it does with every request for which nothing else is said.
    pub fn will_always(&self, behaviour: Behaviour) {
        self.memory().always = Some(behaviour);
    }

    /// Goes on with everything that it holds.
    pub fn go_on(&self) {
        self.gate.send_replace(());
    }

    /// Every request that came, the oldest first.
    pub fn asked(&self) -> Vec<Asked> {
        self.memory().asked.clone()
    }

    /// The keys of what people sent, without what nodes write when they start.
    pub fn keys(&self) -> Vec<String> {
        let memory = self.memory();
        memory.objects.keys().filter(|key| *key != "started").cloned().collect()
    }

    /// What lies under a key.
    pub fn object(&self, key: &str) -> Option<Bytes> {
        self.memory().objects.get(key).map(|object| object.bytes.clone())
    }

    /// Loses an object without being asked, as it was before somebody put it.
    pub fn lose(&self, key: &str) {
        self.memory().objects.remove(key).expect("an object");
    }

    fn memory(&self) -> MutexGuard<'_, Memory> {
        self.memory.lock().expect("nobody panics with it")
    }

    /// What it says; none when it cuts the connection instead.
    async fn answer(&self, head: &Parts, body: Bytes) -> Option<Said> {
        if let Some(mistake) = signature::mistake(head, &body, Clock::System.now()) {
            return Some(mistake);
        }
        let path = head.uri.path().trim_start_matches('/');
        let (bucket, key) = path.split_once('/').unwrap_or((path, ""));
        if bucket != NAME {
            return Some(wrong(404, "NoSuchBucket"));
        }
        let mut gate = self.gate.subscribe();
        let behaviour = self.remember(&head.method, key);
        match behaviour {
            Behaviour::Obey | Behaviour::Cut => {}
            Behaviour::Deny => return Some(wrong(403, "AccessDenied")),
            Behaviour::Lose => return Some(wrong(404, "NoSuchBucket")),
            Behaviour::Break => return Some(wrong(500, "InternalError")),
            Behaviour::SlowDown => return Some(wrong(503, "SlowDown")),
            Behaviour::Slow(milliseconds) => {
                tokio::time::sleep(Duration::from_millis(milliseconds)).await;
            }
            Behaviour::Hold => gate.changed().await.expect("the store stands"),
            Behaviour::Dawdle => std::future::pending().await,
        }
        let said = self.obey(head, key, body);
        (behaviour != Behaviour::Cut).then_some(said)
    }

    fn remember(&self, method: &Method, key: &str) -> Behaviour {
        let mut memory = self.memory();
        let next = memory.script.pop_front().or(memory.always);
        let behaviour = next.unwrap_or(Behaviour::Obey);
        memory.asked.push(Asked { method: method.clone(), key: key.to_owned(), behaviour });
        behaviour
    }
}
