//! A call rings until somebody answers: pushed again and again, by SMS to those who lead, and to the
//! district's officers. Once they are told it rings more slowly, and it never falls silent.

use chrono::TimeDelta;

use super::{
    change_store,
    model::{Sos, StepKind, Told, ToldAs},
    people_store::{self, Taking},
    read,
    rules::{self, Next, SosRule},
    store,
};
use crate::{
    duties::Duty,
    identity::Reached,
    shared::{
        change_log::{Change, Noun, Scope},
        clock::Instant,
        ctx::Ctx,
        error::{Error, Result},
        id::{PersonId, SosId},
        language::Language,
        outbox::{self, Audience, Message, SosText, Text},
        scheduler,
        work::Work,
    },
};

/// Of how long use a ring is to a phone that was out of reach: it rings again meanwhile.
const OF_USE: TimeDelta = TimeDelta::minutes(10);
/// Of how long use the word is to those who were told that it is over.
const OVER_OF_USE: TimeDelta = TimeDelta::days(1);
/// So many people stand in one message.
const MOST_PEOPLE: usize = 500;
/// The rounds of a call beside its rings, which are counted from 0 and go on when it rings anew: no
/// rule rings so often.
const OFFICERS: i64 = 1_000_000;
const ANSWERS: i64 = 2_000_000;
const OVER: i64 = 3_000_000;

/// The first ring of a call, or of one that rings anew; the next one is planned. When there is nobody
/// to tell, the officers are told at once.
pub(super) async fn first(work: &mut Work, sos: &Sos, now: Instant) -> Result<()> {
    let people = rung(sos);
    if people.is_empty() {
        return tell_officers(work, sos, now).await;
    }
    let rule = rule_in_force(work, now).await?;
    push(work, sos, &people, &call(sos), (sos.rings_before, now + OF_USE)).await?;
    scheduler::plan(work, Duty::SosRing, sos.id, now + rule.pause()).await
}

/// Nobody has answered since the last ring: the next one, or the officers. When somebody has, or it
/// is over, nothing follows.
pub(crate) async fn ring_due(ctx: &Ctx, work: &mut Work, id: SosId) -> Result<()> {
    let now = ctx.now();
    if store::lock(work.connection(), id).await?.is_none() {
        return Ok(());
    }
    let Some(sos) = read::whole(work.connection(), id).await? else { return Ok(()) };
    if !sos.is_open() || sos.answered_at.is_some() {
        return Ok(());
    }
    let rule = rule_in_force(work, now).await?;
    work.tell(Change::new(Scope::Unit(sos.unit_id), Noun::Sos, id));
    // Whoever came to be there since the last time hears of it now.
    if rung(&sos).is_empty() {
        return tell_officers(work, &sos, now).await;
    }
    let (text, pause) = match rules::next(rule, sos.rounds, sos.officers_at.is_some()) {
        Next::Officers => return tell_officers(work, &sos, now).await,
        Next::Ring { text } => (text, rule.pause()),
        Next::RingSlowly { text } => (text, rule.slow_pause()),
    };
    ring(work, &sos, text, now).await?;
    scheduler::plan(work, Duty::SosRing, id, now + pause).await
}

/// Rings once more for everybody who was told; with `text` whoever leads is told by SMS too.
async fn ring(work: &mut Work, sos: &Sos, text: bool, now: Instant) -> Result<()> {
    let people = rung(sos);
    push(work, sos, &people, &call(sos), (sos.rings(), now + OF_USE)).await?;
    let step = Taking::of_program(StepKind::Rung, people.len(), now);
    people_store::add_step(work.connection(), sos.id, &step).await?;
    change_store::count_round(work.connection(), sos.id, now).await?;
    if !text {
        return Ok(());
    }
    let mut reached = people_store::list_leaders(work.connection(), sos, now).await?;
    if sos.officers_at.is_some() {
        reached.extend(people_store::list_officers(work.connection(), sos, now).await?);
    }
    let texted = send_texts(work, sos, &reached, &call(sos), (sos.rings(), now)).await?;
    let step = Taking::of_program(StepKind::Texted, texted, now);
    people_store::add_step(work.connection(), sos.id, &step).await
}

/// Nobody answers: the district's officers are told by push and SMS, the state's where the district
/// has none, and it rings on slowly. A state without one is an error for the operator to see.
async fn tell_officers(work: &mut Work, sos: &Sos, now: Instant) -> Result<()> {
    let officers = people_store::list_officers(work.connection(), sos, now).await?;
    if officers.is_empty() {
        tracing::error!(sos = %sos.id, district = %sos.district_id, "nobody answers, and neither the district nor the state has an officer");
    }
    let told: Vec<(PersonId, ToldAs)> =
        officers.iter().map(|one| (one.person_id, ToldAs::Officer)).collect();
    people_store::add_told(work.connection(), sos.id, &told, now).await?;
    let people: Vec<PersonId> = officers.iter().map(|one| one.person_id).collect();
    let text = SosText::Unanswered {
        caller: sos.caller_name.clone(),
        unit: sos.unit_name.clone(),
        place: place(sos),
        serial: sos.serial.clone(),
        link: link(sos),
    };
    let round = OFFICERS + sos.rings();
    push(work, sos, &people, &text, (round, now + OF_USE)).await?;
    send_texts(work, sos, &officers, &text, (round, now)).await?;
    // It looks again and again whether there is somebody; that is noted once.
    if sos.officers_at.is_none() || !people.is_empty() {
        let step = Taking::of_program(StepKind::OfficersTold, people.len(), now);
        people_store::add_step(work.connection(), sos.id, &step).await?;
    }
    change_store::change_to_officers(work.connection(), sos.id, now).await?;
    let rule = rule_in_force(work, now).await?;
    scheduler::plan(work, Duty::SosRing, sos.id, now + rule.slow_pause()).await
}

/// For whom a call rings: everybody who was told, but the officers only once they are told that
/// nobody answers.
fn rung(sos: &Sos) -> Vec<PersonId> {
    let is_rung = |told: &&Told| told.told_as != ToldAs::Officer || sos.officers_at.is_some();
    sos.told.iter().filter(is_rung).map(|told| told.person_id).collect()
}

/// Lets a call that somebody has answered ring no more. What has been said of it still leaves: whoever
/// has not heard of it yet may be the one who is near. The plan is held and the call locked.
pub(super) async fn quiet(work: &Work, id: SosId) -> Result<()> {
    scheduler::cancel(work, Duty::SosRing, id).await?;
    Ok(())
}

/// The same for a call that is over: what has not left does not leave.
pub(super) async fn stop(work: &Work, id: SosId) -> Result<()> {
    quiet(work, id).await?;
    outbox::recall(work, id).await
}

/// Tells the caller who answers. `number` tells it from what was told before.
pub(super) async fn tell_caller(
    work: &mut Work,
    sos: &Sos,
    text: &SosText,
    number: i64,
    now: Instant,
) -> Result<()> {
    push(work, sos, &[sos.person_id], text, (ANSWERS + number, now + OF_USE)).await
}

/// Tells those who were told, and who answers, that it is over; not whoever says so.
pub(super) async fn tell_over(
    work: &mut Work,
    sos: &Sos,
    text: &SosText,
    by: Option<PersonId>,
    now: Instant,
) -> Result<()> {
    let told = sos.told.iter().map(|told| told.person_id);
    let responders = sos.responders.iter().map(|responder| responder.person_id);
    let mut people: Vec<PersonId> = told.chain(responders).chain([sos.person_id]).collect();
    people.sort_unstable();
    people.dedup();
    people.retain(|person| Some(*person) != by);
    push(work, sos, &people, text, (OVER, now + OVER_OF_USE)).await
}

async fn push(
    work: &mut Work,
    sos: &Sos,
    people: &[PersonId],
    text: &SosText,
    (round, expires_at): (i64, Instant),
) -> Result<()> {
    for part in people.chunks(MOST_PEOPLE) {
        let message = Message {
            audience: Audience::People(part.to_vec()),
            text: Text::Sos(text.clone()),
            // Each app has its own language.
            language: Language::Ms,
            // On a phone each ring takes the place of the one before.
            cause: sos.id.0,
            round: i32::try_from(round).unwrap_or(i32::MAX),
            urgent: true,
            expires_at: Some(expires_at),
        };
        outbox::send(work, &message).await?;
    }
    Ok(())
}

/// Tells by SMS, and tells how many have a number.
async fn send_texts(
    work: &mut Work,
    sos: &Sos,
    people: &[Reached],
    text: &SosText,
    (round, now): (i64, Instant),
) -> Result<usize> {
    let mut sent = 0;
    for one in people {
        let Some(phone) = one.phone.clone() else { continue };
        let message = Message {
            audience: Audience::Phone(phone),
            text: Text::Sos(text.clone()),
            language: one.language,
            cause: sos.id.0,
            round: i32::try_from(round).unwrap_or(i32::MAX),
            urgent: true,
            expires_at: Some(now + OF_USE),
        };
        outbox::send(work, &message).await?;
        sent += 1;
    }
    Ok(sent)
}

/// The rule that holds at a moment.
pub(super) async fn rule_in_force(work: &Work, now: Instant) -> Result<SosRule> {
    // The tables came with a rule: somebody has taken it out.
    let rule = store::rule(work.connection(), now).await?;
    rule.ok_or_else(|| Error::internal("no rule says how often a call for help rings"))
}

/// What a call says.
fn call(sos: &Sos) -> SosText {
    SosText::Call {
        caller: sos.caller_name.clone(),
        unit: sos.unit_name.clone(),
        place: place(sos),
        serial: sos.serial.clone(),
        link: link(sos),
    }
}

/// Where the app opens.
pub(super) fn link(sos: &Sos) -> String {
    format!("krt://sos/{}", sos.id)
}

/// Where the caller is, in degrees that a map takes, to about a metre.
fn place(sos: &Sos) -> Option<String> {
    let position = sos.last_fix?.fix.position;
    Some(format!("{:.5},{:.5}", position.latitude, position.longitude))
}
