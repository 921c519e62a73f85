//! Whom an incident is told, and how.

use super::{
    model::{Incident, Severity},
    report::OF_USE,
    store::{self, Reported, Standing},
};
use crate::shared::{
    change_log::{Change, Noun, Scope},
    error::Result,
    id::{IncidentId, IncidentStepId, PatrolUnitId, PersonId},
    language::Language,
    outbox::{self, Audience, Message, Text},
    work::Work,
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
    let now = new.received_at;
    let people = store::list_told(work.connection(), unit, new.reported_by, now).await?;
    if people.is_empty() {
        return Ok(());
    }
    let high = new.severity == Severity::High;
    let text = Text::IncidentReported { unit: unit.name.clone(), serial, high, link: link(new.id) };
    let message = Message {
        audience: Audience::People(people),
        text,
        // Each app has its own.
        language: Language::Ms,
        cause: new.id.0,
        round: 0,
        urgent: high,
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
