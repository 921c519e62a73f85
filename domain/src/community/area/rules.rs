//! What may become of a neighbourhood's record.

use super::model::AreaChanges;
use crate::{
    community::model::{Area, AreaStatus},
    policy::Action,
    shared::{
        error::{ErrorCode, Refusal, Refusals, Result},
        geo::Position,
        text,
    },
};

/// The longest name, and the longest of the other short texts.
const NAME: usize = 160;
/// The longest address.
const ADDRESS: usize = 300;
/// The longest reason.
const REASON: usize = 500;

/// The way of a registration: from, to, and what its officer must be allowed to do. A step that is
/// not here cannot be made.
const STEPS: [(AreaStatus, AreaStatus, Action); 17] = {
    use Action::{AreaChange, AreaConfirm, AreaDecide};
    use AreaStatus::{
        Active, Applied, Cancelled, CheckedByDistrict, ConfirmedByState, Inactive, ProfileUpdate,
    };
    [
        (ProfileUpdate, Applied, AreaChange),
        (Applied, CheckedByDistrict, AreaChange),
        (CheckedByDistrict, ConfirmedByState, AreaConfirm),
        (ConfirmedByState, Active, AreaDecide),
        (Active, Inactive, AreaChange),
        (Inactive, Active, AreaChange),
        // Sent back to be mended.
        (Applied, ProfileUpdate, AreaChange),
        (CheckedByDistrict, ProfileUpdate, AreaConfirm),
        (ConfirmedByState, ProfileUpdate, AreaDecide),
        (Active, ProfileUpdate, AreaChange),
        (Inactive, ProfileUpdate, AreaChange),
        // Ended; never undone, because an ended registration begins again under another number.
        (ProfileUpdate, Cancelled, AreaConfirm),
        (Applied, Cancelled, AreaConfirm),
        (CheckedByDistrict, Cancelled, AreaConfirm),
        (ConfirmedByState, Cancelled, AreaConfirm),
        (Active, Cancelled, AreaConfirm),
        (Inactive, Cancelled, AreaConfirm),
    ]
};

/// What an officer must be allowed to do to bring an area from one status to another.
pub fn step(from: AreaStatus, to: AreaStatus) -> Result<Action, Refusal> {
    STEPS
        .iter()
        .find(|(before, after, _)| (*before, *after) == (from, to))
        .map(|step| step.2)
        .ok_or_else(|| {
            use sea_orm::ActiveEnum as _;
            Refusal::of(ErrorCode::StateInvalid).at("status").with("status", from.to_value())
        })
}

/// The reason as it is kept: an end must have one, and any other step may.
pub fn reason(to: AreaStatus, given: Option<&str>) -> Result<Option<String>, Refusal> {
    match given.map(str::trim).filter(|given| !given.is_empty()) {
        None if to == AreaStatus::Cancelled => Err(Refusal::of(ErrorCode::Required).at("reason")),
        None => Ok(None),
        Some(given) => {
            text::paragraphs(given, REASON).map(Some).map_err(|refusal| refusal.at("reason"))
        }
    }
}

/// The record with what was given; everything wrong with it is told at once.
pub fn changed(area: Area, changes: &AreaChanges) -> Result<Area> {
    let mut wrong = Refusals::default();
    let mut line = |given: Option<&String>, kept: String, field: &str, limit: usize| match given {
        None => kept,
        Some(given) => {
            let checked = text::line(given, limit).map_err(|refusal| refusal.at(field));
            wrong.keep(checked).unwrap_or(kept)
        }
    };
    let name = line(changes.name.as_ref(), area.name, "name", NAME);
    let address = line(changes.address.as_ref(), area.address, "address", ADDRESS);
    let mut optional =
        |given: Option<&Option<String>>, kept: Option<String>, field: &str| match given {
            None => kept,
            Some(None) => None,
            Some(Some(given)) => {
                let checked = text::line(given, NAME).map_err(|refusal| refusal.at(field));
                wrong.keep(checked).or(kept)
            }
        };
    let parliament = optional(changes.parliament.as_ref(), area.parliament, "parliament");
    let state_assembly =
        optional(changes.state_assembly.as_ref(), area.state_assembly, "stateAssembly");
    let local_authority =
        optional(changes.local_authority.as_ref(), area.local_authority, "localAuthority");
    let police_district =
        optional(changes.police_district.as_ref(), area.police_district, "policeDistrict");
    let police_station =
        optional(changes.police_station.as_ref(), area.police_station, "policeStation");
    let postcode = match &changes.postcode {
        None => area.postcode,
        Some(given) => wrong.keep(postcode(given)).unwrap_or(area.postcode),
    };
    let (latitude, longitude) = match changes.position {
        None => (area.latitude, area.longitude),
        Some(None) => (None, None),
        Some(Some((latitude, longitude))) => {
            if Position::on_globe(latitude, longitude).is_none() {
                wrong.add(Refusal::of(ErrorCode::PositionInvalid).at("coordinates"));
            }
            (Some(latitude), Some(longitude))
        }
    };
    wrong.done()?;
    Ok(Area {
        name,
        address,
        postcode,
        parliament,
        state_assembly,
        local_authority,
        police_district,
        police_station,
        latitude,
        longitude,
        ..area
    })
}

/// A postcode: five digits.
pub fn postcode(given: &str) -> Result<String, Refusal> {
    let given = given.trim();
    if given.len() == 5 && given.bytes().all(|byte| byte.is_ascii_digit()) {
        Ok(given.to_owned())
    } else {
        Err(Refusal::of(ErrorCode::PostcodeInvalid).at("postcode"))
    }
}

#[cfg(test)]
mod tests {
    use sea_orm::Iterable as _;

    use super::*;

    #[test]
    fn a_registration_climbs_from_district_to_headquarters() {
        use AreaStatus::{Active, Applied, CheckedByDistrict, ConfirmedByState, ProfileUpdate};
        let way = [ProfileUpdate, Applied, CheckedByDistrict, ConfirmedByState, Active];
        let by: Vec<Action> =
            way.iter().zip(&way[1..]).map(|(from, to)| step(*from, *to).unwrap()).collect();
        let expected =
            [Action::AreaChange, Action::AreaChange, Action::AreaConfirm, Action::AreaDecide];
        assert_eq!(by, expected);
    }

    #[test]
    fn no_step_is_skipped_or_there_twice_and_an_end_is_an_end() {
        use AreaStatus::{Active, Applied, Cancelled, ProfileUpdate};
        assert_eq!(step(Applied, Active).unwrap_err().code, ErrorCode::StateInvalid);
        assert_eq!(step(Active, Active).unwrap_err().code, ErrorCode::StateInvalid);
        assert_eq!(
            step(ProfileUpdate, Active).unwrap_err().value("status"),
            Some("PROFILE_UPDATE")
        );
        for to in AreaStatus::iter() {
            assert!(step(Cancelled, to).is_err());
        }
        for (place, (from, to, _)) in STEPS.iter().enumerate() {
            let same =
                |other: &(AreaStatus, AreaStatus, Action)| (other.0, other.1) == (*from, *to);
            assert_eq!(STEPS.iter().position(same), Some(place));
        }
    }

    #[test]
    fn every_status_but_the_last_can_be_left_and_reached() {
        for status in AreaStatus::iter() {
            assert!(status == AreaStatus::Cancelled || STEPS.iter().any(|step| step.0 == status));
            assert!(STEPS.iter().any(|step| step.1 == status), "{status:?}");
        }
    }

    #[test]
    fn an_end_has_a_reason() {
        let asked = reason(AreaStatus::Cancelled, Some("  ")).unwrap_err();
        assert_eq!((asked.code, asked.field.as_deref()), (ErrorCode::Required, Some("reason")));
        assert_eq!(reason(AreaStatus::Active, None), Ok(None));
        let kept = reason(AreaStatus::Cancelled, Some(" Bergabung ")).unwrap();
        assert_eq!(kept.as_deref(), Some("Bergabung"));
    }

    #[test]
    fn a_postcode_is_five_digits() {
        assert_eq!(postcode(" 01000 ").as_deref(), Ok("01000"));
        for wrong in ["1000", "010000", "0100a", "", "०१०००"] {
            assert_eq!(postcode(wrong).unwrap_err().code, ErrorCode::PostcodeInvalid, "{wrong}");
        }
    }
}
