//! Whether somebody is old enough by what they say; pure.

use chrono::Datelike as _;

use super::model::Answering;
use crate::shared::{
    clock::Instant,
    error::{ErrorCode, Refusal},
    malaysia,
};

/// Nobody alive is older: the longest life known lasted 122 years.
const OLDEST: i32 = 122;

/// The age that somebody has reached by their own word: at least `least`, or a refusal. The year of
/// birth alone is enough when the birthday of this year does not matter.
pub(super) fn stated_age(
    answering: &Answering,
    least: i64,
    now: Instant,
) -> Result<Option<i64>, Refusal> {
    if !answering.accept {
        return Ok(None);
    }
    let this_year = malaysia::day(now).year();
    let Some(born) = answering.birth_year else {
        let said = answering.adult.then_some(Some(least));
        return said.ok_or_else(|| Refusal::of(ErrorCode::Required).at("adult"));
    };
    if !(this_year - OLDEST..=this_year).contains(&born) {
        return Err(Refusal::of(ErrorCode::OutOfRange)
            .at("birthYear")
            .with("least", this_year - OLDEST)
            .with("most", this_year));
    }
    let by_the_end_of_the_year = i64::from(this_year - born);
    if by_the_end_of_the_year < least {
        return Err(Refusal::of(ErrorCode::TooYoung).at("birthYear").with("least", least));
    }
    if by_the_end_of_the_year == least && !answering.adult {
        return Err(Refusal::of(ErrorCode::Required).at("adult"));
    }
    Ok(Some(least))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn age(birth_year: Option<i32>, adult: bool) -> Result<Option<i64>, ErrorCode> {
        let now = "2026-03-14T04:00:00Z".parse().unwrap();
        let answering = Answering { accept: true, birth_year, adult };
        stated_age(&answering, 18, now).map_err(|refusal| refusal.code)
    }

    #[test]
    fn a_year_of_birth_or_a_word_is_enough() {
        assert_eq!(age(Some(2007), false), Ok(Some(18)));
        assert_eq!(age(None, true), Ok(Some(18)));
        assert_eq!(age(None, false), Err(ErrorCode::Required));
    }

    #[test]
    fn in_the_year_of_the_birthday_the_word_decides() {
        assert_eq!(age(Some(2008), false), Err(ErrorCode::Required));
        assert_eq!(age(Some(2008), true), Ok(Some(18)));
    }

    #[test]
    fn a_minor_stays_one_whatever_else_they_say() {
        assert_eq!(age(Some(2009), true), Err(ErrorCode::TooYoung));
        for year in [1903, 2027] {
            assert_eq!(age(Some(year), true), Err(ErrorCode::OutOfRange));
        }
    }

    #[test]
    fn who_declines_owes_no_age() {
        let now = "2026-03-14T04:00:00Z".parse().unwrap();
        let declines = Answering { accept: false, birth_year: Some(2020), adult: false };
        assert_eq!(stated_age(&declines, 18, now), Ok(None));
    }

    #[test]
    fn the_year_turns_in_malaysia() {
        let now = "2026-12-31T16:00:00Z".parse().unwrap();
        let answering = Answering { accept: true, birth_year: Some(2008), adult: false };
        assert_eq!(stated_age(&answering, 18, now), Ok(Some(18)));
    }
}
