//! How a notice left, for whoever sent it.

use async_graphql::{Enum, SimpleObject};
use domain::mykrt::notice;

use crate::graphql::scalars::DateTime;

/// How far the newest push of a notice to everybody has come. It goes on in the background.
#[derive(SimpleObject)]
pub struct NoticeDelivery {
    /// At how many people it has looked until now.
    people: u64,
    /// To how many of them it was pushed: those with MyKRT who want it.
    pushed: u64,
    /// How many are in their quiet hours, and get it when those end unless they have read it.
    held: u64,
    /// How many of the people whom it names belonged to its place no longer when it went out, and do
    /// not get it.
    left_out: u64,
    /// Whether everybody has been looked at.
    finished: bool,
}

impl From<notice::Delivery> for NoticeDelivery {
    fn from(delivery: notice::Delivery) -> Self {
        let notice::Delivery { people, pushed, held, left_out, finished } = delivery;
        Self { people, pushed, held, left_out, finished }
    }
}

/// What was done with a notice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "notice::StepKind")]
pub enum NoticeStepKind {
    /// It was pushed to phones.
    Push,
    /// It was sent by SMS to those who had not said that they know it. Whoever is in their quiet hours
    /// gets it after the push that waits for their end, unless they answer that.
    Sms,
    /// Whoever leads the patrol unit there, or without one the department's officers, were told by
    /// SMS how many had not said that they know it. What is no emergency waits until nobody's quiet
    /// hours are in between, theirs neither: a day at most.
    Escalated,
}

/// One step of a notice since it is out.
#[derive(SimpleObject)]
pub struct NoticeStep {
    /// When it began.
    at: DateTime,
    /// What was done.
    kind: NoticeStepKind,
    /// Its number, from 0 on.
    round: i64,
    /// Whether only to those who had not said that they know.
    missing_only: bool,
    /// To how many people until now.
    people: u64,
    /// When it was finished; none while it is under way.
    finished_at: Option<DateTime>,
}

impl From<notice::Step> for NoticeStep {
    fn from(step: notice::Step) -> Self {
        Self {
            at: DateTime(step.begun_at),
            kind: step.kind.into(),
            round: step.round,
            missing_only: step.missing_only,
            people: u64::try_from(step.people).unwrap_or(0),
            finished_at: step.finished_at.map(DateTime),
        }
    }
}
