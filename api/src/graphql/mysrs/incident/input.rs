//! What phones send about incidents.

use async_graphql::{ID, InputObject, MaybeUndefined};
use domain::mysrs::incident::{
    Assigning, IncidentChanges, IncidentFilter, NewIncident, NewNote, NewPhoto, SettingCategory,
    SettingStatus,
};

use super::types::{IncidentSeverity, IncidentStatus};
use crate::graphql::{
    context,
    mysrs::input::{PhoneClockInput, evidence, whole},
    scalars::DateTime,
    values::{CoordinatesInput, LocalizedTextInput, given},
};

/// A picture with which an incident is reported.
#[derive(Clone, Debug, InputObject)]
pub struct IncidentPhotoInput {
    /// The picture, by the id that `mediaUploadCreate` gave to whoever reports.
    media_id: ID,
    /// Whether people can be recognised on it: then those who answer for the incident alone see it.
    persons_visible: bool,
}

/// An incident as a phone recorded it: what was done, where and when, and never who somebody is. Its
/// form is not refused: a position off the globe is left out, a long text is cut, and the incident is
/// kept with its `doubts`.
#[derive(InputObject)]
pub struct IncidentReportInput {
    /// The id (`incident_…`), made by the phone: the same id again brings the same incident.
    id: ID,
    /// The unit whose volunteers saw it.
    unit_id: ID,
    /// The patrol on which it was seen; it may come in later.
    patrol_id: Option<ID>,
    /// The code of its category, as `incidentCategories` lists them.
    category_code: String,
    /// How grave it is.
    severity: IncidentSeverity,
    /// What was done; kept up to 4,000 characters.
    behaviour: String,
    /// Where, in words; kept up to 200 characters.
    place: Option<String>,
    /// How many people were involved, 0 to 100,000.
    people_involved: Option<i64>,
    /// Where it happened.
    coordinates: Option<CoordinatesInput>,
    /// Where whoever reports it stands.
    own_coordinates: Option<CoordinatesInput>,
    /// How far off that may be, in metres.
    own_accuracy_metres: Option<f64>,
    /// When it happened, by the phone's clock.
    happened_at: DateTime,
    /// Milliseconds since the phone was switched on, when it happened.
    monotonic_ms: Option<f64>,
    /// Its pictures, at most 10. One that is not there yet is left out (`PHOTO_INVALID`) and added when
    /// the same report is sent again; more can follow with `incidentPhotoAdd`.
    #[graphql(default)]
    photos: Vec<IncidentPhotoInput>,
    /// What tells how wrong the phone's clock is.
    clock: Option<PhoneClockInput>,
    /// Given back unchanged in the answer.
    pub(super) client_mutation_id: Option<String>,
}

impl IncidentReportInput {
    pub(super) fn read(&self) -> domain::Result<NewIncident> {
        let photos = self.photos.iter().enumerate().map(|(place, photo)| {
            let media_id = context::id(&photo.media_id, format!("photos.{place}.mediaId"))?;
            Ok(NewPhoto { media_id, persons_visible: photo.persons_visible })
        });
        let patrol = self.patrol_id.as_ref();
        Ok(NewIncident {
            id: context::id(&self.id, "id")?,
            unit_id: context::id(&self.unit_id, "unitId")?,
            patrol_id: patrol.map(|id| context::id(id, "patrolId")).transpose()?,
            category_code: self.category_code.clone(),
            severity: self.severity.into(),
            behaviour: self.behaviour.clone(),
            place: self.place.clone(),
            people_involved: self.people_involved,
            position: self.coordinates.map(degrees),
            own_position: self.own_coordinates.map(degrees),
            own_accuracy_metres: self.own_accuracy_metres,
            happened_at: self.happened_at.0,
            monotonic_ms: whole(self.monotonic_ms),
            clock: evidence(self.clock),
            photos: photos.collect::<domain::Result<_>>()?,
        })
    }
}

fn degrees(there: CoordinatesInput) -> (f64, f64) {
    (there.latitude, there.longitude)
}

/// An incident is corrected. What is left out stays as it is.
#[derive(InputObject)]
pub struct IncidentUpdateInput {
    /// The incident.
    pub(super) id: ID,
    /// The version that was read.
    pub(super) version: i64,
    /// The code of its category.
    category_code: Option<String>,
    /// How grave it is.
    severity: Option<IncidentSeverity>,
    /// What was done, at most 4,000 characters.
    behaviour: Option<String>,
    /// Where, in words, at most 200 characters; null takes it away.
    place: MaybeUndefined<String>,
    /// How many people were involved, 0 to 100,000; null takes it away.
    people_involved: MaybeUndefined<i64>,
    /// Where it happened; null takes it away.
    coordinates: MaybeUndefined<CoordinatesInput>,
    /// Made by the phone, at most 128 characters: the same key brings the first outcome again, for
    /// 30 days.
    pub(super) idempotency_key: Option<String>,
    /// Given back unchanged in the answer.
    pub(super) client_mutation_id: Option<String>,
}

impl IncidentUpdateInput {
    pub(super) fn read(&self) -> IncidentChanges {
        IncidentChanges {
            category_code: self.category_code.clone(),
            severity: self.severity.map(Into::into),
            behaviour: self.behaviour.clone(),
            place: given(self.place.clone(), |place| place),
            people_involved: given(self.people_involved, |people| people),
            position: given(self.coordinates, degrees),
        }
    }
}

/// An incident is given a status.
#[derive(InputObject)]
pub struct IncidentStatusSetInput {
    /// The incident.
    id: ID,
    /// The version that was read.
    version: i64,
    /// The status; `IN_PROGRESS` also reopens what is resolved or closed.
    status: IncidentStatus,
    /// Why, 3 to 2,000 characters: needed to resolve, to close and to reopen.
    reason: Option<String>,
    /// Made by the phone, at most 128 characters: the same key brings the first outcome again, for
    /// 30 days.
    pub(super) idempotency_key: Option<String>,
    /// Given back unchanged in the answer.
    pub(super) client_mutation_id: Option<String>,
}

impl IncidentStatusSetInput {
    pub(super) fn read(&self) -> domain::Result<SettingStatus> {
        Ok(SettingStatus {
            id: context::id(&self.id, "id")?,
            version: self.version,
            status: self.status.into(),
            reason: self.reason.clone(),
        })
    }
}

/// Somebody is to look after an incident.
#[derive(InputObject)]
pub struct IncidentAssignInput {
    /// The incident.
    id: ID,
    /// The version that was read.
    version: i64,
    /// The person's id of a volunteer of the unit, or of somebody on its area's committee; null takes
    /// the incident back.
    person_id: Option<ID>,
    /// Made by the phone, at most 128 characters: the same key brings the first outcome again, for
    /// 30 days.
    pub(super) idempotency_key: Option<String>,
    /// Given back unchanged in the answer.
    pub(super) client_mutation_id: Option<String>,
}

impl IncidentAssignInput {
    pub(super) fn read(&self) -> domain::Result<Assigning> {
        let person = self.person_id.as_ref();
        Ok(Assigning {
            id: context::id(&self.id, "id")?,
            version: self.version,
            person: person.map(|id| context::id(id, "personId")).transpose()?,
        })
    }
}

/// A note about an incident.
#[derive(InputObject)]
pub struct IncidentNoteAddInput {
    /// The id of the note (`incidentstep_…`), made by the phone: the same id again changes nothing.
    id: ID,
    /// The incident.
    incident_id: ID,
    /// The note; kept up to 4,000 characters.
    text: String,
    /// When it was written, by the phone's clock; now when nothing is said.
    written_at: Option<DateTime>,
    /// Milliseconds since the phone was switched on, when it was written.
    monotonic_ms: Option<f64>,
    /// What tells how wrong the phone's clock is.
    clock: Option<PhoneClockInput>,
    /// Given back unchanged in the answer.
    pub(super) client_mutation_id: Option<String>,
}

impl IncidentNoteAddInput {
    pub(super) fn read(&self) -> domain::Result<NewNote> {
        Ok(NewNote {
            id: context::id(&self.id, "id")?,
            incident_id: context::id(&self.incident_id, "incidentId")?,
            text: self.text.clone(),
            written_at: self.written_at.map(|at| at.0),
            monotonic_ms: whole(self.monotonic_ms),
            clock: evidence(self.clock),
        })
    }
}

/// A picture is added to an incident.
#[derive(InputObject)]
pub struct IncidentPhotoAddInput {
    /// The incident.
    pub(super) incident_id: ID,
    /// The picture, by the id that `mediaUploadCreate` gave to whoever adds it: the same again changes
    /// nothing. An incident has at most 30.
    media_id: ID,
    /// Whether people can be recognised on it: then those who answer for the incident alone see it.
    persons_visible: bool,
    /// Given back unchanged in the answer.
    pub(super) client_mutation_id: Option<String>,
}

impl IncidentPhotoAddInput {
    pub(super) fn read(&self) -> domain::Result<NewPhoto> {
        let media_id = context::id(&self.media_id, "mediaId")?;
        Ok(NewPhoto { media_id, persons_visible: self.persons_visible })
    }
}

/// A category of incidents, whole each time.
#[derive(InputObject)]
pub struct IncidentCategorySetInput {
    /// The code: 2 to 40 capitals, digits and underscores, beginning with a capital. A code that is
    /// there is changed, another one is added.
    code: String,
    /// The code of the category that it belongs to, itself one at the top; left out for one at the top.
    parent_code: Option<String>,
    /// The name, at most 80 characters in each language.
    name: LocalizedTextInput,
    /// Its place among those with the same parent, 0 to 1,000.
    position: i64,
    /// Whether incidents are reported under it. `OTHER` always is in use.
    enabled: bool,
    /// Whether it judges a person rather than what somebody does to others.
    #[graphql(default)]
    invites_profiling: bool,
    /// Why, 3 to 2,000 characters: needed to bring one that invites profiling into use. It stands in
    /// the audit.
    reason: Option<String>,
    /// Given back unchanged in the answer.
    pub(super) client_mutation_id: Option<String>,
}

impl IncidentCategorySetInput {
    pub(super) fn read(&self) -> SettingCategory {
        SettingCategory {
            code: self.code.clone(),
            parent_code: self.parent_code.clone(),
            name: self.name.clone().into(),
            position: self.position,
            enabled: self.enabled,
            invites_profiling: self.invites_profiling,
            reason: self.reason.clone(),
        }
    }
}

/// Which incidents are wanted.
#[derive(Clone, Debug, Default, InputObject)]
pub struct IncidentFilterInput {
    /// Only those that are neither resolved nor closed.
    #[graphql(default)]
    open_only: bool,
    /// Only those with this status.
    status: Option<IncidentStatus>,
    /// Only those as grave as this.
    severity: Option<IncidentSeverity>,
    /// Only those of this category and what belongs to it.
    category_code: Option<String>,
    /// Only what happened then or later.
    since: Option<DateTime>,
    /// Only what happened before.
    until: Option<DateTime>,
}

impl From<IncidentFilterInput> for IncidentFilter {
    fn from(input: IncidentFilterInput) -> Self {
        Self {
            open_only: input.open_only,
            status: input.status.map(Into::into),
            severity: input.severity.map(Into::into),
            category_code: input.category_code,
            since: input.since.map(|at| at.0),
            until: input.until.map(|at| at.0),
        }
    }
}
