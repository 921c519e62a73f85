//! A unit's record, and what belongs to it.

use async_graphql::{Context, Description, Enum, ID, Object};
use domain::{
    mysrs::{
        application, checkpoint, house, incident,
        outset::{briefing, equipment},
        patrol, roster, sector, strength, unit, watch,
    },
    policy::{Action, Target},
};

use super::{
    people::Patroller,
    shift::{Shift, ShiftConnection},
};
use crate::graphql::{
    community::Area,
    connection,
    context::InRequest as _,
    mysrs::{
        checkpoint::{Checkpoint, Sector},
        incident::{Incident, IncidentConnection, IncidentFilterInput},
        registry::{PatrolUnitLeavePreview, PatrolUnitStep, PatrolUnitStrength},
        roster::{Availability, PatrolPlace, Roster, RosterConnection, ShiftTemplate},
        types::{Patrol, PatrolConnection},
        watch::{PatrolAlert, PatrolAlertConnection, PatrolUnitSetting},
        way::{BriefingItem, Equipment},
    },
    scalars::GeoJson,
};

/// How far a unit's registration has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "unit::UnitStatus")]
pub enum PatrolUnitStatus {
    /// Its profile has to be brought up to date.
    ProfileUpdate,
    /// Applied for.
    Applied,
    /// Checked by the district officer (PPD).
    CheckedByDistrict,
    /// Confirmed by the state's director (PPN).
    ConfirmedByState,
    /// On patrol.
    Active,
    /// Not at work for now.
    Inactive,
    /// Ended.
    Cancelled,
}

/// A patrol unit (Skim Rondaan Sukarela).
#[derive(Description)]
pub struct PatrolUnit(pub unit::PatrolUnit);

#[Object(use_type_description)]
impl PatrolUnit {
    /// The id.
    pub async fn id(&self) -> ID {
        self.0.id.into()
    }

    /// The area that it looks after.
    async fn area(&self, context: &Context<'_>) -> domain::Result<Area> {
        Ok(Area(context.loaders()?.area(self.0.area_id).await?))
    }

    /// The name.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// Where its patrols meet.
    async fn meeting_place(&self) -> &str {
        &self.0.meeting_place
    }

    /// How far its registration has come.
    async fn status(&self) -> PatrolUnitStatus {
        self.0.status.into()
    }

    /// Why an officer gave it this status; nothing when none ever did.
    async fn status_reason(&self) -> Option<&str> {
        self.0.status_reason.as_deref()
    }

    /// Rises with every change of its status or leader: `patrolUnitStatusSet` wants it.
    async fn version(&self) -> i64 {
        self.0.version
    }

    /// The map of its coverage: a GeoJSON `Polygon`, when known.
    async fn coverage(&self, context: &Context<'_>) -> domain::Result<Option<GeoJson>> {
        Ok(unit::coverage(context.ctx()?, self.0.id).await?.map(GeoJson))
    }

    /// Its sectors, by name.
    async fn sectors(&self, context: &Context<'_>) -> domain::Result<Vec<Sector>> {
        let sectors = sector::sectors(context.ctx()?, self.0.id).await?;
        Ok(sectors.into_iter().map(Sector).collect())
    }

    /// The checkpoints that its patrols come past, by name; at most 100.
    async fn checkpoints(&self, context: &Context<'_>) -> domain::Result<Vec<Checkpoint>> {
        let checkpoints = checkpoint::checkpoints(context.ctx()?, self.0.id).await?;
        Ok(checkpoints.into_iter().map(Checkpoint).collect())
    }

    /// Whether the viewer may set its checkpoints and sectors, and print their codes:
    /// `GET /v1/patrol-units/{id}/checkpoints.pdf`.
    async fn viewer_can_set_checkpoints(&self, context: &Context<'_>) -> domain::Result<bool> {
        Ok(context.ctx()?.may(Action::CheckpointWrite, &Target::at(self.0.place())))
    }

    /// How many of its members count, and how many there must be.
    async fn strength(&self, context: &Context<'_>) -> domain::Result<PatrolUnitStrength> {
        Ok(strength::strength_of_unit(context.ctx()?, self.0.id).await?.into())
    }

    /// What would happen if the viewer left it; null when they do not belong to it.
    async fn viewer_leave_preview(
        &self,
        context: &Context<'_>,
    ) -> domain::Result<Option<PatrolUnitLeavePreview>> {
        Ok(strength::leave_preview(context.ctx()?, self.0.id).await?.map(Into::into))
    }

    /// How it came to be and what was decided about it since, in the order of time, the newest 200:
    /// for its leader, its area's committee and the officers above it; null with `FORBIDDEN` for
    /// its other volunteers.
    async fn history(&self, context: &Context<'_>) -> domain::Result<Option<Vec<PatrolUnitStep>>> {
        let steps = application::history_of_unit(context.ctx()?, self.0.id).await?;
        Ok(Some(steps.into_iter().map(PatrolUnitStep).collect()))
    }

    /// Whether the viewer may ask people to join it.
    async fn viewer_can_add_patroller(&self, context: &Context<'_>) -> domain::Result<bool> {
        Ok(context.ctx()?.may(Action::PatrollerAdd, &Target::at(self.0.place())))
    }

    /// Whether the viewer may end the places of its volunteers; a leader's only after another leads.
    async fn viewer_can_end_patroller(&self, context: &Context<'_>) -> domain::Result<bool> {
        Ok(context.ctx()?.may(Action::PatrollerEnd, &Target::at(self.0.place())))
    }

    /// Whether the viewer may give it another leader.
    async fn viewer_can_set_leader(&self, context: &Context<'_>) -> domain::Result<bool> {
        Ok(context.ctx()?.may(Action::UnitLeaderSet, &Target::at(self.0.place())))
    }

    /// Whether the viewer may let it rest, end it, or set it to work again.
    async fn viewer_can_set_status(&self, context: &Context<'_>) -> domain::Result<bool> {
        Ok(context.ctx()?.may(Action::UnitStatusSet, &Target::at(self.0.place())))
    }

    /// Whether this is sample content of a development server.
    async fn sample(&self) -> bool {
        self.0.sample
    }

    /// Its volunteers, the leader first, then by name.
    async fn patrollers(&self, context: &Context<'_>) -> domain::Result<Vec<Patroller>> {
        let people = unit::patrollers(context.ctx()?, self.0.id).await?;
        Ok(people.into_iter().map(Patroller).collect())
    }

    /// Its shifts, the latest first.
    async fn shifts(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The first so many, 1 to 100; 20 when nothing is said.")] first: Option<
            i32,
        >,
        #[graphql(desc = "… after this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "… before this cursor.")] before: Option<String>,
    ) -> domain::Result<ShiftConnection> {
        let args = connection::args(first, after, last, before);
        let page = roster::shifts_of_unit(context.ctx()?, self.0.id, &args).await?;
        Ok(ShiftConnection::of(page, Shift))
    }

    /// Its patrols, the latest first.
    async fn patrols(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The first so many, 1 to 100; 20 when nothing is said.")] first: Option<
            i32,
        >,
        #[graphql(desc = "… after this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "… before this cursor.")] before: Option<String>,
    ) -> domain::Result<PatrolConnection> {
        let args = connection::args(first, after, last, before);
        let page = patrol::patrols_of_unit(context.ctx()?, self.0.id, &args).await?;
        Ok(PatrolConnection::of(page, Patrol::from))
    }

    /// Its incidents, the latest first: for its leader, the area's chair, secretary and their deputies,
    /// and the officers above it; null for others, who find their own under `incidents`.
    async fn incidents(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which of them.")] filter: Option<IncidentFilterInput>,
        #[graphql(desc = "The first so many, 1 to 100; 20 when nothing is said.")] first: Option<
            i32,
        >,
        #[graphql(desc = "… after this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "… before this cursor.")] before: Option<String>,
    ) -> domain::Result<Option<IncidentConnection>> {
        let ctx = context.ctx()?;
        if !ctx.may(Action::IncidentList, &Target::at(self.0.place())) {
            return Ok(None);
        }
        let (within, filter) = (incident::Within::Unit(self.0.id), filter.unwrap_or_default());
        let args = connection::args(first, after, last, before);
        let page = incident::incidents(ctx, &within, &filter.into(), &args).await?;
        Ok(Some(IncidentConnection::of(page, Incident)))
    }

    /// Its equipment, by kind and number.
    async fn equipment(&self, context: &Context<'_>) -> domain::Result<Vec<Equipment>> {
        let pieces = equipment::equipment_of_unit(context.ctx()?, self.0.id).await?;
        Ok(pieces.into_iter().map(Equipment).collect())
    }

    /// What its patrols go through before they start, in its order.
    async fn briefing(&self, context: &Context<'_>) -> domain::Result<Vec<BriefingItem>> {
        let items = briefing::briefing_of_unit(context.ctx()?, self.0.id).await?;
        Ok(items.into_iter().map(BriefingItem).collect())
    }

    /// Whether the viewer may say what equipment it has.
    async fn viewer_can_set_equipment(&self, context: &Context<'_>) -> domain::Result<bool> {
        Ok(context.ctx()?.may(Action::EquipmentSet, &Target::at(self.0.place())))
    }

    /// Whether the viewer may say what its patrols go through before they start.
    async fn viewer_can_set_briefing(&self, context: &Context<'_>) -> domain::Result<bool> {
        Ok(context.ctx()?.may(Action::BriefingSet, &Target::at(self.0.place())))
    }

    /// What was or is amiss with its shifts and patrols, the latest first.
    async fn alerts(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Only those that are open.", default)] open_only: bool,
        #[graphql(desc = "The first so many, 1 to 100; 20 when nothing is said.")] first: Option<
            i32,
        >,
        #[graphql(desc = "… after this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "… before this cursor.")] before: Option<String>,
    ) -> domain::Result<PatrolAlertConnection> {
        let args = connection::args(first, after, last, before);
        let page = watch::alerts_of_unit(context.ctx()?, self.0.id, open_only, &args).await?;
        Ok(PatrolAlertConnection::of(page, PatrolAlert))
    }

    /// By which limits its shifts and patrols are watched.
    async fn setting(&self, context: &Context<'_>) -> domain::Result<PatrolUnitSetting> {
        let (own, limits) = watch::setting(context.ctx()?, self.0.id).await?;
        Ok(PatrolUnitSetting(own, limits))
    }

    /// Whether the viewer may set by which limits it is watched.
    async fn viewer_can_set_setting(&self, context: &Context<'_>) -> domain::Result<bool> {
        Ok(context.ctx()?.may(Action::UnitSettingWrite, &Target::at(self.0.place())))
    }

    /// Its months, the latest first: those that are published, and drafts for those who plan.
    async fn rosters(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The first so many, 1 to 100; 20 when nothing is said.")] first: Option<
            i32,
        >,
        #[graphql(desc = "… after this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "… before this cursor.")] before: Option<String>,
    ) -> domain::Result<RosterConnection> {
        let args = connection::args(first, after, last, before);
        let page = roster::month::rosters(context.ctx()?, self.0.id, &args).await?;
        Ok(RosterConnection::of(page, Roster))
    }

    /// Its recurring shifts, at most 60.
    async fn shift_templates(&self, context: &Context<'_>) -> domain::Result<Vec<ShiftTemplate>> {
        let found = roster::template::templates(context.ctx()?, self.0.id).await?;
        Ok(found.into_iter().map(ShiftTemplate).collect())
    }

    /// Where its patrols meet, at most 60 places, in their order.
    async fn places(&self, context: &Context<'_>) -> domain::Result<Vec<PatrolPlace>> {
        let found = roster::template::places(context.ctx()?, self.0.id).await?;
        Ok(found.into_iter().map(PatrolPlace).collect())
    }

    /// What the viewer has said of times to come, the earliest first.
    async fn viewer_availability(
        &self,
        context: &Context<'_>,
    ) -> domain::Result<Vec<Availability>> {
        let found = roster::availability::my_availability(context.ctx()?, self.0.id).await?;
        Ok(found.into_iter().map(Availability).collect())
    }

    /// Whether the viewer may plan its months.
    async fn viewer_can_plan(&self, context: &Context<'_>) -> domain::Result<bool> {
        Ok(context.ctx()?.may(Action::RosterGenerate, &Target::at(self.0.place())))
    }

    /// Whether the viewer may publish shifts for it.
    async fn viewer_can_publish_shift(&self, context: &Context<'_>) -> domain::Result<bool> {
        Ok(context.ctx()?.may(Action::ShiftPublish, &Target::at(self.0.place())))
    }

    /// Whether the viewer may read just now which houses of its area are empty: `patrolHouses`.
    async fn viewer_can_list_houses(&self, context: &Context<'_>) -> domain::Result<bool> {
        house::may_list(context.ctx()?, self.0.id).await
    }

    /// Whether the viewer may start patrols of it.
    async fn viewer_can_start_patrol(&self, context: &Context<'_>) -> domain::Result<bool> {
        Ok(context.ctx()?.may(Action::PatrolStart, &Target::at(self.0.place())))
    }
}
