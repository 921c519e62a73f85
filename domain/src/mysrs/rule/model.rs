//! The rules of patrols as plain values; pure.

use chrono::{Datelike as _, NaiveTime, TimeDelta, Timelike as _, Weekday};

use crate::shared::{clock::Instant, malaysia};

/// What holds for patrols from a day on.
#[derive(Clone, Debug, PartialEq, Eq, sea_orm::FromQueryResult)]
pub struct Rule {
    /// A team has so many people at least.
    pub team_least: i64,
    /// So many of a team can lead it at least.
    pub team_leaders: i64,
    /// So many minutes lie between two shifts of a person at least.
    pub rest_minutes: i64,
    /// So many patrols a month a person has at most.
    pub patrols_a_month: i64,
    /// A unit with so many patrols a month is active.
    pub active_patrols_a_month: i64,
    /// A shift lasts so many minutes at most.
    pub shift_longest_minutes: i64,
    /// So many consecutive minutes after midnight give a certificate of attendance.
    pub certificate_minutes: i64,
    /// Whoever gives up a shift later than so many minutes before it drops it late.
    pub late_drop_minutes: i64,
    /// Whether the unit's leader has to approve a swap.
    pub swap_needs_approval: bool,
    /// From when it is night: `22:00`, Malaysia time.
    pub night_from: String,
    /// Until when it is night: `06:00`, Malaysia time.
    pub night_until: String,
    /// A patrol lasts so many minutes at most: what is recorded later proves nothing.
    pub patrol_longest_minutes: i64,
    /// A patrol is of a shift that is on within so many minutes of its beginning.
    pub shift_reach_minutes: i64,
}

impl Rule {
    /// Whether a shift counts as one at night: half of it at least lies in the night.
    #[must_use]
    pub fn is_night(&self, starts_at: Instant, ends_at: Instant) -> bool {
        let (Some(from), Some(until)) =
            (Clock::read(&self.night_from), Clock::read(&self.night_until))
        else {
            return false;
        };
        let minutes = (ends_at - starts_at).num_minutes().clamp(0, 48 * 60);
        let starts = malaysia::time(starts_at);
        let dark = (0..minutes).filter(|minute| {
            let (time, _) = starts.overflowing_add_signed(TimeDelta::minutes(*minute));
            within(time, from.0, until.0)
        });
        2 * i64::try_from(dark.count()).unwrap_or(i64::MAX) >= minutes && minutes > 0
    }
}

/// Whether a time of the day lies between two others, also over midnight.
fn within(time: NaiveTime, from: NaiveTime, until: NaiveTime) -> bool {
    if from <= until { from <= time && time < until } else { from <= time || time < until }
}

/// A time of a day as people write it, `23:00`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Clock(pub NaiveTime);

impl Clock {
    /// Reads `HH:MM`.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let whole = text.len() == 5;
        let time = NaiveTime::parse_from_str(text, "%H:%M").ok()?;
        whole.then_some(Self(time))
    }

    /// Writes `HH:MM`.
    #[must_use]
    pub fn write(self) -> String {
        format!("{:02}:{:02}", self.0.hour(), self.0.minute())
    }
}

/// The days of a week that are a weekend.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Weekend(Vec<Weekday>);

impl Weekend {
    /// Reads days as they are kept: `6,7`, where 1 is Monday.
    #[must_use]
    pub fn read(text: &str) -> Self {
        Self(weekdays(text))
    }

    /// Whether a shift that begins then lies on a weekend: the day on which it begins counts, in
    /// Malaysia.
    #[must_use]
    pub fn holds(&self, starts_at: Instant) -> bool {
        self.0.contains(&malaysia::day(starts_at).weekday())
    }
}

/// Days of a week as they are kept, `6,7`; what is none is left out.
fn weekdays(text: &str) -> Vec<Weekday> {
    text.split(',').filter_map(|day| day.trim().parse::<i64>().ok().and_then(weekday)).collect()
}

/// A day of a week by its number: 1 is Monday, 7 Sunday.
pub(in crate::mysrs) fn weekday(number: i64) -> Option<Weekday> {
    let index = number.checked_sub(1)?;
    Weekday::try_from(u8::try_from(index).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule() -> Rule {
        Rule {
            team_least: 3,
            team_leaders: 1,
            rest_minutes: 600,
            patrols_a_month: 2,
            active_patrols_a_month: 1,
            shift_longest_minutes: 720,
            certificate_minutes: 120,
            late_drop_minutes: 1_440,
            swap_needs_approval: true,
            night_from: "22:00".to_owned(),
            night_until: "06:00".to_owned(),
            patrol_longest_minutes: 720,
            shift_reach_minutes: 120,
        }
    }

    fn at(text: &str) -> Instant {
        text.parse().unwrap()
    }

    #[test]
    fn a_shift_of_which_half_lies_in_the_night_is_one_at_night() {
        // 23:00 to 03:00 in Malaysia, over midnight there.
        assert!(rule().is_night(at("2026-03-20T15:00:00Z"), at("2026-03-20T19:00:00Z")));
        // 20:00 to 00:00, and 19:00 to 23:00.
        assert!(rule().is_night(at("2026-03-20T12:00:00Z"), at("2026-03-20T16:00:00Z")));
        assert!(!rule().is_night(at("2026-03-20T11:00:00Z"), at("2026-03-20T15:00:00Z")));
        assert!(!rule().is_night(at("2026-03-20T11:00:00Z"), at("2026-03-20T11:00:00Z")));
    }

    #[test]
    fn a_weekend_is_the_states_and_malaysias() {
        let (most, kedah) = (Weekend::read("6,7"), Weekend::read("5,6"));
        // Friday 23:30 in Malaysia, and half an hour later.
        assert!(!most.holds(at("2026-03-20T15:30:00Z")) && kedah.holds(at("2026-03-20T15:30:00Z")));
        assert!(most.holds(at("2026-03-20T16:00:00Z")));
        // Sunday.
        assert!(!kedah.holds(at("2026-03-22T01:00:00Z")));
    }

    #[test]
    fn a_time_is_read_as_people_write_it() {
        assert_eq!(Clock::read("23:05").map(Clock::write).as_deref(), Some("23:05"));
        for wrong in ["", "9:00", "24:00", "23:60", "23:00:00", "2300", "+1:00"] {
            assert_eq!(Clock::read(wrong), None, "{wrong}");
        }
        assert_eq!((weekday(0), weekday(8), weekday(7)), (None, None, Some(Weekday::Sun)));
    }
}
