//! Patrols and check-ins.

use async_graphql::{Context, Description, Enum, ID, Object};
use domain::mysrs::{checkpoint, patrol, roster};
use tokio::sync::OnceCell;

use super::{
    checkpoint::Checkpoint,
    unit::{PatrolMember, PatrolUnit, Shift},
};
use crate::graphql::{
    connection::{self, connection},
    context::InRequest as _,
    scalars::DateTime,
    values::Coordinates,
};

/// Where a patrol stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "patrol::PatrolStatus")]
pub enum PatrolStatus {
    /// On the way.
    Active,
    /// Over. What was recorded before may still come in.
    Ended,
}

/// What makes a record one for a person to look at. It is kept all the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "patrol::Doubt")]
pub enum CheckInDoubt {
    /// The position does not lie on the globe; it was left out.
    PositionInvalid,
    /// The accuracy is no length between 0 and 100 km; it was left out.
    AccuracyInvalid,
    /// A text was too long, or held characters that cannot be shown; it was cut.
    TextCut,
    /// The phone's clock was off by more than two minutes; the time was corrected.
    ClockWrong,
    /// By the corrected time it was recorded more than half an hour before the patrol began.
    TimeImplausible,
}

/// One patrol of a unit.
#[derive(Description)]
pub struct Patrol {
    patrol: patrol::Patrol,
    rights: OnceCell<patrol::PatrolRights>,
}

impl From<patrol::Patrol> for Patrol {
    fn from(patrol: patrol::Patrol) -> Self {
        Self { patrol, rights: OnceCell::new() }
    }
}

impl Patrol {
    async fn rights(&self, context: &Context<'_>) -> domain::Result<&patrol::PatrolRights> {
        let ctx = context.ctx()?;
        self.rights.get_or_try_init(|| patrol::rights(ctx, &self.patrol)).await
    }
}

#[Object(use_type_description)]
impl Patrol {
    /// The id, made by the phone that started it.
    pub async fn id(&self) -> ID {
        self.patrol.id.into()
    }

    /// The unit.
    async fn unit(&self, context: &Context<'_>) -> domain::Result<PatrolUnit> {
        Ok(PatrolUnit(context.loaders()?.patrol_unit(self.patrol.unit_id).await?))
    }

    /// The shift that it belongs to.
    async fn shift(&self, context: &Context<'_>) -> domain::Result<Option<Shift>> {
        let Some(id) = self.patrol.shift_id else { return Ok(None) };
        Ok(Some(Shift(roster::shift(context.ctx()?, id).await?)))
    }

    /// Where it stands.
    async fn status(&self) -> PatrolStatus {
        self.patrol.status.into()
    }

    /// When it began, corrected when the phone's clock was wrong.
    async fn started_at(&self) -> DateTime {
        DateTime(self.patrol.started_at)
    }

    /// When it ended, corrected when the phone's clock was wrong.
    async fn ended_at(&self) -> Option<DateTime> {
        self.patrol.ended_at.map(DateTime)
    }

    /// When the server first heard of it.
    async fn opened_at(&self) -> DateTime {
        DateTime(self.patrol.opened_at)
    }

    /// Who is on it, in the order in which they joined.
    async fn members(&self, context: &Context<'_>) -> domain::Result<Vec<PatrolMember>> {
        let members = context.loaders()?.members_of_patrol(self.patrol.id).await?;
        Ok(members.into_iter().map(PatrolMember).collect())
    }

    /// What was recorded at checkpoints, the earliest first. Positions show to those who were on
    /// the patrol, the unit's leader, the chair and the officers above.
    async fn check_ins(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The first so many, 1 to 100; 20 when nothing is said.")] first: Option<
            i32,
        >,
        #[graphql(desc = "… after this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "… before this cursor.")] before: Option<String>,
    ) -> domain::Result<CheckInConnection> {
        let args = connection::args(first, after, last, before);
        let page = patrol::check_ins(context.ctx()?, self.patrol.id, &args).await?;
        Ok(CheckInConnection::of(page, CheckIn))
    }

    /// The unit's checkpoints in the order in which this patrol visits them: sector after sector by
    /// name, those of none last. Where a sector's order is random each patrol has its own. Once it has
    /// ended, those that there were at some time of it.
    async fn checkpoint_order(&self, context: &Context<'_>) -> domain::Result<Vec<Checkpoint>> {
        let order = checkpoint::order_of_patrol(context.ctx()?, &self.patrol).await?;
        Ok(order.into_iter().map(Checkpoint).collect())
    }

    /// How many check-ins there are.
    async fn check_in_count(&self) -> i64 {
        self.patrol.check_in_count
    }

    /// The length of its longest track in metres, once it has ended; gaps do not count.
    async fn distance_metres(&self) -> Option<f64> {
        self.patrol.distance_metres
    }

    /// How long it took in seconds, once it has ended.
    async fn duration_seconds(&self) -> Option<i64> {
        self.patrol.duration_seconds
    }

    /// Whether the viewer may record check-ins and a track on it, and with that join it.
    async fn viewer_can_record(&self, context: &Context<'_>) -> domain::Result<bool> {
        Ok(self.rights(context).await?.record)
    }

    /// Whether the viewer may end it now.
    async fn viewer_can_end(&self, context: &Context<'_>) -> domain::Result<bool> {
        Ok(self.rights(context).await?.end)
    }

    /// Whether the viewer may see where it went: `GET /v1/patrols/{id}/track.geojson` and
    /// `track.gpx`.
    async fn viewer_can_see_track(&self, context: &Context<'_>) -> domain::Result<bool> {
        Ok(self.rights(context).await?.track)
    }
}

connection!(PatrolConnection, PatrolEdge, Patrol, "patrols");

/// What was recorded at a checkpoint, or anywhere on the way.
#[derive(Description)]
pub struct CheckIn(pub patrol::CheckIn);

#[Object(use_type_description)]
impl CheckIn {
    /// The id, made by the phone.
    pub async fn id(&self) -> ID {
        self.0.id.into()
    }

    /// Who recorded it.
    async fn recorded_by(&self, context: &Context<'_>) -> domain::Result<Option<PatrolMember>> {
        let members = context.loaders()?.members_of_patrol(self.0.patrol_id).await?;
        let recorder = members.into_iter().find(|member| member.person_id == self.0.person_id);
        Ok(recorder.map(PatrolMember))
    }

    /// Where; none when it is not known, or not for the viewer to see.
    async fn coordinates(&self) -> Option<Coordinates> {
        let position = self.0.position?;
        Some(Coordinates { latitude: position.latitude, longitude: position.longitude })
    }

    /// How far off the position may be, in metres.
    async fn accuracy_metres(&self) -> Option<f64> {
        self.0.accuracy_metres
    }

    /// The name of the checkpoint.
    async fn checkpoint(&self) -> Option<&str> {
        self.0.checkpoint.as_deref()
    }

    /// What was seen.
    async fn note(&self) -> Option<&str> {
        self.0.note.as_deref()
    }

    /// When it was recorded, by the phone's clock.
    async fn recorded_at(&self) -> DateTime {
        DateTime(self.0.recorded_at)
    }

    /// When it was recorded, as far as the server can tell.
    async fn corrected_at(&self) -> DateTime {
        DateTime(self.0.corrected_at)
    }

    /// When the server received it.
    async fn received_at(&self) -> DateTime {
        DateTime(self.0.received_at)
    }

    /// What was added to the phone's time, in seconds.
    async fn clock_offset_seconds(&self) -> i64 {
        self.0.clock_offset_ms / 1000
    }

    /// Why a person should look at it; empty when nothing is wrong.
    async fn doubts(&self) -> Vec<CheckInDoubt> {
        self.0.doubts.iter().copied().map(CheckInDoubt::from).collect()
    }
}

connection!(CheckInConnection, CheckInEdge, CheckIn, "check-ins");
