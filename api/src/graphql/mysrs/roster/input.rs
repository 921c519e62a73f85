//! What phones send about months.

use async_graphql::{Enum, ID, InputObject};
use domain::mysrs::roster::{
    availability::SettingAvailability,
    month::{self, Assigning, Cancelling, Pin, Pinning, Planning},
    template::{SettingPlace, SettingTemplate},
};

use super::places::AvailabilityKind;
use crate::graphql::{
    context,
    scalars::{Date, DateTime},
};

/// How planning goes about what stands already.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "month::PlanningMode")]
pub enum RosterMode {
    /// Anew: only what was agreed is kept.
    New,
    /// As few people as possible get another shift.
    Repair,
}

/// A month to be planned.
#[derive(InputObject)]
pub struct RosterGenerateInput {
    /// The unit.
    unit_id: ID,
    /// The month in Malaysia, not over and at most 400 days ahead: `2026-03`.
    month: String,
    /// How to go about what stands already; a published month is only repaired.
    #[graphql(default_with = "RosterMode::New")]
    mode: RosterMode,
    /// Decides between rosters that are equally good: the same seed gives the same. Chosen when
    /// nothing is said.
    seed: Option<i32>,
    /// The version of the roster that was read; left out when it does not matter.
    version: Option<i64>,
    /// Made by the phone, at most 128 characters: the same key brings the first outcome again, for
    /// 30 days.
    pub(super) idempotency_key: Option<String>,
    /// Given back unchanged in the answer.
    pub(super) client_mutation_id: Option<String>,
}

impl RosterGenerateInput {
    pub(super) fn read(&self) -> domain::Result<Planning> {
        Ok(Planning {
            unit_id: context::id(&self.unit_id, "unitId")?,
            month: self.month.clone(),
            mode: self.mode.into(),
            seed: self.seed.map(i64::from),
            version: self.version,
        })
    }
}

/// Somebody's place in a shift, agreed or not any more.
#[derive(InputObject)]
pub struct RosterPinItem {
    /// The shift.
    shift_id: ID,
    /// The person, who is in it.
    person_id: ID,
    /// Whether it is agreed, so that planning anew keeps it.
    #[graphql(default = true)]
    pinned: bool,
}

/// What was agreed about a month.
#[derive(InputObject)]
pub struct RosterPinInput {
    /// The roster.
    id: ID,
    /// The version that was read.
    version: i64,
    /// At most 400 places.
    pins: Vec<RosterPinItem>,
    /// Made by the phone, at most 128 characters: the same key brings the first outcome again, for
    /// 30 days.
    pub(super) idempotency_key: Option<String>,
    /// Given back unchanged in the answer.
    pub(super) client_mutation_id: Option<String>,
}

impl RosterPinInput {
    pub(super) fn read(&self) -> domain::Result<Pinning> {
        let pin = |item: &RosterPinItem| -> domain::Result<Pin> {
            Ok(Pin {
                shift_id: context::id(&item.shift_id, "pins.shiftId")?,
                person_id: context::id(&item.person_id, "pins.personId")?,
                pinned: item.pinned,
            })
        };
        Ok(Pinning {
            id: context::id(&self.id, "id")?,
            version: self.version,
            pins: self.pins.iter().map(pin).collect::<domain::Result<_>>()?,
        })
    }
}

/// A month to be published.
#[derive(InputObject)]
pub struct RosterPublishInput {
    /// The roster.
    pub(super) id: ID,
    /// The version that was read.
    pub(super) version: i64,
    /// Made by the phone, at most 128 characters: the same key brings the first outcome again, for
    /// 30 days.
    pub(super) idempotency_key: Option<String>,
    /// Given back unchanged in the answer.
    pub(super) client_mutation_id: Option<String>,
}

/// Somebody comes into a shift, goes, or comes instead of another.
#[derive(InputObject)]
pub struct ShiftAssignInput {
    /// The shift, which has not begun.
    shift_id: ID,
    /// Who comes: a volunteer of the unit. Whoever is there already changes nothing.
    person_id: Option<ID>,
    /// Who goes.
    instead_of_id: Option<ID>,
    /// Made by the phone, at most 128 characters: the same key brings the first outcome again, for
    /// 30 days.
    pub(super) idempotency_key: Option<String>,
    /// Given back unchanged in the answer.
    pub(super) client_mutation_id: Option<String>,
}

impl ShiftAssignInput {
    pub(super) fn read(&self) -> domain::Result<Assigning> {
        let person = self.person_id.as_ref();
        let other = self.instead_of_id.as_ref();
        Ok(Assigning {
            shift_id: context::id(&self.shift_id, "shiftId")?,
            person_id: person.map(|id| context::id(id, "personId")).transpose()?,
            instead_of: other.map(|id| context::id(id, "insteadOfId")).transpose()?,
        })
    }
}

/// A shift that does not take place.
#[derive(InputObject)]
pub struct ShiftCancelInput {
    /// The shift, which has not begun.
    shift_id: ID,
    /// Why, 3 to 500 characters; its people read it.
    reason: String,
    /// Made by the phone, at most 128 characters: the same key brings the first outcome again, for
    /// 30 days.
    pub(super) idempotency_key: Option<String>,
    /// Given back unchanged in the answer.
    pub(super) client_mutation_id: Option<String>,
}

impl ShiftCancelInput {
    pub(super) fn read(&self) -> domain::Result<Cancelling> {
        let shift_id = context::id(&self.shift_id, "shiftId")?;
        Ok(Cancelling { shift_id, reason: self.reason.clone() })
    }
}

/// A recurring shift, whole each time.
#[derive(InputObject)]
pub struct ShiftTemplateSetInput {
    /// The id (`template_…`), made by the phone: the same id again changes the same one.
    id: ID,
    /// The unit.
    unit_id: ID,
    /// What it is called, at most 120 characters.
    name: String,
    /// On which days it begins, in Malaysia: 1 (Monday) to 7 (Sunday), at least one.
    weekdays: Vec<i32>,
    /// When it begins, in Malaysia: `23:00`.
    starts_at: String,
    /// How long it lasts, in minutes: 30 at least, and at most what the rule allows (12 hours).
    minutes: i32,
    /// Where it meets: a place of the unit; where its patrols meet when nothing is said.
    place_id: Option<ID>,
    /// So many people it should have: what the rule asks for (3) to 40.
    team_size: i32,
    /// The first day on which it may begin.
    from: Date,
    /// The last day on which it may begin, not before the first.
    until: Option<Date>,
    /// Given back unchanged in the answer.
    pub(super) client_mutation_id: Option<String>,
}

impl ShiftTemplateSetInput {
    pub(super) fn read(&self) -> domain::Result<SettingTemplate> {
        let place = self.place_id.as_ref();
        Ok(SettingTemplate {
            id: context::id(&self.id, "id")?,
            unit_id: context::id(&self.unit_id, "unitId")?,
            name: self.name.clone(),
            weekdays: self.weekdays.iter().copied().map(i64::from).collect(),
            starts_at: self.starts_at.clone(),
            minutes: self.minutes.into(),
            place_id: place.map(|id| context::id(id, "placeId")).transpose()?,
            team_size: self.team_size.into(),
            from_on: self.from.0,
            until_on: self.until.map(|until| until.0),
        })
    }
}

/// A recurring shift from which no more shifts are made.
#[derive(InputObject)]
pub struct ShiftTemplateEndInput {
    /// The recurring shift.
    pub(super) id: ID,
    /// Given back unchanged in the answer.
    pub(super) client_mutation_id: Option<String>,
}

/// Where patrols of a unit meet.
#[derive(InputObject)]
pub struct PatrolPlaceSetInput {
    /// The id (`place_…`), made by the phone: the same id again changes the same one.
    id: ID,
    /// The unit.
    unit_id: ID,
    /// The name, at most 120 characters.
    name: String,
    /// Its place in the list, 1 to 1,000.
    position: i32,
    /// Given back unchanged in the answer.
    pub(super) client_mutation_id: Option<String>,
}

impl PatrolPlaceSetInput {
    pub(super) fn read(&self) -> domain::Result<SettingPlace> {
        Ok(SettingPlace {
            id: context::id(&self.id, "id")?,
            unit_id: context::id(&self.unit_id, "unitId")?,
            name: self.name.clone(),
            position: self.position.into(),
        })
    }
}

/// A place that is not used any more.
#[derive(InputObject)]
pub struct PatrolPlaceEndInput {
    /// The place.
    pub(super) id: ID,
    /// Given back unchanged in the answer.
    pub(super) client_mutation_id: Option<String>,
}

/// Something that the viewer says about a time.
#[derive(InputObject)]
pub struct AvailabilityItem {
    /// The id (`availability_…`), made by the phone.
    id: ID,
    /// What they say.
    kind: AvailabilityKind,
    /// From when.
    from: DateTime,
    /// Until when: after the beginning, at most 366 days.
    until: DateTime,
    /// Counted by the phone from 1, higher with every change: the highest counts, in whatever order
    /// they come; something else under a revision that was used is refused (`ID_TAKEN`). Without it what
    /// comes last counts.
    revision: Option<i32>,
    /// Whether it is taken back.
    #[graphql(default)]
    removed: bool,
}

/// When the viewer is away or likes to patrol.
#[derive(InputObject)]
pub struct AvailabilitySetInput {
    /// For which unit.
    pub(super) unit_id: ID,
    /// What they say, at most 100 things.
    items: Vec<AvailabilityItem>,
    /// Given back unchanged in the answer.
    pub(super) client_mutation_id: Option<String>,
}

impl AvailabilitySetInput {
    pub(super) fn read(&self) -> domain::Result<Vec<SettingAvailability>> {
        let item = |item: &AvailabilityItem| -> domain::Result<SettingAvailability> {
            Ok(SettingAvailability {
                id: context::id(&item.id, "items.id")?,
                kind: item.kind.into(),
                starts_at: item.from.0,
                ends_at: item.until.0,
                revision: item.revision.map(Into::into),
                removed: item.removed,
            })
        };
        self.items.iter().map(item).collect()
    }
}

/// Who can lead a team.
#[derive(InputObject)]
pub struct PatrollerLeadSetInput {
    /// The volunteer's place in the unit (`patroller_…`).
    pub(super) patroller_id: ID,
    /// Whether they can.
    pub(super) can_lead: bool,
    /// Given back unchanged in the answer.
    pub(super) client_mutation_id: Option<String>,
}
