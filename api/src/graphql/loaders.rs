//! Loaders: many small questions of one operation become one. Made for each operation, because a
//! shared one would leak between viewers; without a delay, because waiting costs more than asking.

use std::{collections::HashMap, time::Duration};

use async_graphql::dataloader::{DataLoader, Loader};
use domain::{
    Ctx, Error, community,
    community::{Area, District},
    krt_shop::product,
    shared::{
        id::{AreaId, DistrictId, ProductId},
        media::Picture,
    },
};

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

/// Loads the pictures of products.
#[derive(Debug)]
pub struct Pictures(Ctx);

impl Loader<ProductId> for Pictures {
    type Value = Vec<Picture>;
    type Error = Error;

    async fn load(&self, ids: &[ProductId]) -> Result<HashMap<ProductId, Vec<Picture>>, Error> {
        product::pictures_of_products(&self.0, ids).await
    }
}

/// The loaders of one operation.
pub struct Loaders {
    areas: DataLoader<Areas>,
    districts: DataLoader<Districts>,
    pictures: DataLoader<Pictures>,
}

impl Loaders {
    /// Fresh loaders for one operation.
    #[must_use]
    pub fn new(ctx: &Ctx) -> Self {
        Self {
            areas: DataLoader::new(Areas(ctx.clone()), tokio::spawn).delay(Duration::ZERO),
            districts: DataLoader::new(Districts(ctx.clone()), tokio::spawn).delay(Duration::ZERO),
            pictures: DataLoader::new(Pictures(ctx.clone()), tokio::spawn).delay(Duration::ZERO),
        }
    }

    /// One area.
    pub async fn area(&self, id: AreaId) -> domain::Result<Area> {
        self.areas.load_one(id).await?.ok_or_else(Error::not_found)
    }

    /// The pictures of a product that the viewer has been shown, in their order.
    pub async fn pictures(&self, id: ProductId) -> domain::Result<Vec<Picture>> {
        Ok(self.pictures.load_one(id).await?.unwrap_or_default())
    }

    /// One district.
    pub async fn district(&self, id: DistrictId) -> domain::Result<District> {
        self.districts.load_one(id).await?.ok_or_else(Error::not_found)
    }
}
