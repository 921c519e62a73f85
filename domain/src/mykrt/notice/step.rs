//! The steps by which a notice leaves, as plain values; and which one comes next, pure.

use chrono::TimeDelta;
use uuid::Uuid;

use super::model::{Notice, NoticeStatus, Severity};
use crate::shared::{
    clock::Instant,
    id::{NoticeId, PersonId},
};

/// The longest pause that a rule can ask for: a week. Whoever writes a larger number into the table
/// means no pause without end.
const LONGEST_PAUSE: i64 = 7 * 24 * 60;

/// How a notice is pushed again to those who have not said that they know it. A dated row of
/// `notice_rule`, which the department can change from a day on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sea_orm::FromQueryResult)]
pub(super) struct NoticeRule {
    /// So many minutes an emergency waits before the next step,
    pub emergency_minutes: i64,
    /// and so many any other notice.
    pub other_minutes: i64,
    /// So often it is pushed, the first time included, before an SMS is sent.
    pub most_pushes: i64,
}

impl NoticeRule {
    /// How long a notice waits before the next step.
    pub(super) fn pause(self, notice: &Notice) -> TimeDelta {
        let minutes = match notice.severity {
            Severity::Emergency => self.emergency_minutes,
            Severity::Information | Severity::Important | Severity::Urgent => self.other_minutes,
        };
        TimeDelta::minutes(minutes.clamp(1, LONGEST_PAUSE))
    }
}

/// Nobody's quiet hours are longer.
const LONGEST_QUIET: TimeDelta = TimeDelta::days(1);

/// Whether telling somebody who can look may wait until quiet hours have ended: of what is no emergency,
/// and not for ever.
pub(super) fn may_wait(severity: Severity, pause: TimeDelta, steps: &[Step], now: Instant) -> bool {
    let last = steps.iter().map(|step| step.begun_at).max();
    let until = last.map(|last| last + LONGEST_QUIET + pause);
    severity != Severity::Emergency && until.is_some_and(|until| now < until)
}

/// What was done with a notice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sea_orm::EnumIter, sea_orm::DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum StepKind {
    /// It was pushed to phones.
    Push,
    /// It was sent by SMS.
    Sms,
    /// Whoever leads the patrol unit there, or the department's officers, were told by SMS how many
    /// have not said that they know it.
    Escalated,
}

/// One step of a notice.
#[derive(Clone, Debug, PartialEq, Eq, sea_orm::FromQueryResult)]
pub struct Step {
    /// The id.
    pub id: Uuid,
    /// The notice.
    pub notice_id: NoticeId,
    /// Its number among the steps of the notice: 0 for the first.
    pub round: i64,
    /// What was done.
    pub kind: StepKind,
    /// Whether only to those who had not said that they know.
    pub missing_only: bool,
    /// When it began.
    pub begun_at: Instant,
    /// Who was looked at last.
    pub after_person: Option<PersonId>,
    /// At how many people it looked until now.
    pub met: i64,
    /// To how many people it was sent until now.
    pub people: i64,
    /// When everybody had been looked at.
    pub finished_at: Option<Instant>,
}

/// How far the newest push to everybody came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Delivery {
    /// At how many people it looked until now.
    pub people: u64,
    /// To how many of them it was pushed.
    pub pushed: u64,
    /// How many are in their quiet hours and get it when those end.
    pub held: u64,
    /// How many of the people whom it names belonged to its place no longer when it went out, and do
    /// not get it.
    pub left_out: u64,
    /// Whether everybody has been looked at.
    pub finished: bool,
}

/// Whether a notice may be sent: it is out, and valid.
pub(super) fn is_out(notice: &Notice, now: Instant) -> bool {
    notice.status == NoticeStatus::Published && notice.expires_at.is_none_or(|at| at > now)
}

/// Whether everybody is asked, again and again, to say that they know it.
pub(super) fn insists(notice: &Notice) -> bool {
    notice.needs_acknowledgement || notice.severity == Severity::Emergency
}

/// The steps of a notice since everybody was asked again, or all of them: what was done for former
/// words spares nobody the next step.
pub(super) fn since_asked(mut steps: Vec<Step>, notice: &Notice) -> Vec<Step> {
    if let Some(asked) = notice.asked_again_at {
        steps.retain(|step| step.begun_at >= asked);
    }
    steps
}

/// What comes next for those who have not said that they know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Next {
    /// The step before is not finished.
    Wait,
    /// This.
    Take(StepKind),
    /// Nothing: everything was tried.
    Nothing,
}

/// What comes after these steps: as many pushes as the rule says, an SMS, and then somebody who can
/// go and look.
pub(super) fn next(rule: NoticeRule, steps: &[Step]) -> Next {
    let number = |kind: StepKind| steps.iter().filter(|step| step.kind == kind).count();
    let pushes = i64::try_from(number(StepKind::Push)).unwrap_or(i64::MAX);
    if steps.iter().any(|step| step.finished_at.is_none()) {
        Next::Wait
    } else if number(StepKind::Escalated) > 0 {
        Next::Nothing
    } else if number(StepKind::Sms) > 0 {
        Next::Take(StepKind::Escalated)
    } else if pushes < rule.most_pushes {
        Next::Take(StepKind::Push)
    } else {
        Next::Take(StepKind::Sms)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn begun(kind: StepKind, begun_at: Instant) -> Step {
        Step {
            id: Uuid::nil(),
            notice_id: NoticeId(Uuid::nil()),
            round: 0,
            kind,
            missing_only: true,
            begun_at,
            after_person: None,
            met: 0,
            people: 0,
            finished_at: None,
        }
    }

    /// The kinds of the steps that are taken under a rule.
    fn taken(most_pushes: i64) -> Vec<StepKind> {
        let rule = NoticeRule { emergency_minutes: 5, other_minutes: 60, most_pushes };
        let now = chrono::DateTime::UNIX_EPOCH;
        let mut steps = Vec::new();
        let mut taken = Vec::new();
        while let Next::Take(kind) = next(rule, &steps) {
            taken.push(kind);
            let begun = begun(kind, now);
            steps.push(begun.clone());
            assert_eq!(next(rule, &steps), Next::Wait);
            steps.pop();
            steps.push(Step { finished_at: Some(now), ..begun });
        }
        assert_eq!(next(rule, &steps), Next::Nothing);
        taken
    }

    #[test]
    fn as_many_pushes_as_the_rule_says_an_sms_and_then_somebody_who_can_look() {
        use StepKind::{Escalated, Push, Sms};
        assert_eq!(taken(3), [Push, Push, Push, Sms, Escalated]);
        assert_eq!(taken(1), [Push, Sms, Escalated]);
        assert_eq!(taken(0), [Sms, Escalated]);
    }

    #[test]
    fn an_emergency_wakes_people_and_nothing_waits_longer_than_quiet_hours_last() {
        let now = chrono::DateTime::UNIX_EPOCH;
        let pause = TimeDelta::hours(1);
        let steps = [begun(StepKind::Push, now - pause), begun(StepKind::Sms, now)];
        let may_wait =
            |severity: Severity, after: TimeDelta| may_wait(severity, pause, &steps, now + after);
        assert!(may_wait(Severity::Urgent, TimeDelta::hours(24)));
        assert!(!may_wait(Severity::Urgent, TimeDelta::hours(25)));
        assert!(!may_wait(Severity::Emergency, TimeDelta::zero()));
    }
}
