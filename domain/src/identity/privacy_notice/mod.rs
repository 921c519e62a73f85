//! What people are told about their data before they join, in Malay and English.
//!
//! Another text is another version: who agreed to an older one is asked again.

use crate::shared::language::LocalizedText;

/// The version of the text that people agree to now.
pub const VERSION: &str = super::rules::PRIVACY_NOTICE_VERSION;

const MS: &str = include_str!("ms.txt");
const EN: &str = include_str!("en.txt");

/// Whom people ask when the settings name nobody.
const CONTACT_MS: &str = "Pejabat Perpaduan Daerah anda";
const CONTACT_EN: &str = "your district unity office (Pejabat Perpaduan Daerah)";

/// The text, with whom to ask about it.
#[must_use]
pub fn text(contact: Option<&str>) -> LocalizedText {
    let fill = |text: &str, default: &str| {
        text.trim().replace("{contact}", contact.unwrap_or(default)).replace("{version}", VERSION)
    };
    LocalizedText::new(&fill(MS, CONTACT_MS), &fill(EN, CONTACT_EN))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_languages_say_the_same_things_and_whom_to_ask() {
        let notice = text(Some("privasi@krt.example"));
        let english = notice.en.unwrap();
        for said in [&notice.ms, &english] {
            assert!(said.contains("privasi@krt.example") && said.contains(VERSION), "{said}");
            assert!(!said.contains(['{', '}']), "{said}");
        }
        let headings = |said: &str| said.lines().filter(|line| line.starts_with("## ")).count();
        assert_eq!(headings(&notice.ms), headings(&english));
        assert!(text(None).ms.contains(CONTACT_MS));
    }
}
