//! Issuing certificates, and showing them.

use super::{
    super::{
        elsewhere::{self, Presence},
        model::ReportStatus,
        store as reports,
        stretch::Stretch,
        walk_store::{self as patrols, Walked},
    },
    model::{Certificate, Issuing, Shown},
    proof::{Proof, Tracks},
    rules,
    store::{self, CertificateKey},
};
use crate::{
    identity::lock_people,
    mysrs::{seal, unit},
    policy::{Action, Target},
    shared::{
        ctx::Ctx,
        error::{Error, ErrorCode, Refusal, Result},
        id::{CertificateId, PatrolId},
        page::{self, Page, PageArgs, PageRequest},
        replay::{Begun, Once},
        secret::Secret,
        work::Work,
    },
};

/// What the keyed hash is for that makes a certificate's code.
const CODE: &str = "attendance certificate";

/// Issues a certificate for a patrol that has ended, to oneself or as the unit's leader to somebody who
/// was on it, when the records prove enough: to oneself, one's own alone. Asked for again it brings the
/// same one, also one that was taken back.
pub async fn issue_certificate(
    ctx: &Ctx,
    issuing: &Issuing,
    key: Option<&str>,
) -> Result<Certificate> {
    let whom = issuing.person_id.map_or_else(|| ctx.person(), Ok)?;
    let database = ctx.db().write();
    let walked = patrols::find_walked(database, issuing.patrol_id).await?;
    let walked = walked.ok_or_else(Error::not_found)?;
    let place = unit::standing(ctx, walked.unit_id).await?;
    let present = elsewhere::present(database, walked.id).await?;
    let presence = present.into_iter().find(|presence| presence.person_id == whom);
    let target = Target { owner: presence.map(|_| whom), ..Target::at(place) };
    let permit = ctx.authorize(Action::CertificateIssue, &target)?;
    let tracks = tracks(ctx, &walked, presence).await?;
    let mut once = match Once::begin(ctx, &permit, "certificateIssue", key, issuing).await? {
        Begun::Fresh(once) => once,
        Begun::Repeat(id) => return certificate(ctx, CertificateId(id)).await,
    };
    let written = issue(ctx, &mut once.work, (&walked, tracks), presence).await;
    let id = once.finish(ctx, written).await?;
    certificate(ctx, id).await
}

/// The tracks of a patrol that has ended, which may be long: they are read while nothing is locked. None
/// for somebody who was not there, or has their certificate.
async fn tracks(ctx: &Ctx, walked: &Walked, presence: Option<Presence>) -> Result<Option<Tracks>> {
    let Some(presence) = presence.filter(|_| walked.ended_at.is_some()) else { return Ok(None) };
    if store::find_of(ctx.read(), walked.id, presence.person_id).await?.is_some() {
        return Ok(None);
    }
    Tracks::read(ctx.read(), walked).await.map(Some)
}

async fn issue(
    ctx: &Ctx,
    work: &mut Work,
    (walked, tracks): (&Walked, Option<Tracks>),
    presence: Option<Presence>,
) -> Result<CertificateId> {
    let not_there = || Refusal::of(ErrorCode::PersonNotEligible).at("personId");
    let presence = presence.ok_or_else(not_there)?;
    let person_id = presence.person_id;
    if let Some(id) = store::find_of(work.connection(), walked.id, person_id).await? {
        work.leave_unaudited();
        return Ok(id);
    }
    if walked.ended_at.is_none() {
        return Err(state("ACTIVE"));
    }
    // Whoever cancels the report waits until this one stands, and takes it back.
    let report = reports::lock(work.connection(), walked.id).await?;
    if report.is_some_and(|report| report.status == ReportStatus::Cancelled) {
        return Err(state("CANCELLED"));
    }
    // What came in since the tracks were read is being judged.
    let judged = elsewhere::judged(work.connection(), walked.id).await?;
    let tracks = tracks.filter(|tracks| tracks.judged == judged && judged.judged_at.is_some());
    let tracks = tracks.ok_or_else(|| state("BEING_JUDGED"))?;
    let proof = Proof::read(work.connection(), walked, &tracks).await?;
    let issued_by = ctx.person()?;
    // One after the other, so that no hour gives two of them, on whatever patrols somebody was.
    lock_people(work.connection(), &[person_id]).await?;
    let counted = store::list_certified(work.connection(), person_id, walked.id).await?;
    let stretch = proof.of_night(walked, &presence, (issued_by, counted.as_slice()));
    let (found, least) = (stretch.map_or(0, Stretch::minutes), proof.least_minutes());
    let Some(stretch) = stretch.filter(|_| found >= least) else {
        let refusal = Refusal::of(ErrorCode::PresenceTooShort);
        return Err(refusal.with("found", found).with("least", least).into());
    };
    let id: CertificateId = ctx.mint();
    let new = Certificate {
        id,
        patrol_id: walked.id,
        person_id,
        display_name: String::new(),
        unit_id: walked.unit_id,
        unit_name: walked.unit_name.clone(),
        code: code_of(&ctx.tools().secret, id),
        starts_at: stretch.from,
        ends_at: stretch.until,
        issued_by,
        rule_version: rules::VERSION,
        issued_at: ctx.now(),
        revoked_at: None,
        revoke_reason: None,
    };
    if store::add(work.connection(), &new).await? {
        return Ok(id);
    }
    // Somebody else was a moment quicker.
    work.leave_unaudited();
    let known = store::find_of(work.connection(), walked.id, person_id).await?;
    known.ok_or_else(Error::not_found)
}

fn state(status: &'static str) -> Error {
    Refusal::of(ErrorCode::StateInvalid).with("status", status).into()
}

/// The code of a certificate: nobody guesses it, and it says nothing.
fn code_of(secret: &Secret, id: CertificateId) -> String {
    seal::code::code(&secret.hash(CODE, &[id.0.as_bytes().as_slice()]))
}

/// One certificate: for whoever it is for, the unit's leader and the officers above.
pub async fn certificate(ctx: &Ctx, id: CertificateId) -> Result<Certificate> {
    ctx.person()?;
    let found = store::lookup(ctx.db().write(), id).await?.ok_or_else(Error::not_found)?;
    ctx.authorize(Action::CertificateRead, &target_of(ctx, &found).await?)?;
    Ok(found)
}

pub(super) async fn target_of(ctx: &Ctx, certificate: &Certificate) -> Result<Target> {
    let place = unit::standing(ctx, certificate.unit_id).await?;
    Ok(Target { owner: Some(certificate.person_id), ..Target::at(place) })
}

/// The reader's own certificates, the latest first, each with its cursor.
pub async fn my_certificates(ctx: &Ctx, args: &PageArgs) -> Result<Page<(String, Certificate)>> {
    let person = ctx.person()?;
    let request = PageRequest::<CertificateKey>::from_args(args)?;
    let rows = store::list_of_person(ctx.db().write(), person, &request).await?;
    Ok(request.page(rows).map(|found| (page::encode(&(found.issued_at, found.id)), found)))
}

/// The certificates of a patrol that the reader may see, by name. The caller has read the patrol's
/// report.
pub async fn of_patrol(ctx: &Ctx, patrol: PatrolId) -> Result<Vec<Certificate>> {
    let all = store::list_of_patrol(ctx.db().write(), patrol).await?;
    let Some(first) = all.first() else { return Ok(all) };
    let place = unit::standing(ctx, first.unit_id).await?;
    let seen = |found: &Certificate| {
        let target = Target { owner: Some(found.person_id), ..Target::at(place.clone()) };
        ctx.may(Action::CertificateRead, &target)
    };
    Ok(all.into_iter().filter(seen).collect())
}

/// What anybody sees who has a code.
pub async fn shown(ctx: &Ctx, text: &str) -> Result<Shown> {
    ctx.authorize(Action::PublicRead, &Target::nothing())?;
    let code = seal::code::read(text).ok_or_else(Error::not_found)?;
    let found = store::find_by_code(ctx.db().write(), &code).await?;
    let found = found.ok_or_else(Error::not_found)?;
    Ok(Shown {
        initials: rules::initials(&found.display_name),
        unit: found.unit_name,
        starts_at: found.starts_at,
        ends_at: found.ends_at,
        issued_at: found.issued_at,
        revoked_at: found.revoked_at,
    })
}
