//! What somebody wishes of notices, and what becomes of a notice by that; pure.

use chrono::{DateTime, TimeDelta};
use serde::Serialize;

use super::model::Severity;
use crate::shared::{
    clock::Instant,
    error::{ErrorCode, Refusal, Result},
    id::AreaId,
};

/// Malaysia has one time zone without daylight saving: UTC+8, in seconds.
const AHEAD: i64 = 8 * 3_600;
/// A day in seconds.
const DAY: i64 = 24 * 3_600;
/// A day in minutes.
const MINUTES: i64 = 24 * 60;

/// How somebody wants notices of one severity.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Serialize, sea_orm::EnumIter, sea_orm::DeriveActiveEnum,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Choice {
    /// Pushed, with a sound.
    Push,
    /// Pushed without a sound.
    Silent,
    /// In the feed only.
    Off,
}

/// What somebody chose for one severity, in an area or everywhere.
#[derive(Clone, Debug, PartialEq, Eq, sea_orm::FromQueryResult)]
pub struct Preference {
    /// The area whose notices it is about; without one it is about all of them.
    pub area_id: Option<AreaId>,
    /// Of which severity.
    pub severity: Severity,
    /// What they chose.
    pub choice: Choice,
}

/// When somebody wants to hear nothing, in minutes of a day in Malaysia.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sea_orm::FromQueryResult)]
pub struct QuietHours {
    /// From this minute on: 0 to 1439.
    pub from_minute: i64,
    /// Until this minute: before the first one it is one of the next day.
    pub until_minute: i64,
}

impl QuietHours {
    /// Those of somebody as they stand in the tables; none without both ends.
    pub(super) fn of(from_minute: Option<i64>, until_minute: Option<i64>) -> Option<Self> {
        Some(Self { from_minute: from_minute?, until_minute: until_minute? })
    }

    /// Checks that they are minutes of a day, and not the same.
    pub(super) fn check(self) -> Result<()> {
        for (minute, field) in [(self.from_minute, "from"), (self.until_minute, "until")] {
            if !(0..MINUTES).contains(&minute) {
                let refusal = Refusal::of(ErrorCode::OutOfRange).at(field);
                return Err(refusal.with("least", 0).with("most", MINUTES - 1).into());
            }
        }
        if self.from_minute == self.until_minute {
            let (hour, minute) = (self.from_minute / 60, self.from_minute % 60);
            let refusal = Refusal::of(ErrorCode::TimeInvalid).at("until");
            return Err(refusal.with("other", format!("{hour:02}:{minute:02}")).into());
        }
        Ok(())
    }

    /// When they end, if they are now.
    pub(super) fn end(self, now: Instant) -> Option<Instant> {
        let seconds = (now.timestamp() + AHEAD).rem_euclid(DAY);
        let minute = seconds / 60;
        // Counted from their beginning, whatever day that was.
        let since = (minute - self.from_minute).rem_euclid(MINUTES);
        let last = (self.until_minute - self.from_minute).rem_euclid(MINUTES);
        if since >= last {
            return None;
        }
        let whole = DateTime::from_timestamp(now.timestamp() - seconds % 60, 0)?;
        Some(whole + TimeDelta::minutes(last - since))
    }
}

/// By which way a notice comes to somebody now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// With a sound.
    Loud,
    /// Without one.
    Silent,
    /// Not before this.
    Later(Instant),
    /// In the feed alone.
    FeedOnly,
}

/// By which way a notice of this severity comes to somebody who wishes so. An emergency passes
/// through all of it.
pub(super) fn way(
    severity: Severity,
    choice: Option<Choice>,
    quiet: Option<QuietHours>,
    now: Instant,
) -> Way {
    if severity == Severity::Emergency {
        return Way::Loud;
    }
    match choice.unwrap_or(Choice::Push) {
        Choice::Off => Way::FeedOnly,
        Choice::Silent => Way::Silent,
        Choice::Push => quiet.and_then(|hours| hours.end(now)).map_or(Way::Loud, Way::Later),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Instant {
        text.parse().unwrap()
    }

    #[test]
    fn quiet_hours_end_by_malaysian_clocks_also_over_midnight() {
        // From 22:00 until 07:00; Malaysia is eight hours ahead.
        let night = QuietHours { from_minute: 22 * 60, until_minute: 7 * 60 };
        let morning = at("2026-03-14T23:00:00Z");
        assert_eq!(night.end(at("2026-03-14T14:00:00Z")), Some(morning));
        assert_eq!(night.end(at("2026-03-14T18:30:42.5Z")), Some(morning));
        assert_eq!(night.end(at("2026-03-14T22:59:59Z")), Some(morning));
        assert_eq!(night.end(morning), None);
        assert_eq!(night.end(at("2026-03-14T13:59:59Z")), None);
        let noon = QuietHours { from_minute: 13 * 60, until_minute: 14 * 60 };
        assert_eq!(noon.end(at("2026-03-14T05:30:00Z")), Some(at("2026-03-14T06:00:00Z")));
        assert_eq!(noon.end(at("2026-03-14T18:00:00Z")), None);
    }

    #[test]
    fn quiet_hours_are_minutes_of_a_day_and_not_all_of_it() {
        let hours = |from_minute, until_minute| QuietHours { from_minute, until_minute }.check();
        assert!(hours(0, 1_439).is_ok() && hours(1_320, 420).is_ok());
        assert!(hours(60, 60).is_err() && hours(-1, 60).is_err() && hours(0, 1_440).is_err());
    }

    #[test]
    fn an_emergency_passes_through_all_of_it() {
        let night = Some(QuietHours { from_minute: 22 * 60, until_minute: 7 * 60 });
        let now = at("2026-03-14T18:00:00Z");
        let ways = |severity| {
            [None, Some(Choice::Push), Some(Choice::Silent), Some(Choice::Off)]
                .map(|choice| way(severity, choice, night, now))
        };
        assert_eq!(ways(Severity::Emergency), [Way::Loud; 4]);
        let later = Way::Later(at("2026-03-14T23:00:00Z"));
        assert_eq!(ways(Severity::Urgent), [later, later, Way::Silent, Way::FeedOnly]);
        assert_eq!(way(Severity::Urgent, None, None, now), Way::Loud);
    }
}
