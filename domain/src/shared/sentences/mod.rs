//! What the codes say, in the two languages of the program. `{name}` is filled from the refusal.
//!
//! The sentences stand by their subject, each under the name that its code has on the wire; here
//! every code finds its own.

mod community;
mod file;
mod identity;
mod krt_shop;
mod mykrt;
mod mysrs;
mod request;
mod value;

use super::{
    error::{EMERGENCY, ErrorCode, Refusal},
    language::Language,
};

/// A sentence in Malay, and in English.
type Both = (&'static str, &'static str);

/// The sentence of a refusal with its places to fill.
pub(super) fn template(refusal: &Refusal, language: Language) -> &'static str {
    let known = match refusal.code {
        ErrorCode::TimeInvalid => of_time(refusal),
        ErrorCode::BadRequest => of_reading(refusal),
        ErrorCode::NotFound if refusal.value("by") == Some("secret") => {
            Some(krt_shop::ENQUIRY_NOT_OPENED)
        }
        _ => None,
    };
    let (ms, en) = known.unwrap_or_else(|| both(refusal.code));
    if language == Language::En { en } else { ms }
}

/// What is said after the sentence of a refusal, whatever that is.
pub(super) fn beside(refusal: &Refusal, language: Language) -> Option<&'static str> {
    let (ms, en) = mysrs::IN_EMERGENCY;
    refusal.value(EMERGENCY).map(|_| if language == Language::En { en } else { ms })
}

/// What is said of a request when it is known where it could not be read.
fn of_reading(refusal: &Refusal) -> Option<Both> {
    let has = |name: &str| refusal.value(name).is_some();
    if has("missing") {
        return Some(("Ruangan `{missing}` tiada.", "The field `{missing}` is missing."));
    }
    if has("unknown") && has("known") {
        return Some((
            "Ruangan `{unknown}` tidak dikenali di sini. Yang ada: {known}.",
            "There is no field `{unknown}` here. There are: {known}.",
        ));
    }
    if has("unknown") {
        return Some((
            "Ruangan `{unknown}` tidak dikenali di sini.",
            "There is no field `{unknown}` here.",
        ));
    }
    if has("twice") {
        return Some((
            "Ruangan `{twice}` diberi lebih daripada sekali.",
            "The field `{twice}` is given more than once.",
        ));
    }
    if has("form") {
        return Some(("Tulis masa seperti {form}.", "Write a time like {form}."));
    }
    has("line").then_some((
        "Ini bukan JSON yang lengkap: semak baris {line}, aksara {column}.",
        "This is no whole JSON: look at line {line}, letter {column}.",
    ))
}

/// What is said of a time when it is known what it should be.
fn of_time(refusal: &Refusal) -> Option<Both> {
    let has = |name: &str| refusal.value(name).is_some();
    Some(match (has("least"), has("most")) {
        (true, true) => (
            "Masa mesti antara {least} dan {most}.",
            "The time must lie between {least} and {most}.",
        ),
        (true, false) => ("Masa mesti selepas {least}.", "The time must lie after {least}."),
        (false, true) => {
            ("Masa tidak boleh lewat daripada {most}.", "The time must not lie after {most}.")
        }
        (false, false) if has("form") => {
            ("Tulis masa seperti {form}.", "Write the time like {form}.")
        }
        (false, false) if has("other") => {
            ("Masa ini mesti berbeza daripada {other}.", "This time must differ from {other}.")
        }
        (false, false) => return None,
    })
}

#[expect(clippy::too_many_lines, reason = "one line for each code, and every code has one")]
fn both(code: ErrorCode) -> Both {
    match code {
        ErrorCode::Unauthenticated => identity::UNAUTHENTICATED,
        ErrorCode::TokenInvalid => identity::TOKEN_INVALID,
        ErrorCode::TokenExpired => identity::TOKEN_EXPIRED,
        ErrorCode::SessionEnded => identity::SESSION_ENDED,
        ErrorCode::RefreshTokenReused => identity::REFRESH_TOKEN_REUSED,
        ErrorCode::CredentialsWrong => identity::CREDENTIALS_WRONG,
        ErrorCode::TotpRequired => identity::TOTP_REQUIRED,
        ErrorCode::TotpWrong => identity::TOTP_WRONG,
        ErrorCode::ProofRequired => identity::PROOF_REQUIRED,
        ErrorCode::PhoneInvalid => identity::PHONE_INVALID,
        ErrorCode::PhoneTaken => identity::PHONE_TAKEN,
        ErrorCode::CodeWrong => identity::CODE_WRONG,
        ErrorCode::CodeExpired => identity::CODE_EXPIRED,
        ErrorCode::PhoneUnproven => identity::PHONE_UNPROVEN,
        ErrorCode::PasswordCommon => identity::PASSWORD_COMMON,
        ErrorCode::PrivacyNoticeOutdated => identity::PRIVACY_NOTICE_OUTDATED,
        ErrorCode::EmailInvalid => identity::EMAIL_INVALID,
        ErrorCode::SignOnUnavailable => identity::SIGN_ON_UNAVAILABLE,
        ErrorCode::SignOnRedirectUnknown => identity::SIGN_ON_REDIRECT_UNKNOWN,
        ErrorCode::SignOnExpired => identity::SIGN_ON_EXPIRED,
        ErrorCode::SignOnDeclined => identity::SIGN_ON_DECLINED,
        ErrorCode::SignOnTokenInvalid => identity::SIGN_ON_TOKEN_INVALID,
        ErrorCode::SignOnClockWrong => identity::SIGN_ON_CLOCK_WRONG,
        ErrorCode::SignOnNotLinked => identity::SIGN_ON_NOT_LINKED,
        ErrorCode::SignOnLinkTaken => identity::SIGN_ON_LINK_TAKEN,
        ErrorCode::PersonUnknown => identity::PERSON_UNKNOWN,
        ErrorCode::NotToYourself => identity::NOT_TO_YOURSELF,
        ErrorCode::Forbidden => request::FORBIDDEN,
        ErrorCode::NotFound => request::NOT_FOUND,
        ErrorCode::RateLimited => request::RATE_LIMITED,
        ErrorCode::Unavailable => request::UNAVAILABLE,
        ErrorCode::Internal => request::INTERNAL,
        ErrorCode::IdInvalid => request::ID_INVALID,
        ErrorCode::PageInvalid => request::PAGE_INVALID,
        ErrorCode::CursorInvalid => request::CURSOR_INVALID,
        ErrorCode::BadRequest => request::BAD_REQUEST,
        ErrorCode::IdempotencyMismatch => request::IDEMPOTENCY_MISMATCH,
        ErrorCode::VersionConflict => request::VERSION_CONFLICT,
        ErrorCode::StateInvalid => request::STATE_INVALID,
        ErrorCode::IdTaken => request::ID_TAKEN,
        ErrorCode::MediaTypeUnsupported => request::MEDIA_TYPE_UNSUPPORTED,
        ErrorCode::BodyTooLarge => request::BODY_TOO_LARGE,
        ErrorCode::MethodNotAllowed => request::METHOD_NOT_ALLOWED,
        ErrorCode::NotAcceptable => request::NOT_ACCEPTABLE,
        ErrorCode::WebhookAddressInvalid => request::WEBHOOK_ADDRESS_INVALID,
        ErrorCode::FieldUnknown => request::FIELD_UNKNOWN,
        ErrorCode::FieldTwice => request::FIELD_TWICE,
        ErrorCode::MoreLeftOut => request::MORE_LEFT_OUT,
        ErrorCode::AppOutdated => request::APP_OUTDATED,
        ErrorCode::Required => value::REQUIRED,
        ErrorCode::TooLong => value::TOO_LONG,
        ErrorCode::TooShort => value::TOO_SHORT,
        ErrorCode::OutOfRange => value::OUT_OF_RANGE,
        ErrorCode::TooMany => value::TOO_MANY,
        ErrorCode::TooFew => value::TOO_FEW,
        ErrorCode::TextInvalid => value::TEXT_INVALID,
        ErrorCode::PositionInvalid => value::POSITION_INVALID,
        ErrorCode::TimeInvalid => value::TIME_INVALID,
        ErrorCode::SpanTooLong => value::SPAN_TOO_LONG,
        ErrorCode::MonthInvalid => value::MONTH_INVALID,
        ErrorCode::Duplicate => value::DUPLICATE,
        ErrorCode::PostcodeInvalid => value::POSTCODE_INVALID,
        ErrorCode::NumberInvalid => value::NUMBER_INVALID,
        ErrorCode::ValueInvalid => value::VALUE_INVALID,
        ErrorCode::LinkInvalid => value::LINK_INVALID,
        ErrorCode::PictureInvalid => file::PICTURE_INVALID,
        ErrorCode::PictureTooLarge => file::PICTURE_TOO_LARGE,
        ErrorCode::DocumentInvalid => file::DOCUMENT_INVALID,
        ErrorCode::DocumentTooLarge => file::DOCUMENT_TOO_LARGE,
        ErrorCode::DocumentEncrypted => file::DOCUMENT_ENCRYPTED,
        ErrorCode::DocumentActive => file::DOCUMENT_ACTIVE,
        ErrorCode::UploadExpired => file::UPLOAD_EXPIRED,
        ErrorCode::ImportColumnMissing => file::IMPORT_COLUMN_MISSING,
        ErrorCode::ImportNotUtf8 => file::IMPORT_NOT_UTF8,
        ErrorCode::ImportRowInvalid => file::IMPORT_ROW_INVALID,
        ErrorCode::ImportFileInvalid => file::IMPORT_FILE_INVALID,
        ErrorCode::ImportCellInvalid => file::IMPORT_CELL_INVALID,
        ErrorCode::ImportDuplicate => file::IMPORT_DUPLICATE,
        ErrorCode::PersonNotEligible => community::PERSON_NOT_ELIGIBLE,
        ErrorCode::LastInCharge => community::LAST_IN_CHARGE,
        ErrorCode::PlaceUnknown => community::PLACE_UNKNOWN,
        ErrorCode::StateUnknown => community::STATE_UNKNOWN,
        ErrorCode::DistrictUnknown => community::DISTRICT_UNKNOWN,
        ErrorCode::AreaPartUnknown => community::AREA_PART_UNKNOWN,
        ErrorCode::AreaPartNameTaken => community::AREA_PART_NAME_TAKEN,
        ErrorCode::AlreadyMember => community::ALREADY_MEMBER,
        ErrorCode::TooManyMemberships => community::TOO_MANY_MEMBERSHIPS,
        ErrorCode::AskAgainLater => community::ASK_AGAIN_LATER,
        ErrorCode::AlreadyDecided => community::ALREADY_DECIDED,
        ErrorCode::JoinCodeWrong => community::JOIN_CODE_WRONG,
        ErrorCode::JoinCodeExpired => community::JOIN_CODE_EXPIRED,
        ErrorCode::JoinCodeUsedUp => community::JOIN_CODE_USED_UP,
        ErrorCode::GrantOverlaps => community::GRANT_OVERLAPS,
        ErrorCode::GrantTooLong => community::GRANT_TOO_LONG,
        ErrorCode::BoundaryInvalid => community::BOUNDARY_INVALID,
        ErrorCode::BoundaryOpen => community::BOUNDARY_OPEN,
        ErrorCode::BoundaryCrossing => community::BOUNDARY_CROSSING,
        ErrorCode::BoundaryTooWide => community::BOUNDARY_TOO_WIDE,
        ErrorCode::PostTaken => community::POST_TAKEN,
        ErrorCode::PersonHoldsPost => community::PERSON_HOLDS_POST,
        ErrorCode::PostNotGivenUp => community::POST_NOT_GIVEN_UP,
        ErrorCode::TermTooLong => community::TERM_TOO_LONG,
        ErrorCode::TermLimit => community::TERM_LIMIT,
        ErrorCode::NotYourArea => community::NOT_YOUR_AREA,
        ErrorCode::ConfirmationNeeded => mykrt::CONFIRMATION_NEEDED,
        ErrorCode::AudienceEmpty => mykrt::AUDIENCE_EMPTY,
        ErrorCode::AudienceNotPublic => mykrt::AUDIENCE_NOT_PUBLIC,
        ErrorCode::PlacesLacking => mykrt::PLACES_LACKING,
        ErrorCode::NumberTaken => mykrt::NUMBER_TAKEN,
        ErrorCode::MinutesReworded => mykrt::MINUTES_REWORDED,
        ErrorCode::OwnMinutes => mykrt::OWN_MINUTES,
        ErrorCode::NoticeHasActivity => mykrt::NOTICE_HAS_ACTIVITY,
        ErrorCode::EmergencyReserved => mykrt::EMERGENCY_RESERVED,
        ErrorCode::NoShifts => mysrs::NO_SHIFTS,
        ErrorCode::TooYoung => mysrs::TOO_YOUNG,
        ErrorCode::PolygonInvalid => mysrs::POLYGON_INVALID,
        ErrorCode::SwapShape => mysrs::SWAP_SHAPE,
        ErrorCode::OwnSwap => mysrs::OWN_SWAP,
        ErrorCode::LeaderLeads => mysrs::LEADER_LEADS,
        ErrorCode::SwapOtherMonth => mysrs::SWAP_OTHER_MONTH,
        ErrorCode::AwayTooLong => mysrs::AWAY_TOO_LONG,
        ErrorCode::PatrolOther => mysrs::PATROL_OTHER,
        ErrorCode::TooManyStarts => mysrs::TOO_MANY_STARTS,
        ErrorCode::PositionKnown => mysrs::POSITION_KNOWN,
        ErrorCode::FeedAgreementOverlaps => mysrs::FEED_AGREEMENT_OVERLAPS,
        ErrorCode::SosNotHere => mysrs::SOS_NOT_HERE,
        ErrorCode::PresenceTooShort => mysrs::PRESENCE_TOO_SHORT,
        ErrorCode::NotOnShift => mysrs::NOT_ON_SHIFT,
        ErrorCode::AlreadyOnShift => mysrs::ALREADY_ON_SHIFT,
        ErrorCode::VolunteerUnfit => mysrs::VOLUNTEER_UNFIT,
        ErrorCode::VolunteerAway => mysrs::VOLUNTEER_AWAY,
        ErrorCode::MonthFull => mysrs::MONTH_FULL,
        ErrorCode::ShiftsOverlap => mysrs::SHIFTS_OVERLAP,
        ErrorCode::RestTooShort => mysrs::REST_TOO_SHORT,
        ErrorCode::TeamTooSmall => mysrs::TEAM_TOO_SMALL,
        ErrorCode::TeamFull => mysrs::TEAM_FULL,
        ErrorCode::TeamLacksLeader => mysrs::TEAM_LACKS_LEADER,
        ErrorCode::ShiftPromised => mysrs::SHIFT_PROMISED,
        ErrorCode::PlaceKeptForLeader => mysrs::PLACE_KEPT_FOR_LEADER,
        ErrorCode::ParentInvalid => krt_shop::PARENT_INVALID,
        ErrorCode::SlugTaken => krt_shop::SLUG_TAKEN,
        ErrorCode::CategoryUnknown => krt_shop::CATEGORY_UNKNOWN,
        ErrorCode::PriceInvalid => krt_shop::PRICE_INVALID,
        ErrorCode::PromotionNotLower => krt_shop::PROMOTION_NOT_LOWER,
        ErrorCode::CategoryCircle => krt_shop::CATEGORY_CIRCLE,
        ErrorCode::CategoryTooDeep => krt_shop::CATEGORY_TOO_DEEP,
        ErrorCode::HalalUnproven => krt_shop::HALAL_UNPROVEN,
        ErrorCode::CertificateTooLong => krt_shop::CERTIFICATE_TOO_LONG,
        ErrorCode::CertificateNumberInvalid => krt_shop::CERTIFICATE_NUMBER_INVALID,
        ErrorCode::PictureMissing => krt_shop::PICTURE_MISSING,
        ErrorCode::DisclosureMissing => krt_shop::DISCLOSURE_MISSING,
        ErrorCode::RegistrationNumberInvalid => krt_shop::REGISTRATION_NUMBER_INVALID,
        ErrorCode::EnquiryBlocked => krt_shop::ENQUIRY_BLOCKED,
        ErrorCode::ReviewNotEarned => krt_shop::REVIEW_NOT_EARNED,
        ErrorCode::AlreadyReviewed => krt_shop::ALREADY_REVIEWED,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_that_is_not_taken_says_what_it_should_be() {
        let moment = |text: &str| Some(text.parse().unwrap());
        let (after, until) = (moment("2026-03-14T04:00:00Z"), moment("2027-03-15T04:00:00Z"));
        for (after, until, ms, en) in [
            (
                after,
                until,
                "antara 2026-03-14 12:00 dan 2027-03-15 12:00",
                "between 2026-03-14 12:00 and",
            ),
            (after, None, "selepas 2026-03-14 12:00", "after 2026-03-14 12:00"),
            (None, until, "lewat daripada 2027-03-15", "not lie after 2027-03-15"),
            (None, None, "tidak mungkin betul", "cannot be right"),
        ] {
            let refusal = Refusal::of_time("startsAt", after, until);
            assert!(refusal.sentence(Language::Ms).contains(ms), "{ms}");
            assert!(refusal.sentence(Language::En).contains(en), "{en}");
        }
        let clock = Refusal::of(ErrorCode::TimeInvalid).with("form", "22:30");
        assert_eq!(clock.sentence(Language::En), "Write the time like 22:30.");
        let same = Refusal::of(ErrorCode::TimeInvalid).with("other", "22:30");
        assert_eq!(same.sentence(Language::En), "This time must differ from 22:30.");
    }

    #[test]
    fn every_code_has_a_sentence_in_both_languages() {
        for code in ErrorCode::ALL.iter().copied() {
            let (ms, en) = both(code);
            assert!(ms.ends_with('.') && en.ends_with('.'), "{}", code.as_str());
            assert_ne!(ms, en, "{}", code.as_str());
            let places = |text: &str| text.matches('{').count();
            let is_of_reading = code == ErrorCode::BadRequest;
            assert!(places(ms) == places(en) || is_of_reading, "{}", code.as_str());
            assert_eq!(ErrorCode::from_wire(code.as_str()), Some(code));
        }
    }
}
