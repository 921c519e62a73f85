//! Days and years in Malaysia, and when something was seen; pure.

use chrono::{NaiveDate, NaiveTime, SubsecRound, TimeDelta};

use crate::shared::{clock::Instant, malaysia};

/// A clock that is off by no more than this is believed: a message may take that long.
const TOLERATED: TimeDelta = TimeDelta::minutes(2);

/// The first moment of the day on which an instant falls in Malaysia.
pub(super) fn day_begins(at: Instant) -> Instant {
    malaysia::at(malaysia::day(at), NaiveTime::MIN)
}

/// When something was seen, by a phone whose clock may be wrong: as much off as at the sending, and
/// never before the activity's day nor after the receipt.
pub(super) fn noted_at(
    said: Instant,
    sent_at: Option<Instant>,
    starts_at: Instant,
    now: Instant,
) -> Instant {
    let off = sent_at.map_or(TimeDelta::zero(), |sent| now.signed_duration_since(sent));
    let shifted = if off.abs() > TOLERATED { said.checked_add_signed(off) } else { Some(said) };
    let earliest = day_begins(starts_at).min(now);
    shifted.unwrap_or(now).clamp(earliest, now).trunc_subsecs(3)
}

/// What a record says beside the one that stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    /// It takes its place.
    Older,
    /// It says the same.
    Same,
    /// It was seen later.
    Newer,
}

/// Which of two records counts: what was seen later, and of two at once the first that was heard.
pub(super) fn compared<T: PartialEq>(
    standing: Option<(T, Instant)>,
    said: &T,
    noted_at: Instant,
) -> Standing {
    match standing {
        None => Standing::Older,
        Some((stands, _)) if stands == *said => Standing::Same,
        Some((_, since)) if since < noted_at => Standing::Older,
        Some(_) => Standing::Newer,
    }
}

/// A calendar year in Malaysia: its first moment, and that of the next one. None beyond what is kept.
pub(super) fn year_bounds(year: i32) -> Option<(Instant, Instant)> {
    let first = |year| {
        let day = NaiveDate::from_ymd_opt(year, 1, 1)?;
        Some(malaysia::at(day, NaiveTime::MIN))
    };
    let known = (1971..=9998).contains(&year);
    known.then_some(()).and_then(|()| Some((first(year)?, first(year + 1)?)))
}

/// How many activities a year are asked for, from a year on.
#[derive(Clone, Debug, PartialEq, Eq, sea_orm::FromQueryResult)]
pub(super) struct YearRule {
    pub from_year: i64,
    pub required: i64,
    pub source: String,
}

/// The rule of a year among all of them, the earliest first; the first one stands for the years
/// before it.
pub(super) fn rule_of(rules: &[YearRule], year: i32) -> Option<&YearRule> {
    let year = i64::from(year);
    rules.iter().rev().find(|rule| rule.from_year <= year).or_else(|| rules.first())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Instant {
        text.parse().unwrap()
    }

    #[test]
    fn a_wrong_clock_is_put_right() {
        let starts_at = at("2026-03-21T00:00:00Z");
        let morning = at("2026-03-20T16:00:00Z");
        let received = at("2026-03-21T02:00:00Z");
        let noted =
            |said: &str, sent: Option<&str>| noted_at(at(said), sent.map(at), starts_at, received);
        assert_eq!(noted("2026-03-21T01:00:00Z", None), at("2026-03-21T01:00:00Z"));
        assert_eq!(noted("2030-01-01T00:00:00Z", None), received);
        assert_eq!(noted("1999-01-01T00:00:00Z", None), morning);
        // A clock that is a year ahead when it sends was so when it recorded.
        let noted = noted("2027-03-21T01:30:00Z", Some("2027-03-21T02:00:00Z"));
        assert_eq!(noted, at("2026-03-21T01:30:00Z"));
    }

    #[test]
    fn what_was_seen_later_counts() {
        let (early, late) = (at("2026-03-21T01:00:00Z"), at("2026-03-21T02:00:00Z"));
        assert_eq!(compared(None, &true, early), Standing::Older);
        assert_eq!(compared(Some((true, early)), &false, late), Standing::Older);
        assert_eq!(compared(Some((true, early)), &true, late), Standing::Same);
        assert_eq!(compared(Some((true, late)), &false, early), Standing::Newer);
        assert_eq!(compared(Some((true, late)), &false, late), Standing::Newer);
    }

    #[test]
    fn a_year_is_malaysias() {
        let (first, next) = year_bounds(2026).unwrap();
        assert_eq!(first, at("2025-12-31T16:00:00Z"));
        assert_eq!(next, at("2026-12-31T16:00:00Z"));
        assert_eq!((year_bounds(0), year_bounds(i32::MAX)), (None, None));
        let rule = |from_year, required| YearRule { from_year, required, source: String::new() };
        let rules = [rule(2025, 8), rule(2030, 12)];
        let required = |year| rule_of(&rules, year).unwrap().required;
        assert_eq!((required(2020), required(2029), required(2030)), (8, 8, 12));
    }
}
