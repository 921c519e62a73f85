//! When a digest comes, and what stands in it; pure.

use std::collections::HashSet;

use chrono::{DateTime, TimeDelta};

use super::{
    model::{Notice, Severity},
    wish::{Choice, Preference},
};
use crate::shared::{
    clock::Instant,
    error::{ErrorCode, Refusal, Result},
    id::NoticeId,
};

/// The hour of a digest when nothing is said: people are at home.
pub const USUAL_HOUR: i64 = 19;
/// The day of a weekly digest when nothing is said: before the weekend, when most takes place.
pub const USUAL_DAY: DigestDay = DigestDay::Friday;
/// So many titles stand in a digest.
const TITLES: usize = 10;
/// Malaysia has one time zone without daylight saving: UTC+8, in seconds.
const AHEAD: i64 = 8 * 3_600;
const DAY: i64 = 24 * 3_600;

/// How often a digest comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sea_orm::EnumIter, sea_orm::DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Frequency {
    /// Every day.
    Daily,
    /// Once a week.
    Weekly,
}

/// A day of the week in Malaysia.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DigestDay {
    /// Isnin.
    Monday,
    /// Selasa.
    Tuesday,
    /// Rabu.
    Wednesday,
    /// Khamis.
    Thursday,
    /// Jumaat.
    Friday,
    /// Sabtu.
    Saturday,
    /// Ahad.
    Sunday,
}

impl DigestDay {
    const ALL: [Self; 7] = [
        Self::Monday,
        Self::Tuesday,
        Self::Wednesday,
        Self::Thursday,
        Self::Friday,
        Self::Saturday,
        Self::Sunday,
    ];

    /// Its number: 1 for Monday (ISO 8601).
    pub(super) fn number(self) -> i64 {
        self as i64 + 1
    }

    /// The day with this number.
    pub(super) fn of(number: i64) -> Option<Self> {
        Self::ALL.into_iter().find(|day| day.number() == number)
    }
}

/// How often somebody wants a digest, and when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DigestWish {
    /// How often.
    pub frequency: Frequency,
    /// At which hour of a day in Malaysia: 0 to 23.
    pub hour: i64,
    /// On which day, when it comes once a week.
    pub day: DigestDay,
}

/// A wish with the time at which it is next fulfilled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Planned {
    /// What is wished for.
    pub wish: DigestWish,
    /// When the next one is due.
    pub next_at: Instant,
}

impl DigestWish {
    /// Checks that the hour is one of a day.
    pub(super) fn check(self) -> Result<()> {
        if (0..24).contains(&self.hour) {
            Ok(())
        } else {
            let refusal = Refusal::of(ErrorCode::OutOfRange).at("hour");
            Err(refusal.with("least", 0).with("most", 23).into())
        }
    }

    /// The first moment after `now` at which it is due.
    pub(super) fn next(self, now: Instant) -> Instant {
        let local = now.timestamp() + AHEAD;
        let time = self.hour * 3_600;
        let mut day = local.div_euclid(DAY);
        if day * DAY + time <= local {
            day += 1;
        }
        if self.frequency == Frequency::Weekly {
            // Day 0 was a Thursday.
            let weekday = (day + 3).rem_euclid(7) + 1;
            day += (self.day.number() - weekday).rem_euclid(7);
        }
        let at = DateTime::from_timestamp(day * DAY + time - AHEAD, 0);
        at.unwrap_or(now + self.reach())
    }

    /// How far back the first one reaches: as far as each later one.
    pub(super) fn reach(self) -> TimeDelta {
        match self.frequency {
            Frequency::Daily => TimeDelta::days(1),
            Frequency::Weekly => TimeDelta::days(7),
        }
    }
}

/// How somebody wants a notice: what they chose for its area goes before what they chose for
/// everywhere. An emergency is no question of choice.
fn choice(notice: &Notice, preferences: &[Preference]) -> Choice {
    if notice.severity == Severity::Emergency {
        return Choice::Push;
    }
    let chosen = |area| {
        let mut of_it = preferences.iter().filter(|one| one.severity == notice.severity);
        of_it.find(|one| one.area_id == area).map(|one| one.choice)
    };
    let here = notice.area_id.and_then(|area| chosen(Some(area)));
    here.or_else(|| chosen(None)).unwrap_or(Choice::Push)
}

/// What stands in a digest, and how many more there are.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Gathered<T> {
    pub first: Vec<T>,
    pub more: usize,
}

/// Of what somebody has not read, what they were not rung for: the most severe first, then the
/// newest. What is off never comes.
pub(super) fn gather<'a>(
    unread: &'a [Notice],
    preferences: &[Preference],
    sent: &HashSet<NoticeId>,
) -> Gathered<&'a Notice> {
    let mut found: Vec<&Notice> = unread
        .iter()
        .filter(|notice| match choice(notice, preferences) {
            Choice::Off => false,
            Choice::Silent => true,
            // In quiet hours, or without the app, it has not been sent yet.
            Choice::Push => !sent.contains(&notice.id),
        })
        .collect();
    found.sort_by_key(|notice| {
        std::cmp::Reverse((rank(notice.severity), notice.published_at, notice.id))
    });
    let more = found.len().saturating_sub(TITLES);
    found.truncate(TITLES);
    Gathered { first: found, more }
}

fn rank(severity: Severity) -> u8 {
    match severity {
        Severity::Information => 0,
        Severity::Important => 1,
        Severity::Urgent => 2,
        Severity::Emergency => 3,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Instant {
        text.parse().unwrap()
    }

    fn wish(frequency: Frequency, hour: i64) -> DigestWish {
        DigestWish { frequency, hour, day: DigestDay::Friday }
    }

    #[test]
    fn a_daily_digest_is_due_at_its_malaysian_hour() {
        let daily = wish(Frequency::Daily, 19);
        // 19:00 in Malaysia is 11:00 in UTC.
        assert_eq!(daily.next(at("2026-03-14T04:00:00Z")), at("2026-03-14T11:00:00Z"));
        assert_eq!(daily.next(at("2026-03-14T11:00:00Z")), at("2026-03-15T11:00:00Z"));
        assert_eq!(daily.next(at("2026-03-14T10:59:59.9Z")), at("2026-03-14T11:00:00Z"));
        // Two in the morning is still the day before in UTC.
        let night = wish(Frequency::Daily, 2);
        assert_eq!(night.next(at("2026-12-31T17:00:00Z")), at("2026-12-31T18:00:00Z"));
        assert_eq!(night.next(at("2026-12-31T18:30:00Z")), at("2027-01-01T18:00:00Z"));
    }

    #[test]
    fn a_weekly_digest_is_due_on_its_day() {
        let weekly = wish(Frequency::Weekly, 19);
        // The 14th of March 2026 is a Saturday.
        assert_eq!(weekly.next(at("2026-03-14T04:00:00Z")), at("2026-03-20T11:00:00Z"));
        assert_eq!(weekly.next(at("2026-03-20T10:00:00Z")), at("2026-03-20T11:00:00Z"));
        assert_eq!(weekly.next(at("2026-03-20T11:00:00Z")), at("2026-03-27T11:00:00Z"));
        for day in DigestDay::ALL {
            assert_eq!(DigestDay::of(day.number()), Some(day));
        }
        assert_eq!((DigestDay::of(0), DigestDay::of(8)), (None, None));
    }

    #[test]
    fn an_hour_is_one_of_a_day() {
        for (hour, right) in [(0, true), (23, true), (24, false), (-1, false)] {
            assert_eq!(wish(Frequency::Daily, hour).check().is_ok(), right, "{hour}");
        }
    }
}
