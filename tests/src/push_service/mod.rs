//! A fake push service: it speaks Firebase Cloud Messaging's HTTP v1 with its access tokens
//! (RFC 7523), and errs when it is told to. Connections are kept, as the real one keeps them.

use std::{
    collections::{HashMap, VecDeque},
    fs,
    net::TcpListener as StdListener,
    path::Path,
    sync::{Arc, Mutex, MutexGuard},
    time::Duration,
};

use domain::shared::{
    clock::Clock,
    outbox::{FcmCredentials, PushSettings},
};
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
    sync::watch,
};

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
    /// How many access tokens were given, and how many of the first do not count any more.
    given: usize,
    void: usize,
    gives_none: bool,
}

/// A push service on a port of its own.
#[derive(Clone)]
pub struct PushService {
    url: String,
    clock: Clock,
    memory: Arc<Mutex<Memory>>,
    /// Rung when what was held is answered.
    gate: Arc<watch::Sender<()>>,
}

/// The customer's key, which is of no use elsewhere, and what the service knows of it.
const PRIVATE: &str = include_str!("private.pem");
const PUBLIC: &str = include_str!("public.pem");
const PROJECT: &str = "krt-stories";
const CUSTOMER: &str = "krt@krt-stories.iam.gserviceaccount.com";
const SCOPE: &str = "https://www.googleapis.com/auth/firebase.messaging";

impl PushService {
    /// A service that takes everything.
    pub fn start(clock: &Clock) -> Self {
        let listener = StdListener::bind("127.0.0.1:0").expect("a free port");
        listener.set_nonblocking(true).expect("a listener that waits for nobody");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let service =
            Self { url, clock: clock.clone(), memory: Arc::default(), gate: Arc::default() };
        let serving = service.clone();
        tokio::spawn(async move {
            let listener = TcpListener::from_std(listener).expect("a listener");
            while let Ok((stream, _)) = listener.accept().await {
                let serving = serving.clone();
                tokio::spawn(async move { serving.serve(stream).await });
            }
        });
        service
    }

    /// How a node reaches it. Nobody waits long for one that never answers.
    pub fn settings(&self) -> PushSettings {
        PushSettings {
            url: self.url.clone(),
            credentials: FcmCredentials::read(&self.key_file()).expect("a key"),
            patience: Duration::from_millis(300),
        }
    }

    /// The same for a program of its own: its settings, with the file that one of them names.
    pub fn environment(&self, folder: &Path) -> [(&'static str, String); 2] {
        let file = folder.join("fcm.json");
        fs::write(&file, self.key_file()).expect("a file is written");
        [("KRT_FCM_URL", self.url.clone()), ("KRT_FCM_CREDENTIALS", file.display().to_string())]
    }

    /// The customer's key as the service hands it out.
    fn key_file(&self) -> String {
        let file = json!({
            "type": "service_account",
            "project_id": PROJECT,
            "private_key_id": "key-1",
            "private_key": PRIVATE,
            "client_email": CUSTOMER,
            "token_uri": self.token_uri(),
        });
        file.to_string()
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

    /// Waits until so many messages have come.
    pub async fn asked_times(&self, times: usize) -> Vec<Asked> {
        crate::until(async || {
            let asked = self.asked();
            (asked.len() >= times).then_some(asked)
        })
        .await
    }

    fn token_uri(&self) -> String {
        format!("{}/token", self.url)
    }

    fn memory(&self) -> MutexGuard<'_, Memory> {
        self.memory.lock().expect("nobody panics with it")
    }

    async fn serve(&self, mut stream: TcpStream) {
        let mut bytes = Vec::new();
        while let Some((head, body)) = next(&mut stream, &mut bytes).await {
            let Some(answer) = self.answer(&head, &body).await else { return };
            // A node that was stopped meanwhile no longer reads.
            if stream.write_all(answer.as_bytes()).await.is_err() {
                return;
            }
        }
    }

    async fn answer(&self, head: &str, body: &str) -> Option<String> {
        let path = head.split(' ').nth(1).unwrap_or_default().to_owned();
        assert!(head.starts_with("POST "), "{head}");
        if path == "/token" {
            return Some(self.give_access(body));
        }
        assert_eq!(path, format!("/v1/projects/{PROJECT}/messages:send"));
        if !self.takes_access(head) {
            return Some(written(401, "", &wrong("UNAUTHENTICATED", &json!([]))));
        }
        let message: Value = serde_json::from_str(body).expect("JSON");
        let mut message = message["message"].clone();
        let token = message["token"].as_str().expect("a token").to_owned();
        message.as_object_mut().expect("a message").remove("token");
        assert!(message.to_string().len() <= 4_096, "{message}");
        let behaviour = self.behaviour_to(&token);
        let mut gate = self.gate.subscribe();
        self.memory().asked.push(Asked { token, message, behaviour });
        match behaviour {
            // An error means that the service is gone.
            Behaviour::Hold => drop(gate.changed().await),
            Behaviour::Slow(millis) => tokio::time::sleep(Duration::from_millis(millis)).await,
            _ => {}
        }
        act(behaviour).await
    }

    fn behaviour_to(&self, token: &str) -> Behaviour {
        let mut memory = self.memory();
        let of_its_own = memory.scripts.get_mut(token).and_then(VecDeque::pop_front);
        of_its_own
            .or_else(|| memory.script.pop_front())
            .or(memory.always)
            .unwrap_or(Behaviour::Take)
    }

    /// Looks at the assertion as RFC 7523 says, and gives a token for an hour.
    fn give_access(&self, form: &str) -> String {
        let refused = written(400, "", &json!({ "error": "invalid_grant" }));
        let form: HashMap<String, String> = reqwest::Url::parse(&format!("http://x/?{form}"))
            .expect("a form")
            .query_pairs()
            .into_owned()
            .collect();
        if form["grant_type"] != "urn:ietf:params:oauth:grant-type:jwt-bearer" {
            return refused;
        }
        let key = DecodingKey::from_rsa_pem(PUBLIC.as_bytes()).expect("a key");
        let mut rules = Validation::new(Algorithm::RS256);
        rules.set_audience(&[self.token_uri()]);
        rules.set_issuer(&[CUSTOMER]);
        // Time stands still in the stories.
        rules.validate_exp = false;
        let Ok(read) = jsonwebtoken::decode::<Value>(&form["assertion"], &key, &rules) else {
            return refused;
        };
        let (now, claims) = (self.clock.now().timestamp(), read.claims);
        let at = |name: &str| claims[name].as_i64().expect("a time");
        let (iat, exp) = (at("iat"), at("exp"));
        let timely = (now - 60..=now + 60).contains(&iat) && exp > now && exp - iat <= 3_600;
        let mut memory = self.memory();
        if !timely || claims["scope"] != SCOPE || memory.gives_none {
            return refused;
        }
        memory.given += 1;
        let token = format!("access-{}", memory.given);
        let said = json!({ "access_token": token, "expires_in": 3_599, "token_type": "Bearer" });
        written(200, "", &said)
    }

    fn takes_access(&self, head: &str) -> bool {
        let given = head
            .lines()
            .filter_map(|line| line.split_once(':'))
            .find(|(name, _)| name.eq_ignore_ascii_case("authorization"))
            .and_then(|(_, value)| value.trim().strip_prefix("Bearer access-")?.parse().ok());
        let memory = self.memory();
        given.is_some_and(|number: usize| number > memory.void && number <= memory.given)
    }
}

fn wrong(status: &str, details: &Value) -> Value {
    json!({ "error": { "message": "no", "status": status, "details": details } })
}

fn of_fcm(code: &str) -> Value {
    json!({ "@type": "type.googleapis.com/google.firebase.fcm.v1.FcmError", "errorCode": code })
}

fn violation(field: &str) -> Value {
    let violations = json!([{ "field": field, "description": "Invalid value" }]);
    json!({ "@type": "type.googleapis.com/google.rpc.BadRequest", "fieldViolations": violations })
}

async fn act(behaviour: Behaviour) -> Option<String> {
    let invalid = |field: &str| {
        let details = json!([of_fcm("INVALID_ARGUMENT"), violation(field)]);
        written(400, "", &wrong("INVALID_ARGUMENT", &details))
    };
    Some(match behaviour {
        Behaviour::Take | Behaviour::Slow(_) | Behaviour::Hold => {
            written(200, "", &json!({ "name": format!("projects/{PROJECT}/messages/1") }))
        }
        Behaviour::Unregistered => {
            written(404, "", &wrong("NOT_FOUND", &json!([of_fcm("UNREGISTERED")])))
        }
        Behaviour::Lost => written(404, "", &json!("<html>Not found</html>")),
        Behaviour::BadToken => invalid("message.token"),
        Behaviour::BadMessage => invalid("message.android.ttl"),
        Behaviour::Distrust => written(401, "", &wrong("UNAUTHENTICATED", &json!([]))),
        Behaviour::Busy(seconds) => {
            let asks = format!("retry-after: {seconds}\r\n");
            let details = json!([of_fcm("QUOTA_EXCEEDED")]);
            written(429, &asks, &wrong("RESOURCE_EXHAUSTED", &details))
        }
        Behaviour::Break => written(500, "", &wrong("INTERNAL", &json!([of_fcm("INTERNAL")]))),
        Behaviour::Dawdle => std::future::pending().await,
        Behaviour::Cut => return None,
    })
}

fn written(status: u16, more: &str, said: &Value) -> String {
    let said = said.to_string();
    format!(
        "HTTP/1.1 {status} x\r\ncontent-type: application/json\r\ncontent-length: {}\r\n{more}\r\n{said}",
        said.len()
    )
}

/// The head and the body of the next request; none when the connection ends before.
async fn next(stream: &mut TcpStream, bytes: &mut Vec<u8>) -> Option<(String, String)> {
    loop {
        let end = bytes.windows(4).position(|four| four == b"\r\n\r\n");
        if let Some(end) = end {
            let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
            let length: usize = head
                .lines()
                .find_map(|line| {
                    line.to_ascii_lowercase().strip_prefix("content-length:")?.trim().parse().ok()
                })
                .unwrap_or(0);
            let whole = end + 4 + length;
            if bytes.len() >= whole {
                let body = String::from_utf8_lossy(&bytes[end + 4..whole]).into_owned();
                bytes.drain(..whole);
                return Some((head, body));
            }
        }
        let mut part = [0; 4096];
        match stream.read(&mut part).await {
            Ok(count) if count > 0 => bytes.extend(part.iter().take(count)),
            _ => return None,
        }
    }
}
