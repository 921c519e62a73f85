//! The police's feed as plain values.

use serde::{Deserialize, Serialize};

use crate::{
    mysrs::incident::{Severity, Share, Shares},
    policy::Place,
    shared::{
        clock::Instant,
        id::{
            DistrictId, FeedAgreementId, FeedEventId, FeedReadId, IncidentId, PersonId, ReferralId,
            WebhookId,
        },
        language::LocalizedText,
    },
};

/// Why an agreement ended before its time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sea_orm::EnumIter, sea_orm::DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum EndKind {
    /// An officer ended it.
    Revoked,
    /// The police's program answered that it wants nothing more (HTTP 410).
    Gone,
}

/// What was agreed with the police about a district: where its referrals are sent.
#[derive(Clone, Debug, PartialEq, Eq, sea_orm::FromQueryResult)]
pub struct FeedAgreement {
    /// The id.
    pub id: FeedAgreementId,
    /// Of which district.
    pub district_id: DistrictId,
    /// The code of the district's state.
    pub state_code: String,
    /// The program that referrals are sent to.
    pub webhook_id: WebhookId,
    /// Its address.
    pub url: String,
    /// Who agreed to it at the police.
    pub agreed_with: String,
    /// For what the police use it, and how they handle it.
    pub purpose: String,
    /// The officer who agreed to it.
    pub agreed_by: PersonId,
    /// The name that others see of them.
    pub agreed_by_name: String,
    /// From when it counts.
    pub starts_at: Instant,
    /// Until when it counts.
    pub ends_at: Instant,
    /// When it was written down.
    pub added_at: Instant,
    /// When it ended before its time.
    pub ended_at: Option<Instant>,
    /// Why it ended before its time.
    pub end_kind: Option<EndKind>,
    /// What the officer said who ended it.
    pub end_reason: Option<String>,
}

impl FeedAgreement {
    /// Where it counts, for the policy.
    #[must_use]
    pub fn place(&self) -> Place {
        let (state, district) = (Some(self.state_code.clone()), Some(self.district_id));
        Place { state, district, ..Place::default() }
    }

    /// Whether it counts at this moment.
    #[must_use]
    pub fn counts(&self, now: Instant) -> bool {
        self.ended_at.is_none() && self.starts_at <= now && now < self.ends_at
    }
}

/// An agreement that is to be written down.
#[derive(Clone, Debug, Serialize)]
pub struct NewAgreement {
    /// Of which district.
    pub district_id: DistrictId,
    /// Where the police's program is reached.
    pub url: String,
    /// Who agreed to it at the police, 2 to 200 characters.
    pub agreed_with: String,
    /// For what they use it and how they handle it, 3 to 2,000 characters.
    pub purpose: String,
    /// From when it counts; now when nothing is said.
    pub starts_at: Option<Instant>,
    /// Until when it counts.
    pub ends_at: Instant,
}

/// An agreement that is to end.
#[derive(Clone, Debug, Serialize)]
pub struct EndingAgreement {
    /// Which one.
    pub id: FeedAgreementId,
    /// Why, 3 to 2,000 characters.
    pub reason: String,
}

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sea_orm::EnumIter, sea_orm::DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum EventKind {
    /// An incident was referred to the police.
    IncidentReferred,
}

impl EventKind {
    /// How the police's programs know it.
    #[must_use]
    pub const fn wire(self) -> &'static str {
        match self {
            Self::IncidentReferred => "incident.referred",
        }
    }
}

/// What was referred to the police, as it was when it was referred.
#[derive(Clone, Debug, PartialEq, sea_orm::FromQueryResult)]
pub struct FeedEvent {
    /// Its place among those of its transaction.
    pub seq: i64,
    /// In which transaction it was written; 0 where that tells nothing.
    pub transaction_id: i64,
    /// The id.
    pub id: FeedEventId,
    /// What happened.
    pub kind: EventKind,
    /// When it was written.
    pub written_at: Instant,
    /// The referral.
    pub referral_id: ReferralId,
    /// The incident.
    pub incident_id: IncidentId,
    /// The incident's serial number.
    pub serial: String,
    /// The district in which it was filed.
    pub district_id: DistrictId,
    /// The code of the state in which it was filed.
    pub state_code: String,
    /// The code of the category.
    pub category_code: String,
    /// The category's name.
    pub category_name: LocalizedText,
    /// How grave it is.
    pub severity: Severity,
    /// What was done.
    pub behaviour: String,
    /// Where, in words; only when that was shared.
    pub place: Option<String>,
    /// Degrees north; only when that was shared.
    pub latitude: Option<f64>,
    /// Degrees east; only when that was shared.
    pub longitude: Option<f64>,
    /// When it happened.
    pub happened_at: Instant,
    /// What was shared.
    pub shared: Shares,
    /// The name of whoever reported it, whether it was shared or not: see [`FeedEvent::reporter`].
    pub reporter_name: String,
    /// To whom it was referred.
    pub recipient: String,
    /// Why.
    pub reason: String,
    /// How it is to be handled.
    pub handling: String,
}

impl FeedEvent {
    /// The name of whoever reported it, when the referral says that it is shared; nothing once their
    /// account is erased.
    #[must_use]
    pub fn reporter(&self) -> Option<&str> {
        let is_shared = self.shared.list().contains(&Share::Reporter);
        Some(self.reporter_name.as_str()).filter(|name| is_shared && !name.is_empty())
    }
}

/// An event that somebody read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadEvent {
    /// The event.
    pub event: FeedEventId,
    /// The incident's serial number.
    pub serial: String,
}

/// Every event that somebody read at once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, sea_orm::FromJsonQueryResult)]
pub struct ReadEvents(pub Vec<ReadEvent>);

/// What somebody of the police read of a district at once. It is never changed.
#[derive(Clone, Debug, PartialEq, Eq, sea_orm::FromQueryResult)]
pub struct FeedRead {
    /// The id.
    pub id: FeedReadId,
    /// Who.
    pub person_id: PersonId,
    /// The name that others see of them.
    pub reader_name: String,
    /// Of which district.
    pub district_id: DistrictId,
    /// What.
    pub events: ReadEvents,
    /// When.
    pub read_at: Instant,
}
