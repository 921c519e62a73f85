//! What follows a call for help: where the caller is, who answers, and how it ends.

use sea_orm::ActiveEnum as _;

use super::{
    change_store::{self, Ending},
    model::{Acknowledging, Fix, PositionKept, SeenSos, Sos, SosStatus, Stage, StepKind},
    people_store::{self, Taking},
    read, ring, rules, store,
};
use crate::{
    duties::Duty,
    identity,
    policy::{Action, Permit, Target},
    shared::{
        change_log::{Change, Noun, Scope},
        clock::Instant,
        ctx::Ctx,
        error::{Error, ErrorCode, Refusal, Result},
        id::SosId,
        outbox::SosText,
        scheduler, text,
        work::Work,
    },
};

/// The caller says where they are. One place every five seconds is kept and told; what comes sooner,
/// or is no place, is let go without a word. `recorded_at` and `sent_at` are the phone's times.
pub async fn send_position(
    ctx: &Ctx,
    id: SosId,
    fix: Option<Fix>,
    (recorded_at, sent_at): (Option<Instant>, Option<Instant>),
) -> Result<PositionKept> {
    let person = ctx.person()?;
    let now = ctx.now();
    if let Some(fix) = &fix {
        ctx.authorize(Action::SosPositionSend, &Target::of(person))?;
        let at = rules::happened(recorded_at, sent_at, now);
        // One statement, and no line in the change log: who follows looks by the version.
        if change_store::change_position(ctx.db().write(), (id, person), fix, at, now).await? {
            return Ok(PositionKept { kept: true, open: true });
        }
    }
    let found = store::lookup(ctx.db().write(), id).await?.ok_or_else(Error::not_found)?;
    let target = Target { owner: Some(found.person_id), ..Target::at(found.place()) };
    ctx.authorize(Action::SosPositionSend, &target)?;
    Ok(PositionKept { kept: false, open: found.is_open() })
}

/// Somebody says that they have seen a call, come, or are there. From then on it rings no more, and
/// whoever has not heard of it yet still does. The same again changes nothing, unless the caller has
/// called anew since.
pub async fn acknowledge(ctx: &Ctx, answer: &Acknowledging) -> Result<SeenSos> {
    let (person, now) = (ctx.person()?, ctx.now());
    let found = known(ctx, answer.id).await?;
    let permit = ctx.authorize(Action::SosAcknowledge, &read::target_of(ctx, &found))?;
    let eta = answer.eta.as_deref().and_then(|eta| text::fitted(eta, rules::ETA).0);
    let (mut work, sos) = in_hand(ctx, answer.id).await?;
    if !sos.is_open() {
        return Err(over(&sos));
    }
    let before = sos.responders.iter().find(|one| one.person_id == person);
    let waits = sos.answered_at.is_none();
    if !waits && before.is_some_and(|one| one.stage == answer.stage && one.eta == eta) {
        return read::seen(ctx, &sos);
    }
    let connection = work.connection();
    let said = (answer.stage, eta.as_deref());
    people_store::put_responder(connection, sos.id, person, said, now).await?;
    let step = Taking { said: eta.as_deref(), ..Taking::by(answer.stage.into(), person, now) };
    people_store::add_step(connection, sos.id, &step).await?;
    change_store::change_to_answered(connection, sos.id, now).await?;
    if waits {
        ring::quiet(&work, sos.id).await?;
    }
    if waits || before.is_none_or(|one| one.stage != answer.stage) {
        let name = identity::display_name(work.connection(), person).await?;
        let text = answered(&sos, name, answer.stage);
        // Its version tells it from every other answer.
        ring::tell_caller(&mut work, &sos, &text, sos.version, now).await?;
    }
    finish(ctx, work, &permit, &sos).await
}

/// The caller takes their call back, with a reason or without: those who were told hear it. Taking
/// back what is over changes nothing.
pub async fn cancel(ctx: &Ctx, id: SosId, reason: Option<&str>) -> Result<SeenSos> {
    let person = ctx.person()?;
    let found = known(ctx, id).await?;
    let permit = ctx.authorize(Action::SosCancel, &read::target_of(ctx, &found))?;
    let reason = reason.and_then(|reason| text::fitted(reason, rules::OUTCOME).0);
    let (work, sos) = in_hand(ctx, id).await?;
    if !sos.is_open() {
        return read::seen(ctx, &sos);
    }
    let ending = Ending {
        status: SosStatus::Cancelled,
        by: Some(person),
        outcome: reason.as_deref(),
        at: ctx.now(),
    };
    end(ctx, work, &permit, (&sos, &ending)).await
}

/// Somebody who answers, the leader, or who speaks for the committee says how it ended. The caller
/// hears it too. The same again by the same person changes nothing.
pub async fn resolve(ctx: &Ctx, id: SosId, outcome: &str) -> Result<SeenSos> {
    let person = ctx.person()?;
    let found = known(ctx, id).await?;
    let permit = ctx.authorize(Action::SosResolve, &read::target_of_end(ctx, &found))?;
    let outcome = text::paragraphs(outcome, rules::OUTCOME).map_err(|r| r.at("outcome"))?;
    let (work, sos) = in_hand(ctx, id).await?;
    if !sos.is_open() {
        let repeated = sos.status == SosStatus::Resolved && sos.outcome.as_ref() == Some(&outcome);
        return if repeated { read::seen(ctx, &sos) } else { Err(over(&sos)) };
    }
    let ending = Ending {
        status: SosStatus::Resolved,
        by: Some(person),
        outcome: Some(&outcome),
        at: ctx.now(),
    };
    end(ctx, work, &permit, (&sos, &ending)).await
}

async fn end(
    ctx: &Ctx,
    mut work: Work,
    permit: &Permit,
    (sos, ending): (&Sos, &Ending<'_>),
) -> Result<SeenSos> {
    let cancelled = ending.status == SosStatus::Cancelled;
    let kind = if cancelled { StepKind::Cancelled } else { StepKind::Resolved };
    let step = Taking { kind, by: ending.by, said: ending.outcome, people: None, at: ending.at };
    people_store::add_step(work.connection(), sos.id, &step).await?;
    change_store::change_to_ended(work.connection(), sos.id, ending).await?;
    ring::stop(&work, sos.id).await?;
    let (caller, serial, link) = (sos.caller_name.clone(), sos.serial.clone(), ring::link(sos));
    let text = if cancelled {
        SosText::Cancelled { caller, serial, link }
    } else {
        SosText::Resolved { caller, serial, link }
    };
    ring::tell_over(&mut work, sos, &text, ending.by, ending.at).await?;
    finish(ctx, work, permit, sos).await
}

/// A call of which the actor may know.
async fn known(ctx: &Ctx, id: SosId) -> Result<Sos> {
    read::whole(ctx.db().write(), id).await?.ok_or_else(Error::not_found)
}

/// A call that nobody else changes until the work ends, and its next ring with it.
async fn in_hand(ctx: &Ctx, id: SosId) -> Result<(Work, Sos)> {
    let work = ctx.begin_first().await?;
    scheduler::hold(&work, &[Duty::SosRing], id).await?;
    store::lock(work.connection(), id).await?;
    let sos = read::whole(work.connection(), id).await?.ok_or_else(Error::not_found)?;
    Ok((work, sos))
}

/// Notes and tells what was done, and reads the call as it stands then.
async fn finish(ctx: &Ctx, mut work: Work, permit: &Permit, sos: &Sos) -> Result<SeenSos> {
    work.audit(permit, sos.id);
    work.tell(Change::new(Scope::Unit(sos.unit_id), Noun::Sos, sos.id));
    let after = read::whole(work.connection(), sos.id).await?.ok_or_else(Error::not_found)?;
    work.commit().await?;
    read::seen(ctx, &after)
}

fn over(sos: &Sos) -> Error {
    Refusal::of(ErrorCode::StateInvalid).at("id").with("status", sos.status.to_value()).into()
}

fn answered(sos: &Sos, name: String, stage: Stage) -> SosText {
    let (serial, link) = (sos.serial.clone(), ring::link(sos));
    match stage {
        Stage::Seen => SosText::Seen { name, serial, link },
        Stage::Coming => SosText::Coming { name, serial, link },
        Stage::AtScene => SosText::Arrived { name, serial, link },
    }
}
