//! What comes after an attempt; pure.

use chrono::{DateTime, TimeDelta};
use reqwest::header::HeaderValue;

use super::model::{Channel, Outcome, State};
use crate::shared::clock::Instant;

/// How long a node may be at a delivery: several times the longest wait for an answer, so that a
/// lease only ends when its node has died.
pub(super) const LEASE: TimeDelta = TimeDelta::minutes(1);
/// The waits between attempts, in seconds: 5 s, 5 min, 30 min, 2 h, 5 h, 10 h, 10 h.
const WAITS: [i64; 7] = [5, 300, 1_800, 7_200, 18_000, 36_000, 36_000];
/// The waits for what is soon of no use, such as a code that counts for five minutes: with the
/// others it would be tried twice.
const SHORT_WAITS: [i64; 4] = [5, 15, 60, 120];
/// After the short ones the wait for what is urgent: with its chance no more than five minutes,
const URGENT_WAIT: i64 = 250;
/// for a day or so.
const URGENT_ATTEMPTS: i32 = 300;
/// No longer wait is believed for what is urgent.
const LONGEST_URGENT_WAIT: i64 = 1_800;
/// What is of use for longer than this is not of no use soon.
const SOON: TimeDelta = TimeDelta::minutes(10);
/// No gateway is believed that asks for a longer wait.
const LONGEST_WAIT: i64 = 36_000;

/// An attempt that was made.
#[derive(Clone, Copy, Debug)]
pub(super) struct Attempt {
    /// 1 for the first.
    pub number: i32,
    pub channel: Channel,
    pub urgent: bool,
    pub expires_at: Option<Instant>,
    pub now: Instant,
    /// Chance from 0 to 1, so that what failed together does not come again together.
    pub jitter: f64,
}

/// What becomes of a delivery.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Next {
    Finished(State),
    Again(Instant),
}

/// Whether it may go out twice when nobody knows whether it went out once.
pub(super) fn may_repeat(channel: Channel, urgent: bool) -> bool {
    match channel {
        // It costs money and cannot replace the first one on the phone.
        Channel::Sms => urgent,
        // The second one takes the first one's place on the phone.
        Channel::Push => true,
        // It cannot be taken back, and whoever gets two wonders which one counts.
        Channel::Mail => urgent,
        // The other side knows it by its name.
        Channel::Webhook => true,
    }
}

/// For how many seconds the other side asks by `Retry-After`: a number of them, or a date.
pub(super) fn patience(given: Option<&HeaderValue>, now: Instant) -> Option<i64> {
    let given = given?.to_str().ok()?.trim();
    if let Ok(seconds) = given.parse() {
        return Some(seconds);
    }
    let at = DateTime::parse_from_rfc2822(given).ok()?;
    // Not a part of a second too early.
    Some((at.timestamp() - now.timestamp()).max(0))
}

/// What comes after an attempt with this outcome.
pub(super) fn after(attempt: &Attempt, outcome: &Outcome) -> Next {
    match outcome {
        Outcome::Accepted(_) => Next::Finished(State::Sent),
        Outcome::Refused(_) | Outcome::Gone(_) => Next::Finished(State::Refused),
        Outcome::Unknown(_) if !may_repeat(attempt.channel, attempt.urgent) => {
            Next::Finished(State::Unknown)
        }
        Outcome::Unknown(_) => again(attempt, None),
        Outcome::NotNow { seconds, .. } => again(attempt, *seconds),
    }
}

fn again(attempt: &Attempt, least: Option<i64>) -> Next {
    let soon = attempt.expires_at.is_some_and(|expires_at| expires_at - attempt.now <= SOON);
    let waits: &[i64] = if soon || attempt.urgent { &SHORT_WAITS } else { &WAITS };
    let made = usize::try_from(attempt.number - 1).unwrap_or(0);
    let later = (attempt.urgent && attempt.number < URGENT_ATTEMPTS).then_some(URGENT_WAIT);
    let Some(wait) = waits.get(made).copied().or(later) else {
        return Next::Finished(State::Failed);
    };
    let longest = if attempt.urgent { LONGEST_URGENT_WAIT } else { LONGEST_WAIT };
    let wait = wait.max(least.unwrap_or(0).min(longest));
    // Up to a fifth longer, never sooner than asked for.
    #[expect(clippy::cast_possible_truncation, reason = "at most two hours in milliseconds")]
    #[expect(clippy::cast_precision_loss, reason = "at most two hours in milliseconds")]
    let extra = (attempt.jitter.clamp(0.0, 1.0) * 200.0 * wait as f64) as i64;
    let at = attempt.now + TimeDelta::seconds(wait) + TimeDelta::milliseconds(extra);
    match attempt.expires_at {
        Some(expires_at) if at >= expires_at => Next::Finished(State::Expired),
        _ => Next::Again(at),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn attempt(number: i32) -> Attempt {
        Attempt {
            number,
            channel: Channel::Sms,
            urgent: false,
            expires_at: None,
            now: DateTime::UNIX_EPOCH,
            jitter: 0.0,
        }
    }

    fn not_now(seconds: Option<i64>) -> Outcome {
        Outcome::NotNow { seconds, why: "HTTP 500".to_owned() }
    }

    fn waits(attempt: Attempt, outcome: &Outcome) -> Option<i64> {
        match after(&attempt, outcome) {
            Next::Again(at) => Some((at - attempt.now).num_seconds()),
            Next::Finished(_) => None,
        }
    }

    #[test]
    fn the_waits_grow_and_end() {
        let all: Vec<_> = (1..=8).map(|number| waits(attempt(number), &not_now(None))).collect();
        let expected = [5, 300, 1_800, 7_200, 18_000, 36_000, 36_000].map(Some);
        assert_eq!(all[..7], expected);
        assert_eq!(after(&attempt(8), &not_now(None)), Next::Finished(State::Failed));
        let late = Attempt { jitter: 1.0, ..attempt(2) };
        assert_eq!(waits(late, &not_now(None)), Some(360));
    }

    #[test]
    fn a_gateway_that_asks_for_patience_gets_it_within_bounds() {
        assert_eq!(waits(attempt(1), &not_now(Some(90))), Some(90));
        assert_eq!(waits(attempt(1), &not_now(Some(1))), Some(5));
        assert_eq!(waits(attempt(1), &not_now(Some(i64::MAX))), Some(LONGEST_WAIT));
    }

    #[test]
    fn patience_is_asked_for_in_seconds_or_until_a_date() {
        let now = DateTime::UNIX_EPOCH + TimeDelta::seconds(10);
        let asked = |given: &'static str| patience(Some(&HeaderValue::from_static(given)), now);
        assert_eq!(asked(" 90 "), Some(90));
        assert_eq!(asked("Thu, 01 Jan 1970 00:02:00 GMT"), Some(110));
        assert_eq!(asked("Thu, 01 Jan 1970 00:00:01 GMT"), Some(0));
        assert_eq!((asked("soon"), patience(None, now)), (None, None));
    }

    #[test]
    fn a_code_is_tried_soon_and_given_up_when_it_has_expired() {
        let expires_at = Some(DateTime::UNIX_EPOCH + TimeDelta::minutes(5));
        let code = |number| Attempt { expires_at, ..attempt(number) };
        assert_eq!(waits(code(2), &not_now(None)), Some(15));
        assert_eq!(after(&code(1), &not_now(Some(300))), Next::Finished(State::Expired));
        assert_eq!(after(&code(5), &not_now(None)), Next::Finished(State::Failed));
    }

    #[test]
    fn what_is_urgent_waits_five_minutes_at_most() {
        let urgent = |number| Attempt { urgent: true, jitter: 1.0, ..attempt(number) };
        let all: Vec<_> = (1..=6).map(|number| waits(urgent(number), &not_now(None))).collect();
        assert_eq!(all, [6, 18, 72, 144, 300, 300].map(Some));
        assert_eq!(after(&urgent(300), &not_now(None)), Next::Finished(State::Failed));
        let calm = Attempt { jitter: 0.0, ..urgent(1) };
        assert_eq!(waits(calm, &not_now(Some(i64::MAX))), Some(LONGEST_URGENT_WAIT));
    }

    #[test]
    fn what_is_of_use_for_a_day_is_tried_for_most_of_it() {
        let expires_at = Some(DateTime::UNIX_EPOCH + TimeDelta::days(1));
        let mut notice = Attempt { expires_at, ..attempt(1) };
        let mut made = 0;
        let end = loop {
            made += 1;
            match after(&notice, &not_now(None)) {
                Next::Again(at) => notice = Attempt { number: made + 1, now: at, ..notice },
                Next::Finished(state) => break state,
            }
        };
        // After 5 s, 5 min, 30 min, 2 h, 5 h and 10 h; ten hours more are too late.
        assert_eq!((end, made), (State::Expired, 7));
        assert!(notice.now - DateTime::UNIX_EPOCH > TimeDelta::hours(17));
    }

    #[test]
    fn after_an_unknown_outcome_an_sms_is_repeated_only_in_an_emergency() {
        let unknown = Outcome::Unknown("no answer".to_owned());
        assert_eq!(after(&attempt(1), &unknown), Next::Finished(State::Unknown));
        let urgent = Attempt { urgent: true, ..attempt(1) };
        assert_eq!(waits(urgent, &unknown), Some(5));
        let push = Attempt { channel: Channel::Push, ..attempt(1) };
        assert_eq!(waits(push, &unknown), Some(5), "the phone shows one");
        let webhook = Attempt { channel: Channel::Webhook, ..attempt(1) };
        assert_eq!(waits(webhook, &unknown), Some(5), "the other side knows it by its name");
        let mail = Attempt { channel: Channel::Mail, ..attempt(1) };
        assert_eq!(after(&mail, &unknown), Next::Finished(State::Unknown));
        assert_eq!(after(&attempt(1), &Outcome::Accepted(None)), Next::Finished(State::Sent));
        let why = "HTTP 400".to_owned();
        for refused in [Outcome::Refused(why.clone()), Outcome::Gone(why)] {
            assert_eq!(after(&attempt(1), &refused), Next::Finished(State::Refused));
        }
    }
}
