//! What the police are told of an event: the same whether it is sent to them or read by them.

use sea_orm::ActiveEnum as _;
use serde::Serialize;

use super::model::FeedEvent;
use crate::shared::{
    clock::Instant,
    id::{DistrictId, IncidentId, ReferralId},
};

/// An incident as it was when it was referred, as far as it was shared.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct EventData<'a> {
    /// The referral.
    pub referral_id: ReferralId,
    /// The incident.
    pub incident_id: IncidentId,
    /// The serial number: `SRS-01-0042-2026-000123`.
    pub serial: &'a str,
    /// The district in which it was filed.
    pub district_id: DistrictId,
    /// The two-digit code of the state in which it was filed.
    pub state_code: &'a str,
    /// The category's code.
    pub category_code: &'a str,
    /// The category's name in Malay.
    pub category: &'a str,
    /// How grave it is: `LOW`, `MEDIUM` or `HIGH`.
    pub severity: String,
    /// What was done.
    pub behaviour: &'a str,
    /// Where, in words; none when that was not shared.
    pub place: Option<&'a str>,
    /// Degrees north; none when that was not shared.
    pub latitude: Option<f64>,
    /// Degrees east; none when that was not shared.
    pub longitude: Option<f64>,
    /// When it happened.
    pub happened_at: Instant,
    /// Who reported it; none when that was not shared.
    pub reporter: Option<&'a str>,
    /// To whom it was referred.
    pub recipient: &'a str,
    /// Why.
    pub reason: &'a str,
    /// How it is to be handled.
    pub handling: &'a str,
}

impl FeedEvent {
    /// What is told of it.
    #[must_use]
    pub fn data(&self) -> EventData<'_> {
        EventData {
            referral_id: self.referral_id,
            incident_id: self.incident_id,
            serial: &self.serial,
            district_id: self.district_id,
            state_code: &self.state_code,
            category_code: &self.category_code,
            category: &self.category_name.ms,
            severity: self.severity.to_value(),
            behaviour: &self.behaviour,
            place: self.place.as_deref(),
            latitude: self.latitude,
            longitude: self.longitude,
            happened_at: self.happened_at,
            reporter: self.reporter(),
            recipient: &self.recipient,
            reason: &self.reason,
            handling: &self.handling,
        }
    }
}
