//! A fake mail server: it speaks as much of SMTP (RFC 5321) as a client needs, on this machine without
//! TLS or with it (RFC 3207) and for whoever signs in (RFC 4954), and errs when it is told to.

mod letter;
mod tls;

use std::{
    collections::VecDeque,
    net::SocketAddr,
    sync::{Arc, Mutex, MutexGuard},
    time::Duration,
};

use base64::{Engine as _, prelude::BASE64_STANDARD};
use domain::shared::outbox::MailSettings;
use tokio::{
    io::{AsyncBufReadExt as _, AsyncRead, AsyncWrite, AsyncWriteExt as _, BufReader},
    net::TcpListener,
};
use tokio_rustls::TlsAcceptor;

pub use letter::Letter;

/// What the server does with a letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Behaviour {
    /// Takes it.
    Take,
    /// 421 before anything is said, and goodbye.
    Close,
    /// 550 for whoever writes: it wants nothing from us.
    Shun,
    /// 550 5.1.1: there is no such mailbox.
    NoMailbox,
    /// 550 5.7.1: a rule of the server.
    Forbid,
    /// 550 without a code that says why.
    Unclear,
    /// 450: the mailbox is busy.
    Busy,
    /// 554 behind the whole letter.
    Refuse,
    /// Takes the whole letter, and never answers.
    Dawdle,
    /// Takes the whole letter, and cuts the connection instead of answering.
    Cut,
}

#[derive(Default)]
struct Memory {
    script: VecDeque<Behaviour>,
    letters: Vec<Letter>,
    begun: usize,
    sign_ins: usize,
}

/// A mail server on a port of its own.
#[derive(Clone)]
pub struct MailServer {
    address: SocketAddr,
    memory: Arc<Mutex<Memory>>,
    /// By what it is spoken to after STARTTLS.
    tls: Option<TlsAcceptor>,
    /// What vouches for it (DER); with it a node insists on TLS.
    root: Option<Vec<u8>>,
    /// Whether whoever writes has to sign in.
    asks_who: bool,
}

/// Whom the server knows, by which password.
pub const ACCOUNT: (&str, &str) = ("krt", "kata laluan");

trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}

impl<S: AsyncRead + AsyncWrite + Send + Unpin> Stream for S {}

type Line = BufReader<Box<dyn Stream>>;

/// How far a conversation has come.
#[derive(Default)]
struct Talk {
    encrypted: bool,
    account: Option<String>,
    from: String,
    to: String,
    behaviour: Option<Behaviour>,
}

impl MailServer {
    /// A server without TLS that takes everything.
    pub async fn open() -> Self {
        Self::with(None, None, false).await
    }

    /// A server that offers STARTTLS, and after it lets in whoever signs in as [`ACCOUNT`].
    pub async fn protected() -> Self {
        let (tls, root) = tls::made_up();
        Self::with(Some(tls), Some(root), true).await
    }

    /// A server without TLS, of which a node is told that it has it.
    pub async fn unprotected() -> Self {
        let (_, root) = tls::made_up();
        Self::with(None, Some(root), false).await
    }

    /// A server whose certificate another one vouches for.
    pub async fn disguised() -> Self {
        let ((tls, _), (_, root)) = (tls::made_up(), tls::made_up());
        Self::with(Some(tls), Some(root), false).await
    }

    async fn with(tls: Option<TlsAcceptor>, root: Option<Vec<u8>>, asks_who: bool) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("an address");
        let server = Self { address, memory: Arc::default(), tls, root, asks_who };
        let serving = server.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let serving = serving.clone();
                let stream: Box<dyn Stream> = Box::new(stream);
                tokio::spawn(async move { serving.converse(BufReader::new(stream)).await });
            }
        });
        server
    }

    /// How a node reaches it. Nobody waits long for one that never answers.
    pub fn settings(&self) -> MailSettings {
        let (user, password) = ACCOUNT;
        let account = format!("{user}:{}@", password.replace(' ', "%20"));
        let account = if self.asks_who { account } else { String::new() };
        let mut settings = self.read(&account);
        if self.root.is_none() {
            settings.patience = Duration::from_millis(300);
        }
        settings
    }

    /// The same with a wrong password.
    pub fn settings_of_a_stranger(&self) -> MailSettings {
        self.read("krt:salah@")
    }

    fn read(&self, account: &str) -> MailSettings {
        let (url, from) = (format!("smtp://{account}{}", self.address), "KRT <krt@example.my>");
        let settings =
            MailSettings::read(&url, from, "http://krt.test").expect("settings that work");
        match &self.root {
            Some(root) => settings.vouched_for_by(root.clone()),
            None => settings,
        }
    }

    /// What it does with the next letters; after them it takes everything again.
    pub fn will(&self, script: impl IntoIterator<Item = Behaviour>) {
        self.memory().script.extend(script);
    }

    /// How many letters somebody began to hand over.
    pub fn begun(&self) -> usize {
        self.memory().begun
    }

    /// How often somebody tried to sign in.
    pub fn sign_ins(&self) -> usize {
        self.memory().sign_ins
    }

    /// Every letter that came whole, the oldest first.
    pub fn letters(&self) -> Vec<Letter> {
        self.memory().letters.clone()
    }

    /// Waits until so many letters have come whole.
    pub async fn letters_come(&self, number: usize) -> Vec<Letter> {
        crate::until(async || {
            let letters = self.letters();
            (letters.len() >= number).then_some(letters)
        })
        .await
    }

    /// The code in the newest letter to an address, once it has come.
    pub async fn code_for(&self, address: &str) -> String {
        crate::until(async || {
            let letters = self.letters();
            let newest = letters.iter().rev().find(|one| one.to == address)?;
            crate::code_in(&newest.text())
        })
        .await
    }

    fn memory(&self) -> MutexGuard<'_, Memory> {
        self.memory.lock().expect("nobody panics with it")
    }

    async fn converse(&self, mut line: Line) {
        say(&mut line, "220 mail.test ESMTP").await;
        let mut talk = Talk::default();
        while let Some(command) = hear(&mut line).await {
            let words = command.to_ascii_uppercase();
            let said = match (words.as_str(), &self.tls) {
                ("QUIT", _) => return say(&mut line, "221 2.0.0 Bye").await,
                ("RSET" | "NOOP", _) => "250 2.0.0 OK".to_owned(),
                ("STARTTLS", Some(tls)) if !talk.encrypted => {
                    say(&mut line, "220 2.0.0 Go ahead").await;
                    // Whoever does not trust the certificate goes away.
                    let Ok(stream) = tls.accept(line.into_inner()).await else { return };
                    let stream: Box<dyn Stream> = Box::new(stream);
                    line = BufReader::new(stream);
                    talk = Talk { encrypted: true, ..Talk::default() };
                    continue;
                }
                ("DATA", _) => {
                    say(&mut line, "354 Go ahead").await;
                    let Some(raw) = whole_letter(&mut line).await else { return };
                    match self.take(&talk, raw) {
                        Behaviour::Dawdle => return std::future::pending().await,
                        Behaviour::Cut => return,
                        Behaviour::Refuse => "554 5.6.0 Not this one".to_owned(),
                        _ => "250 2.0.0 Taken".to_owned(),
                    }
                }
                _ => self.answer(&command, &words, &mut talk),
            };
            say(&mut line, &said).await;
            if talk.behaviour == Some(Behaviour::Close) {
                return;
            }
        }
    }

    /// What is answered to a command that hands nothing over.
    fn answer(&self, command: &str, words: &str, talk: &mut Talk) -> String {
        if words.starts_with("EHLO ") {
            let mut offers = vec!["250-mail.test"];
            offers.extend((self.tls.is_some() && !talk.encrypted).then_some("250-STARTTLS"));
            offers.extend((self.asks_who && talk.encrypted).then_some("250-AUTH PLAIN"));
            offers.push("250 8BITMIME");
            return offers.join("\r\n");
        }
        if let Some(given) = words.strip_prefix("AUTH PLAIN ") {
            self.memory().sign_ins += 1;
            let given = &command[command.len() - given.len()..];
            return self.sign_in(given, talk).to_owned();
        }
        if words.starts_with("MAIL FROM:") {
            if self.asks_who && talk.account.is_none() {
                return "530 5.7.0 Who are you?".to_owned();
            }
            talk.behaviour = Some(self.begin());
            talk.from = address_in(command);
            return match talk.behaviour {
                Some(Behaviour::Close) => "421 4.3.2 mail.test is closing",
                Some(Behaviour::Shun) => "550 5.7.1 Nothing from there",
                _ => "250 2.1.0 OK",
            }
            .to_owned();
        }
        if words.starts_with("RCPT TO:") {
            talk.to = address_in(command);
            return match talk.behaviour {
                Some(Behaviour::NoMailbox) => "550 5.1.1 No such user here",
                Some(Behaviour::Forbid) => "550 5.7.1 This is not allowed",
                Some(Behaviour::Unclear) => "550 Requested action not taken",
                Some(Behaviour::Busy) => "450 4.2.1 Mailbox busy",
                _ => "250 2.1.5 OK",
            }
            .to_owned();
        }
        "500 5.5.2 What?".to_owned()
    }

    fn sign_in(&self, given: &str, talk: &mut Talk) -> &'static str {
        let (user, password) = ACCOUNT;
        let right = format!("\0{user}\0{password}");
        if !self.asks_who || !talk.encrypted {
            return "503 5.5.1 Not here";
        }
        if BASE64_STANDARD.decode(given).is_ok_and(|given| given == right.as_bytes()) {
            talk.account = Some(user.to_owned());
            "235 2.7.0 Welcome"
        } else {
            "535 5.7.8 Wrong user or password"
        }
    }

    fn begin(&self) -> Behaviour {
        let mut memory = self.memory();
        memory.begun += 1;
        memory.script.pop_front().unwrap_or(Behaviour::Take)
    }

    /// Keeps a letter that came whole.
    fn take(&self, talk: &Talk, raw: String) -> Behaviour {
        let behaviour = talk.behaviour.unwrap_or(Behaviour::Take);
        let (from, to, account) = (talk.from.clone(), talk.to.clone(), talk.account.clone());
        let encrypted = talk.encrypted;
        self.memory().letters.push(Letter { from, to, raw, encrypted, account, behaviour });
        behaviour
    }
}

async fn say(line: &mut Line, what: &str) {
    // A node that was stopped meanwhile no longer reads.
    let _ = line.get_mut().write_all(format!("{what}\r\n").as_bytes()).await;
    let _ = line.get_mut().flush().await;
}

/// A line without its end; none when the connection has ended.
async fn hear(line: &mut Line) -> Option<String> {
    let mut heard = String::new();
    match line.read_line(&mut heard).await {
        Ok(count) if count > 0 => Some(heard.trim_end_matches(['\r', '\n']).to_owned()),
        _ => None,
    }
}

/// A whole letter, up to the dot.
async fn whole_letter(line: &mut Line) -> Option<String> {
    let mut raw = String::new();
    loop {
        let heard = hear(line).await?;
        if heard == "." {
            return Some(raw);
        }
        raw.push_str(heard.strip_prefix('.').unwrap_or(&heard));
        raw.push_str("\r\n");
    }
}

fn address_in(command: &str) -> String {
    let after = command.split('<').nth(1).unwrap_or_default();
    after.split('>').next().unwrap_or_default().to_owned()
}
