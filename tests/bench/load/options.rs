//! What to ask, how often and of whom.

use std::{fs, time::Duration};

use crate::template::Template;

/// Printed when the arguments make no sense.
pub(crate) const HELP: &str = "\
bench-load NAME URL [options]
  --clients N     connections at once (32)
  --warm-up S     seconds before counting (2)
  --seconds S     seconds counted (5)
  --runs N        runs, of which the median is printed (3)
  --pause MS      milliseconds that each client rests after an answer (0)
  --body FILE     posts this file as JSON; without it, a GET
  --header TEXT   one more header line; may be repeated
  --expect TEXT   what every answer must contain
  --keep FIELD    keeps the text of this field of each answer's JSON for {{kept:FILE}}
Places in URL, headers and body that change with each request:
  {{row:PREFIX:KIND:COUNT}}   the wire id of a random row of the bench's seed
  {{row:KIND:COUNT}}          the same as a UUID
  {{new:PREFIX}} {{new}}      an id that nobody used, on the wire or as a UUID
  {{same:PREFIX:KIND:COUNT}}  the client's own row: always the same for one connection
  {{number:FROM:TO}}          a random number
  {{count}}                   the client's own number, one more wherever and whenever it stands
  {{now}}                     this instant, RFC 3339
  {{line:FILE}}               the client's own line of a file (a token)
  {{any:FILE}}                any line of a file, each time another
  {{kept:FILE}}               what --keep kept of the client's last answer; first its line of FILE
Prints: NAME, requests a second, p50 and p99 in microseconds, failures; tab between.";

/// The load to make.
pub(crate) struct Options {
    pub(crate) name: String,
    /// Address and port.
    pub(crate) address: String,
    pub(crate) clients: usize,
    pub(crate) warm_up: Duration,
    pub(crate) duration: Duration,
    pub(crate) runs: usize,
    /// How long a client rests after an answer.
    pub(crate) pause: Duration,
    pub(crate) request: Template,
    pub(crate) expect: Vec<u8>,
    /// The field of an answer that the next request of the client names.
    pub(crate) keep: Option<Vec<u8>>,
}

impl Options {
    /// Reads the command line.
    pub(crate) fn read(mut words: impl Iterator<Item = String>) -> Result<Self, String> {
        let name = words.next().ok_or("a NAME is missing")?;
        let url = words.next().ok_or("a URL is missing")?;
        let rest = url.strip_prefix("http://").ok_or("the URL must begin with http://")?;
        let (address, path) = rest
            .split_once('/')
            .map_or((rest, "/".to_owned()), |(host, path)| (host, format!("/{path}")));
        let (mut clients, mut warm_up, mut seconds, mut runs) = (32, 2, 5, 3);
        let mut pause = 0;
        let (mut body, mut headers, mut expect) = (None, String::new(), String::new());
        let mut keep = None;
        while let Some(word) = words.next() {
            let value = words.next().ok_or_else(|| format!("{word} wants a value"))?;
            let number = || value.parse::<u32>().map_err(|_| format!("{word} wants a number"));
            match word.as_str() {
                "--clients" => clients = number()?,
                "--warm-up" => warm_up = number()?,
                "--seconds" => seconds = number()?,
                "--runs" => runs = number()?,
                "--pause" => pause = number()?,
                "--body" => {
                    let text = fs::read_to_string(&value);
                    body = Some(text.map_err(|cause| format!("{value}: {cause}"))?);
                }
                "--header" => headers.extend([value.as_str(), "\r\n"]),
                "--expect" => expect.clone_from(&value),
                "--keep" => keep = Some(format!("\"{value}\":\"").into_bytes()),
                _ => return Err(format!("I do not know {word}")),
            }
        }
        let method = if body.is_some() { "POST" } else { "GET" };
        let kind = if body.is_some() { "content-type: application/json\r\n" } else { "" };
        let head = format!("{method} {path} HTTP/1.1\r\nhost: {address}\r\n{kind}{headers}");
        Ok(Self {
            name,
            address: address.to_owned(),
            clients: clients as usize,
            warm_up: Duration::from_secs(warm_up.into()),
            duration: Duration::from_secs(seconds.into()),
            runs: runs as usize,
            pause: Duration::from_millis(pause.into()),
            request: Template::new(&head, body.as_deref().map(str::trim_end))?,
            expect: expect.into_bytes(),
            keep,
        })
    }
}
