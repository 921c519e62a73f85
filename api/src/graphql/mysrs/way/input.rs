//! What phones send of the way, and what a unit says of its equipment and its briefing.

use async_graphql::{ID, InputObject};
use domain::{Refusal, mysrs::patrol::event::NewEvent};

use super::{
    item::{id, maybe},
    types::{EquipmentKind, PatrolEventKind},
};
use crate::graphql::{
    mysrs::input::{PhoneClockInput, whole},
    scalars::DateTime,
    values::CoordinatesInput,
};

/// Something that happened on the way, as a phone recorded it. Nothing about its form is refused: a
/// position off the globe is left out, a long text is cut, and the event is kept with its `doubts`.
#[derive(InputObject)]
pub struct PatrolEventInput {
    /// The id (`event_…`), made by the phone when it happens.
    id: ID,
    /// What happened.
    kind: PatrolEventKind,
    /// Who came or went, or who got the equipment: a volunteer of the unit; whoever records it, when
    /// nothing is said.
    member_id: Option<ID>,
    /// Which equipment, for `EQUIPMENT_OUT` and `EQUIPMENT_IN`: a piece of the unit's.
    equipment_id: Option<ID>,
    /// Which point of the briefing, for `BRIEFED`: one of the unit's.
    briefing_item_id: Option<ID>,
    /// To which check-in (`checkin_…`) a note or a photo belongs; it may come later.
    check_in_id: Option<ID>,
    /// What was seen or said, for `NOTE` it must be there; kept up to 2,000 characters.
    note: Option<String>,
    /// Where.
    coordinates: Option<CoordinatesInput>,
    /// How far off the position may be, in metres.
    accuracy_metres: Option<f64>,
    /// Photos of one's own that are uploaded (`mediaUploadCreate`), for `PHOTO` they must be there:
    /// at most 10; one that is not ready is left out.
    #[graphql(default)]
    photo_ids: Vec<ID>,
    /// When it happened, by the phone's clock.
    recorded_at: DateTime,
    /// Milliseconds since the phone was switched on, when it happened: with the clock's
    /// `sentMonotonicMs` the time is right whatever the clock said.
    monotonic_ms: Option<f64>,
}

impl PatrolEventInput {
    /// The event, or which of its ids is none: then only this item is rejected.
    pub(super) fn read(self, place: usize) -> Result<NewEvent, Refusal> {
        let at = |field: &str| format!("events.{place}.{field}");
        Ok(NewEvent {
            id: id(&self.id, || at("id"))?,
            kind: self.kind.into(),
            member: maybe(self.member_id.as_ref(), || at("memberId"))?,
            equipment: maybe(self.equipment_id.as_ref(), || at("equipmentId"))?,
            briefing_item: maybe(self.briefing_item_id.as_ref(), || at("briefingItemId"))?,
            check_in: maybe(self.check_in_id.as_ref(), || at("checkInId"))?,
            note: self.note,
            latitude: self.coordinates.map(|there| there.latitude),
            longitude: self.coordinates.map(|there| there.longitude),
            accuracy_metres: self.accuracy_metres,
            recorded_at: self.recorded_at.0,
            monotonic_ms: whole(self.monotonic_ms),
            photos: self
                .photo_ids
                .iter()
                .map(|photo| id(photo, || at("photoIds")))
                .collect::<Result<_, _>>()?,
        })
    }
}

/// What happened on one patrol, one event or many.
#[derive(InputObject)]
pub struct PatrolEventRecordInput {
    /// The patrol.
    pub(super) patrol_id: ID,
    /// The events, at most 500, in any order; a patrol has at most 10,000, and 2,500 of one person.
    pub(super) events: Vec<PatrolEventInput>,
    /// What tells how wrong the phone's clock is.
    pub(super) clock: Option<PhoneClockInput>,
    /// Given back unchanged in the answer.
    pub(super) client_mutation_id: Option<String>,
}

/// A piece of a unit's equipment.
#[derive(InputObject)]
pub struct EquipmentSetInput {
    /// The id (`equipment_…`), made by the phone: one that is known is changed, and is there again
    /// when it had ended.
    pub(super) id: ID,
    /// The unit; it has at most 200 pieces.
    pub(super) unit_id: ID,
    /// What it is.
    pub(super) kind: EquipmentKind,
    /// What stands on it, at most 40 characters.
    pub(super) number: String,
    /// Given back unchanged in the answer.
    pub(super) client_mutation_id: Option<String>,
}

/// A piece of equipment that a unit has no longer.
#[derive(InputObject)]
pub struct EquipmentEndInput {
    /// Which piece.
    pub(super) id: ID,
    /// Given back unchanged in the answer.
    pub(super) client_mutation_id: Option<String>,
}

/// A point of a unit's briefing.
#[derive(InputObject)]
pub struct BriefingItemSetInput {
    /// The id (`briefing_…`), made by the phone: one that is known is changed, and is there again
    /// when it had ended.
    pub(super) id: ID,
    /// The unit; it has at most 50 points.
    pub(super) unit_id: ID,
    /// Its place in the list: 1 to 1,000.
    pub(super) position: i64,
    /// What is gone through, at most 300 characters.
    pub(super) text: String,
    /// Given back unchanged in the answer.
    pub(super) client_mutation_id: Option<String>,
}

/// A point of a briefing that is gone through no longer.
#[derive(InputObject)]
pub struct BriefingItemEndInput {
    /// Which point.
    pub(super) id: ID,
    /// Given back unchanged in the answer.
    pub(super) client_mutation_id: Option<String>,
}
