//! How many people a notice came how far with, and what a receipt adds to that; pure.
//!
//! The figures are kept beside the receipts and written in the same transaction, so that reading
//! them costs the same for ten people and for a million. A notice has a row for each slot, and
//! somebody's id says which slot is theirs: thousands of receipts of one notice at once do not queue
//! at one row.

use std::collections::BTreeMap;

use sea_orm::FromQueryResult;

use crate::shared::{
    clock::Instant,
    id::{NoticeId, PersonId},
};

/// So many slots a notice has. Their number may change: only the sum of all slots means anything.
pub(super) const SLOTS: u128 = 16;

/// How many people a notice came how far with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, FromQueryResult)]
pub(super) struct Counts {
    pub sent: i64,
    pub delivered: i64,
    pub seen: i64,
    pub read: i64,
    pub acknowledged: i64,
}

impl Counts {
    /// One person more to whom it was sent.
    pub(super) const SENT: Self = Self { sent: 1, delivered: 0, seen: 0, read: 0, acknowledged: 0 };

    fn add(&mut self, more: Self) {
        self.sent += more.sent;
        self.delivered += more.delivered;
        self.seen += more.seen;
        self.read += more.read;
        self.acknowledged += more.acknowledged;
    }
}

/// The slot of somebody. The last digits of an id are chance.
pub(super) fn slot(person: PersonId) -> i64 {
    i64::try_from(person.0.as_u128() % SLOTS).unwrap_or(0)
}

/// What a piece of work adds to the figures, to be written at its end: in one order for everybody,
/// after all receipts, so that two never wait for each other.
#[derive(Debug, Default)]
pub(super) struct Additions(BTreeMap<(NoticeId, i64), Counts>);

impl Additions {
    /// Adds what became known of somebody.
    pub(super) fn add(&mut self, notice: NoticeId, person: PersonId, counts: Counts) {
        if counts != Counts::default() {
            self.0.entry((notice, slot(person))).or_default().add(counts);
        }
    }

    /// … each with its notice and slot, in order.
    pub(super) fn each(&self) -> Vec<(NoticeId, i64, Counts)> {
        self.0.iter().map(|((notice, slot), counts)| (*notice, *slot, *counts)).collect()
    }
}

/// When a notice came how far with somebody, as far as it is known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, FromQueryResult)]
#[expect(clippy::struct_field_names, reason = "they are the names of the columns")]
pub(super) struct Times {
    pub delivered_at: Option<Instant>,
    pub seen_at: Option<Instant>,
    pub read_at: Option<Instant>,
    pub acknowledged_at: Option<Instant>,
}

impl Times {
    /// What is known once this was told too, and how many more people that makes: the earliest time
    /// of each kind stays. None when as much was known before.
    pub(super) fn told(&self, told: &Self) -> Option<(Self, Counts)> {
        let earliest =
            |known: Option<Instant>, told: Option<Instant>| known.min(told).or(known).or(told);
        let after = Self {
            delivered_at: earliest(self.delivered_at, told.delivered_at),
            seen_at: earliest(self.seen_at, told.seen_at),
            read_at: earliest(self.read_at, told.read_at),
            acknowledged_at: earliest(self.acknowledged_at, told.acknowledged_at),
        };
        if after == *self {
            return None;
        }
        let more = |known: Option<Instant>, after: Option<Instant>| {
            i64::from(known.is_none() && after.is_some())
        };
        let counts = Counts {
            sent: 0,
            delivered: more(self.delivered_at, after.delivered_at),
            seen: more(self.seen_at, after.seen_at),
            read: more(self.read_at, after.read_at),
            acknowledged: more(self.acknowledged_at, after.acknowledged_at),
        };
        Some((after, counts))
    }
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, TimeDelta};
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;

    #[expect(clippy::unnecessary_wraps, reason = "each is the value of a column that may be null")]
    fn at(minute: i64) -> Option<Instant> {
        Some(DateTime::UNIX_EPOCH + TimeDelta::minutes(minute))
    }

    #[test]
    fn a_person_counts_once_for_each_kind_and_the_earliest_time_stays() {
        let read =
            Times { delivered_at: at(3), seen_at: at(3), read_at: at(3), acknowledged_at: None };
        let (known, counts) = Times::default().told(&read).unwrap();
        assert_eq!(known, read);
        assert_eq!(counts, Counts { sent: 0, delivered: 1, seen: 1, read: 1, acknowledged: 0 });
        assert_eq!(known.told(&read), None);
        let later = Times { seen_at: at(5), ..Times::default() };
        assert_eq!(known.told(&later), None);
        // An earlier time changes the receipt, and no figure.
        let earlier = Times { seen_at: at(1), ..Times::default() };
        let (known, counts) = known.told(&earlier).unwrap();
        assert_eq!((known.seen_at, known.read_at), (at(1), at(3)));
        assert_eq!(counts, Counts::default());
        let known = known.told(&Times { acknowledged_at: at(9), ..Times::default() }).unwrap();
        assert_eq!(known.1, Counts { acknowledged: 1, ..Counts::default() });
    }

    #[test]
    fn additions_are_summed_and_stand_in_one_order() {
        let notice = |number: u128| NoticeId(Uuid::from_u128(number));
        let person = |number: u128| PersonId(Uuid::from_u128(number));
        let mut additions = Additions::default();
        additions.add(notice(2), person(1), Counts::SENT);
        additions.add(notice(1), person(18), Counts::SENT);
        additions.add(notice(1), person(1), Counts::SENT);
        additions.add(notice(1), person(17), Counts::SENT);
        additions.add(notice(1), person(3), Counts::default());
        let two = Counts { sent: 2, ..Counts::default() };
        assert_eq!(
            additions.each(),
            [(notice(1), 1, two), (notice(1), 2, Counts::SENT), (notice(2), 1, Counts::SENT)]
        );
    }

    proptest! {
        /// In whatever order things are told, the figures say what the receipt says in the end.
        #[test]
        fn the_figures_follow_the_receipt(
            tellings in prop::collection::vec(
                prop::array::uniform4(prop::option::of(0_i64..5)), 0..20,
            ),
        ) {
            let (mut known, mut sum) = (Times::default(), Counts::default());
            for [delivered, seen, read, acknowledged] in tellings {
                let time = |minute: Option<i64>| minute.and_then(at);
                let told = Times {
                    delivered_at: time(delivered),
                    seen_at: time(seen),
                    read_at: time(read),
                    acknowledged_at: time(acknowledged),
                };
                if let Some((after, more)) = known.told(&told) {
                    known = after;
                    sum.add(more);
                }
            }
            let one = |at: Option<Instant>| i64::from(at.is_some());
            let expected = Counts {
                sent: 0,
                delivered: one(known.delivered_at),
                seen: one(known.seen_at),
                read: one(known.read_at),
                acknowledged: one(known.acknowledged_at),
            };
            prop_assert_eq!(sum, expected);
        }
    }
}
