//! Taking reports up, and saying what came of them.

use sea_orm::{ActiveEnum as _, ConnectionTrait};

use super::{
    model::{ListingReport, ReportDeciding, ReportDecision, ReportMeasure, ReportStatus},
    service::{fresh, reach},
    store::{self, Decision},
};
use crate::{
    krt_shop::{listing, telling},
    policy::Action,
    shared::{
        ctx::Ctx,
        error::{ErrorCode, Refusal, Result},
        id::{ListingReportId, PersonId},
        outbox::{ShopSays, ShopText},
        text,
        work::Work,
    },
};

/// The longest answer, in characters.
const ANSWER: usize = 1_000;
/// So many reports are decided with one.
const MOST_ALIKE: i64 = 400;

/// Takes a report up: others see that somebody looks into it. By the same officer again it changes
/// nothing.
pub async fn take_report(ctx: &Ctx, id: ListingReportId, version: i64) -> Result<ListingReport> {
    let me = ctx.person()?;
    let (known, permit) = reach(ctx, id, None, Action::ListingReportDecide).await?;
    if known.status == ReportStatus::Taken && known.taken_by == Some(me) {
        return Ok(known);
    }
    let mut work = ctx.begin().await?;
    if !store::change_to_taken(work.connection(), id, version, (me, ctx.now())).await? {
        drop(work);
        return Err(late(&fresh(ctx, id).await?).into());
    }
    work.audit(&permit, id);
    work.commit().await?;
    fresh(ctx, id).await
}

/// Somebody else was quicker.
fn late(known: &ListingReport) -> Refusal {
    if known.status == ReportStatus::Received {
        return Refusal::of(ErrorCode::VersionConflict).at("version");
    }
    Refusal::of(ErrorCode::AlreadyDecided).with("status", known.status.to_value())
}

/// How far a report has come by a decision: a measure belongs to one that is upheld, and to no other.
fn outcome(decision: ReportDecision, measure: Option<ReportMeasure>) -> Result<ReportStatus> {
    let refusal = match (decision, measure) {
        (ReportDecision::Uphold, Some(_)) => return Ok(ReportStatus::Upheld),
        (ReportDecision::Dismiss, None) => return Ok(ReportStatus::Dismissed),
        (ReportDecision::Uphold, None) => Refusal::of(ErrorCode::Required),
        (ReportDecision::Dismiss, Some(_)) => {
            Refusal::of(ErrorCode::ValueInvalid).with("values", "null")
        }
    };
    Err(refusal.at("measure").into())
}

/// Refuses a measure that was not done: first it is done, with a reason that the seller reads.
async fn was_done<C: ConnectionTrait>(
    connection: &C,
    report: &ListingReport,
    measure: Option<ReportMeasure>,
) -> Result<()> {
    let (product, project) = (report.product_id, report.project_id);
    let lacking = match measure {
        Some(ReportMeasure::Hidden) => {
            store::is_listed(connection, product).await?.then_some("LISTED")
        }
        Some(ReportMeasure::MarkRevoked) => {
            let revoked = store::has_revoked(connection, product, project).await?;
            (!revoked).then_some("NOT_REVOKED")
        }
        Some(ReportMeasure::Corrected) | None => None,
    };
    match lacking {
        Some(status) => {
            let refusal = Refusal::of(ErrorCode::StateInvalid).at("measure");
            Err(refusal.with("status", status).into())
        }
        None => Ok(()),
    }
}

/// Decides a report, and those that are alike: whoever reported is told. The same again changes
/// nothing.
pub async fn decide_report(ctx: &Ctx, given: &ReportDeciding) -> Result<ListingReport> {
    let me = ctx.person()?;
    let (known, permit) = reach(ctx, given.id, None, Action::ListingReportDecide).await?;
    let answer = text::paragraphs(&given.answer, ANSWER).map_err(|refusal| refusal.at("answer"))?;
    let to = outcome(given.decision, given.measure)?;
    if known.status == to && known.answer.as_deref() == Some(answer.as_str()) {
        return Ok(known);
    }
    let mut work = ctx.begin().await?;
    let connection = work.connection();
    was_done(connection, &known, given.measure).await?;
    let now = ctx.now();
    let decision = Decision { to, measure: given.measure, answer: &answer, by: me, now };
    if !store::change_to_decided(connection, (given.id, given.version), decision).await? {
        drop(work);
        let found = fresh(ctx, given.id).await?;
        if found.is_open() {
            return Err(Refusal::of(ErrorCode::VersionConflict).at("version").into());
        }
        return Err(late(&found).into());
    }
    let mut told: Vec<PersonId> = known.reported_by.into_iter().collect();
    if given.with_alike {
        for alike in store::list_alike(connection, &known, MOST_ALIKE).await? {
            if store::change_to_decided(connection, (alike.id, alike.version), decision).await? {
                told.extend(alike.reported_by);
            }
        }
    }
    tell(&mut work, &known, told, to).await?;
    work.audit(&permit, given.id)
        .detail("status", to.to_value())
        .detail("alike", given.with_alike.to_string());
    work.commit().await?;
    fresh(ctx, given.id).await
}

async fn tell(
    work: &mut Work,
    report: &ListingReport,
    mut people: Vec<PersonId>,
    to: ReportStatus,
) -> Result<()> {
    people.sort_unstable();
    people.dedup();
    let name = listing::product_name(work.connection(), report.product_id).await?;
    let says = match to {
        ReportStatus::Upheld => ShopSays::ReportUpheld,
        _ => ShopSays::ReportDismissed,
    };
    let link = format!("krt://listing-report/{}", report.id);
    telling::push(work, people, ShopText { says, name, link }, report.id.0).await
}
