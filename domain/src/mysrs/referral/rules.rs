//! Agreements as they may be kept, and events as they are sent; pure.

use chrono::TimeDelta;
use serde::Serialize;

use super::{
    model::{FeedEvent, NewAgreement},
    told::EventData,
};
use crate::shared::{
    clock::Instant,
    error::{Error, Refusal, Refusals, Result},
    text,
    webhook::{self, Reach},
};

/// How long the name of whoever agreed is, in characters.
const AGREED_WITH: (usize, usize) = (2, 200);
/// How long a purpose or a reason is, in characters.
pub(super) const PURPOSE: (usize, usize) = (3, 2_000);
/// The longest agreement: three years.
const LONGEST: TimeDelta = TimeDelta::days(1_096);

/// An agreement as it may be kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Terms {
    pub url: String,
    pub agreed_with: String,
    pub purpose: String,
    pub starts_at: Instant,
    pub ends_at: Instant,
}

pub(super) fn terms(new: &NewAgreement, reach: Reach, now: Instant) -> Result<Terms> {
    let mut refusals = Refusals::default();
    let url = refusals.keep(webhook::checked(&new.url, reach).map_err(|r| r.at("url")));
    let agreed_with = text::line(&new.agreed_with, AGREED_WITH.1)
        .and_then(|name| text::paragraphs_of(&name, AGREED_WITH));
    let agreed_with = refusals.keep(agreed_with.map_err(|r| r.at("agreedWith")));
    let purpose = text::paragraphs_of(&new.purpose, PURPOSE);
    let purpose = refusals.keep(purpose.map_err(|r| r.at("purpose")));
    // What has passed already begins now.
    let starts_at = new.starts_at.map_or(now, |at| at.max(now));
    if new.ends_at <= starts_at || new.ends_at - starts_at > LONGEST {
        refusals.add(Refusal::of_time("endsAt", Some(starts_at), Some(starts_at + LONGEST)));
    }
    refusals.done()?;
    Ok(Terms {
        url: url.unwrap_or_default(),
        agreed_with: agreed_with.unwrap_or_default(),
        purpose: purpose.unwrap_or_default(),
        starts_at,
        ends_at: new.ends_at,
    })
}

/// An event as the police's program gets it.
#[derive(Serialize)]
struct Body<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    timestamp: Instant,
    data: EventData<'a>,
}

/// The JSON of an event.
pub(super) fn body(event: &FeedEvent) -> Result<String> {
    let body = Body { kind: event.kind.wire(), timestamp: event.written_at, data: event.data() };
    serde_json::to_string(&body).map_err(Error::internal)
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::{
        mysrs::{
            incident::{Severity, Share, Shares},
            referral::EventKind,
        },
        shared::{
            id::{DistrictId, FeedEventId, IncidentId, ReferralId},
            language::LocalizedText,
        },
    };

    fn noon() -> Instant {
        "2026-03-14T04:00:00Z".parse().unwrap()
    }

    fn new() -> NewAgreement {
        NewAgreement {
            district_id: DistrictId(Uuid::nil()),
            url: "https://polis.example/feed".to_owned(),
            agreed_with: "  ASP  Kamal,  IPD ".to_owned(),
            purpose: "Siasatan.".to_owned(),
            starts_at: None,
            ends_at: noon() + TimeDelta::days(365),
        }
    }

    fn refused(change: impl FnOnce(&mut NewAgreement)) -> Vec<String> {
        let mut new = new();
        change(&mut new);
        match terms(&new, Reach::Public, noon()) {
            Err(Error::Refused(list)) => list
                .into_iter()
                .map(|one| format!("{} {}", one.code.as_str(), one.field.unwrap()))
                .collect(),
            _ => Vec::new(),
        }
    }

    #[test]
    fn an_agreement_has_an_address_a_name_a_purpose_and_an_end() {
        let kept = terms(&new(), Reach::Public, noon()).unwrap();
        assert_eq!((kept.agreed_with.as_str(), kept.starts_at), ("ASP Kamal, IPD", noon()));
        let past = NewAgreement { starts_at: Some(noon() - TimeDelta::days(9)), ..new() };
        assert_eq!(terms(&past, Reach::Public, noon()).unwrap().starts_at, noon());
        assert_eq!(refused(|new| new.ends_at = noon()), ["TIME_INVALID endsAt"]);
        assert_eq!(
            refused(|new| new.ends_at = noon() + TimeDelta::days(1_097)),
            ["TIME_INVALID endsAt"]
        );
        let all = refused(|new| {
            new.url = "http://10.0.0.1/".to_owned();
            new.agreed_with = String::new();
            new.purpose = "x".to_owned();
        });
        assert_eq!(
            all,
            ["WEBHOOK_ADDRESS_INVALID url", "REQUIRED agreedWith", "TOO_SHORT purpose"]
        );
    }

    #[test]
    fn a_name_is_told_only_when_it_was_shared() {
        let event = |shared: &[Share], name: &str| FeedEvent {
            seq: 1,
            transaction_id: 0,
            id: FeedEventId(Uuid::nil()),
            kind: EventKind::IncidentReferred,
            written_at: noon(),
            referral_id: ReferralId(Uuid::nil()),
            incident_id: IncidentId(Uuid::nil()),
            serial: "SRS-01-0001-2026-000001".to_owned(),
            district_id: DistrictId(Uuid::nil()),
            state_code: "01".to_owned(),
            category_code: "PROPERTY_THEFT".to_owned(),
            category_name: LocalizedText::new("Curi", "Theft"),
            severity: Severity::High,
            behaviour: "Pagar dipotong.".to_owned(),
            place: None,
            latitude: None,
            longitude: None,
            happened_at: noon(),
            shared: Shares::of(shared),
            reporter_name: name.to_owned(),
            recipient: "Balai".to_owned(),
            reason: "Kecurian.".to_owned(),
            handling: "Siasatan.".to_owned(),
        };
        let told = |shared: &[Share], name: &str| -> serde_json::Value {
            serde_json::from_str(&body(&event(shared, name)).unwrap()).unwrap()
        };
        let quiet = told(&[Share::Position], "Puan Devi");
        assert_eq!(quiet["type"], "incident.referred");
        assert_eq!(quiet["data"]["severity"], "HIGH");
        assert_eq!(quiet["data"]["reporter"], serde_json::Value::Null);
        assert_eq!(told(&[Share::Reporter], "Puan Devi")["data"]["reporter"], "Puan Devi");
        assert_eq!(told(&[Share::Reporter], "")["data"]["reporter"], serde_json::Value::Null);
    }
}
