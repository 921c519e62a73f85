//! How many terms may follow each other.

use chrono::TimeDelta;

use super::{
    model::TermRegime,
    rules::{Span, end_of_term},
};
use crate::shared::{
    clock::Instant,
    error::{ErrorCode, Refusal},
};

/// How many terms a person would have in a row with this one. A post that begins and ends within
/// the time of a term that was begun before is a change of post and no other term; a pause of
/// `break_days` ends a row.
#[must_use]
pub fn terms_in_a_row(earlier: &[Span], new: Span, regime: &TermRegime) -> i64 {
    let counts = |span: &&Span| {
        !span.is_empty()
            && (regime.counts_earlier_terms
                || regime.in_force_from.is_none_or(|from| span.starts_at >= from))
    };
    let mut spans: Vec<Span> = earlier.iter().filter(counts).copied().collect();
    spans.push(new);
    spans.sort_by_key(|span| (span.starts_at, span.ends_at));
    let pause = TimeDelta::try_days(regime.break_days).unwrap_or(TimeDelta::MAX);
    let mut row = Row::default();
    let mut holds_new = false;
    for span in spans {
        let broken =
            row.until.is_some_and(|until| span.starts_at.signed_duration_since(until) >= pause);
        if broken {
            if holds_new {
                return row.terms;
            }
            row = Row::default();
        }
        row.add(span, regime);
        holds_new |= span == new;
    }
    row.terms
}

/// Terms that follow each other.
#[derive(Debug, Default)]
struct Row {
    terms: i64,
    /// Until when the term that was begun last may last.
    term_until: Option<Instant>,
    /// Until when the row lasts so far; the far future once a term has no end.
    until: Option<Instant>,
}

impl Row {
    fn add(&mut self, span: Span, regime: &TermRegime) {
        let end = span.ends_at.unwrap_or(Instant::MAX_UTC);
        if self.term_until.is_none_or(|until| end > until) {
            self.terms += 1;
            self.term_until = Some(end_of_term(regime, span.starts_at));
        }
        self.until = self.until.max(Some(end));
    }
}

/// Whether a term may be given as the `number`th in a row; when it may only as an exception, the
/// answer says so.
pub fn within_limit(regime: &TermRegime, number: i64) -> Result<Limit, Refusal> {
    match regime.terms_in_a_row {
        None => Ok(Limit::Within),
        Some(most) if number <= most => Ok(Limit::Within),
        Some(most) if number <= most + regime.extra_terms => Ok(Limit::Exception),
        Some(most) => Err(too_many(most + regime.extra_terms)),
    }
}

/// The refusal of one term more than there may be.
#[must_use]
pub fn too_many(most: i64) -> Refusal {
    Refusal::of(ErrorCode::TermLimit).at("personId").with("limit", most)
}

/// How a term stands to the limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limit {
    /// It needs nothing.
    Within,
    /// Headquarters must let it through.
    Exception,
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(text: &str) -> Instant {
        format!("{text}T00:00:00Z").parse().unwrap()
    }

    fn act_751() -> TermRegime {
        TermRegime { terms_in_a_row: None, extra_terms: 0, ..amendment("1970-01-01") }
    }

    fn amendment(from: &str) -> TermRegime {
        TermRegime {
            code: "A1789".to_owned(),
            months: 36,
            terms_in_a_row: Some(2),
            extra_terms: 1,
            break_days: 365,
            counts_earlier_terms: false,
            in_force_from: Some(at(from)),
        }
    }

    fn term(from: &str, to: &str) -> Span {
        Span { starts_at: at(from), ends_at: Some(at(to)) }
    }

    #[test]
    fn a_third_term_in_a_row_is_an_exception_and_a_fourth_is_none() {
        let regime = amendment("2020-01-01");
        let earlier = [term("2020-01-01", "2023-01-01"), term("2023-01-01", "2026-01-01")];
        let third = term("2026-01-01", "2029-01-01");
        assert_eq!(terms_in_a_row(&earlier[..1], earlier[1], &regime), 2);
        assert_eq!(within_limit(&regime, 2), Ok(Limit::Within));
        let number = terms_in_a_row(&earlier, third, &regime);
        assert_eq!((number, within_limit(&regime, number)), (3, Ok(Limit::Exception)));
        let refused = within_limit(&regime, 4).unwrap_err();
        assert_eq!((refused.code, refused.value("limit")), (ErrorCode::TermLimit, Some("3")));
        assert_eq!(within_limit(&act_751(), 9), Ok(Limit::Within));
    }

    #[test]
    fn a_pause_ends_a_row_and_a_change_of_post_is_no_term() {
        let regime = amendment("2020-01-01");
        let before = [term("2020-01-01", "2021-01-01")];
        let row = |from, to| terms_in_a_row(&before, term(from, to), &regime);
        assert_eq!(row("2021-01-01", "2023-01-01"), 1, "the rest of the same term in another post");
        assert_eq!(row("2021-01-01", "2023-01-02"), 2, "a day longer is another term");
        assert_eq!(row("2021-12-31", "2024-12-31"), 2);
        assert_eq!(row("2022-01-01", "2025-01-01"), 1, "after a year away it begins anew");
        let never = [Span { ends_at: Some(at("2021-01-01")), ..term("2021-01-01", "2021-01-01") }];
        assert_eq!(terms_in_a_row(&never, term("2021-01-01", "2024-01-01"), &regime), 1);
    }

    #[test]
    fn terms_of_an_earlier_rule_count_only_where_the_rule_says_so() {
        let earlier = [term("2022-01-01", "2024-01-01"), term("2024-01-01", "2026-01-01")];
        let new = term("2026-01-01", "2029-01-01");
        let regime = amendment("2026-01-01");
        assert_eq!(terms_in_a_row(&earlier, new, &regime), 1);
        let strict = TermRegime { counts_earlier_terms: true, ..regime };
        assert_eq!(terms_in_a_row(&earlier, new, &strict), 3);
    }

    #[test]
    fn a_term_between_two_others_counts_both() {
        let regime = amendment("2020-01-01");
        let around = [term("2020-01-01", "2023-01-01"), term("2026-01-01", "2029-01-01")];
        assert_eq!(terms_in_a_row(&around, term("2023-01-01", "2026-01-01"), &regime), 3);
    }

    /// Terms of so many days, each after a pause of so many.
    fn spans(parts: &[(i64, i64)]) -> Vec<Span> {
        let mut from = at("2020-01-01");
        let mut spans = Vec::new();
        for (pause, length) in parts {
            let starts_at = from + TimeDelta::days(*pause);
            from = starts_at + TimeDelta::days(*length);
            spans.push(Span { starts_at, ends_at: Some(from) });
        }
        spans
    }

    proptest! {
        #[test]
        fn the_order_in_which_terms_were_kept_means_nothing(
            parts in prop::collection::vec((0_i64..500, 1_i64..1_200), 1..8),
            new in 0_usize..8,
        ) {
            let regime = amendment("2020-01-01");
            let mut others = spans(&parts);
            let new = others.remove(new % others.len());
            let number = terms_in_a_row(&others, new, &regime);
            others.reverse();
            prop_assert_eq!(number, terms_in_a_row(&others, new, &regime));
            prop_assert!((1..=i64::try_from(parts.len()).unwrap()).contains(&number));
        }

        #[test]
        fn nobody_stays_longer_than_the_limit_without_an_exception(
            parts in prop::collection::vec((0_i64..364, 1_i64..1_095), 1..10),
        ) {
            // Each term is given only while it is within the limit; the time held in a row then
            // never exceeds two terms of three years.
            let regime = amendment("2020-01-01");
            let mut given: Vec<Span> = Vec::new();
            for span in spans(&parts) {
                let number = terms_in_a_row(&given, span, &regime);
                if within_limit(&regime, number) == Ok(Limit::Within) {
                    given.push(span);
                }
            }
            let most = TimeDelta::days(2 * (3 * 365 + 1));
            let mut held = TimeDelta::zero();
            let mut until: Option<Instant> = None;
            for span in given {
                let end = span.ends_at.unwrap();
                if until.is_some_and(|until| span.starts_at - until >= TimeDelta::days(365)) {
                    held = TimeDelta::zero();
                }
                held += end - span.starts_at;
                until = Some(end);
                prop_assert!(held <= most, "{}", held.num_days());
            }
        }
    }
}
