//! Submitting certificates of projects, and deciding about them.

use async_graphql::{Context, Enum, ID, InputObject, Object, SimpleObject};
use domain::krt_shop::certificate::{
    self, CertificateDecision, Deciding, NewCertificate, Revoking,
};

use super::{certificate::ProjectCertificate, mark::ProjectCertificateKind};
use crate::graphql::{
    context::{self, InRequest as _},
    outcome::{UserError, settle},
    scalars::Date,
};

/// A certificate that an owner submits.
#[derive(InputObject)]
pub struct ProjectCertificateSubmitInput {
    /// The project whose it is.
    project_id: ID,
    /// The one product that it is for; left out: all that the project offers.
    product_id: Option<ID>,
    /// What it is about.
    kind: ProjectCertificateKind,
    /// Its number, at most 60 characters; of `SSM` 12 digits: the year, the type 01 to 06, and six more.
    number: String,
    /// Who has issued it, at most 120 characters.
    issuer: String,
    /// The first day on which it is valid, in Malaysia; at most 366 days from now.
    valid_from: Date,
    /// The last day on which it is valid, in Malaysia, today or later. `MESTI`: at most three years
    /// after the first.
    valid_until: Date,
    /// An uploaded picture or document of one's own that shows it: its owner and the officers see it,
    /// nobody else.
    scan_id: ID,
    /// Made by the phone, at most 128 characters: the same key brings the first outcome again, for
    /// 30 days.
    idempotency_key: Option<String>,
    /// Given back unchanged in the answer.
    client_mutation_id: Option<String>,
}

/// What an officer decides about a certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "CertificateDecision")]
pub enum ProjectCertificateDecision {
    /// It is right.
    Confirm,
    /// It is not.
    Refuse,
}

/// What an officer decides.
#[derive(InputObject)]
pub struct ProjectCertificateDecideInput {
    /// The certificate's id.
    id: ID,
    /// What is decided.
    decision: ProjectCertificateDecision,
    /// Why, at most 500 characters: needed to refuse. Its owner reads it, and it stands in the audit.
    reason: Option<String>,
    /// Made by the phone, at most 128 characters: the same key brings the first outcome again, for
    /// 30 days.
    idempotency_key: Option<String>,
    /// Given back unchanged in the answer.
    client_mutation_id: Option<String>,
}

/// A certificate that does not count any more.
#[derive(InputObject)]
pub struct ProjectCertificateRevokeInput {
    /// The certificate's id.
    id: ID,
    /// Why, 1 to 500 characters: its owner reads it, and it stands in the audit.
    reason: String,
    /// Made by the phone, at most 128 characters: the same key brings the first outcome again, for
    /// 30 days.
    idempotency_key: Option<String>,
    /// Given back unchanged in the answer.
    client_mutation_id: Option<String>,
}

/// A certificate, or why there is none.
#[derive(SimpleObject)]
pub struct ProjectCertificatePayload {
    /// The certificate.
    certificate: Option<ProjectCertificate>,
    /// Why not.
    user_errors: Vec<UserError>,
    /// As it was given.
    client_mutation_id: Option<String>,
}

/// Submitting certificates of projects, and deciding about them.
#[derive(Default)]
pub struct ProjectCertificateMutation;

#[Object]
impl ProjectCertificateMutation {
    /// Submits a certificate of a project or of one of its products, which an officer checks; at most 20
    /// of a project wait at once. KRT Shop: the project's owner.
    async fn project_certificate_submit(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The certificate.")] input: ProjectCertificateSubmitInput,
    ) -> domain::Result<ProjectCertificatePayload> {
        let product_id = input.product_id.as_ref();
        let new = NewCertificate {
            project_id: context::id(&input.project_id, "projectId")?,
            product_id: product_id.map(|id| context::id(id, "productId")).transpose()?,
            kind: input.kind.into(),
            number: input.number,
            issuer: input.issuer,
            valid_from: input.valid_from.0,
            valid_until: input.valid_until.0,
            scan_id: context::id(&input.scan_id, "scanId")?,
        };
        let key = input.idempotency_key.as_deref();
        let answer = certificate::submit_certificate(context.ctx()?, &new, key).await;
        payload(context, answer, input.client_mutation_id)
    }

    /// Confirms a certificate, so that its mark is shown while it is valid, or refuses it with a reason.
    /// Of two officers the first decides (`ALREADY_DECIDED`). KRT Shop: the officers of the district, the
    /// state and headquarters; nobody decides about what they have submitted themselves.
    async fn project_certificate_decide(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which certificate, and what is decided.")]
        input: ProjectCertificateDecideInput,
    ) -> domain::Result<ProjectCertificatePayload> {
        let deciding = Deciding {
            id: context::id(&input.id, "id")?,
            decision: input.decision.into(),
            reason: input.reason,
        };
        let key = input.idempotency_key.as_deref();
        let answer = certificate::decide_certificate(context.ctx()?, &deciding, key).await;
        payload(context, answer, input.client_mutation_id)
    }

    /// Takes back what was confirmed, for good: its mark goes at once, and what claims to be halal by
    /// nothing else goes out of sight. Revoking it again changes nothing. KRT Shop: the officers of the
    /// district, the state and headquarters.
    async fn project_certificate_revoke(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which certificate, and why.")] input: ProjectCertificateRevokeInput,
    ) -> domain::Result<ProjectCertificatePayload> {
        let revoking = Revoking { id: context::id(&input.id, "id")?, reason: input.reason };
        let key = input.idempotency_key.as_deref();
        let answer = certificate::revoke_certificate(context.ctx()?, &revoking, key).await;
        payload(context, answer, input.client_mutation_id)
    }
}

fn payload(
    context: &Context<'_>,
    answer: domain::Result<certificate::Certificate>,
    client_mutation_id: Option<String>,
) -> domain::Result<ProjectCertificatePayload> {
    let (found, user_errors) = settle(context.ctx()?, answer)?;
    let certificate = found.map(ProjectCertificate);
    Ok(ProjectCertificatePayload { certificate, user_errors, client_mutation_id })
}
