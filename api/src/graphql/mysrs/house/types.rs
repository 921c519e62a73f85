//! Empty houses, as their people and as patrols see them.

use async_graphql::{Context, Description, Enum, ID, Object, SimpleObject};
use domain::mysrs::house;

use crate::graphql::{
    community::Area,
    connection::{self, connection},
    context::InRequest as _,
    krt_shop::Picture,
    scalars::{DateTime, PhoneNumber},
    values::Coordinates,
};

/// What a patrol found at a house.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "house::Finding")]
pub enum HouseFinding {
    /// Nothing that should not be.
    AllWell,
    /// Something that its people should know of; the note or the photo says what.
    SomethingSeen,
}

/// How often a house was read from the list of the empty ones. Each reading is noted before anything
/// is shown.
#[derive(SimpleObject)]
pub struct HouseReadings {
    /// By so many people.
    people: i64,
    /// So many times.
    times: i64,
    /// The last time.
    last_at: Option<DateTime>,
}

/// The viewer's own house that is empty for a time, as they told the patrol units of their area.
/// Neither other residents nor the committee see it. Everything of it is erased 30 days after somebody
/// is at home again.
#[derive(Description)]
pub struct HouseAway(pub house::HouseAway);

#[Object(use_type_description)]
impl HouseAway {
    /// The id (`houseaway_…`), made by the phone that told of it.
    pub async fn id(&self) -> ID {
        self.0.id.into()
    }

    /// The area in which it stands.
    async fn area(&self, context: &Context<'_>) -> domain::Result<Area> {
        Ok(Area(context.loaders()?.area(self.0.area_id).await?))
    }

    /// Its address, at most 200 characters.
    async fn address(&self) -> &str {
        &self.0.details.address
    }

    /// Where it is, when that was told.
    async fn coordinates(&self) -> Option<Coordinates> {
        Coordinates::of(self.0.details.latitude, self.0.details.longitude)
    }

    /// Whom a patrol may call, when anybody.
    async fn contact_phone(&self) -> Option<PhoneNumber> {
        self.0.details.contact_phone.clone().map(PhoneNumber)
    }

    /// What patrols should know or look at, at most 1,000 characters.
    async fn note(&self) -> Option<&str> {
        self.0.details.note.as_deref()
    }

    /// Since when it is empty.
    async fn starts_at(&self) -> DateTime {
        DateTime(self.0.starts_at)
    }

    /// Until when it was told to be empty.
    async fn ends_at(&self) -> DateTime {
        DateTime(self.0.ends_at)
    }

    /// When it was said that somebody is at home earlier.
    async fn cancelled_at(&self) -> Option<DateTime> {
        self.0.cancelled_at.map(DateTime)
    }

    /// In the night after this everything of it is erased: 30 days after somebody is at home again.
    async fn erased_after(&self) -> DateTime {
        DateTime(house::forgotten_at(&self.0))
    }

    /// The names of the units at work in its area, whose patrols see it on the days on which it is
    /// empty; none when nobody patrols there.
    async fn watched_by(&self, context: &Context<'_>) -> domain::Result<Vec<String>> {
        house::watching_units(context.ctx()?, &self.0).await
    }

    /// How often patrols looked at it.
    async fn visit_count(&self) -> i64 {
        self.0.visit_count
    }

    /// When a patrol last looked at it.
    async fn last_visit_at(&self) -> Option<DateTime> {
        self.0.last_visit_at.map(DateTime)
    }

    /// The looks of patrols at it, the latest first.
    async fn visits(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The first so many, 1 to 100; 20 when nothing is said.")] first: Option<
            i32,
        >,
        #[graphql(desc = "… after this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "… before this cursor.")] before: Option<String>,
    ) -> domain::Result<HouseVisitConnection> {
        let args = connection::args(first, after, last, before);
        let page = house::visits(context.ctx()?, &self.0, &args).await?;
        Ok(HouseVisitConnection::of(page, HouseVisit))
    }

    /// How often it was read from the list of the empty houses, and by how many people.
    async fn readings(&self, context: &Context<'_>) -> domain::Result<HouseReadings> {
        let read = house::readings(context.ctx()?, &self.0).await?;
        let last_at = read.last_at.map(DateTime);
        Ok(HouseReadings { people: read.people, times: read.times, last_at })
    }

    /// Rises with every change: `houseAwaySet` wants it.
    async fn version(&self) -> i64 {
        self.0.version
    }

    /// When it was told.
    async fn created_at(&self) -> DateTime {
        DateTime(self.0.created_at)
    }

    /// When it was last changed.
    async fn updated_at(&self) -> DateTime {
        DateTime(self.0.updated_at)
    }
}

connection!(HouseAwayConnection, HouseAwayEdge, HouseAway, "houses that are empty for a time");

/// A patrol's look at a house, as its people see it: nobody's name.
#[derive(Description)]
pub struct HouseVisit(pub house::HouseVisit);

#[Object(use_type_description)]
impl HouseVisit {
    /// The id (`housevisit_…`), made by the phone that recorded it.
    async fn id(&self) -> ID {
        self.0.id.into()
    }

    /// When, corrected when the phone's clock was wrong.
    async fn visited_at(&self) -> DateTime {
        DateTime(self.0.visited_at)
    }

    /// When the server heard of it: a phone without signal sends it later.
    async fn received_at(&self) -> DateTime {
        DateTime(self.0.received_at)
    }

    /// What was found.
    async fn finding(&self) -> HouseFinding {
        self.0.finding.into()
    }

    /// What was seen.
    async fn note(&self) -> Option<&str> {
        self.0.note.as_deref()
    }

    /// How far away from the house the phone was, in metres, when both places are known.
    async fn metres_away(&self) -> Option<f64> {
        self.0.metres_away
    }

    /// The photo.
    async fn photo(&self) -> Option<Picture> {
        self.0.photo.clone().map(Picture::closed)
    }
}

connection!(HouseVisitConnection, HouseVisitEdge, HouseVisit, "looks at a house");

/// A house that is empty today, as a patrol sees it. Apps forget it when the patrol ends.
#[derive(Description)]
pub struct WatchedHouse(pub house::WatchedHouse);

#[Object(use_type_description)]
impl WatchedHouse {
    /// The id (`houseaway_…`), as `houseVisitRecord` names it.
    async fn id(&self) -> ID {
        self.0.house.id.into()
    }

    /// Its address.
    async fn address(&self) -> &str {
        &self.0.house.details.address
    }

    /// Where it is, when that was told.
    async fn coordinates(&self) -> Option<Coordinates> {
        let details = &self.0.house.details;
        Coordinates::of(details.latitude, details.longitude)
    }

    /// The unit's sector in which it lies, as `PatrolUnit.sectors` names it; none when that is not
    /// known.
    async fn sector_id(&self) -> Option<ID> {
        self.0.sector_id.map(Into::into)
    }

    /// Whom to call about it, when its people want to be called.
    async fn contact_phone(&self) -> Option<PhoneNumber> {
        self.0.house.details.contact_phone.clone().map(PhoneNumber)
    }

    /// What its people ask to be looked at.
    async fn note(&self) -> Option<&str> {
        self.0.house.details.note.as_deref()
    }

    /// Since when it is empty.
    async fn starts_at(&self) -> DateTime {
        DateTime(self.0.house.starts_at)
    }

    /// Until when it is empty.
    async fn ends_at(&self) -> DateTime {
        DateTime(self.0.house.ends_at)
    }

    /// How often patrols looked at it.
    async fn visit_count(&self) -> i64 {
        self.0.house.visit_count
    }

    /// When a patrol last looked at it.
    async fn last_visit_at(&self) -> Option<DateTime> {
        self.0.house.last_visit_at.map(DateTime)
    }
}

connection!(WatchedHouseConnection, WatchedHouseEdge, WatchedHouse, "houses to be looked at");
