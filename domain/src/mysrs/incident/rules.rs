//! What becomes of a report, who may move an incident where, and what a correction changes; pure.

use chrono::{Datelike as _, Timelike as _};
use sea_orm::ActiveEnum as _;
use sha2::{Digest, Sha256};

use super::{
    model::{Doubts, Incident, IncidentChanges, IncidentDoubt, IncidentStatus, NewIncident},
    number::Next,
    step_model::{Change, Changes},
    store::Reported,
};
use crate::{
    mysrs::patrol::correction::{LONGEST_KEPT, Said, corrected},
    policy::Action,
    shared::{
        clock::Instant,
        error::{ErrorCode, Refusal, Refusals, Result},
        geo::{self, Position},
        id::PersonId,
        malaysia::{self, Month},
        text,
    },
};

/// The longest description of what was done, in characters.
const BEHAVIOUR: usize = 4_000;
/// The longest place in words, in characters.
const PLACE: usize = 200;
/// The most people that are involved in anything in a neighbourhood.
const MOST_PEOPLE: i64 = 100_000;
/// How long a reason is, in characters.
pub(super) const REASON: (usize, usize) = (3, 2_000);

/// The year, the month (`2026-03`) and the hour (0 to 23) in Malaysia.
pub(super) fn calendar(at: Instant) -> (i64, String, i64) {
    let (day, time) = (malaysia::day(at), malaysia::time(at));
    (i64::from(day.year()), Month::of(at).write(), i64::from(time.hour()))
}

/// The serial number: the state, the unit's number there, the year, the incident's number in it.
pub(super) fn serial(state_code: &str, next: Next) -> String {
    let Next { register, year, number } = next;
    format!("SRS-{state_code}-{register:04}-{year}-{number:06}")
}

/// A report as it is kept. What was seen is never refused for its form: what is wrong with it is left
/// out or cut, and doubted. It has to say what was done.
pub(super) fn reported(
    new: &NewIncident,
    (category_code, is_another): (String, bool),
    by: PersonId,
    received_at: Instant,
) -> Result<Reported> {
    let mut doubts = Vec::new();
    let mut doubt_unless = |sound: bool, doubt: IncidentDoubt| {
        if !sound {
            doubts.push(doubt);
        }
    };
    let (position, own_position) = (known(new.position), known(new.own_position));
    let placed = position.is_some() == new.position.is_some()
        && own_position.is_some() == new.own_position.is_some();
    doubt_unless(placed, IncidentDoubt::PositionInvalid);
    let accuracy = geo::accuracy(new.own_accuracy_metres);
    let measured = accuracy.is_some() == new.own_accuracy_metres.is_some();
    doubt_unless(measured, IncidentDoubt::AccuracyInvalid);
    let people = new.people_involved.filter(|people| (0..=MOST_PEOPLE).contains(people));
    doubt_unless(people.is_some() == new.people_involved.is_some(), IncidentDoubt::NumberInvalid);
    let (behaviour, behaviour_cut) = text::fitted(&new.behaviour, BEHAVIOUR);
    let (place, place_cut) =
        new.place.as_deref().map_or((None, false), |place| text::fitted(place, PLACE));
    doubt_unless(!behaviour_cut && !place_cut, IncidentDoubt::TextCut);
    let said = Said { at: new.happened_at, monotonic_ms: new.monotonic_ms };
    let time = corrected(said, &new.clock, received_at);
    // So long no phone is believed to have kept anything: its clock is as wrong as one that is ahead.
    let kept_for = received_at - time.at;
    let is_right = !time.is_doubtful() && kept_for <= LONGEST_KEPT;
    doubt_unless(is_right, IncidentDoubt::ClockWrong);
    doubt_unless(!is_another, IncidentDoubt::CategoryDisabled);
    let behaviour = behaviour.ok_or_else(|| Refusal::of(ErrorCode::Required).at("behaviour"))?;
    let (_, month, hour) = calendar(time.at);
    Ok(Reported {
        id: new.id,
        patrol_id: new.patrol_id,
        reported_by: by,
        category_code,
        severity: new.severity,
        behaviour,
        place,
        people_involved: people,
        position,
        own_position,
        own_accuracy_metres: accuracy,
        happened_at: time.at,
        said_at: time.said,
        received_at,
        clock_offset_ms: time.offset_ms,
        doubts: Doubts::of(&doubts).0,
        month,
        hour,
        content_hash: content_hash(new),
    })
}

/// A position that is one.
fn known(position: Option<(f64, f64)>) -> Option<(f64, f64)> {
    let there = position.and_then(|(north, east)| Position::known(north, east))?;
    Some((there.latitude, there.longitude))
}

/// What tells the same report sent twice from another one under the same id: everything that the
/// phone recorded, and nothing of how it was sent.
pub(super) fn content_hash(new: &NewIncident) -> Vec<u8> {
    let mut hash = Sha256::new();
    hash.update(new.unit_id.0.as_bytes());
    hash.update(new.patrol_id.map(|patrol| patrol.0).unwrap_or_default().as_bytes());
    let texts =
        [Some(new.category_code.as_str()), Some(new.behaviour.as_str()), new.place.as_deref()];
    for text in texts {
        hash.update([u8::from(text.is_some())]);
        let text = text.unwrap_or_default();
        hash.update(text.len().to_be_bytes());
        hash.update(text.as_bytes());
    }
    hash.update(new.severity.to_value().as_bytes());
    hash.update([u8::from(new.people_involved.is_some())]);
    hash.update(new.people_involved.unwrap_or_default().to_be_bytes());
    let (north, east) = new.position.unzip();
    let (own_north, own_east) = new.own_position.unzip();
    for number in [north, east, own_north, own_east, new.own_accuracy_metres] {
        hash.update([u8::from(number.is_some())]);
        hash.update(number.unwrap_or_default().to_bits().to_be_bytes());
    }
    hash.update(new.happened_at.timestamp_millis().to_be_bytes());
    for photo in &new.photos {
        hash.update(photo.media_id.0.as_bytes());
        hash.update([u8::from(photo.persons_visible)]);
    }
    hash.finalize().to_vec()
}

/// Whether an incident may come from one status to another.
pub(super) fn can_become(from: IncidentStatus, to: IncidentStatus) -> bool {
    use IncidentStatus::{Acknowledged, Closed, InProgress, Reported, Resolved};
    match (from, to) {
        (Reported, Acknowledged) => true,
        (Reported | Acknowledged, InProgress | Resolved | Closed) => true,
        (InProgress, Resolved | Closed) => true,
        (Resolved, Closed) => true,
        // Reopened.
        (Resolved | Closed, InProgress) => true,
        (
            Reported | Acknowledged | InProgress | Resolved | Closed,
            Reported | Acknowledged | InProgress | Resolved | Closed,
        ) => false,
    }
}

/// Whether somebody has to say why.
pub(super) fn needs_reason(from: IncidentStatus, to: IncidentStatus) -> bool {
    matches!(to, IncidentStatus::Resolved | IncidentStatus::Closed) || is_over(from)
}

/// Whether nothing more is done about it.
pub(super) fn is_over(status: IncidentStatus) -> bool {
    matches!(status, IncidentStatus::Resolved | IncidentStatus::Closed)
}

/// What the policy is asked about: whoever looks after it works on it, and may say again that it is
/// resolved when the first answer was lost; the rest is decided by those who answer for it.
pub(super) fn action_of(from: IncidentStatus, to: IncidentStatus) -> Action {
    let works = matches!(to, IncidentStatus::InProgress | IncidentStatus::Resolved);
    if works && (!is_over(from) || from == to) {
        Action::IncidentWork
    } else {
        Action::IncidentDecide
    }
}

/// The incident with its corrections, and what stood there before. A category has been checked.
pub(super) fn changed(
    mut incident: Incident,
    changes: &IncidentChanges,
) -> Result<(Incident, Changes)> {
    let mut before = Vec::new();
    let mut note = |field: &str, text: Option<String>| {
        before.push(Change { field: field.to_owned(), before: text });
    };
    let mut refusals = Refusals::default();
    if let Some(code) = changes.category_code.as_ref().filter(|c| **c != incident.category_code) {
        note("categoryCode", Some(std::mem::replace(&mut incident.category_code, code.clone())));
    }
    if let Some(severity) = changes.severity.filter(|severity| *severity != incident.severity) {
        note("severity", Some(incident.severity.to_value()));
        incident.severity = severity;
    }
    if let Some(text) = &changes.behaviour {
        let text = text::paragraphs(text, BEHAVIOUR).map_err(|r| r.at("behaviour"));
        if let Some(text) = refusals.keep(text).filter(|text| *text != incident.behaviour) {
            note("behaviour", Some(std::mem::replace(&mut incident.behaviour, text)));
        }
    }
    if let Some(place) = &changes.place {
        let place = place.as_deref().map(|place| text::line(place, PLACE)).transpose();
        let place = refusals.keep(place.map_err(|r| r.at("place")));
        if let Some(place) = place.filter(|place| *place != incident.place) {
            note("place", std::mem::replace(&mut incident.place, place));
        }
    }
    if let Some(people) = changes.people_involved.filter(|p| *p != incident.people_involved) {
        if people.is_some_and(|people| !(0..=MOST_PEOPLE).contains(&people)) {
            let refusal = Refusal::of(ErrorCode::OutOfRange).at("peopleInvolved");
            refusals.add(refusal.with("least", 0).with("most", MOST_PEOPLE));
        }
        note("peopleInvolved", incident.people_involved.map(|people| people.to_string()));
        incident.people_involved = people;
    }
    if let Some(position) = changes.position {
        let there = known(position);
        if there.is_some() != position.is_some() {
            refusals.add(Refusal::of(ErrorCode::PositionInvalid).at("coordinates"));
        }
        let was = incident.latitude.zip(incident.longitude);
        if there != was {
            note("coordinates", was.map(|(north, east)| format!("{north}, {east}")));
            (incident.latitude, incident.longitude) = there.unzip();
        }
    }
    refusals.done()?;
    Ok((incident, Changes(before)))
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, TimeDelta};
    use sea_orm::Iterable as _;
    use uuid::Uuid;

    use super::*;
    use crate::{
        mysrs::{incident::model::Severity, patrol::ClockEvidence},
        shared::id::{IncidentId, PatrolUnitId},
    };

    fn received() -> Instant {
        DateTime::from_timestamp_millis(1_790_000_000_000).unwrap()
    }

    fn new() -> NewIncident {
        NewIncident {
            id: IncidentId(Uuid::from_u128(7)),
            unit_id: PatrolUnitId(Uuid::from_u128(8)),
            patrol_id: None,
            category_code: "PROPERTY_THEFT".to_owned(),
            severity: Severity::Low,
            behaviour: "Pagar dipotong.".to_owned(),
            place: None,
            people_involved: None,
            position: Some((1.54, 103.65)),
            own_position: None,
            own_accuracy_metres: None,
            happened_at: received() - TimeDelta::minutes(5),
            monotonic_ms: None,
            clock: ClockEvidence::default(),
            photos: Vec::new(),
        }
    }

    fn kept(new: &NewIncident) -> Reported {
        let category = (new.category_code.clone(), false);
        reported(new, category, PersonId(Uuid::nil()), received()).unwrap()
    }

    #[test]
    fn a_number_is_written_as_people_read_it() {
        let next = Next { register: 42, year: 2026, number: 123 };
        assert_eq!(serial("01", next), "SRS-01-0042-2026-000123");
    }

    #[test]
    fn the_calendar_is_that_of_malaysia() {
        let at = |text: &str| calendar(text.parse().unwrap());
        assert_eq!(at("2026-12-31T15:59:59Z"), (2026, "2026-12".to_owned(), 23));
        assert_eq!(at("2026-12-31T16:00:00Z"), (2027, "2027-01".to_owned(), 0));
    }

    #[test]
    fn a_sound_report_is_kept_as_it_is_and_an_odd_one_is_doubted() {
        let sound = kept(&new());
        assert_eq!((sound.doubts.as_str(), sound.position), ("", Some((1.54, 103.65))));
        for position in [(0.0, 0.0), (91.0, 0.0), (f64::NAN, 0.0)] {
            let odd = kept(&NewIncident { position: Some(position), ..new() });
            assert_eq!((odd.doubts.as_str(), odd.position), ("POSITION_INVALID", None));
        }
        let long = NewIncident { behaviour: "a".repeat(BEHAVIOUR + 1), ..new() };
        assert_eq!(kept(&long).doubts, "TEXT_CUT");
        let silent = NewIncident { behaviour: " ".to_owned(), ..new() };
        let category = (silent.category_code.clone(), false);
        assert!(reported(&silent, category, PersonId(Uuid::nil()), received()).is_err());
    }

    #[test]
    fn the_same_report_has_the_same_hash() {
        let again = NewIncident { monotonic_ms: Some(5), ..new() };
        assert_eq!(content_hash(&new()), content_hash(&again));
        for other in [
            NewIncident { behaviour: "Lain.".to_owned(), ..new() },
            NewIncident { place: Some(String::new()), ..new() },
            NewIncident { own_position: new().position, position: None, ..new() },
            NewIncident { severity: Severity::High, ..new() },
            NewIncident { people_involved: Some(0), ..new() },
        ] {
            assert_ne!(content_hash(&new()), content_hash(&other));
        }
    }

    #[test]
    fn nothing_becomes_reported_again_and_everything_can_be_reopened_or_closed() {
        use IncidentStatus::{Closed, InProgress, Reported};
        for from in IncidentStatus::iter() {
            assert!(!can_become(from, Reported) && !can_become(from, from), "{from:?}");
            assert_eq!(can_become(from, InProgress), from != InProgress, "{from:?}");
            assert_eq!(can_become(from, Closed), from != Closed, "{from:?}");
        }
        assert!(needs_reason(Closed, InProgress) && !needs_reason(Reported, InProgress));
        assert_eq!(action_of(Reported, InProgress), Action::IncidentWork);
        assert_eq!(action_of(Closed, InProgress), Action::IncidentDecide);
        let resolved = IncidentStatus::Resolved;
        assert_eq!(action_of(resolved, resolved), Action::IncidentWork);
        assert_eq!(action_of(resolved, InProgress), Action::IncidentDecide);
    }
}
