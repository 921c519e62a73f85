//! Typed ids: one newtype a noun, time-ordered, prefixed on the wire (`notice_01j…`).
//!
//! The wire form is the TypeID one: the prefix, an underscore, and the 128 bits of a UUID
//! version 7 as 26 characters of Crockford's base 32. Phones may make ids themselves in the same
//! form, so that a repeated write is recognised.

use std::{
    fmt,
    str::FromStr,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use rand::RngExt as _;
use uuid::Uuid;

use super::clock::Instant;

const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
/// 128 bits in characters of 5 bits each: 25.6, so 26.
const CODE_LENGTH: usize = 26;

/// Where new ids come from.
#[derive(Clone, Debug)]
pub enum Ids {
    /// Time and chance.
    Random,
    /// Time and a counter, so that snapshots of whole answers stay the same.
    Counting(Arc<AtomicU64>),
}

impl Ids {
    /// A new id whose first 48 bits are the milliseconds of `now`.
    #[must_use]
    pub fn mint<Id: From<Uuid>>(&self, now: Instant) -> Id {
        let mut rest = [0_u8; 10];
        match self {
            Self::Random => rand::rng().fill(&mut rest),
            Self::Counting(counter) => {
                let number = counter.fetch_add(1, Ordering::SeqCst).to_be_bytes();
                for (place, byte) in rest.iter_mut().skip(2).zip(number) {
                    *place = byte;
                }
            }
        }
        let millis = u64::try_from(now.timestamp_millis()).unwrap_or(0);
        Id::from(uuid::Builder::from_unix_timestamp_millis(millis, &rest).into_uuid())
    }
}

/// A name for one request, in the logs and in what its client sees.
#[must_use]
pub fn request_name() -> String {
    encode("req", Uuid::from_u128(rand::rng().random()))
}

/// Why a text is no id of the wanted kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotAnId {
    /// The prefix that was wanted.
    pub wanted: &'static str,
}

/// The wire form of an id.
#[must_use]
pub fn encode(prefix: &str, id: Uuid) -> String {
    let mut text = String::with_capacity(prefix.len() + 1 + CODE_LENGTH);
    text.push_str(prefix);
    text.push('_');
    text.push_str(Code::of(id).as_str());
    text
}

/// What stands behind the underscore.
struct Code([u8; CODE_LENGTH]);

impl Code {
    fn of(id: Uuid) -> Self {
        let (mut code, mut bits) = ([b'0'; CODE_LENGTH], id.as_u128());
        for letter in code.iter_mut().rev() {
            let [lowest, ..] = bits.to_le_bytes();
            *letter = ALPHABET.get(usize::from(lowest & 31)).copied().unwrap_or_default();
            bits >>= 5;
        }
        Self(code)
    }

    fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

/// Reads the wire form: the prefix and the id.
#[must_use]
pub fn decode(text: &str) -> Option<(&str, Uuid)> {
    let (prefix, code) = text.rsplit_once('_')?;
    // The first character holds the upper 3 bits only.
    if code.len() != CODE_LENGTH || code.as_bytes().first().is_none_or(|first| *first > b'7') {
        return None;
    }
    let mut bits: u128 = 0;
    for byte in code.bytes() {
        let value = ALPHABET.iter().position(|letter| *letter == byte)?;
        bits = (bits << 5) | u128::try_from(value).ok()?;
    }
    Some((prefix, Uuid::from_u128(bits)))
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident = $prefix:literal;)*) => {
        $(
            $(#[$doc])*
            #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, sea_orm::DeriveValueType)]
            pub struct $name(pub Uuid);

            impl $name {
                /// What stands before the underscore on the wire.
                pub const PREFIX: &'static str = $prefix;
            }

            impl From<Uuid> for $name {
                fn from(id: Uuid) -> Self {
                    Self(id)
                }
            }

            impl From<$name> for crate::shared::audit::Subject {
                fn from(id: $name) -> Self {
                    Self { kind: $prefix, id: id.0 }
                }
            }

            impl From<$name> for Uuid {
                fn from(id: $name) -> Self {
                    id.0
                }
            }

            impl fmt::Display for $name {
                fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                    formatter.write_str(concat!($prefix, "_"))?;
                    formatter.write_str(Code::of(self.0).as_str())
                }
            }

            impl FromStr for $name {
                type Err = NotAnId;

                fn from_str(text: &str) -> Result<Self, NotAnId> {
                    match decode(text) {
                        Some((prefix, id)) if prefix == $prefix => Ok(Self(id)),
                        _ => Err(NotAnId { wanted: $prefix }),
                    }
                }
            }

            impl serde::Serialize for $name {
                fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                    serializer.collect_str(self)
                }
            }

            impl<'de> serde::Deserialize<'de> for $name {
                fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                    let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
                    text.parse().map_err(|_| {
                        serde::de::Error::custom(concat!("an id that begins with ", $prefix, "_ is wanted"))
                    })
                }
            }

            impl sea_orm::TryFromU64 for $name {
                fn try_from_u64(_: u64) -> Result<Self, sea_orm::DbErr> {
                    Err(sea_orm::DbErr::ConvertFromU64(stringify!($name)))
                }
            }
        )*

        /// Every prefix in use, for `node(id)`.
        pub const PREFIXES: &[&str] = &[$($prefix),*];
    };
}

ids! {
    /// A person with an account.
    PersonId = "person";
    /// An entry of the audit.
    AuditEntryId = "audit";
    /// A signed-in session of a person on one device.
    SessionId = "session";
    /// An app on a person's phone that messages are pushed to.
    DeviceId = "device";
    /// A district of the department.
    DistrictId = "district";
    /// A neighbourhood (Kawasan Rukun Tetangga).
    AreaId = "area";
    /// A part of a neighbourhood: a phase, a block, a group of streets.
    AreaPartId = "part";
    /// A post on a committee, held for a time.
    AppointmentId = "appointment";
    /// A resident's belonging to an area.
    MembershipId = "membership";
    /// Somebody's wish to belong to an area.
    MembershipRequestId = "request";
    /// A code that lets people into an area.
    JoinCodeId = "joincode";
    /// A role given to an officer, a partner or an administrator.
    OfficerGrantId = "grant";
    /// A post as coordinator of a community group.
    GroupCoordinatorId = "coordinator";
    /// A notice of a committee.
    NoticeId = "notice";
    /// An activity of a neighbourhood.
    ActivityId = "activity";
    /// A patrol unit (Skim Rondaan Sukarela).
    PatrolUnitId = "unit";
    /// A volunteer's place in a patrol unit.
    PatrollerId = "patroller";
    /// A committee's application for a patrol unit, made by the phone that writes it.
    UnitApplicationId = "application";
    /// A step of an application or a unit.
    UnitStepId = "step";
    /// A person's answer to being named for a unit.
    ConsentId = "consent";
    /// A warning that a unit is too small.
    UnitWarningId = "warning";
    /// A planned shift of a unit.
    ShiftId = "shift";
    /// A month of a unit's shifts.
    RosterId = "roster";
    /// Shifts that change hands, made by the phone that asks.
    ShiftSwapId = "swap";
    /// A recurring shift of a unit, made by the phone that writes it.
    ShiftTemplateId = "template";
    /// Where patrols of a unit meet, made by the phone that writes it.
    PatrolPlaceId = "place";
    /// When a volunteer is away or likes to patrol, made by their phone.
    AvailabilityId = "availability";
    /// A step in the life of a patrol's report.
    PatrolReportStepId = "reportstep";
    /// A volunteer's certificate of attendance.
    CertificateId = "certificate";
    /// One patrol, made by the phone that starts it.
    PatrolId = "patrol";
    /// A place that patrols come past.
    CheckpointId = "checkpoint";
    /// A part of what a patrol unit looks after.
    SectorId = "sector";
    /// A resident's house that is empty for a time, made by the phone that tells of it.
    HouseAwayId = "houseaway";
    /// A patrol's look at such a house, made by the phone that records it.
    HouseVisitId = "housevisit";
    /// Something about a shift or a patrol that those are told who can act.
    PatrolAlertId = "alert";
    /// A word of somebody who patrols alone that they are well, made by their phone.
    PatrolAliveId = "alive";
    /// One check-in on patrol, made by the phone that records it.
    CheckInId = "checkin";
    /// A link with which anybody follows a patrol.
    PatrolShareId = "share";
    /// One phone's recording of a patrol's way, made by that phone.
    TrackId = "track";
    /// An incident, made by the phone that reports it.
    IncidentId = "incident";
    /// A step in the timeline of an incident; that of a note is made by the phone that writes it.
    IncidentStepId = "incidentstep";
    /// What was shared of an incident with the police, a council or an agency.
    ReferralId = "referral";
    /// What came back of it.
    ReferralAnswerId = "referralanswer";
    /// A call for help from patrol, made by the phone that sends it.
    SosId = "sos";
    /// Something that a patrol notes of itself on the way, made by the phone that records it.
    PatrolEventId = "event";
    /// A piece of a patrol unit's equipment.
    EquipmentId = "equipment";
    /// A point of a patrol unit's briefing list.
    BriefingItemId = "briefing";
    /// What somebody decided about a check-in.
    CheckInDecisionId = "decision";
    /// A program elsewhere that events are sent to.
    WebhookId = "webhook";
    /// What was agreed with the police about a district's feed.
    FeedAgreementId = "agreement";
    /// Something that was referred to the police, as it stands in their feed.
    FeedEventId = "feedevent";
    /// What somebody of the police read in their feed at once.
    FeedReadId = "feedread";
    /// A picture or a document.
    MediaId = "media";
    /// A neighbourhood's economic project.
    ProjectId = "project";
    /// A step in the life of an economic project.
    ProjectStepId = "projectstep";
    /// A sign-in service's name for somebody, linked to the person here.
    SignOnLinkId = "signon";
    /// What a project offers: goods, a service, a rental, or something made to order.
    ProductId = "product";
    /// A certificate of a project, or of one thing that it offers.
    ProjectCertificateId = "projectcertificate";
    /// Something that a project needs or can supply, made by the phone that says it.
    ProjectTradeId = "trade";
    /// A need and a supply that fit, as one of the two sees it.
    TradeMatchId = "match";
    /// A kiosk or a carnival, made by the phone that adds it.
    KioskId = "kiosk";
    /// A size or a flavour of a product.
    ProductVariantId = "variant";
    /// A buyer's enquiry to a project, made by the phone that sends it.
    EnquiryId = "enquiry";
    /// A message of an enquiry, made by the phone that sends it.
    EnquiryMessageId = "enquirymessage";
    /// That a buyer or a seller wants no more of the other.
    EnquiryBlockId = "enquiryblock";
    /// A question about an offer, made by the phone that asks it.
    QuestionId = "question";
    /// A buyer's review of an offer, made by the phone that writes it.
    ReviewId = "review";
    /// A report of a listing, made by the phone that sends it.
    ListingReportId = "listingreport";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_survives_the_wire() {
        let now = chrono::DateTime::from_timestamp_millis(1_790_000_000_123).unwrap();
        let id: NoticeId = Ids::Random.mint(now);
        assert_eq!(id.to_string().parse::<NoticeId>(), Ok(id));
        assert!(id.to_string().starts_with("notice_0"));
    }

    /// The README and the schema show this one to whoever makes ids on a phone.
    #[test]
    fn an_id_is_what_the_readme_says() {
        let id: Uuid = "01890a5d-ac96-774b-bcce-b302099a8057".parse().unwrap();
        let text = "patrol_01h455vb4pex5vsknk084sn02q";
        assert_eq!(PatrolId(id).to_string(), text);
        assert_eq!(text.parse::<PatrolId>(), Ok(PatrolId(id)));
        assert_eq!(id.get_version_num(), 7);
        for document in ["README.md", "schema.graphql"] {
            let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(document);
            let written = std::fs::read_to_string(path).unwrap();
            assert!(written.contains(text) && written.contains(&id.to_string()), "{document}");
        }
    }

    #[test]
    fn an_id_of_another_kind_is_refused() {
        let id: AreaId = Ids::Random.mint(chrono::DateTime::UNIX_EPOCH);
        assert_eq!(id.to_string().parse::<NoticeId>(), Err(NotAnId { wanted: "notice" }));
        for text in ["", "notice", "notice_", "notice_8zzzzzzzzzzzzzzzzzzzzzzzzz", "notice_01ü"] {
            assert!(text.parse::<NoticeId>().is_err(), "{text}");
        }
    }

    #[test]
    fn ids_sort_by_time() {
        let earlier: NoticeId =
            Ids::Random.mint(chrono::DateTime::from_timestamp_millis(1_000).unwrap());
        let later: NoticeId =
            Ids::Random.mint(chrono::DateTime::from_timestamp_millis(1_001).unwrap());
        assert!(earlier < later && earlier.to_string() < later.to_string());
    }
}
