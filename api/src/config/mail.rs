//! The settings of the mail server: whole, or not at all.

use domain::shared::outbox::{MailMistake, MailSettings};

use super::parse::{ConfigError, wrong};

/// The mail server; none when none is named.
pub(super) fn read<'a>(
    get: impl Fn(&str) -> Option<&'a str>,
    public_url: &str,
) -> Result<Option<MailSettings>, ConfigError> {
    match (get("KRT_MAIL_URL"), get("KRT_MAIL_FROM")) {
        (None, None) => Ok(None),
        (Some(_), None) => wrong("KRT_MAIL_FROM", "whoever gets a mail must see who writes"),
        (None, Some(_)) => wrong("KRT_MAIL_URL", "KRT_MAIL_FROM needs it"),
        (Some(server), Some(from)) => {
            let read = MailSettings::read(server, from, public_url);
            read.map(Some).or_else(|mistake| match mistake {
                MailMistake::Server(why) => wrong("KRT_MAIL_URL", why),
                MailMistake::Sender(why) => wrong("KRT_MAIL_FROM", why),
            })
        }
    }
}
