//! What somebody was not rung for, gathered in one message; its words.

use std::{collections::HashSet, mem};

use serde::{Deserialize, Serialize};

use super::{
    mail::{Block, Letter},
    texts::Listed,
};
use crate::shared::{
    id::NoticeId,
    language::{Language, LocalizedText},
};

/// Behind the public address, and before the token that says whose digest ends.
pub const UNSUBSCRIBE: &str = "/v1/digest/unsubscribe/";
/// Where the app opens.
const LINK: &str = "krt://notices";

/// Notices gathered in one message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Digest {
    /// The titles that stand in it, the most urgent first.
    pub titles: Vec<LocalizedText>,
    /// Whose titles they are, in the same order: what was taken back before a digest leaves is left
    /// out of it.
    #[serde(default)]
    pub notices: Vec<NoticeId>,
    /// How many more there are.
    pub more: u64,
    /// The token with which whoever gets it by mail makes it the last one.
    pub unsubscribe: String,
    /// Whether it stands in a phone's list without a sound.
    pub silent: bool,
}

impl Digest {
    fn count(&self) -> u64 {
        u64::try_from(self.titles.len()).unwrap_or(u64::MAX).saturating_add(self.more)
    }

    /// Leaves out the titles of all notices but these, and tells whether anything is left to say.
    pub(super) fn keep_only(&mut self, shown: &HashSet<NoticeId>) -> bool {
        // A node of before did not say whose they are.
        if self.notices.len() == self.titles.len() {
            let (titles, notices) = (mem::take(&mut self.titles), mem::take(&mut self.notices));
            let both = titles.into_iter().zip(notices);
            (self.titles, self.notices) = both.filter(|(_, id)| shown.contains(id)).unzip();
        }
        self.count() > 0
    }

    /// `3 notices for you`
    pub(super) fn headline(&self, language: Language) -> String {
        let count = self.count();
        match (language, count) {
            (Language::En, 1) => "1 notice for you".to_owned(),
            (Language::En, _) => format!("{count} notices for you"),
            _ => format!("{count} notis untuk anda"),
        }
    }

    /// The titles in the reader's language, in Malay where they are not written in that.
    fn lines(&self, language: Language) -> Vec<String> {
        let title = |title: &LocalizedText| title.get(language).unwrap_or(&title.ms).to_owned();
        self.titles.iter().map(title).collect()
    }

    fn and_more(&self, language: Language) -> Option<String> {
        let more = self.more;
        (more > 0).then(|| match language {
            Language::En => format!("and {more} more"),
            _ => format!("dan {more} lagi"),
        })
    }

    /// What a phone's list shows.
    pub(super) fn listed(&self, language: Language) -> Listed {
        let mut lines = self.lines(language);
        lines.extend(self.and_more(language));
        Listed {
            title: self.headline(language),
            body: lines.join("\n"),
            link: Some(LINK.to_owned()),
            silent: self.silent,
        }
    }

    /// The letter. `public_url` is how the world reaches this service.
    pub(super) fn letter(&self, language: Language, public_url: &str) -> Letter {
        let english = language == Language::En;
        let say = |ms: &str, en: &str| if english { en.to_owned() } else { ms.to_owned() };
        let mut blocks = vec![Block::List(self.lines(language))];
        blocks.extend(self.and_more(language).map(Block::Paragraph));
        blocks.push(Block::Paragraph(say(
            "Buka aplikasi MyKRT untuk membacanya.",
            "Open the MyKRT app to read them.",
        )));
        let address = format!("{public_url}{UNSUBSCRIBE}{}", self.unsubscribe);
        blocks.push(Block::Link(
            say("Tidak mahu ringkasan ini lagi?", "Do you not want this digest any more?"),
            address.clone(),
        ));
        let subject = format!("MyKRT: {}", self.headline(language));
        Letter { subject, blocks, unsubscribe: Some(address) }
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn a_digest_speaks_the_readers_language() {
        let digest = Digest {
            titles: vec![LocalizedText::new("Banjir", "Flood"), LocalizedText::new("Air", "Water")],
            notices: Vec::new(),
            more: 5,
            unsubscribe: "token".to_owned(),
            silent: false,
        };
        let listed = digest.listed(Language::En);
        assert_eq!(listed.title, "7 notices for you");
        assert_eq!(listed.body, "Flood\nWater\nand 5 more");
        assert_eq!(digest.listed(Language::Ta).body, "Banjir\nAir\ndan 5 lagi");
        let letter = digest.letter(Language::Ms, "https://krt.example");
        assert_eq!(letter.subject, "MyKRT: 7 notis untuk anda");
        let address = "https://krt.example/v1/digest/unsubscribe/token";
        assert_eq!(letter.unsubscribe.as_deref(), Some(address));
        assert!(letter.text().contains(address) && letter.text().contains("dan 5 lagi"));
        let one = Digest { titles: vec![LocalizedText::new("Air", "Water")], more: 0, ..digest };
        assert_eq!(one.headline(Language::En), "1 notice for you");
        assert_eq!(one.listed(Language::En).body, "Water");
    }

    #[test]
    fn what_was_taken_back_is_left_out() {
        let [flood, water] = [1, 2].map(|number| NoticeId(Uuid::from_u128(number)));
        let whole = Digest {
            titles: vec![LocalizedText::new("Banjir", "Flood"), LocalizedText::new("Air", "Water")],
            notices: vec![flood, water],
            more: 0,
            unsubscribe: String::new(),
            silent: false,
        };
        let mut digest = whole.clone();
        assert!(digest.keep_only(&HashSet::from([water])));
        assert_eq!(digest.listed(Language::En).body, "Water");
        assert_eq!(digest.headline(Language::En), "1 notice for you");
        assert!(!digest.keep_only(&HashSet::new()), "nothing is left");
        let mut digest = Digest { more: 3, ..whole.clone() };
        assert!(digest.keep_only(&HashSet::new()));
        assert_eq!(digest.listed(Language::En).body, "and 3 more");
        let mut old = Digest { notices: Vec::new(), ..whole };
        assert!(old.keep_only(&HashSet::new()) && old.titles.len() == 2);
    }
}
