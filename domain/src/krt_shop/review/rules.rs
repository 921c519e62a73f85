//! What is right for reviews; pure.

use chrono::TimeDelta;

use super::model::{Rating, Review, ReviewDecision, ReviewStatus, ReviewWriting};
use crate::shared::{
    clock::Instant,
    error::{ErrorCode, Refusal, Refusals, Result},
    text,
};

/// The longest review, in characters.
const TEXT: usize = 2_000;
/// The longest name in public.
const NAME: usize = 40;
/// What stands before a name and is none.
const TITLES: [&str; 16] = [
    "encik", "en", "puan", "pn", "cik", "tuan", "tn", "haji", "hj", "hajah", "hjh", "dato",
    "datuk", "datin", "dr", "ustaz",
];
/// The longest reason.
const REASON: usize = 500;
/// The longest reply.
pub(super) const REPLY: usize = 1_000;
/// The fewest and the most stars.
const STARS: (i64, i64) = (1, 5);
/// How long a review can be edited.
const EDITABLE: TimeDelta = TimeDelta::days(30);
/// Within which time somebody promises to decide.
const PROMISED: TimeDelta = TimeDelta::days(7);

/// Until when somebody promises to decide about what was written now.
pub(super) fn due(now: Instant) -> Instant {
    now + PROMISED
}

/// What an author wrote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Written {
    pub text: String,
    /// How they want to be called, when they say it.
    pub author_name: Option<String>,
}

/// What was written, after checking.
pub(super) fn written(new: &ReviewWriting) -> Result<Written> {
    let mut refusals = Refusals::default();
    let (least, most) = STARS;
    if !(least..=most).contains(&new.stars) {
        let range = Refusal::of(ErrorCode::OutOfRange).at("stars");
        refusals.add(range.with("least", least).with("most", most));
    }
    let checked = refusals.keep(text::paragraphs(&new.text, TEXT).map_err(|r| r.at("text")));
    let name = new.author_name.as_deref().map(|name| text::line(name, NAME));
    let name = refusals.keep(name.transpose().map_err(|refusal| refusal.at("authorName")));
    refusals.done()?;
    Ok(Written { text: checked.unwrap_or_default(), author_name: name.flatten() })
}

/// How somebody is called in public who does not say how: by the first of their names. The whole one was
/// given to the sellers, and to nobody else.
pub(super) fn first_name(name: &str) -> String {
    let is_title = |word: &&str| {
        let bare = word.trim_end_matches(['.', '\'', '’']).to_lowercase();
        TITLES.contains(&bare.as_str())
    };
    let mut words = name.split_whitespace();
    let first = words.clone().find(|word| !is_title(word)).or_else(|| words.next());
    first.unwrap_or_default().chars().take(NAME).collect()
}

/// Whether a review can still be edited.
pub(super) fn can_edit(review: &Review, now: Instant) -> bool {
    review.created_at + EDITABLE > now
}

/// The reason of a decision: needed to refuse.
pub(super) fn reason(decision: ReviewDecision, given: Option<&str>) -> Result<Option<String>> {
    if decision == ReviewDecision::Show {
        return Ok(None);
    }
    let reason = text::paragraphs(given.unwrap_or_default(), REASON);
    Ok(Some(reason.map_err(|refusal| refusal.at("reason"))?))
}

/// What a review that was in the first state and is in the second changes in the rating of its offer.
pub(super) fn difference(before: (ReviewStatus, i64), after: (ReviewStatus, i64)) -> Rating {
    let counted = |(status, stars): (ReviewStatus, i64)| match status {
        ReviewStatus::Shown => (1, stars),
        ReviewStatus::Pending | ReviewStatus::Refused => (0, 0),
    };
    let ((fewer, less), (more, stars)) = (counted(before), counted(after));
    Rating { reviews: more - fewer, stars: stars - less }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_average_is_rounded_to_tenths() {
        let average = |reviews, stars| Rating { reviews, stars }.average_tenths();
        assert_eq!(average(0, 0), None);
        assert_eq!(average(3, 13), Some(43));
        assert_eq!(average(3, 14), Some(47));
        assert_eq!(average(2, 9), Some(45));
        assert_eq!(average(1, 5), Some(50));
    }

    #[test]
    fn in_public_somebody_is_called_by_the_first_of_their_names() {
        for (name, called) in [
            ("Devi a/p Subramaniam", "Devi"),
            ("Puan Devi", "Devi"),
            ("Dato' Hj. Salleh bin Ahmad", "Salleh"),
            ("Puan", "Puan"),
            ("陈美玲", "陈美玲"),
            ("", ""),
        ] {
            assert_eq!(first_name(name), called);
        }
        assert_eq!(first_name(&"a".repeat(80)).len(), 40);
    }

    #[test]
    fn only_what_is_shown_counts() {
        use ReviewStatus::{Pending, Refused, Shown};
        let by = |before, after| {
            let found = difference(before, after);
            (found.reviews, found.stars)
        };
        assert_eq!(by((Pending, 4), (Shown, 4)), (1, 4));
        assert_eq!(by((Shown, 4), (Pending, 1)), (-1, -4));
        assert_eq!(by((Shown, 4), (Refused, 4)), (-1, -4));
        assert_eq!(by((Refused, 4), (Pending, 5)), (0, 0));
    }

    #[test]
    fn a_reason_is_asked_for_when_a_review_is_not_shown() {
        use ReviewDecision::{Refuse, Show};
        assert_eq!(reason(Show, Some("tidak perlu")).unwrap(), None);
        assert!(reason(Refuse, None).is_err() && reason(Refuse, Some("  ")).is_err());
        assert_eq!(reason(Refuse, Some(" kasar ")).unwrap().as_deref(), Some("kasar"));
    }
}
