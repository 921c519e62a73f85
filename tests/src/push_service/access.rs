//! The fake push service's access tokens (RFC 7523).

use std::collections::HashMap;

use hyper::{header, http::request::Parts};
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use serde_json::{Value, json};

use super::{CUSTOMER, PushService, answer::Said};

/// What the service knows of the customer's key.
const PUBLIC: &str = include_str!("public.pem");
const SCOPE: &str = "https://www.googleapis.com/auth/firebase.messaging";

impl PushService {
    /// Looks at the assertion as RFC 7523 says, and gives a token for an hour.
    pub(super) fn give_access(&self, form: &str) -> Said {
        let refused = Said::new(400, json!({ "error": "invalid_grant" }));
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
        Said::new(200, said)
    }

    pub(super) fn takes_access(&self, head: &Parts) -> bool {
        let given = head
            .headers
            .get(header::AUTHORIZATION)
            .and_then(|value| value.to_str().ok()?.strip_prefix("Bearer access-")?.parse().ok());
        let memory = self.memory();
        given.is_some_and(|number: usize| number > memory.void && number <= memory.given)
    }
}
