//! What is right for an ID token and for a way back; pure.

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use chrono::TimeDelta;
use jsonwebtoken::Algorithm;
use sha2::{Digest as _, Sha256, Sha384, Sha512};
use subtle::ConstantTimeEq as _;
use url::{Host, Url};

use super::model::{Audience, IdClaims, Metadata, Pending, Returned, SignOnSettings};
use crate::shared::{
    clock::Instant,
    error::{Error, ErrorCode, Refusal, Result},
};

/// How far two clocks may differ.
pub(super) const LEEWAY: TimeDelta = TimeDelta::seconds(60);
/// Whoever showed the provider longer ago who they are is asked again.
pub(super) const WORKING_DAY: TimeDelta = TimeDelta::hours(12);
/// The longest `sub` (OpenID Connect Core 1.0, 2).
pub(super) const LONGEST_SUBJECT: usize = 255;
/// What may have signed an ID token: nothing that a holder of the client's secret could sign with, and
/// not nothing at all.
pub(super) const ALGORITHMS: [Algorithm; 9] = [
    Algorithm::RS256,
    Algorithm::RS384,
    Algorithm::RS512,
    Algorithm::PS256,
    Algorithm::PS384,
    Algorithm::PS512,
    Algorithm::ES256,
    Algorithm::ES384,
    Algorithm::EdDSA,
];

/// Compares without telling by the time it takes how much was right.
pub(super) fn same(left: &str, right: &str) -> bool {
    left.as_bytes().ct_eq(right.as_bytes()).into()
}

/// Whether nobody on the way can read what is sent there: TLS, or this machine itself.
pub fn travels_safely(url: &Url) -> bool {
    match (url.scheme(), url.host()) {
        ("https", Some(_)) => true,
        ("http", Some(Host::Ipv4(address))) => address.is_loopback(),
        ("http", Some(Host::Ipv6(address))) => address.is_loopback(),
        ("http", Some(Host::Domain(name))) => name == "localhost",
        _ => false,
    }
}

/// The address to come back to: one that is listed, to the letter; the first when none is asked for.
pub(super) fn redirect(settings: &SignOnSettings, asked: Option<&str>) -> Result<String> {
    let listed = match asked {
        None => settings.redirects.first(),
        Some(asked) => settings.redirects.iter().find(|redirect| *redirect == asked),
    };
    listed.cloned().ok_or_else(|| Refusal::of(ErrorCode::SignOnRedirectUnknown).stop())
}

/// A challenge is 32 bytes in base64url.
pub(super) fn is_challenge(text: &str) -> bool {
    BASE64_URL_SAFE_NO_PAD.decode(text).is_ok_and(|bytes| bytes.len() == 32)
}

/// Whether an answer comes from the provider that was asked (RFC 9207), and what it brings.
pub(super) fn code(settings: &SignOnSettings, known: &Metadata, back: &Returned) -> Result<String> {
    let required = known.authorization_response_iss_parameter_supported;
    let from_it = back.iss.as_ref().map_or(!required, |iss| *iss == settings.issuer);
    if !from_it {
        tracing::warn!("a sign-on was answered in the name of another provider");
        return Err(invalid());
    }
    match (&back.error, &back.code) {
        (None, Some(code)) => Ok(code.clone()),
        (Some(error), _) => Err(declined(error)),
        (None, None) => Err(declined("invalid_request")),
    }
}

/// The provider says no. Its word is shown only when it is one of OAuth's.
pub(super) fn declined(error: &str) -> Error {
    let known = error.len() <= 40
        && !error.is_empty()
        && error.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
    let reason = if known { error } else { "error" };
    Refusal::of(ErrorCode::SignOnDeclined).with("reason", reason).stop()
}

/// The token is not good. Which comparison failed is for the operator.
pub(super) fn invalid() -> Error {
    Refusal::of(ErrorCode::SignOnTokenInvalid).stop()
}

/// Compares everything that a correctly signed ID token says (OpenID Connect Core 1.0, 3.1.3.7).
pub(super) fn check(
    claims: &IdClaims,
    settings: &SignOnSettings,
    pending: &Pending,
    now: Instant,
) -> Result<()> {
    let wrong = |what| {
        tracing::warn!(what, "an ID token is not good");
        Err(invalid())
    };
    if claims.iss != settings.issuer {
        return wrong("issuer");
    }
    let ours = |name: &String| *name == settings.client_id;
    let (addressed, several) = match &claims.aud {
        Audience::One(one) => (ours(one), false),
        Audience::Several(list) => (list.iter().any(ours), list.len() > 1),
    };
    if !addressed {
        return wrong("audience");
    }
    if claims.azp.as_ref().map_or(several, |party| !ours(party)) {
        return wrong("authorized party");
    }
    if !claims.nonce.as_ref().is_some_and(|nonce| same(nonce, &pending.nonce)) {
        return wrong("nonce");
    }
    let visible = claims.sub.bytes().all(|byte| byte.is_ascii_graphic() || byte == b' ');
    if claims.sub.trim().is_empty() || claims.sub.len() > LONGEST_SUBJECT || !visible {
        return wrong("subject");
    }
    check_times(claims, pending.begun_at, now)?;
    // The provider was asked not to let in whom it asked longer ago (`max_age`), and so to say when
    // it did. One that does neither is not believed.
    let shown = claims.auth_time.map(|shown| now.timestamp().saturating_sub(shown));
    if shown.is_none_or(|ago| ago > (WORKING_DAY + LEEWAY).num_seconds()) {
        return wrong("time of authentication");
    }
    Ok(())
}

/// The token was made after the sign-on began, and counts now: else one of the clocks is wrong.
fn check_times(claims: &IdClaims, begun_at: i64, now: Instant) -> Result<()> {
    let (now, leeway) = (now.timestamp(), LEEWAY.num_seconds());
    let latest = [claims.nbf, claims.auth_time].into_iter().flatten().fold(claims.iat, i64::max);
    let ahead = latest.saturating_sub(now);
    let behind = begun_at.saturating_sub(claims.iat).max(now.saturating_sub(claims.exp));
    let off = ahead.max(behind);
    if off <= leeway {
        return Ok(());
    }
    tracing::warn!(
        seconds = off,
        provider_is_ahead = ahead > behind,
        "the clocks of the sign-in service and of this machine differ"
    );
    Err(Refusal::of(ErrorCode::SignOnClockWrong).with("off", off).with("most", leeway).stop())
}

/// Whether `at_hash` fits the access token: the left half of the hash that the algorithm names.
pub(super) fn fits(at_hash: &str, access_token: &str, algorithm: Algorithm) -> bool {
    let bytes = access_token.as_bytes();
    let hash = match algorithm {
        Algorithm::RS384 | Algorithm::PS384 | Algorithm::ES384 => Sha384::digest(bytes).to_vec(),
        // Ed25519 itself hashes with SHA-512.
        Algorithm::RS512 | Algorithm::PS512 | Algorithm::EdDSA => Sha512::digest(bytes).to_vec(),
        _ => Sha256::digest(bytes).to_vec(),
    };
    let half = hash.get(..hash.len() / 2).unwrap_or_default();
    same(at_hash, &BASE64_URL_SAFE_NO_PAD.encode(half))
}

/// Whether the provider asked for a second factor, by its own account.
pub(super) fn is_strong(claims: &IdClaims, strong: &[String]) -> bool {
    strong.iter().any(|word| {
        word == "*" || claims.acr.as_ref() == Some(word) || claims.amr.iter().any(|how| how == word)
    })
}

/// When the person last showed the provider who they are.
pub(super) fn proved_at(claims: &IdClaims, now: Instant) -> Option<Instant> {
    let shown = chrono::DateTime::from_timestamp(claims.auth_time?, 0)?;
    Some(shown.min(now))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings() -> SignOnSettings {
        SignOnSettings {
            issuer: "https://id.example".to_owned(),
            client_id: "krt".to_owned(),
            client_secret: None,
            redirects: vec!["https://krt.example/back".to_owned(), "my.krt:/back".to_owned()],
            own_redirect: "https://krt.example/back".to_owned(),
            strong: vec!["mfa".to_owned()],
        }
    }

    fn pending() -> Pending {
        Pending {
            nonce: "n".to_owned(),
            verifier: String::new(),
            redirect: String::new(),
            binding: String::new(),
            begun_at: 10_000,
        }
    }

    fn claims(change: impl FnOnce(&mut serde_json::Value)) -> IdClaims {
        let mut claims = serde_json::json!({
            "iss": "https://id.example", "sub": "officer-7", "aud": "krt", "nonce": "n",
            "iat": 10_020, "exp": 13_620, "auth_time": 10_015,
        });
        change(&mut claims);
        serde_json::from_value(claims).unwrap()
    }

    fn outcome(change: impl FnOnce(&mut serde_json::Value)) -> Option<ErrorCode> {
        let now = chrono::DateTime::from_timestamp(10_030, 0).unwrap();
        match check(&claims(change), &settings(), &pending(), now) {
            Ok(()) => None,
            Err(Error::Stopped(refusal)) => Some(refusal.code),
            Err(other) => panic!("{other}"),
        }
    }

    #[test]
    fn everything_that_a_token_says_is_compared() {
        let bad = Some(ErrorCode::SignOnTokenInvalid);
        assert_eq!(outcome(|_| {}), None);
        assert_eq!(outcome(|claims| claims["iss"] = "https://id.example/".into()), bad);
        assert_eq!(outcome(|claims| claims["aud"] = "other".into()), bad);
        assert_eq!(outcome(|claims| claims["aud"] = vec!["other"].into()), bad);
        assert_eq!(outcome(|claims| claims["aud"] = vec!["krt"].into()), None);
        assert_eq!(outcome(|claims| claims["aud"] = vec!["krt", "other"].into()), bad);
        assert_eq!(outcome(|claims| claims["azp"] = "other".into()), bad);
        assert_eq!(
            outcome(|claims| {
                claims["aud"] = vec!["krt", "other"].into();
                claims["azp"] = "krt".into();
            }),
            None
        );
        assert_eq!(outcome(|claims| claims["nonce"] = "m".into()), bad);
        assert_eq!(outcome(|claims| claims["nonce"] = serde_json::Value::Null), bad);
        assert_eq!(outcome(|claims| claims["sub"] = " ".into()), bad);
        assert_eq!(outcome(|claims| claims["sub"] = "x".repeat(256).into()), bad);
        assert_eq!(outcome(|claims| claims["sub"] = "a\u{0}b".into()), bad);
    }

    #[test]
    fn a_clock_may_be_a_minute_off_but_not_five() {
        let wrong = Some(ErrorCode::SignOnClockWrong);
        for (off, expected) in [(0, None), (60, None), (61, wrong), (300, wrong)] {
            assert_eq!(outcome(|claims| claims["iat"] = (10_030 + off).into()), expected, "{off}");
            assert_eq!(outcome(|claims| claims["iat"] = (10_000 - off).into()), expected, "-{off}");
            assert_eq!(outcome(|claims| claims["nbf"] = (10_030 + off).into()), expected, "{off}");
            assert_eq!(outcome(|claims| claims["exp"] = (10_030 - off).into()), expected, "{off}");
        }
        assert_eq!(outcome(|claims| claims["iat"] = i64::MIN.into()), wrong);
        assert_eq!(outcome(|claims| claims["exp"] = i64::MIN.into()), wrong);
    }

    #[test]
    fn who_showed_themselves_longer_ago_than_a_working_day_is_not_let_in() {
        let (bad, day) = (Some(ErrorCode::SignOnTokenInvalid), 12 * 3600);
        for (ago, expected) in [(0, None), (day, None), (day + 60, None), (day + 61, bad)] {
            let shown =
                |claims: &mut serde_json::Value| claims["auth_time"] = (10_030 - ago).into();
            assert_eq!(outcome(shown), expected, "{ago}");
        }
        assert_eq!(outcome(|claims| claims["auth_time"] = serde_json::Value::Null), bad);
        assert_eq!(outcome(|claims| claims["auth_time"] = i64::MIN.into()), bad);
        let ahead = |off: i64| outcome(|claims| claims["auth_time"] = (10_030 + off).into());
        assert_eq!((ahead(60), ahead(61)), (None, Some(ErrorCode::SignOnClockWrong)));
    }

    #[test]
    fn a_way_back_is_one_of_the_list_to_the_letter() {
        let known = |asked| redirect(&settings(), asked).ok();
        assert_eq!(known(None).as_deref(), Some("https://krt.example/back"));
        assert_eq!(known(Some("my.krt:/back")).as_deref(), Some("my.krt:/back"));
        for asked in ["https://krt.example/back/", "https://krt.example/back?x", "my.krt:/", ""] {
            assert_eq!(known(Some(asked)), None, "{asked}");
        }
    }

    #[test]
    fn the_hash_of_the_access_token_is_that_of_the_specification() {
        // OpenID Connect Core 1.0, the example of A.4.
        let token = "jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y";
        assert!(fits("77QmUPtjPfzWtF2AnpK9RQ", token, Algorithm::RS256));
        assert!(!fits("77QmUPtjPfzWtF2AnpK9RQ", token, Algorithm::RS384));
        assert!(!fits("77QmUPtjPfzWtF2AnpK9RQ", "another", Algorithm::RS256));
    }

    #[test]
    fn a_second_factor_counts_when_the_provider_says_so() {
        let said = |change: fn(&mut serde_json::Value)| {
            is_strong(&claims(change), &["mfa".to_owned(), "gold".to_owned()])
        };
        assert!(!said(|_| {}));
        assert!(!said(|claims| claims["amr"] = vec!["pwd"].into()));
        assert!(said(|claims| claims["amr"] = vec!["pwd", "mfa"].into()));
        assert!(said(|claims| claims["acr"] = "gold".into()));
        assert!(is_strong(&claims(|_| {}), &["*".to_owned()]));
        assert!(!is_strong(&claims(|_| {}), &[]));
    }

    #[test]
    fn what_a_provider_says_is_shown_only_in_its_own_words() {
        let shown = |error: &str| match declined(error) {
            Error::Stopped(refusal) => refusal.value("reason").map(str::to_owned),
            _ => None,
        };
        assert_eq!(shown("access_denied").as_deref(), Some("access_denied"));
        assert_eq!(shown("<script>").as_deref(), Some("error"));
        assert_eq!(shown("").as_deref(), Some("error"));
    }
}
