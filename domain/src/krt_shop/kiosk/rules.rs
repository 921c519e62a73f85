//! What a kiosk or a carnival must say; pure.

use chrono::{Days, NaiveDate, NaiveTime, TimeDelta};

use super::model::{KioskKind, KioskStatus, NewKiosk, StandStatus};
use crate::{
    krt_shop::project::{Opening, checked_hours},
    shared::{
        clock::Instant,
        error::{Error, ErrorCode, Refusal, Refusals, Result},
        geo::Position,
        language::LocalizedText,
        malaysia, text,
    },
};

/// The longest name, in characters.
const NAME: usize = 120;
/// The longest description, in characters.
const DESCRIPTION: usize = 2_000;
/// The longest address, in characters.
const ADDRESS: usize = 300;
/// The longest reason, in characters.
const REASON: usize = 500;
/// The longest carnival.
const LONGEST: TimeDelta = TimeDelta::days(31);

/// A place as it is kept.
#[derive(Clone, Debug)]
pub(super) struct Written {
    pub name: LocalizedText,
    pub description: Option<LocalizedText>,
    pub address: String,
    pub opening_hours: Vec<Opening>,
    pub shown_until: Instant,
}

/// The end of all days: 31 December 9999.
pub(super) fn for_ever() -> Instant {
    let last = NaiveDate::from_ymd_opt(9_999, 12, 31).unwrap_or(NaiveDate::MAX);
    last.and_time(NaiveTime::MIN).and_utc()
}

/// Checks what is written and collects every broken rule.
pub(super) fn checked(new: &NewKiosk, now: Instant) -> Result<Written> {
    let mut refusals = Refusals::default();
    let name = refusals.keep(localized("name", &new.name, NAME, text::line));
    let description = new.description.as_ref().filter(|text| !text.ms.trim().is_empty());
    let description = description
        .map(|said| localized("description", said, DESCRIPTION, text::paragraphs))
        .transpose();
    let description = refusals.keep(description).flatten();
    let address = text::line(&new.address, ADDRESS).map_err(|refusal| refusal.at("address"));
    let address = refusals.keep(address);
    let (north, east) = new.position;
    if Position::on_globe(north, east).is_none() {
        refusals.add(Refusal::of(ErrorCode::PositionInvalid).at("coordinates"));
    }
    let opening_hours = match checked_hours(&new.opening_hours, "openingHours") {
        Ok(hours) => hours,
        Err(Error::Refused(list)) => {
            for refusal in list {
                refusals.add(refusal);
            }
            Vec::new()
        }
        Err(other) => return Err(other),
    };
    let shown_until = match new.kind {
        KioskKind::Kiosk => {
            if new.opening_hours.is_empty() {
                refusals.add(Refusal::of(ErrorCode::Required).at("openingHours"));
            }
            if new.starts_at.is_some() || new.ends_at.is_some() {
                refusals.add(Refusal::of(ErrorCode::TimeInvalid).at("startsAt"));
            }
            for_ever()
        }
        KioskKind::Carnival => {
            if !new.opening_hours.is_empty() {
                refusals.add(Refusal::of(ErrorCode::ValueInvalid).at("openingHours"));
            }
            ends(new, now, &mut refusals)
        }
    };
    refusals.done()?;
    Ok(Written {
        name: name.unwrap_or_else(|| new.name.clone()),
        description,
        address: address.unwrap_or_default(),
        opening_hours,
        shown_until,
    })
}

/// When a carnival is over.
fn ends(new: &NewKiosk, now: Instant, refusals: &mut Refusals) -> Instant {
    let (Some(starts_at), Some(ends_at)) = (new.starts_at, new.ends_at) else {
        let missing = if new.starts_at.is_none() { "startsAt" } else { "endsAt" };
        refusals.add(Refusal::of(ErrorCode::Required).at(missing));
        return now;
    };
    if ends_at <= starts_at || ends_at <= now || ends_at - starts_at > LONGEST {
        let (after, until) = (starts_at.max(now), starts_at + LONGEST);
        refusals.add(Refusal::of_time("endsAt", Some(after), Some(until)));
    }
    ends_at
}

fn localized(
    field: &str,
    written: &LocalizedText,
    limit: usize,
    check: fn(&str, usize) -> Result<String, Refusal>,
) -> Result<LocalizedText, Refusal> {
    text::localized(written, limit, check).map_err(|refusal| {
        let inner = refusal.field.clone().map(|inner| format!(".{inner}")).unwrap_or_default();
        refusal.at(format!("{field}{inner}"))
    })
}

/// Why something does not take place, or nobody stands there.
pub(super) fn reason(given: Option<&str>) -> Result<String> {
    let given = given.unwrap_or_default();
    Ok(text::paragraphs(given, REASON).map_err(|refusal| refusal.at("reason"))?)
}

/// The first moment of a day in Malaysia.
pub(super) fn begins(day: NaiveDate) -> Instant {
    malaysia::at(day, NaiveTime::MIN)
}

/// The first moment after a day in Malaysia.
pub(super) fn ends_day(day: NaiveDate) -> Instant {
    begins(day.checked_add_days(Days::new(1)).unwrap_or(day))
}

/// Whether a project can be given a stand, or have it taken away, from this status. The same again is no
/// step.
pub(super) fn can_become(from: StandStatus, to: StandStatus) -> Result<bool> {
    match (from, to) {
        _ if from == to => Ok(false),
        (StandStatus::Asked | StandStatus::Declined, StandStatus::Confirmed)
        | (StandStatus::Asked | StandStatus::Confirmed, StandStatus::Declined) => Ok(true),
        _ => Err(Refusal::of(ErrorCode::StateInvalid).at("projectId").into()),
    }
}

/// Whether anything can still change at a place.
pub(super) fn goes_on(status: KioskStatus, shown_until: Instant, now: Instant) -> Result<()> {
    if status == KioskStatus::Active && shown_until > now {
        Ok(())
    } else {
        Err(Refusal::of(ErrorCode::StateInvalid).at("kioskId").into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{krt_shop::project::Weekday, shared::id::DistrictId};

    fn at(text: &str) -> Instant {
        text.parse().unwrap()
    }

    fn carnival() -> NewKiosk {
        NewKiosk {
            id: None,
            version: None,
            kind: KioskKind::Carnival,
            name: LocalizedText::new("Karnival Ekonomi", "Economic carnival"),
            description: None,
            address: "Padang  Awam".to_owned(),
            district_id: DistrictId(uuid::Uuid::nil()),
            position: (1.5, 103.6),
            opening_hours: Vec::new(),
            // From an evening in March until after midnight in April.
            starts_at: Some(at("2026-03-31T12:00:00Z")),
            ends_at: Some(at("2026-03-31T18:00:00Z")),
        }
    }

    fn codes(new: &NewKiosk) -> Vec<&'static str> {
        match checked(new, at("2026-03-14T04:00:00Z")) {
            Ok(_) => Vec::new(),
            Err(Error::Refused(refused)) => {
                refused.iter().map(|refusal| refusal.code.as_str()).collect()
            }
            Err(other) => panic!("{other}"),
        }
    }

    #[test]
    fn a_carnival_may_go_over_midnight_and_the_end_of_a_month() {
        let kept = checked(&carnival(), at("2026-03-14T04:00:00Z")).unwrap();
        assert_eq!(kept.shown_until, at("2026-03-31T18:00:00Z"));
        assert_eq!(kept.address, "Padang Awam");
        // It begins before 1 April in Malaysia, and ends in it.
        let april: NaiveDate = "2026-04-01".parse().unwrap();
        assert!(begins(april) > at("2026-03-31T12:00:00Z"));
        assert!(begins(april) < kept.shown_until && kept.shown_until < ends_day(april));
    }

    #[test]
    fn wrong_times_are_refused() {
        let base = carnival();
        let ended = at("2026-03-14T03:00:00Z");
        for wrong in [
            NewKiosk { ends_at: base.starts_at, ..base.clone() },
            NewKiosk {
                starts_at: Some(at("2026-03-01T00:00:00Z")),
                ends_at: Some(ended),
                ..base.clone()
            },
            NewKiosk { ends_at: Some(at("2026-05-02T12:00:01Z")), ..base.clone() },
        ] {
            assert_eq!(codes(&wrong), ["TIME_INVALID"]);
        }
        assert_eq!(codes(&NewKiosk { ends_at: None, ..base.clone() }), ["REQUIRED"]);
        let kiosk = NewKiosk { kind: KioskKind::Kiosk, ..base };
        assert_eq!(codes(&kiosk), ["REQUIRED", "TIME_INVALID"]);
    }

    #[test]
    fn a_kiosk_has_hours_and_no_end() {
        let open =
            Opening { day: Weekday::Monday, opens: "09:00".to_owned(), closes: "17:00".to_owned() };
        let kiosk = NewKiosk {
            kind: KioskKind::Kiosk,
            opening_hours: vec![open],
            starts_at: None,
            ends_at: None,
            ..carnival()
        };
        let kept = checked(&kiosk, at("2026-03-14T04:00:00Z")).unwrap();
        assert_eq!(kept.shown_until, for_ever());
    }

    #[test]
    fn a_stand_is_decided_once_and_can_be_taken_away() {
        use StandStatus::{Asked, Confirmed, Declined, Left};
        for (from, to, step) in [
            (Asked, Confirmed, Some(true)),
            (Asked, Declined, Some(true)),
            (Confirmed, Confirmed, Some(false)),
            (Confirmed, Declined, Some(true)),
            (Declined, Confirmed, Some(true)),
            (Left, Confirmed, None),
            (Left, Declined, None),
        ] {
            assert_eq!(can_become(from, to).ok(), step, "{from:?} {to:?}");
        }
    }
}
