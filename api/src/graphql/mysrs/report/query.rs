//! Reading reports, months and certificates.

use async_graphql::{Context, ID, Object};
use domain::mysrs::{
    incident::Within,
    report::{self, certificate, month},
};

use super::{
    certificate::{Certificate, CertificateConnection},
    input::PatrolReportFilterInput,
    month::PatrolMonth,
    types::{PatrolReport, PatrolReportConnection},
};
use crate::graphql::{
    connection,
    context::{self, InRequest as _},
    mysrs::incident::place::Named,
};

/// Reading reports, months and certificates.
#[derive(Default)]
pub struct ReportQuery;

#[Object]
impl ReportQuery {
    /// The report of a patrol, also before anybody has handed it in. MySRS: whoever was on the patrol,
    /// the unit's leader, its area's committee and the officers above it.
    async fn patrol_report(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The patrol's id.")] patrol_id: ID,
    ) -> domain::Result<Option<PatrolReport>> {
        let patrol = context::id(&patrol_id, "patrolId")?;
        Ok(Some(PatrolReport(report::patrol_report(context.ctx()?, patrol).await?)))
    }

    /// The reports of patrols that have ended, the latest patrol first: of a unit, an area, a district, a
    /// state, or without these of the whole country. A report stays with the district where it was
    /// filed. MySRS: the unit's leader, its area's committee and the officers there.
    #[expect(clippy::too_many_arguments, reason = "each is an argument of the field")]
    async fn patrol_reports(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Of this unit.")] unit_id: Option<ID>,
        #[graphql(desc = "Of this area.")] area_id: Option<ID>,
        #[graphql(desc = "Of this district.")] district_id: Option<ID>,
        #[graphql(desc = "Of this state, by its two-digit code.")] state_code: Option<String>,
        #[graphql(desc = "Which of them.")] filter: Option<PatrolReportFilterInput>,
        #[graphql(desc = "The first so many, 1 to 100; 20 when nothing is said.")] first: Option<
            i32,
        >,
        #[graphql(desc = "… after this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "… before this cursor.")] before: Option<String>,
    ) -> domain::Result<Option<PatrolReportConnection>> {
        let named =
            Named { unit: unit_id, area: area_id, district: district_id, state: state_code };
        let within = named.or(Within::Nation)?;
        let args = connection::args(first, after, last, before);
        let filter = filter.unwrap_or_default().into();
        let page = report::reports(context.ctx()?, &within, filter, &args).await?;
        Ok(Some(PatrolReportConnection::of(page, PatrolReport)))
    }

    /// The figures of a month: of a unit, an area, a district, a state, or without these of the whole
    /// country. As CSV they are `GET /v1/reports/months.csv`, by unit, district or state; the incidents
    /// by category and hour `GET /v1/reports/incidents.csv`; the patrols `GET /v1/reports/patrols.csv`; the
    /// units as GeoJSON `GET /v1/reports/units.geojson`. MySRS: of a unit its volunteers, its area's committee and the
    /// officers above; of an area its committee and those officers; of more the officers there.
    async fn patrol_month(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The month in Malaysia: `2026-03`.")] month: String,
        #[graphql(desc = "Of this unit.")] unit_id: Option<ID>,
        #[graphql(desc = "Of this area.")] area_id: Option<ID>,
        #[graphql(desc = "Of this district.")] district_id: Option<ID>,
        #[graphql(desc = "Of this state, by its two-digit code.")] state_code: Option<String>,
    ) -> domain::Result<Option<PatrolMonth>> {
        let named =
            Named { unit: unit_id, area: area_id, district: district_id, state: state_code };
        let within = named.or(Within::Nation)?;
        Ok(Some(PatrolMonth(month::month_of(context.ctx()?, &within, &month).await?)))
    }

    /// A certificate of attendance. MySRS: whoever it is for, the unit's leader and the officers above.
    async fn certificate(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The certificate's id.")] id: ID,
    ) -> domain::Result<Option<Certificate>> {
        let id = context::id(&id, "id")?;
        Ok(Some(Certificate(certificate::certificate(context.ctx()?, id).await?)))
    }

    /// The viewer's own certificates of attendance, the latest first. MySRS, the signed-in.
    async fn certificates(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The first so many, 1 to 100; 20 when nothing is said.")] first: Option<
            i32,
        >,
        #[graphql(desc = "… after this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "… before this cursor.")] before: Option<String>,
    ) -> domain::Result<Option<CertificateConnection>> {
        let args = connection::args(first, after, last, before);
        let page = certificate::my_certificates(context.ctx()?, &args).await?;
        Ok(Some(CertificateConnection::of(page, Certificate)))
    }
}
