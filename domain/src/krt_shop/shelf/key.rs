//! In which order offers stand, and the cursor that names a place in it.

use std::cmp::Reverse;

use serde::{Deserialize, Serialize};

use super::record::Record;
use crate::shared::{
    error::{ErrorCode, Refusal, Result},
    id::ProductId,
    page::{self, PageArgs, PageRequest},
};

/// In which order offers are wanted. Of equals the newest comes first.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Serialize,
    Deserialize,
    sea_orm::EnumIter,
    sea_orm::DeriveActiveEnum,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Sort {
    /// The newest first.
    Newest,
    /// What fits the words best first.
    Relevance,
    /// The cheapest first; what it costs on asking comes last.
    PriceAsc,
    /// The dearest first; what it costs on asking comes last.
    PriceDesc,
    /// The nearest first; what has no place comes last.
    Nearest,
}

/// By what offers are ordered: the least comes first. Whatever order it is, no two are equal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Key(
    /// What the order goes by: nothing, the negative score, the price, or the distance in metres.
    i64,
    /// Since when it is listed, in microseconds since 1970.
    Reverse<i64>,
    Reverse<ProductId>,
);

impl Key {
    pub(super) fn of(record: &Record, first: i64) -> Self {
        Self(first, Reverse(record.listed_at), Reverse(record.id))
    }

    /// The key of an offer in the order of the newest.
    pub(super) fn newest(listed_at: i64, id: ProductId) -> Self {
        Self(0, Reverse(listed_at), Reverse(id))
    }

    /// The same in the order of age.
    pub(super) fn age(&self) -> (i64, ProductId) {
        (self.1.0, self.2.0)
    }

    /// Which offer it is.
    pub(super) fn id(&self) -> ProductId {
        self.2.0
    }
}

/// A place in an order, as a cursor says it.
pub(super) type Cursor = (Sort, Key);

/// The cursor of an offer in a page of this order.
#[must_use]
pub fn cursor(sort: Sort, key: &Key) -> String {
    page::encode(&(sort, key))
}

/// The wish for a page of this order, whose cursor must be one of this order too.
pub(super) fn request(args: &PageArgs, sort: Sort) -> Result<PageRequest<Key>> {
    let PageRequest { limit, backward, beyond } = PageRequest::<Cursor>::from_args(args)?;
    let key = |(of, key): Cursor| {
        if of == sort { Ok(key) } else { Err(Refusal::of(ErrorCode::CursorInvalid).stop()) }
    };
    Ok(PageRequest { limit, backward, beyond: beyond.map(key).transpose()? })
}

#[cfg(test)]
mod tests {
    use super::{super::record::tests::record, *};

    #[test]
    fn of_equals_the_newest_comes_first() {
        let (old, new, newest) = (record(1, 10), record(2, 20), record(3, 20));
        let mut keys = [
            Key::of(&old, 5),
            Key::of(&new, 5),
            Key::of(&newest, 5),
            Key::of(&old, i64::MAX),
            Key::of(&old, 4),
        ];
        keys.sort_unstable();
        let order: Vec<(i64, u128)> =
            keys.iter().map(|key| (key.0, key.id().0.as_u128())).collect();
        assert_eq!(order, [(4, 1), (5, 3), (5, 2), (5, 1), (i64::MAX, 1)]);
    }

    #[test]
    fn a_cursor_is_good_for_its_own_order_only() {
        let key = Key::of(&record(7, 30), i64::MAX);
        let after = Some(cursor(Sort::PriceAsc, &key));
        let args = PageArgs { first: Some(2), after, ..PageArgs::default() };
        assert_eq!(request(&args, Sort::PriceAsc).unwrap().beyond, Some(key));
        assert!(request(&args, Sort::PriceDesc).is_err());
        let nonsense = PageArgs { after: Some("bukan".to_owned()), ..PageArgs::default() };
        assert!(request(&nonsense, Sort::Newest).is_err());
    }
}
