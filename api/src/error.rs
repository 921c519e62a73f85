//! The one place where the domain's errors become HTTP and GraphQL.

use actix_web::http::StatusCode;
use async_graphql::{ErrorExtensionValues, ServerError, Value};
use domain::{Error, ErrorCode, Refusal, shared::language::Language};

use crate::graphql::sentences;

/// The HTTP status that goes with a code.
#[must_use]
#[expect(clippy::too_many_lines, reason = "each code is decided in a line of its own")]
pub fn status(code: ErrorCode) -> StatusCode {
    match code {
        ErrorCode::Unauthenticated
        | ErrorCode::TokenInvalid
        | ErrorCode::TokenExpired
        | ErrorCode::SessionEnded
        | ErrorCode::RefreshTokenReused
        | ErrorCode::CredentialsWrong
        | ErrorCode::TotpRequired
        | ErrorCode::TotpWrong
        | ErrorCode::SignOnDeclined
        | ErrorCode::SignOnTokenInvalid
        | ErrorCode::SignOnClockWrong => StatusCode::UNAUTHORIZED,
        ErrorCode::Forbidden
        | ErrorCode::ProofRequired
        | ErrorCode::SignOnNotLinked
        | ErrorCode::EmergencyReserved
        | ErrorCode::SosNotHere
        | ErrorCode::EnquiryBlocked => StatusCode::FORBIDDEN,
        ErrorCode::NotFound => StatusCode::NOT_FOUND,
        ErrorCode::RateLimited => StatusCode::TOO_MANY_REQUESTS,
        ErrorCode::Unavailable | ErrorCode::SignOnUnavailable => StatusCode::SERVICE_UNAVAILABLE,
        ErrorCode::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        ErrorCode::IdInvalid
        | ErrorCode::PageInvalid
        | ErrorCode::CursorInvalid
        | ErrorCode::SignOnRedirectUnknown
        | ErrorCode::SignOnExpired
        | ErrorCode::BadRequest => StatusCode::BAD_REQUEST,
        ErrorCode::IdempotencyMismatch
        | ErrorCode::VersionConflict
        | ErrorCode::PhoneTaken
        | ErrorCode::StateInvalid
        | ErrorCode::LastInCharge
        | ErrorCode::PostNotGivenUp
        | ErrorCode::IdTaken
        | ErrorCode::SlugTaken
        | ErrorCode::AlreadyMember
        | ErrorCode::AlreadyReviewed
        | ErrorCode::AlreadyDecided
        | ErrorCode::GrantOverlaps
        | ErrorCode::PlacesLacking
        | ErrorCode::NumberTaken
        | ErrorCode::SignOnLinkTaken
        | ErrorCode::AreaPartNameTaken
        | ErrorCode::NotOnShift
        | ErrorCode::AlreadyOnShift
        | ErrorCode::ShiftPromised
        | ErrorCode::TeamFull
        | ErrorCode::NoticeHasActivity
        | ErrorCode::FeedAgreementOverlaps
        | ErrorCode::PositionKnown => StatusCode::CONFLICT,
        ErrorCode::BodyTooLarge | ErrorCode::PictureTooLarge | ErrorCode::DocumentTooLarge => {
            StatusCode::PAYLOAD_TOO_LARGE
        }
        ErrorCode::MediaTypeUnsupported => StatusCode::UNSUPPORTED_MEDIA_TYPE,
        ErrorCode::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
        ErrorCode::NotAcceptable => StatusCode::NOT_ACCEPTABLE,
        ErrorCode::UploadExpired | ErrorCode::JoinCodeExpired | ErrorCode::JoinCodeUsedUp => {
            StatusCode::GONE
        }
        ErrorCode::AppOutdated => StatusCode::UPGRADE_REQUIRED,
        ErrorCode::Required
        | ErrorCode::TooLong
        | ErrorCode::TooShort
        | ErrorCode::OutOfRange
        | ErrorCode::TooMany
        | ErrorCode::TooFew
        | ErrorCode::NoShifts
        | ErrorCode::PresenceTooShort
        | ErrorCode::TooYoung
        | ErrorCode::PolygonInvalid
        | ErrorCode::TextInvalid
        | ErrorCode::PhoneInvalid
        | ErrorCode::CodeWrong
        | ErrorCode::CodeExpired
        | ErrorCode::PhoneUnproven
        | ErrorCode::PasswordCommon
        | ErrorCode::PrivacyNoticeOutdated
        | ErrorCode::PositionInvalid
        | ErrorCode::TimeInvalid
        | ErrorCode::SpanTooLong
        | ErrorCode::MonthInvalid
        | ErrorCode::ParentInvalid
        | ErrorCode::SwapShape
        | ErrorCode::OwnSwap
        | ErrorCode::LeaderLeads
        // No longer given; the code stays on the wire.
        | ErrorCode::SwapOtherMonth
        | ErrorCode::PersonNotEligible
        | ErrorCode::CategoryUnknown
        | ErrorCode::PriceInvalid
        | ErrorCode::PromotionNotLower
        | ErrorCode::Duplicate
        | ErrorCode::PlaceUnknown
        | ErrorCode::CategoryCircle
        | ErrorCode::CategoryTooDeep
        | ErrorCode::PictureMissing
        | ErrorCode::DisclosureMissing
        | ErrorCode::RegistrationNumberInvalid
        | ErrorCode::HalalUnproven
        | ErrorCode::CertificateTooLong
        | ErrorCode::CertificateNumberInvalid
        | ErrorCode::PictureInvalid
        | ErrorCode::DocumentInvalid
        | ErrorCode::DocumentEncrypted
        | ErrorCode::DocumentActive
        | ErrorCode::AreaPartUnknown
        | ErrorCode::ImportColumnMissing
        | ErrorCode::ImportNotUtf8
        | ErrorCode::ImportRowInvalid
        | ErrorCode::ImportDuplicate
        | ErrorCode::ImportFileInvalid
        | ErrorCode::ImportCellInvalid
        | ErrorCode::StateUnknown
        | ErrorCode::DistrictUnknown
        | ErrorCode::PostcodeInvalid
        | ErrorCode::NumberInvalid
        | ErrorCode::EmailInvalid
        | ErrorCode::ValueInvalid
        | ErrorCode::TooManyMemberships
        | ErrorCode::AskAgainLater
        | ErrorCode::JoinCodeWrong
        | ErrorCode::PersonUnknown
        | ErrorCode::GrantTooLong
        | ErrorCode::BoundaryInvalid
        | ErrorCode::BoundaryOpen
        | ErrorCode::BoundaryCrossing
        | ErrorCode::BoundaryTooWide
        | ErrorCode::PostTaken
        | ErrorCode::PersonHoldsPost
        | ErrorCode::TermTooLong
        | ErrorCode::AwayTooLong
        | ErrorCode::ConfirmationNeeded
        | ErrorCode::AudienceEmpty
        | ErrorCode::AudienceNotPublic
        | ErrorCode::LinkInvalid
        | ErrorCode::TermLimit
        | ErrorCode::VolunteerUnfit
        | ErrorCode::VolunteerAway
        | ErrorCode::MonthFull
        | ErrorCode::ShiftsOverlap
        | ErrorCode::RestTooShort
        | ErrorCode::TeamTooSmall
        | ErrorCode::TeamLacksLeader
        | ErrorCode::PlaceKeptForLeader
        | ErrorCode::ReviewNotEarned
        | ErrorCode::OwnMinutes
        | ErrorCode::MinutesReworded
        | ErrorCode::NotYourArea
        | ErrorCode::NotToYourself
        | ErrorCode::WebhookAddressInvalid
        | ErrorCode::FieldUnknown
        | ErrorCode::FieldTwice
        | ErrorCode::MoreLeftOut
        | ErrorCode::PatrolOther
        | ErrorCode::TooManyStarts => StatusCode::UNPROCESSABLE_ENTITY,
    }
}

/// The refusals that an error shows to the client. What was not foreseen is logged here, once,
/// and shows only that something went wrong.
#[must_use]
pub fn visible(error: &Error) -> Vec<Refusal> {
    match error {
        Error::Refused(refusals) => refusals.clone(),
        Error::Stopped(refusal) => vec![refusal.clone()],
        Error::Internal(cause) => {
            tracing::error!(%cause, "something was not foreseen");
            vec![Refusal::of(ErrorCode::Internal)]
        }
    }
}

/// The first of the refusals that an error shows.
#[must_use]
pub fn first(error: &Error) -> Refusal {
    visible(error).into_iter().next().unwrap_or_else(|| Refusal::of(ErrorCode::Internal))
}

/// Puts the domain's error that rides in a GraphQL error into words and codes.
pub fn mend(error: &mut ServerError, language: Language) {
    let Some(refusal) = error.source::<Error>().map(first) else {
        if error.source.is_some() {
            tracing::error!(message = %error.message, "an error without a code");
            put(error, &Refusal::of(ErrorCode::Internal), language);
        } else if let Some(said) = unread(error, language) {
            error.message = said;
        }
        return;
    };
    put(error, &refusal, language);
}

/// What is said of a value in the input that could not be read, in the place of the library's words.
fn unread(error: &ServerError, language: Language) -> Option<String> {
    let named = |name: &str| match error.extensions.as_ref()?.get(name)? {
        Value::String(text) => Some(text.as_str()),
        _ => None,
    };
    match (named("wanted"), named("given")) {
        (Some(wanted), Some(given)) => sentences::unread(wanted, given, language),
        _ => sentences::of_another_type(&error.message, language),
    }
}

fn put(error: &mut ServerError, refusal: &Refusal, language: Language) {
    error.message = refusal.sentence(language);
    let extensions = error.extensions.get_or_insert_with(ErrorExtensionValues::default);
    extensions.set("code", refusal.code.as_str());
    if let Some(field) = &refusal.field {
        extensions.set("field", field.as_str());
    }
    if let Some(seconds) = refusal.value("seconds").and_then(|text| text.parse::<u64>().ok()) {
        extensions.set("retryAfterSeconds", seconds);
    }
}
