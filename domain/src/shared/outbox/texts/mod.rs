//! Everything that the program says: a closed list, in Malay and English, and what people wrote for
//! others.
//!
//! The list stands here. Each subject has its words in a file of its own; `words` says which are whose
//! and `render` what is put into them: neither compiles until a new text is decided. A subject of many
//! texts has a type of its own, such as [`SosText`], and is one line in each of the three.

mod account;
mod matches;
mod membership;
mod notices;
mod patrol;
mod render;
mod shop;
mod shop_certificates;
#[cfg(test)]
mod tests;
mod words;

use serde::{Deserialize, Serialize};

pub use notices::ActivityNews;
pub use patrol::IncidentNews;
pub(super) use render::Listed;
pub use shop::{ShopSays, ShopText};
pub use shop_certificates::{CertificateSays, CertificateText};
pub(super) use words::plain;

use super::{digest::Digest, sos_text::SosText, watch_text::WatchText};
use crate::{policy::Role, shared::language::LocalizedText};

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
    /// A swap waits for the approval of the reader, who leads the unit, or writes in the committee's name
    /// where no leader may approve it.
    SwapWaits {
        /// The unit's name.
        unit: String,
        /// When the first of its shifts begins, in Malaysia.
        shift: String,
    },
    /// A swap of the reader does not come about.
    SwapEnded {
        /// The unit's name.
        unit: String,
        /// When the first of its shifts begins, in Malaysia.
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
    /// A notice that the reader may send, or look after, did not go out at its time, and is a draft
    /// again; the app shows why.
    NoticeHeldBack {
        /// The notice's title.
        title: LocalizedText,
        /// Where the app opens: `krt://notice/notice_01j…`.
        link: String,
        /// Whose committee wrote it, for an officer of the place, because nobody of the committee is
        /// left who may send it. An officer reads no drafts of committees: nothing opens.
        #[serde(default)]
        area: Option<String>,
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
    /// An activity to which the reader means to come was moved, or does not take place; the app shows
    /// where it is, and why it is cancelled.
    ActivityNews {
        /// The activity's title.
        title: LocalizedText,
        /// What became of it.
        news: ActivityNews,
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
    /// About the certificates of a project of the shop.
    ShopCertificate(CertificateText),
    /// The code with which somebody without an account writes to a seller.
    EnquiryCode(String),
    /// About an offer: an enquiry, a question, a review, a report.
    Shop(ShopText),
    /// So many new matches fit to what the reader's project needs or can supply.
    MatchesFound {
        /// The project's name.
        project: String,
        /// How many.
        count: i64,
        /// Where the app opens: `krt://matches/project_01j…`.
        link: String,
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
