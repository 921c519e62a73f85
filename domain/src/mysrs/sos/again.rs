//! Somebody calls again while a call of theirs goes on. Whoever presses the button wants to be heard:
//! a call that nobody hears any more rings anew.

use super::{
    change_store::{self, Ending},
    model::{Raised, Sos, SosStatus, StepKind},
    people_store::{self, Taking},
    raise::{repeated, stands, tell_first, told_anew},
    ring,
    rules::{self, Again},
    store::{self, Adding},
};
use crate::{
    duties::Duty,
    policy::Permit,
    shared::{
        change_log::{Change, Noun, Scope},
        error::{Error, ErrorCode, Refusal, Result},
        scheduler,
        work::Work,
    },
};

/// The id was taken at this moment, by a repeat, or a call of theirs goes on: that one is theirs.
pub(super) async fn join(work: Work, permit: &Permit, adding: &Adding<'_>) -> Result<Raised> {
    let known = store::lookup(work.connection(), adding.id).await?;
    if let Some(known) = known.filter(|known| known.person_id == adding.person) {
        return repeated(work, known.id, adding.new).await;
    }
    let open = in_hand(&work, adding).await?;
    // The same press again, whose answer was lost.
    if open.again_id == Some(adding.id) {
        return repeated(work, open.id, adding.new).await;
    }
    let rule = ring::rule_in_force(&work, adding.now).await?;
    match rules::again(rule, &open, adding.now) {
        Again::IsAnother => take_place(work, permit, (&open, adding)).await,
        Again::RingsAnew => call_again(work, permit, (&open, adding), true).await,
        Again::Joins => call_again(work, permit, (&open, adding), false).await,
    }
}

/// The caller's call that goes on, which nobody else changes until the work ends, and its next ring.
async fn in_hand(work: &Work, adding: &Adding<'_>) -> Result<Sos> {
    let connection = work.connection();
    let open = store::find_open(connection, adding.person).await?.ok_or_else(ended)?;
    scheduler::hold(work, &[Duty::SosRing], open.id).await?;
    let locked = store::lock_open(connection, adding.person).await?;
    locked.filter(|locked| locked.id == open.id).ok_or_else(ended)
}

/// It ended between two looks: whoever called asks again, and gets another one.
fn ended() -> Error {
    Refusal::of(ErrorCode::Unavailable).stop()
}

/// What the caller says stands with the call; `anew` when it rings again as if it had just come in,
/// from where they are now.
async fn call_again(
    mut work: Work,
    permit: &Permit,
    (open, adding): (&Sos, &Adding<'_>),
    anew: bool,
) -> Result<Raised> {
    let (id, now) = (open.id, adding.now);
    change_store::change_again(work.connection(), id, adding.id).await?;
    if let Some(fix) = &adding.new.fix {
        let whose = (id, adding.person);
        change_store::change_position(work.connection(), whose, fix, adding.said_at, now).await?;
    }
    let mut step =
        Taking { said: adding.note, ..Taking::by(StepKind::RaisedAgain, adding.person, now) };
    if anew {
        change_store::change_to_open(work.connection(), id, adding).await?;
        ring::quiet(&work, id).await?;
        let sos = told_anew(&work, id, now).await?;
        step.people = Some(sos.told.len());
        people_store::add_step(work.connection(), id, &step).await?;
        ring::first(&mut work, &sos, now).await?;
    } else {
        people_store::add_step(work.connection(), id, &step).await?;
    }
    if open.unit_id != adding.unit {
        // Those of the unit that it leaves look again too.
        work.tell(Change::new(Scope::Unit(open.unit_id), Noun::Sos, id));
    }
    work.audit(permit, id);
    stands(work, id, false).await
}

/// The old call ends without a word, and another takes its place in the same work.
async fn take_place(
    mut work: Work,
    permit: &Permit,
    (old, adding): (&Sos, &Adding<'_>),
) -> Result<Raised> {
    let connection = work.connection();
    let ending = Ending { status: SosStatus::Lapsed, by: None, outcome: None, at: adding.now };
    let step =
        Taking { kind: StepKind::Lapsed, by: None, said: None, people: None, at: adding.now };
    people_store::add_step(connection, old.id, &step).await?;
    change_store::change_to_ended(connection, old.id, &ending).await?;
    ring::stop(&work, old.id).await?;
    work.tell(Change::new(Scope::Unit(old.unit_id), Noun::Sos, old.id));
    if !store::add(work.connection(), adding).await? {
        return Err(ended());
    }
    tell_first(&mut work, adding.id, adding.now).await?;
    work.audit(permit, adding.id);
    stands(work, adding.id, true).await
}
