//! The settings of the push service: whole, or not at all.

use std::fs;

use domain::{
    identity::travels_safely,
    shared::{
        http,
        outbox::{FcmCredentials, PushSettings},
    },
};
use url::Url;

use super::parse::{ConfigError, wrong};

/// Where Firebase Cloud Messaging is asked when nothing else is said.
const URL: &str = "https://fcm.googleapis.com";

/// Firebase Cloud Messaging; none when there is no key for it.
pub(super) fn read<'a>(
    get: impl Fn(&str) -> Option<&'a str>,
) -> Result<Option<PushSettings>, ConfigError> {
    let url = get("KRT_FCM_URL");
    let Some(path) = get("KRT_FCM_CREDENTIALS") else {
        return match url {
            None => Ok(None),
            Some(_) => wrong("KRT_FCM_CREDENTIALS", "KRT_FCM_URL needs it"),
        };
    };
    let url = url.unwrap_or(URL).trim_end_matches('/');
    if !is_protected(url) {
        return wrong("KRT_FCM_URL", "it must begin with https:// (http:// only on this machine)");
    }
    let json = fs::read_to_string(path).or_else(|cause| {
        wrong("KRT_FCM_CREDENTIALS", format!("the file {path} cannot be read: {cause}"))
    })?;
    let credentials = FcmCredentials::read(&json)
        .or_else(|why| wrong("KRT_FCM_CREDENTIALS", format!("{path}: {why}")))?;
    if !is_protected(&credentials.token_uri) {
        return wrong(
            "KRT_FCM_CREDENTIALS",
            format!("{path}: token_uri must begin with https:// (http:// only on this machine)"),
        );
    }
    let patience = http::ANSWERED;
    Ok(Some(PushSettings { url: url.to_owned(), credentials, patience }))
}

fn is_protected(address: &str) -> bool {
    Url::parse(address).is_ok_and(|url| travels_safely(&url))
}
