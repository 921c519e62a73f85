//! What is sent about reports and certificates.

use async_graphql::{ID, InputObject};
use domain::mysrs::report::{
    Case, Deciding, ReportFilter, Submitting,
    certificate::{Issuing, Revoking},
};

use super::types::{PatrolReportAgency, PatrolReportDecision, PatrolReportStatus};
use crate::graphql::context;

/// What there was on a patrol that is called a case.
#[derive(Clone, Debug, InputObject)]
pub struct PatrolCaseInput {
    /// The code of its category, as `incidentCategories` lists them.
    category_code: String,
    /// Its type in one's own words, at most 120 characters.
    #[graphql(name = "type")]
    case_type: Option<String>,
    /// What happened, 1 to 4,000 characters.
    description: String,
    /// How many people were involved, 0 to 100,000.
    people_involved: Option<i64>,
    /// To whom it was referred; nothing when to nobody.
    agency: Option<PatrolReportAgency>,
}

/// The report of a patrol is handed in, or handed in again.
#[derive(InputObject)]
pub struct PatrolReportSubmitInput {
    /// The patrol, which has ended.
    patrol_id: ID,
    /// `PatrolReport.version` as it was read; 0 before anything was handed in or decided.
    version: i64,
    /// The case; nothing when there was none: then the report says so.
    case: Option<PatrolCaseInput>,
    /// The ids of those who were present (`person_…`): on the patrol, or volunteers of the unit now or
    /// before. 1 to 40.
    member_ids: Vec<ID>,
    /// The name of the officer who confirmed it on the spot, at most 120 characters; nothing when nobody
    /// did.
    confirming_officer: Option<String>,
    /// Made by the phone, at most 128 characters: the same key brings the first outcome again, for
    /// 30 days.
    pub(super) idempotency_key: Option<String>,
    /// Given back unchanged in the answer.
    pub(super) client_mutation_id: Option<String>,
}

impl PatrolReportSubmitInput {
    pub(super) fn read(&self) -> domain::Result<Submitting> {
        let case = self.case.as_ref().map(|case| Case {
            category_code: case.category_code.clone(),
            case_type: case.case_type.clone(),
            description: case.description.clone(),
            people_involved: case.people_involved,
            agency: case.agency.map(Into::into),
        });
        Ok(Submitting {
            patrol_id: context::id(&self.patrol_id, "patrolId")?,
            version: self.version,
            case,
            members: context::ids(&self.member_ids, "memberIds")?,
            confirmed_by: self.confirming_officer.clone(),
        })
    }
}

/// A decision about a report.
#[derive(InputObject)]
pub struct PatrolReportDecideInput {
    /// The patrol.
    patrol_id: ID,
    /// `PatrolReport.version` as it was read.
    version: i64,
    /// What is decided.
    decision: PatrolReportDecision,
    /// Why, 3 to 2,000 characters: needed to send it back and to cancel it (`REQUIRED`); the unit's leader
    /// reads it.
    reason: Option<String>,
    /// Made by the app, at most 128 characters: the same key brings the first outcome again, for
    /// 30 days.
    pub(super) idempotency_key: Option<String>,
    /// Given back unchanged in the answer.
    pub(super) client_mutation_id: Option<String>,
}

impl PatrolReportDecideInput {
    pub(super) fn read(&self) -> domain::Result<Deciding> {
        Ok(Deciding {
            patrol_id: context::id(&self.patrol_id, "patrolId")?,
            version: self.version,
            decision: self.decision.into(),
            reason: self.reason.clone(),
        })
    }
}

/// Which reports are wanted.
#[derive(Clone, Copy, Debug, Default, InputObject)]
pub struct PatrolReportFilterInput {
    /// Only those that stand there.
    status: Option<PatrolReportStatus>,
    /// Only those for which somebody is late, the latest of all first.
    #[graphql(default)]
    overdue_only: bool,
}

impl From<PatrolReportFilterInput> for ReportFilter {
    fn from(filter: PatrolReportFilterInput) -> Self {
        Self { status: filter.status.map(Into::into), overdue_only: filter.overdue_only }
    }
}

/// A certificate is asked for.
#[derive(InputObject)]
pub struct CertificateIssueInput {
    /// For which patrol.
    patrol_id: ID,
    /// For whom; for the viewer when nobody is named. The unit's leader names others.
    person_id: Option<ID>,
    /// Made by the phone, at most 128 characters: the same key brings the first outcome again, for
    /// 30 days.
    pub(super) idempotency_key: Option<String>,
    /// Given back unchanged in the answer.
    pub(super) client_mutation_id: Option<String>,
}

impl CertificateIssueInput {
    pub(super) fn read(&self) -> domain::Result<Issuing> {
        let person = self.person_id.as_ref();
        Ok(Issuing {
            patrol_id: context::id(&self.patrol_id, "patrolId")?,
            person_id: person.map(|id| context::id(id, "personId")).transpose()?,
        })
    }
}

/// A certificate is taken back.
#[derive(InputObject)]
pub struct CertificateRevokeInput {
    /// Which one.
    id: ID,
    /// Why, 3 to 2,000 characters; the person reads it.
    reason: String,
    /// Made by the app, at most 128 characters: the same key brings the first outcome again, for
    /// 30 days.
    pub(super) idempotency_key: Option<String>,
    /// Given back unchanged in the answer.
    pub(super) client_mutation_id: Option<String>,
}

impl CertificateRevokeInput {
    pub(super) fn read(&self) -> domain::Result<Revoking> {
        Ok(Revoking { id: context::id(&self.id, "id")?, reason: self.reason.clone() })
    }
}
