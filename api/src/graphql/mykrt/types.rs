//! Notices.

use async_graphql::{Context, Description, Enum, ID, Object};
use domain::{
    community,
    mykrt::notice,
    policy::{Action, Target},
};

use crate::graphql::{
    community::Area, connection::connection, context::InRequest as _, scalars::DateTime,
    values::LocalizedText,
};

/// How much a notice matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "notice::Severity")]
pub enum NoticeSeverity {
    /// Good to know.
    Information,
    /// Should be read by everybody.
    Important,
    /// Should be read today.
    Urgent,
    /// Life or property is in danger now.
    Emergency,
}

/// What a notice is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "notice::Category")]
pub enum NoticeCategory {
    /// Anything else.
    General,
    /// Safety and patrols.
    Safety,
    /// Health.
    Health,
    /// Floods, storms, haze and other dangers of nature.
    Disaster,
    /// Water, power, roads and refuse.
    Utilities,
    /// Gotong-royong, classes, festivals and other activities.
    Activity,
    /// Meetings of the committee or of everybody.
    Meeting,
    /// Earning, selling and the cost of living.
    Economy,
}

/// Where a notice stands in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "notice::NoticeStatus")]
pub enum NoticeStatus {
    /// Seen by the committee only.
    Draft,
    /// Seen by everybody in its area.
    Published,
    /// Taken back.
    Withdrawn,
}

/// A notice of a committee to its area.
#[derive(Description)]
pub struct Notice(pub notice::Notice);

#[Object(use_type_description)]
impl Notice {
    /// The id.
    pub async fn id(&self) -> ID {
        self.0.id.into()
    }

    /// The area that it is for.
    async fn area(&self, context: &Context<'_>) -> domain::Result<Area> {
        Ok(Area(context.loaders()?.area(self.0.area_id).await?))
    }

    /// How much it matters.
    async fn severity(&self) -> NoticeSeverity {
        self.0.severity.into()
    }

    /// What it is about.
    async fn category(&self) -> NoticeCategory {
        self.0.category.into()
    }

    /// Where it stands in its life.
    async fn status(&self) -> NoticeStatus {
        self.0.status.into()
    }

    /// The title.
    async fn title(&self) -> LocalizedText {
        LocalizedText(self.0.title.clone())
    }

    /// The text.
    async fn body(&self) -> LocalizedText {
        LocalizedText(self.0.body.clone())
    }

    /// Rises with every change.
    async fn version(&self) -> i64 {
        self.0.version
    }

    /// Since when residents see it.
    async fn published_at(&self) -> Option<DateTime> {
        self.0.published_at.map(DateTime)
    }

    /// When it was last changed.
    async fn updated_at(&self) -> DateTime {
        DateTime(self.0.updated_at)
    }

    /// When the viewer read it; none while it is unread.
    async fn read_at(&self) -> Option<DateTime> {
        self.0.read_at.map(DateTime)
    }

    /// Whether the viewer may publish it now: it is a draft, and theirs to publish.
    async fn viewer_can_publish(&self, context: &Context<'_>) -> domain::Result<bool> {
        if self.0.status != notice::NoticeStatus::Draft {
            return Ok(false);
        }
        let ctx = context.ctx()?;
        let place = community::place_of_area(ctx, self.0.area_id).await?;
        Ok(ctx.may(Action::NoticePublish, &Target::at(place)))
    }
}

connection!(NoticeConnection, NoticeEdge, Notice, "notices");
