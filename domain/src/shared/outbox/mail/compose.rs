//! A letter as the mail server takes it (RFC 5322, MIME); nothing that people wrote becomes a header
//! of its own.

use std::time::SystemTime;

use lettre::{
    Address, Message,
    message::{
        Mailbox, MultiPart,
        header::{HeaderName, HeaderValue},
    },
};
use uuid::Uuid;

use super::letter::Letter;
use crate::shared::clock::Instant;

/// To whom a letter goes, and what it is called.
#[derive(Clone, Copy, Debug)]
pub(super) struct Posted<'a> {
    pub from: &'a Mailbox,
    pub to: &'a Address,
    /// The same at every attempt, so that whoever gets it twice shows one.
    pub id: Uuid,
    pub now: Instant,
}

/// The whole letter; none when it cannot be written, which no letter of ours is.
pub(super) fn compose(letter: &Letter, posted: &Posted<'_>) -> Option<Message> {
    let Posted { from, to, id, now } = *posted;
    let mut builder = Message::builder()
        .from(from.clone())
        .to(Mailbox::from(to.clone()))
        .subject(on_one_line(&letter.subject))
        .date(SystemTime::from(now))
        .message_id(Some(format!("<{id}@{}>", from.email.domain())))
        // Nobody's holiday answers it.
        .raw_header(plain("Auto-Submitted", "auto-generated"));
    if let Some(link) = letter.unsubscribe.as_deref().filter(|link| is_one_word(link)) {
        builder = builder
            .raw_header(plain("List-Unsubscribe", &format!("<{link}>")))
            // RFC 8058: one click, and nothing is asked.
            .raw_header(plain("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"));
    }
    builder.multipart(MultiPart::alternative_plain_html(letter.text(), letter.html())).ok()
}

/// A header of ours that needs no encoding: an encoded link would be none.
fn plain(name: &'static str, value: &str) -> HeaderValue {
    let name = HeaderName::new_from_ascii_str(name);
    HeaderValue::dangerous_new_pre_encoded(name, value.to_owned(), value.to_owned())
}

fn is_one_word(link: &str) -> bool {
    link.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'<' && byte != b'>')
}

/// A text without whatever would end a line.
fn on_one_line(text: &str) -> String {
    text.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect()
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::*;
    use crate::shared::outbox::mail::Block;

    fn composed(subject: &str, unsubscribe: Option<&str>) -> String {
        let letter = Letter {
            subject: subject.to_owned(),
            blocks: vec![
                Block::Paragraph("Salam 水位".to_owned()),
                Block::List(vec!["<b>Banjir</b>".to_owned()]),
            ],
            unsubscribe: unsubscribe.map(str::to_owned),
        };
        let from: Mailbox = "KRT <krt@example.my>".parse().unwrap();
        let to: Address = "aminah@example.my".parse().unwrap();
        let posted = Posted { from: &from, to: &to, id: Uuid::nil(), now: DateTime::UNIX_EPOCH };
        let message = compose(&letter, &posted).unwrap();
        assert_eq!(message.envelope().to()[0].to_string(), "aminah@example.my");
        String::from_utf8(message.formatted()).unwrap()
    }

    #[test]
    fn a_subject_adds_no_header() {
        let written = composed("Ringkasan\r\nBcc: eve@example.my\r\n\r\nx", None);
        let headers = written.split("\r\n\r\n").next().unwrap();
        assert!(headers.lines().all(|line| !line.starts_with("Bcc")), "{headers}");
        assert!(!headers.contains("List-Unsubscribe"), "{headers}");
        assert!(headers.contains("Message-ID: <00000000-0000-0000-0000-000000000000@example.my>"));
        assert!(headers.contains("Auto-Submitted: auto-generated"), "{headers}");
        assert!(written.is_ascii(), "what is not ASCII is encoded");
    }

    #[test]
    fn a_link_to_be_left_alone_stands_whole() {
        let link = format!("https://krt.example/v1/digest/unsubscribe/{}", "A".repeat(90));
        let written = composed("Ringkasan", Some(&link));
        assert!(written.contains(&format!("List-Unsubscribe: <{link}>\r\n")), "{written}");
        assert!(written.contains("List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"));
        let none = composed("Ringkasan", Some("https://x/\r\nBcc: eve@example.my"));
        assert!(!none.contains("List-Unsubscribe"), "{none}");
    }
}
