//! What is kept of one listed offer.

use crate::{
    krt_shop::product::{Availability, ProductKind, Promotion},
    shared::{clock::Instant, id::ProductId},
};

/// Bit 0 of [`Record::wide`] is the whole country; a state's bit is that of its number.
pub(super) const NATION: u32 = 1;

/// A listed offer, with everything that filters, orders and facets ask for. Projects, areas, categories
/// and places are named by their numbers in the stock.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Record {
    pub id: ProductId,
    /// Since when it is listed, in microseconds since 1970.
    pub listed_at: i64,
    /// The usual price; none means "on asking".
    pub price_sen: Option<i64>,
    /// Few have one: it lies elsewhere.
    pub promotion: Option<Box<Promotion>>,
    /// The districts and areas to which it is delivered.
    pub close: Box<[u32]>,
    /// Whether it is delivered to the whole country, and to which states.
    pub wide: u32,
    pub project: u32,
    pub area: u32,
    pub category: u16,
    /// In which months it can be had: January is bit 0.
    pub months: u16,
    pub kind: ProductKind,
    pub availability: Availability,
    pub pick_up: bool,
}

impl Record {
    /// By what everything that is listed is ordered, the oldest first.
    pub fn age(&self) -> (i64, ProductId) {
        (self.listed_at, self.id)
    }

    /// What it costs at this moment; none means "on asking".
    pub fn price_now(&self, at: Instant) -> Option<i64> {
        match &self.promotion {
            Some(promotion) if promotion.is_on(at) => Some(promotion.price_sen),
            _ => self.price_sen,
        }
    }

    /// Whether it can be had in this month, 1 to 12: it is in stock, or it is its season.
    pub fn is_to_be_had(&self, month: u32) -> bool {
        match self.availability {
            Availability::InStock | Availability::Few => true,
            Availability::Out => false,
            Availability::Seasonal => self.months & month_bit(month) != 0,
        }
    }
}

/// The bit of a month, 1 to 12; none for another number.
pub(super) fn month_bit(month: u32) -> u16 {
    month.checked_sub(1).filter(|place| *place < 12).map_or(0, |place| 1 << place)
}

/// The bit of a state by its two-digit code; none for another text.
pub(super) fn state_bit(code: &str) -> u32 {
    state_number(code).map_or(0, |number| 1 << number)
}

/// The number of a state by its two-digit code.
pub(super) fn state_number(code: &str) -> Option<u8> {
    let number: u8 = code.parse().ok()?;
    (code.len() == 2 && (1..=31).contains(&number)).then_some(number)
}

#[cfg(test)]
pub(super) mod tests {
    use uuid::Uuid;

    use super::*;

    /// An offer with this number, listed so many microseconds after 1970.
    pub(in crate::krt_shop::shelf) fn record(number: u128, listed_at: i64) -> Record {
        Record {
            id: ProductId(Uuid::from_u128(number)),
            listed_at,
            price_sen: Some(1_000),
            promotion: None,
            close: Box::default(),
            wide: 0,
            project: 0,
            area: 0,
            category: 0,
            months: 0,
            kind: ProductKind::Goods,
            availability: Availability::InStock,
            pick_up: true,
        }
    }

    #[test]
    fn a_record_is_small() {
        assert!(size_of::<Option<Record>>() <= 96, "{}", size_of::<Option<Record>>());
    }

    #[test]
    fn what_is_seasonal_is_to_be_had_in_its_months() {
        let mut offer = record(1, 0);
        assert!(offer.is_to_be_had(7));
        offer.availability = Availability::Out;
        assert!(!offer.is_to_be_had(7));
        offer.availability = Availability::Seasonal;
        offer.months = month_bit(6) | month_bit(12);
        assert_eq!(
            [6, 7, 12, 0, 13].map(|month| offer.is_to_be_had(month)),
            [true, false, true, false, false]
        );
    }

    #[test]
    fn a_state_is_known_by_two_digits() {
        assert_eq!(
            ["01", "16", "1", "00", "99", "ab"].map(state_number),
            [Some(1), Some(16), None, None, None, None]
        );
        assert_eq!(state_bit("01") & NATION, 0);
    }
}
