//! A notice that asks to be acknowledged is told again to whoever has not done so, and in the end to
//! somebody who can go and look.

use super::{
    model::{Notice, Severity},
    preference_store,
    reach_store::{self, Done, Part},
    spread,
    step::{self, Next, NoticeRule, Step, StepKind},
    step_store, store, told_store,
};
use crate::{
    duties::Duty,
    identity::Reached,
    shared::{
        clock::Instant,
        ctx::Ctx,
        error::{Error, Result},
        id::{NoticeId, PersonId},
        outbox::{self, Audience, Text},
        scheduler,
        work::Work,
    },
};

/// Plans the next step of a notice that is out, if it asks to be acknowledged; in the place of what
/// was planned before.
pub(super) async fn plan(work: &mut Work, notice: &Notice, now: Instant) -> Result<()> {
    scheduler::cancel(work, Duty::NoticeInsist, notice.id).await?;
    if step::insists(notice) {
        let rule = rule_in_force(work, now).await?;
        scheduler::plan(work, Duty::NoticeInsist, notice.id, now + rule.pause(notice)).await?;
    }
    Ok(())
}

/// How often and how soon a notice is pushed again.
pub(super) async fn rule_in_force(work: &Work, now: Instant) -> Result<NoticeRule> {
    // The tables came with a rule: somebody has taken it out.
    let rule = step_store::rule(work.connection(), now).await?;
    rule.ok_or_else(|| Error::internal("no rule says how often a notice is pushed again"))
}

/// Plans anew after a correction that changed whether, or how soon, a notice insists, or asks everybody
/// again.
pub(super) async fn corrected(
    work: &mut Work,
    before: &Notice,
    after: &Notice,
    now: Instant,
) -> Result<()> {
    let rule = rule_in_force(work, now).await?;
    // What was no emergency may wait for somebody's morning, however often it is pushed.
    let how = |notice: &Notice| {
        let is_emergency = notice.severity == Severity::Emergency;
        (step::insists(notice), rule.pause(notice), is_emergency, notice.asked_version)
    };
    if how(before) == how(after) { Ok(()) } else { plan(work, after, now).await }
}

/// The next step for those who have not said that they know a notice. Once everybody has, or it is
/// not valid any more, nothing follows.
pub(crate) async fn insist_due(ctx: &Ctx, work: &mut Work, id: NoticeId) -> Result<()> {
    let now = ctx.now();
    let Some(notice) = store::lock(work.connection(), id).await? else { return Ok(()) };
    if !step::is_out(&notice, now) || !step::insists(&notice) {
        return Ok(());
    }
    if missing(work, &notice, 1, now).await? == 0 {
        return Ok(());
    }
    let rule = rule_in_force(work, now).await?;
    let steps = step::since_asked(step_store::list(work.connection(), id).await?, &notice);
    let pause = rule.pause(&notice);
    let mut again = now + pause;
    match step::next(rule, &steps) {
        Next::Nothing => return Ok(()),
        Next::Wait => {}
        Next::Take(StepKind::Escalated) => {
            let may_wait = step::may_wait(notice.severity, pause, &steps, now);
            match wake(work, &notice, may_wait, now).await? {
                Waking::Now(told) => return escalate(work, &notice, told, now).await,
                Waking::Once(awake) => again = awake,
                Waking::After(last) => again = last + pause,
            }
        }
        Next::Take(kind) => spread::begin(work, &notice, kind, true, now).await?,
    }
    scheduler::plan(work, Duty::NoticeInsist, id, again).await
}

/// How many people have not said that they know, counted up to about `most`.
async fn missing(work: &Work, notice: &Notice, most: i64, now: Instant) -> Result<i64> {
    let connection = work.connection();
    let named = store::people(connection, notice.id).await?;
    let reached =
        reach_store::Reached { place: &notice.scope, mask: notice.audience, people: &named };
    let without = Some((notice.id, Done::Acknowledged(notice.asked_version)));
    let part = Part { after: None, only: None, without, most };
    step_store::number(connection, &reached, &part, now).await
}

/// Who is told how many have not said that they know, and when.
#[derive(Debug)]
enum Waking {
    /// These people, now.
    Now(Vec<Reached>),
    /// Somebody, when their quiet hours have ended.
    Once(Instant),
    /// Nobody before the last of those has it whom quiet hours keep: until then they could not know it.
    After(Instant),
}

/// Whoever leads the patrol unit there, or without one the department's officers. What is no emergency
/// wakes none of them.
async fn wake(work: &Work, notice: &Notice, may_wait: bool, now: Instant) -> Result<Waking> {
    let connection = work.connection();
    if may_wait && let Some(last) = step_store::last_held(connection, notice.id).await? {
        return Ok(Waking::After(last.max(now)));
    }
    let mut told = told_store::leaders(connection, &notice.scope).await?;
    if told.is_empty() {
        told = told_store::officers(connection, &notice.scope, now).await?;
        // They are told by SMS alone.
        told.retain(|one| one.phone.is_some());
    }
    if !may_wait {
        return Ok(Waking::Now(told));
    }
    let people: Vec<PersonId> = told.iter().map(|one| one.person_id).collect();
    let asleep = preference_store::asleep(connection, &people, now).await?;
    let first = asleep.iter().map(|(_, end)| *end).min();
    told.retain(|one| asleep.iter().all(|(person, _)| *person != one.person_id));
    Ok(match first.filter(|_| told.is_empty()) {
        Some(first) => Waking::Once(first),
        None => Waking::Now(told),
    })
}

/// Tells these people how many have not said that they know. The last step, and taken once.
async fn escalate(
    work: &mut Work,
    notice: &Notice,
    told: Vec<Reached>,
    now: Instant,
) -> Result<()> {
    let missing = missing(work, notice, i64::MAX, now).await?;
    let connection = work.connection();
    let people = i64::try_from(told.len()).unwrap_or(i64::MAX);
    let step = Step {
        id: work.tools().ids.mint(now),
        notice_id: notice.id,
        round: step_store::next_round(connection, notice.id).await?,
        kind: StepKind::Escalated,
        missing_only: true,
        begun_at: now,
        after_person: None,
        met: people,
        people,
        finished_at: Some(now),
    };
    step_store::add(connection, &step).await?;
    for one in told {
        let text = Text::Unacknowledged { title: notice.title.clone(), missing };
        let Some(phone) = one.phone else { continue };
        let audience = Audience::Phone(phone);
        let message = spread::message(notice, &step, audience, text, one.language, now);
        outbox::send(work, &message).await?;
    }
    Ok(())
}
