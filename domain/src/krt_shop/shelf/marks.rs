//! The marks of certificates that offers show.
//!
//! Whether one is shown is asked when it is looked for, and never kept with an offer: a mark ends by
//! the clock alone. This is the one place that asks.

use crate::{
    krt_shop::Cards,
    shared::{
        clock::Instant,
        id::{ProductId, ProjectId},
    },
};

/// The marks that may be shown, by their names.
pub const MARKS: [&str; 7] = ["HALAL", "MESTI", "MY_GAP", "SALM", "GMP", "HACCP", "SSM"];

/// The name of a mark as it is compared; none when there is no such mark.
#[must_use]
pub fn mark_code(written: &str) -> Option<&'static str> {
    MARKS.into_iter().find(|mark| *mark == written)
}

/// Several marks: the first of [`MARKS`] is bit 0.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct MarkSet(u16);

impl MarkSet {
    /// These marks; what is none is left out.
    pub fn of<'a>(codes: impl IntoIterator<Item = &'a str>) -> Self {
        let bit = |code: &str| MARKS.iter().position(|mark| *mark == code).map(|place| 1 << place);
        Self(codes.into_iter().filter_map(bit).fold(0, |all, bit: u16| all | bit))
    }

    /// Whether all of these are among them.
    pub fn holds(self, others: Self) -> bool {
        self.0 & others.0 == others.0
    }

    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The places in [`MARKS`] of those that are there.
    pub fn places(self) -> impl Iterator<Item = usize> {
        (0..MARKS.len()).filter(move |place| self.0 & (1 << place) != 0)
    }
}

/// What is known of certificates at one moment.
#[derive(Clone, Debug)]
pub(super) struct Marks;

impl Marks {
    /// What is known of them now.
    pub fn now(_cards: &Cards, _now: Instant) -> Self {
        Self
    }

    /// The marks that an offer of a project shows: none, until certificates are kept.
    #[expect(clippy::unused_self, reason = "what is known stands in it once certificates are kept")]
    pub fn of(&self, _product: ProductId, _project: ProjectId) -> MarkSet {
        MarkSet::default()
    }

    /// Until when they stay as they are by themselves; none: for ever.
    #[expect(clippy::unused_self, reason = "what is known stands in it once certificates are kept")]
    pub fn right_until(&self) -> Option<Instant> {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_of_marks_holds_others() {
        let both = MarkSet::of(["HALAL", "MESTI", "KOSHER"]);
        assert!(both.holds(MarkSet::of(["HALAL"])) && both.holds(MarkSet::default()));
        assert!(!both.holds(MarkSet::of(["HALAL", "GMP"])));
        assert_eq!(both.places().collect::<Vec<_>>(), [0, 1]);
        assert_eq!((mark_code("GMP"), mark_code("gmp")), (Some("GMP"), None));
    }
}
