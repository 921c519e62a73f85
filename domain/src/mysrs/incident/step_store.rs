//! The queries about the timeline of an incident.

use sea_orm::{ActiveEnum, ConnectionTrait, FromQueryResult, Value};

use super::{
    model::IncidentStatus,
    step_model::{Changes, Step, StepKind},
};
use crate::shared::{
    clock::Instant,
    db,
    error::Result,
    id::{IncidentId, IncidentStepId, PersonId, ReferralId},
    page::PageRequest,
};

/// A step that is to be added.
#[derive(Clone, Debug)]
pub(super) struct NewStep {
    pub id: IncidentStepId,
    pub incident_id: IncidentId,
    pub kind: StepKind,
    pub person_id: PersonId,
    pub from_status: Option<IncidentStatus>,
    pub to_status: Option<IncidentStatus>,
    pub assigned_to: Option<PersonId>,
    pub referral_id: Option<ReferralId>,
    pub note: Option<String>,
    pub changes: Option<Changes>,
    pub taken_at: Instant,
    pub received_at: Instant,
}

/// Adds a step behind the others: the incident is locked until the transaction is over.
pub(super) async fn add<C: ConnectionTrait>(connection: &C, new: &NewStep) -> Result<()> {
    let sql = "update incident set steps = steps + 1, updated_at = $2 where id = $1";
    db::run(connection, sql, [new.incident_id.into(), new.received_at.into()]).await?;
    let sql = "insert into incident_step (id, incident_id, number, kind, person_id, from_status, \
               to_status, assigned_to, referral_id, note, changes, taken_at, received_at) \
               values ($1, $2, (select steps from incident where id = $2), $3, $4, $5, $6, $7, $8, \
               $9, $10, $11, $12)";
    let values: [Value; 12] = [
        new.id.into(),
        new.incident_id.into(),
        new.kind.to_value().into(),
        new.person_id.into(),
        new.from_status.map(|status| status.to_value()).into(),
        new.to_status.map(|status| status.to_value()).into(),
        new.assigned_to.into(),
        new.referral_id.into(),
        new.note.clone().into(),
        new.changes.clone().into(),
        new.taken_at.into(),
        new.received_at.into(),
    ];
    db::run(connection, sql, values).await?;
    Ok(())
}

/// The key by which steps are ordered, the first first. The second part is of no meaning.
pub(super) type StepKey = (i64, IncidentStepId);

/// The steps of an incident.
pub(super) async fn list<C: ConnectionTrait>(
    connection: &C,
    incident: IncidentId,
    page: &PageRequest<StepKey>,
) -> Result<Vec<Step>> {
    let mut query = db::Query::new(
        "select t.id, t.incident_id, t.number, t.kind, t.person_id, n.display_name, t.from_status, \
         t.to_status, t.assigned_to, a.display_name as assignee_name, t.referral_id, t.note, \
         t.changes, t.taken_at, t.received_at from incident_step t \
         join person n on n.id = t.person_id left join person a on a.id = t.assigned_to",
    );
    query.and("t.incident_id = ?", [incident.into()]);
    let beyond = page.beyond.map(|(number, id)| [number.into(), id.into()]);
    query.keyset(["t.number", "t.id"], beyond, page.backward, false);
    query.limit(page.rows());
    query.all(connection).await
}

/// A note under an id, to tell a repeat from another one.
#[derive(Debug, FromQueryResult)]
pub(super) struct Noted {
    pub incident_id: IncidentId,
    pub person_id: PersonId,
    pub kind: StepKind,
    pub note: Option<String>,
}

pub(super) async fn find<C: ConnectionTrait>(
    connection: &C,
    id: IncidentStepId,
) -> Result<Option<Noted>> {
    let sql = "select incident_id, person_id, kind, note from incident_step where id = $1";
    db::one(connection, sql, [id.into()]).await
}
