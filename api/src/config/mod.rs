//! The settings: the only reader of the environment.
//!
//! Every setting stands once in [`SETTINGS`], with its meaning and default. A name that looks like
//! one of ours and is not known, or a value that cannot work, stops the program with a sentence.

mod mail;
mod parse;
mod push;
mod read;
mod s3;
mod secret;
mod sign_on;
mod sms;

use std::{net::SocketAddr, path::PathBuf, time::Duration};

use domain::{
    identity::SignOnSettings,
    mysrs::seal::LogKey,
    shared::{
        audit::SealKey,
        media::S3Settings,
        outbox::{MailSettings, PushSettings, SmsSettings},
        secret::Secret,
        webhook::Reach,
    },
};
use ipnet::IpNet;
use secrecy::{ExposeSecret as _, SecretString};

pub use parse::ConfigError;
pub(crate) use parse::version_of;
pub use read::load;

/// One setting, for `krt settings` and the README.
#[derive(Clone, Copy, Debug)]
pub struct Setting {
    /// The name in the environment; in a file the same in lower case.
    pub name: &'static str,
    /// What holds when it is not given.
    pub default: &'static str,
    /// What it means.
    pub meaning: &'static str,
}

const fn setting(name: &'static str, default: &'static str, meaning: &'static str) -> Setting {
    Setting { name, default, meaning }
}

/// Every setting there is.
pub const SETTINGS: &[Setting] = &[
    setting(
        "KRT_MODE",
        "development on a loopback address without DATABASE_URL, KRT_TRUSTED_PROXIES, KRT_CORS_ORIGINS and KRT_PUBLIC_URL, else production",
        "`development` fills an empty database with sample content, prints its accounts and serves /playground; `production` refuses to start with sample accounts.",
    ),
    setting("KRT_LISTEN", "127.0.0.1:8080", "Address and port to listen on."),
    setting(
        "KRT_DATA",
        "krt-data",
        "Folder of the embedded database, the pictures and, in development, the secret. Made when it is missing.",
    ),
    setting(
        "KRT_S3_BUCKET",
        "none: pictures and documents lie in the folder `media` in KRT_DATA",
        "The bucket for pictures and documents, and for nothing else, in a store that speaks S3. Several nodes need one, unless they share the folder. A node that starts writes `started` there, and does not start when the store refuses.",
    ),
    setting(
        "KRT_S3_ENDPOINT",
        "Amazon's of KRT_S3_REGION",
        "The store's address without the bucket: https, or http on this machine.",
    ),
    setting("KRT_S3_REGION", "us-east-1", "The region that requests to the store are signed for."),
    setting(
        "KRT_S3_ACCESS_KEY_ID",
        "none",
        "As whom the store knows this service: whoever may put, get and delete objects in the bucket. Needed with KRT_S3_BUCKET.",
    ),
    setting(
        "KRT_S3_SECRET_ACCESS_KEY",
        "none",
        "The secret that goes with it; requests are signed with it (SigV4), it is never sent. Needed with KRT_S3_BUCKET.",
    ),
    setting(
        "KRT_S3_PATH_STYLE",
        "on with KRT_S3_ENDPOINT, else off",
        "`on`: the bucket stands in the path of an address; `off`: in front of the host's name.",
    ),
    setting(
        "KRT_CONFIG",
        "none",
        "A TOML file with the same settings, names in lower case. The environment wins.",
    ),
    setting(
        "DATABASE_URL",
        "the file krt.sqlite in KRT_DATA",
        "`postgres://user:password@host:port/name`, or `sqlite://path`.",
    ),
    setting(
        "REDIS_URL",
        "none: one node, everything in this process",
        "`redis://host:port/number` (or `rediss://`): sessions, tries and wake-up calls shared by nodes. Needs PostgreSQL.",
    ),
    setting(
        "KRT_SECRET",
        "in development made and kept in KRT_DATA/secret",
        "At least 32 characters from which every key is derived. The same on every node; without it nobody's session can be read.",
    ),
    setting(
        "KRT_PUBLIC_URL",
        "http:// and the address listened on",
        "How the world reaches this service; stands in tokens (`iss`), in addresses of pictures and in links of mails.",
    ),
    setting(
        "KRT_TRUSTED_PROXIES",
        "none",
        "Addresses or networks (10.0.0.0/8), comma separated, whose X-Forwarded-For is believed.",
    ),
    setting(
        "KRT_CORS_ORIGINS",
        "none",
        "Origins of web pages that may call this service, comma separated; `*` allows all.",
    ),
    setting(
        "KRT_DATABASE_CONNECTIONS",
        "24",
        "Connections to PostgreSQL, shared out between the threads that answer and what goes on behind them, but never fewer than 2 for each thread and 12 more; or readers of the SQLite file: 1 to 200.",
    ),
    setting("KRT_WORKERS", "one for each processor", "Threads that answer requests: 1 to 256."),
    setting(
        "KRT_HASHING_PERMITS",
        "one for each processor but one, and at least one",
        "Passwords hashed at once, 19 MiB each: 1 to 64. With one for each processor many sign-ins at once slow down everything else.",
    ),
    setting(
        "KRT_REQUESTS_PER_MINUTE",
        "1200",
        "Requests that one person, or one address of the signed-out, may make in a minute; 0 sets no limit.",
    ),
    setting(
        "KRT_SIGN_IN_TRIES",
        "10",
        "Sign-ins that one number may try from one address before each further one waits, 15 seconds and then twice as long each time, at most 15 minutes; one address, or one number from everywhere, may try ten times as many; in an hour as many are forgotten again; 0 sets no limit.",
    ),
    setting(
        "KRT_PROOF_MINUTES",
        "5",
        "For how long after a sign-in or `sessionProve` somebody may change password, phone and second factor: 1 to 60.",
    ),
    setting(
        "KRT_SESSIONS_PER_PERSON",
        "20",
        "Devices on which one person may be signed in; one more signs out the one that was used longest ago: 1 to 1000.",
    ),
    setting(
        "KRT_CODES_PER_PHONE",
        "3",
        "One-time codes that may be asked for one number from one address in 15 minutes, and three times as many in a day; strangers may ask for three times as many for one number, and so may those in networks from which its owner has signed in, and one address may ask for twenty times as many; 0 sets no limit.",
    ),
    setting(
        "KRT_PRIVACY_CONTACT",
        "the district unity office",
        "Whom people ask about their data, as the privacy notice names it: a name with an e-mail address or number.",
    ),
    setting(
        "KRT_SMS_URL",
        "in development none: messages stand in the log and on /outbox",
        "Where the SMS gateway takes messages (https://…). It is sent `{\"to\", \"from\", \"text\", \"reference\"}` as JSON and answers 2xx with `{\"messageId\"}`. Production needs it, because nobody can join without a code; `none` starts without, and then nobody can join or reset a password.",
    ),
    setting(
        "KRT_SMS_TOKEN",
        "none",
        "What the SMS gateway knows this service by: sent as `Authorization: Bearer …`. Needed with KRT_SMS_URL.",
    ),
    setting(
        "KRT_SMS_SENDER",
        "KRT",
        "The name or number that phones show as the sender: 1 to 15 characters.",
    ),
    setting(
        "KRT_FCM_CREDENTIALS",
        "none: in development pushes stand in the log and on /outbox, in production none leaves",
        "The file with the key of a service account that may send messages through Firebase Cloud Messaging, as Google hands it out (JSON). It names the project too.",
    ),
    setting(
        "KRT_FCM_URL",
        "https://fcm.googleapis.com",
        "Where Firebase Cloud Messaging (HTTP v1) is asked: https, or http on this machine.",
    ),
    setting(
        "KRT_MAIL_URL",
        "none: in development mails stand in the log and on /outbox, in production none leaves and nobody can confirm an e-mail address",
        "The mail server: `smtps://user:password@host` (TLS from the beginning, port 465) or `smtp://…` (STARTTLS, which must be there, port 587; on this machine without, port 25). Without `user:password@` nobody signs in there. What is special in either is written like `%40`.",
    ),
    setting(
        "KRT_MAIL_FROM",
        "none",
        "Who writes: `KRT <krt@example.my>`. Needed with KRT_MAIL_URL. The server signs what leaves (DKIM), the `List-Unsubscribe` headers included.",
    ),
    setting(
        "KRT_OIDC_ISSUER",
        "none: no single sign-on",
        "The department's sign-in service (OpenID Connect), to the letter as it calls itself: https, or http on this machine. It is asked when somebody signs on, not at start.",
    ),
    setting("KRT_OIDC_CLIENT_ID", "none", "As what this service is registered there."),
    setting(
        "KRT_OIDC_CLIENT_SECRET",
        "none: a public client",
        "The secret that goes with it. PKCE is used either way.",
    ),
    setting(
        "KRT_OIDC_REDIRECTS",
        "KRT_PUBLIC_URL and /v1/sign-on/callback",
        "Where the sign-in service may send people back to, comma separated, to the letter as registered there: this service's own address, the officers' web page (https), an app (https, or its own scheme with a dot: my.gov.krt:/signed-on). The first is the usual one.",
    ),
    setting(
        "KRT_OIDC_STRONG",
        "mfa",
        "Which `acr` or `amr` of the sign-in service says that it asked for a second factor, comma separated; `*`: it always does. A sign-on without one brings no officer's roles along.",
    ),
    setting(
        "KRT_PUBLIC_CACHE",
        "on",
        "`on` keeps answers for signed-out readers until something changes, at most 60 seconds; `off` for measuring.",
    ),
    setting(
        "KRT_PERSISTED_DOCUMENTS",
        "none",
        "A JSON file with the documents of the apps' releases: hash → text.",
    ),
    setting(
        "KRT_APP_MINIMUM",
        "none",
        "The oldest app versions that still work, such as `mykrt=1.2.0,mysrs=1.0.0`.",
    ),
    setting("KRT_LOG", "info", "What is logged, in the form of `RUST_LOG`: `info,domain=debug`."),
    setting("KRT_LOG_FORMAT", "text in development, json in production", "`text` or `json`."),
    setting(
        "KRT_SAMPLE_PASSWORD",
        "jiran-sepakat-2026",
        "The password of the sample accounts that `seed` makes.",
    ),
];

/// Whether this is somebody's desk or the real thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Seeds itself, prints accounts, serves the playground; loopback only.
    Development,
    /// Refuses sample accounts, needs a secret.
    Production,
}

/// How log lines look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogFormat {
    /// For people.
    Text,
    /// For machines.
    Json,
}

/// The oldest version of an app that still works.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AppMinimum {
    /// `mykrt`, `mysrs` or `krt-shop`.
    pub app: String,
    /// Major, minor, patch.
    pub version: (u32, u32, u32),
}

/// Checked settings.
#[derive(Clone, Debug)]
pub struct Config {
    /// Development or production.
    pub mode: Mode,
    /// Where to listen.
    pub listen: SocketAddr,
    /// The folder.
    pub data: PathBuf,
    /// The database.
    pub database_url: String,
    /// The bucket of pictures and documents; without one they lie in the folder.
    pub s3: Option<S3Settings>,
    /// Redis, when there is one.
    pub redis_url: Option<String>,
    /// The secret.
    pub secret: SecretString,
    /// How the world reaches this service, without a slash at the end.
    pub public_url: String,
    /// Whose X-Forwarded-For is believed.
    pub trusted_proxies: Vec<IpNet>,
    /// Which pages may call.
    pub cors_origins: Vec<String>,
    /// How many connections.
    pub database_connections: u32,
    /// How many threads answer.
    pub workers: usize,
    /// How many passwords at once.
    pub hashing_permits: usize,
    /// Requests a minute; 0 for no limit.
    pub requests_per_minute: u32,
    /// Sign-ins of one number from one address before it waits; 0 for no limit.
    pub sign_in_tries: u64,
    /// For how many minutes a proof counts.
    pub proof_minutes: u32,
    /// Sessions of one person.
    pub sessions_per_person: usize,
    /// One-time codes of one number in 15 minutes; 0 for no limit.
    pub codes_per_phone: u64,
    /// Whom people ask about their data.
    pub privacy_contact: Option<String>,
    /// The SMS gateway, when there is one.
    pub sms: Option<SmsSettings>,
    /// The push service, when there is one.
    pub push: Option<PushSettings>,
    /// The mail server, when there is one.
    pub mail: Option<MailSettings>,
    /// How long an answer is waited for of a program that events are sent to.
    pub webhook_patience: Duration,
    /// The department's sign-in service, when there is one.
    pub sign_on: Option<SignOnSettings>,
    /// Whether answers for the signed-out are kept.
    pub public_cache: bool,
    /// The file of persisted documents.
    pub persisted_documents: Option<PathBuf>,
    /// The oldest apps.
    pub app_minimum: Vec<AppMinimum>,
    /// What is logged.
    pub log: String,
    /// How it is logged.
    pub log_format: LogFormat,
    /// The password of sample accounts.
    pub sample_password: SecretString,
}

impl Config {
    /// The key that signs the audit.
    pub fn seal_key(&self) -> domain::Result<SealKey> {
        SealKey::of(self.secret.expose_secret().as_bytes())
    }

    /// The key that signs the logs of patrols.
    #[must_use]
    pub fn log_key(&self) -> LogKey {
        LogKey::of(&Secret::new(self.secret.expose_secret()))
    }

    /// How far events are sent to programs elsewhere.
    #[must_use]
    pub fn reach(&self) -> Reach {
        if self.is_development() { Reach::ThisMachine } else { Reach::Public }
    }

    /// Whether this is development.
    #[must_use]
    pub fn is_development(&self) -> bool {
        self.mode == Mode::Development
    }
}
