//! What a node knows of places: kept in memory and fresh by the change log, so that whoever shows
//! a neighbourhood's name, or asks in which district it lies, asks no table for it.
//!
//! Only what somebody asked for is kept. There are 8,586 neighbourhoods in the country at about
//! 700 bytes each, some 115 districts, and 5,431 patrol units of which the neighbourhood alone is
//! remembered.

use std::{
    hash::Hash,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
};

use moka::sync::Cache;
use tokio::sync::broadcast::{Receiver, error::RecvError};

use super::{
    area_part,
    model::{Area, District},
    store,
};
use crate::{
    policy::{Action, Target},
    shared::{
        change_log::{Change, Noun, Told},
        ctx::Ctx,
        error::{Error, Result},
        id::{AreaId, AreaPartId, DistrictId, PatrolUnitId, PersonId},
    },
};

/// The most neighbourhoods, and the most units, that a node keeps: a few more than there are.
const MOST_KEPT: u64 = 10_000;
/// The most districts that a node keeps.
const MOST_DISTRICTS: u64 = 1_000;

/// The most people of whom a node knows in which parts of their neighbourhoods they live: some 100
/// bytes each.
const MOST_PEOPLE: u64 = 100_000;

/// In which part of each of their neighbourhoods somebody lives, where they said so.
type Parts = Arc<Vec<(AreaId, AreaPartId)>>;

/// What one node knows of places.
#[derive(Debug)]
pub struct Atlas {
    areas: Cache<AreaId, Arc<Area>>,
    districts: Cache<DistrictId, Arc<District>>,
    /// In which neighbourhood each patrol unit is.
    units: Cache<PatrolUnitId, AreaId>,
    /// Whoever moves is told of as a person whose roles changed.
    parts: Cache<PersonId, Parts>,
    /// Rises with every change of a place that is heard: what was read before is not kept after.
    heard: AtomicU64,
    /// Nothing is kept while nobody listens to changes.
    followed: AtomicBool,
}

impl Default for Atlas {
    fn default() -> Self {
        Self {
            areas: Cache::new(MOST_KEPT),
            districts: Cache::new(MOST_DISTRICTS),
            units: Cache::new(MOST_KEPT),
            parts: Cache::new(MOST_PEOPLE),
            heard: AtomicU64::new(0),
            followed: AtomicBool::new(false),
        }
    }
}

impl Atlas {
    /// Keeps what is known fresh for as long as the node lives.
    pub async fn follow(&self, mut changes: Receiver<Told>) {
        self.followed.store(true, Ordering::SeqCst);
        loop {
            match changes.recv().await {
                Ok(Told::Change(_, change)) => self.hear(&change),
                Ok(Told::Gap) | Err(RecvError::Lagged(_)) => self.forget(),
                Err(RecvError::Closed) => {
                    self.followed.store(false, Ordering::SeqCst);
                    return self.forget();
                }
            }
        }
    }

    fn hear(&self, change: &Change) {
        match change.noun {
            // An import tells of many places at once.
            Noun::Place if change.id.is_nil() => self.forget(),
            Noun::Place => {
                self.heard.fetch_add(1, Ordering::SeqCst);
                self.areas.invalidate(&AreaId(change.id));
                self.districts.invalidate(&DistrictId(change.id));
            }
            // A unit stays in its neighbourhood. Should one ever move, this hears of it.
            Noun::PatrolUnit => {
                self.heard.fetch_add(1, Ordering::SeqCst);
                self.units.invalidate(&PatrolUnitId(change.id));
            }
            Noun::Person => {
                self.heard.fetch_add(1, Ordering::SeqCst);
                self.parts.invalidate(&PersonId(change.id));
            }
            _ => {}
        }
    }

    fn forget(&self) {
        self.heard.fetch_add(1, Ordering::SeqCst);
        self.areas.invalidate_all();
        self.districts.invalidate_all();
        self.units.invalidate_all();
        self.parts.invalidate_all();
    }

    fn heard(&self) -> u64 {
        self.heard.load(Ordering::SeqCst)
    }

    /// Keeps something that was read since so much had been heard, unless more was heard meanwhile.
    fn keep<K, V>(&self, cache: &Cache<K, V>, key: K, value: V, heard: u64)
    where
        K: Hash + Eq + Copy + Send + Sync + 'static,
        V: Clone + Send + Sync + 'static,
    {
        if !self.followed.load(Ordering::SeqCst) {
            return;
        }
        cache.insert(key, value);
        if self.heard() != heard {
            // It may have changed after it was read and before it was kept.
            cache.invalidate(&key);
        }
    }
}

/// These areas as this node knows them, in any order; a change is known within a second. The others
/// are read in one statement.
pub async fn known_areas(ctx: &Ctx, ids: &[AreaId]) -> Result<Vec<Arc<Area>>> {
    ctx.authorize(Action::PublicRead, &Target::nothing())?;
    let atlas = &ctx.tools().atlas;
    let mut found = Vec::with_capacity(ids.len());
    let mut missing = Vec::new();
    for id in ids {
        match atlas.areas.get(id) {
            Some(area) => found.push(area),
            None => missing.push(*id),
        }
    }
    if !missing.is_empty() {
        found.extend(read_areas(ctx, &missing).await?);
    }
    Ok(found)
}

/// These areas as they stand in the table, which the node knows from then on.
pub(super) async fn read_areas(ctx: &Ctx, ids: &[AreaId]) -> Result<Vec<Arc<Area>>> {
    let atlas = &ctx.tools().atlas;
    let heard = atlas.heard();
    let read = store::areas_by_ids(ctx.read(), ids).await?;
    let areas: Vec<Arc<Area>> = read.into_iter().map(Arc::new).collect();
    for area in &areas {
        atlas.keep(&atlas.areas, area.id, Arc::clone(area), heard);
    }
    Ok(areas)
}

/// An area, if this node knows it: everybody may. A change is known within a second.
#[must_use]
pub fn remembered_area(ctx: &Ctx, id: AreaId) -> Option<Arc<Area>> {
    ctx.tools().atlas.areas.get(&id)
}

/// One area as this node knows it; a change is known within a second.
pub async fn known_area(ctx: &Ctx, id: AreaId) -> Result<Arc<Area>> {
    known_areas(ctx, &[id]).await?.pop().ok_or_else(Error::not_found)
}

/// One district as this node knows it; a change is known within a second.
pub async fn known_district(ctx: &Ctx, id: DistrictId) -> Result<Arc<District>> {
    ctx.authorize(Action::PublicRead, &Target::nothing())?;
    let atlas = &ctx.tools().atlas;
    if let Some(district) = atlas.districts.get(&id) {
        return Ok(district);
    }
    let heard = atlas.heard();
    let district = store::districts_by_ids(ctx.read(), &[id]).await?.pop();
    let district = Arc::new(district.ok_or_else(Error::not_found)?);
    atlas.keep(&atlas.districts, id, Arc::clone(&district), heard);
    Ok(district)
}

/// In which area each of these patrol units is.
pub(super) async fn areas_of_units(
    ctx: &Ctx,
    units: &[PatrolUnitId],
) -> Result<Vec<(PatrolUnitId, AreaId)>> {
    let atlas = &ctx.tools().atlas;
    let mut found = Vec::with_capacity(units.len());
    let mut missing = Vec::new();
    for unit in units {
        match atlas.units.get(unit) {
            Some(area) => found.push((*unit, area)),
            None => missing.push(*unit),
        }
    }
    if missing.is_empty() {
        return Ok(found);
    }
    let heard = atlas.heard();
    for (unit, area) in store::areas_of_units(ctx.read(), &missing).await? {
        atlas.keep(&atlas.units, unit, area, heard);
        found.push((unit, area));
    }
    Ok(found)
}

/// In which part of each of their neighbourhoods somebody lives; a move is known within a second.
pub(super) async fn known_parts(ctx: &Ctx, person: PersonId) -> Result<Parts> {
    let atlas = &ctx.tools().atlas;
    if let Some(parts) = atlas.parts.get(&person) {
        return Ok(parts);
    }
    let heard = atlas.heard();
    let parts = Arc::new(area_part::parts_of_person(ctx.read(), person).await?);
    atlas.keep(&atlas.parts, person, Arc::clone(&parts), heard);
    Ok(parts)
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::shared::change_log::Scope;

    fn district(number: u128) -> Arc<District> {
        Arc::new(District {
            id: DistrictId(Uuid::from_u128(number)),
            code: "J01".to_owned(),
            name: "Johor Bahru".to_owned(),
            state_code: "01".to_owned(),
            sample: false,
        })
    }

    fn followed() -> Atlas {
        Atlas { followed: AtomicBool::new(true), ..Atlas::default() }
    }

    fn keep(atlas: &Atlas, number: u128, heard: u64) -> DistrictId {
        let district = district(number);
        let id = district.id;
        atlas.keep(&atlas.districts, id, district, heard);
        id
    }

    #[test]
    fn what_is_told_of_a_place_is_forgotten_and_the_rest_is_not() {
        let atlas = followed();
        let (one, two) = (keep(&atlas, 1, 0), keep(&atlas, 2, 0));
        atlas.hear(&Change::new(Scope::Public, Noun::Notice, one));
        assert!(atlas.districts.contains_key(&one));
        atlas.hear(&Change::new(Scope::Public, Noun::Place, one));
        assert!(!atlas.districts.contains_key(&one));
        assert!(atlas.districts.contains_key(&two));
        atlas.hear(&Change::new(Scope::Public, Noun::Place, Uuid::nil()));
        assert!(!atlas.districts.contains_key(&two));
    }

    #[test]
    fn what_was_read_before_a_change_is_not_kept_after_it() {
        let atlas = followed();
        let before = atlas.heard();
        atlas.hear(&Change::new(Scope::Public, Noun::Place, Uuid::from_u128(7)));
        let late = keep(&atlas, 1, before);
        assert!(!atlas.districts.contains_key(&late));
        let fresh = keep(&atlas, 1, atlas.heard());
        assert!(atlas.districts.contains_key(&fresh));
    }

    #[test]
    fn nothing_is_kept_while_nobody_listens() {
        let atlas = Atlas::default();
        let id = keep(&atlas, 1, 0);
        assert!(!atlas.districts.contains_key(&id));
    }
}
