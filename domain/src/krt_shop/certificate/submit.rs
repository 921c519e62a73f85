//! Submitting certificates.

use sea_orm::ConnectionTrait;

use super::{
    model::{Certificate, CertificateStatus, NewCertificate},
    read::certificate,
    rules::{self, LONGEST_MONTHS, Written},
    store,
};
use crate::{
    krt_shop::project,
    policy::{Action, Target},
    shared::{
        change_log::{Change, Noun, Scope},
        ctx::Ctx,
        error::{Error, ErrorCode, Refusal, Result},
        id::{MediaId, ProjectCertificateId},
        malaysia, media,
        replay::{Begun, Once},
        work::Work,
    },
};

/// So many certificates of one project wait for an officer at once.
const MOST_WAITING: i64 = 20;

/// Submits a certificate of one's own project; an officer checks it.
pub async fn submit_certificate(
    ctx: &Ctx,
    new: &NewCertificate,
    key: Option<&str>,
) -> Result<Certificate> {
    ctx.person()?;
    let project = project::project(ctx, new.project_id).await?;
    let place = project::place_of_project(ctx, &project).await?;
    let permit = ctx.authorize(Action::ProjectCertificateSubmit, &Target::at(place))?;
    let once = match Once::begin(ctx, &permit, "projectCertificateSubmit", key, new).await? {
        Begun::Fresh(once) => once,
        Begun::Repeat(id) => return certificate(ctx, ProjectCertificateId(id)).await,
    };
    let written = write(ctx, &once.work, new, CertificateStatus::Submitted).await;
    let id = once.finish(ctx, written).await?;
    certificate(ctx, id).await
}

async fn write(
    ctx: &Ctx,
    work: &Work,
    new: &NewCertificate,
    status: CertificateStatus,
) -> Result<ProjectCertificateId> {
    let connection = work.connection();
    let today = malaysia::day(ctx.now());
    let begins_at = rules::begins_at(new.valid_from);
    let longest = store::longest_months(connection, new.kind, begins_at).await?;
    let longest = longest.and_then(|months| u32::try_from(months).ok()).unwrap_or(LONGEST_MONTHS);
    let Written { number, issuer } = rules::written(new, today, longest)?;
    if let Some(product) = new.product_id
        && !store::is_offered(connection, product, new.project_id).await?
    {
        return Err(Refusal::of(ErrorCode::NotFound).at("productId").into());
    }
    usable_scan(ctx, connection, new.scan_id).await?;
    if store::count_waiting(connection, new.project_id).await? >= MOST_WAITING {
        let refusal = Refusal::of(ErrorCode::TooMany).at("projectId");
        return Err(refusal.with("limit", MOST_WAITING).into());
    }
    let certificate = Certificate {
        id: ctx.mint(),
        project_id: new.project_id,
        product_id: new.product_id,
        kind: new.kind,
        number,
        issuer,
        valid_from: new.valid_from,
        valid_until: new.valid_until,
        scan_media_id: Some(new.scan_id),
        status,
        reason: None,
        submitted_by: ctx.person()?,
        submitted_at: ctx.now(),
        decided_by: None,
        decided_at: None,
        version: 1,
    };
    store::add(connection, &certificate, &rules::key(&certificate.number)).await?;
    Ok(certificate.id)
}

/// Refuses what is neither a picture nor a document of one's own that has come whole.
async fn usable_scan<C: ConnectionTrait>(ctx: &Ctx, connection: &C, id: MediaId) -> Result<()> {
    let refused = |refusal: Refusal| Error::from(refusal.at("scanId"));
    match media::usable_pictures(ctx, connection, &[id]).await?.pop() {
        Some(Ok(_)) => return Ok(()),
        // It is no picture.
        Some(Err(refusal)) if refusal.code == ErrorCode::PictureInvalid => {}
        Some(Err(refusal)) => return Err(refused(refusal)),
        None => return Err(refused(Refusal::of(ErrorCode::NotFound))),
    }
    match media::usable_documents(ctx, connection, &[id]).await?.pop() {
        Some(Ok(_)) => Ok(()),
        Some(Err(refusal)) => Err(refused(refusal)),
        None => Err(refused(Refusal::of(ErrorCode::NotFound))),
    }
}

/// Adds a certificate that waits. For sample content.
pub(crate) async fn add_submitted(
    ctx: &Ctx,
    work: &Work,
    new: &NewCertificate,
) -> Result<ProjectCertificateId> {
    write(ctx, work, new, CertificateStatus::Submitted).await
}

/// Adds a certificate that counts. For sample content.
pub(crate) async fn add_confirmed(
    ctx: &Ctx,
    work: &mut Work,
    new: &NewCertificate,
) -> Result<ProjectCertificateId> {
    let id = write(ctx, work, new, CertificateStatus::Confirmed).await?;
    work.tell(Change::new(Scope::Public, Noun::Certificate, new.project_id));
    Ok(id)
}
