//! How long a term lasts, how many may follow each other, and whose terms get in each other's way.

use chrono::{Months, TimeDelta};

use super::model::{Post, TermRegime};
use crate::shared::{
    clock::Instant,
    error::{ErrorCode, Refusal},
    id::PersonId,
    malaysia,
};

/// How far back a term may begin that is brought in late: seven terms of three years.
const LATE: TimeDelta = TimeDelta::days(21 * 366);
/// How far ahead a term may begin.
const AHEAD: TimeDelta = TimeDelta::days(366);

/// A time from an instant until another; without an end it lasts for ever.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// From when.
    pub starts_at: Instant,
    /// Until when.
    pub ends_at: Option<Instant>,
}

impl Span {
    /// Whether there is an instant that lies in both.
    #[must_use]
    pub fn overlaps(&self, other: &Self) -> bool {
        !self.is_empty()
            && !other.is_empty()
            && self.ends_at.is_none_or(|end| other.starts_at < end)
            && other.ends_at.is_none_or(|end| self.starts_at < end)
    }

    /// Whether it ended before it began.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ends_at.is_some_and(|end| end <= self.starts_at)
    }
}

/// A term that is kept, of the person or of the post that is asked about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Term {
    /// Whose.
    pub person: PersonId,
    /// Which post.
    pub post: Post,
    /// When.
    pub span: Span,
}

/// The rule that is in force at an instant.
#[must_use]
pub fn regime_at(regimes: &[TermRegime], at: Instant) -> Option<&TermRegime> {
    regimes
        .iter()
        .filter(|regime| regime.in_force_from.is_some_and(|from| from <= at))
        .max_by_key(|regime| regime.in_force_from)
}

/// The last end that a term may have under a rule.
#[must_use]
pub fn end_of_term(regime: &TermRegime, starts_at: Instant) -> Instant {
    let months = Months::new(u32::try_from(regime.months).unwrap_or(0));
    starts_at.checked_add_months(months).unwrap_or(starts_at)
}

/// The time of a new term: as wished, or the whole term; `latest` is where the term of whoever
/// gives it ends.
pub fn span(
    regime: &TermRegime,
    (starts_at, ends_at): (Instant, Option<Instant>),
    latest: Option<Instant>,
    now: Instant,
) -> Result<Span, Refusal> {
    if starts_at < now - LATE || starts_at > now + AHEAD {
        return Err(Refusal::of_time("startsAt", Some(now - LATE), Some(now + AHEAD)));
    }
    let whole = end_of_term(regime, starts_at);
    let most = latest.map_or(whole, |latest| latest.min(whole));
    let ends_at = ends_at.unwrap_or(most);
    if ends_at <= starts_at {
        return Err(Refusal::of_time("endsAt", Some(starts_at), None));
    }
    if ends_at > most {
        let refusal = Refusal::of(ErrorCode::TermTooLong).at("endsAt");
        // The day that people live in.
        return Err(refusal.with("until", malaysia::day(most)));
    }
    Ok(Span { starts_at, ends_at: Some(ends_at) })
}

/// What stands in the way of a new term: a post of the same person at that time, or another holder
/// of a post that one person holds.
#[must_use]
pub fn obstacles(held: &[Term], person: PersonId, post: Post, span: Span) -> Vec<Refusal> {
    let at_that_time = || held.iter().filter(|term| term.span.overlaps(&span));
    let mut refusals = Vec::new();
    if at_that_time().any(|term| term.person == person) {
        refusals.push(Refusal::of(ErrorCode::PersonHoldsPost).at("personId"));
    }
    if post.is_single() && at_that_time().any(|term| term.post == post && term.person != person) {
        refusals.push(Refusal::of(ErrorCode::PostTaken).at("post"));
    }
    refusals
}

/// When an appointment ends that is ended by hand: not before it began, and not after its end.
pub fn early_end(span: Span, wished: Option<Instant>, now: Instant) -> Result<Instant, Refusal> {
    let wrong = || Refusal::of_time("endsAt", Some(span.starts_at), span.ends_at);
    if span.ends_at.is_some_and(|end| wished.is_some_and(|wished| wished > end)) {
        return Err(wrong());
    }
    match wished {
        Some(wished) if wished < span.starts_at => Err(wrong()),
        Some(wished) => Ok(wished),
        // One that has not begun ends where it would have begun: it never was.
        None => Ok(now.max(span.starts_at)),
    }
}

/// So many days before its end a term is spoken of: first in time to hold an election, then as the
/// last call.
pub const REMINDERS_DAYS: [i64; 2] = [60, 14];

/// Which reminder is due for a term that ends then: the last one whose day has come. After missed
/// days only that one is given, not also those before it.
#[must_use]
pub fn reminder_due(ends_at: Instant, now: Instant) -> Option<i64> {
    let left = ends_at.signed_duration_since(now);
    if left <= TimeDelta::zero() {
        return None;
    }
    REMINDERS_DAYS.into_iter().filter(|days| left <= TimeDelta::days(*days)).min()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;

    fn at(text: &str) -> Instant {
        format!("{text}T00:00:00Z").parse().unwrap()
    }

    fn act_751() -> TermRegime {
        TermRegime {
            code: "ACT_751".to_owned(),
            months: 24,
            terms_in_a_row: None,
            extra_terms: 0,
            break_days: 365,
            counts_earlier_terms: false,
            in_force_from: Some(at("1970-01-01")),
        }
    }

    fn amendment(from: Option<&str>) -> TermRegime {
        TermRegime {
            code: "A1789".to_owned(),
            months: 36,
            terms_in_a_row: Some(2),
            extra_terms: 1,
            in_force_from: from.map(at),
            ..act_751()
        }
    }

    fn term(from: &str, to: &str) -> Span {
        Span { starts_at: at(from), ends_at: Some(at(to)) }
    }

    #[test]
    fn the_rule_is_the_one_of_the_first_day() {
        let waiting = [act_751(), amendment(None)];
        assert_eq!(regime_at(&waiting, at("2030-01-01")).unwrap().code, "ACT_751");
        let dated = [act_751(), amendment(Some("2026-07-01"))];
        assert_eq!(regime_at(&dated, at("2026-06-30")).unwrap().code, "ACT_751");
        assert_eq!(regime_at(&dated, at("2026-07-01")).unwrap().code, "A1789");
        assert_eq!(end_of_term(&act_751(), at("2024-02-29")), at("2026-02-28"));
        assert_eq!(end_of_term(&amendment(None), at("2026-07-01")), at("2029-07-01"));
    }

    #[test]
    fn a_term_is_whole_unless_somebody_says_less() {
        let now = at("2026-03-14");
        let given = |ends, latest| span(&act_751(), (now, ends), latest, now);
        assert_eq!(given(None, None).unwrap().ends_at, Some(at("2028-03-14")));
        assert_eq!(given(None, Some(at("2027-01-01"))).unwrap().ends_at, Some(at("2027-01-01")));
        assert_eq!(given(Some(at("2027-05-01")), None).unwrap().ends_at, Some(at("2027-05-01")));
        let long = given(Some(at("2028-03-15")), None).unwrap_err();
        assert_eq!((long.code, long.value("until")), (ErrorCode::TermTooLong, Some("2028-03-14")));
        assert_eq!(given(Some(now), None).unwrap_err().code, ErrorCode::TimeInvalid);
        for far in ["2004-01-01", "2027-04-01"] {
            let refused = span(&act_751(), (at(far), None), None, now).unwrap_err();
            assert_eq!(refused.field.as_deref(), Some("startsAt"));
        }
    }

    #[test]
    fn one_person_has_one_post_and_a_single_post_one_holder() {
        let (ali, siti) = (PersonId(Uuid::from_u128(1)), PersonId(Uuid::from_u128(2)));
        let held = |person, post| Term { person, post, span: term("2026-01-01", "2028-01-01") };
        let codes = |held: &[Term], post, from, to| -> Vec<ErrorCode> {
            obstacles(held, ali, post, term(from, to))
                .into_iter()
                .map(|refusal| refusal.code)
                .collect()
        };
        let chair = [held(siti, Post::Chair)];
        assert_eq!(codes(&chair, Post::Chair, "2027-12-31", "2029-01-01"), [ErrorCode::PostTaken]);
        assert!(codes(&chair, Post::Chair, "2028-01-01", "2029-01-01").is_empty());
        assert!(codes(&chair, Post::Secretary, "2026-01-01", "2028-01-01").is_empty());
        assert!(
            codes(&[held(siti, Post::Member)], Post::Member, "2026-01-01", "2028-01-01").is_empty()
        );
        let mine = [held(ali, Post::Member), held(siti, Post::Chair)];
        let both = [ErrorCode::PersonHoldsPost, ErrorCode::PostTaken];
        assert_eq!(codes(&mine, Post::Chair, "2025-01-01", "2026-01-02"), both);
    }

    #[test]
    fn an_end_lies_within_its_term() {
        let (span, now) = (term("2026-01-01", "2028-01-01"), at("2026-06-01"));
        assert_eq!(early_end(span, None, now), Ok(now));
        assert_eq!(early_end(span, Some(at("2026-05-01")), now), Ok(at("2026-05-01")));
        assert!(early_end(span, Some(at("2028-01-02")), now).is_err());
        assert!(early_end(span, Some(at("2025-12-31")), now).is_err());
        assert_eq!(early_end(span, None, at("2025-06-01")), Ok(span.starts_at));
    }

    #[test]
    fn a_reminder_is_due_from_its_day_on() {
        let ends = at("2026-12-31");
        let due = |days: i64| reminder_due(ends, ends - TimeDelta::days(days));
        assert_eq!([due(61), due(60), due(15)], [None, Some(60), Some(60)]);
        assert_eq!([due(14), due(1), due(0), due(-1)], [Some(14), Some(14), None, None]);
    }

    proptest! {
        #[test]
        fn overlapping_is_mutual(
            first in (0_i64..1_000, 0_i64..500),
            second in (0_i64..1_000, 0_i64..500),
            open in any::<bool>(),
        ) {
            let span = |(from, length): (i64, i64), open: bool| {
                let starts_at = at("2020-01-01") + TimeDelta::days(from);
                Span { starts_at, ends_at: (!open).then(|| starts_at + TimeDelta::days(length)) }
            };
            let (left, right) = (span(first, open), span(second, false));
            prop_assert_eq!(left.overlaps(&right), right.overlaps(&left));
            let shared = (0..2_000).any(|day| {
                let day = at("2020-01-01") + TimeDelta::days(day);
                [left, right].iter().all(|span| {
                    span.starts_at <= day && span.ends_at.is_none_or(|end| day < end)
                })
            });
            prop_assert_eq!(left.overlaps(&right), shared);
        }
    }
}
