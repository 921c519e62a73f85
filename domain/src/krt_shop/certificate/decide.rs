//! Officers confirm, refuse and revoke certificates.

use sea_orm::ActiveEnum as _;

use super::{
    model::{Certificate, CertificateKind, CertificateStatus, Deciding, Revoking},
    proof,
    read::{certificate, seen},
    rules::{self, Decided},
    store,
};
use crate::{
    krt_shop::{
        listing,
        project::{self, Project},
    },
    policy::{Action, Permit, Target},
    shared::{
        change_log::{Change, Noun, Scope},
        ctx::Ctx,
        error::{Error, ErrorCode, Refusal, Result},
        id::ProjectCertificateId,
        language::Language,
        malaysia,
        outbox::{self, Audience, CertificateSays, CertificateText, Message, Text},
        replay::{Begun, Once},
        work::Work,
    },
};

/// Confirms a certificate that waits, or refuses it with a reason; its owner is told. Of two officers
/// the first decides, and the second is told.
pub async fn decide_certificate(
    ctx: &Ctx,
    deciding: &Deciding,
    key: Option<&str>,
) -> Result<Certificate> {
    let (found, permit) = overseen(ctx, deciding.id).await?;
    let begun = Once::begin(ctx, &permit, "projectCertificateDecide", key, deciding).await?;
    let mut once = match begun {
        Begun::Fresh(once) => once,
        Begun::Repeat(id) => return certificate(ctx, ProjectCertificateId(id)).await,
    };
    let today = malaysia::day(ctx.now());
    let written = write(ctx, &mut once.work, (&found, &permit), |newest| {
        rules::decide(newest, deciding.decision, deciding.reason.as_deref(), today)
    });
    let written = written.await;
    let id = once.finish(ctx, written).await?;
    certificate(ctx, id).await
}

/// Says of a confirmed certificate that it does not count any more; its owner reads why. Its mark goes
/// at once, and what has nothing else to prove that it is halal goes out of sight. Revoking it again
/// changes nothing.
pub async fn revoke_certificate(
    ctx: &Ctx,
    revoking: &Revoking,
    key: Option<&str>,
) -> Result<Certificate> {
    let (found, permit) = overseen(ctx, revoking.id).await?;
    let begun = Once::begin(ctx, &permit, "projectCertificateRevoke", key, revoking).await?;
    let mut once = match begun {
        Begun::Fresh(once) => once,
        Begun::Repeat(id) => return certificate(ctx, ProjectCertificateId(id)).await,
    };
    let written = write(ctx, &mut once.work, (&found, &permit), |newest| {
        rules::revoke(newest, &revoking.reason)
    });
    let written = written.await;
    let id = once.finish(ctx, written).await?;
    certificate(ctx, id).await
}

/// A certificate about which the actor may decide.
async fn overseen(ctx: &Ctx, id: ProjectCertificateId) -> Result<(Certificate, Permit)> {
    let (found, place) = seen(ctx, id).await?;
    let target = Target { owner: Some(found.submitted_by), ..Target::at(place) };
    let permit = ctx.authorize(Action::ProjectCertificateDecide, &target)?;
    Ok((found, permit))
}

async fn write(
    ctx: &Ctx,
    work: &mut Work,
    (found, permit): (&Certificate, &Permit),
    rule: impl FnOnce(&Certificate) -> Result<Option<Decided>>,
) -> Result<ProjectCertificateId> {
    let id = found.id;
    if found.kind == CertificateKind::Halal {
        proof::look_again(work, found.project_id, ctx.now()).await?;
    }
    let newest = store::lock(work.connection(), id).await?.ok_or_else(Error::not_found)?;
    let Some(decided) = rule(&newest)? else {
        work.leave_unaudited();
        return Ok(id);
    };
    let by = (ctx.person()?, ctx.now());
    if !store::change(work.connection(), &newest, &decided, by).await? {
        return Err(Refusal::of(ErrorCode::VersionConflict).into());
    }
    look_again_at_its_beginning(work, &newest, &decided).await?;
    // A certificate that is refused was never a mark.
    if decided.status != CertificateStatus::Refused {
        work.tell(Change::new(Scope::Public, Noun::Certificate, newest.project_id));
    }
    let deed = work.audit(permit, id).about(newest.submitted_by);
    deed.detail("status", decided.status.to_value());
    if let Some(reason) = &decided.reason {
        deed.detail("reason", reason.clone());
    }
    let projects = project::list_by_ids(work.connection(), &[newest.project_id]).await?;
    if let Some(project) = projects.first() {
        tell(work, &newest, project, decided.status).await?;
    }
    Ok(id)
}

/// What a halal certificate proves that begins on a later day is looked at when it does: nothing else
/// tells of a project that waits for it with nothing to sell.
async fn look_again_at_its_beginning(
    work: &mut Work,
    found: &Certificate,
    decided: &Decided,
) -> Result<()> {
    let begins_at = rules::begins_at(found.valid_from);
    let counts = decided.status == CertificateStatus::Confirmed;
    if found.kind == CertificateKind::Halal && counts && begins_at > work.tools().clock.now() {
        proof::look_again(work, found.project_id, begins_at).await?;
    }
    Ok(())
}

/// Tells whoever sells there; the app shows why.
async fn tell(
    work: &mut Work,
    found: &Certificate,
    project: &Project,
    status: CertificateStatus,
) -> Result<()> {
    let now = work.tools().clock.now();
    let sellers = listing::sellers(work.connection(), project.id, now).await?;
    if sellers.is_empty() {
        return Ok(());
    }
    let (says, round) = match status {
        CertificateStatus::Submitted => return Ok(()),
        CertificateStatus::Confirmed => (CertificateSays::Confirmed, 1),
        CertificateStatus::Refused => (CertificateSays::Refused, 2),
        CertificateStatus::Revoked => (CertificateSays::Revoked, 3),
    };
    let message = Message {
        audience: Audience::People(sellers),
        text: Text::ShopCertificate(CertificateText {
            says,
            name: project.name.clone(),
            kind: label(found.kind).to_owned(),
            day: found.valid_until.to_string(),
            count: 1,
            link: format!("krt://projectcertificate/{}", found.id),
        }),
        // Each app has its own.
        language: Language::Ms,
        cause: found.id.0,
        round,
        urgent: false,
        expires_at: None,
    };
    outbox::send(work, &message).await
}

/// What a kind is called, in every language.
#[must_use]
pub fn label(kind: CertificateKind) -> &'static str {
    match kind {
        CertificateKind::Halal => "halal",
        CertificateKind::Mesti => "MeSTI",
        CertificateKind::MyGap => "myGAP",
        CertificateKind::Salm => "SALM",
        CertificateKind::Gmp => "GMP",
        CertificateKind::Haccp => "HACCP",
        CertificateKind::Ssm => "SSM",
    }
}
