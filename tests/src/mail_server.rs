//! A fake mail server: it speaks as much of SMTP (RFC 5321) as a client needs on its own machine,
//! and errs when it is told to.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, MutexGuard},
    time::Duration,
};

use base64::{Engine as _, prelude::BASE64_STANDARD};
use domain::shared::outbox::MailSettings;
use tokio::{
    io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader},
    net::{TcpListener, TcpStream},
};

/// What the server does with a letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Behaviour {
    /// Takes it.
    Take,
    /// 421 before anything is said, and goodbye.
    Close,
    /// 550: there is no such mailbox.
    NoMailbox,
    /// 450: the mailbox is busy.
    Busy,
    /// 554 behind the whole letter.
    Refuse,
    /// Takes the whole letter, and never answers.
    Dawdle,
    /// Takes the whole letter, and cuts the connection instead of answering.
    Cut,
}

/// A letter that came whole.
#[derive(Clone, Debug)]
pub struct Letter {
    /// From whom, as the envelope says.
    pub from: String,
    /// To whom, as the envelope says.
    pub to: String,
    /// Its headers and its body, as they came.
    pub raw: String,
    /// What was done with it.
    pub behaviour: Behaviour,
}

impl Letter {
    /// A header on one line; an empty text when there is none.
    pub fn header(&self, name: &str) -> String {
        let head = self.raw.split("\r\n\r\n").next().unwrap_or_default();
        header_in(head, name)
    }

    /// The plain text of it.
    pub fn text(&self) -> String {
        self.part("text/plain")
    }

    /// The HTML of it.
    pub fn html(&self) -> String {
        self.part("text/html")
    }

    fn part(&self, kind: &str) -> String {
        let boundary = self.header("content-type");
        let boundary = boundary.split("boundary=\"").nth(1).expect("a boundary");
        let boundary = boundary.split('"').next().expect("a whole boundary");
        let part = self
            .raw
            .split(&format!("--{boundary}"))
            .find(|part| {
                let head = part.split("\r\n\r\n").next().unwrap_or_default();
                header_in(head, "content-type").starts_with(kind)
            })
            .unwrap_or_else(|| panic!("there is no {kind} in {}", self.raw));
        let (head, body) = part.split_once("\r\n\r\n").expect("a body");
        let body = body.strip_suffix("\r\n").unwrap_or(body);
        match header_in(head, "content-transfer-encoding").as_str() {
            "base64" => {
                let packed: String = body.split_whitespace().collect();
                let bytes = BASE64_STANDARD.decode(packed).expect("base 64");
                String::from_utf8(bytes).expect("UTF-8")
            }
            "quoted-printable" => unquoted(body),
            _ => body.to_owned(),
        }
    }
}

/// A header on one line, however many it takes up.
fn header_in(head: &str, name: &str) -> String {
    let unfolded = head.replace("\r\n ", " ").replace("\r\n\t", " ");
    unfolded
        .lines()
        .filter_map(|line| line.split_once(':'))
        .find(|(known, _)| known.trim().eq_ignore_ascii_case(name))
        .map(|(_, value)| value.trim().to_owned())
        .unwrap_or_default()
}

/// Quoted-printable (RFC 2045, 6.7).
fn unquoted(text: &str) -> String {
    let whole = text.replace("=\r\n", "");
    let mut bytes = Vec::with_capacity(whole.len());
    let mut rest = whole.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        rest = after;
        if *first == b'=' && after.len() >= 2 {
            let (code, after) = after.split_at(2);
            let code = std::str::from_utf8(code).expect("two digits");
            bytes.push(u8::from_str_radix(code, 16).expect("two digits"));
            rest = after;
        } else {
            bytes.push(*first);
        }
    }
    String::from_utf8(bytes).expect("UTF-8")
}

#[derive(Default)]
struct Memory {
    script: VecDeque<Behaviour>,
    letters: Vec<Letter>,
    begun: usize,
}

/// A mail server on a port of its own.
#[derive(Clone)]
pub struct MailServer {
    url: String,
    memory: Arc<Mutex<Memory>>,
}

type Line = BufReader<TcpStream>;

impl MailServer {
    /// A server that takes everything.
    pub async fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("smtp://{}", listener.local_addr().expect("an address"));
        let server = Self { url, memory: Arc::default() };
        let serving = server.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let serving = serving.clone();
                tokio::spawn(async move { serving.converse(BufReader::new(stream)).await });
            }
        });
        server
    }

    /// How a node reaches it. Nobody waits long for one that never answers.
    pub fn settings(&self) -> MailSettings {
        let from = "KRT <krt@example.my>";
        let mut settings =
            MailSettings::read(&self.url, from, "http://krt.test").expect("settings that work");
        settings.patience = Duration::from_millis(300);
        settings
    }

    /// What it does with the next letters; after them it takes everything again.
    pub fn will(&self, script: impl IntoIterator<Item = Behaviour>) {
        self.memory().script.extend(script);
    }

    /// How many letters somebody began to hand over.
    pub fn begun(&self) -> usize {
        self.memory().begun
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
        let (mut from, mut to, mut behaviour) = (String::new(), String::new(), Behaviour::Take);
        while let Some(command) = hear(&mut line).await {
            let words = command.to_ascii_uppercase();
            if words.starts_with("EHLO ") {
                say(&mut line, "250-mail.test\r\n250 8BITMIME").await;
            } else if words.starts_with("MAIL FROM:") {
                behaviour = self.begin();
                from = address_in(&command);
                if behaviour == Behaviour::Close {
                    say(&mut line, "421 4.3.2 mail.test is closing").await;
                    return;
                }
                say(&mut line, "250 2.1.0 OK").await;
            } else if words.starts_with("RCPT TO:") {
                to = address_in(&command);
                let said = match behaviour {
                    Behaviour::NoMailbox => "550 5.1.1 No such user here",
                    Behaviour::Busy => "450 4.2.1 Mailbox busy",
                    _ => "250 2.1.5 OK",
                };
                say(&mut line, said).await;
            } else if words == "DATA" {
                say(&mut line, "354 Go ahead").await;
                let Some(raw) = letter(&mut line).await else { return };
                let (from, to) = (from.clone(), to.clone());
                self.memory().letters.push(Letter { from, to, raw, behaviour });
                match behaviour {
                    Behaviour::Dawdle => std::future::pending::<()>().await,
                    Behaviour::Cut => return,
                    Behaviour::Refuse => say(&mut line, "554 5.6.0 Not this one").await,
                    _ => say(&mut line, "250 2.0.0 Taken").await,
                }
            } else if words == "QUIT" {
                say(&mut line, "221 2.0.0 Bye").await;
                return;
            } else if words == "RSET" || words == "NOOP" {
                say(&mut line, "250 2.0.0 OK").await;
            } else {
                say(&mut line, "500 5.5.2 What?").await;
            }
        }
    }

    fn begin(&self) -> Behaviour {
        let mut memory = self.memory();
        memory.begun += 1;
        memory.script.pop_front().unwrap_or(Behaviour::Take)
    }
}

async fn say(line: &mut Line, what: &str) {
    // A node that was stopped meanwhile no longer reads.
    let _ = line.get_mut().write_all(format!("{what}\r\n").as_bytes()).await;
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
async fn letter(line: &mut Line) -> Option<String> {
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
