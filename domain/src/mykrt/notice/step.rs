//! The steps by which a notice leaves, as plain values; and which one comes next, pure.

use chrono::TimeDelta;
use uuid::Uuid;

use super::model::{Notice, NoticeStatus, Severity};
use crate::shared::{
    clock::Instant,
    id::{NoticeId, PersonId},
};

/// How long an emergency waits for those who have not said that they know it, before the next step.
const PAUSE_OF_EMERGENCY: TimeDelta = TimeDelta::minutes(5);
/// How long any other notice does.
const PAUSE: TimeDelta = TimeDelta::minutes(60);
/// How often it is pushed, the first time included, before an SMS is sent.
const MOST_PUSHES: usize = 3;

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

/// How long it waits before the next step.
pub(super) fn pause(notice: &Notice) -> TimeDelta {
    if notice.severity == Severity::Emergency { PAUSE_OF_EMERGENCY } else { PAUSE }
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

/// What comes after these steps: three pushes, an SMS, and then somebody who can go and look.
pub(super) fn next(steps: &[Step]) -> Next {
    let number = |kind: StepKind| steps.iter().filter(|step| step.kind == kind).count();
    if steps.iter().any(|step| step.finished_at.is_none()) {
        Next::Wait
    } else if number(StepKind::Escalated) > 0 {
        Next::Nothing
    } else if number(StepKind::Sms) > 0 {
        Next::Take(StepKind::Escalated)
    } else if number(StepKind::Push) < MOST_PUSHES {
        Next::Take(StepKind::Push)
    } else {
        Next::Take(StepKind::Sms)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_pushes_an_sms_and_then_somebody_who_can_look() {
        let now = chrono::DateTime::UNIX_EPOCH;
        let mut steps = Vec::new();
        let mut taken = Vec::new();
        while let Next::Take(kind) = next(&steps) {
            taken.push(kind);
            let begun = Step {
                id: Uuid::nil(),
                notice_id: NoticeId(Uuid::nil()),
                round: 0,
                kind,
                missing_only: true,
                begun_at: now,
                after_person: None,
                met: 0,
                people: 0,
                finished_at: None,
            };
            steps.push(begun.clone());
            assert_eq!(next(&steps), Next::Wait);
            steps.pop();
            steps.push(Step { finished_at: Some(now), ..begun });
        }
        use StepKind::{Escalated, Push, Sms};
        assert_eq!(taken, [Push, Push, Push, Sms, Escalated]);
        assert_eq!(next(&steps), Next::Nothing);
    }
}
