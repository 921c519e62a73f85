//! Positions, simplified tracks and links.

use async_graphql::{Context, Description, ID, Object};
use domain::mysrs::live;

use crate::graphql::{
    context::InRequest as _,
    mysrs::unit::PatrolMember,
    scalars::{DateTime, GeoJson},
    values::Coordinates,
};

/// Where one phone on a patrol was last: told at most every five seconds and ten metres, and once a
/// minute when it stands still.
#[derive(Description)]
pub struct PatrolPosition(pub(in crate::graphql::mysrs) live::Spot);

#[Object(use_type_description)]
impl PatrolPosition {
    /// The phone's track (`track_…`).
    async fn track_id(&self) -> ID {
        self.0.track_id.into()
    }

    /// Whose phone it is: the id of one of the patrol's members. None where a whole district is
    /// followed.
    async fn person_id(&self) -> Option<ID> {
        self.0.person_id.map(Into::into)
    }

    /// Where. Where a whole district is followed they are rounded to 0.001°, about 110 m.
    async fn coordinates(&self) -> Coordinates {
        Coordinates { latitude: self.0.latitude, longitude: self.0.longitude }
    }

    /// How far off it may be, in metres, as the phone says.
    async fn accuracy_metres(&self) -> Option<f64> {
        self.0.accuracy_metres
    }

    /// When the phone was there, as far as the server can tell.
    async fn recorded_at(&self) -> DateTime {
        DateTime(self.0.at)
    }
}

/// A patrol's way with fewer places than fixes, for a map.
#[derive(Description)]
pub struct PatrolTrack(pub(in crate::graphql::mysrs) live::Way);

#[Object(use_type_description)]
impl PatrolTrack {
    /// The way: a GeoJSON `MultiLineString`, a line for each part that a phone recorded without a gap.
    async fn geometry(&self) -> GeoJson {
        GeoJson(self.0.geojson())
    }

    /// How many places it has.
    async fn point_count(&self) -> usize {
        self.0.places()
    }

    /// Of how many fixes it was made.
    async fn fix_count(&self) -> usize {
        self.0.fixes
    }

    /// No fix lies further from the lines than this, in metres.
    async fn tolerance_metres(&self) -> f64 {
        self.0.tolerance_metres
    }
}

/// A link with which anybody who has it follows a patrol on a page, without an account and without
/// names, until it expires, somebody ends it, or half an hour after the patrol's end.
#[derive(Description)]
pub struct PatrolShare(pub(in crate::graphql::mysrs) live::Share);

#[Object(use_type_description)]
impl PatrolShare {
    /// The id (`share_…`), as `patrolShareEnd` names it.
    async fn id(&self) -> ID {
        self.0.id.into()
    }

    /// Who made it; none when they are not one of the patrol's members.
    async fn made_by(&self, context: &Context<'_>) -> domain::Result<Option<PatrolMember>> {
        let members = context.loaders()?.members_of_patrol(self.0.patrol_id).await?;
        let maker = members.into_iter().find(|member| member.person_id == self.0.made_by);
        Ok(maker.map(PatrolMember))
    }

    /// When it was made.
    async fn made_at(&self) -> DateTime {
        DateTime(self.0.made_at)
    }

    /// Until when it leads somewhere, if nobody ends it before and the patrol goes on.
    async fn expires_at(&self) -> DateTime {
        DateTime(self.0.expires_at)
    }

    /// When somebody ended it.
    async fn ended_at(&self) -> Option<DateTime> {
        self.0.ended_at.map(DateTime)
    }
}
