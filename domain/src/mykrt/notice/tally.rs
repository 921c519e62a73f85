//! How many people a notice came how far with, and what a receipt adds to that; pure.
//!
//! The figures are kept beside the receipts and written in the same transaction, so that reading
//! them costs the same for ten people and for a million. A notice has a row for each slot, and
//! somebody's id says which slot is theirs: thousands of receipts of one notice at once do not queue
//! at one row.

use std::{cmp::Ordering, collections::BTreeMap};

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
    /// How many acknowledged what has been asked about since `asked_version`.
    pub acknowledged: i64,
    /// See [`Notice::asked_version`](super::model::Notice::asked_version).
    pub asked_version: i64,
}

impl Counts {
    /// One person more to whom it was sent.
    pub(super) const SENT: Self =
        Self { sent: 1, delivered: 0, seen: 0, read: 0, acknowledged: 0, asked_version: 0 };

    /// Adds more; of acknowledgements only those count that are of the newest asking. In
    /// `tally_store.rs` it stands once more.
    fn add(&mut self, more: Self) {
        self.sent += more.sent;
        self.delivered += more.delivered;
        self.seen += more.seen;
        self.read += more.read;
        match more.asked_version.cmp(&self.asked_version) {
            Ordering::Less => {}
            Ordering::Equal => self.acknowledged += more.acknowledged,
            Ordering::Greater => self.acknowledged = more.acknowledged,
        }
        self.asked_version = self.asked_version.max(more.asked_version);
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
pub(super) struct Times {
    pub delivered_at: Option<Instant>,
    pub seen_at: Option<Instant>,
    pub read_at: Option<Instant>,
    /// The first time, whatever the words were.
    pub acknowledged_at: Option<Instant>,
    /// The first time for what has been asked about since `acknowledged_version`; none when that is 0.
    pub acknowledged_again_at: Option<Instant>,
    /// Of which asking the newest acknowledgement is.
    pub acknowledged_version: i64,
}

impl Times {
    /// What is known once this was told too, and how many more people that makes of a notice that has
    /// been asked about since this version: the earliest time of each kind stays. None when as much was
    /// known before.
    pub(super) fn told(&self, told: &Self, asked_version: i64) -> Option<(Self, Counts)> {
        let earliest =
            |known: Option<Instant>, told: Option<Instant>| known.min(told).or(known).or(told);
        let order = told.acknowledged_version.cmp(&self.acknowledged_version);
        let after = Self {
            delivered_at: earliest(self.delivered_at, told.delivered_at),
            seen_at: earliest(self.seen_at, told.seen_at),
            read_at: earliest(self.read_at, told.read_at),
            acknowledged_at: earliest(self.acknowledged_at, told.acknowledged_at),
            acknowledged_again_at: match order {
                Ordering::Less => self.acknowledged_again_at,
                Ordering::Equal => earliest(self.acknowledged_again_at, told.acknowledged_again_at),
                Ordering::Greater => told.acknowledged_again_at,
            },
            acknowledged_version: self.acknowledged_version.max(told.acknowledged_version),
        };
        if after == *self {
            return None;
        }
        let more = |known: Option<Instant>, after: Option<Instant>| {
            i64::from(known.is_none() && after.is_some())
        };
        let acknowledged =
            more(self.counting_since(asked_version), after.counting_since(asked_version));
        let counts = Counts {
            sent: 0,
            delivered: more(self.delivered_at, after.delivered_at),
            seen: more(self.seen_at, after.seen_at),
            read: more(self.read_at, after.read_at),
            acknowledged,
            asked_version: if acknowledged == 0 { 0 } else { asked_version },
        };
        Some((after, counts))
    }

    /// The acknowledgement that counts for what has been asked about since this version.
    fn counting_since(&self, asked_version: i64) -> Option<Instant> {
        self.acknowledged_at.filter(|_| self.acknowledged_version == asked_version)
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
            Times { delivered_at: at(3), seen_at: at(3), read_at: at(3), ..Times::default() };
        let (known, counts) = Times::default().told(&read, 0).unwrap();
        assert_eq!(known, read);
        assert_eq!(counts, Counts { delivered: 1, seen: 1, read: 1, ..Counts::default() });
        assert_eq!(known.told(&read, 0), None);
        let later = Times { seen_at: at(5), ..Times::default() };
        assert_eq!(known.told(&later, 0), None);
        // An earlier time changes the receipt, and no figure.
        let earlier = Times { seen_at: at(1), ..Times::default() };
        let (known, counts) = known.told(&earlier, 0).unwrap();
        assert_eq!((known.seen_at, known.read_at), (at(1), at(3)));
        assert_eq!(counts, Counts::default());
        let knows = Times { acknowledged_at: at(9), ..Times::default() };
        let (_, counts) = known.told(&knows, 0).unwrap();
        assert_eq!(counts, Counts { acknowledged: 1, ..Counts::default() });
    }

    #[test]
    fn a_person_counts_once_for_each_asking_and_the_first_acknowledgement_stays() {
        let former = |minute: i64| Times { acknowledged_at: at(minute), ..Times::default() };
        let of = |version: i64, minute: i64| Times {
            acknowledged_again_at: at(minute),
            acknowledged_version: version,
            ..former(minute)
        };
        let counted =
            |version: i64| Counts { acknowledged: 1, asked_version: version, ..Counts::default() };
        let (known, counts) = Times::default().told(&former(1), 0).unwrap();
        assert_eq!(counts, counted(0));
        let (known, counts) = known.told(&of(4, 12), 4).unwrap();
        assert_eq!((known.acknowledged_at, known.acknowledged_again_at), (at(1), at(12)));
        assert_eq!(counts, counted(4));
        assert_eq!(known.told(&of(4, 13), 4), None);
        let (known, counts) = known.told(&of(4, 11), 4).unwrap();
        assert_eq!((known.acknowledged_again_at, counts), (at(11), Counts::default()));
        // What comes late, or from a node that does not know yet that it was asked again.
        assert_eq!(known.told(&former(5), 4), None);
        assert_eq!(known.told(&former(5), 0), None);
        let (known, counts) = known.told(&of(7, 20), 7).unwrap();
        assert_eq!((known.acknowledged_at, known.acknowledged_again_at), (at(1), at(20)));
        assert_eq!(counts, counted(7));
        assert_eq!(known.told(&of(4, 10), 4), None);
    }

    #[test]
    fn figures_of_another_asking_are_not_mixed() {
        let one =
            |version: i64| Counts { acknowledged: 1, asked_version: version, ..Counts::default() };
        let mut sum = Counts::default();
        for (version, expected) in [(0, (1, 0)), (4, (1, 4)), (0, (1, 4)), (4, (2, 4))] {
            sum.add(one(version));
            assert_eq!((sum.acknowledged, sum.asked_version), expected);
        }
        sum.add(Counts::SENT);
        assert_eq!((sum.sent, sum.acknowledged), (1, 2));
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
                    ..Times::default()
                };
                if let Some((after, more)) = known.told(&told, 0) {
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
                asked_version: 0,
            };
            prop_assert_eq!(sum, expected);
        }
    }
}
