//! An alert is raised, told once to those who can act, and told to all of them when all is well.

use chrono::TimeDelta;
use sea_orm::ConnectionTrait;

use super::{
    model::{Alert, AlertKind, Limits},
    people_store,
    rules::Alarm,
    store::{self, About},
    watched_store::{self, Unit},
};
use crate::{
    community::committee,
    duties::Duty,
    identity::Reached,
    mysrs::{checkpoint::DayTime, unit},
    shared::{
        change_log::{Change, Noun, Scope},
        clock::Instant,
        ctx::Ctx,
        db,
        error::{Error, Result},
        id::{PatrolAlertId, PatrolId, PersonId},
        language::Language,
        outbox::{self, Audience, Message, Text, WatchSays, WatchText},
        scheduler,
        work::Work,
    },
};

/// Of how long use an alert is to a phone that was out of reach: until the night is over.
const OF_USE: TimeDelta = TimeDelta::hours(12);
/// Of how long use the word is to those who were told that all is well.
const WELL_OF_USE: TimeDelta = TimeDelta::days(1);
/// The rounds of the messages of an alert.
const NEAREST: i32 = 0;
const COMMITTEE: i32 = 1;
const WELL: i32 = 2;

impl AlertKind {
    /// Whether a sleeping phone wakes, and whether the committee is told by SMS too: somebody may be
    /// in danger.
    fn is_urgent(self) -> bool {
        match self {
            Self::Quiet | Self::Overdue | Self::Lone => true,
            Self::Late | Self::MissedCheckpoint => false,
        }
    }

    fn says(self) -> WatchSays {
        match self {
            Self::Late => WatchSays::Late,
            Self::MissedCheckpoint => WatchSays::MissedCheckpoint,
            Self::Quiet => WatchSays::Quiet,
            Self::Overdue => WatchSays::Overdue,
            Self::Lone => WatchSays::Lone,
        }
    }
}

/// Raises an alert and tells those who are nearest: the team, whose phones may bring a sign at once,
/// and who leads the unit. The committee is told after a while; at once when somebody is alone, or
/// when nobody else can be told. When an alert of the kind is open, nothing happens.
pub(super) async fn raise(
    work: &mut Work,
    unit: &Unit,
    limits: &Limits,
    team: &[PersonId],
    (about, alarm): (About, &Alarm),
) -> Result<()> {
    let now = work.tools().clock.now();
    let id: PatrolAlertId = work.tools().ids.mint(now);
    if !store::add(work.connection(), id, unit.id, (about, alarm), now).await? {
        return Ok(());
    }
    let alert = lookup(work, id).await?;
    let mut nearest = people_store::list_active(work.connection(), team).await?;
    let leaders = unit::leaders_of(work.connection(), unit.id).await?;
    nearest.extend(leaders.iter().map(|one| one.person_id));
    nearest.sort_unstable();
    nearest.dedup();
    let text = text_of(work.connection(), &alert, unit, alert.kind.says()).await?;
    if !nearest.is_empty() {
        for person in &nearest {
            people_store::add_told(work.connection(), id, *person, false, now).await?;
        }
        store::change_to_told(work.connection(), id, now).await?;
        let audience = Audience::People(nearest.clone());
        send(work, &alert, &text, audience, (NEAREST, now + OF_USE)).await?;
    }
    changed(work, &alert);
    if alert.kind == AlertKind::Lone || nearest.is_empty() {
        return tell_committee(work, &alert, unit, now).await;
    }
    let due_at = now + TimeDelta::minutes(limits.escalate_minutes);
    scheduler::plan(work, Duty::AlertEscalate, id, due_at).await
}

/// Those who are nearest have not put an alert right: the committee is told. When it is closed,
/// nothing follows.
pub(crate) async fn escalate_due(ctx: &Ctx, work: &mut Work, id: PatrolAlertId) -> Result<()> {
    let Some(alert) = store::lock_open(work.connection(), id).await? else { return Ok(()) };
    let unit = watched_store::lookup_unit(work.connection(), alert.unit_id).await?;
    let unit = unit.ok_or_else(Error::not_found)?;
    changed(work, &alert);
    tell_committee(work, &alert, &unit, ctx.now()).await
}

/// Tells those who write in the committee's name; by SMS too when somebody may be in danger.
async fn tell_committee(work: &mut Work, alert: &Alert, unit: &Unit, now: Instant) -> Result<()> {
    let voice = committee::voice_of(work.connection(), unit.area_id, now).await?;
    if voice.is_empty() {
        tracing::warn!(alert = %alert.id, area = %unit.area_id, "nobody of the committee can be told");
        return Ok(());
    }
    let text = text_of(work.connection(), alert, unit, alert.kind.says()).await?;
    let told = people_store::list_told(work.connection(), alert.id).await?;
    // Who leads the unit too has been told.
    let fresh = |person: &PersonId| !told.iter().any(|one| one.person_id == *person);
    let people: Vec<PersonId> = voice.iter().map(|one| one.person_id).filter(fresh).collect();
    let round = (COMMITTEE, now + OF_USE);
    if !people.is_empty() {
        send(work, alert, &text, Audience::People(people), round).await?;
    }
    for one in &voice {
        let texted = alert.kind.is_urgent() && one.phone.is_some();
        people_store::add_told(work.connection(), alert.id, one.person_id, texted, now).await?;
        if texted {
            send_text(work, alert, &text, one, round).await?;
        }
    }
    store::change_to_escalated(work.connection(), alert.id, now).await
}

/// Closes an open alert because all is well, and says so to everybody who was told.
pub(super) async fn heal(
    work: &mut Work,
    unit: &Unit,
    alert: &Alert,
    says: WatchSays,
) -> Result<()> {
    let now = work.tools().clock.now();
    if !store::close(work.connection(), alert.id, true, now).await? {
        return Ok(());
    }
    changed(work, alert);
    // What has not left yet would come after the good word.
    outbox::recall(work, alert.id).await?;
    let told = people_store::list_told(work.connection(), alert.id).await?;
    if told.is_empty() {
        return Ok(());
    }
    let text = text_of(work.connection(), alert, unit, says).await?;
    let round = (WELL, now + WELL_OF_USE);
    let people: Vec<PersonId> = told.iter().map(|one| one.person_id).collect();
    send(work, alert, &text, Audience::People(people), round).await?;
    for one in told.into_iter().filter(|one| one.texted) {
        let reached =
            Reached { person_id: one.person_id, phone: one.phone, language: one.language };
        send_text(work, alert, &text, &reached, round).await?;
    }
    Ok(())
}

/// Closes an open alert of which nobody can say that all is well; what was not told yet stays unsaid.
pub(super) async fn lapse(work: &mut Work, alert: &Alert) -> Result<()> {
    let now = work.tools().clock.now();
    if store::close(work.connection(), alert.id, false, now).await? {
        outbox::recall(work, alert.id).await?;
        changed(work, alert);
    }
    Ok(())
}

/// Tells who leads a unit that nobody has ended a patrol, and that it has been ended.
pub(super) async fn forgotten(
    work: &mut Work,
    unit: &Unit,
    patrol: PatrolId,
    ended_at: Instant,
) -> Result<()> {
    let leaders = unit::leaders_of(work.connection(), unit.id).await?;
    let leaders: Vec<PersonId> = leaders.iter().map(|one| one.person_id).collect();
    if leaders.is_empty() {
        return Ok(());
    }
    let text = WatchText {
        says: WatchSays::Forgotten,
        unit: unit.name.clone(),
        name: String::new(),
        at: DayTime::at(ended_at).to_string(),
        link: format!("krt://patrol/{patrol}"),
    };
    let message = Message {
        audience: Audience::People(leaders),
        text: Text::Watch(text),
        language: Language::Ms,
        cause: patrol.0,
        round: NEAREST,
        urgent: false,
        expires_at: Some(work.tools().clock.now() + WELL_OF_USE),
    };
    outbox::send(work, &message).await
}

/// Those who look at the patrol, or at the unit's shifts, see it.
pub(super) fn changed(work: &mut Work, alert: &Alert) {
    let scope = Scope::Unit(alert.unit_id);
    work.tell(match alert.patrol_id {
        Some(patrol) => Change::new(scope, Noun::Patrol, patrol),
        None => Change::new(scope, Noun::PatrolUnit, alert.unit_id),
    });
}

async fn lookup(work: &Work, id: PatrolAlertId) -> Result<Alert> {
    let found = store::lookup(work.connection(), id).await?;
    found.ok_or_else(|| Error::internal("an alert was lost"))
}

/// What is said about an alert.
async fn text_of<C: ConnectionTrait>(
    connection: &C,
    alert: &Alert,
    unit: &Unit,
    says: WatchSays,
) -> Result<WatchText> {
    let name = match alert.checkpoint_id {
        Some(checkpoint) => {
            let sql = "select name from checkpoint where id = $1";
            db::value(connection, sql, [checkpoint.into()]).await?
        }
        None => alert.person_name.clone(),
    };
    let link = match (alert.patrol_id, alert.shift_id) {
        (Some(patrol), _) => format!("krt://patrol/{patrol}"),
        (None, Some(shift)) => format!("krt://shift/{shift}"),
        (None, None) => format!("krt://unit/{}", unit.id),
    };
    let at = DayTime::at(alert.since).to_string();
    Ok(WatchText { says, unit: unit.name.clone(), name: name.unwrap_or_default(), at, link })
}

async fn send(
    work: &mut Work,
    alert: &Alert,
    text: &WatchText,
    audience: Audience,
    (round, expires_at): (i32, Instant),
) -> Result<()> {
    let message = Message {
        audience,
        text: Text::Watch(text.clone()),
        language: Language::Ms,
        cause: alert.id.0,
        round,
        urgent: alert.kind.is_urgent() && round != WELL,
        expires_at: Some(expires_at),
    };
    outbox::send(work, &message).await
}

async fn send_text(
    work: &mut Work,
    alert: &Alert,
    text: &WatchText,
    to: &Reached,
    (round, expires_at): (i32, Instant),
) -> Result<()> {
    let Some(phone) = to.phone.clone() else { return Ok(()) };
    let message = Message {
        audience: Audience::Phone(phone),
        text: Text::Watch(text.clone()),
        language: to.language,
        cause: alert.id.0,
        round,
        urgent: alert.kind.is_urgent() && round != WELL,
        expires_at: Some(expires_at),
    };
    outbox::send(work, &message).await
}
