//! Certificates of projects, for their owners and the officers who check them.

use std::sync::Arc;

use async_graphql::{Context, Description, Enum, ID, Object};
use domain::{
    krt_shop::{
        certificate::{self, CertificateStatus},
        project,
    },
    shared::malaysia,
};

use super::{Project, mark::ProjectCertificateKind};
use crate::graphql::{
    connection::{self, connection},
    context::{self, InRequest as _},
    scalars::{Date, DateTime},
};

/// How far a certificate has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "CertificateStatus")]
pub enum ProjectCertificateStatus {
    /// It waits for an officer.
    Submitted,
    /// An officer has checked it: its mark is shown while it is valid.
    Confirmed,
    /// An officer did not believe it; the reason says why.
    Refused,
    /// It was confirmed and does not count any more; the reason says why.
    Revoked,
}

/// A certificate of a project, or of one thing that it offers: for its owner and the officers above.
/// Buyers see its mark.
#[derive(Description)]
pub struct ProjectCertificate(pub certificate::Certificate);

#[Object(use_type_description)]
impl ProjectCertificate {
    /// The id.
    pub async fn id(&self) -> ID {
        self.0.id.into()
    }

    /// What it is about.
    async fn kind(&self) -> ProjectCertificateKind {
        self.0.kind.into()
    }

    /// Its number, at most 60 characters.
    async fn number(&self) -> &str {
        &self.0.number
    }

    /// Who has issued it, at most 120 characters.
    async fn issuer(&self) -> &str {
        &self.0.issuer
    }

    /// The first day on which it is valid, in Malaysia.
    async fn valid_from(&self) -> Date {
        Date(self.0.valid_from)
    }

    /// The last day on which it is valid, in Malaysia.
    async fn valid_until(&self) -> Date {
        Date(self.0.valid_until)
    }

    /// How far it has come.
    async fn status(&self) -> ProjectCertificateStatus {
        self.0.status.into()
    }

    /// Whether its mark is shown today.
    async fn is_shown(&self, context: &Context<'_>) -> domain::Result<bool> {
        let today = malaysia::day(context.ctx()?.now());
        let days = self.0.valid_from..=self.0.valid_until;
        Ok(self.0.status == CertificateStatus::Confirmed && days.contains(&today))
    }

    /// Why it was refused or revoked, at most 500 characters.
    async fn reason(&self) -> Option<&str> {
        self.0.reason.as_deref()
    }

    /// The project whose it is.
    async fn project(&self, context: &Context<'_>) -> domain::Result<Project> {
        let (ctx, id) = (context.ctx()?, self.0.project_id);
        let cards = context.house()?.directory.cards(ctx).await?;
        let project = match cards.project(id) {
            Some(project) => Arc::clone(project),
            None => Arc::new(project::project(ctx, id).await?),
        };
        Ok(Project::new(project, &cards))
    }

    /// The id of the one product that it is for; none: all that the project offers.
    async fn product_id(&self) -> Option<ID> {
        self.0.product_id.map(Into::into)
    }

    /// The picture or document that shows it: `GET` with the access token. None once the account is
    /// erased that sent it.
    async fn scan_url(&self, context: &Context<'_>) -> domain::Result<Option<String>> {
        let base = &context.house()?.config.public_url;
        let address = || format!("{base}/v1/project-certificates/{}/scan", self.0.id);
        Ok(self.0.scan_media_id.map(|_| address()))
    }

    /// When it was submitted.
    async fn submitted_at(&self) -> DateTime {
        DateTime(self.0.submitted_at)
    }

    /// When an officer has decided about it last.
    async fn decided_at(&self) -> Option<DateTime> {
        self.0.decided_at.map(DateTime)
    }

    /// The ids of other projects that name the same number, at most 10: a warning for whoever decides,
    /// empty for anybody else.
    async fn also_used_by(&self, context: &Context<'_>) -> domain::Result<Vec<ID>> {
        let projects = certificate::also_used_by(context.ctx()?, &self.0).await?;
        Ok(projects.into_iter().map(Into::into).collect())
    }

    /// Whether the viewer may confirm, refuse or revoke it.
    async fn viewer_can_decide(&self, context: &Context<'_>) -> domain::Result<bool> {
        certificate::can_decide(context.ctx()?, &self.0).await
    }
}

connection!(
    ProjectCertificateConnection,
    ProjectCertificateEdge,
    ProjectCertificate,
    "certificates of projects"
);

/// Reading certificates of projects.
#[derive(Default)]
pub struct ProjectCertificateQuery;

#[Object]
impl ProjectCertificateQuery {
    /// One certificate of a project. KRT Shop: the project's owner and the officers above it.
    async fn project_certificate(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The certificate's id.")] id: ID,
    ) -> domain::Result<Option<ProjectCertificate>> {
        let found = certificate::certificate(context.ctx()?, context::id(&id, "id")?).await?;
        Ok(Some(ProjectCertificate(found)))
    }

    /// The certificates of a project, the latest first. KRT Shop: the project's owner and the officers
    /// above it.
    #[expect(clippy::too_many_arguments, reason = "each is an argument of the field")]
    async fn project_certificates(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The project's id.")] project_id: ID,
        #[graphql(desc = "Only those that have come so far.")] status: Option<
            ProjectCertificateStatus,
        >,
        #[graphql(desc = "The first so many, 1 to 100; 20 when nothing is said.")] first: Option<
            i32,
        >,
        #[graphql(desc = "… after this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "… before this cursor.")] before: Option<String>,
    ) -> domain::Result<Option<ProjectCertificateConnection>> {
        let (ctx, id) = (context.ctx()?, context::id(&project_id, "projectId")?);
        let args = connection::args(first, after, last, before);
        let status = status.map(Into::into);
        let page = certificate::certificates_of_project(ctx, id, status, &args).await?;
        Ok(Some(ProjectCertificateConnection::of(page, ProjectCertificate)))
    }

    /// The certificates that wait where the viewer is an officer, the oldest first. KRT Shop: the
    /// officers of the district, the state and headquarters.
    async fn project_certificates_waiting(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The first so many, 1 to 100; 20 when nothing is said.")] first: Option<
            i32,
        >,
        #[graphql(desc = "… after this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "… before this cursor.")] before: Option<String>,
    ) -> domain::Result<Option<ProjectCertificateConnection>> {
        let args = connection::args(first, after, last, before);
        let page = certificate::certificates_waiting(context.ctx()?, &args).await?;
        Ok(Some(ProjectCertificateConnection::of(page, ProjectCertificate)))
    }
}
