//! Where the input names what is refused: the rules speak of shifts by their ids, and each mutation has
//! its own fields; pure.

use super::model::{LegAsked, SwapAsking, SwapKind};
use crate::shared::error::{Error, Refusal};

/// What the input of a mutation has.
#[derive(Clone, Copy, Debug)]
pub(super) enum Input<'a> {
    /// `legs`, each with a `shiftId` and a `personId`.
    Legs(&'a [LegAsked]),
    /// One `shiftId` and a `toPersonId`.
    Giving,
    /// One `shiftId`.
    Own,
    /// The `id` of a change of hands.
    Answer,
}

impl<'a> Input<'a> {
    /// The input by which a change of hands is asked for.
    pub(super) fn of(asking: &'a SwapAsking) -> Self {
        match asking.kind {
            SwapKind::Ring => Self::Legs(&asking.legs),
            SwapKind::Give | SwapKind::Drop => Self::Giving,
        }
    }

    /// An error with each refusal where this input names what it is about.
    pub(super) fn place(self, error: Error) -> Error {
        match error {
            Error::Refused(refusals) => {
                Error::Refused(refusals.into_iter().map(|one| self.placed(one)).collect())
            }
            other => other,
        }
    }

    fn placed(self, refusal: Refusal) -> Refusal {
        let Some(field) = refusal.field.clone() else { return refusal };
        let shift = field.strip_prefix("shifts.");
        if shift.is_none() && !["shiftId", "personId", "legs"].contains(&field.as_str()) {
            return refusal;
        }
        let path = match self {
            Self::Legs(legs) => leg_of(legs, &field, shift),
            Self::Giving if shift.is_none() && field != "shiftId" => "toPersonId".to_owned(),
            Self::Giving | Self::Own => "shiftId".to_owned(),
            Self::Answer => "id".to_owned(),
        };
        refusal.at(path)
    }
}

/// The leg that a refusal is about; the first where it is the asker's own place, and all of them where it
/// is about somebody, or a shift beside them.
fn leg_of(legs: &[LegAsked], field: &str, shift: Option<&str>) -> String {
    let place = match shift {
        Some(id) => legs.iter().position(|leg| leg.shift_id.to_string() == id),
        None => (field == "shiftId").then_some(0),
    };
    place.map_or_else(|| "legs".to_owned(), |place| format!("legs.{place}.shiftId"))
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::shared::{
        error::ErrorCode,
        id::{PersonId, ShiftId},
    };

    #[test]
    fn a_refusal_names_the_field_that_the_input_has() {
        let leg = |number: u128| LegAsked {
            shift_id: ShiftId(Uuid::from_u128(number)),
            person_id: PersonId(Uuid::nil()),
        };
        let legs = [leg(1), leg(2)];
        let named = |input: Input<'_>, field: &str| {
            input.placed(Refusal::of(ErrorCode::NotOnShift).at(field)).field.unwrap()
        };
        let second = format!("shifts.{}", legs[1].shift_id);
        let beside = format!("shifts.{}", leg(3).shift_id);
        assert_eq!(named(Input::Legs(&legs), &second), "legs.1.shiftId");
        assert_eq!(named(Input::Legs(&legs), "shiftId"), "legs.0.shiftId");
        assert_eq!(named(Input::Legs(&legs), &beside), "legs");
        assert_eq!(named(Input::Legs(&legs), "personId"), "legs");
        assert_eq!(named(Input::Giving, &second), "shiftId");
        assert_eq!(named(Input::Giving, "personId"), "toPersonId");
        assert_eq!(named(Input::Giving, "legs"), "toPersonId");
        assert_eq!(named(Input::Own, &second), "shiftId");
        assert_eq!(named(Input::Answer, &second), "id");
        // What is about nothing of that stays where it is.
        assert_eq!(named(Input::Answer, "reason"), "reason");
        let bare = Refusal::of(ErrorCode::MonthFull);
        assert_eq!(Input::Own.placed(bare).field, None);
    }
}
