//! Everything that the program says by SMS: a closed list, in Malay and English.

use serde::{Deserialize, Serialize};

use crate::shared::language::Language;

/// One text with what stands in it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Text {
    /// The code with which a number is confirmed by whoever joins.
    RegisterCode(String),
    /// The code with which a forgotten password is set anew.
    PasswordResetCode(String),
    /// The code with which the old or the new number is confirmed.
    PhoneChangeCode(String),
    /// Somebody asked for a password reset of a number that has no account.
    NoAccount,
    /// The password was set anew by a code.
    PasswordWasReset,
    /// The account now has another number.
    PhoneWasChanged,
    /// A patrol unit has fewer members who count than it needs.
    UnitTooSmall {
        /// The unit's name; cut at 40 letters.
        unit: String,
        /// How many count.
        eligible: i64,
        /// How many there must be.
        least: i64,
    },
}

/// Without what stands in it: a code must not reach a log.
impl std::fmt::Debug for Text {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(match self {
            Self::RegisterCode(_) => "RegisterCode",
            Self::PasswordResetCode(_) => "PasswordResetCode",
            Self::PhoneChangeCode(_) => "PhoneChangeCode",
            Self::NoAccount => "NoAccount",
            Self::PasswordWasReset => "PasswordWasReset",
            Self::PhoneWasChanged => "PhoneWasChanged",
            Self::UnitTooSmall { .. } => "UnitTooSmall",
        })
    }
}

impl Text {
    /// What the phone shows. A text of up to 160 letters is one SMS.
    #[must_use]
    pub fn render(&self, language: Language) -> String {
        let (ms, en) = self.templates();
        let template = if language == Language::En { en } else { ms };
        match self {
            Self::RegisterCode(code)
            | Self::PasswordResetCode(code)
            | Self::PhoneChangeCode(code) => template.replace("{code}", code),
            Self::UnitTooSmall { unit, eligible, least } => template
                .replace("{unit}", &unit.chars().take(40).collect::<String>())
                .replace("{eligible}", &eligible.to_string())
                .replace("{least}", &least.to_string()),
            Self::NoAccount | Self::PasswordWasReset | Self::PhoneWasChanged => template.to_owned(),
        }
    }

    fn templates(&self) -> (&'static str, &'static str) {
        match self {
            Self::RegisterCode(_) => (
                "KRT: {code} ialah kod pendaftaran anda. Sah 5 minit. Jangan beri kepada sesiapa.",
                "KRT: {code} is your code to join. Good for 5 minutes. Give it to nobody.",
            ),
            Self::PasswordResetCode(_) => (
                "KRT: {code} ialah kod untuk kata laluan baharu. Sah 5 minit. Jangan beri kepada sesiapa. Bukan anda? Abaikan.",
                "KRT: {code} is your code for a new password. Good for 5 minutes. Give it to nobody. Not you? Ignore this.",
            ),
            Self::PhoneChangeCode(_) => (
                "KRT: {code} ialah kod pertukaran nombor telefon. Sah 5 minit. Jangan beri kepada sesiapa.",
                "KRT: {code} is your code to change the phone number. Good for 5 minutes. Give it to nobody.",
            ),
            Self::NoAccount => (
                "KRT: Ada permintaan kata laluan baharu untuk nombor ini, tetapi tiada akaun dengannya. Bukan anda? Abaikan.",
                "KRT: A new password was asked for with this number, but no account has it. Not you? Ignore this.",
            ),
            Self::PasswordWasReset => (
                "KRT: Kata laluan anda telah ditetapkan semula dan semua peranti dilog keluar. Bukan anda? Tetapkan semula segera.",
                "KRT: Your password was reset and every device signed out. Not you? Reset it again at once.",
            ),
            Self::UnitTooSmall { .. } => (
                "KRT: {unit} kini ada {eligible} ahli yang layak, sedangkan {least} diperlukan. Lihat MySRS.",
                "KRT: {unit} now has {eligible} members who count, and needs {least}. See MySRS.",
            ),
            Self::PhoneWasChanged => (
                "KRT: Akaun anda kini menggunakan nombor telefon lain. Bukan anda? Hubungi Pejabat Perpaduan Daerah anda segera.",
                "KRT: Your account now uses another phone number. Not you? Call your district unity office at once.",
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_is_one_sms_in_both_languages() {
        let code = || "123456".to_owned();
        for text in [
            Text::RegisterCode(code()),
            Text::PasswordResetCode(code()),
            Text::PhoneChangeCode(code()),
            Text::NoAccount,
            Text::PasswordWasReset,
            Text::PhoneWasChanged,
            Text::UnitTooSmall { unit: "SRS ".repeat(30), eligible: 19, least: 20 },
        ] {
            let (ms, en) = (text.render(Language::Ms), text.render(Language::En));
            assert_ne!(ms, en);
            assert_eq!(text.render(Language::Ta), ms, "Malay stands for what is not written");
            for said in [ms, en] {
                assert!(said.is_ascii() && said.len() <= 160, "{} letters: {said}", said.len());
                assert!(!said.contains(['{', '}']), "{said}");
            }
            assert!(!format!("{text:?}").contains("123456"));
        }
    }
}
