//! A text as each way shows it: by SMS, in a phone's list, in a mail, to a program.

use super::{
    Text, account, notices,
    words::{beginning, beginnings, plain, spellable},
};
use crate::shared::{
    device::App,
    language::{Language, LocalizedText},
    outbox::mail::{Block, Letter},
};

/// A text as a phone's list of messages shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::shared::outbox) struct Listed {
    pub title: String,
    pub body: String,
    pub link: Option<String>,
    pub silent: bool,
}

impl std::fmt::Display for Listed {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{}: {}", self.title, self.body)?;
        self.link.as_ref().map_or(Ok(()), |link| write!(formatter, " <{link}>"))
    }
}

/// The longest title and body of a push, in characters: no phone shows more, and a body of 100,000
/// is not kept for each person whom it goes to.
const LONGEST_TITLE: usize = 200;
pub(super) const LONGEST_BODY: usize = 1_200;

/// What stands before every SMS, and as the title where nothing else does.
const SENDER: &str = "KRT";

impl Text {
    /// What people wrote, for those to whom it goes: the beginning of a long text, and where the app
    /// opens (`krt://…`).
    #[must_use]
    pub fn written(title: &LocalizedText, body: &LocalizedText, link: Option<String>) -> Self {
        Self::Written {
            title: beginnings(title, LONGEST_TITLE),
            body: beginnings(body, LONGEST_BODY),
            link,
            silent: false,
        }
    }

    /// The one app that it is pushed to; none when it is for every app that somebody has. Notices and
    /// what becomes of activities are read in `MyKRT` alone, and what is said about offers in KRT
    /// Shop, so that nobody who has other apps too is rung for twice.
    #[must_use]
    pub fn app(&self) -> Option<App> {
        if matches!(self, Self::Shop(_) | Self::MatchesFound { .. }) {
            return Some(App::Shop);
        }
        let of_mykrt = matches!(
            self,
            Self::Written { .. }
                | Self::NoticeHeldBack { .. }
                | Self::ActivityNews { .. }
                | Self::Digest(_)
        );
        of_mykrt.then_some(App::Mykrt)
    }

    /// The same without a sound, for those who wish it so.
    #[must_use]
    pub fn silently(mut self) -> Self {
        if let Self::Written { silent, .. } = &mut self {
            *silent = true;
        }
        self
    }

    /// What a phone's list of messages shows: what people wrote in the reader's language, in Malay
    /// where it is not written in that.
    pub(in crate::shared::outbox) fn for_a_phones_list(&self, language: Language) -> Listed {
        if let Self::Digest(digest) = self {
            return digest.listed(language);
        }
        if let Self::Sos(text) = self {
            return text.for_a_phones_list(language);
        }
        if let Self::Watch(text) = self {
            return text.for_a_phones_list(language);
        }
        if let Self::ShopCertificate(text) = self {
            return text.for_a_phones_list(language);
        }
        if let Self::Shop(text) = self {
            return text.for_a_phones_list(language);
        }
        let in_it = |text: &LocalizedText| text.get(language).unwrap_or(&text.ms).to_owned();
        if let Self::Written { title, body, link, silent } = self {
            let (title, body) = (in_it(title), in_it(body));
            return Listed { title, body, link: link.clone(), silent: *silent };
        }
        let said = self.render(language);
        let body = said.strip_prefix("KRT: ").unwrap_or(&said).to_owned();
        if let Self::PlaceGiven { title, link, silent }
        | Self::ActivityNews { title, link, silent, .. } = self
        {
            let title = beginning(&in_it(title), LONGEST_TITLE);
            return Listed { title, body, link: Some(link.clone()), silent: *silent };
        }
        if let Self::NoticeHeldBack { title, link, area } = self {
            let title = beginning(&in_it(title), LONGEST_TITLE);
            let link = area.is_none().then(|| link.clone());
            return Listed { title, body, link, silent: false };
        }
        let link = self.link().map(str::to_owned);
        Listed { title: SENDER.to_owned(), body, link, silent: false }
    }

    /// What stands in a mail. `public_url` is how the world reaches this service.
    pub(in crate::shared::outbox) fn as_letter(
        &self,
        language: Language,
        public_url: &str,
    ) -> Letter {
        if let Self::Digest(digest) = self {
            return digest.letter(language, public_url);
        }
        let Listed { title, body, .. } = self.for_a_phones_list(language);
        Letter { subject: title, blocks: vec![Block::Paragraph(body)], unsubscribe: None }
    }

    /// The JSON of an event; nothing of what is none.
    pub(in crate::shared::outbox) fn as_event(&self) -> &str {
        if let Self::Event(event) = self { &event.body } else { "" }
    }

    /// Where the app opens, of what the program itself says.
    fn link(&self) -> Option<&str> {
        match self {
            Self::IncidentReported { link, .. }
            | Self::IncidentAssigned { link, .. }
            | Self::IncidentMoved { link, .. }
            | Self::PatrolReportSentBack { link, .. }
            | Self::CertificateRevoked { link, .. }
            | Self::MatchesFound { link, .. } => Some(link),
            _ => None,
        }
    }

    /// What the phone shows. A text of up to 160 letters is one SMS.
    #[must_use]
    pub fn render(&self, language: Language) -> String {
        let (ms, en) = self.templates();
        let template = if language == Language::En { en } else { ms };
        match self {
            Self::RegisterCode(code)
            | Self::PasswordResetCode(code)
            | Self::PhoneChangeCode(code)
            | Self::EmailCode(code)
            | Self::EnquiryCode(code) => template.replace("{code}", code),
            Self::Digest(digest) => template.replace("{headline}", &digest.headline(language)),
            Self::NoAccount
            | Self::PasswordWasReset
            | Self::PhoneWasChanged
            | Self::PasswordWasChanged
            | Self::SessionEndedForSafety
            | Self::SecondFactorAdded
            | Self::SecondFactorRemoved
            | Self::SignOnLinked => template.to_owned(),
            Self::UnitTooSmall { unit, eligible, least } => template
                .replace("{unit}", &unit.chars().take(40).collect::<String>())
                .replace("{eligible}", &eligible.to_string())
                .replace("{least}", &least.to_string()),
            Self::TermEnds { day } => template.replace("{day}", day),
            Self::CommitteeTermsEnd { area, count, day } => template
                .replace("{area}", area)
                .replace("{count}", &count.to_string())
                .replace("{day}", day),
            Self::MembershipAccepted { area }
            | Self::MembershipDeclined { area }
            | Self::MembershipEnded { area } => template.replace("{area}", &spellable(area)),
            Self::PatrollerEnded { unit } | Self::CertificateRevoked { unit, .. } => {
                template.replace("{unit}", &spellable(unit))
            }
            Self::RosterPublished { unit, month, count, first } => template
                .replace("{unit}", &spellable(unit))
                .replace("{month}", month)
                .replace("{count}", &count.to_string())
                .replace("{first}", first),
            Self::PlacesOpen { unit, count, first } => template
                .replace("{unit}", &spellable(unit))
                .replace("{count}", &count.to_string())
                .replace("{first}", first),
            Self::ShiftGiven { unit, shift }
            | Self::ShiftTaken { unit, shift }
            | Self::SwapAsked { unit, shift }
            | Self::SwapWaits { unit, shift }
            | Self::SwapEnded { unit, shift }
            | Self::StandInWanted { unit, shift }
            | Self::ShiftDropped { unit, shift }
            | Self::ShiftCancelled { unit, shift } => {
                template.replace("{unit}", &spellable(unit)).replace("{shift}", shift)
            }
            Self::RoleGranted { role } => {
                template.replace("{role}", account::title(*role, language))
            }
            Self::IncidentReported { unit, serial, .. } => {
                template.replace("{unit}", &spellable(unit)).replace("{serial}", serial)
            }
            Self::IncidentAssigned { serial, .. } | Self::IncidentMoved { serial, .. } => {
                template.replace("{serial}", serial)
            }
            Self::FeedEnded { district } | Self::FeedUndelivered { district } => {
                template.replace("{district}", &spellable(district))
            }
            Self::Event(event) => template.replace("{event}", &event.id),
            Self::MatchesFound { project, count, .. } => template
                .replace("{project}", &spellable(project))
                .replace("{count}", &count.to_string()),
            Self::PatrolReportSentBack { unit, day, .. } => {
                template.replace("{unit}", &spellable(unit)).replace("{day}", day)
            }
            Self::Written { title, .. } => {
                template.replace("{title}", &short(title, language, notices::ROOM_IN_SMS))
            }
            Self::Unacknowledged { title, missing } => template
                .replace("{missing}", &missing.to_string())
                .replace("{title}", &short(title, language, notices::ROOM_BESIDE_A_NUMBER)),
            Self::NoticeHeldBack { title, area: Some(area), .. } => template
                .replace("{area}", &spellable(area))
                .replace("{title}", &short(title, language, notices::ROOM_BESIDE_A_NAME)),
            Self::PlaceGiven { title, .. } | Self::NoticeHeldBack { title, area: None, .. } => {
                template
                    .replace("{title}", &short(title, language, notices::ROOM_BESIDE_A_SENTENCE))
            }
            Self::ActivityNews { title, news, .. } => template
                .replace("{starts}", news.starts())
                .replace("{title}", &short(title, language, notices::ROOM_BESIDE_A_SENTENCE)),
            Self::Sos(text) => text.fill(template, language),
            Self::Watch(text) => text.fill(template),
            Self::ShopCertificate(text) => text.fill(template),
            Self::Shop(text) => text.fill(template),
        }
    }
}

/// A notice's title as an SMS can hold it: in English for whoever reads English and where there is one,
/// in Malay otherwise.
fn short(title: &LocalizedText, language: Language, room: usize) -> String {
    let said = title.get(language).filter(|_| language == Language::En);
    plain(said.unwrap_or(&title.ms), room)
}
