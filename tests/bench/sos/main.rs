//! How long a call for help takes from the button to the last of those who follow, and from its answer
//! to the push service: N sockets follow the calls of one unit, whose leader has a phone; somebody calls
//! and takes it back, again and again. Prints, as `bench-load` does: name, calls a second, p50 and p99 in
//! microseconds to the last socket, failures; and once more as `push` to the arrival of the push, counted
//! from the moment at which the caller had the answer, 0 when it came before.

use std::{
    error::Error,
    io::Write as _,
    process::ExitCode,
    time::{Duration, Instant},
};

use domain::shared::{
    clock::Clock,
    id::{self, Ids, SosId},
};
use futures_util::{SinkExt as _, StreamExt as _, future::try_join_all};
use reqwest::Client;
use serde_json::{Value, json};
use stories::push_service::{Arrived, PushService};
use tokio::{net::TcpStream, sync::mpsc::UnboundedReceiver};
use tokio_tungstenite::{
    MaybeTlsStream, WebSocketStream, connect_async,
    tungstenite::{Message, client::IntoClientRequest as _},
};

type Anything<T> = Result<T, Box<dyn Error + Send + Sync>>;
type Stream = WebSocketStream<MaybeTlsStream<TcpStream>>;

const HELP: &str = "\
bench-sos key ADDRESS FILE
  writes the key with which a node sends to the push service that listens there while it is measured
bench-sos NAME URL LISTENER-TOKEN-FILE CALLER-TOKEN-FILE SOCKETS SECONDS RUNS ADDRESS
  measures";
/// As long as the push service's tokens are, of the leader's phone.
const TOKEN: &str = "bench-sos-000000000000000000000000000000000000000000000000000000000000000000000000\
                     000000000000000000000000000000000000000000000000000000000000000000000000";
/// Nothing more is on its way when nothing came for so long.
const QUIET: Duration = Duration::from_secs(1);
/// A call that takes longer is a failure.
const PATIENCE: Duration = Duration::from_secs(5);
/// So many calls are made before any is counted.
const WARM_UP: usize = 5;

struct Options {
    name: String,
    url: String,
    listener: String,
    caller: String,
    sockets: usize,
    time: Duration,
    runs: usize,
    push: String,
}

impl Options {
    fn read(words: &[String]) -> Anything<Self> {
        let [name, url, listener, caller, sockets, seconds, runs, push] = words else {
            return Err(HELP.into());
        };
        Ok(Self {
            name: name.clone(),
            url: url.clone(),
            listener: std::fs::read_to_string(listener)?.trim().to_owned(),
            caller: std::fs::read_to_string(caller)?.trim().to_owned(),
            sockets: sockets.parse()?,
            time: Duration::from_secs(seconds.parse()?),
            runs: runs.parse()?,
            push: push.clone(),
        })
    }
}

/// One run's figures.
struct Run {
    per_second: f64,
    /// From the button to the last socket.
    heard: Vec<u32>,
    /// From the answer to the push service.
    pushed: Vec<u32>,
    failures: u64,
}

/// How long one call took.
struct Took {
    heard: Duration,
    pushed: Duration,
}

/// Those who hear of a call.
struct Ears {
    sockets: Vec<Stream>,
    pushes: UnboundedReceiver<Arrived>,
}

#[tokio::main]
async fn main() -> ExitCode {
    domain::shared::http::ready();
    let words: Vec<String> = std::env::args().skip(1).collect();
    let done = match words.as_slice() {
        [key, address, file] if key == "key" => write_key(address, file),
        words => measure(words).await,
    };
    match done {
        Ok(0) => ExitCode::SUCCESS,
        Ok(_) => ExitCode::FAILURE,
        Err(cause) => {
            let _ = writeln!(std::io::stderr(), "{cause}");
            ExitCode::from(2)
        }
    }
}

/// Writes the key of the push service that will listen at an address.
fn write_key(address: &str, file: &str) -> Anything<u64> {
    std::fs::write(file, PushService::credentials_at(&format!("http://{address}")))?;
    Ok(0)
}

/// Measures, prints the median run, and tells how many calls failed.
async fn measure(words: &[String]) -> Anything<u64> {
    let options = Options::read(words)?;
    let (_push, pushes) = PushService::start_telling(&options.push, &Clock::System)?;
    let client = Client::builder().no_proxy().tls_certs_only([]).build()?;
    let unit = unit(&client, &options).await?;
    let opening = (0..options.sockets).map(|_| follow(&options, &unit));
    let mut ears = Ears { sockets: try_join_all(opening).await?, pushes };
    has_a_phone(&client, &options).await?;
    for _ in 0..WARM_UP {
        tokio::time::timeout(PATIENCE, one(&client, &options, &mut ears)).await??;
    }
    let mut runs = Vec::with_capacity(options.runs);
    for _ in 0..options.runs {
        runs.push(run(&client, &options, &mut ears).await?);
    }
    // What is still on its way comes to somebody.
    while let Ok(Some(_)) = tokio::time::timeout(QUIET, ears.pushes.recv()).await {}
    let failures = runs.iter().map(|run| run.failures).sum();
    runs.sort_by(|one, other| one.per_second.total_cmp(&other.per_second));
    let median = runs.get(runs.len() / 2).ok_or(HELP)?;
    let (name, rate) = (&options.name, median.per_second);
    // The name is a party and a work; the push service is another party of the same.
    let pushed = format!("push {}", name.rsplit(' ').next().unwrap_or_default());
    for (name, micros) in [(name, &median.heard), (&pushed, &median.pushed)] {
        let at = |hundredths: usize| {
            micros.get(micros.len() * hundredths / 100).copied().unwrap_or_default()
        };
        // A reader that has gone is no reason to fail: the figures are all that is printed.
        let _ =
            writeln!(std::io::stdout(), "{name}\t{rate:.1}\t{}\t{}\t{failures}", at(50), at(99));
    }
    Ok(failures)
}

async fn run(client: &Client, options: &Options, ears: &mut Ears) -> Anything<Run> {
    let began = Instant::now();
    let (mut heard, mut pushed, mut failures) = (Vec::new(), Vec::new(), 0);
    let micros = |took: Duration| u32::try_from(took.as_micros()).unwrap_or(u32::MAX);
    while began.elapsed() < options.time {
        match tokio::time::timeout(PATIENCE, one(client, options, ears)).await {
            Ok(Ok(took)) => {
                heard.push(micros(took.heard));
                pushed.push(micros(took.pushed));
            }
            Ok(Err(cause)) => return Err(cause),
            Err(_) => failures += 1,
        }
    }
    #[expect(clippy::cast_precision_loss, reason = "a count of calls is far below 2^52")]
    let per_second = heard.len() as f64 / began.elapsed().as_secs_f64();
    heard.sort_unstable();
    pushed.sort_unstable();
    Ok(Run { per_second, heard, pushed, failures })
}

/// One call: how long it takes until the last socket has it, and from its answer until it rings. Then it is
/// taken back.
async fn one(client: &Client, options: &Options, ears: &mut Ears) -> Anything<Took> {
    let Ears { sockets, pushes } = ears;
    let call: SosId = Ids::Random.mint(Clock::System.now());
    let text = id::encode(SosId::PREFIX, call.0);
    let body = json!({ "id": text, "latitude": 3.15, "longitude": 101.69, "note": "Tolong" });
    let began = Instant::now();
    let calling = async {
        post(client, options, "/v1/sos", &body).await?;
        Ok::<_, Box<dyn Error + Send + Sync>>(Instant::now())
    };
    let hearing = try_join_all(sockets.iter_mut().map(|socket| hears(socket, &text, "OPEN")));
    let hearing = async {
        let heard = hearing.await;
        heard.map(|_| began.elapsed())
    };
    let link = format!("krt://sos/{text}");
    let (answered, heard, rung) = tokio::join!(calling, hearing, rings(pushes, &link));
    let pushed = rung?.saturating_duration_since(answered?);
    let took = Took { heard: heard?, pushed };
    post(client, options, &format!("/v1/sos/{text}/cancel"), &json!({})).await?;
    try_join_all(sockets.iter_mut().map(|socket| hears(socket, &text, "CANCELLED"))).await?;
    Ok(took)
}

/// When the first push comes that opens a link.
async fn rings(pushes: &mut UnboundedReceiver<Arrived>, link: &str) -> Anything<Instant> {
    while let Some(push) = pushes.recv().await {
        if push.link == link {
            return Ok(push.at);
        }
    }
    Err("the push service has ended".into())
}

/// Whoever listens has the app on a phone.
async fn has_a_phone(client: &Client, options: &Options) -> Anything<()> {
    let document = "mutation($input: DeviceRegisterInput!) { deviceRegister(input: $input) { device { id } userErrors { code } } }";
    let device = json!({ "token": TOKEN, "app": "MYSRS", "platform": "ANDROID", "language": "MS" });
    let body = json!({ "query": document, "variables": { "input": device } });
    let url = format!("{}/graphql", options.url);
    let answer = client.post(url).bearer_auth(&options.listener).json(&body).send().await?;
    let answer: Value = answer.json().await?;
    let device = answer.pointer("/data/deviceRegister/device/id").and_then(Value::as_str);
    device.map(|_| ()).ok_or_else(|| format!("no phone: {answer}").into())
}

async fn post(client: &Client, options: &Options, path: &str, body: &Value) -> Anything<()> {
    let url = format!("{}{path}", options.url);
    let answer = client.post(url).bearer_auth(&options.caller).json(body).send().await?;
    if answer.status().is_success() {
        return Ok(());
    }
    Err(format!("{path}: {} {}", answer.status(), answer.text().await?).into())
}

/// The unit of whoever listens.
async fn unit(client: &Client, options: &Options) -> Anything<String> {
    let url = format!("{}/graphql", options.url);
    let query = json!({ "query": "{ patrolUnits { id } }" });
    let answer = client.post(url).bearer_auth(&options.listener).json(&query).send().await?;
    let answer: Value = answer.json().await?;
    let unit = answer.pointer("/data/patrolUnits/0/id").and_then(Value::as_str);
    unit.map(str::to_owned).ok_or_else(|| format!("no unit: {answer}").into())
}

/// A socket that follows the calls of a unit, once it does.
async fn follow(options: &Options, unit: &str) -> Anything<Stream> {
    let url = format!("{}/graphql", options.url.replacen("http", "ws", 1));
    let mut request = url.into_client_request()?;
    request.headers_mut().insert("sec-websocket-protocol", "graphql-transport-ws".parse()?);
    let (mut socket, _) = connect_async(request).await?;
    let bearer = format!("Bearer {}", options.listener);
    let init = json!({ "type": "connection_init", "payload": { "authorization": bearer } });
    send(&mut socket, &init).await?;
    let fields = "id status serial caller { displayName } coordinates { latitude longitude }";
    let query = format!("subscription {{ sosChanged(unitId: \"{unit}\") {{ {fields} }} }}");
    let asked = json!({ "id": "1", "type": "subscribe", "payload": { "query": query } });
    // Answered at once: when it is, the one before has begun.
    let begun = json!({ "id": "2", "type": "subscribe", "payload": { "query": "{ __typename }" } });
    wait(&mut socket, |message| message["type"] == "connection_ack").await?;
    send(&mut socket, &asked).await?;
    send(&mut socket, &begun).await?;
    wait(&mut socket, |message| message["id"] == "2" && message["type"] == "complete").await?;
    Ok(socket)
}

async fn send(socket: &mut Stream, message: &Value) -> Anything<()> {
    Ok(socket.send(Message::text(message.to_string())).await?)
}

/// Waits until a socket is told that a call stands so.
async fn hears(socket: &mut Stream, call: &str, status: &str) -> Anything<()> {
    wait(socket, |message| {
        let sos = message.pointer("/payload/data/sosChanged");
        sos.is_some_and(|sos| sos["id"] == call && sos["status"] == status)
    })
    .await
}

async fn wait(socket: &mut Stream, is_it: impl Fn(&Value) -> bool) -> Anything<()> {
    while let Some(message) = socket.next().await {
        if let Message::Text(text) = message? {
            let message: Value = serde_json::from_str(&text)?;
            if is_it(&message) {
                return Ok(());
            }
            if message.get("type").is_some_and(|kind| kind == "error") {
                return Err(message.to_string().into());
            }
        }
    }
    Err("a socket was closed".into())
}
