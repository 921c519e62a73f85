//! A broken rule as the sentence that people read; pure.

use super::{filling::person_of, terms::Terms};
use crate::{
    mysrs::roster::plan::{
        hard::Broken,
        model::{PersonNo, ShiftNo},
    },
    shared::{
        error::{Error, ErrorCode, Refusal},
        id::PersonId,
        malaysia,
    },
};

/// The most broken rules that are named at once.
const MOST: usize = 20;

/// Why a roster, or a change of one, cannot be: each rule with where it is broken.
pub(in crate::mysrs) fn refused(terms: &Terms, broken: &[Broken]) -> Error {
    Error::Refused(broken.iter().take(MOST).map(|it| refusal(terms, it)).collect())
}

/// The same of a shift that is new: each rule with where the input names whom it concerns.
pub(super) fn refused_alone(terms: &Terms, broken: &[Broken], members: &[PersonId]) -> Error {
    let refusals = broken.iter().take(MOST).map(|it| {
        let whom = person_of(it).and_then(|number| terms.volunteer(number));
        let place = whom.and_then(|whom| members.iter().position(|id| *id == whom.person_id));
        let field = place.map(|place| format!("memberIds.{place}"));
        refusal(terms, it).at(field.unwrap_or_else(|| "memberIds".to_owned()))
    });
    Error::Refused(refusals.collect())
}

fn refusal(terms: &Terms, broken: &Broken) -> Refusal {
    let say = Saying { terms };
    match broken {
        // Numbers come from the terms themselves: somebody has gone meanwhile.
        Broken::Unknown(_) => Refusal::of(ErrorCode::VersionConflict),
        Broken::NotIn(seat) => say.both(ErrorCode::NotOnShift, seat.person, seat.shift),
        Broken::AlreadyIn(seat) => say.both(ErrorCode::AlreadyOnShift, seat.person, seat.shift),
        Broken::Unfit { person, .. } => say.whom(ErrorCode::VolunteerUnfit, *person),
        Broken::Absent { seat, .. } => say.both(ErrorCode::VolunteerAway, seat.person, seat.shift),
        Broken::Cap { person, patrols, cap } => {
            say.whom(ErrorCode::MonthFull, *person).with("found", patrols).with("limit", cap)
        }
        Broken::Overlap { seat, .. } => say.both(ErrorCode::ShiftsOverlap, seat.person, seat.shift),
        Broken::Elsewhere { seat, minutes, .. } if *minutes < 0 => {
            say.both(ErrorCode::ShiftsOverlap, seat.person, seat.shift)
        }
        Broken::Rest { seat, minutes, least, .. }
        | Broken::Elsewhere { seat, minutes, least, .. } => say
            .both(ErrorCode::RestTooShort, seat.person, seat.shift)
            .with("found", minutes)
            .with("least", least),
        Broken::TeamSmall { shift, team, least } => {
            say.which(ErrorCode::TeamTooSmall, *shift).with("found", team).with("least", least)
        }
        Broken::TeamFull { shift, wanted } => {
            say.which(ErrorCode::TeamFull, *shift).with("limit", wanted)
        }
        Broken::LeaderMissing { shift, leaders, least } => say
            .which(ErrorCode::TeamLacksLeader, *shift)
            .with("found", leaders)
            .with("least", least),
        Broken::KeptForLeader { shift } => say.which(ErrorCode::PlaceKeptForLeader, *shift),
    }
}

struct Saying<'a> {
    terms: &'a Terms,
}

impl Saying<'_> {
    fn whom(&self, code: ErrorCode, person: PersonNo) -> Refusal {
        let name = self.terms.volunteer(person).map(|it| it.display_name.as_str());
        Refusal::of(code).with("person", name.unwrap_or_default())
    }

    fn which(&self, code: ErrorCode, shift: ShiftNo) -> Refusal {
        let Some(slot) = self.terms.slot(shift) else { return Refusal::of(code) };
        let shown = malaysia::shown(slot.starts_at);
        Refusal::of(code).at(format!("shifts.{}", slot.id)).with("shift", shown)
    }

    fn both(&self, code: ErrorCode, person: PersonNo, shift: ShiftNo) -> Refusal {
        let name = self.terms.volunteer(person).map(|it| it.display_name.as_str());
        self.which(code, shift).with("person", name.unwrap_or_default())
    }
}
