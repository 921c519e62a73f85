//! Submitting an application, and deciding about it at each desk.

use sea_orm::ActiveEnum as _;

use super::{
    model::{ApplicationStatus, Deciding, StartNotice, UnitApplication},
    rules::{self, Step},
    service::{application, conflict, lacks, reading},
    steps::{self, NewStep},
    store,
};
use crate::{
    community::{
        self, AreaStatus,
        approval::{self, ApprovalSubject, Desk},
    },
    identity::{self, Identity},
    mysrs::{
        consent::{self, Consent},
        strength,
        unit::{self, Enlisting, NewUnit, UnitStatus},
    },
    policy::{Action, Target},
    shared::{
        change_log::{Change, Noun, Scope},
        ctx::Ctx,
        error::{Error, Result},
        id::{PatrolUnitId, PersonId, UnitApplicationId},
        replay::{Begun, Once},
        work::Work,
    },
};

/// The committee submits a draft with everything in it; what is missing is refused, each with its
/// field. When the chair submits, it is confirmed with that.
pub async fn submit_application(
    ctx: &Ctx,
    id: UnitApplicationId,
    version: i64,
    key: Option<&str>,
) -> Result<UnitApplication> {
    let found = application(ctx, id).await?;
    let target = Target::at(found.place());
    let permit = ctx.authorize(Action::UnitApplicationWrite, &target)?;
    let area = community::area(ctx, found.area_id).await?.status;
    let mut once = match Once::begin(ctx, &permit, "patrolUnitSubmit", key, &(id, version)).await? {
        Begun::Fresh(once) => once,
        Begun::Repeat(id) => return application(ctx, UnitApplicationId(id)).await,
    };
    let written = async {
        if found.version != version {
            return Err(conflict());
        }
        let by_chair = ctx.may(Action::UnitApplicationConfirm, &target);
        let step = rules::submit(found.status, by_chair);
        let step = step.ok_or_else(|| rules::impossible(found.status))?;
        take(ctx, &mut once.work, &found, step, None).await?;
        complete(ctx, &once.work, &found, area).await?;
        Ok(id)
    }
    .await;
    let id = once.finish(ctx, written).await?;
    application(ctx, id).await
}

/// Whoever's turn it is decides. A step is taken once: who comes later, or has read an older
/// version, is told so. The last step gives roles to everybody who joins, so it asks for a fresh
/// proof.
pub async fn decide_application(
    ctx: &Ctx,
    identity: &Identity,
    deciding: &Deciding,
    key: Option<&str>,
) -> Result<UnitApplication> {
    let found = application(ctx, deciding.id).await?;
    let area = community::area(ctx, found.area_id).await?.status;
    // Whoever sees it may try; whether the step is theirs is judged once it is known which it is.
    let permit = ctx.authorize(reading(&found), &Target::at(found.place()))?;
    let step = rules::step(found.status, deciding.decision);
    if step.is_some_and(|step| begins_unit(ctx, &found, step)) {
        identity.require_fresh_proof(ctx).await?;
    }
    let mut once = match Once::begin(ctx, &permit, "patrolUnitDecide", key, deciding).await? {
        Begun::Fresh(once) => once,
        Begun::Repeat(id) => return application(ctx, UnitApplicationId(id)).await,
    };
    let written = write(ctx, &mut once.work, &found, deciding, area).await;
    let id = once.finish(ctx, written).await?;
    application(ctx, id).await
}

/// Whether a unit begins with this step, and it is the actor's to take.
fn begins_unit(ctx: &Ctx, found: &UnitApplication, step: Step) -> bool {
    step.to == ApplicationStatus::Active && ctx.may(step.action, &Target::at(found.place()))
}

/// Whether it is the reader's turn to decide.
#[must_use]
pub fn viewer_can_decide(ctx: &Ctx, application: &UnitApplication) -> bool {
    let step = rules::step(application.status, super::Decision::Cancel);
    let submitted = application.status != ApplicationStatus::Draft;
    submitted && step.is_some_and(|step| ctx.may(step.action, &Target::at(application.place())))
}

async fn write(
    ctx: &Ctx,
    work: &mut Work,
    found: &UnitApplication,
    deciding: &Deciding,
    area: AreaStatus,
) -> Result<UnitApplicationId> {
    // Before the right to this desk: who was overtaken hears that, not that it is not their turn.
    if found.version != deciding.version {
        return Err(conflict());
    }
    let step = rules::step(found.status, deciding.decision);
    let step = step.ok_or_else(|| rules::impossible(found.status))?;
    let permit = ctx.authorize(step.action, &Target::at(found.place()))?;
    work.audit(&permit, found.id).detail("decision", step.to.to_value());
    let (reason, notice) = rules::decision(deciding, step.to, ctx.now())?;
    take(ctx, work, found, step, reason).await?;
    if deciding.decision == super::Decision::Approve {
        if notice.is_some() {
            take_turns(work, found).await?;
        }
        let members = complete(ctx, work, found, area).await?;
        if let Some(notice) = notice {
            begin_unit(ctx, work, found, &members, &notice).await?;
        }
    }
    Ok(found.id)
}

/// Takes a step: the new status, the line in the history, and the list of what waits.
async fn take(
    ctx: &Ctx,
    work: &mut Work,
    found: &UnitApplication,
    step: Step,
    reason: Option<String>,
) -> Result<()> {
    let now = ctx.now();
    let completed_at = (step.to == ApplicationStatus::Applied).then_some(now);
    if !store::change_status(work.connection(), found, step.to, completed_at, now).await? {
        return Err(conflict());
    }
    let noted = NewStep {
        application: Some(found.id),
        unit: None,
        number: found.version + 1,
        deed: step.deed,
        desk: step.desk,
        from: Some(found.status.to_value()),
        to: step.to.to_value(),
        reason,
        due_at: found.due_at,
    };
    steps::note(ctx, work, noted).await?;
    list(work, found, step.to, now).await?;
    work.tell(Change::new(Scope::Area(found.area_id), Noun::UnitApplication, found.id));
    Ok(())
}

/// Puts it on the list of what waits for the department, moves it there, or takes it off.
async fn list(
    work: &Work,
    found: &UnitApplication,
    to: ApplicationStatus,
    now: crate::shared::clock::Instant,
) -> Result<()> {
    let id = found.id.0;
    match to {
        ApplicationStatus::Applied => {
            let (subject, area) = (ApprovalSubject::PatrolUnit, found.area_id);
            approval::await_decision(work, subject, id, area, Desk::District, now).await
        }
        ApplicationStatus::CheckedByDistrict => approval::pass_on(work, id, Desk::State).await,
        ApplicationStatus::ConfirmedByState => approval::pass_on(work, id, Desk::Hq).await,
        ApplicationStatus::Draft
        | ApplicationStatus::Submitted
        | ApplicationStatus::Active
        | ApplicationStatus::Cancelled => approval::settle(work.connection(), id).await,
    }
}

/// Goes on only when nothing is missing, also at the later desks: somebody may have moved away or
/// changed their mind meanwhile.
async fn complete(
    ctx: &Ctx,
    work: &Work,
    found: &UnitApplication,
    area: AreaStatus,
) -> Result<Vec<Consent>> {
    let (missing, members) = lacks(ctx, work.connection(), found, area).await?;
    if missing.is_empty() { Ok(members) } else { Err(Error::Refused(missing)) }
}

/// Takes the turn of everybody who is named, before they are counted for the last time: whoever
/// erases their account, or leaves the area, meanwhile becomes no volunteer. One order for everybody,
/// so that nobody waits for somebody who waits for them.
async fn take_turns(work: &Work, found: &UnitApplication) -> Result<()> {
    let named = consent::store::list_of_application(work.connection(), found.id).await?;
    let mut people: Vec<PersonId> = named.into_iter().map(|consent| consent.person_id).collect();
    people.sort_unstable();
    for person in people {
        identity::take_turn(work.connection(), person).await?;
    }
    Ok(())
}

/// The unit begins, with everybody who has joined, their leader, and the notice of its start.
async fn begin_unit(
    ctx: &Ctx,
    work: &mut Work,
    found: &UnitApplication,
    members: &[Consent],
    notice: &StartNotice,
) -> Result<()> {
    let now = ctx.now();
    let id: PatrolUnitId = ctx.mint();
    let new = NewUnit {
        id,
        area_id: found.area_id,
        name: found.name.clone().unwrap_or_default(),
        meeting_place: found.meeting_place.clone().unwrap_or_default(),
        status: UnitStatus::Active,
        sample: false,
    };
    unit::add_unit(work, &new, now).await?;
    unit::change_coverage(work.connection(), id, found.coverage.as_ref()).await?;
    for member in members {
        let new = Enlisting {
            unit: id,
            person: member.person_id,
            leads: found.leader_id == Some(member.person_id),
            stated_age: member.stated_age.unwrap_or_default(),
            now,
        };
        unit::enlist(work, ctx.mint(), &new).await?;
    }
    store::change_unit(work.connection(), found.id, id).await?;
    unit::add_start_notice(work.connection(), id, found.area_id, notice, ctx.person()?, now)
        .await?;
    strength::reckon(ctx, work, id).await?;
    Ok(())
}
