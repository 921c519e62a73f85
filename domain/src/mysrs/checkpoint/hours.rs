//! Between which times of a day a checkpoint can be visited; pure.

use std::fmt;

use chrono::DateTime;

use crate::shared::clock::Instant;

/// Malaysia has one time zone without daylight saving: UTC+8, in minutes.
const AHEAD: i64 = 8 * 60;
/// A day in minutes.
const DAY: i64 = 24 * 60;

/// A time of a day in Malaysia, in whole minutes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DayTime(i64);

impl DayTime {
    /// Reads `HH:MM`, 00:00 to 23:59.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let (hours, minutes) = text.trim().split_once(':')?;
        let digits = |text: &str| text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit());
        if !digits(hours) || !digits(minutes) {
            return None;
        }
        let (hours, minutes): (i64, i64) = (hours.parse().ok()?, minutes.parse().ok()?);
        (hours < 24 && minutes < 60).then_some(Self(hours * 60 + minutes))
    }

    /// The time of the day at an instant.
    pub(in crate::mysrs) fn at(instant: Instant) -> Self {
        Self((instant.timestamp().div_euclid(60) + AHEAD).rem_euclid(DAY))
    }
}

impl fmt::Display for DayTime {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:02}:{:02}", self.0 / 60, self.0 % 60)
    }
}

/// The times between which a checkpoint can be visited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hours {
    /// From this minute on.
    pub opens: DayTime,
    /// Until this minute: before the first one it is one of the next day.
    pub closes: DayTime,
}

impl Hours {
    /// The hours, unless they are none: an end that is the beginning.
    #[must_use]
    pub fn of(opens: DayTime, closes: DayTime) -> Option<Self> {
        (opens != closes).then_some(Self { opens, closes })
    }

    /// Whether an instant lies within them.
    #[must_use]
    pub fn hold(self, instant: Instant) -> bool {
        // Counted from the beginning, whatever day that was.
        let since = (DayTime::at(instant).0 - self.opens.0).rem_euclid(DAY);
        since < (self.closes.0 - self.opens.0).rem_euclid(DAY)
    }

    /// When they began last, at an instant or before it.
    #[must_use]
    pub fn last_beginning(self, instant: Instant) -> Instant {
        last(self.opens, instant)
    }

    /// When they ended last, at an instant or before it.
    #[must_use]
    pub fn last_end(self, instant: Instant) -> Instant {
        last(self.closes, instant)
    }

    /// Whether a moment between two instants lies within them.
    #[must_use]
    pub fn meet(self, from: Instant, until: Instant) -> bool {
        self.hold(until) || self.last_end(until) > from
    }
}

/// When clocks showed a time last, at an instant or before it.
fn last(time: DayTime, instant: Instant) -> Instant {
    let since = (DayTime::at(instant).0 - time.0).rem_euclid(DAY);
    let minute = instant.timestamp().div_euclid(60) - since;
    DateTime::from_timestamp(minute * 60, 0).unwrap_or(instant)
}

#[cfg(test)]
mod tests {
    use chrono::Utc;

    use super::*;

    fn hours(opens: &str, closes: &str) -> Hours {
        let read = |text| DayTime::read(text).unwrap();
        Hours::of(read(opens), read(closes)).unwrap()
    }

    /// An instant by its time in Malaysia.
    fn at(text: &str) -> Instant {
        DateTime::parse_from_rfc3339(&format!("{text}+08:00")).unwrap().with_timezone(&Utc)
    }

    #[test]
    fn a_time_is_two_digits_and_two_more() {
        for text in ["00:00", "07:05", "23:59"] {
            assert_eq!(DayTime::read(text).unwrap().to_string(), text);
        }
        for text in
            ["", "7:05", "24:00", "12:60", "12.30", "+1:00", "12:3a", "１２:００", "12:00:00"]
        {
            assert_eq!(DayTime::read(text), None, "{text}");
        }
    }

    #[test]
    fn hours_go_on_after_midnight() {
        let night = hours("22:00", "06:00");
        for within in ["2026-11-30T22:00:00", "2026-12-01T00:00:00", "2026-12-01T05:59:59"] {
            assert!(night.hold(at(within)), "{within}");
        }
        for outside in ["2026-11-30T21:59:59", "2026-12-01T06:00:00", "2026-12-01T12:00:00"] {
            assert!(!night.hold(at(outside)), "{outside}");
        }
        let day = hours("06:00", "22:00");
        assert!(day.hold(at("2026-12-01T06:00:00")) && !day.hold(at("2026-12-01T22:00:00")));
    }

    #[test]
    fn they_ended_last_today_or_the_day_before() {
        let night = hours("22:00", "06:00");
        for (now, ended) in [
            ("2026-12-01T06:00:00", "2026-12-01T06:00:00"),
            ("2026-12-01T06:00:59", "2026-12-01T06:00:00"),
            ("2026-12-01T23:30:10", "2026-12-01T06:00:00"),
            ("2026-12-02T05:59:59", "2026-12-01T06:00:00"),
        ] {
            assert_eq!(night.last_end(at(now)), at(ended), "{now}");
        }
    }

    #[test]
    fn they_meet_a_patrol_that_is_on_its_way_while_they_hold() {
        let day = hours("08:00", "18:00");
        let meet = |from, until| day.meet(at(from), at(until));
        assert!(!meet("2026-12-01T23:00:00", "2026-12-02T03:00:00"));
        assert!(!meet("2026-12-01T18:00:00", "2026-12-02T07:59:59"));
        assert!(meet("2026-12-01T17:59:00", "2026-12-01T21:00:00"));
        assert!(meet("2026-12-02T05:00:00", "2026-12-02T08:00:00"));
        assert!(meet("2026-12-01T23:00:00", "2026-12-02T19:00:00"));
        let began = day.last_beginning(at("2026-12-02T09:30:10"));
        assert_eq!(began, at("2026-12-02T08:00:00"));
        assert_eq!(day.last_beginning(at("2026-12-02T07:59:59")), at("2026-12-01T08:00:00"));
    }

    #[test]
    fn an_end_that_is_the_beginning_is_none() {
        let noon = DayTime::read("12:00").unwrap();
        assert_eq!(Hours::of(noon, noon), None);
    }
}
