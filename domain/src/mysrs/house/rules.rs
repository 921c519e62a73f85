//! What may be told of a house, what is kept of a look at one, and which sector it lies in; pure.

use chrono::{NaiveTime, SubsecRound as _, TimeDelta, Timelike as _};

use super::model::{HouseAway, HouseDetails, HouseWish, NewVisit, VisitDetails};
use crate::{
    identity,
    mysrs::{
        patrol::{
            ClockEvidence,
            correction::{Corrected, Said, corrected},
        },
        sector::Sector,
    },
    shared::{
        clock::Instant,
        error::{Error, ErrorCode, Refusal, Refusals, Result},
        geo::{self, Position, Ring, Side, geojson},
        id::{PatrolId, SectorId},
        malaysia,
        secret::Secret,
        text,
    },
};

/// The longest that a house is told to be empty, in days.
const LONGEST_DAYS: i64 = 90;
/// So early it can be told: a year, for those who book the haj.
const AHEAD: TimeDelta = TimeDelta::days(365);
/// The most houses of one person that are to be looked at, now or later.
pub(super) const MOST: i64 = 5;
/// How long after its people came home everything of it is forgotten.
const KEPT: TimeDelta = TimeDelta::days(30);
/// A patrol that began earlier than this and did not end was forgotten by its phone: it shows nobody
/// the houses any more. A shift lasts at most 12 hours.
const PATROL_LASTS: TimeDelta = TimeDelta::hours(24);
/// A team walks a little before its shift and a little longer.
const BESIDE_SHIFT: TimeDelta = TimeDelta::hours(1);
/// A patrol looks at houses a little before their people leave, and a little after they are at home again.
const BESIDE_PATROL: TimeDelta = TimeDelta::hours(1);
/// The most looks of one person on one patrol: one every minute and a half for the longest night of 12
/// hours, with some room. It is the person's and not the patrol's, so that nobody takes the others' room.
pub(super) const MOST_VISITS: i64 = 500;
/// The most looks of one person at one house on one patrol: one every 36 minutes for the longest night.
pub(super) const MOST_VISITS_AT_HOUSE: i64 = 20;
/// From this hour on a patrol reads for the whole night: it walks over midnight, and often without signal.
const EVENING: u32 = 18;
/// So long after midnight the night lasts.
const NIGHT: TimeDelta = TimeDelta::hours(6);

/// The longest address, in characters.
const ADDRESS: usize = 200;
/// The longest note of its people, in characters.
const NOTE: usize = 1_000;
/// The longest note of a patrol, in characters: as long as a check-in's.
const VISIT_NOTE: usize = 2_000;
/// Six places of a degree are 0.11 m: finer than any phone knows where it is.
const PLACES: f64 = 1e6;

/// What is told of a house and keeps the rules.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Checked {
    pub starts_at: Instant,
    pub ends_at: Instant,
    pub details: HouseDetails,
}

impl Checked {
    /// Whether a house stands just so already.
    pub(super) fn is(&self, house: &HouseAway) -> bool {
        (self.starts_at, self.ends_at, &self.details)
            == (house.starts_at, house.ends_at, &house.details)
    }
}

/// What is told of a house as it is kept, or every rule that it breaks.
pub(super) fn checked(wish: &HouseWish, now: Instant) -> Result<Checked> {
    let mut refusals = Refusals::default();
    let address = refusals.keep(text::line(&wish.address, ADDRESS).map_err(|r| r.at("address")));
    let position = wish.position.and_then(|place| refusals.keep(position(place)));
    let phone = said(wish.contact_phone.as_deref()).and_then(|phone| {
        refusals.keep(identity::rules::phone(phone).map_err(|r| r.at("contactPhone")))
    });
    let note = said(wish.note.as_deref())
        .and_then(|note| refusals.keep(text::paragraphs(note, NOTE).map_err(|r| r.at("note"))));
    let (starts_at, ends_at) = (wish.starts_at.trunc_subsecs(3), wish.ends_at.trunc_subsecs(3));
    refusals.keep(times(starts_at, ends_at, now));
    refusals.done()?;
    let details = HouseDetails {
        address: address.unwrap_or_default(),
        latitude: position.map(|place| place.latitude),
        longitude: position.map(|place| place.longitude),
        contact_phone: phone,
        note,
    };
    Ok(Checked { starts_at, ends_at, details })
}

/// An empty text says nothing.
fn said(text: Option<&str>) -> Option<&str> {
    text.filter(|text| !text.trim().is_empty())
}

/// The place on a grid on which a number that was written is read as the same number.
fn position((latitude, longitude): (f64, f64)) -> Result<Position, Refusal> {
    let rounded = |degrees: f64| (degrees * PLACES).round() / PLACES;
    Position::known(rounded(latitude), rounded(longitude))
        .ok_or_else(|| Refusal::of(ErrorCode::PositionInvalid).at("coordinates"))
}

/// Not over yet, not too long, and not too far ahead.
fn times(starts_at: Instant, ends_at: Instant, now: Instant) -> Result<(), Refusal> {
    if starts_at > now + AHEAD {
        return Err(Refusal::of_time("startsAt", None, Some(now + AHEAD)));
    }
    if ends_at <= starts_at || ends_at <= now {
        return Err(Refusal::of_time("endsAt", Some(starts_at.max(now)), None));
    }
    if ends_at - starts_at > TimeDelta::days(LONGEST_DAYS) {
        return Err(Refusal::of(ErrorCode::AwayTooLong).at("endsAt").with("limit", LONGEST_DAYS));
    }
    Ok(())
}

/// When everything of a house is forgotten: in the night after this.
#[must_use]
pub fn forgotten_at(house: &HouseAway) -> Instant {
    house.over_at + KEPT
}

/// What was over before this is forgotten.
pub(super) fn forgotten_before(now: Instant) -> Instant {
    now - KEPT
}

/// What makes a patrol one that is on the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct OnTheWay {
    /// It was opened after this,
    pub opened_after: Instant,
    /// and so many who are on it have said something themselves,
    pub team_least: i64,
    /// or is of a shift that begins until then
    pub begins_until: Instant,
    /// and ends no earlier than then.
    pub ends_from: Instant,
}

impl OnTheWay {
    pub(super) fn at(now: Instant, team_least: i64) -> Self {
        Self {
            opened_after: now - PATROL_LASTS,
            team_least,
            begins_until: now + BESIDE_SHIFT,
            ends_from: now - BESIDE_SHIFT,
        }
    }
}

/// From when until when a patrol walked, where a phone of it looked at a house then: it may have walked on
/// after somebody else said that it ended, or after the last that came in of a patrol that nobody ended.
pub(super) fn walked_with((began, ended): (Instant, Instant), at: Instant) -> (Instant, Instant) {
    let later = if at <= began + PATROL_LASTS { ended.max(at) } else { ended };
    (began, later)
}

/// Whether a house was empty while a patrol walked, or not long before or after.
pub(super) fn meets(
    (starts_at, over_at): (Instant, Instant),
    (began, ended): (Instant, Instant),
) -> bool {
    starts_at <= ended + BESIDE_PATROL && over_at >= began - BESIDE_PATROL
}

/// Until when the houses are told that are or will be empty: the end of the day that it is in Malaysia, and
/// from the evening on the end of the night.
pub(super) fn told_until(now: Instant) -> Instant {
    let today = malaysia::day(now);
    let tomorrow = today.succ_opt().unwrap_or(today);
    let midnight = malaysia::at(tomorrow, NaiveTime::MIN);
    if malaysia::time(now).hour() >= EVENING { midnight + NIGHT } else { midnight }
}

/// The line around a sector, when its map is known.
pub(super) fn lines(sectors: &[Sector]) -> Vec<(SectorId, Ring)> {
    let line = |sector: &Sector| {
        let ring = sector.polygon.as_ref()?.get("coordinates")?.get(0)?.as_array()?;
        let ring = Ring::closed(ring.iter().map(geojson::position).collect::<Option<_>>()?)?;
        Some((sector.id, ring))
    };
    sectors.iter().filter_map(line).collect()
}

/// The sector in which a place lies; the first by name when several meet there.
pub(super) fn sector_at(place: Option<Position>, lines: &[(SectorId, Ring)]) -> Option<SectorId> {
    let place = place?;
    lines.iter().find(|(_, ring)| ring.side(place) != Side::Out).map(|(id, _)| *id)
}

/// What is kept of a look at a house, and when it was. Nothing about its form is refused: what is
/// wrong with it is left out or cut.
pub(super) fn visit(
    new: &NewVisit,
    clock: &ClockEvidence,
    received_at: Instant,
) -> (VisitDetails, Corrected) {
    let position = new.position.and_then(|place| position(place).ok());
    let details = VisitDetails {
        note: new.note.as_deref().and_then(|note| text::fitted(note, VISIT_NOTE).0),
        latitude: position.map(|place| place.latitude),
        longitude: position.map(|place| place.longitude),
        accuracy_metres: geo::accuracy(new.accuracy_metres),
    };
    let said = Said { at: new.recorded_at, monotonic_ms: new.monotonic_ms };
    (details, corrected(said, clock, received_at))
}

/// What tells the same look sent twice from another one under the same id: everything that the phone
/// recorded, and nothing of how it was sent. With the secret, because a few words are soon guessed.
pub(super) fn content_hash(secret: &Secret, new: &NewVisit, patrol: PatrolId) -> Result<Vec<u8>> {
    let content = (
        (patrol, new.house_id, new.finding, new.note.as_deref()),
        (new.position, new.accuracy_metres, new.photo),
        new.recorded_at.timestamp_millis(),
    );
    let content = serde_json::to_vec(&content).map_err(Error::internal)?;
    Ok(secret.hash("house_visit", &[&content]).to_vec())
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use uuid::Uuid;

    use super::*;
    use crate::{
        mysrs::{house::Finding, sector::VisitOrder},
        shared::id::{HouseAwayId, HouseVisitId, PatrolUnitId},
    };

    fn now() -> Instant {
        "2026-03-14T04:00:00Z".parse().unwrap()
    }

    fn wish() -> HouseWish {
        HouseWish {
            address: " 12,  Jalan Mutiara 3 ".to_owned(),
            position: Some((1.541_234_567, 103.651)),
            contact_phone: Some("012-345 6789".to_owned()),
            note: Some(" ".to_owned()),
            starts_at: now() + TimeDelta::days(1),
            ends_at: now() + TimeDelta::days(11),
        }
    }

    fn refused(wish: &HouseWish) -> Vec<(ErrorCode, String)> {
        let Err(Error::Refused(list)) = checked(wish, now()) else { panic!("not refused") };
        let one = |refusal: Refusal| (refusal.code, refusal.field.unwrap_or_default());
        list.into_iter().map(one).collect()
    }

    #[test]
    fn what_is_told_is_kept_as_it_should_be() {
        let kept = checked(&wish(), now()).unwrap();
        assert_eq!(kept.details.address, "12, Jalan Mutiara 3");
        assert_eq!(kept.details.contact_phone.as_deref(), Some("+60123456789"));
        assert_eq!((kept.details.note, kept.details.latitude), (None, Some(1.541_235)));
        // Also by somebody who is away already.
        let gone = HouseWish { starts_at: now() - TimeDelta::days(3), ..wish() };
        assert!(checked(&gone, now()).is_ok());
    }

    #[test]
    fn every_broken_rule_is_named() {
        let broken = HouseWish {
            address: "\u{202e}".to_owned(),
            position: Some((f64::NAN, 103.0)),
            contact_phone: Some("999".to_owned()),
            note: Some("x".repeat(1_001)),
            ends_at: now() + TimeDelta::hours(1),
            ..wish()
        };
        assert_eq!(
            refused(&broken),
            [
                (ErrorCode::TextInvalid, "address".to_owned()),
                (ErrorCode::PositionInvalid, "coordinates".to_owned()),
                (ErrorCode::PhoneInvalid, "contactPhone".to_owned()),
                (ErrorCode::TooLong, "note".to_owned()),
                (ErrorCode::TimeInvalid, "endsAt".to_owned()),
            ]
        );
        let from = |days: i64, until: i64| HouseWish {
            starts_at: now() + TimeDelta::days(days),
            ends_at: now() + TimeDelta::days(until),
            ..wish()
        };
        for (times, code, field) in [
            (from(1, 92), ErrorCode::AwayTooLong, "endsAt"),
            (from(-10, -1), ErrorCode::TimeInvalid, "endsAt"),
            (from(366, 370), ErrorCode::TimeInvalid, "startsAt"),
        ] {
            assert_eq!(refused(&times), [(code, field.to_owned())]);
        }
        assert!(checked(&from(1, 91), now()).is_ok());
    }

    #[test]
    fn a_day_ends_at_midnight_in_malaysia_and_an_evening_with_the_night() {
        for (now, ends) in [
            ("2026-03-14T04:00:00Z", "2026-03-14T16:00:00Z"),
            ("2026-03-14T09:59:59Z", "2026-03-14T16:00:00Z"),
            ("2026-03-14T10:00:00Z", "2026-03-14T22:00:00Z"),
            ("2026-03-14T15:59:59Z", "2026-03-14T22:00:00Z"),
            ("2026-03-14T16:00:00Z", "2026-03-15T16:00:00Z"),
        ] {
            assert_eq!(told_until(now.parse().unwrap()), ends.parse::<Instant>().unwrap());
        }
    }

    #[test]
    fn a_house_meets_a_patrol_that_walks_within_an_hour_of_its_time() {
        let at = |minutes: i64| now() + TimeDelta::minutes(minutes);
        // The patrol walks from the 60th minute to the 120th.
        let walked = (at(60), at(120));
        for (starts, over, meet) in [
            (-300, 300, true),
            (70, 80, true),
            (-300, 0, true),
            (-300, -1, false),
            (180, 300, true),
            (181, 300, false),
        ] {
            assert_eq!(meets((at(starts), at(over)), walked), meet, "{starts} to {over}");
        }
    }

    #[test]
    fn a_house_lies_in_the_sector_around_it() {
        let sector = |number: u128, west: f64| Sector {
            id: SectorId(Uuid::from_u128(number)),
            unit_id: PatrolUnitId(Uuid::nil()),
            name: "Barat".to_owned(),
            visit_order: VisitOrder::Random,
            polygon: Some(json!({ "type": "Polygon", "coordinates": [[
                [west, 1.5], [west + 0.1, 1.5], [west + 0.1, 1.6], [west, 1.6], [west, 1.5],
            ]] })),
            version: 1,
            ended_at: None,
        };
        let without = Sector { polygon: None, ..sector(3, 0.0) };
        // They overlap between 103.69 and 103.7.
        let lines = lines(&[sector(1, 103.6), without, sector(2, 103.69)]);
        assert_eq!(lines.len(), 2);
        let at = |latitude, longitude| {
            sector_at(Position::on_globe(latitude, longitude), &lines).map(|id| id.0.as_u128())
        };
        assert_eq!((at(1.55, 103.65), at(1.55, 103.75)), (Some(1), Some(2)));
        assert_eq!((at(1.55, 103.695), at(1.55, 103.85)), (Some(1), None));
        assert_eq!(sector_at(None, &lines), None);
    }

    #[test]
    fn whoever_walked_on_after_the_end_looked_then() {
        let hours = |hours: i64| now() + TimeDelta::hours(hours);
        let walked = (now(), hours(2));
        assert_eq!(walked_with(walked, hours(1)), walked);
        assert_eq!(walked_with(walked, hours(5)), (now(), hours(5)));
        // No patrol walks for days.
        assert_eq!(walked_with(walked, hours(24)), (now(), hours(24)));
        assert_eq!(walked_with(walked, hours(25)), walked);
    }

    #[test]
    fn a_look_is_kept_whatever_its_form() {
        let new = NewVisit {
            id: HouseVisitId(Uuid::nil()),
            house_id: HouseAwayId(Uuid::nil()),
            finding: Finding::AllWell,
            note: Some("x".repeat(2_001)),
            position: Some((91.0, 0.0)),
            accuracy_metres: Some(-1.0),
            photo: None,
            recorded_at: now() + TimeDelta::days(1),
            monotonic_ms: None,
        };
        let (details, time) = visit(&new, &ClockEvidence::default(), now());
        assert_eq!(details.note.map(|note| note.len()), Some(2_000));
        assert_eq!((details.latitude, details.accuracy_metres, time.at), (None, None, now()));
        let (secret, patrol) = (Secret::new("a secret for tests"), PatrolId(Uuid::nil()));
        let hash = |new: &NewVisit| content_hash(&secret, new, patrol).unwrap();
        assert_eq!(hash(&new), hash(&NewVisit { monotonic_ms: Some(5), ..new.clone() }));
        assert_ne!(hash(&new), hash(&NewVisit { finding: Finding::SomethingSeen, ..new.clone() }));
    }
}
