//! Reading the settings from the environment and a file, and refusing what cannot work.

use std::{
    collections::BTreeMap,
    net::SocketAddr,
    path::{Path, PathBuf},
};

use domain::shared::http;
use figment::{
    Figment,
    providers::{Env, Format, Toml},
};
use ipnet::IpNet;

use super::{
    Config, LogFormat, Mode, SETTINGS, mail,
    parse::{ConfigError, Given, app_minimum, list, number, parse, wrong},
    push, s3,
    secret::{make_privately, secret},
    sign_on,
    sms::sms,
};

/// Reads and checks every setting.
pub fn load() -> Result<Config, ConfigError> {
    check(&gather()?)
}

/// Collects what the environment and the file give. Names of the test suite are not ours.
fn gather() -> Result<Given, ConfigError> {
    let ours = |name: &str| {
        (name.starts_with("KRT_") && !name.starts_with("KRT_TEST_"))
            || name == "DATABASE_URL"
            || name == "REDIS_URL"
    };
    // `raw` keeps the names; figment lowers them.
    let environment = Env::raw().filter(move |name| ours(&name.as_str().to_ascii_uppercase()));
    let from_environment = texts(&Figment::from(environment), "the environment")?;
    let mut given = Given::new();
    if let Some(path) = from_environment.get("KRT_CONFIG").filter(|path| !path.is_empty()) {
        if !Path::new(path).is_file() {
            return wrong("KRT_CONFIG", format!("there is no file {path}"));
        }
        given = texts(&Figment::from(Toml::file_exact(path)), path)?;
    }
    given.extend(from_environment);
    for name in given.keys() {
        if !SETTINGS.iter().any(|setting| setting.name == name) {
            return wrong(name, "there is no such setting; `krt settings` lists them all");
        }
    }
    // An empty value means "not given": that is how container tools unset a variable.
    given.retain(|_, value| !value.trim().is_empty());
    Ok(given)
}

fn texts(figment: &Figment, source: &str) -> Result<Given, ConfigError> {
    let values: BTreeMap<String, figment::value::Value> = figment.extract().map_err(|error| {
        ConfigError { setting: "KRT_CONFIG".to_owned(), why: format!("{source}: {error}") }
    })?;
    values
        .into_iter()
        .map(|(name, value)| {
            let name = name.to_ascii_uppercase();
            let text = match &value {
                figment::value::Value::String(_, text) => text.clone(),
                figment::value::Value::Bool(_, flag) => flag.to_string(),
                figment::value::Value::Num(_, number) => number
                    .to_i128()
                    .map(|n| n.to_string())
                    .or_else(|| number.to_u128().map(|n| n.to_string()))
                    .unwrap_or_default(),
                _ => return wrong(&name, "a text or a number is wanted"),
            };
            Ok((name, text))
        })
        .collect()
}

fn check(given: &Given) -> Result<Config, ConfigError> {
    let get = |name: &str| given.get(name).map(|value| value.trim());
    let listen: SocketAddr = match get("KRT_LISTEN") {
        None => SocketAddr::from(([127, 0, 0, 1], 8080)),
        Some(text) => parse("KRT_LISTEN", text, "an address and a port, such as 127.0.0.1:8080")?,
    };
    // Whoever sets one of these lets others in: then development has to be asked for.
    let shared = ["DATABASE_URL", "KRT_TRUSTED_PROXIES", "KRT_CORS_ORIGINS", "KRT_PUBLIC_URL"]
        .iter()
        .any(|name| get(name).is_some());
    let mode = mode(get("KRT_MODE"), shared, listen)?;
    let data = PathBuf::from(get("KRT_DATA").unwrap_or("krt-data"));
    if let Err(error) = make_privately(&data) {
        return wrong("KRT_DATA", format!("the folder {} cannot be made: {error}", data.display()));
    }
    let database_url = database_url(get("DATABASE_URL"), &data)?;
    let redis_url = redis_url(get("REDIS_URL"), &database_url)?;
    let processors = std::thread::available_parallelism().map_or(2, usize::from);
    // The last processor is for everybody who does not sign in just now.
    let permits = processors.saturating_sub(1).max(1);
    let public_url = match get("KRT_PUBLIC_URL") {
        None => format!("http://{listen}"),
        Some(url) if url.starts_with("https://") || url.starts_with("http://") => {
            url.trim_end_matches('/').to_owned()
        }
        Some(_) => return wrong("KRT_PUBLIC_URL", "it must begin with https:// or http://"),
    };
    Ok(Config {
        mode,
        listen,
        secret: secret(get("KRT_SECRET"), mode, &data)?.into(),
        data,
        database_url,
        redis_url,
        s3: s3::read(get)?,
        public_url: public_url.clone(),
        trusted_proxies: list(get("KRT_TRUSTED_PROXIES"), |text| {
            text.parse::<IpNet>()
                .or_else(|_| text.parse::<std::net::IpAddr>().map(IpNet::from))
                .or_else(|_| {
                    wrong("KRT_TRUSTED_PROXIES", format!("{text} is no address or network"))
                })
        })?,
        cors_origins: list(get("KRT_CORS_ORIGINS"), |text| {
            let scheme = text.starts_with("https://") || text.starts_with("http://");
            if text == "*" || (scheme && text.matches('/').count() == 2) {
                Ok(text.to_owned())
            } else {
                wrong(
                    "KRT_CORS_ORIGINS",
                    format!("{text} is no origin such as https://shop.example"),
                )
            }
        })?,
        database_connections: number(given, "KRT_DATABASE_CONNECTIONS", 24, 1, 200)?,
        workers: number(given, "KRT_WORKERS", processors, 1, 256)?,
        hashing_permits: number(given, "KRT_HASHING_PERMITS", permits, 1, 64)?,
        requests_per_minute: number(given, "KRT_REQUESTS_PER_MINUTE", 1200, 0, 1_000_000)?,
        sign_in_tries: number(given, "KRT_SIGN_IN_TRIES", 10, 0, 1_000_000)?,
        proof_minutes: number(given, "KRT_PROOF_MINUTES", 5, 1, 60)?,
        sessions_per_person: number(given, "KRT_SESSIONS_PER_PERSON", 20, 1, 1000)?,
        codes_per_phone: number(given, "KRT_CODES_PER_PHONE", 3, 0, 1_000)?,
        privacy_contact: get("KRT_PRIVACY_CONTACT").map(str::to_owned),
        sms: sms(given, mode)?,
        push: push::read(get)?,
        mail: mail::read(get, &public_url)?,
        webhook_patience: http::ANSWERED,
        sign_on: sign_on::read(get, &public_url)?,
        public_cache: match get("KRT_PUBLIC_CACHE") {
            None | Some("on") => true,
            Some("off") => false,
            Some(_) => return wrong("KRT_PUBLIC_CACHE", "it is `on` or `off`"),
        },
        persisted_documents: match get("KRT_PERSISTED_DOCUMENTS") {
            Some(path) if !Path::new(path).is_file() => {
                return wrong("KRT_PERSISTED_DOCUMENTS", format!("there is no file {path}"));
            }
            path => path.map(PathBuf::from),
        },
        app_minimum: list(get("KRT_APP_MINIMUM"), app_minimum)?,
        log: get("KRT_LOG").unwrap_or("info").to_owned(),
        log_format: match (get("KRT_LOG_FORMAT"), mode) {
            (Some("text"), _) | (None, Mode::Development) => LogFormat::Text,
            (Some("json"), _) | (None, Mode::Production) => LogFormat::Json,
            (Some(_), _) => return wrong("KRT_LOG_FORMAT", "it is `text` or `json`"),
        },
        sample_password: get("KRT_SAMPLE_PASSWORD")
            .unwrap_or("jiran-sepakat-2026")
            .to_owned()
            .into(),
    })
}

fn mode(text: Option<&str>, shared: bool, listen: SocketAddr) -> Result<Mode, ConfigError> {
    let loopback = listen.ip().is_loopback();
    match text {
        Some("production") => Ok(Mode::Production),
        Some("development") if !loopback => wrong(
            "KRT_MODE",
            "development prints accounts and must stay on this machine: let KRT_LISTEN be a loopback address",
        ),
        Some("development") => Ok(Mode::Development),
        Some(_) => wrong("KRT_MODE", "it is `development` or `production`"),
        None if !shared && loopback => Ok(Mode::Development),
        None => Ok(Mode::Production),
    }
}

fn database_url(text: Option<&str>, data: &Path) -> Result<String, ConfigError> {
    match text {
        None => Ok(format!("sqlite://{}?mode=rwc", data.join("krt.sqlite").display())),
        Some(url) if url.starts_with("postgres://") || url.starts_with("postgresql://") => {
            Ok(url.to_owned())
        }
        Some(url) if url.starts_with("sqlite://") && url.contains('?') => Ok(url.to_owned()),
        Some(url) if url.starts_with("sqlite://") => Ok(format!("{url}?mode=rwc")),
        Some(_) => wrong("DATABASE_URL", "it must begin with postgres:// or sqlite://"),
    }
}

fn redis_url(text: Option<&str>, database_url: &str) -> Result<Option<String>, ConfigError> {
    match text {
        None => Ok(None),
        Some(_) if database_url.starts_with("sqlite:") => wrong(
            "REDIS_URL",
            "Redis lets several nodes share sessions, and nodes cannot share an SQLite file: set DATABASE_URL to PostgreSQL too",
        ),
        Some(url) if url.starts_with("redis://") || url.starts_with("rediss://") => {
            Ok(Some(url.to_owned()))
        }
        Some(_) => wrong("REDIS_URL", "it must begin with redis:// or rediss://"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn given(pairs: &[(&str, &str)]) -> Given {
        let folder = std::env::temp_dir().join("krt-config-test");
        let mut given = Given::from([("KRT_DATA".to_owned(), folder.display().to_string())]);
        given.extend(pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        given
    }

    fn refused(pairs: &[(&str, &str)]) -> String {
        check(&given(pairs)).map(|_| ()).unwrap_err().setting
    }

    #[test]
    fn nothing_given_is_development_on_this_machine() {
        let config = check(&given(&[])).unwrap();
        assert_eq!(config.mode, Mode::Development);
        assert!(config.database_url.starts_with("sqlite://"));
    }

    #[test]
    fn what_cannot_work_is_refused_by_its_name() {
        let secret = ("KRT_SECRET", "0123456789012345678901234567890123456789");
        assert_eq!(refused(&[("KRT_LISTEN", "8080")]), "KRT_LISTEN");
        assert_eq!(refused(&[("KRT_MODE", "test")]), "KRT_MODE");
        assert_eq!(
            refused(&[("KRT_MODE", "development"), ("KRT_LISTEN", "0.0.0.0:80")]),
            "KRT_MODE"
        );
        assert_eq!(refused(&[("DATABASE_URL", "mysql://x")]), "DATABASE_URL");
        assert_eq!(refused(&[("REDIS_URL", "redis://127.0.0.1"), secret]), "REDIS_URL");
        assert_eq!(refused(&[("KRT_MODE", "production")]), "KRT_SECRET");
        assert_eq!(refused(&[("KRT_SECRET", "short")]), "KRT_SECRET");
        let production = ("KRT_MODE", "production");
        assert_eq!(refused(&[production, secret]), "KRT_SMS_URL");
        assert_eq!(refused(&[("KRT_SMS_URL", "sms.example")]), "KRT_SMS_URL");
        assert_eq!(refused(&[("KRT_SMS_URL", "https://sms.example")]), "KRT_SMS_TOKEN");
        assert!(check(&given(&[production, secret, ("KRT_SMS_URL", "none")])).is_ok());
        // Behind a proxy it is no longer somebody's desk.
        assert_eq!(refused(&[("KRT_TRUSTED_PROXIES", "127.0.0.1")]), "KRT_SECRET");
        assert_eq!(refused(&[("KRT_PUBLIC_URL", "https://krt.example")]), "KRT_SECRET");
        assert_eq!(refused(&[("KRT_TRUSTED_PROXIES", "proxy"), secret]), "KRT_TRUSTED_PROXIES");
        assert_eq!(refused(&[("KRT_CORS_ORIGINS", "shop.example"), secret]), "KRT_CORS_ORIGINS");
        assert_eq!(refused(&[("KRT_DATABASE_CONNECTIONS", "0")]), "KRT_DATABASE_CONNECTIONS");
        assert_eq!(refused(&[("KRT_APP_MINIMUM", "mykrt")]), "KRT_APP_MINIMUM");
    }

    #[test]
    fn single_sign_on_is_given_whole_and_protected_or_not_at_all() {
        let issuer = ("KRT_OIDC_ISSUER", "https://id.example/realms/krt");
        let client = ("KRT_OIDC_CLIENT_ID", "krt");
        let redirects = |text| ("KRT_OIDC_REDIRECTS", text);
        assert!(check(&given(&[])).unwrap().sign_on.is_none());
        let settings = check(&given(&[issuer, client])).unwrap().sign_on.unwrap();
        assert_eq!(settings.redirects, ["http://127.0.0.1:8080/v1/sign-on/callback"]);
        assert_eq!(settings.strong, ["mfa"]);
        let page = redirects("https://officers.example/back, my.gov.krt:/signed-on");
        let settings = check(&given(&[issuer, client, page])).unwrap().sign_on.unwrap();
        assert_eq!(settings.redirects, ["https://officers.example/back", "my.gov.krt:/signed-on"]);
        assert_eq!(refused(&[issuer]), "KRT_OIDC_CLIENT_ID");
        for alone in ["KRT_OIDC_CLIENT_ID", "KRT_OIDC_CLIENT_SECRET", "KRT_OIDC_STRONG"] {
            assert_eq!(refused(&[(alone, "x")]), "KRT_OIDC_ISSUER");
        }
        for wrong in ["id.example", "http://id.example", "https://id.example/?a", "https://id/#x"] {
            assert_eq!(refused(&[("KRT_OIDC_ISSUER", wrong), client]), "KRT_OIDC_ISSUER");
        }
        for wrong in ["/back", "http://officers.example/", "https://x.example/#y", "krt:/x", "*"] {
            assert_eq!(refused(&[issuer, client, redirects(wrong)]), "KRT_OIDC_REDIRECTS");
        }
        assert!(check(&given(&[("KRT_OIDC_ISSUER", "http://127.0.0.1:9"), client])).is_ok());
    }

    #[test]
    fn mail_is_given_whole_or_not_at_all() {
        assert!(check(&given(&[])).unwrap().mail.is_none());
        let url = |text| ("KRT_MAIL_URL", text);
        let from = ("KRT_MAIL_FROM", "KRT <krt@example.my>");
        assert!(check(&given(&[url("smtps://krt:x@mail.example"), from])).unwrap().mail.is_some());
        assert_eq!(refused(&[url("smtps://mail.example")]), "KRT_MAIL_FROM");
        assert_eq!(refused(&[from]), "KRT_MAIL_URL");
        assert_eq!(refused(&[url("https://mail.example"), from]), "KRT_MAIL_URL");
        assert_eq!(
            refused(&[url("smtp://mail.example"), ("KRT_MAIL_FROM", "KRT")]),
            "KRT_MAIL_FROM"
        );
    }

    #[test]
    fn a_bucket_is_given_whole_and_protected_or_not_at_all() {
        assert!(check(&given(&[])).unwrap().s3.is_none());
        let bucket = ("KRT_S3_BUCKET", "krt-pictures");
        let key = ("KRT_S3_ACCESS_KEY_ID", "krt");
        let secret = ("KRT_S3_SECRET_ACCESS_KEY", "not told");
        let endpoint = |url| ("KRT_S3_ENDPOINT", url);
        assert_eq!(refused(&[bucket]), "KRT_S3_ACCESS_KEY_ID");
        assert_eq!(refused(&[bucket, key]), "KRT_S3_SECRET_ACCESS_KEY");
        for alone in [key, secret, endpoint("https://s3.example"), ("KRT_S3_REGION", "x")] {
            assert_eq!(refused(&[alone]), "KRT_S3_BUCKET");
        }
        for wrong in ["Pictures", "ab", "-krt", "krt/pictures", "krt..x"] {
            assert_eq!(refused(&[("KRT_S3_BUCKET", wrong), key, secret]), "KRT_S3_BUCKET");
        }
        for wrong in ["s3.example", "http://s3.example", "https://s3.example/krt", "https://x/?a"] {
            assert_eq!(refused(&[bucket, key, secret, endpoint(wrong)]), "KRT_S3_ENDPOINT");
        }
        let style = ("KRT_S3_PATH_STYLE", "maybe");
        assert_eq!(refused(&[bucket, key, secret, style]), "KRT_S3_PATH_STYLE");
        let amazon = check(&given(&[bucket, key, secret])).unwrap().s3.unwrap();
        assert!(!amazon.path_style && amazon.endpoint.is_none() && amazon.region == "us-east-1");
        let own = [bucket, key, secret, endpoint("http://127.0.0.1:9000/")];
        let own = check(&given(&own)).unwrap().s3.unwrap();
        assert!(own.path_style && own.endpoint.as_deref() == Some("http://127.0.0.1:9000"));
        assert!(!format!("{own:?}").contains("not told"));
    }

    #[test]
    fn push_needs_a_key_that_can_sign_and_a_protected_address() {
        assert!(check(&given(&[])).unwrap().push.is_none());
        assert_eq!(refused(&[("KRT_FCM_URL", "https://push.example")]), "KRT_FCM_CREDENTIALS");
        let at = |path: &str| vec![("KRT_FCM_CREDENTIALS".to_owned(), path.to_owned())];
        let refused_at = |path: &str| {
            let mut given = given(&[]);
            given.extend(at(path));
            let error = check(&given).map(|_| ()).unwrap_err();
            (error.setting, error.why)
        };
        let (setting, why) = refused_at("/nowhere/key.json");
        assert!(setting == "KRT_FCM_CREDENTIALS" && why.contains("/nowhere/key.json"), "{why}");
        let folder = std::env::temp_dir().join("krt-push-config-test");
        std::fs::create_dir_all(&folder).unwrap();
        let path = folder.join("key.json");
        let path = path.to_str().unwrap();
        std::fs::write(path, "{}").unwrap();
        assert_eq!(refused_at(path).0, "KRT_FCM_CREDENTIALS");
        let key = r#"{ "project_id": "krt", "client_email": "x", "token_uri": "https://x.example/token", "private_key": "none" }"#;
        std::fs::write(path, key).unwrap();
        let (_, why) = refused_at(path);
        assert!(why.contains("private_key"), "{why}");
    }
}
