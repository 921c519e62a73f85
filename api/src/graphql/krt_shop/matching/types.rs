//! What is shown of needs, supplies and matches.

use std::sync::Arc;

use async_graphql::{Context, Description, Enum, ID, Object};
use domain::{
    krt_shop::{
        Cards,
        matching::{self, Match, Rhythm, Side, Trade},
        project,
    },
    shared::id::ProjectId,
};

use crate::graphql::{
    connection::connection,
    context::InRequest as _,
    krt_shop::{ProductCategory, Project},
    scalars::{Date, DateTime},
    values::LocalizedText,
};

/// Which side of a trade.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "Side")]
pub enum TradeSide {
    /// What a project needs.
    Need,
    /// What a project can supply.
    Supply,
}

/// How often.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "Rhythm")]
pub enum TradeRhythm {
    /// Once.
    Once,
    /// Every day.
    Daily,
    /// Every week.
    Weekly,
    /// Every month.
    Monthly,
}

/// Something that a project needs or can supply. Its owner, its area's committee and the officers above
/// it see it, and whoever it fits to.
#[derive(Description)]
pub struct ProjectTrade {
    pub(super) trade: Trade,
    pub(super) cards: Arc<Cards>,
}

#[Object(use_type_description)]
impl ProjectTrade {
    /// The id.
    async fn id(&self) -> ID {
        self.trade.id.into()
    }

    /// Which side.
    async fn side(&self) -> TradeSide {
        self.trade.side.into()
    }

    /// The category.
    async fn category(&self) -> Option<ProductCategory> {
        ProductCategory::of(self.cards.categories(), &self.trade.category_code)
    }

    /// What it is, at most 60 characters in each language.
    async fn words(&self) -> LocalizedText {
        LocalizedText(self.trade.words.clone())
    }

    /// How much, 1 to 1000000; null when it is not said.
    async fn quantity(&self) -> Option<i64> {
        self.trade.quantity
    }

    /// Of what, at most 40 characters: `kg`.
    async fn unit(&self) -> Option<&str> {
        self.trade.unit.as_deref()
    }

    /// How often; null when it is not said.
    async fn rhythm(&self) -> Option<TradeRhythm> {
        self.trade.rhythm.map(Into::into)
    }

    /// The last day on which it holds, in Malaysia; null: until it is ended. After that it fits to
    /// nothing, and stands here to be said anew.
    async fn until(&self) -> Option<Date> {
        self.trade.until().map(Date)
    }

    /// Rises with every change: whoever changes it says which version they have read.
    async fn version(&self) -> i64 {
        self.trade.version
    }

    /// When it was ended.
    async fn ended_at(&self) -> Option<DateTime> {
        self.trade.ended_at.map(DateTime)
    }
}

/// A need and a supply of two projects that fit, as one of the two sees it.
#[derive(Description)]
pub struct TradeMatch {
    pub(super) found: Match,
    pub(super) cards: Arc<Cards>,
}

impl TradeMatch {
    async fn of(&self, context: &Context<'_>, id: ProjectId) -> domain::Result<Project> {
        let project = match self.cards.project(id) {
            Some(project) => Arc::clone(project),
            None => Arc::new(project::project(context.ctx()?, id).await?),
        };
        Ok(Project::new(project, &self.cards))
    }
}

#[Object(use_type_description)]
impl TradeMatch {
    /// The id: each side has its own.
    async fn id(&self) -> ID {
        self.found.id.into()
    }

    /// The project that sees it.
    async fn project(&self, context: &Context<'_>) -> domain::Result<Project> {
        self.of(context, self.found.project_id).await
    }

    /// The project on the other side; its profile says how to reach it.
    async fn other(&self, context: &Context<'_>) -> domain::Result<Project> {
        self.of(context, self.found.other_project_id).await
    }

    /// On which side `project` is.
    async fn side(&self) -> TradeSide {
        self.found.side.into()
    }

    /// Why it fits, in the reader's language: “supplies what you need: chillies, 12 km”.
    async fn explanation(&self, context: &Context<'_>) -> domain::Result<String> {
        Ok(matching::explained(&self.found, &context.ctx()?.languages))
    }

    /// What `project` called it, at most 60 characters in each language.
    async fn own_words(&self) -> LocalizedText {
        LocalizedText(self.found.own_words.clone())
    }

    /// What the other called it, at most 60 characters in each language.
    async fn other_words(&self) -> LocalizedText {
        LocalizedText(self.found.other_words.clone())
    }

    /// How much the other needs or can supply, 1 to 1000000; null when it is not said.
    async fn quantity(&self) -> Option<i64> {
        self.found.quantity
    }

    /// Of what, at most 40 characters.
    async fn unit(&self) -> Option<&str> {
        self.found.unit.as_deref()
    }

    /// How often.
    async fn rhythm(&self) -> Option<TradeRhythm> {
        self.found.rhythm.map(Into::into)
    }

    /// The last day on which the other's holds.
    async fn until(&self) -> Option<Date> {
        self.found.until().map(Date)
    }

    /// How far the two are apart, in metres; null when it is not known where they are.
    async fn distance_metres(&self) -> Option<i64> {
        self.found.metres
    }

    /// Since when it fits.
    async fn found_at(&self) -> DateTime {
        DateTime(self.found.found_at)
    }
}

connection!(TradeMatchConnection, TradeMatchEdge, TradeMatch, "matches of needs and supplies");
