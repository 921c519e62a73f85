//! Reading applications, what is due, invitations, warnings and notices of a start.

use async_graphql::{Context, ID, Object};
use domain::{
    community::approval::{self, ApprovalFilter},
    mysrs::{application, consent, strength, unit},
};

use super::{
    member::{
        PatrolInvitation, PatrolStartNotice, PatrolStartNoticeConnection, PatrolUnitWarning,
        PatrolUnitWarningConnection,
    },
    types::{
        ApprovalDesk, ApprovalDue, ApprovalDueConnection, ApprovalSubject, PatrolUnitApplication,
        PatrolUnitApplicationConnection,
    },
};
use crate::graphql::{
    connection,
    context::{self, InRequest as _},
};

/// Reading applications, what is due, invitations, warnings and notices of a start.
#[derive(Default)]
pub struct RegistryQuery;

#[Object]
impl RegistryQuery {
    /// One application for a patrol unit. MySRS: the area's committee; the officers above it once it
    /// has come to the department.
    async fn patrol_unit_application(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The application's id.")] id: ID,
    ) -> domain::Result<Option<PatrolUnitApplication>> {
        let id = context::id(&id, "id")?;
        let found = application::application(context.ctx()?, id).await?;
        Ok(Some(PatrolUnitApplication(found)))
    }

    /// The applications of an area, the latest first. MySRS: the area's committee; the officers
    /// above it see those that have come to the department.
    async fn patrol_unit_applications(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The area's id.")] area_id: ID,
        #[graphql(desc = "The first so many, 1 to 100; 20 when nothing is said.")] first: Option<
            i32,
        >,
        #[graphql(desc = "… after this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "… before this cursor.")] before: Option<String>,
    ) -> domain::Result<Option<PatrolUnitApplicationConnection>> {
        let (ctx, area) = (context.ctx()?, context::id(&area_id, "areaId")?);
        let args = connection::args(first, after, last, before);
        let page = application::applications_of_area(ctx, area, &args).await?;
        Ok(Some(PatrolUnitApplicationConnection::of(page, PatrolUnitApplication)))
    }

    /// What waits for a decision of the department where the viewer is an officer, the earliest due
    /// first, so that what is overdue stands on top. MyKRT and MySRS: district, state and
    /// headquarters officers.
    #[expect(clippy::too_many_arguments, reason = "each is an argument of the field")]
    async fn approvals_due(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Only what is overdue.", default)] overdue_only: bool,
        #[graphql(desc = "Only what lies at this desk.")] desk: Option<ApprovalDesk>,
        #[graphql(desc = "Only this kind.")] subject: Option<ApprovalSubject>,
        #[graphql(desc = "The first so many, 1 to 100; 20 when nothing is said.")] first: Option<
            i32,
        >,
        #[graphql(desc = "… after this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "… before this cursor.")] before: Option<String>,
    ) -> domain::Result<Option<ApprovalDueConnection>> {
        let args = connection::args(first, after, last, before);
        let filter = ApprovalFilter {
            overdue_only,
            desk: desk.map(Into::into),
            subject: subject.map(Into::into),
        };
        let page = approval::approvals_due(context.ctx()?, filter, &args).await?;
        Ok(Some(ApprovalDueConnection::of(page, ApprovalDue)))
    }

    /// Whether the viewer joins a unit: every question that they have not answered, the latest
    /// first, at most 100. MySRS, the signed-in.
    async fn patrol_invitations(
        &self,
        context: &Context<'_>,
    ) -> domain::Result<Option<Vec<PatrolInvitation>>> {
        let open = consent::invitations(context.ctx()?).await?;
        Ok(Some(open.into_iter().map(PatrolInvitation).collect()))
    }

    /// The warnings of units with too few eligible members, the latest first. MySRS: of the units
    /// that the viewer leads or, as an officer, looks after; nothing for others.
    async fn patrol_unit_warnings(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Only those that last.", default = true)] open_only: bool,
        #[graphql(desc = "The first so many, 1 to 100; 20 when nothing is said.")] first: Option<
            i32,
        >,
        #[graphql(desc = "… after this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "… before this cursor.")] before: Option<String>,
    ) -> domain::Result<Option<PatrolUnitWarningConnection>> {
        let args = connection::args(first, after, last, before);
        let page = strength::warnings(context.ctx()?, open_only, &args).await?;
        Ok(Some(PatrolUnitWarningConnection::of(page, PatrolUnitWarning)))
    }

    /// The notices with which patrols of an area start, the latest first. MyKRT and MySRS: the
    /// area's residents, its committee and the officers above it.
    async fn patrol_start_notices(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The area's id.")] area_id: ID,
        #[graphql(desc = "The first so many, 1 to 100; 20 when nothing is said.")] first: Option<
            i32,
        >,
        #[graphql(desc = "… after this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "… before this cursor.")] before: Option<String>,
    ) -> domain::Result<Option<PatrolStartNoticeConnection>> {
        let (ctx, area) = (context.ctx()?, context::id(&area_id, "areaId")?);
        let args = connection::args(first, after, last, before);
        let page = unit::starts_of_area(ctx, area, &args).await?;
        Ok(Some(PatrolStartNoticeConnection::of(page, PatrolStartNotice)))
    }
}
