//! Everything that the program says: a closed list, in Malay and English, and what people wrote for
//! others.

use serde::{Deserialize, Serialize};

use super::{
    digest::Digest,
    mail::{Block, Letter},
    sos_text::SosText,
    watch_text::WatchText,
};
use crate::{
    policy::Role,
    shared::{
        device::App,
        language::{Language, LocalizedText},
    },
};

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
    /// The password was changed by whoever is signed in.
    PasswordWasChanged,
    /// A session ended because an old refresh token of it was used: somebody else has it too.
    SessionEndedForSafety,
    /// An authenticator app was enrolled.
    SecondFactorAdded,
    /// The authenticator app was taken away.
    SecondFactorRemoved,
    /// A patrol unit has fewer members who count than it needs.
    UnitTooSmall {
        /// The unit's name; cut at 40 letters.
        unit: String,
        /// How many count.
        eligible: i64,
        /// How many there must be.
        least: i64,
    },
    /// The reader's post on a committee ends on `day`.
    TermEnds {
        /// The day in Malaysia.
        day: String,
    },
    /// So many posts on a committee that the reader looks after end, the first on `day`.
    CommitteeTermsEnd {
        /// The area's name, in ASCII, at most 40 letters.
        area: String,
        /// How many.
        count: usize,
        /// The day in Malaysia.
        day: String,
    },
    /// The reader was let into an area.
    MembershipAccepted {
        /// The area's name.
        area: String,
    },
    /// The reader was not let into an area; the app shows why.
    MembershipDeclined {
        /// The area's name.
        area: String,
    },
    /// Somebody else ended the reader's membership of an area; the app shows why.
    MembershipEnded {
        /// The area's name.
        area: String,
    },
    /// Somebody else ended the reader's place in a patrol unit; the app shows why.
    PatrollerEnded {
        /// The unit's name.
        unit: String,
    },
    /// The reader was given a role.
    RoleGranted {
        /// Which one.
        role: Role,
    },
    /// The department's sign-in service can sign on as the reader.
    SignOnLinked,
    /// A volunteer has reported an incident. It says nothing of what was seen, because a phone's list
    /// shows it to whoever looks.
    IncidentReported {
        /// The unit's name.
        unit: String,
        /// The serial number.
        serial: String,
        /// Whether life or property is in danger.
        high: bool,
        /// Where the app opens: `krt://incident/incident_01j…`.
        link: String,
    },
    /// An incident was given to the reader to look after.
    IncidentAssigned {
        /// The serial number.
        serial: String,
        /// Where the app opens.
        link: String,
    },
    /// A patrol's report was sent back to the unit's leader. It does not say why, because a phone's list
    /// shows it to whoever looks.
    PatrolReportSentBack {
        /// The unit's name.
        unit: String,
        /// The day of the patrol: `2026-03-14`.
        day: String,
        /// Where the app opens: `krt://patrol/patrol_01j…`.
        link: String,
    },
    /// The reader's certificate of attendance was taken back.
    CertificateRevoked {
        /// The unit's name.
        unit: String,
        /// Where the app opens: `krt://certificate/certificate_01j…`.
        link: String,
    },
    /// The status of an incident changed that the reader reported.
    IncidentMoved {
        /// The serial number.
        serial: String,
        /// What became of it.
        news: IncidentNews,
        /// Where the app opens.
        link: String,
    },
    /// What people wrote, such as a notice: made by [`Text::written`].
    Written {
        /// What stands first; by SMS it stands alone.
        title: LocalizedText,
        /// What stands below it.
        body: LocalizedText,
        /// Where the app opens: `krt://notice/notice_01j…`.
        link: Option<String>,
        /// Whether it stands in a phone's list without a sound.
        #[serde(default)]
        silent: bool,
    },
    /// A month of the reader's unit was published.
    RosterPublished {
        /// The unit's name.
        unit: String,
        /// The month, `2026-03`.
        month: String,
        /// How many shifts the reader has in it.
        count: usize,
        /// When the first begins, in Malaysia: `2026-03-21 23:00`.
        first: String,
    },
    /// The reader is in a shift from now on.
    ShiftGiven {
        /// The unit's name.
        unit: String,
        /// When it begins, in Malaysia.
        shift: String,
    },
    /// The reader is not in a shift any more.
    ShiftTaken {
        /// The unit's name.
        unit: String,
        /// When it begins, in Malaysia.
        shift: String,
    },
    /// Somebody asks the reader to swap or to take a shift.
    SwapAsked {
        /// The unit's name.
        unit: String,
        /// When the asker's shift begins, in Malaysia.
        shift: String,
    },
    /// A swap waits for the approval of the reader, who leads the unit.
    SwapWaits {
        /// The unit's name.
        unit: String,
        /// When the asker's shift begins, in Malaysia.
        shift: String,
    },
    /// A swap of the reader does not come about.
    SwapEnded {
        /// The unit's name.
        unit: String,
        /// When the asker's shift begins, in Malaysia.
        shift: String,
    },
    /// Somebody dropped out late: the reader could stand in.
    StandInWanted {
        /// The unit's name.
        unit: String,
        /// When the shift begins, in Malaysia.
        shift: String,
    },
    /// Somebody dropped out of a shift of the unit that the reader leads.
    ShiftDropped {
        /// The unit's name.
        unit: String,
        /// When the shift begins, in Malaysia.
        shift: String,
    },
    /// Somebody patrols with the unit no longer, and places in its shifts are open: the reader can act.
    PlacesOpen {
        /// The unit's name.
        unit: String,
        /// In how many shifts.
        count: usize,
        /// When the first of them begins, in Malaysia.
        first: String,
    },
    /// A shift of the reader does not take place; the app shows why.
    ShiftCancelled {
        /// The unit's name.
        unit: String,
        /// When it would have begun, in Malaysia.
        shift: String,
    },
    /// So many people have not said that they know a notice.
    Unacknowledged {
        /// The notice's title.
        title: LocalizedText,
        /// How many people.
        missing: i64,
    },
    /// The reader waited for a place at an activity, and has one now.
    PlaceGiven {
        /// The activity's title.
        title: LocalizedText,
        /// Where the app opens: `krt://activity/activity_01j…`.
        link: String,
        /// Whether it stands in a phone's list without a sound.
        silent: bool,
    },
    /// The code with which an e-mail address is confirmed.
    EmailCode(String),
    /// What the reader was not rung for, gathered.
    Digest(Digest),
    /// About a call for help.
    Sos(SosText),
    /// About a shift or a patrol that is watched.
    Watch(WatchText),
    /// The police's address for a district wants no more events.
    FeedEnded {
        /// The district's name.
        district: String,
    },
    /// An event did not reach the police's address for a district in a day.
    FeedUndelivered {
        /// The district's name.
        district: String,
    },
    /// What a program elsewhere is told: no sentence.
    Event(Event),
}

/// An event for a program elsewhere, as it is sent at every attempt.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// By which name the other side knows it: `feedevent_01j…`.
    pub id: String,
    /// The JSON.
    pub body: String,
}

/// Without what it says.
impl std::fmt::Debug for Event {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Event({})", self.id)
    }
}

/// What became of an incident, for whoever reported it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IncidentNews {
    /// Somebody who answers for the unit knows of it.
    Acknowledged,
    /// Somebody works on it.
    InProgress,
    /// What there was to do is done.
    Resolved,
    /// Nothing more is done about it.
    Closed,
    /// It was over, and is worked on again.
    Reopened,
}

impl IncidentNews {
    const fn both(self) -> (&'static str, &'static str) {
        match self {
            Self::Acknowledged => (
                "KRT: Laporan anda {serial} telah diterima dan diketahui. Lihat MySRS.",
                "KRT: Those who answer for the unit know of your report {serial}. See MySRS.",
            ),
            Self::InProgress => (
                "KRT: Laporan anda {serial} sedang diuruskan. Lihat MySRS.",
                "KRT: Your report {serial} is being worked on. See MySRS.",
            ),
            Self::Resolved => (
                "KRT: Laporan anda {serial} telah diselesaikan. Caranya ada dalam MySRS.",
                "KRT: Your report {serial} was resolved. MySRS shows how.",
            ),
            Self::Closed => (
                "KRT: Laporan anda {serial} telah ditutup. Sebabnya ada dalam MySRS.",
                "KRT: Your report {serial} was closed. MySRS shows why.",
            ),
            Self::Reopened => (
                "KRT: Laporan anda {serial} dibuka semula. Sebabnya ada dalam MySRS.",
                "KRT: Your report {serial} was opened again. MySRS shows why.",
            ),
        }
    }
}

/// A text as a phone's list of messages shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Listed {
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
const LONGEST_BODY: usize = 1_200;

/// How much of a title an SMS of 160 letters holds beside what stands around it.
const ROOM_IN_SMS: usize = 120;

/// How much of a title an SMS holds that says how many people do not know it.
const ROOM_BESIDE_A_NUMBER: usize = 80;

/// How much of an activity's title a text holds that says that there is a place now.
const ROOM_BESIDE_A_PLACE: usize = 70;

/// What stands before every SMS, and as the title where nothing else does.
const SENDER: &str = "KRT";

/// The beginning of a text, with … where it was cut.
fn beginning(text: &str, longest: usize) -> String {
    if text.chars().count() <= longest {
        return text.to_owned();
    }
    let kept: String = text.chars().take(longest.saturating_sub(1)).collect();
    format!("{}…", kept.trim_end())
}

fn beginnings(text: &LocalizedText, longest: usize) -> LocalizedText {
    let one = |text: &Option<String>| text.as_deref().map(|text| beginning(text, longest));
    LocalizedText {
        ms: beginning(&text.ms, longest),
        en: one(&text.en),
        zh: one(&text.zh),
        ta: one(&text.ta),
    }
}

/// As much of a name as every phone can show and one SMS can hold.
fn spellable(name: &str) -> String {
    const LONGEST: usize = 40;
    plain(name, LONGEST)
}

/// As much of a text as every phone can show by SMS: ASCII, on one line.
pub(super) fn plain(text: &str, longest: usize) -> String {
    text.chars()
        .map(|letter| if letter == '\n' { ' ' } else { letter })
        .filter(|letter| letter.is_ascii_graphic() || *letter == ' ')
        .take(longest)
        .collect()
}

/// What a role is called.
fn title(role: Role, language: Language) -> &'static str {
    let (ms, en) = match role {
        Role::Resident => ("penduduk", "resident"),
        Role::Chair => ("Pengerusi", "chair"),
        Role::DeputyChair => ("Timbalan Pengerusi", "deputy chair"),
        Role::Secretary => ("Setiausaha", "secretary"),
        Role::AssistantSecretary => ("Penolong Setiausaha", "assistant secretary"),
        Role::Treasurer => ("Bendahari", "treasurer"),
        Role::Member => ("AJK", "committee member"),
        Role::GroupCoordinator => ("Penyelaras kelompok", "group coordinator"),
        Role::Patroller => ("peronda", "volunteer"),
        Role::UnitLeader => ("Ketua Peronda", "patrol leader"),
        Role::ProjectOwner => ("pemilik projek", "project owner"),
        Role::DistrictOfficer => ("Pegawai Perpaduan Daerah", "district officer"),
        Role::StateOfficer => ("Pengarah Perpaduan Negeri", "state officer"),
        Role::HqOfficer => ("Pegawai Ibu Pejabat", "officer at headquarters"),
        Role::PoliceLiaison => ("Pegawai Perhubungan PDRM", "police liaison officer"),
        Role::Administrator => ("Pentadbir", "administrator"),
    };
    if language == Language::En { en } else { ms }
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
            Self::PasswordWasChanged => "PasswordWasChanged",
            Self::SessionEndedForSafety => "SessionEndedForSafety",
            Self::SecondFactorAdded => "SecondFactorAdded",
            Self::SecondFactorRemoved => "SecondFactorRemoved",
            Self::UnitTooSmall { .. } => "UnitTooSmall",
            Self::TermEnds { .. } => "TermEnds",
            Self::CommitteeTermsEnd { .. } => "CommitteeTermsEnd",
            Self::MembershipAccepted { .. } => "MembershipAccepted",
            Self::MembershipDeclined { .. } => "MembershipDeclined",
            Self::MembershipEnded { .. } => "MembershipEnded",
            Self::PatrollerEnded { .. } => "PatrollerEnded",
            Self::RoleGranted { .. } => "RoleGranted",
            Self::SignOnLinked => "SignOnLinked",
            Self::IncidentReported { .. } => "IncidentReported",
            Self::IncidentAssigned { .. } => "IncidentAssigned",
            Self::IncidentMoved { .. } => "IncidentMoved",
            Self::PatrolReportSentBack { .. } => "PatrolReportSentBack",
            Self::CertificateRevoked { .. } => "CertificateRevoked",
            Self::Written { .. } => "Written",
            Self::RosterPublished { .. } => "RosterPublished",
            Self::ShiftGiven { .. } => "ShiftGiven",
            Self::ShiftTaken { .. } => "ShiftTaken",
            Self::ShiftCancelled { .. } => "ShiftCancelled",
            Self::SwapAsked { .. } => "SwapAsked",
            Self::SwapWaits { .. } => "SwapWaits",
            Self::SwapEnded { .. } => "SwapEnded",
            Self::StandInWanted { .. } => "StandInWanted",
            Self::ShiftDropped { .. } => "ShiftDropped",
            Self::PlacesOpen { .. } => "PlacesOpen",
            Self::Unacknowledged { .. } => "Unacknowledged",
            Self::PlaceGiven { .. } => "PlaceGiven",
            Self::EmailCode(_) => "EmailCode",
            Self::Digest(_) => "Digest",
            Self::Sos(_) => "Sos",
            Self::Watch(_) => "Watch",
            Self::FeedEnded { .. } => "FeedEnded",
            Self::FeedUndelivered { .. } => "FeedUndelivered",
            Self::Event(_) => "Event",
        })
    }
}

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

    /// The one app that it is pushed to; none when it is for every app that somebody has. Notices are
    /// read in `MyKRT` alone, so that nobody who has other apps too is rung for twice.
    #[must_use]
    pub fn app(&self) -> Option<App> {
        matches!(self, Self::Written { .. } | Self::Digest(_)).then_some(App::Mykrt)
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
    pub(super) fn for_a_phones_list(&self, language: Language) -> Listed {
        if let Self::Digest(digest) = self {
            return digest.listed(language);
        }
        if let Self::Sos(text) = self {
            return text.for_a_phones_list(language);
        }
        if let Self::Watch(text) = self {
            return text.for_a_phones_list(language);
        }
        let in_it = |text: &LocalizedText| text.get(language).unwrap_or(&text.ms).to_owned();
        if let Self::Written { title, body, link, silent } = self {
            let (title, body) = (in_it(title), in_it(body));
            return Listed { title, body, link: link.clone(), silent: *silent };
        }
        let said = self.render(language);
        let body = said.strip_prefix("KRT: ").unwrap_or(&said).to_owned();
        if let Self::PlaceGiven { title, link, silent } = self {
            let title = beginning(&in_it(title), LONGEST_TITLE);
            return Listed { title, body, link: Some(link.clone()), silent: *silent };
        }
        let link = self.link().map(str::to_owned);
        Listed { title: SENDER.to_owned(), body, link, silent: false }
    }

    /// What stands in a mail. `public_url` is how the world reaches this service.
    pub(super) fn as_letter(&self, language: Language, public_url: &str) -> Letter {
        if let Self::Digest(digest) = self {
            return digest.letter(language, public_url);
        }
        let Listed { title, body, .. } = self.for_a_phones_list(language);
        Letter { subject: title, blocks: vec![Block::Paragraph(body)], unsubscribe: None }
    }

    /// The JSON of an event; nothing of what is none.
    pub(super) fn as_event(&self) -> &str {
        if let Self::Event(event) = self { &event.body } else { "" }
    }

    /// Where the app opens, of what the program itself says.
    fn link(&self) -> Option<&str> {
        match self {
            Self::IncidentReported { link, .. }
            | Self::IncidentAssigned { link, .. }
            | Self::IncidentMoved { link, .. }
            | Self::PatrolReportSentBack { link, .. }
            | Self::CertificateRevoked { link, .. } => Some(link),
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
            | Self::EmailCode(code) => template.replace("{code}", code),
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
            Self::RoleGranted { role } => template.replace("{role}", title(*role, language)),
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
            Self::PatrolReportSentBack { unit, day, .. } => {
                template.replace("{unit}", &spellable(unit)).replace("{day}", day)
            }
            Self::Written { title, .. } => {
                let said = title.get(language).filter(|_| language == Language::En);
                template.replace("{title}", &plain(said.unwrap_or(&title.ms), ROOM_IN_SMS))
            }
            Self::Unacknowledged { title, missing } => {
                let said = title.get(language).filter(|_| language == Language::En);
                template
                    .replace("{missing}", &missing.to_string())
                    .replace("{title}", &plain(said.unwrap_or(&title.ms), ROOM_BESIDE_A_NUMBER))
            }
            Self::PlaceGiven { title, .. } => {
                let said = title.get(language).filter(|_| language == Language::En);
                template.replace("{title}", &plain(said.unwrap_or(&title.ms), ROOM_BESIDE_A_PLACE))
            }
            Self::Sos(text) => text.fill(template, language),
            Self::Watch(text) => text.fill(template),
        }
    }

    #[expect(clippy::too_many_lines, reason = "each text is written in its two languages")]
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
            Self::PasswordWasChanged => (
                "KRT: Kata laluan anda telah ditukar dan peranti lain dilog keluar. Bukan anda? Tetapkan semula kata laluan segera.",
                "KRT: Your password was changed and your other devices signed out. Not you? Reset the password at once.",
            ),
            Self::SessionEndedForSafety => (
                "KRT: Demi keselamatan satu peranti anda dilog keluar, kerana token lamanya digunakan. Log masuk semula. Berulang? Tukar kata laluan.",
                "KRT: For your safety one device was signed out, because an old token of it was used. Sign in again. If it repeats, change your password.",
            ),
            Self::SecondFactorAdded => (
                "KRT: Aplikasi pengesah telah ditambah pada akaun anda. Bukan anda? Hubungi Pejabat Perpaduan Daerah anda segera.",
                "KRT: An authenticator app was added to your account. Not you? Call your district unity office at once.",
            ),
            Self::SecondFactorRemoved => (
                "KRT: Aplikasi pengesah telah dibuang daripada akaun anda. Bukan anda? Tukar kata laluan segera.",
                "KRT: The authenticator app was removed from your account. Not you? Change your password at once.",
            ),
            Self::TermEnds { .. } => (
                "KRT: Jawatan anda dalam jawatankuasa Rukun Tetangga tamat pada {day}. Butiran dalam MyKRT.",
                "KRT: Your post on the Rukun Tetangga committee ends on {day}. See MyKRT for details.",
            ),
            Self::CommitteeTermsEnd { .. } => (
                "KRT: {count} jawatan dalam jawatankuasa {area} tamat mulai {day}. Rancang penggantinya dalam MyKRT.",
                "KRT: {count} posts on the committee of {area} end from {day} on. Plan who follows in MyKRT.",
            ),
            Self::MembershipAccepted { .. } => (
                "KRT: Permohonan anda untuk menyertai {area} diterima. Selamat datang! Buka MyKRT.",
                "KRT: Your request to join {area} was accepted. Welcome! Open MyKRT.",
            ),
            Self::MembershipDeclined { .. } => (
                "KRT: Permohonan anda untuk menyertai {area} tidak diterima. Sebabnya ada dalam MyKRT.",
                "KRT: Your request to join {area} was declined. MyKRT shows why.",
            ),
            Self::MembershipEnded { .. } => (
                "KRT: Keahlian anda dalam {area} telah ditamatkan. Sebabnya ada dalam MyKRT.",
                "KRT: Your membership of {area} was ended. MyKRT shows why.",
            ),
            Self::PatrollerEnded { .. } => (
                "KRT: Tempat anda sebagai peronda {unit} telah ditamatkan. Sebabnya ada dalam MySRS.",
                "KRT: Your place as a volunteer of {unit} was ended. MySRS shows why.",
            ),
            Self::RoleGranted { .. } => (
                "KRT: Anda telah diberi peranan {role}. Tidak dijangka? Hubungi Pejabat Perpaduan Daerah anda segera.",
                "KRT: You were given the role of {role}. Not expected? Call your district unity office at once.",
            ),
            Self::SignOnLinked => (
                "KRT: Log masuk jabatan telah dipautkan dengan akaun anda. Tidak dijangka? Hubungi Pejabat Perpaduan Daerah anda segera.",
                "KRT: A department sign-in was linked to your account. Not expected? Call your district unity office at once.",
            ),
            Self::IncidentReported { high: true, .. } => (
                "KRT: SEGERA! Insiden {serial} dilaporkan oleh {unit}. Buka MySRS sekarang.",
                "KRT: URGENT! Incident {serial} was reported by {unit}. Open MySRS now.",
            ),
            Self::IncidentReported { .. } => (
                "KRT: Insiden {serial} dilaporkan oleh {unit}. Lihat MySRS.",
                "KRT: Incident {serial} was reported by {unit}. See MySRS.",
            ),
            Self::IncidentAssigned { .. } => (
                "KRT: Insiden {serial} diserahkan kepada anda. Lihat MySRS.",
                "KRT: Incident {serial} was given to you to look after. See MySRS.",
            ),
            Self::PatrolReportSentBack { .. } => (
                "KRT: Laporan rondaan {unit} pada {day} perlu dikemas kini. Lihat MySRS.",
                "KRT: The report of {unit}'s patrol of {day} was sent back. See MySRS.",
            ),
            Self::CertificateRevoked { .. } => (
                "KRT: Sijil kehadiran anda bersama {unit} telah dibatalkan. Sebabnya ada dalam MySRS.",
                "KRT: Your certificate of attendance with {unit} was taken back. MySRS shows why.",
            ),
            Self::IncidentMoved { news, .. } => news.both(),
            Self::Written { .. } => {
                ("KRT: {title}. Baca dalam MyKRT.", "KRT: {title}. Read it in MyKRT.")
            }
            Self::RosterPublished { .. } => (
                "KRT: Jadual {unit} bagi {month}: {count} syif anda, yang pertama {first}. Lihat dalam MySRS.",
                "KRT: The roster of {unit} for {month}: {count} shifts of yours, the first {first}. See MySRS.",
            ),
            Self::ShiftGiven { .. } => (
                "KRT: Anda dijadualkan dalam syif {shift} bersama {unit}. Lihat dalam MySRS.",
                "KRT: You are in the shift of {shift} with {unit}. See MySRS.",
            ),
            Self::ShiftTaken { .. } => (
                "KRT: Anda tidak lagi dalam syif {shift} bersama {unit}. Lihat dalam MySRS.",
                "KRT: You are not in the shift of {shift} with {unit} any more. See MySRS.",
            ),
            Self::SwapAsked { .. } => (
                "KRT: Rakan dalam {unit} bertanya tentang syif {shift}. Jawab dalam MySRS.",
                "KRT: Somebody of {unit} asks you about the shift of {shift}. Answer in MySRS.",
            ),
            Self::SwapWaits { .. } => (
                "KRT: Pertukaran syif {shift} dalam {unit} menunggu kelulusan anda. Buka MySRS.",
                "KRT: A swap of the shift of {shift} in {unit} waits for your approval. Open MySRS.",
            ),
            Self::SwapEnded { .. } => (
                "KRT: Pertukaran syif {shift} dalam {unit} tidak menjadi. Lihat dalam MySRS.",
                "KRT: The swap of the shift of {shift} in {unit} does not come about. See MySRS.",
            ),
            Self::StandInWanted { .. } => (
                "KRT: {unit} perlukan pengganti bagi syif {shift}. Ambil dalam MySRS jika anda boleh.",
                "KRT: {unit} needs a stand-in for the shift of {shift}. Take it in MySRS if you can.",
            ),
            Self::ShiftDropped { .. } => (
                "KRT: Seorang menarik diri daripada syif {shift} dalam {unit}. Lihat dalam MySRS.",
                "KRT: Somebody dropped out of the shift of {shift} in {unit}. See MySRS.",
            ),
            Self::PlacesOpen { .. } => (
                "KRT: {unit} perlukan orang bagi {count} syif, yang pertama {first}. Lihat dalam MySRS.",
                "KRT: {unit} needs somebody for {count} shifts, the first on {first}. See MySRS.",
            ),
            Self::ShiftCancelled { .. } => (
                "KRT: Syif {shift} bersama {unit} dibatalkan. Sebabnya ada dalam MySRS.",
                "KRT: The shift of {shift} with {unit} was cancelled. MySRS shows why.",
            ),
            Self::Unacknowledged { .. } => (
                "KRT: {missing} orang belum mengesahkan: {title}. Lihat mereka.",
                "KRT: {missing} people have not confirmed: {title}. Please look in on them.",
            ),
            Self::PlaceGiven { .. } => (
                "KRT: Kini ada tempat untuk anda: {title}. Tidak dapat hadir? Lepaskannya dalam MyKRT.",
                "KRT: There is a place for you now: {title}. Cannot come? Give it back in MyKRT.",
            ),
            Self::EmailCode(_) => (
                "KRT: {code} ialah kod untuk alamat e-mel anda. Sah 10 minit. Jangan beri kepada sesiapa. Bukan anda? Abaikan.",
                "KRT: {code} is the code for your e-mail address. Good for 10 minutes. Give it to nobody. Not you? Ignore this.",
            ),
            Self::FeedEnded { .. } => (
                "KRT: Alamat polis bagi {district} tidak lagi menerima rujukan (410). Penghantaran dihentikan; buat perjanjian baharu.",
                "KRT: The police's address for {district} takes no more referrals (410). Sending has ended; make a new agreement.",
            ),
            Self::FeedUndelivered { .. } => (
                "KRT: Rujukan dari {district} tidak sampai ke alamat polis selama sehari. Hubungi mereka.",
                "KRT: A referral from {district} did not reach the police's address for a day. Please call them.",
            ),
            Self::Event(_) => ("KRT: Peristiwa {event}.", "KRT: Event {event}."),
            Self::Digest(_) => {
                ("KRT: {headline}. Baca dalam MyKRT.", "KRT: {headline}. Read them in MyKRT.")
            }
            Self::Sos(text) => text.templates(),
            Self::Watch(text) => text.templates(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[expect(clippy::too_many_lines, reason = "each text stands in a line of its own")]
    fn every_text_is_one_sms_in_both_languages() {
        use sea_orm::Iterable as _;

        let code = || "123456".to_owned();
        let name = || "Taman Höhe ".repeat(10);
        let news = [
            IncidentNews::Acknowledged,
            IncidentNews::InProgress,
            IncidentNews::Resolved,
            IncidentNews::Closed,
            IncidentNews::Reopened,
        ];
        let news = news.map(|news| Text::IncidentMoved {
            serial: "SRS-01-0042-2026-000123".to_owned(),
            news,
            link: String::new(),
        });
        let roles = Role::iter().map(|role| Text::RoleGranted { role });
        for text in [
            Text::RegisterCode(code()),
            Text::PasswordResetCode(code()),
            Text::PhoneChangeCode(code()),
            Text::EmailCode(code()),
            Text::Digest(Digest {
                titles: vec![LocalizedText::new(&name(), &name())],
                notices: Vec::new(),
                more: 1_000_000,
                unsubscribe: String::new(),
                silent: false,
            }),
            Text::NoAccount,
            Text::PasswordWasReset,
            Text::PhoneWasChanged,
            Text::PasswordWasChanged,
            Text::SessionEndedForSafety,
            Text::SecondFactorAdded,
            Text::SecondFactorRemoved,
            Text::UnitTooSmall { unit: "SRS ".repeat(30), eligible: 19, least: 20 },
            Text::TermEnds { day: "2028-03-14".to_owned() },
            Text::CommitteeTermsEnd {
                area: "n".repeat(40),
                count: 1_000,
                day: "2028-03-14".to_owned(),
            },
            Text::MembershipAccepted { area: name() },
            Text::MembershipDeclined { area: name() },
            Text::MembershipEnded { area: name() },
            Text::PatrollerEnded { unit: name() },
            Text::RosterPublished {
                unit: name(),
                month: "2026-03".to_owned(),
                count: 200,
                first: "2026-03-21 23:00".to_owned(),
            },
            Text::ShiftGiven { unit: name(), shift: "2026-03-21 23:00".to_owned() },
            Text::ShiftTaken { unit: name(), shift: "2026-03-21 23:00".to_owned() },
            Text::ShiftCancelled { unit: name(), shift: "2026-03-21 23:00".to_owned() },
            Text::SwapAsked { unit: name(), shift: "2026-03-21 23:00".to_owned() },
            Text::SwapWaits { unit: name(), shift: "2026-03-21 23:00".to_owned() },
            Text::SwapEnded { unit: name(), shift: "2026-03-21 23:00".to_owned() },
            Text::StandInWanted { unit: name(), shift: "2026-03-21 23:00".to_owned() },
            Text::ShiftDropped { unit: name(), shift: "2026-03-21 23:00".to_owned() },
            Text::PlacesOpen { unit: name(), count: 200, first: "2026-03-21 23:00".to_owned() },
            Text::SignOnLinked,
            Text::IncidentReported {
                unit: name(),
                serial: "SRS-01-0042-2026-000123".to_owned(),
                high: true,
                link: String::new(),
            },
            Text::IncidentReported {
                unit: name(),
                serial: "SRS-01-0042-2026-000123".to_owned(),
                high: false,
                link: String::new(),
            },
            Text::IncidentAssigned {
                serial: "SRS-01-0042-2026-000123".to_owned(),
                link: String::new(),
            },
            Text::FeedEnded { district: name() },
            Text::FeedUndelivered { district: name() },
            Text::PatrolReportSentBack {
                unit: name(),
                day: "2028-03-14".to_owned(),
                link: String::new(),
            },
            Text::CertificateRevoked { unit: name(), link: String::new() },
            Text::written(&LocalizedText::new(&name(), &name()), &LocalizedText::new("", ""), None),
            Text::Unacknowledged {
                title: LocalizedText::new(&name(), &name()),
                missing: 1_000_000,
            },
            Text::PlaceGiven {
                title: LocalizedText::new(&name(), &name()),
                link: "krt://activity/x".to_owned(),
                silent: false,
            },
        ]
        .into_iter()
        .chain(news)
        .chain(roles)
        .chain(super::super::sos_text::every().map(Text::Sos))
        .chain(super::super::watch_text::every().map(Text::Watch))
        {
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

    #[test]
    fn notices_are_for_one_app_and_calls_for_help_for_every_app() {
        let text = LocalizedText::new("Banjir", "Flood");
        assert_eq!(Text::written(&text, &text, None).silently().app(), Some(App::Mykrt));
        assert!(super::super::sos_text::every().all(|text| Text::Sos(text).app().is_none()));
        assert_eq!(Text::PasswordWasChanged.app(), None);
    }

    #[test]
    fn what_people_wrote_is_shown_in_the_readers_language_or_in_malay() {
        let title = LocalizedText::new("Amaran banjir", "Flood warning");
        let body = LocalizedText { ms: "Air naik. ".repeat(10_000), en: None, zh: None, ta: None };
        let text = Text::written(&title, &body, Some("krt://notice/x".to_owned()));
        let shown = text.for_a_phones_list(Language::En);
        assert_eq!(shown.title, "Flood warning");
        assert!(shown.body.ends_with("Air naik.…"), "{}", shown.body);
        assert!(shown.body.chars().count() <= LONGEST_BODY);
        assert_eq!(shown.link.as_deref(), Some("krt://notice/x"));
        assert_eq!(text.for_a_phones_list(Language::Ta).title, "Amaran banjir");
        assert_eq!(text.render(Language::Zh), "KRT: Amaran banjir. Baca dalam MyKRT.");
        let plain = Text::NoAccount.for_a_phones_list(Language::En);
        assert!(plain.title == "KRT" && plain.body.starts_with("A new password"), "{plain}");
    }
}
