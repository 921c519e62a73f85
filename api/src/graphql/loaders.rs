//! Loaders: many small questions of one operation become one. Made for each operation, because a
//! shared one would leak between viewers; without a delay, because waiting costs more than asking.

use std::{collections::HashMap, hash::Hash, sync::OnceLock, time::Duration};

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
    krt_shop::{
        product::{self, Delivery, Variant},
        project,
    },
    mykrt::{
        activity::{self, Activity, ActivityYear, Figures, MyAnswer},
        notice::{self, NoticeDocument},
    },
    mysrs::{
        application::{self, UnitApplication},
        incident::{self, Photo},
        patrol::{self, Record},
        proof::{self, Decision},
        roster::{self, ShiftSeat},
        unit::{self, Member, PatrolUnit},
    },
    shared::{
        clock::Instant,
        id::{
            ActivityId, AreaId, AreaPartId, CheckInId, DistrictId, IncidentId, NoticeId, PatrolId,
            PatrolUnitId, ProductId, ProjectId, ShiftId, UnitApplicationId,
        },
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

/// Loads how many come to activities that the viewer has been shown.
#[derive(Debug)]
pub struct ActivityFigures(Ctx);

impl Loader<ActivityId> for ActivityFigures {
    type Value = Figures;
    type Error = Error;

    async fn load(&self, ids: &[ActivityId]) -> Result<HashMap<ActivityId, Figures>, Error> {
        activity::figures_of(&self.0, ids).await
    }
}

/// Loads the viewer's own answers to activities.
#[derive(Debug)]
pub struct MyAnswers(Ctx);

impl Loader<ActivityId> for MyAnswers {
    type Value = MyAnswer;
    type Error = Error;

    async fn load(&self, ids: &[ActivityId]) -> Result<HashMap<ActivityId, MyAnswer>, Error> {
        activity::my_answers(&self.0, ids).await
    }
}

/// Loads what areas did in a year, as far as the viewer may see it.
#[derive(Debug)]
pub struct ActivityYears(Ctx);

impl Loader<(AreaId, i32)> for ActivityYears {
    type Value = ActivityYear;
    type Error = Error;

    async fn load(
        &self,
        keys: &[(AreaId, i32)],
    ) -> Result<HashMap<(AreaId, i32), ActivityYear>, Error> {
        let mut years = HashMap::new();
        for (year, areas) in grouped(keys.iter().map(|(area, year)| (*year, *area)).collect()) {
            let found = activity::years_of(&self.0, &areas, year).await?;
            years.extend(found.into_iter().map(|(area, counted)| ((area, year), counted)));
        }
        Ok(years)
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

/// Loads the sizes and flavours of products.
#[derive(Debug)]
pub struct Variants(Ctx);

impl Loader<ProductId> for Variants {
    type Value = Vec<Variant>;
    type Error = Error;

    async fn load(&self, ids: &[ProductId]) -> Result<HashMap<ProductId, Vec<Variant>>, Error> {
        product::variants_of_products(&self.0, ids).await
    }
}

/// Loads where products are delivered.
#[derive(Debug)]
pub struct Deliveries(Ctx);

impl Loader<ProductId> for Deliveries {
    type Value = Vec<Delivery>;
    type Error = Error;

    async fn load(&self, ids: &[ProductId]) -> Result<HashMap<ProductId, Vec<Delivery>>, Error> {
        product::deliveries_of_products(&self.0, ids).await
    }
}

/// Loads projects that the viewer may see.
#[derive(Debug)]
pub struct Projects(Ctx);

impl Loader<ProjectId> for Projects {
    type Value = project::Project;
    type Error = Error;

    async fn load(&self, ids: &[ProjectId]) -> Result<HashMap<ProjectId, project::Project>, Error> {
        let projects = project::projects_by_ids(&self.0, ids).await?;
        Ok(projects.into_iter().map(|project| (project.id, project)).collect())
    }
}

/// Loads the pictures of notices.
#[derive(Debug)]
pub struct NoticePictures(Ctx);

impl Loader<NoticeId> for NoticePictures {
    type Value = Vec<Picture>;
    type Error = Error;

    async fn load(&self, ids: &[NoticeId]) -> Result<HashMap<NoticeId, Vec<Picture>>, Error> {
        notice::attachments_of(&self.0, ids).await
    }
}

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

/// Loads the activities that notices carry, as far as the viewer may see them.
#[derive(Debug)]
pub struct NoticeActivities(Ctx);

impl Loader<NoticeId> for NoticeActivities {
    type Value = Activity;
    type Error = Error;

    async fn load(&self, ids: &[NoticeId]) -> Result<HashMap<NoticeId, Activity>, Error> {
        activity::activities_of_notices(&self.0, ids).await
    }
}

/// Loads the documents of notices.
#[derive(Debug)]
pub struct NoticeDocuments(Ctx);

impl Loader<NoticeId> for NoticeDocuments {
    type Value = Vec<NoticeDocument>;
    type Error = Error;

    async fn load(
        &self,
        ids: &[NoticeId],
    ) -> Result<HashMap<NoticeId, Vec<NoticeDocument>>, Error> {
        notice::documents_of(&self.0, ids).await
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

impl Loader<PatrolId> for Members {
    type Value = Vec<Member>;
    type Error = Error;

    async fn load(&self, ids: &[PatrolId]) -> Result<HashMap<PatrolId, Vec<Member>>, Error> {
        Ok(grouped(patrol::members_of_patrols(&self.0, ids).await?))
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

fn grouped<Id: Eq + Hash, T>(pairs: Vec<(Id, T)>) -> HashMap<Id, Vec<T>> {
    let mut groups: HashMap<Id, Vec<T>> = HashMap::new();
    for (id, item) in pairs {
        groups.entry(id).or_default().push(item);
    }
    groups
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

/// The loaders of one operation, each made when it is first asked: most operations ask none.
pub struct Loaders {
    ctx: Ctx,
    activity_figures: OnceLock<DataLoader<ActivityFigures>>,
    activity_years: OnceLock<DataLoader<ActivityYears>>,
    my_answers: OnceLock<DataLoader<MyAnswers>>,
    applications: OnceLock<DataLoader<Applications>>,
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
    pictures: OnceLock<DataLoader<Pictures>>,
    variants: OnceLock<DataLoader<Variants>>,
    deliveries: OnceLock<DataLoader<Deliveries>>,
    projects: OnceLock<DataLoader<Projects>>,
    notice_pictures: OnceLock<DataLoader<NoticePictures>>,
    incident_photos: OnceLock<DataLoader<IncidentPhotos>>,
    notice_activities: OnceLock<DataLoader<NoticeActivities>>,
    notice_documents: OnceLock<DataLoader<NoticeDocuments>>,
    units: OnceLock<DataLoader<Units>>,
    members: OnceLock<DataLoader<Members>>,
    patrol_photos: OnceLock<DataLoader<PatrolPhotos>>,
    decisions: OnceLock<DataLoader<Decisions>>,
    seats: OnceLock<DataLoader<Seats>>,
}

impl Loaders {
    /// Fresh loaders for one operation.
    #[must_use]
    pub fn new(ctx: &Ctx) -> Self {
        Self {
            ctx: ctx.clone(),
            activity_figures: OnceLock::new(),
            activity_years: OnceLock::new(),
            my_answers: OnceLock::new(),
            applications: OnceLock::new(),
            areas: OnceLock::new(),
            districts: OnceLock::new(),
            boundaries: OnceLock::new(),
            parts_of_areas: OnceLock::new(),
            parts: OnceLock::new(),
            committees: OnceLock::new(),
            vacancies: OnceLock::new(),
            groups: OnceLock::new(),
            now: OnceLock::new(),
            pictures: OnceLock::new(),
            variants: OnceLock::new(),
            deliveries: OnceLock::new(),
            projects: OnceLock::new(),
            notice_pictures: OnceLock::new(),
            incident_photos: OnceLock::new(),
            notice_activities: OnceLock::new(),
            notice_documents: OnceLock::new(),
            units: OnceLock::new(),
            members: OnceLock::new(),
            patrol_photos: OnceLock::new(),
            decisions: OnceLock::new(),
            seats: OnceLock::new(),
        }
    }

    fn get<'a, L>(
        &self,
        place: &'a OnceLock<DataLoader<L>>,
        loader: impl FnOnce(Ctx) -> L,
    ) -> &'a DataLoader<L> {
        place.get_or_init(|| {
            DataLoader::new(loader(self.ctx.clone()), tokio::spawn).delay(Duration::ZERO)
        })
    }

    /// One application that the viewer may see.
    pub async fn application(&self, id: UnitApplicationId) -> domain::Result<UnitApplication> {
        let loader = self.get(&self.applications, Applications);
        loader.load_one(id).await?.ok_or_else(Error::not_found)
    }

    /// How many come to an activity that the viewer has been shown.
    pub async fn activity_figures(&self, id: ActivityId) -> domain::Result<Figures> {
        let loader = self.get(&self.activity_figures, ActivityFigures);
        Ok(loader.load_one(id).await?.unwrap_or_default())
    }

    /// The viewer's own answer to an activity.
    pub async fn my_activity_answer(&self, id: ActivityId) -> domain::Result<Option<MyAnswer>> {
        self.get(&self.my_answers, MyAnswers).load_one(id).await
    }

    /// What an area did in a year, when the viewer may see it.
    pub async fn activity_year(
        &self,
        id: AreaId,
        year: i32,
    ) -> domain::Result<Option<ActivityYear>> {
        self.get(&self.activity_years, ActivityYears).load_one((id, year)).await
    }

    /// One area.
    pub async fn area(&self, id: AreaId) -> domain::Result<Area> {
        self.get(&self.areas, Areas).load_one(id).await?.ok_or_else(Error::not_found)
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
        self.get(&self.boundaries, Boundaries).load_one(id).await
    }

    /// The parts of an area that have not ended.
    pub async fn parts(&self, id: AreaId) -> domain::Result<Vec<AreaPart>> {
        let loader = self.get(&self.parts_of_areas, PartsOfAreas);
        Ok(loader.load_one(id).await?.unwrap_or_default())
    }

    /// A part of an area, also one that has ended; none without an id.
    pub async fn part(&self, id: Option<AreaPartId>) -> domain::Result<Option<AreaPart>> {
        match id {
            Some(id) => self.get(&self.parts, Parts).load_one(id).await,
            None => Ok(None),
        }
    }

    /// The committee of an area at an instant, or now.
    pub async fn committee(
        &self,
        id: AreaId,
        at: Option<Instant>,
    ) -> domain::Result<Vec<Appointment>> {
        let at = at.unwrap_or_else(|| *self.now.get_or_init(|| self.ctx.now()));
        Ok(self.get(&self.committees, Committees).load_one((id, at)).await?.unwrap_or_default())
    }

    /// Whether an area has neither a chair nor a secretary in office who is not shut out.
    pub async fn is_vacant(&self, id: AreaId) -> domain::Result<bool> {
        Ok(self.get(&self.vacancies, Vacancies).load_one(id).await?.unwrap_or_default())
    }

    /// The community groups of an area.
    pub async fn groups(&self, id: AreaId) -> domain::Result<Vec<CommunityGroup>> {
        Ok(self.get(&self.groups, Groups).load_one(id).await?.unwrap_or_default())
    }

    /// The pictures of a product that the viewer has been shown, in their order.
    pub async fn pictures(&self, id: ProductId) -> domain::Result<Vec<Picture>> {
        Ok(self.get(&self.pictures, Pictures).load_one(id).await?.unwrap_or_default())
    }

    /// The sizes and flavours of a product that the viewer has been shown, in their order.
    pub async fn variants(&self, id: ProductId) -> domain::Result<Vec<Variant>> {
        Ok(self.get(&self.variants, Variants).load_one(id).await?.unwrap_or_default())
    }

    /// Where a product that the viewer has been shown is delivered, the widest places first.
    pub async fn deliveries(&self, id: ProductId) -> domain::Result<Vec<Delivery>> {
        Ok(self.get(&self.deliveries, Deliveries).load_one(id).await?.unwrap_or_default())
    }

    /// A project, when the viewer may see it.
    pub async fn project(&self, id: ProjectId) -> domain::Result<Option<project::Project>> {
        self.get(&self.projects, Projects).load_one(id).await
    }

    /// The pictures of a notice that the viewer has been shown, in their order.
    pub async fn notice_pictures(&self, id: NoticeId) -> domain::Result<Vec<Picture>> {
        Ok(self.get(&self.notice_pictures, NoticePictures).load_one(id).await?.unwrap_or_default())
    }

    /// Every picture of an incident that the viewer has been shown, in their order: not all of them
    /// are for the viewer.
    pub async fn incident_photos(&self, id: IncidentId) -> domain::Result<Vec<Photo>> {
        Ok(self.get(&self.incident_photos, IncidentPhotos).load_one(id).await?.unwrap_or_default())
    }

    /// The activity that a notice carries, when the viewer may see it.
    pub async fn notice_activity(&self, id: NoticeId) -> domain::Result<Option<Activity>> {
        self.get(&self.notice_activities, NoticeActivities).load_one(id).await
    }

    /// The documents of a notice that the viewer has been shown, in their order.
    pub async fn notice_documents(&self, id: NoticeId) -> domain::Result<Vec<NoticeDocument>> {
        let loader = self.get(&self.notice_documents, NoticeDocuments);
        Ok(loader.load_one(id).await?.unwrap_or_default())
    }

    /// One patrol unit that the viewer may see.
    pub async fn patrol_unit(&self, id: PatrolUnitId) -> domain::Result<PatrolUnit> {
        self.get(&self.units, Units).load_one(id).await?.ok_or_else(Error::not_found)
    }

    /// Who is on a shift that the viewer has been shown.
    pub async fn members_of_shift(&self, id: ShiftId) -> domain::Result<Vec<Member>> {
        Ok(self.get(&self.members, Members).load_one(id).await?.unwrap_or_default())
    }

    /// The places in a shift that the viewer has been shown.
    pub async fn seats_of_shift(&self, id: ShiftId) -> domain::Result<Vec<ShiftSeat>> {
        Ok(self.get(&self.seats, Seats).load_one(id).await?.unwrap_or_default())
    }

    /// Who is on a patrol that the viewer has been shown.
    pub async fn members_of_patrol(&self, id: PatrolId) -> domain::Result<Vec<Member>> {
        Ok(self.get(&self.members, Members).load_one(id).await?.unwrap_or_default())
    }

    /// The photos of a check-in or an event of a patrol that the viewer has been shown.
    pub async fn patrol_photos(
        &self,
        patrol: PatrolId,
        record: Record,
    ) -> domain::Result<Vec<Picture>> {
        let loader = self.get(&self.patrol_photos, PatrolPhotos);
        Ok(loader.load_one((patrol, record)).await?.unwrap_or_default())
    }

    /// What was decided about a check-in that the viewer has been shown, the earliest first.
    pub async fn decisions(&self, id: CheckInId) -> domain::Result<Vec<Decision>> {
        Ok(self.get(&self.decisions, Decisions).load_one(id).await?.unwrap_or_default())
    }

    /// One district.
    pub async fn district(&self, id: DistrictId) -> domain::Result<District> {
        self.get(&self.districts, Districts).load_one(id).await?.ok_or_else(Error::not_found)
    }
}
