//! Activities and what an area did in a year.

use async_graphql::{Context, Description, Enum, ID, Object, SimpleObject};
use domain::{
    community,
    mykrt::activity::{self as activities, ActivityStatus as Status},
    policy::{Action, Target},
};

use super::{
    minutes::ActivityMinutes,
    people::{
        ActivityAnswer, ActivityAnswerConnection, ActivityMyAnswer, ActivityPresence,
        ActivityPresenceConnection,
    },
};
use crate::graphql::{
    community::Area,
    connection::{self, connection},
    context::InRequest as _,
    scalars::DateTime,
    values::{Coordinates, LocalizedText},
};

/// What kind of activity it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "activities::ActivityKind")]
pub enum ActivityKind {
    /// A meeting of the committee, or of a part of it (mesyuarat); minutes are written.
    Meeting,
    /// The annual meeting of everybody (mesyuarat agung tahunan); minutes are written.
    AnnualMeeting,
    /// Gotong-royong: everybody lends a hand.
    GotongRoyong,
    /// A class, a course or a talk.
    Class,
    /// Sport and recreation.
    Sport,
    /// A festival or a celebration.
    Celebration,
    /// A health day: screening, blood donation, fogging.
    Health,
    /// A visit to somebody, or a journey together.
    Visit,
    /// A market, a sale or another activity of the community's economy.
    Market,
    /// Anything else.
    Other,
}

/// One of the eight fields of work of the department.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "activities::FieldOfWork")]
pub enum FieldOfWork {
    /// Safety.
    Safety,
    /// Lifelong learning.
    LifelongLearning,
    /// Economy and cost of living.
    Economy,
    /// Creativity.
    Creativity,
    /// Environment.
    Environment,
    /// Leadership.
    Leadership,
    /// Well-being.
    WellBeing,
    /// Heritage and culture.
    Heritage,
}

/// One of the 5P of the department's plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "activities::FiveP")]
pub enum FiveP {
    /// Penggalakan.
    Encouragement,
    /// Pencegahan.
    Prevention,
    /// Pencelahan.
    Intervention,
    /// Pemulihan.
    Recovery,
    /// Penilaian.
    Evaluation,
}

/// Where an activity stands in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "activities::ActivityStatus")]
pub enum ActivityStatus {
    /// It is to take place, or nobody has recorded yet who came.
    Planned,
    /// It took place: somebody came.
    Held,
    /// It does not take place.
    Cancelled,
}

/// How many come to an activity, and how many came. Numbers are for everybody who sees the activity;
/// names for the committee.
#[derive(SimpleObject)]
pub struct ActivityFigures {
    /// People with a place, without their guests.
    going: i64,
    /// The guests whom those bring.
    guests: i64,
    /// People and guests who wait for a place.
    waiting: i64,
    /// People who do not know yet; no place is kept for them.
    maybe: i64,
    /// People who do not come.
    not_going: i64,
    /// Places that are free, guests counted; none when there is room for all.
    places_left: Option<i64>,
    /// People with an account who came.
    present: i64,
    /// How many came who have no account.
    headcount: i64,
}

/// An activity of a neighbourhood: a meeting, a gotong-royong, a class.
#[derive(Description)]
pub struct Activity(pub activities::Activity);

impl Activity {
    /// Whether the viewer may do this to it.
    async fn may(&self, context: &Context<'_>, action: Action) -> domain::Result<bool> {
        let ctx = context.ctx()?;
        let place = community::place_of_area(ctx, self.0.area_id).await?;
        Ok(ctx.may(action, &Target::at(place)))
    }
}

#[Object(use_type_description)]
impl Activity {
    /// The id.
    pub async fn id(&self) -> ID {
        self.0.id.into()
    }

    /// The area whose activity it is.
    async fn area(&self, context: &Context<'_>) -> domain::Result<Area> {
        Ok(Area(context.loaders()?.area(self.0.area_id).await?))
    }

    /// The id of the notice that carries it, to be read by `notice`. While that is not out, for the
    /// area's committee alone.
    async fn notice_id(&self) -> Option<ID> {
        self.0.notice_id.map(Into::into)
    }

    /// What kind of activity it is.
    async fn kind(&self) -> ActivityKind {
        self.0.kind.into()
    }

    /// The field of work.
    async fn field_of_work(&self) -> FieldOfWork {
        self.0.field_of_work.into()
    }

    /// Which of the 5P.
    async fn five_p(&self) -> FiveP {
        self.0.five_p.into()
    }

    /// The title.
    async fn title(&self) -> LocalizedText {
        LocalizedText(self.0.title.clone())
    }

    /// What it is about.
    async fn description(&self) -> Option<LocalizedText> {
        self.0.description.clone().map(LocalizedText)
    }

    /// From when.
    async fn starts_at(&self) -> DateTime {
        DateTime(self.0.starts_at)
    }

    /// Until when.
    async fn ends_at(&self) -> DateTime {
        DateTime(self.0.ends_at)
    }

    /// Where.
    async fn place(&self) -> &str {
        &self.0.place
    }

    /// Where on the globe, when known.
    async fn coordinates(&self) -> Option<Coordinates> {
        Coordinates::of(self.0.latitude, self.0.longitude)
    }

    /// How many people there is room for, guests included; none when there is room for all.
    async fn capacity(&self) -> Option<i64> {
        self.0.capacity
    }

    /// Where it stands in its life.
    async fn status(&self) -> ActivityStatus {
        self.0.status.into()
    }

    /// Why it does not take place.
    async fn cancel_reason(&self) -> Option<&str> {
        self.0.cancel_reason.as_deref()
    }

    /// How many come, and how many came.
    async fn figures(&self, context: &Context<'_>) -> domain::Result<ActivityFigures> {
        let figures = context.loaders()?.activity_figures(self.0.id).await?;
        let taken = figures.going + figures.guests;
        Ok(ActivityFigures {
            going: figures.going,
            guests: figures.guests,
            waiting: figures.waiting,
            maybe: figures.maybe,
            not_going: figures.not_going,
            places_left: self.0.capacity.map(|capacity| (capacity - taken).max(0)),
            present: figures.present,
            headcount: self.0.headcount,
        })
    }

    /// The viewer's own answer; none before they gave one.
    async fn my_answer(&self, context: &Context<'_>) -> domain::Result<Option<ActivityMyAnswer>> {
        let mine = context.loaders()?.my_activity_answer(self.0.id).await?;
        Ok(mine.map(ActivityMyAnswer::from))
    }

    /// Who answered what, by name, the earliest first; none for those who are not on the committee.
    async fn answers(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Only these answers.")] answer: Option<ActivityAnswer>,
        #[graphql(desc = "The first so many, 1 to 100; 20 when nothing is said.")] first: Option<
            i32,
        >,
        #[graphql(desc = "… after this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "… before this cursor.")] before: Option<String>,
    ) -> domain::Result<Option<ActivityAnswerConnection>> {
        if !self.may(context, Action::ActivityPeopleRead).await? {
            return Ok(None);
        }
        let args = connection::args(first, after, last, before);
        let answer = answer.map(Into::into);
        let page = activities::answers(context.ctx()?, self.0.id, answer, &args).await?;
        Ok(Some(ActivityAnswerConnection::of(page, Into::into)))
    }

    /// Who was there and who was not, by name, as it was recorded; none for those who are not on the
    /// committee.
    async fn attendance(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The first so many, 1 to 100; 20 when nothing is said.")] first: Option<
            i32,
        >,
        #[graphql(desc = "… after this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "… before this cursor.")] before: Option<String>,
    ) -> domain::Result<Option<ActivityPresenceConnection>> {
        if !self.may(context, Action::ActivityPeopleRead).await? {
            return Ok(None);
        }
        let args = connection::args(first, after, last, before);
        let page = activities::attendance(context.ctx()?, self.0.id, &args).await?;
        Ok(Some(ActivityPresenceConnection::of(page, ActivityPresence::from)))
    }

    /// The minutes of a meeting: for the committee and the officers above, and for residents once
    /// they are published.
    async fn minutes(&self, context: &Context<'_>) -> domain::Result<Option<ActivityMinutes>> {
        let minutes = activities::minutes_of(context.ctx()?, &self.0).await?;
        Ok(minutes.map(ActivityMinutes))
    }

    /// Rises with every change by an editor; whoever changes it says which one they have read.
    async fn version(&self) -> i64 {
        self.0.version
    }

    /// When it was last changed.
    async fn updated_at(&self) -> DateTime {
        DateTime(self.0.updated_at)
    }

    /// Whether the viewer may change or cancel it now.
    async fn viewer_can_change(&self, context: &Context<'_>) -> domain::Result<bool> {
        Ok(self.0.status == Status::Planned && self.may(context, Action::ActivityWrite).await?)
    }

    /// Whether the viewer may say now whether they come.
    async fn viewer_can_answer(&self, context: &Context<'_>) -> domain::Result<bool> {
        let open = self.0.status == Status::Planned && self.0.ends_at > context.ctx()?.now();
        Ok(open && self.may(context, Action::ActivityRsvp).await?)
    }
}

connection!(ActivityConnection, ActivityEdge, Activity, "activities");

/// What an area did in a calendar year (Malaysian time), beside what is asked of it.
#[derive(SimpleObject)]
pub struct ActivityYear {
    /// The year.
    year: i32,
    /// So many activities were held to which somebody came.
    held: i64,
    /// So many are asked for.
    required: i64,
    /// Who asks for them.
    source: String,
}

impl From<activities::ActivityYear> for ActivityYear {
    fn from(counted: activities::ActivityYear) -> Self {
        let activities::ActivityYear { year, held, required, source } = counted;
        Self { year, held, required, source }
    }
}
