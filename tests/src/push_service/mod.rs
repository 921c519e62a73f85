//! A fake push service: it speaks Firebase Cloud Messaging's HTTP v1 with its access tokens
//! (RFC 7523), and errs when it is told to. Connections are kept, as the real one keeps them, and
//! carry a hundred requests at once by HTTP/2.

mod access;
mod answer;
mod tally;
mod telling;
mod wire;

use std::{
    collections::{HashMap, VecDeque},
    fs, io,
    net::TcpListener as StdListener,
    path::Path,
    sync::{Arc, Mutex, MutexGuard},
    time::Duration,
};

use domain::shared::{
    clock::Clock,
    outbox::{FcmCredentials, PushSettings},
};
use hyper::{Method, Version, http::request::Parts};
use serde_json::{Value, json};
use tokio::{
    net::TcpListener,
    sync::{mpsc::UnboundedReceiver, watch},
};

pub use self::telling::Arrived;
use self::{
    answer::{Said, act, wrong},
    tally::Tally,
    telling::Telling,
    wire::{End, serve},
};

/// How many pushes a node sends at once.
pub const AT_ONCE: usize = 1_024;

/// What the service does with a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Behaviour {
    /// Takes it: 200 with a name.
    Take,
    /// 404 `UNREGISTERED`: there is no such device any more.
    Unregistered,
    /// 404 as of a wrong address: a page.
    Lost,
    /// 400 that names the token.
    BadToken,
    /// 400 that names something else.
    BadMessage,
    /// 401: the access token is not taken.
    Distrust,
    /// 429, with `Retry-After` in seconds.
    Busy(u64),
    /// 500.
    Break,
    /// Takes it, and answers after so many milliseconds.
    Slow(u64),
    /// Takes it, and answers once it is told to: [`PushService::answer_all`].
    Hold,
    /// Takes it, and never answers.
    Dawdle,
    /// Takes it, and cuts the connection instead of answering.
    Cut,
}

impl Behaviour {
    /// Whether the phone shows the message, whatever the sender hears of it.
    pub fn shows(self) -> bool {
        matches!(self, Self::Take | Self::Slow(_) | Self::Hold | Self::Dawdle | Self::Cut)
    }
}

/// One message that came.
#[derive(Clone, Debug)]
pub struct Asked {
    /// The device's token.
    pub token: String,
    /// The whole message.
    pub message: Value,
    /// What was done with it.
    pub behaviour: Behaviour,
    /// By which version of HTTP it came.
    pub version: Version,
}

impl Asked {
    /// What stands first on the phone.
    pub fn title(&self) -> &str {
        self.message["notification"]["title"].as_str().unwrap_or_default()
    }

    /// By what the phone knows that two are one.
    pub fn collapse_key(&self) -> String {
        let key = self.message["android"]["notification"]["tag"].as_str().unwrap_or_default();
        assert!(self.message["android"].get("collapse_key").is_none(), "four are kept at most");
        assert_eq!(self.message["apns"]["headers"]["apns-collapse-id"], key);
        key.to_owned()
    }
}

#[derive(Default)]
struct Memory {
    script: VecDeque<Behaviour>,
    scripts: HashMap<String, VecDeque<Behaviour>>,
    always: Option<Behaviour>,
    asked: Vec<Asked>,
    /// How long it thinks about a message.
    delay: Duration,
    /// How many access tokens were given, and how many of the first do not count any more.
    given: usize,
    void: usize,
    gives_none: bool,
}

/// What a service of the bench does with what comes, instead of remembering it.
#[derive(Clone, Default)]
struct Heard {
    /// Counts it.
    tally: Option<Arc<Tally>>,
    /// Tells of each.
    telling: Option<Telling>,
}

/// A push service on a port of its own.
#[derive(Clone)]
pub struct PushService {
    url: String,
    clock: Clock,
    memory: Arc<Mutex<Memory>>,
    /// Tells all connections that they end.
    ends: Arc<watch::Sender<Option<End>>>,
    heard: Heard,
    /// Rung when what was held is answered.
    gate: Arc<watch::Sender<()>>,
}

/// The customer's key, which is of no use elsewhere.
const PRIVATE: &str = include_str!("private.pem");
const PROJECT: &str = "krt-stories";
const CUSTOMER: &str = "krt@krt-stories.iam.gserviceaccount.com";

impl PushService {
    /// A service that takes everything.
    pub fn start(clock: &Clock) -> Self {
        Self::listen("127.0.0.1:0", clock, Heard::default()).expect("a free port")
    }

    /// A service for the bench: it takes everything after so long, and counts it. `GET /tally` tells
    /// how many messages, in how many microseconds, and on how many connections.
    pub fn start_counting(address: &str, clock: &Clock, delay: Duration) -> io::Result<Self> {
        let heard = Heard { tally: Some(Arc::default()), telling: None };
        let service = Self::listen(address, clock, heard)?;
        service.answers_after(delay);
        Ok(service)
    }

    /// A service for the bench: it takes everything at once, and tells of each message when it came.
    pub fn start_telling(
        address: &str,
        clock: &Clock,
    ) -> io::Result<(Self, UnboundedReceiver<Arrived>)> {
        let (telling, arrivals) = Telling::open();
        let heard = Heard { tally: None, telling: Some(telling) };
        Ok((Self::listen(address, clock, heard)?, arrivals))
    }

    fn listen(address: &str, clock: &Clock, heard: Heard) -> io::Result<Self> {
        let listener = StdListener::bind(address)?;
        listener.set_nonblocking(true)?;
        let url = format!("http://{}", listener.local_addr()?);
        let ends = Arc::new(watch::Sender::new(None));
        let (clock, memory) = (clock.clone(), Arc::default());
        let service = Self { url, clock, memory, ends, heard, gate: Arc::default() };
        let serving = service.clone();
        let listener = TcpListener::from_std(listener)?;
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                // Small answers leave at once.
                let _ = stream.set_nodelay(true);
                if let Some(tally) = &serving.heard.tally {
                    tally.connect();
                }
                tokio::spawn(serve(serving.clone(), stream));
            }
        });
        Ok(service)
    }

    /// The settings of a program of its own that pushes here, with the file that one of them names.
    pub fn environment(&self, folder: &Path) -> [(&'static str, String); 2] {
        let file = folder.join("fcm.json");
        fs::write(&file, self.credentials()).expect("a file is written");
        [("KRT_FCM_URL", self.url.clone()), ("KRT_FCM_CREDENTIALS", file.display().to_string())]
    }

    /// The file of the service account that may send here.
    pub fn credentials(&self) -> String {
        Self::credentials_at(&self.url)
    }

    /// The same for a service that will listen there: `http://127.0.0.1:…`.
    pub fn credentials_at(url: &str) -> String {
        let file = json!({
            "type": "service_account",
            "project_id": PROJECT,
            "private_key_id": "key-1",
            "private_key": PRIVATE,
            "client_email": CUSTOMER,
            "token_uri": format!("{url}/token"),
        });
        file.to_string()
    }

    /// How a node reaches it. Nobody waits long for one that never answers.
    pub fn settings(&self) -> PushSettings {
        PushSettings {
            url: self.url.clone(),
            credentials: FcmCredentials::read(&self.credentials()).expect("a key"),
            patience: Duration::from_millis(300),
        }
    }

    /// Thinks so long about each message from now on.
    pub fn answers_after(&self, delay: Duration) {
        self.memory().delay = delay;
    }

    /// Cuts every connection in the middle of what is on it, without a word.
    pub fn cut_connections(&self) {
        self.ends.send_replace(Some(End::Cut));
    }

    /// Closes every connection as HTTP/2 says it (GOAWAY): what is on it is answered, nothing new is
    /// taken.
    pub fn close_connections(&self) {
        self.ends.send_replace(Some(End::Close));
    }

    /// What it does with the next messages; after them it takes everything again.
    pub fn will(&self, script: impl IntoIterator<Item = Behaviour>) {
        self.memory().script.extend(script);
    }

    /// What it does with the next messages to one device.
    pub fn will_to(&self, token: &str, script: impl IntoIterator<Item = Behaviour>) {
        self.memory().scripts.entry(token.to_owned()).or_default().extend(script);
    }

    /// What it does with every message for which nothing else is said.
    pub fn will_always(&self, behaviour: Behaviour) {
        self.memory().always = Some(behaviour);
    }

    /// Answers everything that it holds.
    pub fn answer_all(&self) {
        self.gate.send_replace(());
    }

    /// Takes none of the access tokens that it gave until now.
    pub fn forget_access(&self) {
        let mut memory = self.memory();
        memory.void = memory.given;
    }

    /// Gives no access tokens, or again as it should.
    pub fn give_no_access(&self, none: bool) {
        self.memory().gives_none = none;
    }

    /// How many access tokens it gave.
    pub fn accesses(&self) -> usize {
        self.memory().given
    }

    /// Every message that came, the oldest first.
    pub fn asked(&self) -> Vec<Asked> {
        self.memory().asked.clone()
    }

    /// The phones to which something came that opens this link, sorted: each as often as it came.
    pub fn phones(&self, link: &str) -> Vec<String> {
        let of_it = self.asked().into_iter().filter(|one| one.message["data"]["link"] == link);
        let mut phones: Vec<String> = of_it.map(|one| one.token).collect();
        phones.sort();
        phones
    }

    /// Waits until so many messages have come.
    pub async fn asked_times(&self, times: usize) -> Vec<Asked> {
        crate::until(async || {
            let come = self.memory().asked.len();
            (come >= times).then(|| self.asked())
        })
        .await
    }

    fn token_uri(&self) -> String {
        format!("{}/token", self.url)
    }

    fn memory(&self) -> MutexGuard<'_, Memory> {
        self.memory.lock().expect("nobody panics with it")
    }

    async fn answer(&self, head: &Parts, body: &str) -> Option<Said> {
        let path = head.uri.path();
        if let (Some(tally), &Method::GET) = (&self.heard.tally, &head.method) {
            assert_eq!(path, "/tally");
            return Some(Said::new(200, tally.read()));
        }
        assert_eq!(head.method, Method::POST);
        if path == "/token" {
            return Some(self.give_access(body));
        }
        assert_eq!(path, format!("/v1/projects/{PROJECT}/messages:send"));
        if !self.takes_access(head) {
            return Some(wrong(401, "UNAUTHENTICATED", &json!([])));
        }
        let behaviour = match &self.heard {
            Heard { telling: Some(telling), .. } => telling.tell(body),
            Heard { tally: Some(_), .. } => Behaviour::Take,
            Heard { tally: None, telling: None } => self.remember(head.version, body).await,
        };
        let delay = self.memory().delay;
        if !delay.is_zero() {
            tokio::time::sleep(delay).await;
        }
        if let Some(tally) = &self.heard.tally {
            tally.count();
        }
        act(behaviour).await
    }

    /// Looks at a message and remembers it, and tells what to do with it once it is time.
    async fn remember(&self, version: Version, body: &str) -> Behaviour {
        let message: Value = serde_json::from_str(body).expect("JSON");
        let mut message = message["message"].clone();
        let token = message["token"].as_str().expect("a token").to_owned();
        message.as_object_mut().expect("a message").remove("token");
        assert!(message.to_string().len() <= 4_096, "{message}");
        let behaviour = self.behaviour_to(&token);
        let mut gate = self.gate.subscribe();
        self.memory().asked.push(Asked { token, message, behaviour, version });
        match behaviour {
            // An error means that the service is gone.
            Behaviour::Hold => drop(gate.changed().await),
            Behaviour::Slow(millis) => tokio::time::sleep(Duration::from_millis(millis)).await,
            _ => {}
        }
        behaviour
    }

    fn behaviour_to(&self, token: &str) -> Behaviour {
        let mut memory = self.memory();
        let of_its_own = memory.scripts.get_mut(token).and_then(VecDeque::pop_front);
        of_its_own
            .or_else(|| memory.script.pop_front())
            .or(memory.always)
            .unwrap_or(Behaviour::Take)
    }
}
