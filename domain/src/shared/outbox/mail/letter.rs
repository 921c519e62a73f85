//! What stands in a letter, as plain text and as HTML; pure.

use std::fmt::Write as _;

/// A letter before it has headers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::shared::outbox) struct Letter {
    pub subject: String,
    pub blocks: Vec<Block>,
    /// Where a click alone makes it the last one.
    pub unsubscribe: Option<String>,
}

/// A part of a letter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::shared::outbox) enum Block {
    Paragraph(String),
    List(Vec<String>),
    /// A sentence, and where it leads.
    Link(String, String),
}

impl Letter {
    /// The letter as plain text.
    pub fn text(&self) -> String {
        let blocks: Vec<String> = self.blocks.iter().map(Block::text).collect();
        format!("{}\n", blocks.join("\n\n"))
    }

    /// The letter as HTML. Everything that people wrote is escaped.
    pub fn html(&self) -> String {
        let mut html = String::from("<!doctype html>\n<meta charset=\"utf-8\">\n");
        for block in &self.blocks {
            block.html(&mut html);
        }
        html
    }
}

impl Block {
    fn text(&self) -> String {
        match self {
            Self::Paragraph(text) => text.clone(),
            Self::List(lines) => {
                lines.iter().map(|line| format!("• {line}")).collect::<Vec<_>>().join("\n")
            }
            Self::Link(text, address) => format!("{text}\n{address}"),
        }
    }

    fn html(&self, html: &mut String) {
        // Writing into a String cannot fail.
        let _ = match self {
            Self::Paragraph(text) => writeln!(html, "<p>{}</p>", escape(text)),
            Self::List(lines) => {
                let items = lines.iter().map(|line| format!("<li>{}</li>", escape(line)));
                writeln!(html, "<ul>{}</ul>", items.collect::<Vec<_>>().join("\n"))
            }
            Self::Link(text, address) => {
                writeln!(html, "<p><a href=\"{}\">{}</a></p>", escape(address), escape(text))
            }
        };
    }
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
        .replace('\'', "&#39;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_letter_says_the_same_in_both_forms() {
        let letter = Letter {
            subject: "Ringkasan".to_owned(),
            blocks: vec![
                Block::Paragraph("Salam".to_owned()),
                Block::List(vec!["Air & <api>".to_owned(), "Mesyuarat".to_owned()]),
                Block::Link("Henti".to_owned(), "https://krt.example/x?a=1&b=2".to_owned()),
            ],
            unsubscribe: None,
        };
        let text = "Salam\n\n• Air & <api>\n• Mesyuarat\n\nHenti\nhttps://krt.example/x?a=1&b=2\n";
        assert_eq!(letter.text(), text);
        let html = letter.html();
        assert!(html.contains("<li>Air &amp; &lt;api&gt;</li>"), "{html}");
        assert!(html.contains("href=\"https://krt.example/x?a=1&amp;b=2\""), "{html}");
    }
}
