//! What a checkpoint must be; pure.

use super::{
    hours::{DayTime, Hours},
    model::{Checkpoint, CheckpointWish},
};
use crate::shared::{
    error::{ErrorCode, Refusal, Refusals, Result},
    geo::Position,
    id::{PatrolUnitId, SectorId},
    text,
};

/// The most checkpoints that a unit has at once: far more than one patrol can visit.
pub(super) const MOST: i64 = 100;
/// How far away from its neighbourhood a checkpoint is no surprise, in metres.
pub(super) const NEAR_METRES: f64 = 5_000.0;
/// The longest name, in characters: as long as a check-in keeps one.
const NAME: usize = 120;
/// The least and the most metres of a radius: a good fix is off by 5 to 10 m, and 500 m is a whole
/// neighbourhood.
const RADIUS: (i64, i64) = (10, 500);
/// The radius when nothing is said.
const USUAL_RADIUS: i64 = 50;
/// The first and the last place in an order.
const PLACES: (i64, i64) = (1, 1_000);

/// A wish that keeps the rules.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Checked {
    pub sector_id: Option<SectorId>,
    pub name: String,
    pub position: Position,
    pub radius_metres: i64,
    pub hours: Option<Hours>,
    pub position_in_order: Option<i64>,
}

impl Checked {
    /// Whether a checkpoint of this unit stands just so.
    pub(super) fn is(&self, known: &Checkpoint, unit: PatrolUnitId) -> bool {
        let stands = Self {
            sector_id: known.sector_id,
            name: known.name.clone(),
            position: known.position,
            radius_metres: known.radius_metres,
            hours: known.hours,
            position_in_order: known.position_in_order,
        };
        known.unit_id == unit && *self == stands
    }

    /// Whether somebody at a checkpoint is judged by something else than until now.
    pub(super) fn moves(&self, known: &Checkpoint) -> bool {
        self.position != known.position
            || self.radius_metres != known.radius_metres
            || self.hours != known.hours
    }
}

/// The checkpoint as it is kept, or every rule that it breaks.
pub(super) fn checked(wish: &CheckpointWish) -> Result<Checked> {
    let mut refusals = Refusals::default();
    let name = refusals.keep(text::line(&wish.name, NAME).map_err(|r| r.at("name")));
    let position = Position::known(wish.latitude, wish.longitude)
        .ok_or_else(|| Refusal::of(ErrorCode::PositionInvalid).at("coordinates"));
    let position = refusals.keep(position);
    let radius = wish.radius_metres.unwrap_or(USUAL_RADIUS);
    let radius = refusals.keep(within(radius, RADIUS).map_err(|r| r.at("radiusMetres")));
    let hours = refusals.keep(hours(wish.opens.as_deref(), wish.closes.as_deref()));
    if let Some(place) = wish.position_in_order {
        refusals.keep(within(place, PLACES).map_err(|r| r.at("positionInOrder")));
    }
    refusals.done()?;
    // Nothing was refused, so everything is there.
    let nowhere = Position { latitude: 0.0, longitude: 0.0 };
    Ok(Checked {
        sector_id: wish.sector_id,
        name: name.unwrap_or_default(),
        position: position.unwrap_or(nowhere),
        radius_metres: radius.unwrap_or(USUAL_RADIUS),
        hours: hours.flatten(),
        position_in_order: wish.position_in_order,
    })
}

fn within(number: i64, (least, most): (i64, i64)) -> Result<i64, Refusal> {
    if (least..=most).contains(&number) {
        return Ok(number);
    }
    Err(Refusal::of(ErrorCode::OutOfRange).with("least", least).with("most", most))
}

/// Both times or neither, and not the same.
fn hours(opens: Option<&str>, closes: Option<&str>) -> Result<Option<Hours>, Refusal> {
    let (opens, closes) = match (opens, closes) {
        (None, None) => return Ok(None),
        (None, Some(_)) => return Err(Refusal::of(ErrorCode::Required).at("opensAt")),
        (Some(_), None) => return Err(Refusal::of(ErrorCode::Required).at("closesAt")),
        (Some(opens), Some(closes)) => (opens, closes),
    };
    let wrong = |field: &'static str| Refusal::of(ErrorCode::TimeInvalid).at(field);
    let read = |text: &str, field: &'static str| {
        DayTime::read(text).ok_or_else(|| wrong(field).with("form", "22:30"))
    };
    let hours = Hours::of(read(opens, "opensAt")?, read(closes, "closesAt")?);
    hours.map(Some).ok_or_else(|| wrong("closesAt").with("other", opens))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Error;

    fn wish() -> CheckpointWish {
        CheckpointWish {
            sector_id: None,
            name: " Surau  Al-Ikhlas ".to_owned(),
            latitude: 1.54,
            longitude: 103.65,
            radius_metres: None,
            opens: Some("22:00".to_owned()),
            closes: Some("06:00".to_owned()),
            position_in_order: Some(1),
        }
    }

    fn refused(wish: &CheckpointWish) -> Vec<(ErrorCode, String)> {
        let Err(Error::Refused(list)) = checked(wish) else { panic!("not refused: {wish:?}") };
        let one = |refusal: Refusal| (refusal.code, refusal.field.unwrap_or_default());
        list.into_iter().map(one).collect()
    }

    #[test]
    fn a_wish_is_kept_as_it_should_be() {
        let kept = checked(&wish()).unwrap();
        assert_eq!((kept.name.as_str(), kept.radius_metres), ("Surau Al-Ikhlas", 50));
        assert_eq!(kept.hours.unwrap().closes.to_string(), "06:00");
        for radius in [10, 500] {
            assert!(checked(&CheckpointWish { radius_metres: Some(radius), ..wish() }).is_ok());
        }
        let open = CheckpointWish { opens: None, closes: None, ..wish() };
        assert_eq!(checked(&open).unwrap().hours, None);
    }

    #[test]
    fn every_broken_rule_is_named() {
        let broken = CheckpointWish {
            name: "\u{202e}".to_owned(),
            latitude: 91.0,
            radius_metres: Some(9),
            closes: None,
            position_in_order: Some(0),
            ..wish()
        };
        let fields: Vec<String> = refused(&broken).into_iter().map(|(_, field)| field).collect();
        assert_eq!(fields, ["name", "coordinates", "radiusMetres", "closesAt", "positionInOrder"]);
        let far = CheckpointWish { radius_metres: Some(501), ..wish() };
        assert_eq!(refused(&far), [(ErrorCode::OutOfRange, "radiusMetres".to_owned())]);
        let nan = CheckpointWish { latitude: f64::NAN, ..wish() };
        assert_eq!(refused(&nan), [(ErrorCode::PositionInvalid, "coordinates".to_owned())]);
    }

    #[test]
    fn hours_are_two_different_times() {
        for (opens, closes, code, field) in [
            (None, Some("06:00"), ErrorCode::Required, "opensAt"),
            (Some("10 malam"), Some("06:00"), ErrorCode::TimeInvalid, "opensAt"),
            (Some("22:00"), Some("24:00"), ErrorCode::TimeInvalid, "closesAt"),
            (Some("22:00"), Some("22:00"), ErrorCode::TimeInvalid, "closesAt"),
        ] {
            let said = |text: Option<&str>| text.map(str::to_owned);
            let wrong = CheckpointWish { opens: said(opens), closes: said(closes), ..wish() };
            assert_eq!(refused(&wrong), [(code, field.to_owned())]);
        }
    }
}
