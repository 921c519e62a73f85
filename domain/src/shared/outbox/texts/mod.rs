//! Everything that the program says: a closed list, in Malay and English, and what people wrote for
//! others. The words stand in a file for each subject; another text is one more of [`Text`] and one of
//! theirs.

mod account;
mod membership;
mod notices;
mod patrol;
mod render;
mod words;

#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

pub use self::patrol::IncidentNews;
pub(super) use self::{render::Listed, words::plain};
use super::{digest::Digest, sos_text::SosText};
use crate::{policy::Role, shared::language::LocalizedText};

/// A sentence in Malay and in English.
type Both = (&'static str, &'static str);

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
            Self::Written { .. } => "Written",
            Self::Unacknowledged { .. } => "Unacknowledged",
            Self::PlaceGiven { .. } => "PlaceGiven",
            Self::EmailCode(_) => "EmailCode",
            Self::Digest(_) => "Digest",
            Self::Sos(_) => "Sos",
        })
    }
}
