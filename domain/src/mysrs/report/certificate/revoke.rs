//! Taking certificates back: by a person, or because the records do not prove them any more.

use chrono::TimeDelta;

use super::{
    super::{
        elsewhere, rules as reports,
        store::NewStep,
        stretch::Stretch,
        walk_store::{self as patrols, Walked},
    },
    model::{Certificate, Revoking},
    proof::{Proof, Tracks},
    service::{certificate, target_of},
    store,
};
use crate::{
    policy::Action,
    shared::{
        clock::Instant,
        ctx::Ctx,
        error::{Error, Result},
        id::{CertificateId, PersonId},
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

/// Whether everything that was recorded on a patrol is still there.
pub(in crate::mysrs::report) fn are_records_kept(walked: &Walked, now: Instant) -> bool {
    walked.ended_at.is_some() && now - walked.opened_at <= RECORDS_KEPT
}

/// Looks again at the certificates of a patrol, each by the rule by which it was issued: what is not proven
/// any more is taken back, also that of somebody for whom the records of others stood.
pub(in crate::mysrs::report) async fn look_again(
    work: &mut Work,
    walked: &Walked,
    (tracks, now): (&Tracks, Instant),
) -> Result<()> {
    if !are_records_kept(walked, now) {
        return Ok(());
    }
    let issued = counting(work, walked).await?;
    if issued.is_empty() {
        return Ok(());
    }
    let proof = Proof::read(work.connection(), walked, tracks).await?;
    let present = elsewhere::present(work.connection(), walked.id).await?;
    for found in issued {
        let presence = present.iter().find(|presence| presence.person_id == found.person_id);
        let stretch =
            presence.and_then(|presence| proof.of_night_as_issued(walked, presence, &found));
        if stretch.map_or(0, Stretch::minutes) < proof.least_minutes() {
            take_back(work, &found, &Why { by: None, reason: None, at: now }).await?;
        }
    }
    Ok(())
}

/// Takes every certificate of a patrol back that an officer cancels: a patrol that never was proves
/// nothing of anybody. They read why.
pub(in crate::mysrs::report) async fn cancelled(
    work: &mut Work,
    walked: &Walked,
    step: &NewStep,
) -> Result<()> {
    let why = Why { by: Some(step.person_id), reason: step.reason.as_deref(), at: step.taken_at };
    for found in counting(work, walked).await? {
        take_back(work, &found, &why).await?;
    }
    Ok(())
}

/// The certificates of a patrol that count.
async fn counting(work: &Work, walked: &Walked) -> Result<Vec<Certificate>> {
    let issued = store::list_of_patrol(work.connection(), walked.id).await?;
    Ok(issued.into_iter().filter(|found| found.revoked_at.is_none()).collect())
}

/// Why a certificate is taken back beside what somebody decides about it alone.
struct Why<'a> {
    by: Option<PersonId>,
    reason: Option<&'a str>,
    at: Instant,
}

/// Takes one certificate back, unless somebody was quicker.
async fn take_back(work: &mut Work, found: &Certificate, why: &Why<'_>) -> Result<()> {
    if store::revoke(work.connection(), found.id, why.by, why.reason, why.at).await? {
        let place = patrols::place_of(work.connection(), found.unit_id).await?;
        work.note(Action::CertificateRevoke, found.id, &place).about(found.person_id);
        tell(work, found).await?;
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
