//! A patrol.

use async_graphql::{Context, Description, Enum, ID, Object};
use domain::mysrs::{checkpoint, incident, live, patrol, roster, sos, watch};
use tokio::sync::OnceCell;

use super::{
    check_in::{CheckIn, CheckInConnection},
    doubts::PatrolReason,
};
use crate::graphql::{
    connection::{self, connection},
    context::InRequest as _,
    mysrs::{
        checkpoint::Checkpoint,
        incident::{Incident, IncidentConnection},
        live::{PatrolPosition, PatrolShare, PatrolTrack},
        proof::CheckInVerdict,
        sos::{Sos, SosConnection},
        unit::{PatrolMember, PatrolUnit, Shift},
        watch::PatrolAlert,
        way::PatrolWay,
    },
    outcome::seen,
    scalars::DateTime,
};

/// Where a patrol stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "patrol::PatrolStatus")]
pub enum PatrolStatus {
    /// It has not ended; `Patrol.onItsWay` says whether anybody is out there with it.
    Active,
    /// Over. What was recorded before may still come in.
    Ended,
}

/// One patrol of a unit.
#[derive(Description)]
#[expect(clippy::struct_field_names, reason = "the rest is about it, for whoever looks")]
pub struct Patrol {
    patrol: patrol::Patrol,
    rights: OnceCell<patrol::PatrolRights>,
    /// Where its phones are as whoever follows it sees them; read when somebody else asks.
    spots: Option<Vec<live::Spot>>,
}

impl From<patrol::Patrol> for Patrol {
    fn from(patrol: patrol::Patrol) -> Self {
        Self { patrol, rights: OnceCell::new(), spots: None }
    }
}

impl Patrol {
    /// The patrol as somebody who follows it sees it.
    pub(in crate::graphql::mysrs) fn seen(sight: live::Sight) -> Self {
        Self { spots: Some(sight.spots), ..sight.patrol.into() }
    }

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

    /// The shift that it belongs to; null when it named none, or one that was not on, and for whoever may
    /// not see the unit's roster.
    async fn shift(&self, context: &Context<'_>) -> domain::Result<Option<Shift>> {
        let Some(id) = self.patrol.shift_id else { return Ok(None) };
        Ok(seen(roster::shift(context.ctx()?, id).await)?.map(Shift))
    }

    /// Where it stands.
    async fn status(&self) -> PatrolStatus {
        self.patrol.status.into()
    }

    /// Whether people are on the way with it now, as far as anybody knows. Not once it has ended, and not
    /// while only somebody who had left the unit before its beginning came in has brought anything of it:
    /// then no map shows it, and nobody looks after it.
    async fn on_its_way(&self) -> bool {
        self.patrol.is_on_its_way()
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
        #[graphql(desc = "Only those that are believed, or only those that are not.")]
        verdict: Option<CheckInVerdict>,
    ) -> domain::Result<CheckInConnection> {
        let (ctx, only) = (context.ctx()?, verdict.map(Into::into));
        let args = connection::args(first, after, last, before);
        let page = patrol::check_ins(ctx, self.patrol.id, only, &args).await?;
        Ok(CheckInConnection::of(page, CheckIn))
    }

    /// The unit's checkpoints in the order in which this patrol visits them: sector after sector by
    /// name, those of none last. Where a sector's order is random each patrol has its own. Once it has
    /// ended, those that there were at some time of it.
    async fn checkpoint_order(&self, context: &Context<'_>) -> domain::Result<Vec<Checkpoint>> {
        let order = checkpoint::order_of_patrol(context.ctx()?, &self.patrol).await?;
        Ok(order.into_iter().map(Checkpoint).collect())
    }

    /// The incidents that were seen on it, the latest first: for those who were on it, and those who
    /// answer for the unit's incidents; null for others.
    async fn incidents(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The first so many, 1 to 100; 20 when nothing is said.")] first: Option<
            i32,
        >,
        #[graphql(desc = "… after this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "… before this cursor.")] before: Option<String>,
    ) -> domain::Result<Option<IncidentConnection>> {
        let args = connection::args(first, after, last, before);
        let page = incident::incidents_of_patrol(context.ctx()?, self.patrol.id, &args).await?;
        Ok(page.map(|page| IncidentConnection::of(page, Incident)))
    }

    /// The calls for help from it, the latest first; null for whoever may not read the unit's.
    async fn sos_calls(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The first so many, 1 to 100; 20 when nothing is said.")] first: Option<
            i32,
        >,
        #[graphql(desc = "… after this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "… before this cursor.")] before: Option<String>,
    ) -> domain::Result<Option<SosConnection>> {
        let args = connection::args(first, after, last, before);
        let page = sos::calls_of_patrol(context.ctx()?, self.patrol.id, &args).await?;
        Ok(page.map(|page| SosConnection::of(page, Sos)))
    }

    /// How many check-ins there are.
    async fn check_in_count(&self) -> i64 {
        self.patrol.check_in_count
    }

    /// The length of its longest track in metres, once it has ended; gaps do not count.
    async fn distance_metres(&self) -> Option<f64> {
        self.patrol.distance_metres
    }

    /// How long it took in seconds by its beginning and its end, once it has ended. `provenSeconds` is
    /// what counts.
    async fn duration_seconds(&self) -> Option<i64> {
        self.patrol.duration_seconds
    }

    /// For how many seconds its records prove that somebody was on it who was on no other patrol: between
    /// records that are believed and lie no more than 45 minutes apart, of each of them within 45 minutes
    /// of a record of their own, twelve hours at most. This is what counts in a month. Nothing (0) of
    /// one whose report is cancelled. Null before it is reckoned, some minutes after its end.
    async fn proven_seconds(&self) -> Option<i64> {
        self.patrol.proven_seconds
    }

    /// What is odd about it as a whole, each with a sentence; empty when nothing is.
    async fn doubts(&self, context: &Context<'_>) -> domain::Result<Vec<PatrolReason>> {
        PatrolReason::all(context, &self.patrol.doubts())
    }

    /// What happened on the way: breaks, who came and went, notes and photos, the briefing, equipment.
    async fn way(&self) -> PatrolWay {
        PatrolWay(self.patrol.id)
    }

    /// The person's id of whoever ended it.
    async fn ended_by_id(&self) -> Option<ID> {
        self.patrol.ended_by.map(Into::into)
    }

    /// When everything that was recorded was last judged as a whole: at the end, and within two
    /// minutes of whatever came in later.
    async fn judged_at(&self) -> Option<DateTime> {
        self.patrol.judged_at.map(DateTime)
    }

    /// When its positions were so old that only a line was left of them, with at most 200 places for each
    /// track: its way and its files show that line from then on. Nothing before.
    async fn thinned_at(&self) -> Option<DateTime> {
        self.patrol.thinned_at.map(DateTime)
    }

    /// In how many of its tracks' fixes nobody can have been, when it was last judged.
    async fn doubted_fix_count(&self) -> Option<i64> {
        self.patrol.doubted_fixes
    }

    /// What was or is amiss with it, the latest first; at most 100.
    async fn alerts(&self, context: &Context<'_>) -> domain::Result<Vec<PatrolAlert>> {
        let alerts = watch::alerts_of_patrol(context.ctx()?, self.patrol.id).await?;
        Ok(alerts.into_iter().map(PatrolAlert).collect())
    }

    /// Until when the viewer, who patrols alone, has to check in or say that they are well
    /// (`patrolAliveRecord`); null when they are not alone on it, or nobody watches for it.
    async fn viewer_confirm_by(&self, context: &Context<'_>) -> domain::Result<Option<DateTime>> {
        Ok(watch::confirm_by(context.ctx()?, self.patrol.id).await?.map(DateTime))
    }

    /// Where each phone on it was last, while it is on its way: for those who were on it, the unit's
    /// leader, the area's chair, secretary and their deputies, and the officers above
    /// (`viewerCanSeePositions`); empty for others, and once it has ended. Where it went before is for
    /// fewer (`viewerCanSeeTrack`).
    async fn positions(&self, context: &Context<'_>) -> domain::Result<Vec<PatrolPosition>> {
        let spots = match &self.spots {
            Some(spots) => spots.clone(),
            None => live::positions(context.ctx()?, &context.house()?.live, &self.patrol).await?,
        };
        Ok(spots.into_iter().map(PatrolPosition).collect())
    }

    /// The way so far with fewer places than fixes, for a map, as it was at most ten seconds ago; null
    /// for whoever may not see where it went.
    async fn track_simplified(
        &self,
        context: &Context<'_>,
        #[graphql(default = 200, desc = "At most so many places, 20 to 1,000.")] max_points: i32,
    ) -> domain::Result<Option<PatrolTrack>> {
        let live = &context.house()?.live;
        let way = live::way(context.ctx()?, live, &self.patrol, max_points.into()).await?;
        Ok(way.map(PatrolTrack))
    }

    /// The links with which others follow it, those that still lead somewhere, the newest first: for
    /// who is on it, the unit's leader, and the area's chair, secretary and their deputies; empty for
    /// others.
    async fn shares(&self, context: &Context<'_>) -> domain::Result<Vec<PatrolShare>> {
        let shares = live::shares_of_patrol(context.ctx()?, &self.patrol).await?;
        Ok(shares.into_iter().map(PatrolShare).collect())
    }

    /// Whether the viewer may make a link with which others follow it now (`patrolShareCreate`).
    async fn viewer_can_share(&self, context: &Context<'_>) -> domain::Result<bool> {
        live::may_share(context.ctx()?, &self.patrol).await
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

    /// Whether the viewer may see where its phones are now (`positions`); false once it has ended.
    async fn viewer_can_see_positions(&self, context: &Context<'_>) -> domain::Result<bool> {
        Ok(self.rights(context).await?.positions)
    }
}

connection!(PatrolConnection, PatrolEdge, Patrol, "patrols");
