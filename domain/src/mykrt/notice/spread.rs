//! A notice leaves: planned in the work that publishes it, and done in the background, a part of
//! the people at a time. Each part is one transaction with its place in the step, so that whoever
//! goes on after a stop leaves nobody out and writes to nobody twice.

use chrono::TimeDelta;
use uuid::Uuid;

use super::{
    insist,
    model::{Notice, Severity},
    reach_store::{Done, Part, Reached},
    service::is_of_writers,
    step::{self, Delivery, Step, StepKind},
    step_store::{self, Met, Progress},
    store,
    tally::{Additions, Counts},
    tally_store,
    wish::{self, Way},
};
use crate::{
    duties::Duty,
    shared::{
        change_log::{Change, Noun, Scope},
        clock::Instant,
        ctx::Ctx,
        error::Result,
        id::PersonId,
        language::Language,
        outbox::{self, Audience, Message, Text},
        scheduler,
        work::Work,
    },
};

/// So many people are looked at in one transaction: as many as one message goes to.
const PART: i64 = 500;
/// Of how long use a notice is that is valid without end: nobody wants to hear of it later.
const OF_USE: TimeDelta = TimeDelta::hours(24);
/// When the next part of those whose quiet hours have ended is written to.
const NEXT_PART: TimeDelta = TimeDelta::milliseconds(1);

/// Begins a step of a notice that nobody else changes meanwhile.
pub(super) async fn begin(
    work: &mut Work,
    notice: &Notice,
    kind: StepKind,
    missing_only: bool,
    now: Instant,
) -> Result<()> {
    let connection = work.connection();
    if kind == StepKind::Push {
        // Whom an earlier push has not reached yet this one reaches.
        step_store::let_go(connection, notice.id).await?;
        if !missing_only {
            step_store::finish_all(connection, notice.id, now).await?;
        }
    }
    let step = Step {
        id: work.tools().ids.mint(now),
        notice_id: notice.id,
        round: step_store::next_round(connection, notice.id).await?,
        kind,
        missing_only,
        begun_at: now,
        after_person: None,
        met: 0,
        people: 0,
        finished_at: None,
    };
    step_store::add(connection, &step).await?;
    scheduler::plan(work, Duty::NoticeSpread, step.id, now).await
}

/// Lets nothing of a notice leave any more.
pub(super) async fn stop(work: &Work, notice: &Notice, now: Instant) -> Result<()> {
    step_store::let_go(work.connection(), notice.id).await?;
    step_store::finish_all(work.connection(), notice.id, now).await?;
    scheduler::cancel(work, Duty::NoticeInsist, notice.id).await?;
    outbox::recall(work, notice.id).await
}

/// A step that is under way with its notice, which nobody takes back until the work ends.
async fn under_way(work: &Work, id: Uuid) -> Result<Option<(Step, Notice)>> {
    let connection = work.connection();
    let Some(step) = step_store::lookup(connection, id).await? else { return Ok(None) };
    let Some(notice) = store::hold(connection, step.notice_id).await? else {
        return Ok(None);
    };
    // Whoever had it in hand before may have ended the step.
    Ok(step_store::lookup(connection, id).await?.map(|step| (step, notice)))
}

/// The next part of the people of a step are written to.
pub(crate) async fn spread_due(ctx: &Ctx, work: &mut Work, id: Uuid) -> Result<()> {
    let now = ctx.now();
    let Some((step, notice)) = under_way(work, id).await? else { return Ok(()) };
    if step.finished_at.is_some() {
        return Ok(());
    }
    if !step::is_out(&notice, now) {
        return step_store::finish_all(work.connection(), notice.id, now).await;
    }
    let acknowledged = Done::Acknowledged(notice.asked_version);
    let without = step.missing_only.then_some((notice.id, acknowledged));
    let part = Part { after: step.after_person, only: None, without, most: PART };
    let met = meet(work, &notice, &part, now).await?;
    // Whom quiet hours keep gets an SMS only when the push that waits for their end was not answered.
    let after_push = match step.kind {
        StepKind::Sms => insist::rule_in_force(work, now).await?.pause(&notice),
        StepKind::Push | StepKind::Escalated => TimeDelta::zero(),
    };
    let going = Going { step: &step, after_push, now };
    let people = send(work, &notice, &going, &met).await?;
    let is_last = i64::try_from(met.len()).unwrap_or(PART) < PART;
    let after = met.last().filter(|_| !is_last).map(|last| last.person);
    let progress = Progress { after, met: met.len(), people };
    step_store::advance(work.connection(), id, &progress, now).await?;
    if after.is_some() {
        // The plan that is being done makes room: it is for the same moment when the clock stands.
        scheduler::cancel(work, Duty::NoticeSpread, id).await?;
        scheduler::plan(work, Duty::NoticeSpread, id, now).await?;
    }
    Ok(())
}

/// Quiet hours have ended: a notice goes to those who had them, unless they have read it meanwhile,
/// belong elsewhere now, or it is not valid any more.
pub(crate) async fn quiet_hours_end(ctx: &Ctx, work: &mut Work, id: Uuid) -> Result<()> {
    let now = ctx.now();
    let Some((step, notice)) = under_way(work, id).await? else { return Ok(()) };
    let people = step_store::take_held(work.connection(), id, now, PART).await?;
    if people.is_empty() {
        return Ok(());
    }
    if step::is_out(&notice, now) {
        let without = Some((notice.id, answered(&step, &notice)));
        let part = Part { after: None, only: Some(&people), without, most: PART };
        let met = meet(work, &notice, &part, now).await?;
        // Who has quiet hours again by now waits for their end alone.
        let going = Going { step: &step, after_push: TimeDelta::zero(), now };
        let sent = send(work, &notice, &going, &met).await?;
        step_store::add_people(work.connection(), id, sent).await?;
    }
    // Whoever is left of this moment comes in the next part.
    scheduler::plan(work, Duty::NoticeSpreadQuiet, id, now + NEXT_PART).await
}

/// What somebody has done whom a step that waited for them tells nothing new. What they read before a
/// later push may have been former words.
fn answered(step: &Step, notice: &Notice) -> Done {
    if step.missing_only {
        return Done::Acknowledged(notice.asked_version);
    }
    let published_at = notice.published_at.filter(|_| step.round == 0);
    Done::ReadSince(published_at.unwrap_or(step.begun_at))
}

async fn meet(work: &Work, notice: &Notice, part: &Part<'_>, now: Instant) -> Result<Vec<Met>> {
    let connection = work.connection();
    let named = store::people(connection, notice.id).await?;
    let reached = Reached { place: &notice.scope, mask: notice.audience, people: &named };
    step_store::meet(connection, notice, &reached, part, now).await
}

/// How people are written to.
#[derive(Debug)]
struct Going<'a> {
    step: &'a Step,
    /// So long after the end of quiet hours whoever has the app is written to.
    after_push: TimeDelta,
    now: Instant,
}

/// Writes to these people as each wishes, and tells to how many.
async fn send(
    work: &mut Work,
    notice: &Notice,
    &Going { step, after_push, now }: &Going<'_>,
    met: &[Met],
) -> Result<usize> {
    let (mut loud, mut silent, mut held) = (Vec::new(), Vec::new(), Vec::new());
    for one in met.iter().filter(|one| one.active && can_be_reached(one, step.kind)) {
        match wish::way(notice.severity, one.choice, one.quiet(), now) {
            Way::Loud => loud.push(one),
            Way::Silent if step.kind == StepKind::Push => silent.push(one),
            Way::Later(at) if one.has_app => held.push((one.person, at + after_push)),
            Way::Later(at) => held.push((one.person, at)),
            Way::Silent | Way::FeedOnly => {}
        }
    }
    let newly = if step.kind == StepKind::Push {
        push(work, notice, step, &loud, &silent, now).await?
    } else {
        write_texts(work, notice, step, &loud, now).await?
    };
    step_store::hold_back(work.connection(), step.id, &held).await?;
    let mut ends: Vec<Instant> = held.iter().map(|(_, at)| *at).collect();
    ends.sort_unstable();
    ends.dedup();
    for at in ends {
        scheduler::plan(work, Duty::NoticeSpreadQuiet, step.id, at).await?;
    }
    count_sent(work, notice, &newly).await?;
    Ok(loud.len() + silent.len())
}

/// Adds those to whom a notice was sent to its figures, and tells whoever watches them: one line for
/// a part of the people, which none of their phones hears.
async fn count_sent(work: &mut Work, notice: &Notice, people: &[PersonId]) -> Result<()> {
    if people.is_empty() {
        return Ok(());
    }
    let mut additions = Additions::default();
    for person in people {
        additions.add(notice.id, *person, Counts::SENT);
    }
    tally_store::write(work.connection(), &additions).await?;
    work.tell(Change::new(Scope::Person(notice.author_id), Noun::NoticeReceipt, notice.id));
    Ok(())
}

fn can_be_reached(one: &Met, kind: StepKind) -> bool {
    match kind {
        StepKind::Push => one.has_app,
        StepKind::Sms => one.phone.is_some(),
        StepKind::Escalated => false,
    }
}

/// … by SMS, and tells to whom it was not sent before: whoever has no app was not.
async fn write_texts(
    work: &mut Work,
    notice: &Notice,
    step: &Step,
    loud: &[&Met],
    now: Instant,
) -> Result<Vec<PersonId>> {
    for one in loud {
        let Some(phone) = one.phone.clone() else { continue };
        let audience = Audience::Phone(phone);
        let message = message(notice, step, audience, text(notice), one.language, now);
        outbox::send(work, &message).await?;
    }
    let people: Vec<PersonId> = loud.iter().map(|one| one.person).collect();
    step_store::mark_sent(work.connection(), notice.id, &people, now).await
}

/// … by push, and tells to whom it was not sent before.
async fn push(
    work: &mut Work,
    notice: &Notice,
    step: &Step,
    loud: &[&Met],
    silent: &[&Met],
    now: Instant,
) -> Result<Vec<PersonId>> {
    let mut newly = Vec::new();
    let ids = |met: &[&Met]| met.iter().map(|one| one.person).collect::<Vec<PersonId>>();
    for (people, text) in [(ids(loud), text(notice)), (ids(silent), text(notice).silently())] {
        if people.is_empty() {
            continue;
        }
        newly.extend(step_store::mark_sent(work.connection(), notice.id, &people, now).await?);
        let audience = Audience::People(people);
        // Each app has its own language.
        let message = message(notice, step, audience, text, Language::Ms, now);
        outbox::send(work, &message).await?;
    }
    Ok(newly)
}

fn text(notice: &Notice) -> Text {
    let link = format!("krt://notice/{}", notice.id);
    Text::written(&notice.title, &notice.body, Some(link))
}

/// What leaves of a step.
pub(super) fn message(
    notice: &Notice,
    step: &Step,
    audience: Audience,
    text: Text,
    language: Language,
    now: Instant,
) -> Message {
    Message {
        audience,
        text,
        language,
        cause: notice.id.0,
        round: i32::try_from(step.round).unwrap_or(i32::MAX),
        urgent: notice.severity == Severity::Emergency,
        expires_at: Some(notice.expires_at.unwrap_or(now + OF_USE)),
    }
}

/// How far the newest push of a notice to everybody came; nothing before it is out, and for those
/// in whose name it was not written.
pub async fn delivery(ctx: &Ctx, notice: &Notice) -> Result<Option<Delivery>> {
    if !is_of_writers(ctx, notice).await? {
        return Ok(None);
    }
    let Some(step) = step_store::newest_push(ctx.read(), notice.id).await? else {
        return Ok(None);
    };
    let held = step_store::held(ctx.read(), step.id).await?;
    let left_out = step_store::left_out(ctx.read(), notice.id).await?;
    let number = |count: i64| u64::try_from(count).unwrap_or(0);
    Ok(Some(Delivery {
        people: number(step.met),
        pushed: number(step.people),
        held: number(held),
        left_out: number(left_out),
        finished: step.finished_at.is_some(),
    }))
}

/// What was done with a notice since it is out, the first first; nothing for those in whose name it
/// was not written.
pub async fn timeline(ctx: &Ctx, notice: &Notice) -> Result<Vec<Step>> {
    if !is_of_writers(ctx, notice).await? {
        return Ok(Vec::new());
    }
    step_store::list(ctx.read(), notice.id).await
}
