//! The marks of certificates that offers show.
//!
//! Whether one is shown is asked when it is looked for, and never kept with an offer: a mark ends by
//! the clock alone. This is the one place that asks.

use crate::{
    krt_shop::{Cards, certificate::CertificateKind},
    shared::{
        clock::Instant,
        id::{ProductId, ProjectId},
        malaysia,
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

    /// The marks of these kinds.
    fn of_kinds(kinds: impl Iterator<Item = CertificateKind>) -> Self {
        Self(kinds.fold(0, |all, kind| all | 1 << kind as u16))
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
    /// What is known of them now.
    pub fn now(cards: &'a Cards, now: Instant) -> Self {
        let (marks, today) = (cards.marks(), malaysia::day(now));
        let shown =
            move |product, project| MarkSet::of_kinds(marks.kinds(Some(product), project, today));
        Self { shown: Box::new(shown), until: marks.all_right_until(now) }
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
    use sea_orm::{ActiveEnum as _, Iterable as _};

    use super::*;

    #[test]
    fn marks_stand_in_the_order_of_kinds() {
        let names: Vec<String> = CertificateKind::iter().map(|kind| kind.to_value()).collect();
        assert_eq!(names, MARKS);
        for (kind, name) in CertificateKind::iter().zip(MARKS) {
            assert_eq!(MarkSet::of_kinds([kind, kind].into_iter()), MarkSet::of([name]));
        }
    }

    #[test]
    fn a_set_of_marks_holds_others() {
        let both = MarkSet::of(["HALAL", "MESTI", "KOSHER"]);
        assert!(both.holds(MarkSet::of(["HALAL"])) && both.holds(MarkSet::default()));
        assert!(!both.holds(MarkSet::of(["HALAL", "GMP"])));
        assert_eq!(both.places().collect::<Vec<_>>(), [0, 1]);
        assert_eq!((mark_code("GMP"), mark_code("gmp")), (Some("GMP"), None));
    }
}
