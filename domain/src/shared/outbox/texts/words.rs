//! Which words are whose, and how much of what people wrote stands in them.

use super::{Text, account, matches, membership, notices, patrol, shop};
use crate::shared::language::LocalizedText;

/// A text in Malay and in English, with `{names}` of what is put into it.
pub(super) type Words = (&'static str, &'static str);

impl Text {
    pub(super) fn templates(&self) -> Words {
        match self {
            Self::RegisterCode(_) => account::REGISTER_CODE,
            Self::PasswordResetCode(_) => account::PASSWORD_RESET_CODE,
            Self::PhoneChangeCode(_) => account::PHONE_CHANGE_CODE,
            Self::NoAccount => account::NO_ACCOUNT,
            Self::PasswordWasReset => account::PASSWORD_WAS_RESET,
            Self::UnitTooSmall { .. } => patrol::UNIT_TOO_SMALL,
            Self::PhoneWasChanged => account::PHONE_WAS_CHANGED,
            Self::PasswordWasChanged => account::PASSWORD_WAS_CHANGED,
            Self::SessionEndedForSafety => account::SESSION_ENDED_FOR_SAFETY,
            Self::SecondFactorAdded => account::SECOND_FACTOR_ADDED,
            Self::SecondFactorRemoved => account::SECOND_FACTOR_REMOVED,
            Self::TermEnds { .. } => membership::TERM_ENDS,
            Self::CommitteeTermsEnd { .. } => membership::COMMITTEE_TERMS_END,
            Self::MembershipAccepted { .. } => membership::MEMBERSHIP_ACCEPTED,
            Self::MembershipDeclined { .. } => membership::MEMBERSHIP_DECLINED,
            Self::MembershipEnded { .. } => membership::MEMBERSHIP_ENDED,
            Self::PatrollerEnded { .. } => patrol::PATROLLER_ENDED,
            Self::RoleGranted { .. } => account::ROLE_GRANTED,
            Self::SignOnLinked => account::SIGN_ON_LINKED,
            Self::IncidentReported { high: true, .. } => patrol::INCIDENT_REPORTED_URGENTLY,
            Self::IncidentReported { .. } => patrol::INCIDENT_REPORTED,
            Self::IncidentAssigned { .. } => patrol::INCIDENT_ASSIGNED,
            Self::PatrolReportSentBack { .. } => patrol::PATROL_REPORT_SENT_BACK,
            Self::CertificateRevoked { .. } => patrol::CERTIFICATE_REVOKED,
            Self::IncidentMoved { news, .. } => news.both(),
            Self::Written { .. } => notices::WRITTEN,
            Self::RosterPublished { .. } => patrol::ROSTER_PUBLISHED,
            Self::ShiftGiven { .. } => patrol::SHIFT_GIVEN,
            Self::ShiftTaken { .. } => patrol::SHIFT_TAKEN,
            Self::SwapAsked { .. } => patrol::SWAP_ASKED,
            Self::SwapWaits { .. } => patrol::SWAP_WAITS,
            Self::SwapEnded { .. } => patrol::SWAP_ENDED,
            Self::StandInWanted { .. } => patrol::STAND_IN_WANTED,
            Self::PlacesOpen { .. } => patrol::PLACES_OPEN,
            Self::ShiftDropped { .. } => patrol::SHIFT_DROPPED,
            Self::ShiftCancelled { .. } => patrol::SHIFT_CANCELLED,
            Self::Unacknowledged { .. } => notices::UNACKNOWLEDGED,
            Self::PlaceGiven { .. } => notices::PLACE_GIVEN,
            Self::NoticeHeldBack { area: None, .. } => notices::HELD_BACK,
            Self::NoticeHeldBack { area: Some(_), .. } => notices::HELD_BACK_BY_NOBODY,
            Self::ActivityNews { news, .. } => news.both(),
            Self::EmailCode(_) => account::EMAIL_CODE,
            Self::FeedEnded { .. } => patrol::FEED_ENDED,
            Self::FeedUndelivered { .. } => patrol::FEED_UNDELIVERED,
            Self::Event(_) => patrol::EVENT,
            Self::MatchesFound { .. } => matches::FOUND,
            Self::Digest(_) => notices::DIGEST,
            Self::Sos(text) => text.templates(),
            Self::Watch(text) => text.templates(),
            Self::ShopCertificate(text) => text.templates(),
            Self::EnquiryCode(_) => shop::ENQUIRY_CODE,
            Self::Shop(text) => text.templates(),
        }
    }
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
            Self::PlacesOpen { .. } => "PlacesOpen",
            Self::ShiftDropped { .. } => "ShiftDropped",
            Self::Unacknowledged { .. } => "Unacknowledged",
            Self::PlaceGiven { .. } => "PlaceGiven",
            Self::NoticeHeldBack { .. } => "NoticeHeldBack",
            Self::ActivityNews { .. } => "ActivityNews",
            Self::EmailCode(_) => "EmailCode",
            Self::Digest(_) => "Digest",
            Self::Sos(_) => "Sos",
            Self::Watch(_) => "Watch",
            Self::ShopCertificate(_) => "ShopCertificate",
            Self::EnquiryCode(_) => "EnquiryCode",
            Self::Shop(_) => "Shop",
            Self::FeedEnded { .. } => "FeedEnded",
            Self::FeedUndelivered { .. } => "FeedUndelivered",
            Self::Event(_) => "Event",
            Self::MatchesFound { .. } => "MatchesFound",
        })
    }
}

/// The beginning of a text, with … where it was cut.
pub(super) fn beginning(text: &str, longest: usize) -> String {
    if text.chars().count() <= longest {
        return text.to_owned();
    }
    let kept: String = text.chars().take(longest.saturating_sub(1)).collect();
    format!("{}…", kept.trim_end())
}

pub(super) fn beginnings(text: &LocalizedText, longest: usize) -> LocalizedText {
    let one = |text: &Option<String>| text.as_deref().map(|text| beginning(text, longest));
    LocalizedText {
        ms: beginning(&text.ms, longest),
        en: one(&text.en),
        zh: one(&text.zh),
        ta: one(&text.ta),
    }
}

/// As much of a name as every phone can show and one SMS can hold.
pub(super) fn spellable(name: &str) -> String {
    const LONGEST: usize = 40;
    plain(name, LONGEST)
}

/// As much of a text as every phone can show by SMS: ASCII, on one line.
pub(in crate::shared::outbox) fn plain(text: &str, longest: usize) -> String {
    text.chars()
        .map(|letter| if letter == '\n' { ' ' } else { letter })
        .filter(|letter| letter.is_ascii_graphic() || *letter == ' ')
        .take(longest)
        .collect()
}
