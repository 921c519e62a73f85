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

/// Several marks: a bit for each kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct MarkSet(u16);

impl MarkSet {
    /// The marks of these kinds.
    pub fn of(kinds: impl IntoIterator<Item = CertificateKind>) -> Self {
        Self(kinds.into_iter().fold(0, |all, kind| all | 1 << kind as u16))
    }

    /// Whether all of these are among them.
    pub fn holds(self, others: Self) -> bool {
        self.0 & others.0 == others.0
    }

    pub fn is_empty(self) -> bool {
        self.0 == 0
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
        let shown = move |product, project| MarkSet::of(marks.kinds(Some(product), project, today));
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
    use super::*;

    #[test]
    fn a_set_of_marks_holds_others() {
        use CertificateKind::{Gmp, Halal, Mesti, Ssm};
        let both = MarkSet::of([Halal, Mesti, Halal]);
        assert!(both.holds(MarkSet::of([Halal])) && both.holds(MarkSet::default()));
        assert!(!both.holds(MarkSet::of([Halal, Gmp])) && !both.holds(MarkSet::of([Ssm])));
        assert!(MarkSet::default().is_empty() && !both.is_empty());
    }
}
