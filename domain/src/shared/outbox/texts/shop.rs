//! What is said about offers: enquiries, questions, reviews and reports. It names the offer or the
//! project and nothing that anybody wrote, because a phone's list shows it to whoever looks.

use serde::{Deserialize, Serialize};

use super::{
    render::Listed,
    words::{Words, spellable},
};
use crate::shared::language::Language;

pub(super) const ENQUIRY_CODE: Words = (
    "KRT: {code} ialah kod untuk menghubungi penjual. Sah 5 minit. Jangan beri kepada sesiapa. Bukan anda? Abaikan.",
    "KRT: {code} is your code to write to a seller. Good for 5 minutes. Give it to nobody. Not you? Ignore this.",
);

/// How much of a name a phone's list shows, in any script.
const ROOM_IN_LIST: usize = 60;
/// What stands first in a phone's list.
const TITLE: &str = "KRT Shop";

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(sea_orm::EnumIter))]
#[serde(rename_all = "snake_case")]
pub enum ShopSays {
    /// A buyer has written about an offer; to its sellers.
    EnquiryReceived,
    /// A seller has written; to the buyer.
    EnquiryAnswered,
    /// The same to a buyer without an account, who comes back with the number.
    EnquiryAnsweredToNumber,
    /// The other side has closed an enquiry.
    EnquiryClosed,
    /// Somebody asks about an offer in public; to its sellers.
    QuestionAsked,
    /// A question was answered; to whoever asked.
    QuestionAnswered,
    /// A review can be seen; to its author and the sellers.
    ReviewShown,
    /// A review is not shown; to its author.
    ReviewRefused,
    /// The seller has replied to a review; to its author.
    ReviewReplied,
    /// Something was done about a listing; to whoever reported it.
    ReportUpheld,
    /// Nothing was found to be wrong with a listing; to whoever reported it.
    ReportDismissed,
    /// An officer has taken an offer out of the directory; to its sellers.
    OfferHidden,
    /// An officer has put it back; to its sellers.
    OfferPutBack,
    /// A draft that was to go out by itself lacks something; to its sellers.
    OfferHeldBack,
    /// An officer has confirmed a stand at a kiosk or a carnival; to its project's sellers.
    StandConfirmed,
    /// An officer has declined a stand, or taken it away; to its project's sellers.
    StandDeclined,
    /// A kiosk or a carnival is at another time or elsewhere; to whoever stands there.
    PlaceMoved,
    /// A carnival does not take place, or a kiosk was closed; to whoever stands there.
    PlaceOff,
}

/// One text about an offer.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShopText {
    /// What happened.
    pub says: ShopSays,
    /// The name of the offer, of the project when it is about an enquiry, or of the kiosk or carnival.
    pub name: String,
    /// Where the app opens: `krt://enquiry/enquiry_01j…`.
    pub link: String,
}

/// Without names.
impl std::fmt::Debug for ShopText {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{:?}", self.says)
    }
}

impl ShopText {
    /// What a phone's list of messages shows.
    pub(super) fn for_a_phones_list(&self, language: Language) -> Listed {
        let (ms, en) = self.templates();
        let template = if language == Language::En { en } else { ms };
        let name: String = self.name.chars().take(ROOM_IN_LIST).collect();
        let said = template.replace("{name}", &name);
        Listed {
            title: TITLE.to_owned(),
            body: said.strip_prefix("KRT: ").unwrap_or(&said).to_owned(),
            link: Some(self.link.clone()),
            silent: false,
        }
    }

    /// The template with what stands in it, as an SMS can hold it.
    pub(super) fn fill(&self, template: &str) -> String {
        template.replace("{name}", &spellable(&self.name))
    }

    /// In Malay and in English.
    pub(super) fn templates(&self) -> Words {
        match self.says {
            ShopSays::EnquiryReceived => (
                "KRT: Pembeli bertanya tentang {name}. Jawab dalam KRT Shop.",
                "KRT: A buyer asks about {name}. Answer in KRT Shop.",
            ),
            ShopSays::EnquiryAnswered => (
                "KRT: {name} membalas pertanyaan anda. Baca dalam KRT Shop.",
                "KRT: {name} has answered you. Read it in KRT Shop.",
            ),
            ShopSays::EnquiryAnsweredToNumber => (
                "KRT: {name} membalas pertanyaan anda. Baca dalam KRT Shop dengan nombor ini.",
                "KRT: {name} has answered you. Read it in KRT Shop with this number.",
            ),
            ShopSays::EnquiryClosed => (
                "KRT: Perbualan tentang {name} telah ditutup. Lihat KRT Shop.",
                "KRT: The conversation about {name} was closed. See KRT Shop.",
            ),
            ShopSays::QuestionAsked => (
                "KRT: Ada soalan awam tentang {name}. Jawab dalam KRT Shop.",
                "KRT: There is a public question about {name}. Answer in KRT Shop.",
            ),
            ShopSays::QuestionAnswered => (
                "KRT: Soalan anda tentang {name} telah dijawab. Baca dalam KRT Shop.",
                "KRT: Your question about {name} was answered. Read it in KRT Shop.",
            ),
            ShopSays::ReviewShown => (
                "KRT: Ulasan tentang {name} kini dipaparkan. Lihat KRT Shop.",
                "KRT: A review of {name} can be seen now. See KRT Shop.",
            ),
            ShopSays::ReviewRefused => (
                "KRT: Ulasan anda tentang {name} tidak dipaparkan. Sebabnya ada dalam KRT Shop.",
                "KRT: Your review of {name} is not shown. KRT Shop shows why.",
            ),
            ShopSays::ReviewReplied => (
                "KRT: Penjual membalas ulasan anda tentang {name}. Baca dalam KRT Shop.",
                "KRT: The seller replied to your review of {name}. Read it in KRT Shop.",
            ),
            ShopSays::ReportUpheld => (
                "KRT: Terima kasih. Tindakan diambil atas laporan anda tentang {name}. Lihat KRT Shop.",
                "KRT: Thank you. Your report about {name} led to action. See KRT Shop.",
            ),
            ShopSays::ReportDismissed => (
                "KRT: Laporan anda tentang {name} telah disemak; tiada kesalahan didapati. Lihat KRT Shop.",
                "KRT: Your report about {name} was checked; nothing wrong was found. See KRT Shop.",
            ),
            ShopSays::OfferHidden => (
                "KRT: Pegawai menyembunyikan {name}. Sebabnya ada dalam KRT Shop.",
                "KRT: An officer has hidden {name}. KRT Shop shows why.",
            ),
            ShopSays::OfferPutBack => (
                "KRT: Pegawai memaparkan semula {name}. Lihat KRT Shop.",
                "KRT: An officer has put {name} back. See KRT Shop.",
            ),
            ShopSays::OfferHeldBack => (
                "KRT: {name} tidak terbit pada masanya: ada yang kurang. Lihat KRT Shop.",
                "KRT: {name} did not go out on time: something is missing. See KRT Shop.",
            ),
            ShopSays::StandConfirmed => (
                "KRT: Tapak anda di {name} disahkan. Lihat KRT Shop.",
                "KRT: Your stand at {name} was confirmed. See KRT Shop.",
            ),
            ShopSays::StandDeclined => (
                "KRT: Tapak anda di {name} tidak diluluskan. Sebabnya ada dalam KRT Shop.",
                "KRT: Your stand at {name} was declined. KRT Shop shows why.",
            ),
            ShopSays::PlaceMoved => (
                "KRT: Masa atau tempat {name} berubah. Lihat KRT Shop.",
                "KRT: {name} has another time or place. See KRT Shop.",
            ),
            ShopSays::PlaceOff => (
                "KRT: {name} dibatalkan atau ditutup. Sebabnya ada dalam KRT Shop.",
                "KRT: {name} was called off or closed. KRT Shop shows why.",
            ),
        }
    }
}

/// One of each, as long as they come.
#[cfg(test)]
pub(super) fn every() -> impl Iterator<Item = ShopText> {
    use sea_orm::Iterable as _;

    ShopSays::iter().map(|says| ShopText {
        says,
        name: "Mi Kuning Höhe ".repeat(10),
        link: "krt://enquiry/enquiry_x".to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phones_list_shows_names_as_they_are_and_where_to_read_on() {
        let text = ShopText {
            says: ShopSays::EnquiryReceived,
            name: "Mi Kuning 面".to_owned(),
            link: "krt://enquiry/enquiry_x".to_owned(),
        };
        let listed = text.for_a_phones_list(Language::En);
        assert_eq!(listed.body, "A buyer asks about Mi Kuning 面. Answer in KRT Shop.");
        assert_eq!(listed.link.as_deref(), Some("krt://enquiry/enquiry_x"));
    }
}
