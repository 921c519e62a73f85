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

/// Tells the marks that a product of a project shows.
type Shown<'a> = dyn Fn(ProductId, ProjectId) -> MarkSet + Send + Sync + 'a;

/// What is known of certificates at one moment.
pub(super) struct Marks<'a> {
    shown: Box<Shown<'a>>,
    until: Option<Instant>,
}

impl<'a> Marks<'a> {
    /// What is known of them now: none is shown, until certificates are kept.
    pub fn now(_cards: &'a Cards, _now: Instant) -> Self {
        Self { shown: Box::new(|_, _| MarkSet::default()), until: None }
    }

    /// The marks that an offer of a project shows.
    pub fn of(&self, product: ProductId, project: ProjectId) -> MarkSet {
        (self.shown)(product, project)
    }

    /// Until when they stay as they are by themselves; none: for ever.
    pub fn right_until(&self) -> Option<Instant> {
        self.until
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
