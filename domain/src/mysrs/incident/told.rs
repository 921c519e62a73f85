//! Whom an incident is told, and how.

use uuid::Uuid;

use super::{
    model::{Incident, IncidentStatus, Severity},
    report::OF_USE,
    rules,
    store::{self, Reported, Standing},
};
use crate::{
    community::committee,
    mysrs::unit,
    shared::{
        change_log::{Change, Noun, Scope},
        error::Result,
        id::{IncidentId, IncidentStepId, PatrolUnitId, PersonId},
        language::Language,
        outbox::{self, Audience, IncidentNews, Message, Text},
        work::Work,
    },
};

/// Where the app opens.
fn link(id: IncidentId) -> String {
    format!("krt://incident/{id}")
}

/// Tells whoever follows the unit or the incident.
pub(super) fn changed(work: &mut Work, unit: PatrolUnitId, id: IncidentId) {
    work.tell(Change::new(Scope::Unit(unit), Noun::Incident, id));
}

/// A new incident: to the unit's leader and those who write in the committee's name; when life or
/// property is in danger, so that a sleeping phone wakes.
pub(super) async fn reported(
    work: &mut Work,
    unit: &Standing,
    new: &Reported,
    serial: String,
) -> Result<()> {
    changed(work, unit.unit_id, new.id);
    let high = new.severity == Severity::High;
    let text = Text::IncidentReported { unit: unit.name.clone(), serial, high, link: link(new.id) };
    send(work, unit, new.reported_by, text, (new.id.0, high)).await
}

/// An incident turned out to be a grave one: as if it had just been reported, by whoever found out.
pub(super) async fn raised(
    work: &mut Work,
    incident: &Incident,
    by: PersonId,
    cause: IncidentStepId,
) -> Result<()> {
    let unit = store::standing(work.connection(), incident.unit_id).await?;
    let Some(unit) = unit else { return Ok(()) };
    let text = Text::IncidentReported {
        unit: unit.name.clone(),
        serial: incident.serial.clone(),
        high: true,
        link: link(incident.id),
    };
    send(work, &unit, by, text, (cause.0, true)).await
}

/// Writes to those who answer for the unit, apart from whoever did it.
async fn send(
    work: &mut Work,
    unit: &Standing,
    by: PersonId,
    text: Text,
    (cause, urgent): (Uuid, bool),
) -> Result<()> {
    let now = work.tools().clock.now();
    let mut told = unit::leaders_of(work.connection(), unit.unit_id).await?;
    told.extend(committee::voice_of(work.connection(), unit.area_id, now).await?);
    let mut people: Vec<PersonId> = told.iter().map(|one| one.person_id).collect();
    people.sort_unstable();
    people.dedup();
    people.retain(|person| *person != by);
    if people.is_empty() {
        return Ok(());
    }
    let message = Message {
        audience: Audience::People(people),
        text,
        // Each app has its own.
        language: Language::Ms,
        cause,
        round: 0,
        urgent,
        expires_at: Some(now + OF_USE),
    };
    outbox::send(work, &message).await
}

/// Somebody looks after it from now on. Each time is a cause of its own.
pub(super) async fn assigned(
    work: &mut Work,
    incident: &Incident,
    to: PersonId,
    cause: IncidentStepId,
) -> Result<()> {
    let text = Text::IncidentAssigned { serial: incident.serial.clone(), link: link(incident.id) };
    let message = Message {
        audience: Audience::Person(to),
        text,
        language: Language::Ms,
        cause: cause.0,
        round: 0,
        urgent: incident.severity == Severity::High,
        expires_at: Some(work.tools().clock.now() + OF_USE),
    };
    outbox::send(work, &message).await
}

/// Its status is another one: whoever reported it is told, unless they did it themselves.
pub(super) async fn moved(
    work: &mut Work,
    incident: &Incident,
    from: IncidentStatus,
    (by, cause): (PersonId, IncidentStepId),
) -> Result<()> {
    let news = match incident.status {
        IncidentStatus::Acknowledged => IncidentNews::Acknowledged,
        IncidentStatus::InProgress if rules::is_over(from) => IncidentNews::Reopened,
        IncidentStatus::InProgress => IncidentNews::InProgress,
        IncidentStatus::Resolved => IncidentNews::Resolved,
        IncidentStatus::Closed => IncidentNews::Closed,
        // Nothing comes back to this.
        IncidentStatus::Reported => return Ok(()),
    };
    if incident.reported_by == by {
        return Ok(());
    }
    let (serial, link) = (incident.serial.clone(), link(incident.id));
    let message = Message {
        audience: Audience::Person(incident.reported_by),
        text: Text::IncidentMoved { serial, news, link },
        // Each app has its own.
        language: Language::Ms,
        cause: cause.0,
        round: 0,
        urgent: false,
        expires_at: Some(work.tools().clock.now() + OF_USE),
    };
    outbox::send(work, &message).await
}
