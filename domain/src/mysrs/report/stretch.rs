//! Stretches of time: what is left of them beside others, and how long they are together; pure.

use chrono::TimeDelta;

use crate::shared::clock::Instant;

/// A stretch of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Stretch {
    pub from: Instant,
    pub until: Instant,
}

impl Stretch {
    /// Nothing when it ends before it begins.
    pub(super) fn of(from: Instant, until: Instant) -> Option<Self> {
        (from < until).then_some(Self { from, until })
    }

    pub(super) fn length(self) -> TimeDelta {
        self.until - self.from
    }

    pub(super) fn minutes(self) -> i64 {
        self.length().num_minutes()
    }

    pub(super) fn holds(self, at: Instant) -> bool {
        self.from <= at && at <= self.until
    }

    /// The part of it that lies within another.
    pub(super) fn within(self, other: Self) -> Option<Self> {
        Self::of(self.from.max(other.from), self.until.min(other.until))
    }

    /// What is left of it beside another: up to two pieces.
    fn beside(self, other: Self) -> impl Iterator<Item = Self> {
        let before = Self::of(self.from, self.until.min(other.from));
        let after = Self::of(self.from.max(other.until), self.until);
        before.into_iter().chain(after)
    }
}

/// What is left of a stretch beside others.
pub(super) fn without(stretch: Stretch, others: &[Stretch]) -> Vec<Stretch> {
    others.iter().fold(vec![stretch], |left, other| {
        left.into_iter().flat_map(|piece| piece.beside(*other)).collect()
    })
}

/// How many seconds stretches cover together, each moment once.
pub(super) fn covered(mut stretches: Vec<Stretch>) -> i64 {
    stretches.sort_unstable();
    let mut covered = TimeDelta::zero();
    let mut reached: Option<Instant> = None;
    for stretch in stretches {
        let from = reached.map_or(stretch.from, |reached| reached.max(stretch.from));
        if let Some(fresh) = Stretch::of(from, stretch.until) {
            covered += fresh.length();
            reached = Some(stretch.until);
        }
    }
    covered.num_seconds()
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::*;

    fn stretch(from: i64, until: i64) -> Stretch {
        let at = |minute| DateTime::UNIX_EPOCH + TimeDelta::minutes(minute);
        Stretch { from: at(from), until: at(until) }
    }

    #[test]
    fn what_others_cover_is_taken_out() {
        let night = stretch(0, 240);
        assert_eq!(without(night, &[]), [night]);
        assert_eq!(without(night, &[stretch(60, 120)]), [stretch(0, 60), stretch(120, 240)]);
        assert_eq!(without(night, &[stretch(200, 300), stretch(-5, 10)]), [stretch(10, 200)]);
        assert_eq!(without(night, &[stretch(240, 300)]), [night]);
        assert!(without(night, &[stretch(100, 240), stretch(0, 100)]).is_empty());
    }

    #[test]
    fn what_lies_within_another_is_a_part_of_both() {
        let night = stretch(0, 240);
        assert_eq!(night.within(stretch(60, 300)), Some(stretch(60, 240)));
        assert_eq!(stretch(60, 300).within(night), Some(stretch(60, 240)));
        assert_eq!((night.within(stretch(240, 300)), night.within(night)), (None, Some(night)));
    }

    #[test]
    fn a_moment_counts_once_however_many_were_there() {
        assert_eq!(covered(Vec::new()), 0);
        let many = vec![stretch(30, 60), stretch(0, 40), stretch(10, 20), stretch(90, 100)];
        assert_eq!(covered(many), 70 * 60);
        assert_eq!(covered(vec![stretch(0, 240), stretch(0, 240)]), 4 * 3_600);
    }
}
