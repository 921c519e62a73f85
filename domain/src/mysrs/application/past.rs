//! Applications of the past, for the sample: as if everybody had done their part at the time.

use sea_orm::ActiveEnum as _;

use super::{
    model::{ApplicationStatus, Deed, Draft, StartNotice},
    steps::{self, NewStep},
    store,
};
use crate::{
    community::approval::{self, ApprovalSubject, Desk},
    mysrs::{consent, strength, unit},
    shared::{
        clock::Instant,
        ctx::Ctx,
        error::{Error, Result},
        id::{AreaId, PatrolUnitId, PersonId, UnitApplicationId},
        work::Work,
    },
};

/// A step that somebody took.
#[derive(Clone, Debug)]
pub(crate) struct PastStep {
    pub deed: Deed,
    pub desk: Desk,
    pub to: ApplicationStatus,
    pub person: PersonId,
    pub reason: Option<&'static str>,
    pub at: Instant,
}

/// An application in which everybody named has joined, with everything that was done about it; the last step says where it stands.
#[derive(Clone, Debug)]
pub(crate) struct PastApplication {
    pub area: AreaId,
    pub draft: Draft,
    pub author: PersonId,
    pub steps: Vec<PastStep>,
    /// The unit that came of it, with the notice of its start.
    pub unit: Option<(PatrolUnitId, StartNotice)>,
}

/// Writes an application of the past.
pub(crate) async fn add_past_application(
    ctx: &Ctx,
    work: &mut Work,
    past: &PastApplication,
) -> Result<()> {
    let id: UnitApplicationId = ctx.mint();
    let began = past.steps.first().map_or(ctx.now(), |step| step.at);
    store::add(work.connection(), id, past.area, &past.draft, past.author, began).await?;
    let rule = strength::rule_in_force(work.connection(), began).await?;
    for person in &past.draft.members {
        let (consent, asked_by) = (ctx.mint(), past.author);
        let connection = work.connection();
        consent::store::ask_for_application(connection, consent, id, *person, asked_by, began)
            .await?;
        let (answer, age) = (consent::Answer::Accepted, Some(rule.least_age));
        consent::store::change_answer(connection, consent, answer, age, began).await?;
    }
    for (number, step) in (1..).zip(&past.steps) {
        take(ctx, work, id, past.area, number, step).await?;
    }
    if let Some((unit, notice)) = &past.unit {
        store::change_unit(work.connection(), id, *unit).await?;
        unit::change_coverage(work.connection(), *unit, past.draft.coverage.as_ref()).await?;
        let last = past.steps.last().map_or((past.author, began), |step| (step.person, step.at));
        unit::add_start_notice(work.connection(), *unit, past.area, notice, last.0, last.1).await?;
    }
    Ok(())
}

async fn take(
    ctx: &Ctx,
    work: &Work,
    id: UnitApplicationId,
    area: AreaId,
    number: i64,
    step: &PastStep,
) -> Result<()> {
    let known = store::lookup(work.connection(), id).await?.ok_or_else(Error::not_found)?;
    let noted = NewStep {
        application: Some(id),
        unit: None,
        number,
        deed: step.deed,
        desk: step.desk,
        from: (step.deed != Deed::Begun).then(|| known.status.to_value()),
        to: step.to.to_value(),
        reason: step.reason.map(str::to_owned),
        due_at: known.due_at,
    };
    steps::add(work, ctx.mint(), noted, step.person, step.at).await?;
    if step.deed == Deed::Begun {
        return Ok(());
    }
    let completed = (step.to == ApplicationStatus::Applied).then_some(step.at);
    store::change_status(work.connection(), &known, step.to, completed, step.at).await?;
    match step.to {
        ApplicationStatus::Applied => {
            let subject = ApprovalSubject::PatrolUnit;
            approval::await_decision(work, subject, id.0, area, Desk::District, step.at).await
        }
        ApplicationStatus::CheckedByDistrict => approval::pass_on(work, id.0, Desk::State).await,
        ApplicationStatus::ConfirmedByState => approval::pass_on(work, id.0, Desk::Hq).await,
        ApplicationStatus::Draft
        | ApplicationStatus::Submitted
        | ApplicationStatus::Active
        | ApplicationStatus::Cancelled => approval::settle(work.connection(), id.0).await,
    }
}
