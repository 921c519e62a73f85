//! Reading empty houses.

use async_graphql::{Context, ID, Object};
use domain::mysrs::house;

use super::types::{HouseAway, HouseAwayConnection, WatchedHouse, WatchedHouseConnection};
use crate::graphql::{
    connection,
    context::{self, InRequest as _},
};

/// Reading empty houses.
#[derive(Default)]
pub struct HouseQuery;

#[Object]
impl HouseQuery {
    /// The houses that the viewer has told to be empty, those that are empty last first. MyKRT, the
    /// signed-in.
    async fn houses_away(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The first so many, 1 to 100; 20 when nothing is said.")] first: Option<
            i32,
        >,
        #[graphql(desc = "… after this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "… before this cursor.")] before: Option<String>,
    ) -> domain::Result<Option<HouseAwayConnection>> {
        let args = connection::args(first, after, last, before);
        let page = house::houses_of_viewer(context.ctx()?, &args).await?;
        Ok(Some(HouseAwayConnection::of(page, HouseAway)))
    }

    /// One house that the viewer has told to be empty; `NOT_FOUND` for everybody else. MyKRT.
    async fn house_away(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The house's id.")] id: ID,
    ) -> domain::Result<Option<HouseAway>> {
        let id = context::id(&id, "id")?;
        Ok(Some(HouseAway(house::house(context.ctx()?, id).await?)))
    }

    /// The houses of a unit's area that are empty at some time of the rest of this day in Malaysia, and
    /// from 18:00 on until 06:00, so that a phone has the whole night before it loses its signal;
    /// those that are empty longest first. Each reading is noted, and the house's people see how many
    /// there were. MySRS: the unit's leader; its volunteers while they are on a patrol that began
    /// within 24 hours and has a whole team, or is of a shift of theirs that is on within an hour;
    /// where the unit has sectors, they name one. Of the team are the viewer, whoever began the patrol, and
    /// everybody on it whose own phone has said something there: it joined (`patrolStart` with the
    /// patrol's id), or sent a part of a track, a check-in, an event or that they are well
    /// (`patrolAliveRecord`). Whoever was only named by another does not count until then.
    /// `FORBIDDEN` for its other volunteers, the area's committee and the officers above it.
    #[expect(clippy::too_many_arguments, reason = "each is an argument of the field")]
    async fn patrol_houses(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The unit.")] unit_id: ID,
        #[graphql(
            desc = "Only those in this sector of the unit, and those of which it is not known in which they lie."
        )]
        sector_id: Option<ID>,
        #[graphql(desc = "The first so many, 1 to 100; 20 when nothing is said.")] first: Option<
            i32,
        >,
        #[graphql(desc = "… after this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "… before this cursor.")] before: Option<String>,
    ) -> domain::Result<Option<WatchedHouseConnection>> {
        let unit = context::id(&unit_id, "unitId")?;
        let sector = sector_id.as_ref().map(|id| context::id(id, "sectorId")).transpose()?;
        let args = connection::args(first, after, last, before);
        let page = house::houses_of_patrol(context.ctx()?, unit, sector, &args).await?;
        Ok(Some(WatchedHouseConnection::of(page, WatchedHouse)))
    }
}
