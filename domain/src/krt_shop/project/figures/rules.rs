//! Which figures are right, and which are missing; pure.

use std::collections::HashSet;

use super::model::{Figures, Recording};
use crate::shared::{
    clock::Instant,
    error::{ErrorCode, Refusal, Refusals, Result},
    malaysia::Month,
};

/// The most of a month in sen: ten million ringgit.
const MOST_SEN: i64 = 1_000_000_000;
/// The same for people.
const MOST_WORDS: &str = "10,000,000.00";
/// The most people who take part.
const MOST_PEOPLE: i64 = 10_000;
/// The first month that can be recorded.
const FIRST: &str = "2000-01";
/// So many missing months are told, the newest ones.
const TOLD: usize = 24;

/// Checks everything, and tells the month.
pub(super) fn checked(given: &Recording, now: Instant) -> Result<Month> {
    let mut refusals = Refusals::default();
    let first = Month::read(FIRST);
    let month = Month::read(&given.month)
        .filter(|month| first.is_some_and(|first| *month >= first) && *month <= Month::of(now))
        .ok_or_else(|| {
            let bounds = Refusal::of(ErrorCode::TimeInvalid).at("month");
            bounds.with("least", FIRST).with("most", Month::of(now).write())
        });
    let month = refusals.keep(month);
    for (field, sen) in [
        ("income", given.income_sen),
        ("spending", given.spending_sen),
        ("funding", given.funding_sen),
    ] {
        if !(0..=MOST_SEN).contains(&sen) {
            let refusal = Refusal::of(ErrorCode::OutOfRange).at(field);
            refusals.add(refusal.with("least", "0.00").with("most", MOST_WORDS));
        }
    }
    if !(0..=MOST_PEOPLE).contains(&given.participants) {
        let refusal = Refusal::of(ErrorCode::OutOfRange).at("participants");
        refusals.add(refusal.with("least", 0).with("most", MOST_PEOPLE));
    }
    refusals.done()?;
    // A month that was not kept is a refusal, and refusals have ended this above.
    month.ok_or_else(|| Refusal::of(ErrorCode::TimeInvalid).at("month").into())
}

/// Whether this says the same.
pub(super) fn is_same(known: &Figures, given: &Recording) -> bool {
    known.income_sen == given.income_sen
        && known.spending_sen == given.spending_sen
        && known.funding_sen == given.funding_sen
        && known.participants == given.participants
}

/// The months that are over and have no figures, from the one after the project began, the newest 24
/// in their order.
pub(super) fn missing(recorded: &HashSet<String>, began: Instant, now: Instant) -> Vec<String> {
    let (mut month, present) = (Month::of(began).next(), Month::of(now));
    let mut missing = Vec::new();
    while month < present {
        let written = month.write();
        if !recorded.contains(&written) {
            missing.push(written);
        }
        month = month.next();
    }
    let told = missing.len().saturating_sub(TOLD);
    missing.split_off(told)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::{error::Error, id::ProjectId};

    fn at(text: &str) -> Instant {
        text.parse().unwrap()
    }

    fn recording(month: &str, sen: i64, participants: i64) -> Recording {
        Recording {
            project_id: ProjectId(uuid::Uuid::nil()),
            month: month.to_owned(),
            income_sen: sen,
            spending_sen: sen,
            funding_sen: 0,
            participants,
            version: None,
        }
    }

    #[test]
    fn a_month_is_one_that_has_begun_and_no_figure_is_negative() {
        let now = at("2026-03-31T16:30:00Z");
        assert!(checked(&recording("2026-04", 0, 0), now).is_ok(), "April in Malaysia");
        let fields = |given: &Recording| match checked(given, now) {
            Err(Error::Refused(all)) => all.into_iter().filter_map(|one| one.field).collect(),
            _ => Vec::<String>::new(),
        };
        for month in ["2026-05", "2026-13", "1999-12", "Mac 2026", "2026-3"] {
            assert_eq!(fields(&recording(month, 1, 1)), ["month"], "{month}");
        }
        assert_eq!(fields(&recording("2026-01", -1, -1)), ["income", "spending", "participants"]);
        let much = recording("2026-01", MOST_SEN + 1, MOST_PEOPLE + 1);
        assert_eq!(fields(&much).len(), 3);
    }

    #[test]
    fn a_month_that_is_over_and_has_no_figures_is_missing() {
        let recorded = HashSet::from(["2026-01".to_owned()]);
        let (began, now) = (at("2025-11-20T00:00:00Z"), at("2026-03-14T04:00:00Z"));
        assert_eq!(missing(&recorded, began, now), ["2025-12", "2026-02"]);
        assert!(missing(&recorded, now, now).is_empty());
        let long = missing(&HashSet::new(), at("2000-01-01T00:00:00Z"), now);
        assert_eq!((long.len(), long.last().map(String::as_str)), (TOLD, Some("2026-02")));
    }
}
