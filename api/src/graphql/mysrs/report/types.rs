//! Reports of patrols as their readers see them.

use async_graphql::{Context, Description, Enum, ID, Object, SimpleObject};
use domain::mysrs::{incident, report};

use super::certificate::Certificate;
use crate::graphql::{
    connection::connection,
    context::InRequest as _,
    mysrs::{Patrol, PatrolUnit, types::PatrolReason, unit::PatrolMember},
    outcome::seen,
    scalars::DateTime,
};

/// Where the report of a patrol stands: `NOT_FINISHED` → `SUBMITTED` → `CHECKED`, with `NEEDS_UPDATE` in
/// between when it is sent back, and `CANCELLED` from anywhere. The unit's leader hands it in
/// (`patrolReportSubmit`), a district officer (PPD) decides (`patrolReportDecide`); `viewerCanSubmit` and
/// `viewerCanDecide` say whether that is the viewer's to do now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "report::ReportStatus")]
pub enum PatrolReportStatus {
    /// Nobody has handed it in yet (belum selesai): the unit's leader is to, once the patrol has ended.
    /// Every patrol has a report from its beginning on, which stands here.
    NotFinished,
    /// It waits for the district officer, who checks it, sends it back or cancels it (dihantar untuk
    /// semakan). Until then the leader may hand it in again with corrections.
    Submitted,
    /// The district officer has checked it (disemak PPD): it is finished. The officer may still send it
    /// back or cancel it, when more comes to light.
    Checked,
    /// The district officer has sent it back, and `reason` says why (perlu dikemas kini): the leader is to
    /// hand it in again.
    NeedsUpdate,
    /// It does not count, nor does its patrol, and `reason` says why (dibatalkan): of its time nothing is
    /// proven any more, and its certificates are taken back. That is for good.
    Cancelled,
}

/// To whom a case was referred.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "incident::Agency")]
pub enum PatrolReportAgency {
    /// The police (PDRM).
    Police,
    /// The local council (PBT).
    Council,
    /// The anti-drugs agency (AADK).
    Aadk,
    /// The state's religious department.
    ReligiousDepartment,
    /// Somebody else.
    Other,
}

/// What the district officer decides about a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "report::ReportDecision")]
pub enum PatrolReportDecision {
    /// It is as it should be: of one that is `SUBMITTED`, which is `CHECKED` then.
    Check,
    /// It has to be brought up to date, for a `reason`: of one that is `SUBMITTED` or `CHECKED`, which is
    /// `NEEDS_UPDATE` then.
    SendBack,
    /// It does not count, nor does its patrol, for a `reason`: of any that is not `CANCELLED` yet, also one
    /// that nobody has handed in, once the patrol has ended. It cannot be undone.
    Cancel,
}

/// What there was on a patrol that is called a case.
#[derive(Clone, Debug, SimpleObject)]
pub struct PatrolCase {
    /// The code of its category, as `incidentCategories` lists them.
    category_code: String,
    /// Its type in the leader's own words, at most 120 characters.
    #[graphql(name = "type")]
    case_type: Option<String>,
    /// What happened, at most 4,000 characters.
    description: String,
    /// How many people were involved.
    people_involved: Option<i64>,
    /// To whom it was referred; null when to nobody.
    agency: Option<PatrolReportAgency>,
}

impl From<report::Case> for PatrolCase {
    fn from(case: report::Case) -> Self {
        Self {
            category_code: case.category_code,
            case_type: case.case_type,
            description: case.description,
            people_involved: case.people_involved,
            agency: case.agency.map(Into::into),
        }
    }
}

/// What a report may say by what was recorded on its patrol.
#[derive(Description)]
pub struct PatrolReportSuggestion(report::Suggested);

#[Object(use_type_description)]
impl PatrolReportSuggestion {
    /// The gravest incident that was reported on the patrol, with what the others say; null when there
    /// was none.
    async fn case(&self) -> Option<PatrolCase> {
        self.0.case.clone().map(Into::into)
    }

    /// Who was on the patrol, in the order in which they joined.
    async fn members(&self) -> Vec<PatrolMember> {
        self.0.members.iter().cloned().map(PatrolMember).collect()
    }
}

/// A step in the life of a report. It is never changed.
#[derive(Description)]
pub struct PatrolReportStep(report::ReportStep);

#[Object(use_type_description)]
impl PatrolReportStep {
    /// The id.
    async fn id(&self) -> ID {
        self.0.id.into()
    }

    /// Its number, from 1: the version that it made.
    async fn number(&self) -> i64 {
        self.0.number
    }

    /// Where the report stood from then on.
    async fn status(&self) -> PatrolReportStatus {
        self.0.status.into()
    }

    /// The name of who took it; empty once their account is erased.
    async fn taken_by(&self) -> &str {
        &self.0.display_name
    }

    /// Why it was sent back or cancelled, or what the officer said when checking it; null when nothing was
    /// said.
    async fn reason(&self) -> Option<&str> {
        self.0.reason.as_deref()
    }

    /// The case that was handed in with it; null for a decision, and when there was none.
    async fn case(&self) -> Option<PatrolCase> {
        self.0.record.as_ref().and_then(|record| record.case.clone()).map(Into::into)
    }

    /// The ids of those who were present by what was handed in; null for a decision.
    async fn member_ids(&self) -> Option<Vec<ID>> {
        let record = self.0.record.as_ref()?;
        Some(record.members.iter().map(|person| (*person).into()).collect())
    }

    /// When it was taken.
    async fn taken_at(&self) -> DateTime {
        DateTime(self.0.taken_at)
    }
}

/// The report of a patrol: whether there was a case, who was present, and how far it has come between the
/// unit's leader, who hands it in, and the district officer, who checks it.
#[derive(Description)]
pub struct PatrolReport(pub report::PatrolReport);

#[Object(use_type_description)]
impl PatrolReport {
    /// The id of its patrol, by which it is named.
    async fn patrol_id(&self) -> ID {
        self.0.patrol_id.into()
    }

    /// Its patrol.
    async fn patrol(&self, context: &Context<'_>) -> domain::Result<Option<Patrol>> {
        let found = domain::mysrs::patrol::patrol(context.ctx()?, self.0.patrol_id).await;
        seen(found.map(Into::into))
    }

    /// The unit; null for whoever was on the patrol and has left the unit.
    async fn unit(&self, context: &Context<'_>) -> domain::Result<Option<PatrolUnit>> {
        seen(context.loaders()?.patrol_unit(self.0.unit_id).await.map(PatrolUnit))
    }

    /// When the patrol began.
    async fn patrolled_at(&self) -> DateTime {
        DateTime(self.0.patrolled_at)
    }

    /// Where it stands.
    async fn status(&self) -> PatrolReportStatus {
        self.0.status.into()
    }

    /// The case; null when there was none, and before anybody has said.
    async fn case(&self) -> Option<PatrolCase> {
        self.0.case.clone().map(Into::into)
    }

    /// The officer who confirmed the patrol on the spot.
    async fn confirming_officer(&self) -> Option<&str> {
        self.0.confirmed_by.as_deref()
    }

    /// What is odd about the patrol as a whole, each with a sentence: whoever checks it looks there.
    async fn doubts(&self, context: &Context<'_>) -> domain::Result<Vec<PatrolReason>> {
        let (doubts, _) = report::odd(context.ctx()?, &self.0).await?;
        PatrolReason::all(context, &doubts)
    }

    /// For how many seconds the patrol's records prove that somebody was on it who was on no other: this
    /// is what counts in a month. Of each it is the time within 45 minutes of a record of their own;
    /// whoever recorded nothing adds nothing, and takes nothing from another patrol. Nothing (0) once
    /// the report is cancelled. Null before it is reckoned.
    async fn proven_seconds(&self, context: &Context<'_>) -> domain::Result<Option<i64>> {
        let (_, seconds) = report::odd(context.ctx()?, &self.0).await?;
        Ok(seconds)
    }

    /// Who was present by what was handed in, by name.
    async fn members(&self, context: &Context<'_>) -> domain::Result<Vec<PatrolMember>> {
        let members = report::members(context.ctx()?, &self.0).await?;
        Ok(members.into_iter().map(PatrolMember).collect())
    }

    /// When it was handed in last.
    async fn submitted_at(&self) -> Option<DateTime> {
        self.0.submitted_at.map(DateTime)
    }

    /// When the district officer decided last.
    async fn decided_at(&self) -> Option<DateTime> {
        self.0.decided_at.map(DateTime)
    }

    /// What the district officer said with the last decision: why it was sent back or cancelled. Null when
    /// nothing was said, and once it is handed in again.
    async fn reason(&self) -> Option<&str> {
        self.0.reason.as_deref()
    }

    /// Until when the next one has to have done their part: while it is `NOT_FINISHED` or `NEEDS_UPDATE`
    /// the unit's leader hands it in, within three days by the rule of today; while it is `SUBMITTED` a
    /// district officer decides, within seven. Later is not too late: it is `overdue`. Null once it is
    /// `CHECKED` or `CANCELLED`, and while the patrol lasts.
    async fn due_at(&self) -> Option<DateTime> {
        self.0.due_at.map(DateTime)
    }

    /// Whether that time has passed.
    async fn overdue(&self, context: &Context<'_>) -> domain::Result<bool> {
        let now = context.ctx()?.now();
        Ok(self.0.due_at.is_some_and(|due_at| due_at < now))
    }

    /// Rises with every step, from 0: whoever hands it in or decides gives the one that they have read.
    async fn version(&self) -> i64 {
        self.0.version
    }

    /// What was done about it, the first first, at most the newest 200.
    async fn history(&self, context: &Context<'_>) -> domain::Result<Vec<PatrolReportStep>> {
        let steps = report::steps(context.ctx()?, &self.0).await?;
        Ok(steps.into_iter().map(PatrolReportStep).collect())
    }

    /// What it may say by what was recorded, for the unit's leader; null for everybody else.
    async fn suggestion(
        &self,
        context: &Context<'_>,
    ) -> domain::Result<Option<PatrolReportSuggestion>> {
        let suggested = report::suggested(context.ctx()?, self.0.patrol_id).await?;
        Ok(suggested.map(PatrolReportSuggestion))
    }

    /// The certificates that were issued for the patrol, by name: all of them for the unit's leader and
    /// the officers above, their own for everybody else.
    async fn certificates(&self, context: &Context<'_>) -> domain::Result<Vec<Certificate>> {
        let all = report::certificate::of_patrol(context.ctx()?, self.0.patrol_id).await?;
        Ok(all.into_iter().map(Certificate).collect())
    }

    /// Whether the viewer may hand it in now.
    async fn viewer_can_submit(&self, context: &Context<'_>) -> domain::Result<bool> {
        Ok(report::rights(context.ctx()?, &self.0).await?.submit)
    }

    /// Whether the viewer may decide about it now.
    async fn viewer_can_decide(&self, context: &Context<'_>) -> domain::Result<bool> {
        Ok(report::rights(context.ctx()?, &self.0).await?.decide)
    }
}

connection!(PatrolReportConnection, PatrolReportEdge, PatrolReport, "reports of patrols");
