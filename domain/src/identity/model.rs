//! People and sessions as plain values.

use super::second::Second;
use crate::shared::{
    clock::Instant,
    id::{PersonId, SessionId},
    language::Language,
};

/// Whether an account can be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sea_orm::EnumIter, sea_orm::DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum PersonStatus {
    /// In use.
    Active,
    /// Shut out by an administrator.
    Banned,
    /// Erased at the person's wish; the row stays without anything personal.
    Erased,
}

/// Somebody who is told something, and how they are reached by SMS.
#[derive(Clone, Debug, sea_orm::FromQueryResult)]
pub(crate) struct Reached {
    /// Who.
    pub person_id: PersonId,
    /// Their phone number in E.164, if they have one.
    pub phone: Option<String>,
    /// The language that they read.
    pub language: Language,
}

/// A person with an account.
#[derive(Clone, Debug, sea_orm::FromQueryResult)]
pub struct Person {
    /// The id.
    pub id: PersonId,
    /// The phone number in E.164; none after erasure.
    pub phone: Option<String>,
    /// The e-mail address, if the person gave one.
    pub email: Option<String>,
    /// When a code that came to it was given back; without that nothing is sent there.
    pub email_confirmed_at: Option<Instant>,
    /// The name that others see.
    pub display_name: String,
    /// The language in which the person wants to be spoken to.
    pub language: Language,
    /// Whether the account can be used.
    pub status: PersonStatus,
    /// Rises whenever the person's roles change; older tokens are no longer accepted.
    pub epoch: i64,
    /// The version of the privacy notice that the person agreed to.
    pub privacy_notice_version: String,
    /// Since when the account exists.
    pub created_at: Instant,
}

/// What somebody gives to join.
#[derive(Clone, Debug)]
pub struct Registration {
    /// The phone number in any common Malaysian spelling.
    pub phone: String,
    /// The password, 8 to 128 characters.
    pub password: String,
    /// The name that others see, 1 to 80 characters.
    pub display_name: String,
    /// The language in which to be spoken to.
    pub language: Language,
    /// The version of the privacy notice agreed to.
    pub privacy_notice_version: String,
    /// The proof that somebody holds the number.
    pub phone_proof: Option<String>,
}

/// What somebody gives to sign in.
#[derive(Clone, Debug)]
pub struct SigningIn {
    /// The phone number in any common Malaysian spelling.
    pub phone: String,
    /// The password.
    pub password: String,
    /// The second factor, from those who have one.
    pub second: Option<Second>,
}

/// A session on one device.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// The id.
    pub id: SessionId,
    /// Whose it is.
    pub person: PersonId,
    /// What makes this session's refresh tokens its own.
    pub salt: Vec<u8>,
    /// The number of the newest refresh token.
    pub counter: i64,
    /// Whether the newest refresh token, or the access token issued with it, was used.
    pub confirmed: bool,
    /// Which app holds it.
    pub app: Option<String>,
    /// Roughly from where it was last used: a network, never a whole address.
    pub network: Option<String>,
    /// Since when.
    pub started_at: Instant,
    /// When it was last refreshed.
    pub last_used_at: Instant,
    /// When whoever holds it last proved to be its person; signing in is such a proof.
    pub proved_at: Option<Instant>,
    /// When a sign-on began it: whether the sign-in service asked for a second factor.
    pub sign_on: Option<bool>,
}

/// What a phone gets when somebody signs in or refreshes.
#[derive(Clone, Debug)]
pub struct SignedIn {
    /// Who.
    pub person: Person,
    /// The session.
    pub session: SessionId,
    /// The token for requests: `Authorization: Bearer …`.
    pub access_token: String,
    /// Until when it counts.
    pub access_expires_at: Instant,
    /// The token for the next refresh.
    pub refresh_token: String,
    /// Until when the session lasts without another refresh.
    pub refresh_expires_at: Instant,
}
