//! What the first unit walks by: two sectors with checkpoints, a briefing and equipment; and what it
//! saw on its first patrol with a phone.

use chrono::TimeDelta;
use sea_orm::ActiveEnum as _;
use serde_json::{Value, json};

use super::{Neighbourhood, Planting, patrols, unknown};
use crate::{
    mysrs::{
        checkpoint::{self, Checkpoint, code},
        incident::{self, IncidentStatus, NewIncident, PastIncident, PastMove, Severity},
        outset::{
            briefing::{self, BriefingItem},
            equipment::{self, Equipment, EquipmentKind},
        },
        patrol::{CheckInMethod, ClockEvidence, Evidence, PastPatrol},
        sector::{self, SettingSector, VisitOrder},
    },
    sample::content::{
        ground::{BRIEFING, EQUIPMENT, INCIDENTS, SECTORS},
        patrols::CHECKPOINTS,
    },
    shared::{
        error::Result,
        geo::Position,
        id::{CheckpointId, PatrolUnitId, PersonId, SectorId},
    },
};

/// For how many days there has been all this.
const SET: i64 = -90;
/// Half the width of a unit's map in degrees: 0.004° are about 440 m.
const HALF: f64 = 0.004;
/// How far away from a checkpoint somebody may be, in metres.
const RADIUS_METRES: i64 = 50;

/// The checkpoints of the first unit, in the order in which its first walk comes past them.
pub(super) struct Ground {
    /// The place of its area in the content.
    pub area: usize,
    checkpoints: Vec<CheckpointId>,
}

/// Plants what the first unit walks by.
pub(super) async fn plant(planting: &Planting, areas: &[Neighbourhood]) -> Result<Option<Ground>> {
    let first = areas.iter().find_map(|area| Some((area, area.unit.as_ref()?)));
    let Some((area, (unit, members))) = first else { return Ok(None) };
    let Some(leader) = members.first().copied() else { return Ok(None) };
    planting.travel(planting.at(SET, 20 * 60));
    let sectors = plant_sectors(planting, area, *unit).await?;
    let checkpoints = plant_checkpoints(planting, area, *unit, sectors).await?;
    plant_briefing(planting, *unit, leader).await?;
    plant_equipment(planting, *unit, leader).await?;
    Ok(Some(Ground { area: area.index, checkpoints }))
}

async fn plant_sectors(
    planting: &Planting,
    area: &Neighbourhood,
    unit: PatrolUnitId,
) -> Result<[SectorId; 2]> {
    let ids = [planting.ctx.mint(), planting.ctx.mint()];
    let orders = [VisitOrder::Fixed, VisitOrder::Random];
    let [west, east] = SECTORS;
    let maps = [(west, half(area, -HALF, 0.0)), (east, half(area, 0.0, HALF))];
    for ((id, visit_order), (name, map)) in ids.into_iter().zip(orders).zip(maps) {
        let name = name.to_owned();
        let setting = SettingSector {
            id,
            unit_id: unit,
            name: name.clone(),
            visit_order,
            polygon: Some(map.clone()),
            version: None,
        };
        let connection = planting.work.connection();
        let now = planting.ctx.now();
        sector::add_past_sector(connection, &setting, (name, Some(map)), now).await?;
    }
    Ok(ids)
}

/// The part of a unit's map between two meridians, in degrees from its middle.
fn half(area: &Neighbourhood, west: f64, east: f64) -> Value {
    let (north, middle) = (area.content.latitude, area.content.longitude);
    let corners = [(west, -HALF), (east, -HALF), (east, HALF), (west, HALF), (west, -HALF)];
    let line: Vec<Value> = corners.iter().map(|(x, y)| json!([middle + x, north + y])).collect();
    json!({ "type": "Polygon", "coordinates": [line] })
}

/// One where each check-in of the first walk is made.
async fn plant_checkpoints(
    planting: &Planting,
    area: &Neighbourhood,
    unit: PatrolUnitId,
    [west, east]: [SectorId; 2],
) -> Result<Vec<CheckpointId>> {
    let mut ids = Vec::new();
    let (middle, now) = (area.content.longitude, planting.ctx.now());
    let names = CHECKPOINTS.iter().cycle().skip(area.index);
    for (point, (name, place)) in patrols::places(area, patrols::FIRST).zip(names.zip(1..)) {
        let is_west = point.longitude < middle;
        let checkpoint = Checkpoint {
            id: planting.ctx.mint(),
            unit_id: unit,
            sector_id: Some(if is_west { west } else { east }),
            name: (*name).to_owned(),
            position: Position { latitude: point.latitude, longitude: point.longitude },
            radius_metres: RADIUS_METRES,
            hours: None,
            position_in_order: is_west.then_some(place),
            code_number: 1,
            code_since: now,
            far_from_area: false,
            version: 1,
            created_at: now,
            ended_at: None,
        };
        checkpoint::add_past_checkpoint(planting.work.connection(), &checkpoint).await?;
        ids.push(checkpoint.id);
    }
    Ok(ids)
}

async fn plant_briefing(
    planting: &Planting,
    unit_id: PatrolUnitId,
    set_by: PersonId,
) -> Result<()> {
    for (position, text) in (1..).zip(BRIEFING) {
        let item = BriefingItem {
            id: planting.ctx.mint(),
            unit_id,
            position,
            text: (*text).to_owned(),
            set_by,
            set_at: planting.ctx.now(),
            ended_at: None,
        };
        briefing::add_past_briefing_item(planting.work.connection(), &item).await?;
    }
    Ok(())
}

async fn plant_equipment(
    planting: &Planting,
    unit_id: PatrolUnitId,
    set_by: PersonId,
) -> Result<()> {
    for (code, pieces) in EQUIPMENT {
        let kind = EquipmentKind::try_from_value(&(*code).to_owned());
        let kind = kind.map_err(|_| unknown("kind of equipment", code))?;
        for number in 1..=*pieces {
            let piece = Equipment {
                id: planting.ctx.mint(),
                unit_id,
                kind,
                number: number.to_string(),
                set_by,
                set_at: planting.ctx.now(),
                ended_at: None,
            };
            equipment::add_past_equipment(planting.work.connection(), &piece).await?;
        }
    }
    Ok(())
}

impl Ground {
    /// What a check-in at one of the places shows: the code of the checkpoint there. The phone says of
    /// the last one that an app made the position up, so that there is something to decide about.
    pub(super) fn evidence(&self, planting: &Planting, place: usize) -> Evidence {
        let Some(id) = self.checkpoints.get(place).copied() else { return Evidence::default() };
        Evidence {
            method: CheckInMethod::Qr,
            checkpoint_id: Some(id),
            code: Some(code::text(&planting.ctx.tools().secret, id, 1)),
            mock: Some(place + 1 == self.checkpoints.len()),
        }
    }
}

/// Plants what was seen on a patrol, and what the unit's leader decided about it the day after.
pub(super) async fn incidents(planting: &Planting, past: &PastPatrol) -> Result<()> {
    let Some(leader) = past.members.first().copied() else { return Ok(()) };
    let reporter = past.members.get(1).copied().unwrap_or(leader);
    for seen in INCIDENTS {
        let happened_at = past.started_at + TimeDelta::minutes(seen.minute);
        let fix = past.points.iter().rev().find(|point| point.recorded_at <= happened_at);
        let own_position = fix.map(|point| (point.latitude, point.longitude));
        let severity = Severity::try_from_value(&seen.severity.to_owned());
        let new = NewIncident {
            id: planting.ctx.mint(),
            unit_id: past.unit,
            patrol_id: Some(past.id),
            category_code: seen.category.to_owned(),
            severity: severity.map_err(|_| unknown("severity", seen.severity))?,
            behaviour: seen.behaviour.to_owned(),
            place: Some(seen.place.to_owned()),
            people_involved: Some(seen.people),
            position: own_position,
            own_position,
            own_accuracy_metres: fix.and_then(|point| point.accuracy_metres),
            happened_at,
            monotonic_ms: None,
            clock: ClockEvidence::default(),
            photos: Vec::new(),
        };
        let moved = |to, reason, hours| PastMove {
            to,
            person: leader,
            reason,
            at: happened_at + TimeDelta::hours(hours),
        };
        let moves = seen.resolved.map_or_else(Vec::new, |how| {
            vec![
                moved(IncidentStatus::Acknowledged, None, 1),
                moved(IncidentStatus::Resolved, Some(how), 18),
            ]
        });
        let past = PastIncident { new, by: reporter, moves };
        incident::add_past_incident(&planting.ctx, &planting.work, &past).await?;
    }
    Ok(())
}
