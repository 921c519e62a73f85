//! What a shift must be; pure.

use chrono::{SubsecRound, TimeDelta};

use super::model::NewShift;
use crate::shared::{
    error::{ErrorCode, Refusal, Refusals, Result},
    text,
};

/// The longest name of a place, in characters.
const PLACE: usize = 120;

/// The shift as it is kept: its times in whole milliseconds, its place as one line. It lasts at most so
/// long.
pub(super) fn checked(new: &NewShift, longest: TimeDelta) -> Result<NewShift> {
    let mut refusals = Refusals::default();
    let (starts_at, ends_at) = (new.starts_at.trunc_subsecs(3), new.ends_at.trunc_subsecs(3));
    if ends_at <= starts_at {
        refusals.add(Refusal::of_time("endsAt", Some(starts_at), None));
    } else if ends_at - starts_at > longest {
        let refusal = Refusal::of(ErrorCode::SpanTooLong).at("endsAt");
        refusals.add(refusal.with("limit", longest.num_minutes()).with("unit", "MINUTES"));
    }
    let place = refusals.keep(text::line(&new.place, PLACE).map_err(|r| r.at("place")));
    if new.members.is_empty() {
        refusals.add(Refusal::of(ErrorCode::Required).at("memberIds"));
    }
    refusals.done()?;
    Ok(NewShift { starts_at, ends_at, place: place.unwrap_or_default(), ..new.clone() })
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use uuid::Uuid;

    use super::*;
    use crate::{
        Error,
        shared::id::{PatrolUnitId, PersonId},
    };

    fn shift(hours: i64) -> NewShift {
        let starts_at = DateTime::from_timestamp_millis(1_790_000_000_000).unwrap();
        NewShift {
            id: None,
            unit_id: PatrolUnitId(Uuid::nil()),
            starts_at,
            ends_at: starts_at + TimeDelta::hours(hours),
            place: " Pondok  pengawal ".to_owned(),
            members: vec![PersonId(Uuid::nil())],
        }
    }

    const LONGEST: TimeDelta = TimeDelta::hours(12);

    #[test]
    fn a_shift_has_an_end_within_what_the_rule_of_the_day_says() {
        assert_eq!(checked(&shift(12), LONGEST).unwrap().place, "Pondok pengawal");
        for (hours, code) in [
            (-1, ErrorCode::TimeInvalid),
            (0, ErrorCode::TimeInvalid),
            (13, ErrorCode::SpanTooLong),
        ] {
            let refused = checked(&shift(hours), LONGEST).unwrap_err();
            assert!(matches!(refused, Error::Refused(list) if list[0].code == code));
        }
        assert!(checked(&shift(7), TimeDelta::hours(6)).is_err());
    }

    #[test]
    fn every_broken_rule_is_named() {
        let empty = NewShift { place: " ".to_owned(), members: Vec::new(), ..shift(3) };
        let Error::Refused(list) = checked(&empty, LONGEST).unwrap_err() else {
            panic!("not refused")
        };
        let fields: Vec<_> = list.iter().filter_map(|refusal| refusal.field.as_deref()).collect();
        assert_eq!(fields, ["place", "memberIds"]);
    }
}
