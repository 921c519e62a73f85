//! Taking certificates back: by a person, or because the records do not prove them any more.

use chrono::TimeDelta;

use super::{
    super::{
        elsewhere, rules as reports,
        walk_store::{self as patrols, Walked},
    },
    model::{Certificate, Revoking},
    proof::Proof,
    rules::Stretch,
    service::{certificate, target_of},
    store,
};
use crate::{
    policy::Action,
    shared::{
        clock::Instant,
        ctx::Ctx,
        error::{Error, Result},
        id::CertificateId,
        language::Language,
        outbox::{self, Audience, Message, Text},
        replay::{Begun, Once},
        work::Work,
    },
};

/// Positions are thinned away some days later: from then on only a person takes a certificate back.
const RECORDS_KEPT: TimeDelta = TimeDelta::days(85);

/// Whether the reader may take a certificate back.
pub async fn can_revoke(ctx: &Ctx, certificate: &Certificate) -> Result<bool> {
    let target = target_of(ctx, certificate).await?;
    Ok(certificate.revoked_at.is_none() && ctx.may(Action::CertificateRevoke, &target))
}

/// Takes a certificate back for good. The person is told; taking it back again changes nothing.
pub async fn revoke_certificate(
    ctx: &Ctx,
    revoking: &Revoking,
    key: Option<&str>,
) -> Result<Certificate> {
    ctx.person()?;
    let found = store::lookup(ctx.db().write(), revoking.id).await?.ok_or_else(Error::not_found)?;
    let target = target_of(ctx, &found).await?;
    let permit = ctx.authorize(Action::CertificateRevoke, &target)?;
    let mut once = match Once::begin(ctx, &permit, "certificateRevoke", key, revoking).await? {
        Begun::Fresh(once) => once,
        Begun::Repeat(id) => return certificate(ctx, CertificateId(id)).await,
    };
    let written = revoke(ctx, &mut once.work, revoking, &found).await;
    match &written {
        Ok(true) => {
            once.work.audit(&permit, found.id).about(found.person_id);
        }
        Ok(false) => once.work.leave_unaudited(),
        Err(_) => {}
    }
    once.finish(ctx, written.map(|_| found.id)).await?;
    certificate(ctx, found.id).await
}

async fn revoke(
    ctx: &Ctx,
    work: &mut Work,
    revoking: &Revoking,
    found: &Certificate,
) -> Result<bool> {
    let reason = reports::reason_of_revoking(&revoking.reason)?;
    let by = Some(ctx.person()?);
    let counted = store::revoke(work.connection(), found.id, by, Some(&reason), ctx.now()).await?;
    if counted {
        tell(work, found).await?;
    }
    Ok(counted)
}

/// Looks again at the certificates of those of whose records one was decided against: what is not
/// proven any more is taken back.
pub(in crate::mysrs::report) async fn look_again(
    work: &mut Work,
    walked: &Walked,
    now: Instant,
) -> Result<()> {
    let Some(ended_at) = walked.ended_at.filter(|at| now - *at <= RECORDS_KEPT) else {
        return Ok(());
    };
    let issued = store::list_of_patrol(work.connection(), walked.id).await?;
    if issued.iter().all(|found| found.revoked_at.is_some()) {
        return Ok(());
    }
    let proof = Proof::read(work.connection(), walked).await?;
    let rule = elsewhere::rule_of_patrols(work.connection(), ended_at).await?;
    let present = elsewhere::present(work.connection(), walked.id).await?;
    let doubted = issued.iter().filter(|found| proof.against.contains(&found.person_id));
    for found in doubted {
        let presence = present.iter().find(|presence| presence.person_id == found.person_id);
        let stretch =
            presence.and_then(|presence| proof.of(walked, presence, found.issued_by, &rule));
        if stretch.map_or(0, Stretch::minutes) >= rule.certificate_minutes {
            continue;
        }
        if store::revoke(work.connection(), found.id, None, None, now).await? {
            let place = patrols::place_of(work.connection(), walked.unit_id).await?;
            work.note(Action::CertificateRevoke, found.id, &place).about(found.person_id);
            tell(work, found).await?;
        }
    }
    Ok(())
}

/// Tells the person that their certificate was taken back.
async fn tell(work: &mut Work, found: &Certificate) -> Result<()> {
    let text = Text::CertificateRevoked {
        unit: found.unit_name.clone(),
        link: format!("krt://certificate/{}", found.id),
    };
    let message = Message {
        audience: Audience::Person(found.person_id),
        text,
        // Each app has its own.
        language: Language::Ms,
        cause: found.id.0,
        round: 0,
        urgent: false,
        expires_at: None,
    };
    outbox::send(work, &message).await
}
