//! Days and months in Malaysia; pure.

use chrono::{Datelike as _, Months, NaiveDate, NaiveTime, TimeDelta};

use super::clock::Instant;

/// Malaysia is eight hours ahead of UTC, all year.
const AHEAD: TimeDelta = TimeDelta::hours(8);

/// The day on which an instant falls.
#[must_use]
pub fn day(at: Instant) -> NaiveDate {
    (at + AHEAD).date_naive()
}

/// The time that clocks show at an instant.
#[must_use]
pub fn time(at: Instant) -> NaiveTime {
    (at + AHEAD).time()
}

/// The instant at which clocks show a time of a day.
#[must_use]
pub fn at(day: NaiveDate, time: NaiveTime) -> Instant {
    day.and_time(time).and_utc() - AHEAD
}

/// A day and a time as messages show them: `2026-03-21 23:00`.
#[must_use]
pub fn shown(at: Instant) -> String {
    (at + AHEAD).format("%Y-%m-%d %H:%M").to_string()
}

/// A month of the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month(NaiveDate);

impl Month {
    /// Reads `2026-03`; only months of which everything can be kept.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let plain = text.len() == 7 && text.bytes().all(|it| it.is_ascii_digit() || it == b'-');
        let first = NaiveDate::parse_from_str(&format!("{text}-01"), "%Y-%m-%d").ok()?;
        (plain && (1971..=9998).contains(&first.year())).then_some(Self(first))
    }

    /// The month in which an instant falls.
    #[must_use]
    pub fn of(at: Instant) -> Self {
        let day = day(at);
        Self(day.with_day(1).unwrap_or(day))
    }

    /// Writes `2026-03`.
    #[must_use]
    pub fn write(self) -> String {
        self.0.format("%Y-%m").to_string()
    }

    /// The month after it.
    #[must_use]
    pub fn next(self) -> Self {
        Self(self.0.checked_add_months(Months::new(1)).unwrap_or(self.0))
    }

    /// Its days, in their order.
    pub fn days(self) -> impl Iterator<Item = NaiveDate> {
        self.0.iter_days().take_while(move |day| day.month() == self.0.month())
    }

    /// Its first moment.
    #[must_use]
    pub fn begins(self) -> Instant {
        at(self.0, NaiveTime::MIN)
    }

    /// The first moment of the next one.
    #[must_use]
    pub fn ends(self) -> Instant {
        self.next().begins()
    }

    /// Its last moment, to the millisecond: a rule that begins with the next month holds only after it.
    #[must_use]
    pub fn last_moment(self) -> Instant {
        self.ends() - TimeDelta::milliseconds(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_is_malaysias() {
        let march = Month::read("2026-03").unwrap();
        assert_eq!(march.begins(), "2026-02-28T16:00:00Z".parse::<Instant>().unwrap());
        assert_eq!(march.ends(), "2026-03-31T16:00:00Z".parse::<Instant>().unwrap());
        assert_eq!(march.last_moment(), "2026-03-31T15:59:59.999Z".parse::<Instant>().unwrap());
        assert_eq!((march.days().count(), march.next().write().as_str()), (31, "2026-04"));
        assert_eq!(Month::read("2024-02").unwrap().days().count(), 29);
        assert_eq!(Month::read("2026-12").unwrap().next().write(), "2027-01");
        assert_eq!(Month::of("2026-03-31T16:00:00Z".parse().unwrap()).write(), "2026-04");
        for wrong in ["", "2026", "2026-13", "2026-3", "0001-01", "2026-03-01", "+202-01"] {
            assert_eq!(Month::read(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_moment_is_shown_as_clocks_there_show_it() {
        assert_eq!(shown("2026-03-20T16:30:00Z".parse().unwrap()), "2026-03-21 00:30");
    }
}
