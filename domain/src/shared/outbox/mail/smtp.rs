//! The conversation with the mail server, one stage at a time: what an error means hangs on how far
//! it had come.

use std::{
    fmt,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use lettre::{
    Address,
    address::Envelope,
    message::Mailbox,
    transport::smtp::{
        Error as SmtpError,
        authentication::{Credentials, DEFAULT_MECHANISMS},
        client::{AsyncSmtpConnection, Certificate, TlsParameters},
        commands::{Data, Mail, Rcpt},
        extension::ClientId,
    },
};
use secrecy::ExposeSecret as _;
use tokio::time::timeout;

use super::{
    answer::{Handed, Stage, judge},
    settings::{MailSettings, Protection},
    streak::Streak,
};
use crate::shared::{
    error::{Error, Result},
    http,
};

/// How long a server is tried that does not answer at all.
const REACHED: Duration = Duration::from_secs(3);
/// How long a server is listened to that is told goodbye.
const GOODBYE: Duration = Duration::from_secs(1);

/// A mail server.
pub struct Smtp {
    settings: MailSettings,
    tls: Option<TlsParameters>,
    /// How this service calls itself.
    hello: ClientId,
    /// Connections that are open and have nothing to do.
    idle: Mutex<Vec<AsyncSmtpConnection>>,
    /// The addresses that it did not know, one after the other.
    streak: Mutex<Streak>,
}

impl fmt::Debug for Smtp {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Smtp").field("host", &self.settings.host).finish_non_exhaustive()
    }
}

impl Smtp {
    /// A server with these settings. It is reached when there is something to send.
    pub fn new(settings: MailSettings) -> Result<Self> {
        http::ready();
        let tls = match settings.protection {
            Protection::Nothing => None,
            Protection::Tls | Protection::StartTls => Some(tls_to(&settings)?),
        };
        let hello = ClientId::Domain(settings.from.email.domain().to_owned());
        Ok(Self { settings, tls, hello, idle: Mutex::default(), streak: Mutex::default() })
    }

    /// The addresses that it did not know since it took a letter.
    pub(super) fn streak(&self) -> MutexGuard<'_, Streak> {
        self.streak.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Who writes.
    pub(super) fn from(&self) -> &Mailbox {
        &self.settings.from
    }

    /// What stands before the paths in links.
    pub(super) fn public_url(&self) -> &str {
        &self.settings.public_url
    }

    /// Hands a letter over.
    pub(super) async fn hand_over(&self, envelope: &Envelope, letter: &[u8]) -> Handed {
        let patience = self.settings.patience;
        let mut connection = match timeout(patience, self.connection()).await {
            Ok(Ok(connection)) => connection,
            Ok(Err(cause)) => return judged(Stage::Greeting, &cause),
            Err(_) => return Handed::NotNow("the mail server cannot be reached".to_owned()),
        };
        let handed = self.say(&mut connection, envelope, letter).await;
        if handed == Handed::Taken {
            self.kept().push(connection);
        } else {
            // Another one begins with a clean page.
            let _ = timeout(GOODBYE, connection.abort()).await;
        }
        handed
    }

    /// A connection that lives: one that is open already, or another one.
    async fn connection(&self) -> Result<AsyncSmtpConnection, SmtpError> {
        while let Some(mut open) = self.take() {
            if open.test_connected().await {
                return Ok(open);
            }
        }
        self.connect().await
    }

    fn take(&self) -> Option<AsyncSmtpConnection> {
        self.kept().pop()
    }

    fn kept(&self) -> MutexGuard<'_, Vec<AsyncSmtpConnection>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn connect(&self) -> Result<AsyncSmtpConnection, SmtpError> {
        let MailSettings { host, port, protection, credentials, .. } = &self.settings;
        let (server, hello) = ((host.as_str(), *port), &self.hello);
        let from_the_beginning = self.tls.clone().filter(|_| *protection == Protection::Tls);
        let mut connection = AsyncSmtpConnection::connect_tokio1(
            server,
            Some(REACHED),
            hello,
            from_the_beginning,
            None,
        )
        .await?;
        if *protection == Protection::StartTls
            && let Some(tls) = self.tls.clone()
        {
            connection.starttls(tls, hello).await?;
        }
        if let Some((user, password)) = credentials {
            let credentials = Credentials::new(user.clone(), password.expose_secret().to_owned());
            connection.auth(DEFAULT_MECHANISMS, &credentials).await?;
        }
        Ok(connection)
    }

    async fn say(
        &self,
        connection: &mut AsyncSmtpConnection,
        envelope: &Envelope,
        letter: &[u8],
    ) -> Handed {
        let patience = self.settings.patience;
        match timeout(patience, address(connection, envelope)).await {
            Ok(Ok(())) => {}
            Ok(Err((stage, cause))) => return judged(stage, &cause),
            Err(_) => return Handed::NotNow("no answer in time".to_owned()),
        }
        match timeout(patience, connection.message(letter)).await {
            Ok(Ok(_)) => Handed::Taken,
            Ok(Err(cause)) => judged(Stage::Letter, &cause),
            Err(_) => Handed::Unknown("no answer in time".to_owned()),
        }
    }
}

/// Everything before the letter itself.
async fn address(
    connection: &mut AsyncSmtpConnection,
    envelope: &Envelope,
) -> Result<(), (Stage, SmtpError)> {
    let at = |stage: Stage| move |cause: SmtpError| (stage, cause);
    let from: Option<Address> = envelope.from().cloned();
    connection.command(Mail::new(from, Vec::new())).await.map_err(at(Stage::Sender))?;
    for to in envelope.to() {
        let recipient = Rcpt::new(to.clone(), Vec::new());
        connection.command(recipient).await.map_err(at(Stage::Recipient))?;
    }
    connection.command(Data).await.map_err(at(Stage::Data))?;
    Ok(())
}

/// Whose certificates are taken for the server's.
fn tls_to(settings: &MailSettings) -> Result<TlsParameters> {
    let mut tls = TlsParameters::builder(settings.host.clone());
    if let Some(root) = &settings.root {
        let root = Certificate::from_der(root.clone()).map_err(Error::internal)?;
        tls = tls.add_root_certificate(root);
    }
    tls.build().map_err(Error::internal)
}

fn judged(stage: Stage, cause: &SmtpError) -> Handed {
    if stage == Stage::Greeting && cause.is_client() {
        // It has no TLS to begin, or no way to sign in that is known here.
        return Handed::Distrusted("the server does not offer what the settings need".to_owned());
    }
    judge(stage, cause.status().map(u16::from), &cause.to_string())
}
