//! Incidents as plain values.

use sea_orm::{ActiveEnum as _, Iterable as _};
use serde::Serialize;

use crate::{
    mysrs::patrol::ClockEvidence,
    policy::Place,
    shared::{
        clock::Instant,
        id::{AreaId, DistrictId, IncidentId, MediaId, PatrolId, PatrolUnitId, PersonId},
        language::LocalizedText,
        media::Picture,
    },
};

/// How grave an incident is.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Serialize, sea_orm::EnumIter, sea_orm::DeriveActiveEnum,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Severity {
    /// It can wait until somebody has time.
    Low,
    /// It should be looked at today.
    Medium,
    /// Life or property is in danger.
    High,
}

/// Where an incident stands.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Serialize, sea_orm::EnumIter, sea_orm::DeriveActiveEnum,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum IncidentStatus {
    /// It came in, and nobody has said yet that they know.
    Reported,
    /// Somebody who answers for the unit knows of it.
    Acknowledged,
    /// Somebody works on it.
    InProgress,
    /// What there was to do is done.
    Resolved,
    /// Nothing more is done about it.
    Closed,
}

/// What was odd about a report. It was kept all the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sea_orm::EnumIter, sea_orm::DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum IncidentDoubt {
    /// A position did not lie on the globe, or in the sea off Africa where phones are that know none;
    /// it was left out.
    PositionInvalid,
    /// The accuracy was no length; it was left out.
    AccuracyInvalid,
    /// The number of people was none that can be; it was left out.
    NumberInvalid,
    /// A text was too long, or held characters that cannot be shown; it was cut.
    TextCut,
    /// The phone's clock was off by more than two minutes; the time was corrected.
    ClockWrong,
    /// The category is not in use; the one that it belongs to stands in its place.
    CategoryDisabled,
    /// A picture was not there yet, or is none of the reporter's; it was left out.
    PhotoInvalid,
    /// The patrol that the phone named is not known here, or not yet. It is not kept: whoever reads it sees
    /// how it stands.
    PatrolUnknown,
}

/// Doubts as they are kept: their names with commas between.
#[derive(Clone, Debug, Default, PartialEq, Eq, sea_orm::DeriveValueType)]
pub struct Doubts(pub String);

impl Doubts {
    /// These doubts, each once.
    #[must_use]
    pub fn of(doubts: &[IncidentDoubt]) -> Self {
        let each = IncidentDoubt::iter().filter(|doubt| doubts.contains(doubt));
        Self(each.map(|doubt| doubt.to_value()).collect::<Vec<_>>().join(","))
    }

    /// These with one more.
    #[must_use]
    pub fn with(&self, doubt: IncidentDoubt) -> Self {
        let mut all = self.list();
        all.push(doubt);
        Self::of(&all)
    }

    /// These without that one.
    #[must_use]
    pub fn without(&self, doubt: IncidentDoubt) -> Self {
        let rest: Vec<IncidentDoubt> =
            self.list().into_iter().filter(|one| *one != doubt).collect();
        Self::of(&rest)
    }

    /// Each of them.
    #[must_use]
    pub fn list(&self) -> Vec<IncidentDoubt> {
        let named = |name: &str| IncidentDoubt::iter().find(|doubt| doubt.to_value() == name);
        self.0.split(',').filter_map(named).collect()
    }
}

/// An incident.
#[derive(Clone, Debug, PartialEq, sea_orm::FromQueryResult)]
pub struct Incident {
    /// The id, made by the phone that reported it.
    pub id: IncidentId,
    /// The unit whose volunteers saw it.
    pub unit_id: PatrolUnitId,
    /// The unit's area.
    pub area_id: AreaId,
    /// The district in which it was filed.
    pub district_id: DistrictId,
    /// The code of the state in which it was filed.
    pub state_code: String,
    /// The patrol on which it was seen, as the phone says; it may not be known here yet.
    pub patrol_id: Option<PatrolId>,
    /// The serial number: `SRS-01-0042-2026-000123`.
    pub serial: String,
    /// Who reported it.
    pub reported_by: PersonId,
    /// The name that others see of them.
    pub reporter_name: String,
    /// The code of its category.
    pub category_code: String,
    /// The category's name.
    pub category_name: LocalizedText,
    /// How grave it is.
    pub severity: Severity,
    /// What was done: behaviour, not who somebody is.
    pub behaviour: String,
    /// Where, in words.
    pub place: Option<String>,
    /// How many people were involved.
    pub people_involved: Option<i64>,
    /// Degrees north of where it happened.
    pub latitude: Option<f64>,
    /// Degrees east of where it happened.
    pub longitude: Option<f64>,
    /// Degrees north of where the reporter stood.
    pub reporter_latitude: Option<f64>,
    /// Degrees east of where the reporter stood.
    pub reporter_longitude: Option<f64>,
    /// How far off that may be, in metres.
    pub reporter_accuracy_metres: Option<f64>,
    /// When it happened, corrected.
    pub happened_at: Instant,
    /// When it happened, by the phone's clock.
    pub said_at: Instant,
    /// When it was received, and with that acknowledged to the phone.
    pub received_at: Instant,
    /// What was added to the phone's time, in milliseconds.
    pub clock_offset_ms: i64,
    /// What was odd about the report when it came in.
    pub doubts: Doubts,
    /// Whether the patrol that the phone named is not known here.
    pub patrol_unknown: bool,
    /// Where it stands.
    pub status: IncidentStatus,
    /// Why it was resolved, closed or reopened.
    pub status_reason: Option<String>,
    /// Who looks after it.
    pub assigned_to: Option<PersonId>,
    /// The name that others see of them.
    pub assignee_name: Option<String>,
    /// Rises with every correction, change of its status and assignment.
    pub version: i64,
    /// How many steps its timeline has.
    pub steps: i64,
    /// When something of it last changed.
    pub updated_at: Instant,
}

impl Incident {
    /// What is odd about the report.
    #[must_use]
    pub fn doubted(&self) -> Vec<IncidentDoubt> {
        let unknown = self.patrol_unknown.then_some(IncidentDoubt::PatrolUnknown);
        self.doubts.list().into_iter().chain(unknown).collect()
    }

    /// Where it stands, for the policy.
    #[must_use]
    pub fn standing(&self) -> Place {
        Place {
            state: Some(self.state_code.clone()),
            district: Some(self.district_id),
            area: Some(self.area_id),
            unit: Some(self.unit_id),
            ..Place::default()
        }
    }
}

/// A picture of an incident that is to be added.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct NewPhoto {
    /// The picture, uploaded by whoever adds it.
    pub media_id: MediaId,
    /// Whether people can be recognised on it.
    pub persons_visible: bool,
}

/// An incident as a phone reports it.
#[derive(Clone, Debug)]
pub struct NewIncident {
    /// The id, made by the phone.
    pub id: IncidentId,
    /// The unit whose volunteers saw it.
    pub unit_id: PatrolUnitId,
    /// The patrol on which it was seen.
    pub patrol_id: Option<PatrolId>,
    /// The code of its category.
    pub category_code: String,
    /// How grave it is.
    pub severity: Severity,
    /// What was done; kept up to 4,000 characters.
    pub behaviour: String,
    /// Where, in words; kept up to 200 characters.
    pub place: Option<String>,
    /// How many people were involved.
    pub people_involved: Option<i64>,
    /// Degrees north and east of where it happened.
    pub position: Option<(f64, f64)>,
    /// Degrees north and east of where the reporter stood.
    pub own_position: Option<(f64, f64)>,
    /// How far off that may be, in metres.
    pub own_accuracy_metres: Option<f64>,
    /// When it happened, by the phone.
    pub happened_at: Instant,
    /// Milliseconds since the phone was switched on, when it happened.
    pub monotonic_ms: Option<i64>,
    /// What tells how wrong the phone's clock is.
    pub clock: ClockEvidence,
    /// Its pictures, at most 10.
    pub photos: Vec<NewPhoto>,
}

/// What is corrected of an incident; what is not given stays as it is.
#[derive(Clone, Debug, Default, Serialize)]
pub struct IncidentChanges {
    /// The code of its category.
    pub category_code: Option<String>,
    /// How grave it is.
    pub severity: Option<Severity>,
    /// What was done.
    pub behaviour: Option<String>,
    /// Where, in words.
    pub place: Option<Option<String>>,
    /// How many people were involved.
    pub people_involved: Option<Option<i64>>,
    /// Degrees north and east of where it happened.
    pub position: Option<Option<(f64, f64)>>,
}

/// A status that is given to an incident.
#[derive(Clone, Debug, Serialize)]
pub struct SettingStatus {
    /// Which incident.
    pub id: IncidentId,
    /// The version that was read.
    pub version: i64,
    /// Its new status.
    pub status: IncidentStatus,
    /// Why: needed to resolve, to close and to reopen.
    pub reason: Option<String>,
}

/// Somebody is to look after an incident, or nobody any more.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Assigning {
    /// Which incident.
    pub id: IncidentId,
    /// The version that was read.
    pub version: i64,
    /// A volunteer of the unit, or somebody of its area's committee.
    pub person: Option<PersonId>,
}

/// A picture of an incident.
#[derive(Clone, Debug, PartialEq)]
pub struct Photo {
    /// What is needed to show it.
    pub picture: Picture,
    /// Whether people can be recognised on it.
    pub persons_visible: bool,
    /// When it was added.
    pub added_at: Instant,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn doubts_are_read_as_they_were_written() {
        let all: Vec<IncidentDoubt> = IncidentDoubt::iter().collect();
        assert_eq!(Doubts::of(&all).list(), all);
        assert_eq!(Doubts::of(&[]).list(), []);
    }
}
