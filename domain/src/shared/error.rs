//! One error with few kinds, and one closed list of codes that the apps translate.
//!
//! A refusal is data: the sentence is for the user and comes from the code. The cause of an
//! internal error is for the operator and never leaves the program.

use std::{fmt, sync::Arc};

use sea_orm::{DbErr, RuntimeErr};

use super::language::Language;

/// What a service answers.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why a service did not do what was asked.
#[derive(Clone, Debug)]
pub enum Error {
    /// The input broke rules: one refusal for each. GraphQL shows them as `userErrors`.
    Refused(Vec<Refusal>),
    /// The request as a whole stops: not signed in, not allowed, not found, too often.
    Stopped(Refusal),
    /// Something that the program did not expect. Logged once, at the edge.
    Internal(Arc<dyn std::error::Error + Send + Sync>),
}

impl Error {
    /// An internal error with a sentence for the operator.
    pub fn internal(cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::Internal(Arc::from(cause.into()))
    }

    /// The request needs somebody to be signed in.
    #[must_use]
    pub fn unauthenticated() -> Self {
        Refusal::of(ErrorCode::Unauthenticated).stop()
    }

    /// There is no such thing, or none that this person may see.
    #[must_use]
    pub fn not_found() -> Self {
        Refusal::of(ErrorCode::NotFound).stop()
    }
}

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(refusals) => {
                for refusal in refusals {
                    write!(formatter, "{} ", refusal.sentence(Language::En))?;
                }
                Ok(())
            }
            Self::Stopped(refusal) => formatter.write_str(&refusal.sentence(Language::En)),
            Self::Internal(cause) => cause.fmt(formatter),
        }
    }
}

impl std::error::Error for Error {}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(vec![refusal])
    }
}

/// The names of unique constraints, as PostgreSQL and SQLite report them, with what they mean.
const CONSTRAINTS: &[(&str, &str, ErrorCode, &str)] = &[
    ("person_phone_unique", "person.phone", ErrorCode::PhoneTaken, "phone"),
    ("product_slug_unique", "product.slug", ErrorCode::SlugTaken, "slug"),
    ("project_slug_unique", "project.slug", ErrorCode::SlugTaken, "slug"),
];

impl From<DbErr> for Error {
    fn from(cause: DbErr) -> Self {
        if let Some(sea_orm::SqlErr::UniqueConstraintViolation(message)) = cause.sql_err() {
            let known = CONSTRAINTS.iter().find(|(postgres, sqlite, ..)| {
                message.contains(postgres) || message.contains(sqlite)
            });
            if let Some((.., code, field)) = known {
                return Refusal::of(*code).at(*field).into();
            }
        }
        if is_unstorable(&cause) {
            let detail = "a value cannot be stored";
            return Refusal::of(ErrorCode::BadRequest).with("detail", detail).stop();
        }
        if is_unreachable(&cause) {
            tracing::warn!(%cause, "the database does not answer");
            return Refusal::of(ErrorCode::Unavailable).stop();
        }
        Self::internal(cause)
    }
}

impl From<sea_orm::sqlx::Error> for Error {
    fn from(cause: sea_orm::sqlx::Error) -> Self {
        DbErr::Query(RuntimeErr::SqlxError(cause.into())).into()
    }
}

/// PostgreSQL's class 22, "data exception": a NUL in a text, a year beyond the calendar. The value
/// came from the client.
fn is_unstorable(cause: &DbErr) -> bool {
    match cause {
        DbErr::Exec(RuntimeErr::SqlxError(cause)) | DbErr::Query(RuntimeErr::SqlxError(cause)) => {
            matches!(cause.as_ref(), sea_orm::sqlx::Error::Database(database)
                if database.code().is_some_and(|code| code.len() == 5 && code.starts_with("22")))
        }
        _ => false,
    }
}

/// Whether the database could not be asked at all, so that asking again later may help.
fn is_unreachable(cause: &DbErr) -> bool {
    use sea_orm::sqlx::Error as Sqlx;
    match cause {
        DbErr::Conn(_) | DbErr::ConnectionAcquire(_) => true,
        DbErr::Exec(RuntimeErr::SqlxError(cause)) | DbErr::Query(RuntimeErr::SqlxError(cause)) => {
            match cause.as_ref() {
                Sqlx::Io(_) | Sqlx::PoolTimedOut | Sqlx::PoolClosed | Sqlx::WorkerCrashed => true,
                // Class 57 is "operator intervention": the server is shutting down. 5 and 517 are
                // SQLite's: another program holds the file.
                Sqlx::Database(database) => database
                    .code()
                    .is_some_and(|code| code.starts_with("57P") || code == "5" || code == "517"),
                _ => false,
            }
        }
        _ => false,
    }
}

/// One broken rule: its code, where in the input, and the values that its sentence names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The code, from the closed list.
    pub code: ErrorCode,
    /// The path of the field in the input, such as `title.ms` or `items.3.latitude`.
    pub field: Option<String>,
    /// What the sentence names: `limit` → `200`.
    pub values: Vec<(&'static str, String)>,
}

impl Refusal {
    /// A refusal with this code.
    #[must_use]
    pub fn of(code: ErrorCode) -> Self {
        Self { code, field: None, values: Vec::new() }
    }

    /// … at this field of the input.
    #[must_use]
    pub fn at(mut self, field: impl Into<String>) -> Self {
        self.field = Some(field.into());
        self
    }

    /// … whose sentence names this value.
    #[must_use]
    #[expect(clippy::needless_pass_by_value, reason = "a value is given as it is at hand")]
    pub fn with(mut self, name: &'static str, value: impl ToString) -> Self {
        self.values.push((name, value.to_string()));
        self
    }

    /// Makes it stop the whole request instead of standing in the answer as data.
    #[must_use]
    pub fn stop(self) -> Error {
        Error::Stopped(self)
    }

    /// The sentence for the user, in Malay or English.
    #[must_use]
    pub fn sentence(&self, language: Language) -> String {
        let template = super::sentences::template(self.code, language);
        self.values.iter().fold(template.to_owned(), |text, (name, value)| {
            text.replace(&format!("{{{name}}}"), value)
        })
    }

    /// The value named `name`, for machines: a wait in seconds, a limit.
    #[must_use]
    pub fn value(&self, name: &str) -> Option<&str> {
        self.values.iter().find(|(key, _)| *key == name).map(|(_, value)| value.as_str())
    }
}

/// Collects every broken rule of an input, so that the user sees all of them at once.
#[derive(Debug, Default)]
pub struct Refusals(Vec<Refusal>);

impl Refusals {
    /// Keeps the value, or the refusal.
    pub fn keep<T>(&mut self, checked: Result<T, Refusal>) -> Option<T> {
        checked.map_err(|refusal| self.0.push(refusal)).ok()
    }

    /// Adds a refusal.
    pub fn add(&mut self, refusal: Refusal) {
        self.0.push(refusal);
    }

    /// Goes on only when nothing was refused.
    pub fn done(self) -> Result<()> {
        if self.0.is_empty() { Ok(()) } else { Err(Error::Refused(self.0)) }
    }
}

macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $name:ident = $wire:literal;)*) => {
        /// Every code that a user's app can meet. A code is never removed or given a new meaning.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum ErrorCode {
            $($(#[doc = $doc])+ $name,)*
        }

        impl ErrorCode {
            /// Every code.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// What the code means, for app developers.
            #[must_use]
            pub const fn meaning(self) -> &'static str {
                match self {
                    $(Self::$name => concat!($($doc),+),)*
                }
            }

            /// The code as it stands on the wire.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$name => $wire,)*
                }
            }

            /// Reads a code from the wire.
            #[must_use]
            pub fn from_wire(text: &str) -> Option<Self> {
                match text {
                    $($wire => Some(Self::$name),)*
                    _ => None,
                }
            }
        }
    };
}

codes! {
    /// Nobody is signed in, and this needs somebody.
    Unauthenticated = "UNAUTHENTICATED";
    /// The access token is not one of ours, or was changed.
    TokenInvalid = "TOKEN_INVALID";
    /// The access token has expired; refresh the session.
    TokenExpired = "TOKEN_EXPIRED";
    /// The session has ended: signed out, revoked, or too old. Sign in again.
    SessionEnded = "SESSION_ENDED";
    /// A refresh token was used again after its successor; the session is revoked for safety.
    RefreshTokenReused = "REFRESH_TOKEN_REUSED";
    /// The phone number and password do not belong together.
    CredentialsWrong = "CREDENTIALS_WRONG";
    /// The password is right, and the six digits of the authenticator app, or a recovery code, are
    /// asked for too.
    TotpRequired = "TOTP_REQUIRED";
    /// The six digits or the recovery code are not right, or were used before.
    TotpWrong = "TOTP_WRONG";
    /// This needs a fresh proof that it is you: `sessionProve` with the password or a code first.
    ProofRequired = "PROOF_REQUIRED";
    /// The person may see this but not do it.
    Forbidden = "FORBIDDEN";
    /// There is no such thing, or none that this person may see.
    NotFound = "NOT_FOUND";
    /// Too many tries; wait `seconds`.
    RateLimited = "RATE_LIMITED";
    /// A part of the service does not answer; try again in a moment.
    Unavailable = "UNAVAILABLE";
    /// The program met something that it did not expect; it is logged under the request id.
    Internal = "INTERNAL";
    /// The id is not one of the wanted kind.
    IdInvalid = "ID_INVALID";
    /// The paging arguments do not fit together or ask for less than 1 or more than 100.
    PageInvalid = "PAGE_INVALID";
    /// The cursor was not made by this list.
    CursorInvalid = "CURSOR_INVALID";
    /// The request could not be read.
    BadRequest = "BAD_REQUEST";
    /// The same idempotency key came with other content.
    IdempotencyMismatch = "IDEMPOTENCY_MISMATCH";
    /// Somebody else changed it meanwhile; read it again.
    VersionConflict = "VERSION_CONFLICT";
    /// A field that must be filled is empty.
    Required = "REQUIRED";
    /// A text is longer than `limit` characters.
    TooLong = "TOO_LONG";
    /// A text is shorter than `limit` characters.
    TooShort = "TOO_SHORT";
    /// A number lies outside `least` to `most`.
    OutOfRange = "OUT_OF_RANGE";
    /// A list holds more than `limit` items.
    TooMany = "TOO_MANY";
    /// There are `found` of something of which there must be at least `least`.
    TooFew = "TOO_FEW";
    /// The person is younger than `least` years.
    TooYoung = "TOO_YOUNG";
    /// No polygon that can be a unit's map: see the sentence.
    PolygonInvalid = "POLYGON_INVALID";
    /// A text holds characters that cannot be shown.
    TextInvalid = "TEXT_INVALID";
    /// No Malaysian mobile number.
    PhoneInvalid = "PHONE_INVALID";
    /// An account with this number exists.
    PhoneTaken = "PHONE_TAKEN";
    /// The code is not right; `left` tries are left.
    CodeWrong = "CODE_WRONG";
    /// No code counts any more: it has expired, was tried too often or used, or another was asked
    /// for since. Ask for a new one.
    CodeExpired = "CODE_EXPIRED";
    /// No code has confirmed the number: the proof is missing, older than 15 minutes, used, or for
    /// another number or purpose. Begin with `phoneCodeSend`.
    PhoneUnproven = "PHONE_UNPROVEN";
    /// The password is on the list of common ones.
    PasswordCommon = "PASSWORD_COMMON";
    /// The version of the privacy notice agreed to is not the current one.
    PrivacyNoticeOutdated = "PRIVACY_NOTICE_OUTDATED";
    /// The position does not lie on the globe.
    PositionInvalid = "POSITION_INVALID";
    /// The time cannot be right: the end lies before the beginning, or far in the future.
    TimeInvalid = "TIME_INVALID";
    /// What was asked does not fit the state that the thing is in.
    StateInvalid = "STATE_INVALID";
    /// A person named in the input does not belong there.
    PersonNotEligible = "PERSON_NOT_ELIGIBLE";
    /// The same id was used before for something else.
    IdTaken = "ID_TAKEN";
    /// The short name in an address is taken.
    SlugTaken = "SLUG_TAKEN";
    /// No such category.
    CategoryUnknown = "CATEGORY_UNKNOWN";
    /// The price is negative, or more than `most`.
    PriceInvalid = "PRICE_INVALID";
    /// The product has no picture, and it needs one to be published.
    PictureMissing = "PICTURE_MISSING";
    /// The file is no picture of a kind that is taken: JPEG, PNG or WebP.
    PictureInvalid = "PICTURE_INVALID";
    /// The picture is larger than `limit`.
    PictureTooLarge = "PICTURE_TOO_LARGE";
    /// The upload was not announced, has expired, or is done.
    UploadExpired = "UPLOAD_EXPIRED";
    /// An imported file lacks the column `column`.
    ImportColumnMissing = "IMPORT_COLUMN_MISSING";
    /// An imported file is not written in UTF-8.
    ImportNotUtf8 = "IMPORT_NOT_UTF8";
    /// A row of an imported file holds `found` values instead of `wanted`.
    ImportRowInvalid = "IMPORT_ROW_INVALID";
    /// A value of an imported file that may stand there once stands there again.
    ImportDuplicate = "IMPORT_DUPLICATE";
    /// There is no state with this code.
    StateUnknown = "STATE_UNKNOWN";
    /// The state has no district with this code.
    DistrictUnknown = "DISTRICT_UNKNOWN";
    /// A postcode is not five digits.
    PostcodeInvalid = "POSTCODE_INVALID";
    /// No number, where there must be one.
    NumberInvalid = "NUMBER_INVALID";
    /// None of the `values` that are possible there.
    ValueInvalid = "VALUE_INVALID";
    /// The media type of the body is not the one that is taken here.
    MediaTypeUnsupported = "MEDIA_TYPE_UNSUPPORTED";
    /// The body is larger than `limit`.
    BodyTooLarge = "BODY_TOO_LARGE";
    /// The resource does not know this method.
    MethodNotAllowed = "METHOD_NOT_ALLOWED";
    /// None of the media types that the client accepts can be given.
    NotAcceptable = "NOT_ACCEPTABLE";
    /// The app is too old for this service; it must be updated.
    AppOutdated = "APP_OUTDATED";
    /// The person belongs to the area already.
    AlreadyMember = "ALREADY_MEMBER";
    /// One may belong to, or ask, at most `limit` areas at once.
    TooManyMemberships = "TOO_MANY_MEMBERSHIPS";
    /// The area declined, or was asked often; it may be asked again in `days` days.
    AskAgainLater = "ASK_AGAIN_LATER";
    /// Somebody else decided before, or the person took it back: `status` tells how.
    AlreadyDecided = "ALREADY_DECIDED";
    /// There is no such join code.
    JoinCodeWrong = "JOIN_CODE_WRONG";
    /// The join code has expired, or another one stands in its place.
    JoinCodeExpired = "JOIN_CODE_EXPIRED";
    /// The join code has let in as many people as it may.
    JoinCodeUsedUp = "JOIN_CODE_USED_UP";
    /// Nobody with an account is known by this id or number.
    PersonUnknown = "PERSON_UNKNOWN";
    /// The person holds the same office in the same place during a part of that time.
    GrantOverlaps = "GRANT_OVERLAPS";
    /// An office is granted for at most `limit` days.
    GrantTooLong = "GRANT_TOO_LONG";
    /// The boundary is no GeoJSON `Polygon` or `MultiPolygon` whose rings have four positions or
    /// more, with holes inside.
    BoundaryInvalid = "BOUNDARY_INVALID";
    /// A ring of the boundary does not end where it begins.
    BoundaryOpen = "BOUNDARY_OPEN";
    /// A ring of the boundary crosses or touches itself.
    BoundaryCrossing = "BOUNDARY_CROSSING";
    /// The boundary reaches over more than `limit` degrees.
    BoundaryTooWide = "BOUNDARY_TOO_WIDE";
    /// Somebody else holds the post at that time.
    PostTaken = "POST_TAKEN";
    /// The person holds a post on this committee at that time.
    PersonHoldsPost = "PERSON_HOLDS_POST";
    /// The term is longer than the rule allows: it may last until `until`.
    TermTooLong = "TERM_TOO_LONG";
    /// The person has had `limit` terms in a row in this area; one more needs an exception, or
    /// there can be none.
    TermLimit = "TERM_LIMIT";
}
