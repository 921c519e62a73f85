//! Patrol units, their shifts and patrols, and incidents.

use std::{collections::HashMap, sync::OnceLock};

use async_graphql::dataloader::{DataLoader, Loader};
use domain::{
    Ctx, Error,
    mysrs::{
        application::{self, UnitApplication},
        incident::{self, Photo},
        patrol::{self, Record},
        proof::{self, Decision},
        roster::{self, ShiftSeat},
        unit::{self, Member, PatrolUnit},
    },
    shared::{
        id::{CheckInId, IncidentId, PatrolId, PatrolUnitId, ShiftId, UnitApplicationId},
        media::Picture,
    },
};

use super::{Loaders, grouped};

/// Loads the pictures of incidents that the viewer has been shown.
#[derive(Debug)]
pub struct IncidentPhotos(Ctx);

impl Loader<IncidentId> for IncidentPhotos {
    type Value = Vec<Photo>;
    type Error = Error;

    async fn load(&self, ids: &[IncidentId]) -> Result<HashMap<IncidentId, Vec<Photo>>, Error> {
        incident::photos_of_incidents(&self.0, ids).await
    }
}

/// Loads patrol units that the viewer may see.
#[derive(Debug)]
pub struct Units(Ctx);

impl Loader<PatrolUnitId> for Units {
    type Value = PatrolUnit;
    type Error = Error;

    async fn load(&self, ids: &[PatrolUnitId]) -> Result<HashMap<PatrolUnitId, PatrolUnit>, Error> {
        let units = unit::units_by_ids(&self.0, ids).await?;
        Ok(units.into_iter().map(|unit| (unit.id, unit)).collect())
    }
}

/// Loads who is on shifts and patrols that the viewer has been shown.
#[derive(Debug)]
pub struct Members(Ctx);

impl Loader<ShiftId> for Members {
    type Value = Vec<Member>;
    type Error = Error;

    async fn load(&self, ids: &[ShiftId]) -> Result<HashMap<ShiftId, Vec<Member>>, Error> {
        Ok(grouped(roster::members_of_shifts(&self.0, ids).await?))
    }
}

impl Loader<PatrolId> for Members {
    type Value = Vec<Member>;
    type Error = Error;

    async fn load(&self, ids: &[PatrolId]) -> Result<HashMap<PatrolId, Vec<Member>>, Error> {
        Ok(grouped(patrol::members_of_patrols(&self.0, ids).await?))
    }
}

/// Loads the places in shifts that the viewer has been shown.
#[derive(Debug)]
pub struct Seats(Ctx);

impl Loader<ShiftId> for Seats {
    type Value = Vec<ShiftSeat>;
    type Error = Error;

    async fn load(&self, ids: &[ShiftId]) -> Result<HashMap<ShiftId, Vec<ShiftSeat>>, Error> {
        let seats = roster::seats_of_shifts(&self.0, ids).await?;
        Ok(grouped(seats.into_iter().map(|seat| (seat.shift_id, seat)).collect()))
    }
}

/// Loads the photos of check-ins and events of patrols that the viewer has been shown.
#[derive(Debug)]
pub struct PatrolPhotos(Ctx);

impl Loader<(PatrolId, Record)> for PatrolPhotos {
    type Value = Vec<Picture>;
    type Error = Error;

    async fn load(
        &self,
        keys: &[(PatrolId, Record)],
    ) -> Result<HashMap<(PatrolId, Record), Vec<Picture>>, Error> {
        patrol::photos_of_records(&self.0, keys).await
    }
}

/// Loads what was decided about check-ins that the viewer has been shown.
#[derive(Debug)]
pub struct Decisions(Ctx);

impl Loader<CheckInId> for Decisions {
    type Value = Vec<Decision>;
    type Error = Error;

    async fn load(&self, ids: &[CheckInId]) -> Result<HashMap<CheckInId, Vec<Decision>>, Error> {
        Ok(grouped(proof::decisions_of_check_ins(&self.0, ids).await?))
    }
}

/// Loads the applications that the viewer may see.
#[derive(Debug)]
pub struct Applications(Ctx);

impl Loader<UnitApplicationId> for Applications {
    type Value = UnitApplication;
    type Error = Error;

    async fn load(
        &self,
        ids: &[UnitApplicationId],
    ) -> Result<HashMap<UnitApplicationId, UnitApplication>, Error> {
        let found = application::applications_by_ids(&self.0, ids).await?;
        Ok(found.into_iter().map(|application| (application.id, application)).collect())
    }
}

/// Each made when it is first asked.
#[derive(Default)]
pub(super) struct MysrsLoaders {
    applications: OnceLock<DataLoader<Applications>>,
    incident_photos: OnceLock<DataLoader<IncidentPhotos>>,
    units: OnceLock<DataLoader<Units>>,
    members: OnceLock<DataLoader<Members>>,
    patrol_photos: OnceLock<DataLoader<PatrolPhotos>>,
    decisions: OnceLock<DataLoader<Decisions>>,
    seats: OnceLock<DataLoader<Seats>>,
}

impl Loaders {
    /// One application that the viewer may see.
    pub async fn application(&self, id: UnitApplicationId) -> domain::Result<UnitApplication> {
        let loader = self.get(&self.mysrs.applications, Applications);
        loader.load_one(id).await?.ok_or_else(Error::not_found)
    }

    /// Every picture of an incident that the viewer has been shown, in their order: not all of them
    /// are for the viewer.
    pub async fn incident_photos(&self, id: IncidentId) -> domain::Result<Vec<Photo>> {
        Ok(self
            .get(&self.mysrs.incident_photos, IncidentPhotos)
            .load_one(id)
            .await?
            .unwrap_or_default())
    }

    /// One patrol unit that the viewer may see.
    pub async fn patrol_unit(&self, id: PatrolUnitId) -> domain::Result<PatrolUnit> {
        self.get(&self.mysrs.units, Units).load_one(id).await?.ok_or_else(Error::not_found)
    }

    /// Who is on a shift that the viewer has been shown.
    pub async fn members_of_shift(&self, id: ShiftId) -> domain::Result<Vec<Member>> {
        Ok(self.get(&self.mysrs.members, Members).load_one(id).await?.unwrap_or_default())
    }

    /// The places in a shift that the viewer has been shown.
    pub async fn seats_of_shift(&self, id: ShiftId) -> domain::Result<Vec<ShiftSeat>> {
        Ok(self.get(&self.mysrs.seats, Seats).load_one(id).await?.unwrap_or_default())
    }

    /// Who is on a patrol that the viewer has been shown.
    pub async fn members_of_patrol(&self, id: PatrolId) -> domain::Result<Vec<Member>> {
        Ok(self.get(&self.mysrs.members, Members).load_one(id).await?.unwrap_or_default())
    }

    /// The photos of a check-in or an event of a patrol that the viewer has been shown.
    pub async fn patrol_photos(
        &self,
        patrol: PatrolId,
        record: Record,
    ) -> domain::Result<Vec<Picture>> {
        let loader = self.get(&self.mysrs.patrol_photos, PatrolPhotos);
        Ok(loader.load_one((patrol, record)).await?.unwrap_or_default())
    }

    /// What was decided about a check-in that the viewer has been shown, the earliest first.
    pub async fn decisions(&self, id: CheckInId) -> domain::Result<Vec<Decision>> {
        Ok(self.get(&self.mysrs.decisions, Decisions).load_one(id).await?.unwrap_or_default())
    }
}
