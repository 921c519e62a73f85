//! How the mail server is reached, and who writes: read from two settings.

use std::{fmt, net::IpAddr, time::Duration};

use lettre::message::Mailbox;
use secrecy::SecretString;
use url::{Url, form_urlencoded};

use crate::shared::http;

/// How what is said to the mail server is protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Protection {
    /// By TLS from the beginning.
    Tls,
    /// By TLS before anything of importance is said; a server without it is told nothing.
    StartTls,
    /// Not at all: it is on this machine.
    Nothing,
}

/// How the mail server is reached, and who writes.
#[derive(Clone, Debug)]
pub struct MailSettings {
    pub(super) host: String,
    pub(super) port: u16,
    pub(super) protection: Protection,
    /// As whom this service signs in there.
    pub(super) credentials: Option<(String, SecretString)>,
    /// Who writes.
    pub(super) from: Mailbox,
    /// How the world reaches this service: stands in links.
    pub(super) public_url: String,
    /// A certificate (DER) that vouches for the server beside those that the machine trusts.
    pub(super) root: Option<Vec<u8>>,
    /// How long each of its answers is waited for.
    pub patience: Duration,
}

/// Which of the settings cannot work, and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MailMistake {
    /// The server's address.
    Server(&'static str),
    /// Who writes.
    Sender(&'static str),
}

impl fmt::Display for MailMistake {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (Self::Server(why) | Self::Sender(why)) = self;
        formatter.write_str(why)
    }
}

impl MailSettings {
    /// Reads `smtps://user:password@host:port` (TLS from the beginning, 465) or `smtp://…` (STARTTLS,
    /// 587; on this machine without, 25), and `KRT <krt@example.my>`.
    pub fn read(server: &str, from: &str, public_url: &str) -> Result<Self, MailMistake> {
        let wrong = |why| Err(MailMistake::Server(why));
        let Ok(url) = Url::parse(server) else {
            return wrong("it is an address such as smtps://user:password@mail.example");
        };
        let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']).to_owned();
        if host.is_empty() {
            return wrong("it names no server");
        }
        let (protection, usual) = match (url.scheme(), is_here(&host)) {
            ("smtps", _) => (Protection::Tls, 465),
            ("smtp", false) => (Protection::StartTls, 587),
            ("smtp", true) => (Protection::Nothing, 25),
            _ => return wrong("it begins with smtps:// or smtp://"),
        };
        if !matches!(url.path(), "" | "/") || url.query().is_some() || url.fragment().is_some() {
            return wrong("nothing stands behind the port");
        }
        let credentials = match (url.username(), url.password()) {
            ("", None) => None,
            ("", Some(_)) | (_, None) => return wrong("a user needs a password, and the reverse"),
            (user, Some(password)) => Some((spelled(user), spelled(password).into())),
        };
        let from: Mailbox = from
            .parse()
            .map_err(|_| MailMistake::Sender("it is an address such as KRT <krt@example.my>"))?;
        if !from.email.to_string().is_ascii() {
            return Err(MailMistake::Sender("the address holds plain letters alone"));
        }
        Ok(Self {
            host,
            port: url.port().unwrap_or(usual),
            protection,
            credentials,
            from,
            public_url: public_url.trim_end_matches('/').to_owned(),
            root: None,
            patience: http::ANSWERED,
        })
    }

    /// The same for a server whose certificate this one (DER) vouches for; it is spoken to by TLS also
    /// when it is on this machine. There is no setting for it: only stories have such a server.
    #[must_use]
    pub fn vouched_for_by(mut self, root: Vec<u8>) -> Self {
        self.root = Some(root);
        if self.protection == Protection::Nothing {
            self.protection = Protection::StartTls;
        }
        self
    }
}

fn is_here(host: &str) -> bool {
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

/// What a part of an address says without its `%40`.
fn spelled(part: &str) -> String {
    // In a form a plus is a space and these two part the fields; here they are letters.
    let part = part.replace('+', "%2B").replace('&', "%26").replace('=', "%3D");
    let mut fields = form_urlencoded::parse(part.as_bytes());
    fields.next().map(|(name, _)| name.into_owned()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret as _;

    use super::*;

    const FROM: &str = "KRT <krt@example.my>";

    fn read(server: &str) -> Result<MailSettings, MailMistake> {
        MailSettings::read(server, FROM, "https://krt.example/")
    }

    #[test]
    fn an_address_says_where_and_how() {
        let settings = read("smtps://user%40krt:p%26a+b%3D@mail.example").unwrap();
        assert_eq!((settings.host.as_str(), settings.port), ("mail.example", 465));
        assert_eq!(settings.protection, Protection::Tls);
        let (user, password) = settings.credentials.unwrap();
        assert_eq!((user.as_str(), password.expose_secret()), ("user@krt", "p&a+b="));
        assert_eq!(settings.public_url, "https://krt.example");
        let settings = read("smtp://mail.example:2525").unwrap();
        assert_eq!((settings.port, settings.protection), (2525, Protection::StartTls));
        for here in ["smtp://127.0.0.1", "smtp://localhost/", "smtp://[::1]"] {
            let settings = read(here).unwrap();
            assert_eq!((settings.port, settings.protection), (25, Protection::Nothing), "{here}");
            assert_eq!(settings.vouched_for_by(Vec::new()).protection, Protection::StartTls);
        }
    }

    #[test]
    fn what_cannot_work_is_refused() {
        for wrong in [
            "mail.example",
            "https://mail.example",
            "smtp://user@mail.example",
            "smtp://mail.example/path",
            "smtp://mail.example?tls=none",
        ] {
            assert!(matches!(read(wrong), Err(MailMistake::Server(_))), "{wrong}");
        }
        for wrong in ["", "KRT", "a b@c"] {
            let read = MailSettings::read("smtp://localhost", wrong, "");
            assert!(matches!(read, Err(MailMistake::Sender(_))), "{wrong}");
        }
    }
}
