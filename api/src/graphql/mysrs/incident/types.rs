//! Incidents as their readers see them.

use async_graphql::{Context, Description, Enum, ID, Object};
use domain::mysrs::incident;

use super::{
    referral::IncidentReferral,
    timeline::{IncidentPerson, IncidentStep, IncidentStepConnection},
};
use crate::graphql::{
    connection::{self, connection},
    context::InRequest as _,
    krt_shop::Picture,
    mysrs::{Patrol, PatrolUnit},
    outcome::seen,
    scalars::DateTime,
    transport::{Event, NextEvent},
    values::{Coordinates, LocalizedText},
};

/// How grave an incident is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "incident::Severity")]
pub enum IncidentSeverity {
    /// It can wait until somebody has time.
    Low,
    /// It should be looked at today.
    Medium,
    /// Life or property is in danger: those who answer for the unit are woken. Call 999 first.
    High,
}

/// Where an incident stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "incident::IncidentStatus")]
pub enum IncidentStatus {
    /// It came in, and nobody has said yet that they know.
    Reported,
    /// Somebody who answers for the unit knows of it.
    Acknowledged,
    /// Somebody works on it; also after it was reopened.
    InProgress,
    /// What there was to do is done.
    Resolved,
    /// Nothing more is done about it.
    Closed,
}

/// What was odd about a report. It was kept all the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "incident::IncidentDoubt")]
pub enum IncidentDoubt {
    /// A position did not lie on the globe, or was 0°, 0°; it was left out.
    PositionInvalid,
    /// The accuracy was no length between 0 and 100 km; it was left out.
    AccuracyInvalid,
    /// The number of people was none from 0 to 100,000; it was left out.
    NumberInvalid,
    /// A text was too long, or held characters that cannot be shown; it was cut.
    TextCut,
    /// The phone's clock was off by more than two minutes, and the time was corrected; or it says that it
    /// happened more than 30 days ago.
    ClockWrong,
    /// The category is not in use; the one that it belongs to stands in its place.
    CategoryDisabled,
    /// A picture was not there yet, or is none of the reporter's; it was left out. The same report sent
    /// again once it is there adds it.
    PhotoInvalid,
    /// The patrol that the phone named is not known here, or not yet: it goes when the patrol comes in.
    PatrolUnknown,
}

/// A picture of an incident.
#[derive(Description)]
pub struct IncidentPhoto(incident::Photo);

#[Object(use_type_description)]
impl IncidentPhoto {
    /// The picture.
    async fn picture(&self) -> Picture {
        Picture::closed(self.0.picture.clone())
    }

    /// Whether people can be recognised on it.
    async fn persons_visible(&self) -> bool {
        self.0.persons_visible
    }

    /// When it was added.
    async fn added_at(&self) -> DateTime {
        DateTime(self.0.added_at)
    }
}

/// The event of an event stream whose fields are being resolved.
fn event(context: &Context<'_>) -> Option<Event> {
    context.data_opt::<NextEvent>().and_then(NextEvent::get)
}

/// An incident that volunteers saw: behaviour, place and time.
#[derive(Description)]
pub struct Incident(pub incident::Shown);

#[Object(use_type_description)]
impl Incident {
    /// The id, made by the phone that reported it.
    pub async fn id(&self) -> ID {
        self.0.incident.id.into()
    }

    /// The serial number: state, unit, year, and a number without gaps. `SRS-01-0042-2026-000123`.
    async fn serial(&self) -> &str {
        &self.0.incident.serial
    }

    /// The id of the unit whose volunteers saw it.
    async fn unit_id(&self) -> ID {
        self.0.incident.unit_id.into()
    }

    /// The unit; null for whoever may see the incident but not the unit.
    async fn unit(&self, context: &Context<'_>) -> domain::Result<Option<PatrolUnit>> {
        let unit = context.loaders()?.patrol_unit(self.0.incident.unit_id).await;
        seen(unit.map(PatrolUnit))
    }

    /// The patrol on which it was seen; null when there was none, when the patrol has not come in yet,
    /// or when it is not for the viewer.
    async fn patrol(&self, context: &Context<'_>) -> domain::Result<Option<Patrol>> {
        let Some(id) = self.0.incident.patrol_id else { return Ok(None) };
        seen(domain::mysrs::patrol::patrol(context.ctx()?, id).await.map(Into::into))
    }

    /// Who reported it; null for the police unless that was shared.
    async fn reported_by(&self) -> Option<IncidentPerson> {
        self.0.rights.see_reporter.then(|| IncidentPerson {
            person_id: self.0.incident.reported_by.into(),
            display_name: self.0.incident.reporter_name.clone(),
        })
    }

    /// The code of its category.
    async fn category_code(&self) -> &str {
        &self.0.incident.category_code
    }

    /// The name of its category.
    async fn category_name(&self) -> LocalizedText {
        LocalizedText(self.0.incident.category_name.clone())
    }

    /// How grave it is.
    async fn severity(&self) -> IncidentSeverity {
        self.0.incident.severity.into()
    }

    /// What was done: behaviour, not who somebody is.
    async fn behaviour(&self) -> &str {
        &self.0.incident.behaviour
    }

    /// Where, in words.
    async fn place(&self) -> Option<&str> {
        self.0.incident.place.as_deref()
    }

    /// How many people were involved.
    async fn people_involved(&self) -> Option<i64> {
        self.0.incident.people_involved
    }

    /// Where it happened.
    async fn coordinates(&self) -> Option<Coordinates> {
        Coordinates::of(self.0.incident.latitude, self.0.incident.longitude)
    }

    /// Where whoever reported it stood; not for the police unless that was shared.
    async fn reporter_coordinates(&self) -> Option<Coordinates> {
        Coordinates::of(self.0.incident.reporter_latitude, self.0.incident.reporter_longitude)
    }

    /// How far off that may be, in metres.
    async fn reporter_accuracy_metres(&self) -> Option<f64> {
        self.0.incident.reporter_accuracy_metres
    }

    /// When it happened, corrected when the phone's clock was wrong.
    async fn happened_at(&self) -> DateTime {
        DateTime(self.0.incident.happened_at)
    }

    /// When it happened, by the phone's clock.
    async fn said_at(&self) -> DateTime {
        DateTime(self.0.incident.said_at)
    }

    /// When it came in: the acknowledgement of its receipt.
    async fn received_at(&self) -> DateTime {
        DateTime(self.0.incident.received_at)
    }

    /// What was added to the phone's time, in seconds.
    async fn clock_offset_seconds(&self) -> i64 {
        self.0.incident.clock_offset_ms / 1000
    }

    /// What was odd about the report; empty when nothing was.
    async fn doubts(&self) -> Vec<IncidentDoubt> {
        self.0.incident.doubted().into_iter().map(Into::into).collect()
    }

    /// Where it stands.
    async fn status(&self) -> IncidentStatus {
        self.0.incident.status.into()
    }

    /// Why it was resolved, closed or reopened; not for the police.
    async fn status_reason(&self) -> Option<&str> {
        self.0.incident.status_reason.as_deref()
    }

    /// Who looks after it; not for the police.
    async fn assigned_to(&self) -> Option<IncidentPerson> {
        let person_id = self.0.incident.assigned_to?.into();
        let display_name = self.0.incident.assignee_name.clone().unwrap_or_default();
        Some(IncidentPerson { person_id, display_name })
    }

    /// Rises with every correction, change of status and assignment: whoever does one of these says
    /// which version they have read. A note or a picture leaves it.
    async fn version(&self) -> i64 {
        self.0.incident.version
    }

    /// When something of it last changed, notes and pictures included.
    async fn updated_at(&self) -> DateTime {
        DateTime(self.0.incident.updated_at)
    }

    /// Its pictures, in the order in which they came. Those on which people can be recognised are for
    /// the unit's leader, those who write in the committee's name and the officers above: never for
    /// residents, and not even for whoever took them.
    async fn photos(&self, context: &Context<'_>) -> domain::Result<Vec<IncidentPhoto>> {
        let photos = context.loaders()?.incident_photos(self.0.incident.id).await?;
        let rights = &self.0.rights;
        Ok(photos.into_iter().filter(|photo| rights.show(photo)).map(IncidentPhoto).collect())
    }

    /// Everything that was done about it, the first first; null for the police unless it was shared.
    async fn timeline(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The first so many, 1 to 100; 20 when nothing is said.")] first: Option<
            i32,
        >,
        #[graphql(desc = "… after this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "… before this cursor.")] before: Option<String>,
    ) -> domain::Result<Option<IncidentStepConnection>> {
        let args = connection::args(first, after, last, before);
        let page = incident::timeline(context.ctx()?, &self.0, &args).await?;
        Ok(page.map(|page| IncidentStepConnection::of(page, IncidentStep)))
    }

    /// To whom it was referred, the first first; null for whoever does not answer for it. The police
    /// see what went to them.
    async fn referrals(
        &self,
        context: &Context<'_>,
    ) -> domain::Result<Option<Vec<IncidentReferral>>> {
        let referrals = incident::referrals_of(context.ctx()?, &self.0).await?;
        Ok(referrals.map(|list| list.into_iter().map(IncidentReferral).collect()))
    }

    /// Every status that the viewer may give to it now with `incidentStatusSet`.
    async fn viewer_can_set_status(&self) -> Vec<IncidentStatus> {
        self.0.next().into_iter().map(Into::into).collect()
    }

    /// Whether the viewer may correct it while it is open.
    async fn viewer_can_update(&self) -> bool {
        self.0.rights.update
    }

    /// Whether the viewer may add notes and pictures.
    async fn viewer_can_note(&self) -> bool {
        self.0.rights.note
    }

    /// Whether the viewer may say who looks after it.
    async fn viewer_can_assign(&self) -> bool {
        self.0.rights.decide
    }

    /// Whether the viewer may refer it.
    async fn viewer_can_refer(&self) -> bool {
        self.0.rights.refer
    }

    /// Of an incident that `incidentChanged` tells: from where it goes on after a break (`after`), at
    /// most 256 characters. None elsewhere.
    async fn cursor(&self, context: &Context<'_>) -> Option<String> {
        event(context).map(|event| event.id)
    }

    /// Of an incident that `incidentChanged` tells again after a break: whether more than 100 were
    /// missed and this is the last of those that are told. False elsewhere.
    async fn missed(&self, context: &Context<'_>) -> bool {
        event(context).is_some_and(|event| event.missed)
    }
}

connection!(IncidentConnection, IncidentEdge, Incident, "incidents");
