//! When a project is open; pure.

use super::profile::{Opening, Weekday};
use crate::shared::error::{ErrorCode, Refusal, Refusals, Result};

/// The most times in a week: three a day.
pub(super) const MOST: usize = 21;
/// A day and a week in minutes.
const DAY: i64 = 24 * 60;
const WEEK: i64 = 7 * DAY;

/// Checks times of a week and puts them in their order. One may go on after midnight; none may meet
/// another. `field` names the list in refusals.
pub(in crate::krt_shop) fn checked(given: &[Opening], field: &str) -> Result<Vec<Opening>> {
    if given.len() > MOST {
        return Err(Refusal::of(ErrorCode::TooMany).with("limit", MOST).at(field).into());
    }
    let mut refusals = Refusals::default();
    let mut spans: Vec<(i64, i64)> = Vec::with_capacity(given.len());
    let mut kept = Vec::with_capacity(given.len());
    for (place, opening) in given.iter().enumerate() {
        let at =
            |part: &str| Refusal::of(ErrorCode::TimeInvalid).at(format!("{field}.{place}.{part}"));
        let form = |part: &str| at(part).with("form", "08:30");
        let opens = refusals.keep(minute(&opening.opens, false).ok_or_else(|| form("opens")));
        let closes = refusals.keep(minute(&opening.closes, true).ok_or_else(|| form("closes")));
        let (Some(opens), Some(closes)) = (opens, closes) else { continue };
        // An end that is the beginning says nothing.
        if opens == closes {
            refusals.add(at("closes").with("other", opening.opens.trim()));
            continue;
        }
        let begins = number(opening.day) * DAY + opens;
        let lasts = if closes > opens { closes - opens } else { closes + DAY - opens };
        let span = (begins, begins + lasts);
        if spans.iter().any(|other| meet(*other, span)) {
            refusals.add(at("opens"));
            continue;
        }
        spans.push(span);
        let (opens, closes) = (opening.opens.trim(), opening.closes.trim());
        let opening =
            Opening { day: opening.day, opens: opens.to_owned(), closes: closes.to_owned() };
        kept.push((span, opening));
    }
    refusals.done()?;
    kept.sort_by_key(|(span, _)| *span);
    Ok(kept.into_iter().map(|(_, opening)| opening).collect())
}

/// Monday is 0.
fn number(day: Weekday) -> i64 {
    match day {
        Weekday::Monday => 0,
        Weekday::Tuesday => 1,
        Weekday::Wednesday => 2,
        Weekday::Thursday => 3,
        Weekday::Friday => 4,
        Weekday::Saturday => 5,
        Weekday::Sunday => 6,
    }
}

/// Whether two spans of a week share a minute; what goes on after Sunday's midnight is Monday's.
fn meet(one: (i64, i64), other: (i64, i64)) -> bool {
    [-WEEK, 0, WEEK].iter().any(|shift| one.0 + shift < other.1 && other.0 < one.1 + shift)
}

/// Reads `HH:MM`, 00:00 to 23:59, and 24:00 where something ends.
fn minute(text: &str, end: bool) -> Option<i64> {
    let (hours, minutes) = text.trim().split_once(':')?;
    let digits = |text: &str| text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(hours) || !digits(minutes) {
        return None;
    }
    let (hours, minutes): (i64, i64) = (hours.parse().ok()?, minutes.parse().ok()?);
    let at = hours * 60 + minutes;
    (minutes < 60 && (at < DAY || (end && at == DAY))).then_some(at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::error::Error;

    fn opening(day: Weekday, opens: &str, closes: &str) -> Opening {
        Opening { day, opens: opens.to_owned(), closes: closes.to_owned() }
    }

    fn refused(given: &[Opening]) -> Vec<String> {
        match checked(given, "openingHours") {
            Err(Error::Refused(refusals)) => {
                refusals.into_iter().filter_map(|refusal| refusal.field).collect()
            }
            _ => Vec::new(),
        }
    }

    #[test]
    fn a_night_market_is_open_past_midnight() {
        let week = [
            opening(Weekday::Saturday, "18:00", "02:00"),
            opening(Weekday::Friday, "08:00", "12:00"),
            opening(Weekday::Friday, "14:30", "24:00"),
            opening(Weekday::Sunday, "20:00", "01:00"),
        ];
        let kept = checked(&week, "openingHours").unwrap();
        let days: Vec<Weekday> = kept.iter().map(|opening| opening.day).collect();
        assert_eq!(days, [Weekday::Friday, Weekday::Friday, Weekday::Saturday, Weekday::Sunday]);
    }

    #[test]
    fn what_no_clock_shows_is_refused() {
        for (opens, closes, field) in [
            ("25:00", "26:00", "openingHours.0.opens"),
            ("24:00", "02:00", "openingHours.0.opens"),
            ("08:00", "24:01", "openingHours.0.closes"),
            ("08:00", "26:00", "openingHours.0.closes"),
            ("08:00", "08:00", "openingHours.0.closes"),
            ("8:00", "10:00", "openingHours.0.opens"),
            ("08.00", "10:00", "openingHours.0.opens"),
            ("-1:00", "10:00", "openingHours.0.opens"),
            ("<b>", "10:00", "openingHours.0.opens"),
        ] {
            let found = refused(&[opening(Weekday::Monday, opens, closes)]);
            assert_eq!(found.first().map(String::as_str), Some(field), "{opens} {closes}");
        }
    }

    #[test]
    fn two_times_do_not_meet_not_even_over_the_end_of_the_week() {
        let monday = opening(Weekday::Monday, "00:30", "03:00");
        let sunday = opening(Weekday::Sunday, "22:00", "01:00");
        assert_eq!(refused(&[monday.clone(), sunday.clone()]), ["openingHours.1.opens"]);
        assert_eq!(refused(&[sunday, monday]), ["openingHours.1.opens"]);
        let twice = opening(Weekday::Friday, "08:00", "12:00");
        assert_eq!(refused(&[twice.clone(), twice]), ["openingHours.1.opens"]);
        let one = opening(Weekday::Friday, "08:00", "12:00");
        assert!(refused(&[one, opening(Weekday::Friday, "12:00", "13:00")]).is_empty());
        let many = vec![opening(Weekday::Friday, "08:00", "12:00"); MOST + 1];
        assert_eq!(refused(&many), ["openingHours"]);
    }
}
