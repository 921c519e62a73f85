//! What the provider says: of itself, in its keys, and for a code. Asked when it is needed and
//! remembered for a while; a provider that does not answer keeps nobody from anything else.

use std::sync::Arc;

use base64::{Engine as _, prelude::BASE64_STANDARD};
use chrono::TimeDelta;
use jsonwebtoken::{
    Algorithm, DecodingKey, Validation,
    errors::ErrorKind,
    jwk::{AlgorithmParameters, EllipticCurve, Jwk, KeyAlgorithm, PublicKeyUse},
};
use secrecy::ExposeSecret as _;
use serde::{Deserialize, de::DeserializeOwned};
use tokio::sync::Mutex;
use url::{Url, form_urlencoded};

use super::{
    model::{IdClaims, Metadata, Pending, SignOnSettings, Tokens},
    pending, rules,
    web::{Posting, Web},
};
use crate::shared::{
    clock::{Clock, Instant},
    error::{Error, ErrorCode, Refusal, Result},
};

/// How long the provider's description and keys are taken for current.
const CURRENT: TimeDelta = TimeDelta::hours(1);
/// How often an unknown key may make a node ask for the keys again, and a silent provider be asked.
const ASK_AGAIN: TimeDelta = TimeDelta::seconds(5);
/// The most keys that are read; providers have two or three.
const MOST_KEYS: usize = 50;

/// The provider, as one node knows it.
#[derive(Debug)]
pub(super) struct Provider {
    pub settings: SignOnSettings,
    web: Web,
    clock: Clock,
    /// Held while it is asked: whoever needs the same meanwhile waits for the one answer.
    known: Mutex<Known>,
}

#[derive(Debug, Default)]
struct Known {
    metadata: Remembered<Metadata>,
    keys: Remembered<Vec<Jwk>>,
}

/// Something that was asked for, and when.
#[derive(Debug)]
struct Remembered<T> {
    value: Option<Arc<T>>,
    read_at: Option<Instant>,
    asked_at: Option<Instant>,
}

impl<T> Default for Remembered<T> {
    fn default() -> Self {
        Self { value: None, read_at: None, asked_at: None }
    }
}

impl<T> Remembered<T> {
    /// What is remembered, when it is current.
    fn current(&self, now: Instant) -> Option<Arc<T>> {
        let current = self.read_at.is_some_and(|at| now - at < CURRENT);
        self.value.clone().filter(|_| current)
    }

    fn rests(&self, now: Instant) -> bool {
        self.asked_at.is_some_and(|at| now - at < ASK_AGAIN)
    }

    /// Keeps an answer; without one, what was known before goes on counting.
    fn keep(&mut self, answer: Result<T, String>, now: Instant) -> Result<Arc<T>> {
        match answer {
            Ok(value) => {
                self.read_at = Some(now);
                self.value = Some(Arc::new(value));
            }
            Err(cause) => {
                tracing::warn!(%cause, "the sign-in service does not answer as it should");
            }
        }
        self.value.clone().ok_or_else(unavailable)
    }
}

impl Provider {
    pub(super) fn new(settings: SignOnSettings, web: Web, clock: Clock) -> Self {
        Self { settings, web, clock, known: Mutex::default() }
    }

    /// What the provider says of itself.
    pub(super) async fn metadata(&self) -> Result<Arc<Metadata>> {
        let mut known = self.known.lock().await;
        let now = self.clock.now();
        if let Some(current) = known.metadata.current(now) {
            return Ok(current);
        }
        if known.metadata.rests(now) {
            return known.metadata.value.clone().ok_or_else(unavailable);
        }
        known.metadata.asked_at = Some(now);
        let answer = self.discover().await;
        known.metadata.keep(answer, now)
    }

    async fn discover(&self) -> Result<Metadata, String> {
        let issuer = self.settings.issuer.trim_end_matches('/');
        let address = format!("{issuer}/.well-known/openid-configuration");
        let address = Url::parse(&address).map_err(|cause| cause.to_string())?;
        let metadata: Metadata = self.read(&address).await?;
        if metadata.issuer != self.settings.issuer {
            return Err(format!(
                "it calls itself {}, and KRT_OIDC_ISSUER is {}",
                metadata.issuer, self.settings.issuer
            ));
        }
        let endpoints =
            [&metadata.authorization_endpoint, &metadata.token_endpoint, &metadata.jwks_uri];
        if let Some(open) = endpoints.iter().find(|endpoint| !rules::travels_safely(endpoint)) {
            return Err(format!("{open} is not protected by TLS"));
        }
        Ok(metadata)
    }

    async fn read<T: DeserializeOwned>(&self, address: &Url) -> Result<T, String> {
        let answer = self.web.get(address).await?;
        if answer.status != 200 {
            return Err(format!("{address} answered with the status {}", answer.status));
        }
        serde_json::from_slice(&answer.body).map_err(|cause| format!("{address}: {cause}"))
    }

    /// The key that a token names, asking again when it is not known; a guesser does not make us
    /// ask each time.
    async fn key(&self, kid: Option<&str>, algorithm: Algorithm) -> Result<DecodingKey> {
        let address = self.metadata().await?.jwks_uri.clone();
        let mut known = self.known.lock().await;
        let now = self.clock.now();
        let current = known.keys.current(now);
        let found = current.as_ref().and_then(|keys| pick(keys, kid, algorithm));
        if let Some(key) = found {
            return DecodingKey::from_jwk(&key).map_err(|_| rules::invalid());
        }
        if !known.keys.rests(now) {
            known.keys.asked_at = Some(now);
            let answer = self.read::<KeySet>(&address).await.map(KeySet::usable);
            known.keys.keep(answer, now)?;
        }
        let keys = known.keys.value.clone().ok_or_else(unavailable)?;
        let key = pick(&keys, kid, algorithm).ok_or_else(|| {
            tracing::warn!(
                "an ID token was signed with a key that the sign-in service does not list"
            );
            rules::invalid()
        })?;
        DecodingKey::from_jwk(&key).map_err(|_| rules::invalid())
    }

    /// Exchanges the code for tokens.
    pub(super) async fn exchange(&self, code: &str, pending: &Pending) -> Result<Tokens> {
        let metadata = self.metadata().await?;
        let posting = self.posting(&metadata, code, pending);
        let answer = self.web.post(&metadata.token_endpoint, posting).await.map_err(|cause| {
            tracing::warn!(%cause, "the sign-in service does not answer");
            unavailable()
        })?;
        if answer.status == 200 {
            return serde_json::from_slice(&answer.body).map_err(|_| {
                tracing::warn!("the sign-in service gave no ID token");
                unavailable()
            });
        }
        let refused: Option<Refused> = serde_json::from_slice(&answer.body).ok();
        match refused {
            Some(refused) if refused.error == "invalid_grant" => {
                Err(rules::declined(&refused.error))
            }
            refused => {
                let error = refused.map(|refused| refused.error).unwrap_or_default();
                tracing::error!(
                    status = answer.status,
                    error,
                    "the sign-in service refuses this service: look at KRT_OIDC_CLIENT_ID and KRT_OIDC_CLIENT_SECRET"
                );
                Err(unavailable())
            }
        }
    }

    fn posting(&self, metadata: &Metadata, code: &str, pending: &Pending) -> Posting {
        let client_id = self.settings.client_id.as_str();
        let mut form = form_urlencoded::Serializer::new(String::new());
        form.append_pair("grant_type", "authorization_code")
            .append_pair("code", code)
            .append_pair("redirect_uri", &pending.redirect)
            .append_pair("code_verifier", &pending.verifier);
        let methods = &metadata.token_endpoint_auth_methods_supported;
        let basic =
            methods.is_empty() || methods.iter().any(|method| method == "client_secret_basic");
        let authorization = match &self.settings.client_secret {
            Some(secret) if basic => Some(basic_authorization(client_id, secret.expose_secret())),
            Some(secret) => {
                form.append_pair("client_id", client_id)
                    .append_pair("client_secret", secret.expose_secret());
                None
            }
            None => {
                form.append_pair("client_id", client_id);
                None
            }
        };
        Posting { authorization, form: form.finish() }
    }

    /// Reads an ID token: who signed it, and everything that it says.
    pub(super) async fn verify(&self, tokens: &Tokens, pending: &Pending) -> Result<IdClaims> {
        let header = jsonwebtoken::decode_header(&tokens.id_token).map_err(|_| rules::invalid())?;
        if !rules::ALGORITHMS.contains(&header.alg) {
            tracing::warn!(algorithm = ?header.alg, "an ID token is signed in a way that is not taken");
            return Err(rules::invalid());
        }
        let key = self.key(header.kid.as_deref(), header.alg).await?;
        let mut validation = Validation::new(header.alg);
        // The time and the audience are compared in `rules`, with the clock that was handed in.
        validation.validate_exp = false;
        validation.validate_aud = false;
        validation.required_spec_claims.clear();
        let read = jsonwebtoken::decode::<IdClaims>(&tokens.id_token, &key, &validation);
        let claims = read.map_err(|cause| {
            // Never the cause itself: it may quote what the token says of somebody.
            let signature = matches!(cause.kind(), ErrorKind::InvalidSignature);
            let what = if signature { "signature" } else { "form" };
            tracing::warn!(what, "an ID token is not good");
            rules::invalid()
        })?;
        let claims = claims.claims;
        rules::check(&claims, &self.settings, pending, self.clock.now())?;
        if let Some(at_hash) = &claims.at_hash {
            let access_token = tokens.access_token.as_deref().unwrap_or_default();
            if !rules::fits(at_hash, access_token, header.alg) {
                tracing::warn!(what = "at_hash", "an ID token is not good");
                return Err(rules::invalid());
            }
        }
        Ok(claims)
    }

    /// The provider's address with a request to sign somebody on.
    pub(super) fn location(
        &self,
        metadata: &Metadata,
        state: &str,
        pending: &Pending,
        fresh: bool,
    ) -> String {
        let mut location = metadata.authorization_endpoint.clone();
        let mut query = location.query_pairs_mut();
        query
            .append_pair("response_type", "code")
            .append_pair("client_id", &self.settings.client_id)
            .append_pair("redirect_uri", &pending.redirect)
            .append_pair("scope", "openid")
            .append_pair("state", state)
            .append_pair("nonce", &pending.nonce)
            .append_pair("code_challenge", &pending::digest(&pending.verifier))
            .append_pair("code_challenge_method", "S256")
            // With this the provider tells when it last asked (`auth_time`).
            .append_pair("max_age", &rules::WORKING_DAY.num_seconds().to_string());
        if fresh {
            query.append_pair("prompt", "login");
        }
        drop(query);
        location.into()
    }
}

/// Why a code brought nothing (RFC 6749, 5.2).
#[derive(Deserialize)]
struct Refused {
    error: String,
}

/// A JSON Web Key Set, whose keys are read one by one: a kind that we do not know spoils no other.
#[derive(Deserialize)]
struct KeySet {
    keys: Vec<serde_json::Value>,
}

impl KeySet {
    fn usable(self) -> Vec<Jwk> {
        let keys = self.keys.into_iter().take(MOST_KEYS);
        keys.filter_map(|key| serde_json::from_value(key).ok()).collect()
    }
}

/// The key with this id that may sign so; without an id the only one that may.
fn pick(keys: &[Jwk], kid: Option<&str>, algorithm: Algorithm) -> Option<Jwk> {
    let mut fitting = keys.iter().filter(|key| may_sign(key, algorithm));
    if kid.is_some() {
        return fitting.find(|key| key.common.key_id.as_deref() == kid).cloned();
    }
    let only = fitting.next()?;
    fitting.next().is_none().then(|| only.clone())
}

fn may_sign(key: &Jwk, algorithm: Algorithm) -> bool {
    let common = &key.common;
    let signs = common.public_key_use.as_ref().is_none_or(|used| *used == PublicKeyUse::Signature);
    let named = common.key_algorithm.is_none_or(|named| named == KeyAlgorithm::from(algorithm));
    let kind = match (&key.algorithm, algorithm) {
        (
            AlgorithmParameters::RSA(_),
            Algorithm::RS256
            | Algorithm::RS384
            | Algorithm::RS512
            | Algorithm::PS256
            | Algorithm::PS384
            | Algorithm::PS512,
        ) => true,
        (AlgorithmParameters::EllipticCurve(key), Algorithm::ES256) => {
            key.curve == EllipticCurve::P256
        }
        (AlgorithmParameters::EllipticCurve(key), Algorithm::ES384) => {
            key.curve == EllipticCurve::P384
        }
        (AlgorithmParameters::OctetKeyPair(key), Algorithm::EdDSA) => {
            key.curve == EllipticCurve::Ed25519
        }
        _ => false,
    };
    signs && named && kind
}

/// RFC 6749, 2.3.1: both parts are form-encoded first.
fn basic_authorization(client_id: &str, secret: &str) -> String {
    let encode = |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
    let pair = format!("{}:{}", encode(client_id), encode(secret));
    format!("Basic {}", BASE64_STANDARD.encode(pair))
}

fn unavailable() -> Error {
    Refusal::of(ErrorCode::SignOnUnavailable).stop()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(json: &serde_json::Value) -> Vec<Jwk> {
        serde_json::from_value::<KeySet>(json.clone()).unwrap().usable()
    }

    #[test]
    fn a_key_is_used_only_for_what_it_may_sign() {
        let set = serde_json::json!({ "keys": [
            { "kty": "XYZ", "kid": "unknown" },
            { "kty": "oct", "kid": "shared", "k": "c2VjcmV0" },
            { "kty": "OKP", "crv": "Ed25519", "kid": "a", "use": "sig", "x": "AAAA" },
            { "kty": "OKP", "crv": "Ed25519", "kid": "b", "use": "enc", "x": "AAAA" },
            { "kty": "EC", "crv": "P-384", "kid": "c", "x": "AA", "y": "AA" },
        ]});
        let keys = keys(&set);
        let found = |kid, algorithm| pick(&keys, kid, algorithm).and_then(|key| key.common.key_id);
        assert_eq!(found(Some("a"), Algorithm::EdDSA).as_deref(), Some("a"));
        assert_eq!(found(None, Algorithm::EdDSA).as_deref(), Some("a"), "the only one");
        assert_eq!(found(Some("b"), Algorithm::EdDSA), None, "for encryption");
        assert_eq!(found(Some("a"), Algorithm::RS256), None);
        assert_eq!(found(Some("c"), Algorithm::ES256), None, "another curve");
        assert_eq!(found(Some("c"), Algorithm::ES384).as_deref(), Some("c"));
        assert_eq!(found(Some("shared"), Algorithm::HS256), None);
        assert_eq!(found(None, Algorithm::RS256), None);
    }

    #[test]
    fn a_secret_with_a_colon_is_told_from_a_name_with_one() {
        let encoded = BASE64_STANDARD.encode("a%3Ab:c%26d");
        assert_eq!(basic_authorization("a:b", "c&d"), format!("Basic {encoded}"));
    }
}
