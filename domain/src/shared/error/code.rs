//! The closed list of codes.

use serde::{Deserialize, Serialize};

macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $name:ident = $wire:literal;)*) => {
        /// Every code that a user's app can meet. A code is never removed or given a new meaning.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        pub enum ErrorCode {
            $($(#[doc = $doc])+ #[serde(rename = $wire)] $name,)*
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
    /// It has changed meanwhile, by whomever, be it the same person elsewhere or the program itself; read
    /// it again.
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
    /// There is no shift to plan in the month: set a recurring one (a template) first.
    NoShifts = "NO_SHIFTS";
    /// The person is younger than `least` years.
    TooYoung = "TOO_YOUNG";
    /// No polygon that can be a unit's map: see the sentence.
    PolygonInvalid = "POLYGON_INVALID";
    /// A text holds characters that cannot be shown.
    TextInvalid = "TEXT_INVALID";
    /// No Malaysian mobile number.
    PhoneInvalid = "PHONE_INVALID";
    /// This is no e-mail address.
    EmailInvalid = "EMAIL_INVALID";
    /// Others depend on this person as the last `role`: it must be handed over first.
    LastInCharge = "LAST_IN_CHARGE";
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
    /// The time cannot be right: the end lies before the beginning, or it is too early or too late. The
    /// sentence names the moments between which it must lie, by Malaysia's clocks.
    TimeInvalid = "TIME_INVALID";
    /// The time from the beginning to the end is longer than it may be at once: `limit` of `unit`,
    /// which is `DAYS` or `MINUTES`.
    SpanTooLong = "SPAN_TOO_LONG";
    /// This is no month: it is written as `2026-03`.
    MonthInvalid = "MONTH_INVALID";
    /// A category belongs to one at the top that is not itself, and only one without others below it
    /// belongs to any.
    ParentInvalid = "PARENT_INVALID";
    /// A swap begins with a shift of the asker's own, and names each person and each shift once: two or
    /// three of them for a ring, one to give away or drop.
    SwapShape = "SWAP_SHAPE";
    /// Nobody approves a change of hands of their own while another leader or the committee can.
    OwnSwap = "OWN_SWAP";
    /// Whoever leads a unit can lead its teams: another leader comes first.
    LeaderLeads = "LEADER_LEADS";
    /// The shifts of a swap lie in more than one month. No longer given: a swap may reach over months.
    SwapOtherMonth = "SWAP_OTHER_MONTH";
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
    /// The price of a promotion is not lower than the usual one, or there is no usual one.
    PromotionNotLower = "PROMOTION_NOT_LOWER";
    /// The same stands in the list twice.
    Duplicate = "DUPLICATE";
    /// There is no such state, district or area.
    PlaceUnknown = "PLACE_UNKNOWN";
    /// A category cannot belong to itself or to one below it.
    CategoryCircle = "CATEGORY_CIRCLE";
    /// The tree of categories would have more than `limit` levels.
    CategoryTooDeep = "CATEGORY_TOO_DEEP";
    /// The product has no picture, and it needs one to be published.
    PictureMissing = "PICTURE_MISSING";
    /// The file is no picture of a kind that is taken: JPEG, PNG or WebP.
    PictureInvalid = "PICTURE_INVALID";
    /// The picture is larger than `limit`.
    PictureTooLarge = "PICTURE_TOO_LARGE";
    /// The file is no document of a kind that is taken: a whole PDF with at least one page.
    DocumentInvalid = "DOCUMENT_INVALID";
    /// The document is larger than `limit`, or becomes so when it is unpacked.
    DocumentTooLarge = "DOCUMENT_TOO_LARGE";
    /// The document is encrypted, with or without a password.
    DocumentEncrypted = "DOCUMENT_ENCRYPTED";
    /// The document holds what runs, opens, plays or sends something, or a file, or leads into another.
    DocumentActive = "DOCUMENT_ACTIVE";
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
    /// A file of a catalogue cannot be taken as a whole: the sentence says why.
    ImportFileInvalid = "IMPORT_FILE_INVALID";
    /// A cell of a catalogue cannot be taken: the sentence says why.
    ImportCellInvalid = "IMPORT_CELL_INVALID";
    /// There is no state with this code.
    StateUnknown = "STATE_UNKNOWN";
    /// The state has no district with this code.
    DistrictUnknown = "DISTRICT_UNKNOWN";
    /// The area has no such part, or it has ended.
    AreaPartUnknown = "AREA_PART_UNKNOWN";
    /// The area has a part of this name already.
    AreaPartNameTaken = "AREA_PART_NAME_TAKEN";
    /// A postcode is not five digits.
    PostcodeInvalid = "POSTCODE_INVALID";
    /// No number, where there must be one.
    NumberInvalid = "NUMBER_INVALID";
    /// None of the `values` that are possible there.
    ValueInvalid = "VALUE_INVALID";
    /// The media type of the body is not the one that is taken here. Over GraphQL it is
    /// `UNSUPPORTED_MEDIA_TYPE`.
    MediaTypeUnsupported = "MEDIA_TYPE_UNSUPPORTED";
    /// The body is larger than `limit`.
    BodyTooLarge = "BODY_TOO_LARGE";
    /// The resource does not know this method.
    MethodNotAllowed = "METHOD_NOT_ALLOWED";
    /// None of the media types that the client accepts can be given.
    NotAcceptable = "NOT_ACCEPTABLE";
    /// The app is too old for this service; it must be updated. Not given: `appStatus` says it.
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
    /// The person holds a post on the committee of this area: they give it up, or are relieved of it,
    /// first.
    PostNotGivenUp = "POST_NOT_GIVEN_UP";
    /// The term is longer than the rule allows: it may last until `until`.
    TermTooLong = "TERM_TOO_LONG";
    /// The person has had `limit` terms in a row in this area; one more needs an exception, or
    /// there can be none.
    TermLimit = "TERM_LIMIT";
    /// The department's sign-in service does not answer, or not as it should; nothing is lost.
    SignOnUnavailable = "SIGN_ON_UNAVAILABLE";
    /// The address to come back to is none of the registered ones.
    SignOnRedirectUnknown = "SIGN_ON_REDIRECT_UNKNOWN";
    /// The sign-on was begun too long ago or elsewhere, or is used already; begin it again.
    SignOnExpired = "SIGN_ON_EXPIRED";
    /// The department's sign-in service said no; `reason` is its word.
    SignOnDeclined = "SIGN_ON_DECLINED";
    /// What the department's sign-in service gave is not good: signature, audience, nonce, …
    SignOnTokenInvalid = "SIGN_ON_TOKEN_INVALID";
    /// The clocks of the department's sign-in service and of this service differ by more than a
    /// minute.
    SignOnClockWrong = "SIGN_ON_CLOCK_WRONG";
    /// The department's sign-in service knows the person, as `subject`, and nobody here is linked to
    /// that yet.
    SignOnNotLinked = "SIGN_ON_NOT_LINKED";
    /// An emergency reaches everybody at any hour: `confirmEmergency` has to say that it is one.
    ConfirmationNeeded = "CONFIRMATION_NEEDED";
    /// Nobody is there whom this would reach.
    AudienceEmpty = "AUDIENCE_EMPTY";
    /// Anybody with the link may read only what goes to everybody of a place: no roles, no names.
    AudienceNotPublic = "AUDIENCE_NOT_PUBLIC";
    /// No link of a kind that is taken: `https://…` or `krt:…`.
    LinkInvalid = "LINK_INVALID";
    /// There are fewer places than people: at most `left` can come together.
    PlacesLacking = "PLACES_LACKING";
    /// Other minutes of the area have this number.
    NumberTaken = "NUMBER_TAKEN";
    /// A call for help reaches the volunteers of one's own patrol unit, and the person belongs to
    /// none: the sentence names the emergency number.
    SosNotHere = "SOS_NOT_HERE";
    /// Too little of the night is proven for a certificate: `found` consecutive minutes after midnight,
    /// of which there must be `least`.
    PresenceTooShort = "PRESENCE_TOO_SHORT";
    /// The sign-in service's name is linked to somebody else.
    SignOnLinkTaken = "SIGN_ON_LINK_TAKEN";
    /// A house is told to be empty for at most `limit` days at once.
    AwayTooLong = "AWAY_TOO_LONG";
    /// The person is not in the shift that begins at `shift`.
    NotOnShift = "NOT_ON_SHIFT";
    /// The person is in the shift already.
    AlreadyOnShift = "ALREADY_ON_SHIFT";
    /// The person is no active member of the unit, or not of the age that the rule asks for.
    VolunteerUnfit = "VOLUNTEER_UNFIT";
    /// The person has said that they are away then.
    VolunteerAway = "VOLUNTEER_AWAY";
    /// The person would have `found` patrols in the month, and `limit` are allowed.
    MonthFull = "MONTH_FULL";
    /// Two shifts of the person overlap, in whatever units.
    ShiftsOverlap = "SHIFTS_OVERLAP";
    /// There are `found` minutes between two shifts of the person; there must be `least`.
    RestTooShort = "REST_TOO_SHORT";
    /// The team has, or would have, `found` people; there must be `least`.
    TeamTooSmall = "TEAM_TOO_SMALL";
    /// The team has `limit` people, and no place left.
    TeamFull = "TEAM_FULL";
    /// The team has, or would have, `found` people who can lead it; there must be `least`.
    TeamLacksLeader = "TEAM_LACKS_LEADER";
    /// The place in the shift is promised in another change of hands.
    ShiftPromised = "SHIFT_PROMISED";
    /// The open place of the team is kept for somebody who can lead.
    PlaceKeptForLeader = "PLACE_KEPT_FOR_LEADER";
    /// Not an address that events can be sent to: `https://` to a public host, without a name and
    /// password in it.
    WebhookAddressInvalid = "WEBHOOK_ADDRESS_INVALID";
    /// The text claims that something is halal, and no valid halal certificate proves it.
    HalalUnproven = "HALAL_UNPROVEN";
    /// A certificate of this kind is valid for at most `months` months: until `until`.
    CertificateTooLong = "CERTIFICATE_TOO_LONG";
    /// No number of SSM: 12 digits, which are the year, the type 01 to 06, and six more.
    CertificateNumberInvalid = "CERTIFICATE_NUMBER_INVALID";
    /// The district has an agreement for that time already; end it first.
    FeedAgreementOverlaps = "FEED_AGREEMENT_OVERLAPS";
    /// The project does not show something that a seller must: the field says what.
    DisclosureMissing = "DISCLOSURE_MISSING";
    /// No registration number of SSM: 12 digits, which are the year, the kind 01 to 06, and six more.
    RegistrationNumberInvalid = "REGISTRATION_NUMBER_INVALID";
    /// The buyer or the seller wants no more messages of the other.
    EnquiryBlocked = "ENQUIRY_BLOCKED";
    /// A review is written after the seller has answered an enquiry about the offer.
    ReviewNotEarned = "REVIEW_NOT_EARNED";
    /// The buyer has reviewed the offer already.
    AlreadyReviewed = "ALREADY_REVIEWED";
    /// An emergency is sent, and rewritten when it waits or is out, by the chair, the deputy chair or an
    /// officer alone.
    EmergencyReserved = "EMERGENCY_RESERVED";
    /// The notice carries an activity that is still planned; it can carry another once that one is
    /// cancelled or was held.
    NoticeHasActivity = "NOTICE_HAS_ACTIVITY";
    /// Minutes are confirmed by somebody who neither prepared them nor wrote their words.
    OwnMinutes = "OWN_MINUTES";
    /// Minutes are confirmed as they stand: words that are not kept yet are not confirmed with them.
    MinutesReworded = "MINUTES_REWORDED";
    /// The area is none to which the person who asks belongs.
    NotYourArea = "NOT_YOUR_AREA";
    /// Nobody does this to themselves.
    NotToYourself = "NOT_TO_YOURSELF";
    /// No field of this name is known there: it was left out, and the rest counts.
    FieldUnknown = "FIELD_UNKNOWN";
    /// A field stands more than once in the same object: the last one counts.
    FieldTwice = "FIELD_TWICE";
    /// `count` more were not understood and left out than are named.
    MoreLeftOut = "MORE_LEFT_OUT";
    /// A body names another patrol than its address does: nothing of it is kept.
    PatrolOther = "PATROL_OTHER";
    /// `limit` starts of the person, each with another id, have joined the patrol of the shift: what the
    /// phone has recorded is sent under the id of that patrol, on which the person is.
    TooManyStarts = "TOO_MANY_STARTS";
    /// A newer position of the caller stands, or one of the last `seconds` seconds.
    PositionKnown = "POSITION_KNOWN";
}
