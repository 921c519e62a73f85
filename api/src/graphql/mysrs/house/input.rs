//! What residents tell of their houses, and phones of the looks at them.

use async_graphql::{ID, InputObject};
use domain::{
    Refusal,
    mysrs::house::{HouseWish, NewVisit, SettingHouse},
    shared::id::NotAnId,
};

use super::types::HouseFinding;
use crate::graphql::{
    context,
    mysrs::input::{PhoneClockInput, whole},
    scalars::{DateTime, PhoneNumber},
    values::CoordinatesInput,
};

/// A house as it is to be told of, whole: what is left out is taken away.
#[derive(InputObject)]
pub struct HouseAwaySetInput {
    /// The id (`houseaway_…`), made by the phone for a house that is told of for the first time: the
    /// same id again brings the same house.
    id: ID,
    /// The area in which it stands, one of the viewer's.
    area_id: ID,
    /// Its address, at most 200 characters.
    address: String,
    /// Where it is, when patrols are to find it on their maps and by their sectors.
    coordinates: Option<CoordinatesInput>,
    /// Whom a patrol may call, when anybody: a Malaysian mobile number.
    contact_phone: Option<PhoneNumber>,
    /// What patrols should know or look at, at most 1,000 characters.
    note: Option<String>,
    /// Since when it is empty: may have been, and at most a year ahead.
    starts_at: DateTime,
    /// Until when: after `startsAt` and now, at most 90 days after `startsAt` (`AWAY_TOO_LONG`).
    ends_at: DateTime,
    /// The version that was read; left out when it is told for the first time: then something else
    /// under its id is refused (`ID_TAKEN`).
    version: Option<i64>,
    /// Given back unchanged in the answer.
    pub(super) client_mutation_id: Option<String>,
}

impl HouseAwaySetInput {
    pub(super) fn read(&self) -> domain::Result<SettingHouse> {
        Ok(SettingHouse {
            id: context::id(&self.id, "id")?,
            area_id: context::id(&self.area_id, "areaId")?,
            wish: HouseWish {
                address: self.address.clone(),
                position: self.coordinates.map(|there| (there.latitude, there.longitude)),
                contact_phone: self.contact_phone.as_ref().map(|phone| phone.0.clone()),
                note: self.note.clone(),
                starts_at: self.starts_at.0,
                ends_at: self.ends_at.0,
            },
            version: self.version,
        })
    }
}

/// Somebody is at home again.
#[derive(InputObject)]
pub struct HouseAwayCancelInput {
    /// The house.
    pub(super) id: ID,
    /// Given back unchanged in the answer.
    pub(super) client_mutation_id: Option<String>,
}

/// A look at a house as a phone recorded it. Nothing about its form is refused: a position off the
/// globe is left out, and a long text is cut.
#[derive(InputObject)]
pub struct HouseVisitInput {
    /// The id (`housevisit_…`), made by the phone when it is recorded.
    pub(super) id: ID,
    /// The house (`houseaway_…`).
    house_id: ID,
    /// What was found.
    finding: HouseFinding,
    /// What was seen; kept up to 2,000 characters. The house's people read it.
    note: Option<String>,
    /// Where the phone was.
    coordinates: Option<CoordinatesInput>,
    /// How far off the position may be, in metres.
    accuracy_metres: Option<f64>,
    /// A photo (`media_…`) that the viewer has uploaded. One that is not uploaded yet is left out, and
    /// the same item sent again afterwards adds it.
    photo_id: Option<ID>,
    /// When it was recorded, by the phone's clock.
    recorded_at: DateTime,
    /// Milliseconds since the phone was switched on, when it was recorded: with the clock's
    /// `sentMonotonicMs` the time is right whatever the clock said.
    monotonic_ms: Option<f64>,
}

impl HouseVisitInput {
    /// The look, or which of its ids is none: then only this item is rejected.
    pub(super) fn read(self, place: usize) -> Result<NewVisit, Refusal> {
        Ok(NewVisit {
            id: id(&self.id, place, "id")?,
            house_id: id(&self.house_id, place, "houseId")?,
            finding: self.finding.into(),
            note: self.note,
            position: self.coordinates.map(|there| (there.latitude, there.longitude)),
            accuracy_metres: self.accuracy_metres,
            photo: self.photo_id.as_ref().map(|photo| id(photo, place, "photoId")).transpose()?,
            recorded_at: self.recorded_at.0,
            monotonic_ms: whole(self.monotonic_ms),
        })
    }
}

fn id<Id: std::str::FromStr<Err = NotAnId>>(
    text: &ID,
    place: usize,
    field: &str,
) -> Result<Id, Refusal> {
    text.parse().map_err(|NotAnId { wanted }| {
        Refusal::of(domain::ErrorCode::IdInvalid)
            .at(format!("visits.{place}.{field}"))
            .with("kind", wanted)
    })
}

/// Looks at houses on one patrol, one or many.
#[derive(InputObject)]
pub struct HouseVisitRecordInput {
    /// The patrol.
    pub(super) patrol_id: ID,
    /// The looks, at most 100.
    pub(super) visits: Vec<HouseVisitInput>,
    /// What tells how wrong the phone's clock is.
    pub(super) clock: Option<PhoneClockInput>,
    /// Given back unchanged in the answer.
    pub(super) client_mutation_id: Option<String>,
}
