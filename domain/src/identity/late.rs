//! A call for help from a phone whose access token has expired: it comes in while the session lives.

use std::time::Duration;

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use chrono::DateTime;
use jsonwebtoken::DecodingKey;

use super::{
    gate::Admitted,
    model::{PersonStatus, Session},
    rules,
    service::Identity,
    store::{self, Standing},
    tokens::{self, Claims},
};
use crate::{
    policy::{Actor, Grant},
    shared::{
        change_log::{self, Noun},
        clock::Instant,
        error::{Error, ErrorCode, Refusal, Result},
    },
};

/// How long the session store may take. Then the change log decides alone.
const PATIENCE: Duration = Duration::from_millis(500);

/// What an expired token says.
struct Late {
    claims: Claims,
    /// Whether the key that signed it signs no more.
    retired: bool,
}

impl Identity {
    /// Admits the bearer of an access token that is ours, also when it has expired or tells older
    /// roles, as long as its session lives: with the roles that the person holds now. For calls for
    /// help alone.
    pub async fn admit_late(&self, token: &str) -> Result<Admitted> {
        match self.admit(token).await {
            Err(Error::Stopped(refusal))
                if matches!(refusal.code, ErrorCode::TokenExpired | ErrorCode::TokenInvalid) =>
            {
                self.admit_by_session(token).await
            }
            answer => answer,
        }
    }

    async fn admit_by_session(&self, token: &str) -> Result<Admitted> {
        let now = self.tools.clock.now();
        let late = self.read_late(token).await?;
        let session = self.live_session(&late, now).await?;
        let claims = late.claims;
        let connection = self.tools.db.write();
        // The log is the truth about an end: the store may have missed it, or have gone.
        if change_log::has_gone(&self.tools.db, Noun::Session, claims.sid).await? {
            return Err(ended());
        }
        let standing = store::standing(connection, claims.sub).await?;
        let Some(Standing { status: PersonStatus::Active, .. }) = standing else {
            return Err(ended());
        };
        let mut grants: Vec<Grant> = store::grants_of(connection, claims.sub, now).await?.grants;
        match &session {
            Some(session) => grants = self.backed(session, grants).await?,
            // Nobody knows whether it was begun with a second factor.
            None => grants.retain(|grant| !grant.role.needs_second_factor()),
        }
        let actor = Actor::Person { id: claims.sub, session: claims.sid, grants };
        Ok(Admitted { actor, expires_at: now })
    }

    /// Reads a token of ours whatever its age, also by a key that was retired since.
    async fn read_late(&self, token: &str) -> Result<Late> {
        let (issuer, audience) = (&self.settings.issuer, &self.settings.audience);
        let kid = tokens::key_id(token)?;
        let keys = self.gate.keys();
        if keys.verifying.contains_key(&kid) {
            let claims = tokens::read(&keys, &kid, token, issuer, audience)?;
            return Ok(Late { claims, retired: false });
        }
        let public = store::public_key(self.tools.db.write(), &kid).await?;
        let public = public.ok_or_else(|| Refusal::of(ErrorCode::TokenInvalid).stop())?;
        let encoded = BASE64_URL_SAFE_NO_PAD.encode(public);
        let key = DecodingKey::from_ed_components(&encoded).map_err(Error::internal)?;
        let claims = tokens::read_with(&key, token, issuer, audience)?;
        Ok(Late { claims, retired: true })
    }

    /// The session, if the store knows that it lives. Where the store does not answer, or has lost
    /// everything, the token itself is believed for as long as a session lasts without a refresh:
    /// help is not refused because Redis is away. That one was ended the change log tells.
    async fn live_session(&self, late: &Late, now: Instant) -> Result<Option<Session>> {
        let looking = tokio::time::timeout(PATIENCE, self.sessions.lookup(late.claims.sid));
        if let Ok(Ok(Some(session))) = looking.await {
            let lives = rules::session_ends(&session) > now;
            return if session.person == late.claims.sub && lives {
                Ok(Some(session))
            } else {
                Err(ended())
            };
        }
        let issued = DateTime::from_timestamp(late.claims.iat, 0).unwrap_or_default();
        let recent = now.signed_duration_since(issued) < rules::SESSION_IDLE;
        // A key that was taken out of use may be somebody else's now.
        if recent && !late.retired { Ok(None) } else { Err(ended()) }
    }
}

fn ended() -> Error {
    Refusal::of(ErrorCode::SessionEnded).stop()
}
