//! States, districts and neighbourhoods.

use std::{collections::HashMap, sync::OnceLock};

use async_graphql::dataloader::{DataLoader, Loader};
use domain::{
    Ctx, Error, community,
    community::{
        Area, District,
        area::{self, Boundary},
        area_part::{self, AreaPart},
        committee::{self, Appointment},
        group::{self, CommunityGroup},
    },
    shared::{
        clock::Instant,
        id::{AreaId, AreaPartId, DistrictId},
    },
};

use super::{Loaders, grouped};

/// Loads areas by their ids.
#[derive(Debug)]
pub struct Areas(Ctx);

impl Loader<AreaId> for Areas {
    type Value = Area;
    type Error = Error;

    async fn load(&self, ids: &[AreaId]) -> Result<HashMap<AreaId, Area>, Error> {
        let areas = community::areas_by_ids(&self.0, ids).await?;
        Ok(areas.into_iter().map(|area| (area.id, area)).collect())
    }
}

/// Loads districts by their ids.
#[derive(Debug)]
pub struct Districts(Ctx);

impl Loader<DistrictId> for Districts {
    type Value = District;
    type Error = Error;

    async fn load(&self, ids: &[DistrictId]) -> Result<HashMap<DistrictId, District>, Error> {
        let districts = community::districts_by_ids(&self.0, ids).await?;
        Ok(districts.into_iter().map(|district| (district.id, district)).collect())
    }
}

/// Loads the boundaries of areas.
#[derive(Debug)]
pub struct Boundaries(Ctx);

impl Loader<AreaId> for Boundaries {
    type Value = Boundary;
    type Error = Error;

    async fn load(&self, ids: &[AreaId]) -> Result<HashMap<AreaId, Boundary>, Error> {
        Ok(area::boundaries(&self.0, ids).await?.into_iter().collect())
    }
}

/// Loads the parts of areas that have not ended.
#[derive(Debug)]
pub struct PartsOfAreas(Ctx);

impl Loader<AreaId> for PartsOfAreas {
    type Value = Vec<AreaPart>;
    type Error = Error;

    async fn load(&self, ids: &[AreaId]) -> Result<HashMap<AreaId, Vec<AreaPart>>, Error> {
        area_part::parts_of_areas(&self.0, ids).await
    }
}

/// Loads parts of areas by their ids, also those that have ended.
#[derive(Debug)]
pub struct Parts(Ctx);

impl Loader<AreaPartId> for Parts {
    type Value = AreaPart;
    type Error = Error;

    async fn load(&self, ids: &[AreaPartId]) -> Result<HashMap<AreaPartId, AreaPart>, Error> {
        let parts = area_part::parts_by_ids(&self.0, ids).await?;
        Ok(parts.into_iter().map(|part| (part.id, part)).collect())
    }
}

/// Loads committees at an instant, as far as the viewer may see them.
#[derive(Debug)]
pub struct Committees(Ctx);

impl Loader<(AreaId, Instant)> for Committees {
    type Value = Vec<Appointment>;
    type Error = Error;

    async fn load(
        &self,
        keys: &[(AreaId, Instant)],
    ) -> Result<HashMap<(AreaId, Instant), Vec<Appointment>>, Error> {
        let mut committees = HashMap::new();
        for (at, areas) in grouped(keys.iter().map(|(area, at)| (*at, *area)).collect()) {
            let found = committee::committees(&self.0, &areas, at).await?;
            committees.extend(found.into_iter().map(|(area, posts)| ((area, at), posts)));
        }
        Ok(committees)
    }
}

/// Loads whether areas have neither a chair nor a secretary in office who is not shut out.
#[derive(Debug)]
pub struct Vacancies(Ctx);

impl Loader<AreaId> for Vacancies {
    type Value = bool;
    type Error = Error;

    async fn load(&self, ids: &[AreaId]) -> Result<HashMap<AreaId, bool>, Error> {
        committee::vacant_areas(&self.0, ids).await
    }
}

/// Loads the community groups of areas, as far as the viewer may see them.
#[derive(Debug)]
pub struct Groups(Ctx);

impl Loader<AreaId> for Groups {
    type Value = Vec<CommunityGroup>;
    type Error = Error;

    async fn load(&self, ids: &[AreaId]) -> Result<HashMap<AreaId, Vec<CommunityGroup>>, Error> {
        group::groups_of_areas(&self.0, ids).await
    }
}

/// Each made when it is first asked.
#[derive(Default)]
pub(super) struct CommunityLoaders {
    areas: OnceLock<DataLoader<Areas>>,
    districts: OnceLock<DataLoader<Districts>>,
    boundaries: OnceLock<DataLoader<Boundaries>>,
    parts_of_areas: OnceLock<DataLoader<PartsOfAreas>>,
    parts: OnceLock<DataLoader<Parts>>,
    committees: OnceLock<DataLoader<Committees>>,
    vacancies: OnceLock<DataLoader<Vacancies>>,
    groups: OnceLock<DataLoader<Groups>>,
    /// One instant for all committees of an operation, so that they are asked for together.
    now: OnceLock<Instant>,
}

impl Loaders {
    /// One area.
    pub async fn area(&self, id: AreaId) -> domain::Result<Area> {
        self.get(&self.community.areas, Areas).load_one(id).await?.ok_or_else(Error::not_found)
    }

    /// One area as the node knows it: a change is shown within a second.
    pub async fn known_area(&self, id: AreaId) -> domain::Result<Area> {
        match community::remembered_area(&self.ctx, id) {
            Some(area) => Ok(Area::clone(&area)),
            None => self.area(id).await,
        }
    }

    /// The boundary of an area, when known.
    pub async fn boundary(&self, id: AreaId) -> domain::Result<Option<Boundary>> {
        self.get(&self.community.boundaries, Boundaries).load_one(id).await
    }

    /// The parts of an area that have not ended.
    pub async fn parts(&self, id: AreaId) -> domain::Result<Vec<AreaPart>> {
        let loader = self.get(&self.community.parts_of_areas, PartsOfAreas);
        Ok(loader.load_one(id).await?.unwrap_or_default())
    }

    /// A part of an area, also one that has ended; none without an id.
    pub async fn part(&self, id: Option<AreaPartId>) -> domain::Result<Option<AreaPart>> {
        match id {
            Some(id) => self.get(&self.community.parts, Parts).load_one(id).await,
            None => Ok(None),
        }
    }

    /// The committee of an area at an instant, or now.
    pub async fn committee(
        &self,
        id: AreaId,
        at: Option<Instant>,
    ) -> domain::Result<Vec<Appointment>> {
        let at = at.unwrap_or_else(|| *self.community.now.get_or_init(|| self.ctx.now()));
        Ok(self
            .get(&self.community.committees, Committees)
            .load_one((id, at))
            .await?
            .unwrap_or_default())
    }

    /// Whether an area has neither a chair nor a secretary in office who is not shut out.
    pub async fn is_vacant(&self, id: AreaId) -> domain::Result<bool> {
        Ok(self.get(&self.community.vacancies, Vacancies).load_one(id).await?.unwrap_or_default())
    }

    /// The community groups of an area.
    pub async fn groups(&self, id: AreaId) -> domain::Result<Vec<CommunityGroup>> {
        Ok(self.get(&self.community.groups, Groups).load_one(id).await?.unwrap_or_default())
    }

    /// One district.
    pub async fn district(&self, id: DistrictId) -> domain::Result<District> {
        self.get(&self.community.districts, Districts)
            .load_one(id)
            .await?
            .ok_or_else(Error::not_found)
    }
}
