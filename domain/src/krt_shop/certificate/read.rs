//! Reading certificates: their project's owner, and the officers above it. Buyers see marks.

use super::{
    model::{Certificate, CertificateStatus},
    rules,
    store::{self, CertificateKey},
};
use crate::{
    krt_shop::project,
    policy::{Action, Place, Target},
    shared::{
        ctx::Ctx,
        error::{Error, Result},
        id::{ProjectCertificateId, ProjectId},
        page::{self, Page, PageArgs, PageRequest},
    },
};

/// One certificate: for its project's owner and the officers above it.
pub async fn certificate(ctx: &Ctx, id: ProjectCertificateId) -> Result<Certificate> {
    Ok(seen(ctx, id).await?.0)
}

/// One certificate that the actor may read, and where it stands.
pub(super) async fn seen(ctx: &Ctx, id: ProjectCertificateId) -> Result<(Certificate, Place)> {
    ctx.person()?;
    let found = store::lookup(ctx.db().write(), id).await?.ok_or_else(Error::not_found)?;
    let place = place(ctx, &found).await?;
    ctx.authorize(Action::ProjectCertificateRead, &Target::at(place.clone()))?;
    Ok((found, place))
}

async fn place(ctx: &Ctx, found: &Certificate) -> Result<Place> {
    let projects = project::list_by_ids(ctx.db().write(), &[found.project_id]).await?;
    let project = projects.first().ok_or_else(Error::not_found)?;
    project::place_of_project(ctx, project).await
}

/// Whether the actor may decide about a certificate: who has submitted it does not.
pub async fn can_decide(ctx: &Ctx, found: &Certificate) -> Result<bool> {
    let target = Target { owner: Some(found.submitted_by), ..Target::at(place(ctx, found).await?) };
    Ok(ctx.may(Action::ProjectCertificateDecide, &target))
}

/// A page of a project's certificates, the latest first, each with its cursor.
pub async fn certificates_of_project(
    ctx: &Ctx,
    id: ProjectId,
    status: Option<CertificateStatus>,
    args: &PageArgs,
) -> Result<Page<(String, Certificate)>> {
    ctx.person()?;
    let projects = project::list_by_ids(ctx.db().write(), &[id]).await?;
    let project = projects.first().ok_or_else(Error::not_found)?;
    let place = project::place_of_project(ctx, project).await?;
    ctx.authorize(Action::ProjectCertificateRead, &Target::at(place))?;
    let request = PageRequest::<CertificateKey>::from_args(args)?;
    let rows = store::list_of_project(ctx.db().write(), id, status, &request).await?;
    Ok(with_cursors(&request, rows))
}

/// A page of what waits where the reader is an officer, the oldest first, each with its cursor.
pub async fn certificates_waiting(
    ctx: &Ctx,
    args: &PageArgs,
) -> Result<Page<(String, Certificate)>> {
    ctx.authorize(Action::ApprovalRead, &Target::nothing())?;
    let request = PageRequest::<CertificateKey>::from_args(args)?;
    let rows = store::list_waiting(ctx.db().write(), &ctx.actor.oversight(), &request).await?;
    Ok(with_cursors(&request, rows))
}

fn with_cursors(
    request: &PageRequest<CertificateKey>,
    rows: Vec<Certificate>,
) -> Page<(String, Certificate)> {
    request.page(rows).map(|found| (page::encode(&(found.id, found.id)), found))
}

/// The other projects that name the same number, at most 10: a warning for whoever decides, and nothing
/// for anybody else.
pub async fn also_used_by(ctx: &Ctx, found: &Certificate) -> Result<Vec<ProjectId>> {
    if !can_decide(ctx, found).await? {
        return Ok(Vec::new());
    }
    store::projects_with_number(ctx.db().write(), found, &rules::key(&found.number)).await
}
