//! A sign-in service (OpenID Connect) that gives correct answers, and can be told to give wrong ones
//! that a real provider cannot be made to give. `tests/single_sign_on` asks a real one.

use std::{
    collections::HashMap,
    net::TcpListener,
    sync::{Arc, Mutex, MutexGuard},
};

use actix_web::{App, HttpRequest, HttpResponse, HttpServer, web};
use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use domain::{identity::SignOnSettings, shared::clock::Clock};
use ed25519_dalek::{SigningKey, pkcs8::EncodePrivateKey as _};
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

/// As what the service under test is registered.
const CLIENT_ID: &str = "krt";
const CLIENT_SECRET: &str = "a secret: with & signs";

/// A sign-in service.
#[derive(Clone)]
pub struct SignInService {
    /// How it calls itself.
    pub issuer: String,
    inner: Arc<Mutex<Inner>>,
    clock: Clock,
}

/// How a token is signed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Signed {
    /// With the key that is listed.
    #[default]
    Well,
    /// With a key that is not listed, under the listed one's id.
    ByAForeignKey,
    /// With a key that is not listed, under its own id.
    ByAnUnknownKey,
    /// Not at all: `alg` is `none`.
    Not,
    /// With the client's secret, which anybody who reads a phone app has.
    WithTheSecret,
}

struct Inner {
    key: u8,
    codes: HashMap<String, Approved>,
    change: Option<fn(&mut Value)>,
    signed: Signed,
    keys_asked: usize,
    silent: bool,
}

#[derive(Clone)]
struct Approved {
    subject: String,
    nonce: String,
    challenge: String,
    redirect: String,
}

impl SignInService {
    /// Begins to answer.
    pub fn start(clock: &Clock) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let issuer = format!("http://{}", listener.local_addr().expect("an address"));
        let inner = Inner {
            key: 1,
            codes: HashMap::new(),
            change: None,
            signed: Signed::Well,
            keys_asked: 0,
            silent: false,
        };
        let service = Self { issuer, inner: Arc::new(Mutex::new(inner)), clock: clock.clone() };
        let data = web::Data::new(service.clone());
        let server = HttpServer::new(move || {
            App::new()
                .app_data(data.clone())
                .route("/.well-known/openid-configuration", web::get().to(metadata))
                .route("/keys", web::get().to(keys))
                .route("/token", web::post().to(token))
        })
        .workers(1)
        .disable_signals()
        .listen(listener)
        .expect("it listens")
        .run();
        tokio::spawn(server);
        service
    }

    /// How the service under test is told of this one.
    pub fn settings(&self, redirects: &[&str]) -> SignOnSettings {
        SignOnSettings {
            issuer: self.issuer.clone(),
            client_id: CLIENT_ID.to_owned(),
            client_secret: Some(CLIENT_SECRET.to_owned().into()),
            redirects: redirects.iter().map(|redirect| (*redirect).to_owned()).collect(),
            own_redirect: "http://krt.test/v1/sign-on/callback".to_owned(),
            strong: vec!["mfa".to_owned()],
        }
    }

    /// Lets somebody in who was sent here: what the browser brings back.
    pub fn let_in(&self, location: &str, subject: &str) -> Value {
        let address = reqwest::Url::parse(location).expect("an address");
        let asked: HashMap<String, String> = address.query_pairs().into_owned().collect();
        assert!(location.starts_with(&format!("{}/authorize?", self.issuer)), "{location}");
        assert_eq!(asked["client_id"], CLIENT_ID);
        assert_eq!((asked["response_type"].as_str(), asked["scope"].as_str()), ("code", "openid"));
        assert_eq!(asked["code_challenge_method"], "S256");
        let mut inner = self.lock();
        let code = format!("code-{}", inner.codes.len());
        let approved = Approved {
            subject: subject.to_owned(),
            nonce: asked["nonce"].clone(),
            challenge: asked["code_challenge"].clone(),
            redirect: asked["redirect_uri"].clone(),
        };
        inner.codes.insert(code.clone(), approved);
        json!({ "code": code, "state": asked["state"], "iss": self.issuer })
    }

    /// Tells something else than the truth from now on.
    pub fn change(&self, change: fn(&mut Value)) {
        self.lock().change = Some(change);
    }

    /// Signs in another way from now on.
    pub fn sign(&self, signed: Signed) {
        self.lock().signed = signed;
    }

    /// Tells the truth again, and signs it well.
    pub fn mend(&self) {
        let mut inner = self.lock();
        (inner.change, inner.signed) = (None, Signed::Well);
    }

    /// Signs with another key from now on, and lists only that.
    pub fn renew_key(&self) {
        self.lock().key += 1;
    }

    /// Answers nothing sensible, or again as it should.
    pub fn be_silent(&self, silent: bool) {
        self.lock().silent = silent;
    }

    /// How often somebody asked for the keys.
    pub fn keys_asked(&self) -> usize {
        self.lock().keys_asked
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().expect("nobody failed holding it")
    }

    fn id_token(&self, approved: &Approved) -> String {
        let now = self.clock.now().timestamp();
        let mut claims = json!({
            "iss": self.issuer,
            "sub": approved.subject,
            "aud": CLIENT_ID,
            "nonce": approved.nonce,
            "iat": now,
            "exp": now + 3600,
            "auth_time": now,
            "amr": ["pwd", "otp", "mfa"],
        });
        let inner = self.lock();
        if let Some(change) = inner.change {
            change(&mut claims);
        }
        let mut header = Header::new(Algorithm::EdDSA);
        let (listed, foreign) = (inner.key, inner.key + 100);
        header.kid =
            Some(kid(if inner.signed == Signed::ByAnUnknownKey { foreign } else { listed }));
        let key = match inner.signed {
            Signed::Well => private(listed),
            Signed::ByAForeignKey | Signed::ByAnUnknownKey => private(foreign),
            Signed::WithTheSecret => {
                header.alg = Algorithm::HS256;
                EncodingKey::from_secret(CLIENT_SECRET.as_bytes())
            }
            Signed::Not => {
                let part = |json: &Value| BASE64_URL_SAFE_NO_PAD.encode(json.to_string());
                return format!("{}.{}.", part(&json!({ "alg": "none" })), part(&claims));
            }
        };
        jsonwebtoken::encode(&header, &claims, &key).expect("a token")
    }
}

fn kid(number: u8) -> String {
    format!("key-{number}")
}

fn pair(number: u8) -> SigningKey {
    SigningKey::from_bytes(&[number; 32])
}

fn private(number: u8) -> EncodingKey {
    EncodingKey::from_ed_der(pair(number).to_pkcs8_der().expect("a key").as_bytes())
}

async fn metadata(service: web::Data<SignInService>) -> HttpResponse {
    if service.lock().silent {
        return HttpResponse::BadGateway().finish();
    }
    let at = |path: &str| format!("{}/{path}", service.issuer);
    HttpResponse::Ok().json(json!({
        "issuer": service.issuer,
        "authorization_endpoint": at("authorize"),
        "token_endpoint": at("token"),
        "jwks_uri": at("keys"),
        "token_endpoint_auth_methods_supported": ["client_secret_basic"],
        "authorization_response_iss_parameter_supported": true,
    }))
}

async fn keys(service: web::Data<SignInService>) -> HttpResponse {
    let mut inner = service.lock();
    inner.keys_asked += 1;
    let x = BASE64_URL_SAFE_NO_PAD.encode(pair(inner.key).verifying_key().to_bytes());
    let key =
        json!({ "kty": "OKP", "crv": "Ed25519", "use": "sig", "kid": kid(inner.key), "x": x });
    HttpResponse::Ok().json(json!({ "keys": [key] }))
}

async fn token(
    service: web::Data<SignInService>,
    request: HttpRequest,
    form: web::Form<HashMap<String, String>>,
) -> HttpResponse {
    let refused = |error: &str| HttpResponse::BadRequest().json(json!({ "error": error }));
    // RFC 6749, 2.3.1: form-encoded, then base64.
    let expected = "Basic a3J0OmErc2VjcmV0JTNBK3dpdGgrJTI2K3NpZ25z";
    let given = request.headers().get("authorization").and_then(|value| value.to_str().ok());
    if given != Some(expected) {
        return refused("invalid_client");
    }
    let approved = service.lock().codes.get(&form["code"]).cloned();
    // A code counts once.
    service.lock().codes.insert(form["code"].clone(), Approved::void());
    let challenge = BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(&form["code_verifier"]));
    match approved {
        Some(approved)
            if approved.challenge == challenge && approved.redirect == form["redirect_uri"] =>
        {
            let id_token = service.id_token(&approved);
            let answer =
                json!({ "access_token": "x", "token_type": "Bearer", "id_token": id_token });
            HttpResponse::Ok().json(answer)
        }
        _ => refused("invalid_grant"),
    }
}

impl Approved {
    fn void() -> Self {
        let none = String::new;
        Self { subject: none(), nonce: none(), challenge: none(), redirect: none() }
    }
}
