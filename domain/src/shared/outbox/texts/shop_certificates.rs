//! What is said about the certificates of a project of the shop.

use serde::{Deserialize, Serialize};

use super::{
    render::Listed,
    words::{Words, spellable},
};
use crate::shared::language::Language;

/// How much of a name a phone's list shows, in any script.
const ROOM_IN_LIST: usize = 60;
/// What stands first in a phone's list.
const TITLE: &str = "KRT Shop";

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(sea_orm::EnumIter))]
#[serde(rename_all = "snake_case")]
pub enum CertificateSays {
    /// An officer has confirmed a certificate.
    Confirmed,
    /// An officer has refused a certificate; the app shows why.
    Refused,
    /// A certificate does not count any more; the app shows why.
    Revoked,
    /// A certificate ends soon.
    Ends,
    /// Offers are out of sight: they claim to be halal, and nothing proves it.
    OffersHeld,
    /// Offers that were out of sight are seen again.
    OffersBack,
    /// A project rests: its own texts say halal, and nothing proves it.
    ProjectRests,
    /// A project that rested for it is at work again.
    ProjectBack,
}

/// One text about certificates.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CertificateText {
    /// What happened.
    pub says: CertificateSays,
    /// The name of the project.
    pub name: String,
    /// What the certificate is about, such as MeSTI; empty of offers.
    pub kind: String,
    /// The last day on which it is valid, `2026-03-14`; empty of offers.
    pub day: String,
    /// How many offers.
    pub count: usize,
    /// Where the app opens: `krt://project/project_01j…`.
    pub link: String,
}

/// Without names.
impl std::fmt::Debug for CertificateText {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{:?}", self.says)
    }
}

impl CertificateText {
    /// What a phone's list of messages shows.
    pub(super) fn for_a_phones_list(&self, language: Language) -> Listed {
        let (ms, en) = self.templates();
        let template = if language == Language::En { en } else { ms };
        let name: String = self.name.chars().take(ROOM_IN_LIST).collect();
        let said = self.filled(template, &name);
        Listed {
            title: TITLE.to_owned(),
            body: said.strip_prefix("KRT: ").unwrap_or(&said).to_owned(),
            link: Some(self.link.clone()),
            silent: false,
        }
    }

    /// The template with what stands in it, as an SMS can hold it.
    pub(super) fn fill(&self, template: &str) -> String {
        self.filled(template, &spellable(&self.name))
    }

    fn filled(&self, template: &str, name: &str) -> String {
        template
            .replace("{kind}", &self.kind)
            .replace("{day}", &self.day)
            .replace("{count}", &self.count.to_string())
            .replace("{name}", name)
    }

    /// In Malay and in English.
    pub(super) fn templates(&self) -> Words {
        match self.says {
            CertificateSays::Confirmed => (
                "KRT: Sijil {kind} bagi {name} telah disahkan. Lihat KRT Shop.",
                "KRT: The {kind} certificate of {name} was confirmed. See KRT Shop.",
            ),
            CertificateSays::Refused => (
                "KRT: Sijil {kind} bagi {name} tidak diterima. Sebabnya ada dalam KRT Shop.",
                "KRT: The {kind} certificate of {name} was refused. KRT Shop shows why.",
            ),
            CertificateSays::Revoked => (
                "KRT: Sijil {kind} bagi {name} telah dibatalkan. Sebabnya ada dalam KRT Shop.",
                "KRT: The {kind} certificate of {name} was revoked. KRT Shop shows why.",
            ),
            CertificateSays::Ends => (
                "KRT: Sijil {kind} bagi {name} tamat pada {day}. Hantar yang baharu dalam KRT Shop.",
                "KRT: The {kind} certificate of {name} ends on {day}. Send the new one in KRT Shop.",
            ),
            CertificateSays::OffersHeld => (
                "KRT: {count} tawaran {name} tidak dipaparkan: tiada sijil halal yang sah. Lihat KRT Shop.",
                "KRT: {count} offers of {name} are out of sight: no valid halal certificate. See KRT Shop.",
            ),
            CertificateSays::OffersBack => (
                "KRT: {count} tawaran {name} dipaparkan semula. Lihat KRT Shop.",
                "KRT: {count} offers of {name} can be seen again. See KRT Shop.",
            ),
            CertificateSays::ProjectRests => (
                "KRT: {name} berehat: teksnya kata halal tanpa sijil yang sah. Lihat KRT Shop.",
                "KRT: {name} rests: its texts say halal without a valid certificate. See KRT Shop.",
            ),
            CertificateSays::ProjectBack => (
                "KRT: {name} aktif semula. Lihat KRT Shop.",
                "KRT: {name} is at work again. See KRT Shop.",
            ),
        }
    }
}

/// One of each, as long as they come.
#[cfg(test)]
pub(super) fn every() -> impl Iterator<Item = CertificateText> {
    use sea_orm::Iterable as _;

    CertificateSays::iter().map(|says| CertificateText {
        says,
        name: "Mi Kuning Höhe ".repeat(10),
        kind: "HACCP".to_owned(),
        day: "2028-03-14".to_owned(),
        count: 10_000,
        link: "krt://project/project_x".to_owned(),
    })
}
