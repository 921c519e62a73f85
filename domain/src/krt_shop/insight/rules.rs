//! Weeks, and who is not counted; pure.

use std::{cmp::Reverse, collections::BTreeMap};

use chrono::{Datelike as _, Days, NaiveDate};

use super::model::{Counts, Search, Sought, Week};
use crate::shared::{
    clock::Instant,
    error::{ErrorCode, Refusal},
    malaysia,
    secret::Secret,
};

/// So many weeks are kept: two years.
pub(super) const KEPT: u64 = 104;
/// So many weeks the words are kept by which something was found: half a year. There are many more of them
/// than of figures, and a season later buyers look for something else.
pub(super) const WORDS_KEPT: u64 = 26;
/// So many are told when nobody says how many.
const USUAL: u64 = 12;

/// So many different people have looked by words before they are told.
const TOLD_FROM: u32 = 3;
/// So many words are told.
const MOST_TOLD: usize = 20;
/// So many bits of a row say who looked by its words.
const SEEKERS: u16 = 63;

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

/// Who looks by words, as one bit: the same network is the same bit of the same words, on each node and
/// in each week. One of 63 networks is, so that it says of nobody who they are; where two are the same,
/// less is told and not more.
pub(super) fn seeker(secret: &Secret, network: &str, words: &str) -> i64 {
    let parts: [&[u8]; 3] = [network.as_bytes(), &[0], words.as_bytes()];
    let [first, second, ..] = secret.hash("insight seekers", &parts);
    1_i64 << (u16::from_be_bytes([first, second]) % SEEKERS)
}

/// The words by which enough different people have looked, in whatever week and whatever they found of a
/// project: what found most comes first.
pub(super) fn told(sought: Vec<Sought>) -> Vec<Search> {
    let mut together: BTreeMap<String, (i64, i64)> = BTreeMap::new();
    for Sought { words, finds, seekers } in sought {
        let (all, who) = together.entry(words).or_default();
        *all = all.saturating_add(finds);
        *who |= seekers;
    }
    let enough = together.into_iter().filter(|(_, (_, who))| who.count_ones() >= TOLD_FROM);
    let mut told: Vec<Search> = enough.map(|(words, (finds, _))| Search { words, finds }).collect();
    // Equals stay in the order of their words.
    told.sort_by_key(|search| Reverse(search.finds));
    told.truncate(MOST_TOLD);
    told
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
    fn words_are_told_by_which_three_people_have_looked() {
        let row = |words: &str, finds, seekers| Sought { words: words.to_owned(), finds, seekers };
        let found = told(vec![
            row("kuning", 9, 0b1),
            // In two weeks, or of two offers: one of them looked both times.
            row("mi", 2, 0b11),
            row("mi", 2, 0b110),
            row("laksa", 3, 0b111),
            row("mi salmah", 2, 0b11),
        ]);
        let found: Vec<_> =
            found.iter().map(|search| (search.words.as_str(), search.finds)).collect();
        assert_eq!(found, [("mi", 4), ("laksa", 3)]);
    }

    #[test]
    fn somebody_is_one_bit_of_the_words_by_which_they_look() {
        let secret = Secret::new("a secret that is only good for tests");
        let bit = |network: &str, words: &str| seeker(&secret, network, words);
        assert_eq!(bit("10.0.0.1", "mi"), bit("10.0.0.1", "mi"));
        let all = (0..2_000).map(|last| bit(&format!("10.0.{}.{}", last / 250, last % 250), "mi"));
        let all: Vec<i64> = all.collect();
        assert!(all.iter().all(|bit| bit.count_ones() == 1 && *bit > 0));
        assert_eq!(all.iter().fold(0, |all, bit| all | bit), i64::MAX, "each bit is somebody's");
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
