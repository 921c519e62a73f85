//! The queries about reports.

use sea_orm::{ActiveEnum, ConnectionTrait, FromQueryResult, Value};

use super::model::{Case, PatrolReport, Record, ReportStatus, ReportStep};
use crate::{
    mysrs::incident::Agency,
    shared::{
        clock::Instant,
        db,
        error::Result,
        id::{PatrolId, PatrolReportStepId, PatrolUnitId, PersonId},
    },
};

/// The columns of a report, of the table `r`.
pub(super) const COLUMNS: &str = "r.patrol_id, r.unit_id, r.patrolled_at, r.status, r.has_case, \
                                  r.category_code, r.case_type, r.description, r.people_involved, \
                                  r.agency, r.confirmed_by, r.submitted_by, r.submitted_at, \
                                  r.decided_at, r.reason, r.due_at, r.version";

#[derive(FromQueryResult)]
pub(super) struct Row {
    patrol_id: PatrolId,
    unit_id: PatrolUnitId,
    patrolled_at: Instant,
    status: ReportStatus,
    has_case: bool,
    category_code: Option<String>,
    case_type: Option<String>,
    description: Option<String>,
    people_involved: Option<i64>,
    agency: Option<Agency>,
    confirmed_by: Option<String>,
    submitted_by: Option<PersonId>,
    submitted_at: Option<Instant>,
    decided_at: Option<Instant>,
    reason: Option<String>,
    due_at: Option<Instant>,
    version: i64,
}

impl From<Row> for PatrolReport {
    fn from(row: Row) -> Self {
        let case = row.has_case.then(|| Case {
            category_code: row.category_code.unwrap_or_default(),
            case_type: row.case_type,
            description: row.description.unwrap_or_default(),
            people_involved: row.people_involved,
            agency: row.agency,
        });
        Self {
            patrol_id: row.patrol_id,
            unit_id: row.unit_id,
            patrolled_at: row.patrolled_at,
            status: row.status,
            case,
            confirmed_by: row.confirmed_by,
            submitted_by: row.submitted_by,
            submitted_at: row.submitted_at,
            decided_at: row.decided_at,
            reason: row.reason,
            due_at: row.due_at,
            version: row.version,
        }
    }
}

pub(super) async fn lookup<C: ConnectionTrait>(
    connection: &C,
    patrol: PatrolId,
) -> Result<Option<PatrolReport>> {
    let sql = format!("select {COLUMNS} from patrol_report r where r.patrol_id = $1");
    let row: Option<Row> = db::one(connection, &sql, [patrol.into()]).await?;
    Ok(row.map(Into::into))
}

/// A report as it stands; nobody else changes it until the transaction is over.
pub(super) async fn lock<C: ConnectionTrait>(
    connection: &C,
    patrol: PatrolId,
) -> Result<Option<PatrolReport>> {
    let lock = db::locking(connection, " for update");
    let sql = format!("select {COLUMNS} from patrol_report r where r.patrol_id = $1{lock}");
    let row: Option<Row> = db::one(connection, &sql, [patrol.into()]).await?;
    Ok(row.map(Into::into))
}

/// Begins the report of a patrol that has ended, unless it was begun: nobody has handed it in yet.
pub(super) async fn begin<C: ConnectionTrait>(
    connection: &C,
    patrol: PatrolId,
    due_at: Option<Instant>,
) -> Result<()> {
    let sql = "insert into patrol_report (patrol_id, unit_id, district_id, state_code, patrolled_at, \
               status, has_case, due_at, version) \
               select p.id, p.unit_id, a.district_id, a.state_code, p.started_at, $2, $3, $4, 0 \
               from patrol p join patrol_unit u on u.id = p.unit_id join area a on a.id = u.area_id \
               where p.id = $1 on conflict (patrol_id) do nothing";
    let status = ReportStatus::NotFinished.to_value();
    db::run(connection, sql, [patrol.into(), status.into(), false.into(), due_at.into()]).await?;
    Ok(())
}

/// What is handed in, in the next version of a locked report.
pub(super) async fn change_record<C: ConnectionTrait>(
    connection: &C,
    patrol: PatrolId,
    record: &Record,
    step: &NewStep,
    due_at: Option<Instant>,
) -> Result<()> {
    let sql = "update patrol_report set status = $2, has_case = $3, category_code = $4, \
               case_type = $5, description = $6, people_involved = $7, agency = $8, \
               confirmed_by = $9, submitted_by = $10, submitted_at = $11, due_at = $12, \
               reason = null, version = version + 1 where patrol_id = $1";
    let case = record.case.as_ref();
    let values: [Value; 12] = [
        patrol.into(),
        step.status.to_value().into(),
        case.is_some().into(),
        case.map(|case| case.category_code.clone()).into(),
        case.and_then(|case| case.case_type.clone()).into(),
        case.map(|case| case.description.clone()).into(),
        case.and_then(|case| case.people_involved).into(),
        case.and_then(|case| case.agency).map(|agency| agency.to_value()).into(),
        record.confirmed_by.clone().into(),
        step.person_id.into(),
        step.taken_at.into(),
        due_at.into(),
    ];
    db::run(connection, sql, values).await?;
    let sql = "delete from patrol_report_member where patrol_id = $1";
    db::run(connection, sql, [patrol.into()]).await?;
    let sql = "insert into patrol_report_member (patrol_id, person_id) values ($1, $2)";
    for person in &record.members {
        db::run(connection, sql, [patrol.into(), (*person).into()]).await?;
    }
    add_step(connection, patrol, step).await
}

/// What is decided, in the next version of a locked report.
pub(super) async fn change_decision<C: ConnectionTrait>(
    connection: &C,
    patrol: PatrolId,
    step: &NewStep,
    due_at: Option<Instant>,
) -> Result<()> {
    let sql = "update patrol_report set status = $2, decided_by = $3, decided_at = $4, reason = $5, \
               due_at = $6, version = version + 1 where patrol_id = $1";
    let values: [Value; 6] = [
        patrol.into(),
        step.status.to_value().into(),
        step.person_id.into(),
        step.taken_at.into(),
        step.reason.clone().into(),
        due_at.into(),
    ];
    db::run(connection, sql, values).await?;
    add_step(connection, patrol, step).await
}

/// A step that is to be added.
#[derive(Clone, Debug)]
pub(super) struct NewStep {
    pub id: PatrolReportStepId,
    pub status: ReportStatus,
    pub person_id: PersonId,
    pub reason: Option<String>,
    pub record: Option<Record>,
    pub taken_at: Instant,
}

/// Adds a step under the version that it has just made.
async fn add_step<C: ConnectionTrait>(
    connection: &C,
    patrol: PatrolId,
    step: &NewStep,
) -> Result<()> {
    let sql = "insert into patrol_report_step (id, patrol_id, number, status, person_id, reason, \
               record, taken_at) values ($1, $2, (select version from patrol_report \
               where patrol_id = $2), $3, $4, $5, $6, $7)";
    let values: [Value; 7] = [
        step.id.into(),
        patrol.into(),
        step.status.to_value().into(),
        step.person_id.into(),
        step.reason.clone().into(),
        step.record.clone().into(),
        step.taken_at.into(),
    ];
    db::run(connection, sql, values).await?;
    Ok(())
}

/// The steps of a report, the first first, at most the newest 200.
pub(super) async fn list_steps<C: ConnectionTrait>(
    connection: &C,
    patrol: PatrolId,
) -> Result<Vec<ReportStep>> {
    let sql = "select s.id, s.number, s.status, s.person_id, n.display_name, s.reason, s.record, \
               s.taken_at from patrol_report_step s join person n on n.id = s.person_id \
               where s.patrol_id = $1 order by s.number desc limit 200";
    let mut steps: Vec<ReportStep> = db::all(connection, sql, [patrol.into()]).await?;
    steps.reverse();
    Ok(steps)
}
