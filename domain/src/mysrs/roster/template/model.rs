//! Places and recurring shifts as plain values.

use chrono::NaiveDate;
use serde::Serialize;

use crate::shared::{
    clock::Instant,
    id::{PatrolPlaceId, PatrolUnitId, ShiftTemplateId},
};

/// Where patrols of a unit meet.
#[derive(Clone, Debug, PartialEq, Eq, sea_orm::FromQueryResult)]
pub struct PatrolPlace {
    /// The id.
    pub id: PatrolPlaceId,
    /// The unit.
    pub unit_id: PatrolUnitId,
    /// The name.
    pub name: String,
    /// Its place in the list, from 1.
    pub position: i64,
    /// Since when it is not used any more.
    pub ended_at: Option<Instant>,
}

/// A place to be set.
#[derive(Clone, Debug, Serialize)]
pub struct SettingPlace {
    /// Which one; made by the phone.
    pub id: PatrolPlaceId,
    /// The unit.
    pub unit_id: PatrolUnitId,
    /// The name, at most 120 characters.
    pub name: String,
    /// Its place in the list, 1 to 1,000.
    pub position: i64,
}

/// A recurring shift of a unit.
#[derive(Clone, Debug, PartialEq, Eq, sea_orm::FromQueryResult)]
pub struct ShiftTemplate {
    /// The id.
    pub id: ShiftTemplateId,
    /// The unit.
    pub unit_id: PatrolUnitId,
    /// What it is called.
    pub name: String,
    /// On which days it begins, as they are kept: `5,6,7`, where 1 is Monday.
    pub weekdays: String,
    /// When it begins, `23:00`, in Malaysia.
    pub starts_at: String,
    /// How long it lasts, in minutes.
    pub minutes: i64,
    /// Where it meets; the unit's meeting place when nothing is said.
    pub place_id: Option<PatrolPlaceId>,
    /// So many people it should have.
    pub team_size: i64,
    /// The first day on which it may begin.
    pub from_on: NaiveDate,
    /// The last day on which it may begin.
    pub until_on: Option<NaiveDate>,
    /// Since when no shift is made from it any more.
    pub ended_at: Option<Instant>,
}

impl ShiftTemplate {
    /// On which days it begins: 1 is Monday.
    pub fn days(&self) -> impl Iterator<Item = i64> {
        self.weekdays.split(',').filter_map(|day| day.parse().ok())
    }
}

/// A recurring shift to be set.
#[derive(Clone, Debug, Serialize)]
pub struct SettingTemplate {
    /// Which one; made by the phone.
    pub id: ShiftTemplateId,
    /// The unit.
    pub unit_id: PatrolUnitId,
    /// What it is called, at most 120 characters.
    pub name: String,
    /// On which days it begins: 1 (Monday) to 7, at least one.
    pub weekdays: Vec<i64>,
    /// When it begins, `23:00`, in Malaysia.
    pub starts_at: String,
    /// How long it lasts, in minutes: 30 at least, and at most what the rule allows.
    pub minutes: i64,
    /// Where it meets.
    pub place_id: Option<PatrolPlaceId>,
    /// So many people it should have: what the rule asks for at least, at most 40.
    pub team_size: i64,
    /// The first day on which it may begin.
    pub from_on: NaiveDate,
    /// The last day on which it may begin, not before the first.
    pub until_on: Option<NaiveDate>,
}
