//! Handing in reports and deciding about them, and certificates.

use async_graphql::{Context, Object};
use domain::{
    Ctx,
    mysrs::report::{self, certificate},
};

use super::{
    certificate::Certificate,
    input::{
        CertificateIssueInput, CertificateRevokeInput, PatrolReportDecideInput,
        PatrolReportSubmitInput,
    },
    payload::{CertificatePayload, PatrolReportPayload},
    types::PatrolReport,
};
use crate::graphql::{context::InRequest as _, outcome::settle};

/// Handing in reports and deciding about them, and certificates.
#[derive(Default)]
pub struct ReportMutation;

fn reported(
    ctx: &Ctx,
    answer: domain::Result<report::PatrolReport>,
    client_mutation_id: Option<String>,
) -> domain::Result<PatrolReportPayload> {
    let (found, user_errors) = settle(ctx, answer)?;
    Ok(PatrolReportPayload { report: found.map(PatrolReport), user_errors, client_mutation_id })
}

fn certified(
    ctx: &Ctx,
    answer: domain::Result<certificate::Certificate>,
    client_mutation_id: Option<String>,
) -> domain::Result<CertificatePayload> {
    let (found, user_errors) = settle(ctx, answer)?;
    let certificate = found.map(Certificate);
    Ok(CertificatePayload { certificate, user_errors, client_mutation_id })
}

#[Object]
impl ReportMutation {
    /// Hands in the report of a patrol that has ended, or hands it in again with corrections: one that is
    /// `NOT_FINISHED`, `SUBMITTED` or `NEEDS_UPDATE`. It is `SUBMITTED` then, and waits for a district
    /// officer (PPD), who decides with `patrolReportDecide`. What is handed in takes the place of what was
    /// before; `PatrolReport.suggestion` says what was recorded, to begin with. Whoever has read an older
    /// version is told so by `VERSION_CONFLICT`: read it again. `STATE_INVALID` when the patrol has not
    /// ended, or the report is `CHECKED` or `CANCELLED`. MySRS: the unit's leader.
    async fn patrol_report_submit(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The report.")] input: PatrolReportSubmitInput,
    ) -> domain::Result<PatrolReportPayload> {
        let (ctx, new) = (context.ctx()?, input.read()?);
        let answer = report::submit_report(ctx, &new, input.idempotency_key.as_deref()).await;
        reported(ctx, answer, input.client_mutation_id)
    }

    /// Checks a report, sends it back with a reason, which the unit's leader is told and hands it in again
    /// for, or cancels it for good, with its patrol and the certificates that were issued for it. What each
    /// decision is for and where it leads `PatrolReportDecision` says; `STATE_INVALID` where it does not fit
    /// how the report stands, and `VERSION_CONFLICT` when it was handed in or decided since it was read.
    /// Nobody decides about what they handed in themselves. MySRS: the district officers (PPD) there.
    async fn patrol_report_decide(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The decision.")] input: PatrolReportDecideInput,
    ) -> domain::Result<PatrolReportPayload> {
        let (ctx, deciding) = (context.ctx()?, input.read()?);
        let answer = report::decide_report(ctx, &deciding, input.idempotency_key.as_deref()).await;
        reported(ctx, answer, input.client_mutation_id)
    }

    /// Issues a certificate of attendance for a patrol that has ended, when its records prove enough
    /// consecutive minutes after midnight: accepted check-ins at checkpoints, and where the track of
    /// somebody who walked 500 metres or more leads on, no two more than 45 minutes apart, while they were
    /// on the patrol. Whoever issues it for themselves proves it by their own records alone; when the
    /// unit's leader issues it for somebody else, the leader vouches for it that they were with the others,
    /// and the records of those count too. Asked for again it is the same one, also when it was taken back.
    /// MySRS: whoever was on the patrol, for themselves; the unit's leader.
    async fn certificate_issue(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "For which patrol.")] input: CertificateIssueInput,
    ) -> domain::Result<CertificatePayload> {
        let (ctx, issuing) = (context.ctx()?, input.read()?);
        let key = input.idempotency_key.as_deref();
        let answer = certificate::issue_certificate(ctx, &issuing, key).await;
        certified(ctx, answer, input.client_mutation_id)
    }

    /// Takes a certificate back for good; the person is told. Taking it back again changes nothing.
    /// MySRS: the unit's leader and the district officers (PPD) there, not for themselves.
    async fn certificate_revoke(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which one.")] input: CertificateRevokeInput,
    ) -> domain::Result<CertificatePayload> {
        let (ctx, revoking) = (context.ctx()?, input.read()?);
        let key = input.idempotency_key.as_deref();
        let answer = certificate::revoke_certificate(ctx, &revoking, key).await;
        certified(ctx, answer, input.client_mutation_id)
    }
}
