//! What is said about a call for help, in Malay and English.

use serde::{Deserialize, Serialize};

use super::texts::{Listed, plain};
use crate::shared::language::Language;

/// How much of a name an SMS holds beside what stands around it.
const ROOM: usize = 22;
/// How much of a name a phone's list shows, in any script.
const ROOM_IN_LIST: usize = 60;
/// What stands first in a phone's list.
const TITLE: &str = "SOS";

/// What is said about a call for help. `serial` is its short name, and `link` where the app opens.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SosText {
    /// Somebody of a patrol unit needs help.
    Call {
        /// Who.
        caller: String,
        /// Their unit.
        unit: String,
        /// Where, in degrees; none when nobody knows.
        place: Option<String>,
        /// `SOS-260314-7K3Q2A`.
        serial: String,
        /// `krt://sos/sos_…`.
        link: String,
    },
    /// Nobody has answered it.
    Unanswered {
        /// Who needs help.
        caller: String,
        /// Their unit.
        unit: String,
        /// Where, in degrees; none when nobody knows.
        place: Option<String>,
        /// `SOS-260314-7K3Q2A`.
        serial: String,
        /// `krt://sos/sos_…`.
        link: String,
    },
    /// To the caller: somebody has seen it.
    Seen {
        /// Who.
        name: String,
        /// `SOS-260314-7K3Q2A`.
        serial: String,
        /// `krt://sos/sos_…`.
        link: String,
    },
    /// To the caller: somebody is on their way.
    Coming {
        /// Who.
        name: String,
        /// `SOS-260314-7K3Q2A`.
        serial: String,
        /// `krt://sos/sos_…`.
        link: String,
    },
    /// To the caller: somebody is there.
    Arrived {
        /// Who.
        name: String,
        /// `SOS-260314-7K3Q2A`.
        serial: String,
        /// `krt://sos/sos_…`.
        link: String,
    },
    /// The caller took it back.
    Cancelled {
        /// Who had called.
        caller: String,
        /// `SOS-260314-7K3Q2A`.
        serial: String,
        /// `krt://sos/sos_…`.
        link: String,
    },
    /// It is over.
    Resolved {
        /// Who had called.
        caller: String,
        /// `SOS-260314-7K3Q2A`.
        serial: String,
        /// `krt://sos/sos_…`.
        link: String,
    },
}

/// Without names and places.
impl std::fmt::Debug for SosText {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(TITLE)
    }
}

impl SosText {
    /// What a phone's list of messages shows.
    pub(super) fn for_a_phones_list(&self, language: Language) -> Listed {
        let (ms, en) = self.templates();
        let template = if language == Language::En { en } else { ms };
        let said =
            self.filled(template, language, |name| name.chars().take(ROOM_IN_LIST).collect());
        let body = said.strip_prefix("KRT SOS! ").or_else(|| said.strip_prefix("KRT: "));
        Listed {
            title: TITLE.to_owned(),
            body: body.unwrap_or(&said).to_owned(),
            link: Some(self.link().to_owned()),
            silent: false,
        }
    }

    fn link(&self) -> &str {
        match self {
            Self::Call { link, .. }
            | Self::Unanswered { link, .. }
            | Self::Seen { link, .. }
            | Self::Coming { link, .. }
            | Self::Arrived { link, .. }
            | Self::Cancelled { link, .. }
            | Self::Resolved { link, .. } => link,
        }
    }

    /// The template with what stands in it, as an SMS can hold it.
    pub(super) fn fill(&self, template: &str, language: Language) -> String {
        self.filled(template, language, |name| plain(name, ROOM))
    }

    fn filled(
        &self,
        template: &str,
        language: Language,
        spelled: impl Fn(&str) -> String,
    ) -> String {
        match self {
            Self::Call { caller, unit, place, serial, .. }
            | Self::Unanswered { caller, unit, place, serial, .. } => {
                let unknown =
                    if language == Language::En { "not known" } else { "tidak diketahui" };
                template
                    .replace("{place}", place.as_deref().unwrap_or(unknown))
                    .replace("{serial}", serial)
                    .replace("{caller}", &spelled(caller))
                    .replace("{unit}", &spelled(unit))
            }
            Self::Seen { name, serial, .. }
            | Self::Coming { name, serial, .. }
            | Self::Arrived { name, serial, .. } => {
                template.replace("{serial}", serial).replace("{name}", &spelled(name))
            }
            Self::Cancelled { caller, serial, .. } | Self::Resolved { caller, serial, .. } => {
                template.replace("{serial}", serial).replace("{caller}", &spelled(caller))
            }
        }
    }

    /// In Malay and in English.
    pub(super) fn templates(&self) -> (&'static str, &'static str) {
        match self {
            Self::Call { .. } => (
                "KRT SOS! {caller} ({unit}) perlukan bantuan. Lokasi {place}. Buka MySRS. Kecemasan: 999. {serial}",
                "KRT SOS! {caller} ({unit}) needs help. Location {place}. Open MySRS. Emergency: 999. {serial}",
            ),
            Self::Unanswered { .. } => (
                "KRT SOS! Tiada sesiapa menjawab SOS {caller} ({unit}). Lokasi {place}. Hubungi pasukan atau 999. {serial}",
                "KRT SOS! Nobody has answered the SOS of {caller} ({unit}). Location {place}. Call the team or 999. {serial}",
            ),
            Self::Seen { .. } => (
                "KRT: {name} telah melihat SOS anda. Dalam bahaya? Telefon 999. {serial}",
                "KRT: {name} has seen your SOS. In danger? Call 999. {serial}",
            ),
            Self::Coming { .. } => (
                "KRT: {name} sedang datang kepada anda. Dalam bahaya? Telefon 999. {serial}",
                "KRT: {name} is on the way to you. In danger? Call 999. {serial}",
            ),
            Self::Arrived { .. } => (
                "KRT: {name} telah sampai di tempat anda. {serial}",
                "KRT: {name} has come to where you are. {serial}",
            ),
            Self::Cancelled { .. } => (
                "KRT: SOS {caller} telah dibatalkan: amaran palsu. {serial}",
                "KRT: The SOS of {caller} was taken back: a false alarm. {serial}",
            ),
            Self::Resolved { .. } => (
                "KRT: SOS {caller} telah selesai. {serial}",
                "KRT: The SOS of {caller} is over. {serial}",
            ),
        }
    }
}

/// One of each, as long as they come.
#[cfg(test)]
pub(super) fn every() -> impl Iterator<Item = SosText> {
    let name = || "Höhe bin Panjang ".repeat(10);
    let place = || Some("-90.00000,-180.00000".to_owned());
    let serial = || "SOS-260314-7K3Q2A".to_owned();
    let link = || "krt://sos/sos_x".to_owned();
    [
        SosText::Call {
            caller: name(),
            unit: name(),
            place: place(),
            serial: serial(),
            link: link(),
        },
        SosText::Unanswered {
            caller: name(),
            unit: name(),
            place: place(),
            serial: serial(),
            link: link(),
        },
        SosText::Seen { name: name(), serial: serial(), link: link() },
        SosText::Coming { name: name(), serial: serial(), link: link() },
        SosText::Arrived { name: name(), serial: serial(), link: link() },
        SosText::Cancelled { caller: name(), serial: serial(), link: link() },
        SosText::Resolved { caller: name(), serial: serial(), link: link() },
    ]
    .into_iter()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phones_list_shows_who_needs_help_and_where_to_read_on() {
        let text = SosText::Call {
            caller: "Puan Devi".to_owned(),
            unit: "SRS Mutiara Rini".to_owned(),
            place: None,
            serial: "SOS-260314-7K3Q2A".to_owned(),
            link: "krt://sos/sos_x".to_owned(),
        };
        let listed = text.for_a_phones_list(Language::Ms);
        assert_eq!(listed.title, "SOS");
        assert_eq!(listed.link.as_deref(), Some("krt://sos/sos_x"));
        assert!(listed.body.starts_with("Puan Devi (SRS Mutiara Rini)"), "{}", listed.body);
        assert!(listed.body.contains("tidak diketahui"), "{}", listed.body);
    }
}
