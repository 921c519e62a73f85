//! Reports of listings.

use async_graphql::{Context, Description, Enum, ID, InputObject, Object, SimpleObject};
use domain::{
    Ctx,
    krt_shop::listing_report::{self, NewReport, ReportDeciding},
};

use crate::graphql::{
    connection::{self, connection},
    context::{self, InRequest as _},
    outcome::{UserError, settle},
    scalars::DateTime,
};

/// What is wrong with a listing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "listing_report::ReportReason")]
pub enum ListingReportReason {
    /// It shows or claims a mark, such as halal, without the certificate.
    FalseMark,
    /// It may not be sold, or not like this.
    Forbidden,
    /// It harms who eats or uses it.
    Unsafe,
    /// It is not what it says, or its price is not the one that is asked.
    Misleading,
    /// Nobody sells this, or the seller takes money and gives nothing.
    Fraud,
    /// Its pictures or texts are somebody else's.
    NotTheirs,
    /// It insults or threatens people.
    Offensive,
    /// Something else: the text says what.
    Other,
}

/// How far a report has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "listing_report::ReportStatus")]
pub enum ListingReportStatus {
    /// It waits for an officer.
    Received,
    /// An officer looks into it.
    Taken,
    /// Something was done about the listing.
    Upheld,
    /// Nothing was found to be wrong.
    Dismissed,
}

/// What was done about a listing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "listing_report::ReportMeasure")]
pub enum ListingReportMeasure {
    /// The public does not see it any more: hide it first (`productHide`).
    Hidden,
    /// A certificate was taken back, so that its mark is not shown: revoke it first
    /// (`projectCertificateRevoke`).
    MarkRevoked,
    /// The seller has corrected it.
    Corrected,
}

/// A report of a listing.
#[derive(Description)]
pub struct ListingReport(pub listing_report::ListingReport);

#[Object(use_type_description)]
impl ListingReport {
    /// The id (`listingreport_…`), made by the phone that sent it.
    pub async fn id(&self) -> ID {
        self.0.id.into()
    }

    /// The offer.
    async fn product_id(&self) -> ID {
        self.0.product_id.into()
    }

    /// Its project.
    async fn project_id(&self) -> ID {
        self.0.project_id.into()
    }

    /// What is wrong.
    async fn reason(&self) -> ListingReportReason {
        self.0.reason.into()
    }

    /// … in the reporter's words, at most 1,000 characters.
    async fn text(&self) -> Option<&str> {
        self.0.text.as_deref()
    }

    /// How far it has come.
    async fn status(&self) -> ListingReportStatus {
        self.0.status.into()
    }

    /// When it was reported.
    async fn reported_at(&self) -> DateTime {
        DateTime(self.0.reported_at)
    }

    /// Until when the officers promise to decide: three days.
    async fn due_at(&self) -> DateTime {
        DateTime(self.0.due_at)
    }

    /// Whether that time has passed and nobody has decided.
    async fn overdue(&self, context: &Context<'_>) -> domain::Result<bool> {
        Ok(self.0.is_overdue(context.ctx()?.now()))
    }

    /// Since when an officer looks into it.
    async fn taken_at(&self) -> Option<DateTime> {
        self.0.taken_at.map(DateTime)
    }

    /// When it was decided.
    async fn decided_at(&self) -> Option<DateTime> {
        self.0.decided_at.map(DateTime)
    }

    /// What was done.
    async fn measure(&self) -> Option<ListingReportMeasure> {
        self.0.measure.map(Into::into)
    }

    /// What the reporter is told, at most 1,000 characters.
    async fn answer(&self) -> Option<&str> {
        self.0.answer.as_deref()
    }

    /// Rises with every change; `listingReportTake` and `listingReportDecide` want it.
    async fn version(&self) -> i64 {
        self.0.version
    }
}

connection!(ListingReportConnection, ListingReportEdge, ListingReport, "reports of listings");

/// A report.
#[derive(InputObject)]
pub struct ListingReportSendInput {
    /// The id (`listingreport_…`), made by the phone: the same again is the same report.
    id: ID,
    /// The offer.
    product_id: ID,
    /// What is wrong.
    reason: ListingReportReason,
    /// … in words, at most 1,000 characters; asked for with `OTHER`.
    text: Option<String>,
    /// Given back unchanged in the answer.
    client_mutation_id: Option<String>,
}

/// Which report an officer takes up.
#[derive(InputObject)]
pub struct ListingReportTakeInput {
    /// The report.
    id: ID,
    /// The version that was read.
    version: i64,
    /// Given back unchanged in the answer.
    client_mutation_id: Option<String>,
}

/// What came of a report, as an officer decides it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "listing_report::ReportDecision")]
pub enum ListingReportDecision {
    /// Something was done about the listing: `measure` says what.
    Uphold,
    /// Nothing was found to be wrong.
    Dismiss,
}

/// What came of a report.
#[derive(InputObject)]
pub struct ListingReportDecideInput {
    /// The report.
    id: ID,
    /// The version that was read.
    version: i64,
    /// What is decided.
    decision: ListingReportDecision,
    /// What was done: needed to uphold, left out to dismiss.
    measure: Option<ListingReportMeasure>,
    /// What the reporter is told, at most 1,000 characters.
    answer: String,
    /// Whether every open report of the same offer for the same reason is decided with it, 400 at most.
    #[graphql(default)]
    with_alike: bool,
    /// Given back unchanged in the answer.
    client_mutation_id: Option<String>,
}

/// A report, or why there is none.
#[derive(SimpleObject)]
pub struct ListingReportPayload {
    /// The report.
    report: Option<ListingReport>,
    /// Why not.
    user_errors: Vec<UserError>,
    /// As it was given.
    client_mutation_id: Option<String>,
}

/// A report that was sent, or why not.
#[derive(SimpleObject)]
pub struct ListingReportSendPayload {
    /// The report.
    report: Option<ListingReport>,
    /// With which somebody who is not signed in sees what came of it (`listingReport`); null for the
    /// signed-in.
    secret: Option<String>,
    /// Why not.
    user_errors: Vec<UserError>,
    /// As it was given.
    client_mutation_id: Option<String>,
}

fn payload(
    ctx: &Ctx,
    answer: domain::Result<listing_report::ListingReport>,
    client_mutation_id: Option<String>,
) -> domain::Result<ListingReportPayload> {
    let (report, user_errors) = settle(ctx, answer)?;
    Ok(ListingReportPayload { report: report.map(ListingReport), user_errors, client_mutation_id })
}

/// Reporting listings, and deciding about reports.
#[derive(Default)]
pub struct ListingReportMutation;

#[Object]
impl ListingReportMutation {
    /// Reports a listing to the officers of its district. At most 10 a day, and 60 from one network. KRT
    /// Shop, everybody.
    async fn listing_report_send(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The report.")] input: ListingReportSendInput,
    ) -> domain::Result<ListingReportSendPayload> {
        let ctx = context.ctx()?;
        let new = NewReport {
            id: context::id(&input.id, "id")?,
            product_id: context::id(&input.product_id, "productId")?,
            reason: input.reason.into(),
            text: input.text,
        };
        let (done, user_errors) = settle(ctx, listing_report::report_listing(ctx, &new).await)?;
        let (report, secret) = done.map_or((None, None), |(report, secret)| (Some(report), secret));
        Ok(ListingReportSendPayload {
            report: report.map(ListingReport),
            secret,
            user_errors,
            client_mutation_id: input.client_mutation_id,
        })
    }

    /// Takes a report up. KRT Shop: the officers above the project, but not for their own reports.
    async fn listing_report_take(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which.")] input: ListingReportTakeInput,
    ) -> domain::Result<ListingReportPayload> {
        let (ctx, id) = (context.ctx()?, context::id(&input.id, "id")?);
        let answer = listing_report::take_report(ctx, id, input.version).await;
        payload(ctx, answer, input.client_mutation_id)
    }

    /// Says what came of a report; whoever reported is told. KRT Shop: the officers above the project,
    /// but not for their own reports.
    async fn listing_report_decide(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "What came of it.")] input: ListingReportDecideInput,
    ) -> domain::Result<ListingReportPayload> {
        let ctx = context.ctx()?;
        let given = ReportDeciding {
            id: context::id(&input.id, "id")?,
            version: input.version,
            decision: input.decision.into(),
            measure: input.measure.map(Into::into),
            answer: input.answer,
            with_alike: input.with_alike,
        };
        let answer = listing_report::decide_report(ctx, &given).await;
        payload(ctx, answer, input.client_mutation_id)
    }
}

/// Reading reports.
#[derive(Default)]
pub struct ListingReportQuery;

#[Object]
impl ListingReportQuery {
    /// The reports that wait where the viewer is an officer, the earliest due first. KRT Shop: officers.
    async fn listing_reports(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The first so many, 1 to 100; 20 when nothing is said.")] first: Option<
            i32,
        >,
        #[graphql(desc = "… after this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "… before this cursor.")] before: Option<String>,
    ) -> domain::Result<Option<ListingReportConnection>> {
        let args = connection::args(first, after, last, before);
        let page = listing_report::listing_reports(context.ctx()?, &args).await?;
        Ok(Some(ListingReportConnection::of(page, ListingReport)))
    }

    /// One report. KRT Shop: whoever reported it, by account or by secret, and the officers above the
    /// project.
    async fn listing_report(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The report's id.")] id: ID,
        #[graphql(desc = "The report's secret: for somebody who was not signed in.")]
        secret: Option<String>,
    ) -> domain::Result<Option<ListingReport>> {
        let (ctx, id) = (context.ctx()?, context::id(&id, "id")?);
        let found = listing_report::listing_report(ctx, id, secret.as_deref()).await?;
        Ok(Some(ListingReport(found)))
    }
}
