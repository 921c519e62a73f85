//! Who gets a place when there are fewer than people; pure.

use super::model::Answer;
use crate::shared::{
    error::{ErrorCode, Refusal, Result},
    id::PersonId,
};

/// The most guests that one person brings.
const MOST_GUESTS: i64 = 10;

/// An answer as it is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Kept {
    pub answer: Answer,
    pub guests: i64,
    /// The place in the order of asking, of those who come.
    pub number: Option<i64>,
    /// Whether they have a place.
    pub seated: bool,
}

impl Kept {
    /// How many places it takes: the person and the guests.
    fn party(self) -> i64 {
        1 + self.guests
    }
}

/// Who has a place and who waits for one, while nobody else answers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, sea_orm::FromQueryResult)]
pub(super) struct Room {
    /// Places that are taken, guests included.
    pub taken: i64,
    /// People who wait, and whose party could get a place.
    pub waiting: i64,
    /// The highest number that was given.
    pub number: i64,
}

/// What becomes of an answer. Who has a place keeps it, whoever else asks: a party may become
/// larger only as far as there is room and nobody waits.
pub(super) fn answered(
    (answer, guests): (Answer, i64),
    before: Option<Kept>,
    capacity: Option<i64>,
    room: Room,
) -> Result<Kept> {
    if !(0..=MOST_GUESTS).contains(&guests) {
        let refusal = Refusal::of(ErrorCode::OutOfRange).at("guests");
        return Err(refusal.with("least", 0).with("most", MOST_GUESTS).into());
    }
    let guests = if answer == Answer::NotGoing { 0 } else { guests };
    if answer != Answer::Going {
        return Ok(Kept { answer, guests, number: None, seated: false });
    }
    let lacking = |left: i64| -> Result<Kept> {
        let refusal = Refusal::of(ErrorCode::PlacesLacking).at("guests");
        Err(refusal.with("left", left.max(0)).into())
    };
    let party = 1 + guests;
    if let Some(capacity) = capacity.filter(|capacity| party > *capacity) {
        // They would wait for ever, and everybody behind them too.
        return lacking(capacity);
    }
    let before = before.filter(|before| before.answer == Answer::Going);
    let free = capacity.map(|capacity| capacity - room.taken);
    let number = Some(before.and_then(|before| before.number).unwrap_or(room.number + 1));
    let going = |seated| -> Result<Kept> { Ok(Kept { answer, guests, number, seated }) };
    match (before, free) {
        (_, None) => going(true),
        (Some(before), Some(free)) if before.seated => {
            let growth = party - before.party();
            let spare = if room.waiting == 0 { free.max(0) } else { 0 };
            if growth > spare { lacking(before.party() + spare) } else { going(true) }
        }
        // The list is walked in its order afterwards.
        (Some(_), Some(_)) => going(false),
        (None, Some(free)) => going(room.waiting == 0 && party <= free),
    }
}

/// Who of those who wait, in their order with the places that each takes, gets one now. Nobody
/// overtakes: when the first one's party does not fit, the others wait as well. But a party that is
/// larger than all places together, since there are fewer of them, is passed over.
pub(super) fn moved_up(
    capacity: Option<i64>,
    taken: i64,
    waiting: &[(PersonId, i64)],
) -> Vec<PersonId> {
    let mut free = capacity.map_or(i64::MAX, |capacity| capacity - taken);
    let fits = |(_, places): &&(PersonId, i64)| {
        let fits = *places <= free;
        free = free.saturating_sub(*places);
        fits
    };
    let possible =
        |(_, places): &&(PersonId, i64)| capacity.is_none_or(|capacity| *places <= capacity);
    waiting.iter().filter(possible).take_while(fits).map(|(person, _)| *person).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;
    use crate::Error;

    fn refused(refused: Error) -> ErrorCode {
        let Error::Refused(list) = refused else { panic!("not refused") };
        list[0].code
    }

    fn seat(party: i64, number: i64, seated: bool) -> Kept {
        Kept { answer: Answer::Going, guests: party - 1, number: Some(number), seated }
    }

    #[test]
    fn places_go_in_the_order_of_asking() {
        let room = Room { taken: 3, waiting: 0, number: 2 };
        let ask = |guests, before, room| answered((Answer::Going, guests), before, Some(4), room);
        assert_eq!(ask(0, None, room).unwrap(), seat(1, 3, true));
        assert_eq!(ask(1, None, room).unwrap(), seat(2, 3, false));
        // A free place is for whoever waits for it.
        let crowded = Room { waiting: 1, ..room };
        assert_eq!(ask(0, None, crowded).unwrap(), seat(1, 3, false));
        // Who has a place keeps it, and brings more only where there is room.
        let mine = Some(seat(1, 1, true));
        assert_eq!(ask(1, mine, room).unwrap(), seat(2, 1, true));
        assert_eq!(refused(ask(2, mine, room).unwrap_err()), ErrorCode::PlacesLacking);
        assert_eq!(refused(ask(1, mine, crowded).unwrap_err()), ErrorCode::PlacesLacking);
        // A party that never fits does not block the list.
        assert_eq!(refused(ask(4, None, room).unwrap_err()), ErrorCode::PlacesLacking);
        assert_eq!(refused(ask(11, None, room).unwrap_err()), ErrorCode::OutOfRange);
        let unlimited = answered((Answer::Going, 10), None, None, crowded).unwrap();
        assert!(unlimited.seated);
    }

    #[test]
    fn whoever_does_not_come_gives_the_place_back() {
        let before = Some(seat(3, 1, true));
        let room = Room { taken: 3, waiting: 0, number: 1 };
        let no = answered((Answer::NotGoing, 2), before, Some(4), room).unwrap();
        let expected = Kept { answer: Answer::NotGoing, guests: 0, number: None, seated: false };
        assert_eq!(no, expected);
        // Coming back is asking anew.
        assert_eq!(
            answered((Answer::Going, 0), Some(no), Some(4), room).unwrap(),
            seat(1, 2, true)
        );
    }

    #[test]
    fn nobody_overtakes_on_the_waiting_list() {
        let person = |number| PersonId(Uuid::from_u128(number));
        let list = [(person(1), 3), (person(2), 1)];
        assert_eq!(moved_up(Some(10), 8, &list), []);
        assert_eq!(moved_up(Some(10), 7, &list), [person(1)]);
        assert_eq!(moved_up(Some(10), 6, &list), [person(1), person(2)]);
        assert_eq!(moved_up(Some(10), 12, &list), []);
        assert_eq!(moved_up(None, 12, &list), [person(1), person(2)]);
        // With fewer places than before the first one's party fits never.
        assert_eq!(moved_up(Some(2), 2, &list), []);
        assert_eq!(moved_up(Some(2), 1, &list), [person(2)]);
    }

    proptest! {
        /// Whatever people answer, nobody is placed beyond the capacity, and who waits does not fit.
        #[test]
        fn the_room_is_never_overfilled(
            capacity in 1_i64..12,
            asks in prop::collection::vec((0_u128..6, 0_i64..4, 0_u8..3), 1..40),
        ) {
            let mut list: Vec<(PersonId, Kept)> = Vec::new();
            for (who, guests, what) in asks {
                let person = PersonId(Uuid::from_u128(who));
                let seated = |list: &[(PersonId, Kept)]| -> i64 {
                    list.iter().filter(|(_, kept)| kept.seated).map(|(_, kept)| kept.party()).sum()
                };
                let waits = |kept: &Kept| kept.answer == Answer::Going && !kept.seated;
                let before = list.iter().find(|(known, _)| *known == person).map(|(_, kept)| *kept);
                let room = Room {
                    taken: seated(&list),
                    waiting: i64::try_from(list.iter().filter(|(_, kept)| waits(kept)).count()).unwrap(),
                    number: list.iter().filter_map(|(_, kept)| kept.number).max().unwrap_or(0),
                };
                let answer = [Answer::Going, Answer::Maybe, Answer::NotGoing][usize::from(what)];
                let Ok(kept) = answered((answer, guests), before, Some(capacity), room) else {
                    continue;
                };
                list.retain(|(known, _)| *known != person);
                list.push((person, kept));
                let mut waiting: Vec<_> = list.iter().filter(|(_, kept)| waits(kept)).copied().collect();
                waiting.sort_by_key(|(_, kept)| kept.number);
                let parties: Vec<_> = waiting.iter().map(|(who, kept)| (*who, kept.party())).collect();
                for lucky in moved_up(Some(capacity), seated(&list), &parties) {
                    for (_, kept) in list.iter_mut().filter(|(known, _)| *known == lucky) {
                        kept.seated = true;
                    }
                }
                let taken = seated(&list);
                prop_assert!(taken <= capacity);
                let first = list.iter().filter(|(_, kept)| waits(kept)).min_by_key(|(_, kept)| kept.number);
                prop_assert!(first.is_none_or(|(_, kept)| taken + kept.party() > capacity));
            }
        }
    }
}
