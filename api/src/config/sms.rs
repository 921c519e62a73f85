//! The settings of the SMS gateway: whole, or not at all.

use domain::shared::{http, outbox::SmsSettings};

use super::{
    Mode,
    parse::{ConfigError, Given, wrong},
};

/// The SMS gateway. Production does without one only when it is told to: a forgotten setting would
/// otherwise show when the first person tries to join.
pub(super) fn sms(given: &Given, mode: Mode) -> Result<Option<SmsSettings>, ConfigError> {
    let get = |name: &str| given.get(name).map(|value| value.trim());
    let url = match get("KRT_SMS_URL") {
        None if mode == Mode::Production => {
            return wrong(
                "KRT_SMS_URL",
                "production needs an SMS gateway, because nobody can join without a code; `none` starts without one",
            );
        }
        None | Some("none") => return Ok(None),
        Some(url) if url.starts_with("https://") || url.starts_with("http://") => url.to_owned(),
        Some(_) => {
            return wrong("KRT_SMS_URL", "it is `none` or begins with https:// or http://");
        }
    };
    let Some(token) = get("KRT_SMS_TOKEN") else {
        return wrong("KRT_SMS_TOKEN", "the gateway of KRT_SMS_URL must know who sends");
    };
    let sender = get("KRT_SMS_SENDER").unwrap_or("KRT").to_owned();
    if sender.len() > 15 || !sender.is_ascii() {
        return wrong("KRT_SMS_SENDER", "phones show 1 to 15 plain letters or digits");
    }
    Ok(Some(SmsSettings { url, token: token.to_owned().into(), sender, patience: http::ANSWERED }))
}
