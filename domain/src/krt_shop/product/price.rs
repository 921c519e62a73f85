//! What something costs at a moment; pure.
//!
//! A promotion counts from its beginning until just before its end. Nothing is written when it begins
//! or ends: whoever shows a price asks for it with the time, and keeps the answer no longer than until
//! [`Product::right_until`].

use super::{model::Product, offer::Promotion};
use crate::shared::clock::Instant;

impl Promotion {
    /// Whether it counts at this moment.
    #[must_use]
    pub fn is_on(&self, at: Instant) -> bool {
        self.from <= at && at < self.until
    }

    /// When it begins or ends next, after this moment.
    #[must_use]
    pub fn next_border(&self, at: Instant) -> Option<Instant> {
        [self.from, self.until].into_iter().find(|border| *border > at)
    }
}

impl Product {
    /// The promotion that is written down, whether it counts or not.
    #[must_use]
    pub fn promotion(&self) -> Option<Promotion> {
        Some(Promotion {
            price_sen: self.promotion_sen?,
            from: self.promotion_from?,
            until: self.promotion_until?,
        })
    }

    /// The promotion that counts at this moment.
    #[must_use]
    pub fn promotion_at(&self, at: Instant) -> Option<Promotion> {
        self.promotion().filter(|promotion| promotion.is_on(at))
    }

    /// What it costs at this moment, in sen; none means "on asking".
    #[must_use]
    pub fn price_now(&self, at: Instant) -> Option<i64> {
        self.promotion_at(at).map_or(self.price_sen, |promotion| Some(promotion.price_sen))
    }

    /// Until when what is shown of it at this moment stays right by itself; none: for ever.
    #[must_use]
    pub fn right_until(&self, at: Instant) -> Option<Instant> {
        self.promotion()?.next_border(at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::krt_shop::product::rules::tests::product;

    fn at(seconds: i64) -> Instant {
        chrono::DateTime::from_timestamp(seconds, 0).unwrap()
    }

    #[test]
    fn a_promotion_counts_from_its_beginning_until_just_before_its_end() {
        let mut offer = product(crate::krt_shop::product::ProductStatus::Published, true);
        offer.price_sen = Some(1_000);
        assert_eq!((offer.price_now(at(15)), offer.right_until(at(15))), (Some(1_000), None));
        offer.promotion_sen = Some(700);
        offer.promotion_from = Some(at(10));
        offer.promotion_until = Some(at(20));
        for (now, price, border) in [
            (9, 1_000, Some(10)),
            (10, 700, Some(20)),
            (19, 700, Some(20)),
            (20, 1_000, None),
            (99, 1_000, None),
        ] {
            assert_eq!(offer.price_now(at(now)), Some(price), "{now}");
            assert_eq!(offer.right_until(at(now)), border.map(at), "{now}");
        }
    }
}
