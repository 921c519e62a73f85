//! A letter, and how it is read.

use base64::{Engine as _, prelude::BASE64_STANDARD};

use super::Behaviour;

/// A letter that came whole.
#[derive(Clone, Debug)]
pub struct Letter {
    /// From whom, as the envelope says.
    pub from: String,
    /// To whom, as the envelope says.
    pub to: String,
    /// Its headers and its body, as they came.
    pub raw: String,
    /// Whether it came by TLS.
    pub encrypted: bool,
    /// As whom the client had signed in.
    pub account: Option<String>,
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
