//! What happens on the way, as plain values.

use crate::{
    mysrs::{
        outset::{briefing::BriefingItem, equipment::Equipment},
        patrol::{ClockEvidence, Doubt, ItemOutcome},
    },
    shared::{
        clock::Instant,
        error::Refusal,
        geo::Position,
        id::{
            BriefingItemId, CheckInId, EquipmentId, MediaId, PatrolEventId, PatrolId, PatrolUnitId,
            PersonId,
        },
    },
};

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sea_orm::EnumIter, sea_orm::DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum EventKind {
    /// The patrol rests from now on.
    Paused,
    /// The patrol goes on.
    Resumed,
    /// Somebody comes to it.
    Joined,
    /// Somebody goes home before the end.
    Left,
    /// Something was seen or said.
    Note,
    /// Something was photographed.
    Photo,
    /// A point of the briefing was gone through.
    Briefed,
    /// A piece of equipment was given to somebody.
    EquipmentOut,
    /// A piece of equipment came back.
    EquipmentIn,
}

/// What happened, as a phone sends it.
#[derive(Clone, Debug)]
pub struct NewEvent {
    /// The id, made by the phone.
    pub id: PatrolEventId,
    /// What happened.
    pub kind: EventKind,
    /// Who came or went, or who got the equipment: whoever records it, when nothing is said.
    pub member: Option<PersonId>,
    /// Which equipment.
    pub equipment: Option<EquipmentId>,
    /// Which point of the briefing.
    pub briefing_item: Option<BriefingItemId>,
    /// To which check-in a note or a photo belongs.
    pub check_in: Option<CheckInId>,
    /// What was seen; kept up to 2,000 characters.
    pub note: Option<String>,
    /// Degrees north.
    pub latitude: Option<f64>,
    /// Degrees east.
    pub longitude: Option<f64>,
    /// How far off the position may be, in metres.
    pub accuracy_metres: Option<f64>,
    /// When it happened, by the phone.
    pub recorded_at: Instant,
    /// Milliseconds since the phone was switched on, when it happened.
    pub monotonic_ms: Option<i64>,
    /// Photos of one's own that are ready; others are left out. At most 10.
    pub photos: Vec<MediaId>,
}

/// Events that a phone sends at once.
#[derive(Clone, Debug, Default)]
pub struct EventBatch {
    /// At most 500. An item that could not be read is answered with its refusal, in its place.
    pub items: Vec<Result<NewEvent, Refusal>>,
    /// What tells how wrong the phone's clock is.
    pub clock: ClockEvidence,
}

/// What happened, as it is kept.
#[derive(Clone, Debug, PartialEq)]
pub struct PatrolEvent {
    /// The id.
    pub id: PatrolEventId,
    /// The unit.
    pub unit_id: PatrolUnitId,
    /// The patrol.
    pub patrol_id: PatrolId,
    /// Who recorded it.
    pub person_id: PersonId,
    /// What happened.
    pub kind: EventKind,
    /// Whom it is about.
    pub member_id: Option<PersonId>,
    /// Which equipment.
    pub equipment_id: Option<EquipmentId>,
    /// Which point of the briefing.
    pub briefing_item_id: Option<BriefingItemId>,
    /// To which check-in it belongs.
    pub check_in_id: Option<CheckInId>,
    /// What was seen.
    pub note: Option<String>,
    /// Where. Nobody sees it who may not see the patrol's track.
    pub position: Option<Position>,
    /// How far off the position may be, in metres.
    pub accuracy_metres: Option<f64>,
    /// When it happened, by the phone.
    pub recorded_at: Instant,
    /// When it happened, as far as the server can tell.
    pub corrected_at: Instant,
    /// When the server received it.
    pub received_at: Instant,
    /// What was added to the phone's time, in milliseconds.
    pub clock_offset_ms: i64,
    /// What is odd about it.
    pub doubts: Vec<Doubt>,
}

/// One event's answer.
#[derive(Clone, Debug)]
pub struct EventResult {
    /// What became of it.
    pub outcome: ItemOutcome,
    /// What stands under its id, when it belongs to this patrol.
    pub event: Option<PatrolEvent>,
}

/// A break.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pause {
    /// Since when.
    pub from: Instant,
    /// Until when: the end of the patrol, when nobody said that it goes on; nothing while it lasts.
    pub until: Option<Instant>,
}

/// Somebody on a patrol.
#[derive(Clone, Debug, PartialEq, Eq, sea_orm::FromQueryResult)]
pub struct Presence {
    /// Who.
    pub person_id: PersonId,
    /// The name that others see.
    pub display_name: String,
    /// Since when.
    pub joined_at: Instant,
    /// When they went home, before the end.
    pub left_at: Option<Instant>,
}

/// A point of the briefing on a patrol.
#[derive(Clone, Debug)]
pub struct BriefingPoint {
    /// The point.
    pub item: BriefingItem,
    /// Who went through it and when; nothing when nobody did.
    pub done: Option<PatrolEvent>,
}

/// A piece of equipment that was given out on a patrol.
#[derive(Clone, Debug)]
pub struct EquipmentState {
    /// The piece.
    pub equipment: Equipment,
    /// Who got it last.
    pub holder: PersonId,
    /// When that was.
    pub out_at: Instant,
    /// When it came back; nothing while it is missing.
    pub in_at: Option<Instant>,
}
