//! Weeks, and who is not counted; pure.

use chrono::{Datelike as _, Days, NaiveDate};

use super::model::{Counts, Week};
use crate::shared::{
    clock::Instant,
    error::{ErrorCode, Refusal},
    malaysia,
};

/// So many weeks are kept: two years.
pub(super) const KEPT: u64 = 104;
/// So many weeks the words are kept by which something was found: half a year. There are many more of them
/// than of figures, and a season later buyers look for something else.
pub(super) const WORDS_KEPT: u64 = 26;
/// So many are told when nobody says how many.
const USUAL: u64 = 12;

/// What the names of programs have in them that read pages for nobody: search engines, previews of
/// links, tools. In small letters.
const PROGRAMS: [&str; 18] = [
    "bot",
    "crawl",
    "spider",
    "slurp",
    "scrap",
    "fetch",
    "preview",
    "headless",
    "lighthouse",
    "monitor",
    "facebookexternalhit",
    "whatsapp/",
    "curl/",
    "wget/",
    "python-",
    "go-http-client",
    "java/",
    "archiver",
];

/// The Monday of the week in which an instant falls, in Malaysia.
pub(super) fn monday(at: Instant) -> NaiveDate {
    let day = malaysia::day(at);
    let since = Days::new(u64::from(day.weekday().num_days_from_monday()));
    day.checked_sub_days(since).unwrap_or(day)
}

/// The Monday so many weeks before.
pub(super) fn before(monday: NaiveDate, weeks: u64) -> NaiveDate {
    monday.checked_sub_days(Days::new(7 * weeks)).unwrap_or(monday)
}

/// How many weeks are wanted.
pub(super) fn wanted(weeks: Option<i32>) -> Result<u64, Refusal> {
    let Some(weeks) = weeks else { return Ok(USUAL) };
    let range = Refusal::of(ErrorCode::OutOfRange).with("least", 1).with("most", KEPT).at("weeks");
    u64::try_from(weeks).ok().filter(|weeks| (1..=KEPT).contains(weeks)).ok_or(range)
}

/// Every week up to this one, the latest first, whether anything was counted in it or not.
pub(super) fn whole(found: &[Week], this: NaiveDate, weeks: u64) -> Vec<Week> {
    let counts = |monday: NaiveDate| {
        let week = found.iter().find(|week| week.monday == monday);
        week.map_or_else(Counts::default, |week| week.counts)
    };
    let mondays = (0..weeks).map(|back| before(this, back));
    mondays.map(|monday| Week { monday, counts: counts(monday) }).collect()
}

/// Whether a program asks for nobody: it says so, or says neither what it is nor which app.
pub(super) fn is_program(user_agent: Option<&str>, app: Option<&str>) -> bool {
    match user_agent.map(str::trim).filter(|name| !name.is_empty()) {
        Some(name) => {
            let name = name.to_ascii_lowercase();
            PROGRAMS.iter().any(|part| name.contains(part))
        }
        None => app.is_none(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Instant {
        text.parse().unwrap()
    }

    #[test]
    fn a_week_begins_on_monday_in_malaysia() {
        let monday = |text| monday(at(text)).to_string();
        // Sunday 15 March, a minute before midnight in Malaysia, and the minute after.
        assert_eq!(monday("2026-03-15T15:59:00Z"), "2026-03-09");
        assert_eq!(monday("2026-03-15T16:00:00Z"), "2026-03-16");
        // Over the end of a year.
        assert_eq!(monday("2026-01-01T00:00:00Z"), "2025-12-29");
    }

    #[test]
    fn every_week_is_told_the_latest_first() {
        let this = monday(at("2026-03-18T00:00:00Z"));
        let counts = Counts { views: 3, ..Counts::default() };
        let found = [Week { monday: before(this, 1), counts }];
        let weeks = whole(&found, this, 3);
        let told: Vec<_> =
            weeks.iter().map(|week| (week.monday.to_string(), week.counts.views)).collect();
        let wanted = [("2026-03-16", 0_i64), ("2026-03-09", 3), ("2026-03-02", 0)];
        assert_eq!(told, wanted.map(|(monday, views)| (monday.to_owned(), views)));
    }

    #[test]
    fn two_years_can_be_asked_for_and_no_more() {
        assert_eq!(wanted(None), Ok(12));
        assert_eq!(wanted(Some(104)), Ok(104));
        for wrong in [0, -1, 105, i32::MAX] {
            assert_eq!(wanted(Some(wrong)).unwrap_err().code, ErrorCode::OutOfRange, "{wrong}");
        }
    }

    #[test]
    fn programs_are_not_counted_and_people_are() {
        for program in [
            "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
            "facebookexternalhit/1.1",
            "WhatsApp/2.23.20 A",
            "curl/8.5.0",
            "Mozilla/5.0 HeadlessChrome/120.0",
        ] {
            assert!(is_program(Some(program), None), "{program}");
        }
        let phone = "Mozilla/5.0 (Linux; Android 14) Chrome/122.0 Mobile Safari/537.36";
        assert!(!is_program(Some(phone), None));
        assert!(!is_program(None, Some("krtshop/1.0 (android)")));
        assert!(is_program(None, None) && is_program(Some(" "), None));
    }
}
