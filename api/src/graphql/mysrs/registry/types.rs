//! Applications, their steps, and what is due.

use std::sync::Arc;

use async_graphql::{Context, Description, Enum, ID, Object, SimpleObject};
use domain::{
    community::approval as due,
    mysrs::application::{self, UnitApplication},
    policy::{Action, Target},
    shared::{
        id::{ProjectId, UnitApplicationId},
        media,
    },
};

use super::member::PatrolUnitConsent;
use crate::graphql::{
    community::Area,
    connection::connection,
    context::InRequest as _,
    krt_shop::{Picture, Project},
    mysrs::PatrolUnit,
    outcome::UserError,
    scalars::{Date, DateTime, GeoJson},
};

/// How far an application for a patrol unit has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "application::ApplicationStatus")]
pub enum PatrolUnitApplicationStatus {
    /// The committee writes it, for the first time or again.
    Draft,
    /// The committee has submitted it; the chair (Pengerusi) has to confirm it.
    Submitted,
    /// The chair has confirmed it: it lies with the district officer (PPD).
    Applied,
    /// Checked by the district officer: it lies with the state's director (PPN).
    CheckedByDistrict,
    /// Confirmed by the state's director: it lies with headquarters.
    ConfirmedByState,
    /// Approved by headquarters: the unit is at work.
    Active,
    /// Withdrawn or refused, with a reason.
    Cancelled,
}

/// What can be decided about an application.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "application::Decision")]
pub enum ApprovalDecision {
    /// It goes to the next desk.
    Approve,
    /// It goes back to the committee, with a reason.
    SendBack,
    /// It ends, with a reason.
    Cancel,
}

/// At whose desk something lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "due::Desk")]
pub enum ApprovalDesk {
    /// The area's committee.
    Committee,
    /// The area's chair (Pengerusi).
    Chair,
    /// The district officer (PPD).
    District,
    /// The state's director (PPN).
    State,
    /// Headquarters.
    Hq,
    /// The owner of an economic project.
    Owner,
}

/// What waits for a decision of the department.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "due::ApprovalSubject")]
pub enum ApprovalSubject {
    /// An application for a patrol unit (SRS): decided within 7 days of complete documents.
    PatrolUnit,
    /// A neighbourhood (KRT) that is applied for: decided by the 15th of the following month.
    Area,
    /// An economic project: decided within 14 days, unless a later rule says otherwise.
    Project,
}

/// What was done in a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "application::Deed")]
pub enum PatrolUnitDeed {
    /// The committee began to write the application.
    Begun,
    /// The committee submitted it; by the chair it was confirmed with that.
    Submitted,
    /// It went to the next desk.
    Approved,
    /// It went back to the committee.
    SentBack,
    /// It ended.
    Cancelled,
    /// An officer gave the unit another status.
    StatusSet,
    /// The committee gave the unit another leader.
    LeaderSet,
}

/// A step in the history of an application or a unit.
#[derive(Description)]
pub struct PatrolUnitStep(pub application::UnitStep);

#[Object(use_type_description)]
impl PatrolUnitStep {
    /// The id.
    async fn id(&self) -> ID {
        self.0.id.into()
    }

    /// What was done.
    async fn deed(&self) -> PatrolUnitDeed {
        self.0.deed.into()
    }

    /// At whose desk.
    async fn desk(&self) -> ApprovalDesk {
        self.0.desk.into()
    }

    /// The status before; null at the beginning. A value of `PatrolUnitApplicationStatus`, or of
    /// `PatrolUnitStatus` once the unit is there.
    async fn from_status(&self) -> Option<&str> {
        self.0.from_status.as_deref()
    }

    /// The status afterwards, of the same values.
    async fn to_status(&self) -> &str {
        &self.0.to_status
    }

    /// Who did it: the person's id.
    async fn person_id(&self) -> ID {
        self.0.person_id.into()
    }

    /// … and the name that others see.
    async fn display_name(&self) -> &str {
        &self.0.display_name
    }

    /// Why.
    async fn reason(&self) -> Option<&str> {
        self.0.reason.as_deref()
    }

    /// When it was done.
    async fn taken_at(&self) -> DateTime {
        DateTime(self.0.taken_at)
    }

    /// Until when a decision was promised; null where nothing was.
    async fn due_at(&self) -> Option<DateTime> {
        self.0.due_at.map(DateTime)
    }

    /// Whether it was done after that.
    async fn late(&self) -> bool {
        self.0.due_at.is_some_and(|due| due < self.0.taken_at)
    }
}

/// The minutes of the committee's meeting that agreed to the unit.
#[derive(SimpleObject)]
pub struct PatrolUnitMinutes {
    /// Their number.
    number: Option<String>,
    /// The day of the meeting.
    date: Option<Date>,
    /// What they say.
    text: Option<String>,
    /// Or a picture of them.
    picture: Option<Picture>,
}

/// A committee's application for a patrol unit (SRS). What is not filled in yet is null.
#[derive(Description)]
pub struct PatrolUnitApplication(pub UnitApplication);

#[Object(use_type_description)]
impl PatrolUnitApplication {
    /// The id.
    pub async fn id(&self) -> ID {
        self.0.id.into()
    }

    /// The area that the unit would look after.
    async fn area(&self, context: &Context<'_>) -> domain::Result<Area> {
        Ok(Area(context.loaders()?.area(self.0.area_id).await?))
    }

    /// How far it has come.
    async fn status(&self) -> PatrolUnitApplicationStatus {
        self.0.status.into()
    }

    /// At whose desk it lies; null when it is decided.
    async fn desk(&self) -> Option<ApprovalDesk> {
        self.0.desk().map(Into::into)
    }

    /// Rises with every change: whoever changes or decides says which version they have read.
    async fn version(&self) -> i64 {
        self.0.version
    }

    /// The unit's name.
    async fn name(&self) -> Option<&str> {
        self.0.name.as_deref()
    }

    /// Where its patrols would meet.
    async fn meeting_place(&self) -> Option<&str> {
        self.0.meeting_place.as_deref()
    }

    /// The map of its coverage: a GeoJSON `Polygon`.
    async fn coverage(&self) -> Option<GeoJson> {
        self.0.coverage.clone().map(GeoJson)
    }

    /// The minutes of the meeting that agreed.
    async fn minutes(&self, context: &Context<'_>) -> domain::Result<PatrolUnitMinutes> {
        let picture = match self.0.minutes_media_id {
            Some(id) => media::picture_by_id(context.ctx()?, id).await?,
            None => None,
        };
        Ok(PatrolUnitMinutes {
            number: self.0.minutes_number.clone(),
            date: self.0.minutes_on.map(Date),
            text: self.0.minutes_text.clone(),
            picture: picture.map(Picture::closed),
        })
    }

    /// Who would lead the unit (Ketua Peronda): the person's id.
    async fn leader_id(&self) -> Option<ID> {
        self.0.leader_id.map(Into::into)
    }

    /// Everybody named, by name, with what they answered.
    async fn members(&self, context: &Context<'_>) -> domain::Result<Vec<PatrolUnitConsent>> {
        let members = application::consents(context.ctx()?, &self.0).await?;
        Ok(members.into_iter().map(PatrolUnitConsent).collect())
    }

    /// Everything that it still lacks before it can go on, each with its field; empty when it is
    /// complete or decided.
    async fn missing(&self, context: &Context<'_>) -> domain::Result<Vec<UserError>> {
        if self.0.desk().is_none() {
            return Ok(Vec::new());
        }
        let ctx = context.ctx()?;
        let missing = application::missing(ctx, &self.0).await?;
        Ok(missing.iter().map(|refusal| UserError::of(refusal, ctx)).collect())
    }

    /// Every step, in their order: who, when, why.
    async fn steps(&self, context: &Context<'_>) -> domain::Result<Vec<PatrolUnitStep>> {
        let steps = application::steps_of_application(context.ctx()?, &self.0).await?;
        Ok(steps.into_iter().map(PatrolUnitStep).collect())
    }

    /// The unit, once it is there and for those who may see it.
    async fn unit(&self, context: &Context<'_>) -> domain::Result<Option<PatrolUnit>> {
        match self.0.unit_id {
            Some(id) => Ok(Some(PatrolUnit(context.loaders()?.patrol_unit(id).await?))),
            None => Ok(None),
        }
    }

    /// When it was begun.
    async fn created_at(&self) -> DateTime {
        DateTime(self.0.created_at)
    }

    /// When it last changed.
    async fn updated_at(&self) -> DateTime {
        DateTime(self.0.updated_at)
    }

    /// When it last came to the department with complete documents.
    async fn completed_at(&self) -> Option<DateTime> {
        self.0.completed_at.map(DateTime)
    }

    /// Until when the client charter promises a decision, while it waits for one: the end of that
    /// day in Malaysia.
    async fn due_at(&self) -> Option<DateTime> {
        self.0.due_at.map(DateTime)
    }

    /// Whether that has passed.
    async fn overdue(&self, context: &Context<'_>) -> domain::Result<bool> {
        let now = context.ctx()?.now();
        Ok(self.0.due_at.is_some_and(|due| due < now))
    }

    /// Whether the viewer may change and submit it now.
    async fn viewer_can_edit(&self, context: &Context<'_>) -> domain::Result<bool> {
        let draft = self.0.status == application::ApplicationStatus::Draft;
        let target = Target::at(self.0.place());
        Ok(draft && context.ctx()?.may(Action::UnitApplicationWrite, &target))
    }

    /// Whether it is the viewer's turn to decide.
    async fn viewer_can_decide(&self, context: &Context<'_>) -> domain::Result<bool> {
        Ok(application::viewer_can_decide(context.ctx()?, &self.0))
    }
}

connection!(
    PatrolUnitApplicationConnection,
    PatrolUnitApplicationEdge,
    PatrolUnitApplication,
    "applications for patrol units"
);

/// Something that waits for a decision of the department.
#[derive(Description)]
pub struct ApprovalDue(pub due::Approval);

#[Object(use_type_description)]
impl ApprovalDue {
    /// What kind of thing it is.
    async fn subject(&self) -> ApprovalSubject {
        self.0.subject.into()
    }

    /// The area that is applied for, or the area of the unit or the project.
    async fn area(&self, context: &Context<'_>) -> domain::Result<Area> {
        Ok(Area(context.loaders()?.area(self.0.area_id).await?))
    }

    /// The application, when it is for a patrol unit.
    async fn application(
        &self,
        context: &Context<'_>,
    ) -> domain::Result<Option<PatrolUnitApplication>> {
        if self.0.subject != due::ApprovalSubject::PatrolUnit {
            return Ok(None);
        }
        let id = UnitApplicationId(self.0.subject_id);
        Ok(Some(PatrolUnitApplication(context.loaders()?.application(id).await?)))
    }

    /// The project, when it is one that is applied for.
    async fn project(&self, context: &Context<'_>) -> domain::Result<Option<Project>> {
        if self.0.subject != due::ApprovalSubject::Project {
            return Ok(None);
        }
        let found = context.loaders()?.project(ProjectId(self.0.subject_id)).await?;
        let cards = context.house()?.directory.cards(context.ctx()?).await?;
        Ok(found.map(|found| Project::new(Arc::new(found), &cards)))
    }

    /// Whose turn it is.
    async fn desk(&self) -> ApprovalDesk {
        self.0.desk.into()
    }

    /// Since when the documents are complete.
    async fn complete_at(&self) -> DateTime {
        DateTime(self.0.complete_at)
    }

    /// Until when the client charter promises a decision: the end of that day in Malaysia.
    async fn due_at(&self) -> DateTime {
        DateTime(self.0.due_at)
    }

    /// Whether that has passed.
    async fn overdue(&self, context: &Context<'_>) -> domain::Result<bool> {
        Ok(self.0.is_overdue(context.ctx()?.now()))
    }
}

connection!(ApprovalDueConnection, ApprovalDueEdge, ApprovalDue, "what waits for a decision");
