//! Single sign-on as plain values.

use secrecy::SecretString;
use serde::Deserialize;
use url::Url;

use crate::shared::{
    clock::Instant,
    id::{PersonId, SignOnLinkId},
};

/// How the provider knows this service, and what is believed of it.
#[derive(Clone, Debug)]
pub struct SignOnSettings {
    /// The provider: the `iss` of its tokens, to the letter.
    pub issuer: String,
    /// As what this service is registered there.
    pub client_id: String,
    /// The secret that goes with it; none for a public client.
    pub client_secret: Option<SecretString>,
    /// Where the provider may send people back to, to the letter. The first is the usual one.
    pub redirects: Vec<String>,
    /// This service's own address to come back to, whether it is used or not.
    pub own_redirect: String,
    /// Which `acr` or `amr` says that the provider asked for a second factor; `*`: it always does.
    pub strong: Vec<String>,
}

/// What keeps the one who comes back the one who went away.
#[derive(Clone, Debug)]
pub enum Binding {
    /// A cookie in the browser, at this service's own address. Holds what the browser has already.
    Cookie(Option<String>),
    /// A secret that a page or an app keeps: the base64url of its SHA-256.
    Challenge(String),
}

/// How a sign-on begins.
#[derive(Clone, Debug)]
pub struct Beginning {
    /// Where to come back to; none: the usual address.
    pub redirect: Option<String>,
    /// What keeps the one who comes back the one who went away.
    pub binding: Binding,
    /// Whether the provider is to ask again who it is, though it knows.
    pub fresh: bool,
}

/// Where to send somebody who signs on.
#[derive(Clone, Debug)]
pub struct Begun {
    /// The provider's address with the request.
    pub location: String,
    /// The cookie's value, when a cookie binds.
    pub cookie: Option<String>,
}

/// What came back from the provider.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Returned {
    /// The one-time code.
    pub code: Option<String>,
    /// Which sign-on it answers.
    pub state: Option<String>,
    /// Who answers (RFC 9207).
    pub iss: Option<String>,
    /// Why not.
    pub error: Option<String>,
}

/// A sign-on that waits for somebody to come back.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, Deserialize)]
pub(super) struct Pending {
    pub nonce: String,
    /// PKCE: what the challenge was made of.
    pub verifier: String,
    pub redirect: String,
    /// The base64url of the SHA-256 of the cookie, or of the app's secret.
    pub binding: String,
    /// Seconds since 1970.
    pub begun_at: i64,
}

/// What the provider says of itself (OpenID Connect Discovery 1.0): the parts that are used.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Metadata {
    pub issuer: String,
    pub authorization_endpoint: Url,
    pub token_endpoint: Url,
    pub jwks_uri: Url,
    #[serde(default)]
    pub token_endpoint_auth_methods_supported: Vec<String>,
    #[serde(default)]
    pub authorization_response_iss_parameter_supported: bool,
}

/// What the provider gives for a code.
#[derive(Deserialize)]
pub(super) struct Tokens {
    pub id_token: String,
    pub access_token: Option<String>,
}

/// One or several: how JSON Web Tokens write an audience.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum Audience {
    One(String),
    Several(Vec<String>),
}

/// What an ID token says: the parts that are read.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct IdClaims {
    pub iss: String,
    pub sub: String,
    pub aud: Audience,
    pub azp: Option<String>,
    pub exp: i64,
    pub iat: i64,
    pub nbf: Option<i64>,
    /// When the person last showed the provider who they are.
    pub auth_time: Option<i64>,
    pub nonce: Option<String>,
    pub at_hash: Option<String>,
    pub acr: Option<String>,
    #[serde(default)]
    pub amr: Vec<String>,
}

/// A provider's name for somebody, linked to the person here.
#[derive(Clone, Debug, sea_orm::FromQueryResult)]
pub struct SignOnLink {
    /// The id.
    pub id: SignOnLinkId,
    /// The person.
    pub person_id: PersonId,
    /// The provider.
    pub issuer: String,
    /// The provider's name for the person (`sub`).
    pub subject: String,
    /// Who gave it.
    pub given_by: PersonId,
    /// Why.
    pub reason: String,
    /// Since when.
    pub begins_at: Instant,
    /// When it ended.
    pub ends_at: Option<Instant>,
    /// Who ended it.
    pub ended_by: Option<PersonId>,
    /// Why it ended.
    pub end_reason: Option<String>,
}

/// What an administrator gives to link somebody.
#[derive(Clone, Debug)]
pub struct SignOnLinking {
    /// The person.
    pub person: PersonId,
    /// The provider.
    pub issuer: String,
    /// The provider's name for the person.
    pub subject: String,
    /// Why, 1 to 500 characters.
    pub reason: String,
}
