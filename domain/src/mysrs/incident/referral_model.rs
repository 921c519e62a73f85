//! Referrals as plain values: what is asked by the Data Sharing Act.

use sea_orm::{ActiveEnum as _, Iterable as _};
use serde::{Deserialize, Serialize};

use crate::shared::{
    clock::Instant,
    id::{IncidentId, PatrolUnitId, PersonId, ReferralAnswerId, ReferralId},
    language::Language,
};

/// To whom an incident, or the case of a report, is referred.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Serialize,
    Deserialize,
    sea_orm::EnumIter,
    sea_orm::DeriveActiveEnum,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Agency {
    /// The police (PDRM).
    Police,
    /// The local council (PBT).
    Council,
    /// The anti-drugs agency (AADK).
    Aadk,
    /// The state's religious department.
    ReligiousDepartment,
    /// Somebody else, named as the recipient of an incident.
    Other,
}

/// What is shared of an incident beside its serial number, category, severity, behaviour and time.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Serialize, sea_orm::EnumIter, sea_orm::DeriveActiveEnum,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Share {
    /// Where it happened.
    Position,
    /// Its pictures, without those on which people can be recognised.
    Photos,
    /// The pictures on which people can be recognised.
    PersonsPhotos,
    /// Who reported it, and from where.
    Reporter,
    /// Its timeline with the notes.
    Timeline,
}

/// Shares as they are kept: their names with commas between.
#[derive(Clone, Debug, Default, PartialEq, Eq, sea_orm::DeriveValueType)]
pub struct Shares(pub String);

impl Shares {
    /// These, each once.
    #[must_use]
    pub fn of(shares: &[Share]) -> Self {
        let each = Share::iter().filter(|share| shares.contains(share));
        Self(each.map(|share| share.to_value()).collect::<Vec<_>>().join(","))
    }

    /// Each of them.
    #[must_use]
    pub fn list(&self) -> Vec<Share> {
        let named = |name: &str| Share::iter().find(|share| share.to_value() == name);
        self.0.split(',').filter_map(named).collect()
    }
}

/// An incident is to be referred: what is asked by the Data Sharing Act.
#[derive(Clone, Debug, Serialize)]
pub struct Referring {
    /// Which incident.
    pub incident_id: IncidentId,
    /// To which kind of body.
    pub agency: Agency,
    /// To whom there: the station, the office, the officer; 2 to 200 characters.
    pub recipient: String,
    /// What is shared.
    pub shared: Vec<Share>,
    /// Why, 3 to 2,000 characters.
    pub reason: String,
    /// How it is handed over and handled there, 3 to 2,000 characters.
    pub handling: String,
}

/// What was shared of an incident, with whom, why, and how it is handled. It is never changed.
#[derive(Clone, Debug, PartialEq, sea_orm::FromQueryResult)]
pub struct Referral {
    /// The id.
    pub id: ReferralId,
    /// Of which incident.
    pub incident_id: IncidentId,
    /// The incident's serial number.
    pub serial: String,
    /// Of which unit.
    pub unit_id: PatrolUnitId,
    /// To which kind of body.
    pub agency: Agency,
    /// To whom there.
    pub recipient: String,
    /// What was shared.
    pub shared: Shares,
    /// Why.
    pub reason: String,
    /// How it was handed over and is handled there.
    pub handling: String,
    /// Who decided it.
    pub referred_by: PersonId,
    /// The name that others see of them.
    pub referrer_name: String,
    /// When.
    pub referred_at: Instant,
    /// Whether the police's program gets it: the district had an agreement then. Nothing for what went to
    /// others.
    pub reaches_police: Option<bool>,
}

/// What whoever refers has to know of it; nothing when it goes its way.
#[must_use]
pub const fn note_of(referral: &Referral, language: Language) -> Option<&'static str> {
    if !matches!(referral.reaches_police, Some(false)) {
        return None;
    }
    Some(match language {
        Language::En => {
            "This district has no agreement with the police: it is logged here and shown to their liaison, and no program of theirs gets it. Hand it over to the station yourself."
        }
        Language::Ms | Language::Zh | Language::Ta => {
            "Daerah ini tiada perjanjian dengan polis: rujukan ini dicatat di sini dan dapat dilihat oleh pegawai perhubungan mereka, tetapi tidak dihantar ke sistem polis. Serahkan sendiri kepada balai."
        }
    })
}

/// What came back of a referral.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Serialize, sea_orm::EnumIter, sea_orm::DeriveActiveEnum,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ReferralOutcome {
    /// They have it.
    Received,
    /// They work on it.
    InProgress,
    /// They have done what there was to do.
    Done,
    /// It is not their affair.
    Declined,
}

/// An answer that is to be noted.
#[derive(Clone, Debug, Serialize)]
pub struct Answering {
    /// Of which referral.
    pub referral_id: ReferralId,
    /// What came back.
    pub outcome: ReferralOutcome,
    /// What they said, at most 2,000 characters.
    pub note: Option<String>,
    /// When they answered; now when nothing is said.
    pub answered_at: Option<Instant>,
}

/// An answer as it is kept. It is never changed.
#[derive(Clone, Debug, PartialEq, sea_orm::FromQueryResult)]
pub struct ReferralAnswer {
    /// The id.
    pub id: ReferralAnswerId,
    /// Of which referral.
    pub referral_id: ReferralId,
    /// What came back.
    pub outcome: ReferralOutcome,
    /// What they said.
    pub note: Option<String>,
    /// When they answered.
    pub answered_at: Instant,
    /// When it was noted here.
    pub recorded_at: Instant,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_read_as_they_were_written() {
        let twice = [Share::Reporter, Share::Position, Share::Reporter];
        assert_eq!(Shares::of(&twice).list(), [Share::Position, Share::Reporter]);
        assert_eq!(Shares::of(&[]).list(), []);
    }
}
