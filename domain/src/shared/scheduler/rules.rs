//! When a duty is due again; pure.

use chrono::{NaiveTime, TimeDelta};

use crate::shared::{clock::Instant, malaysia};

/// The longest wait before a duty that failed is tried again, in minutes.
const LONGEST_WAIT: i64 = 60;

/// The first moment after `now` at which Malaysian clocks show `time`.
pub(super) fn next_day(time: NaiveTime, now: Instant) -> Instant {
    let today = malaysia::day(now);
    let at = |days: i64| malaysia::at(today + TimeDelta::days(days), time);
    if at(0) > now { at(0) } else { at(1) }
}

/// When a duty is tried again that has failed so many times: after 1, 2, 4, … 60 minutes.
pub(super) fn again(failures: i32, now: Instant) -> Instant {
    let doublings = u32::try_from(failures - 1).unwrap_or(0).min(6);
    now + TimeDelta::minutes(2_i64.pow(doublings).min(LONGEST_WAIT))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_daily_duty_is_due_at_its_malaysian_time() {
        let three = NaiveTime::from_hms_opt(3, 0, 0).unwrap();
        let at = |text: &str| text.parse::<Instant>().unwrap();
        // 03:00 in Malaysia is 19:00 of the day before in UTC.
        assert_eq!(next_day(three, at("2026-03-14T04:00:00Z")), at("2026-03-14T19:00:00Z"));
        assert_eq!(next_day(three, at("2026-03-14T19:00:00Z")), at("2026-03-15T19:00:00Z"));
        assert_eq!(next_day(three, at("2026-03-14T18:59:59Z")), at("2026-03-14T19:00:00Z"));
        assert_eq!(next_day(three, at("2026-12-31T23:00:00Z")), at("2027-01-01T19:00:00Z"));
    }

    #[test]
    fn a_duty_that_fails_is_tried_ever_more_rarely() {
        let now = chrono::DateTime::UNIX_EPOCH;
        let waits: Vec<i64> = (1..=8).map(|made| (again(made, now) - now).num_minutes()).collect();
        assert_eq!(waits, [1, 2, 4, 8, 16, 32, 60, 60]);
    }
}
