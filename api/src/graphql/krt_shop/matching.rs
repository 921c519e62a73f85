//! What projects need and can supply, and what of it fits.

use std::sync::Arc;

use async_graphql::{Context, Description, Enum, ID, InputObject, Object, SimpleObject};
use domain::{
    krt_shop::{
        Cards,
        matching::{self, Match, NewTrade, Rhythm, Side, Trade},
        project,
    },
    shared::id::ProjectId,
};

use super::{ProductCategory, Project};
use crate::graphql::{
    connection::{self, connection},
    context::{self, InRequest as _},
    outcome::{UserError, settle},
    scalars::{Date, DateTime},
    values::{LocalizedText, LocalizedTextInput},
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
    trade: Trade,
    cards: Arc<Cards>,
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

    /// What it is.
    async fn words(&self) -> LocalizedText {
        LocalizedText(self.trade.words.clone())
    }

    /// How much; null when it is not said.
    async fn quantity(&self) -> Option<i64> {
        self.trade.quantity
    }

    /// Of what: `kg`.
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
    found: Match,
    cards: Arc<Cards>,
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

    /// What `project` called it.
    async fn own_words(&self) -> LocalizedText {
        LocalizedText(self.found.own_words.clone())
    }

    /// What the other called it.
    async fn other_words(&self) -> LocalizedText {
        LocalizedText(self.found.other_words.clone())
    }

    /// How much the other needs or can supply; null when it is not said.
    async fn quantity(&self) -> Option<i64> {
        self.found.quantity
    }

    /// Of what.
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
    async fn metres(&self) -> Option<i64> {
        self.found.metres
    }

    /// Since when it fits.
    async fn found_at(&self) -> DateTime {
        DateTime(self.found.found_at)
    }
}

connection!(TradeMatchConnection, TradeMatchEdge, TradeMatch, "matches of needs and supplies");

/// A need or a supply as it is said, whole each time: what is left out is not said.
#[derive(InputObject)]
pub struct ProjectNeedSetInput {
    /// The id (`trade_…`), when the phone makes it, so that a repeat is recognised; of one that is
    /// changed.
    id: Option<ID>,
    /// The version that was read, of one that is changed; left out for a new one.
    version: Option<i64>,
    /// The project's id.
    project_id: ID,
    /// The category, by its code: it fits to the same one, those above it and those below it.
    category_code: String,
    /// What it is, at most 60 characters in each language: it fits when a word is the same.
    words: LocalizedTextInput,
    /// How much, 1 to 1000000.
    quantity: Option<i64>,
    /// Of what, at most 40 characters.
    unit: Option<String>,
    /// How often.
    rhythm: Option<TradeRhythm>,
    /// The last day on which it holds, in Malaysia: from today to two years ahead.
    until: Option<Date>,
    /// Made by the phone, at most 128 characters: the same key brings the first outcome again, for
    /// 30 days.
    idempotency_key: Option<String>,
    /// Given back unchanged in the answer.
    client_mutation_id: Option<String>,
}

/// A supply as it is said, whole each time: what is left out is not said.
#[derive(InputObject)]
pub struct ProjectSupplySetInput {
    /// The id (`trade_…`), when the phone makes it, so that a repeat is recognised; of one that is
    /// changed.
    id: Option<ID>,
    /// The version that was read, of one that is changed; left out for a new one.
    version: Option<i64>,
    /// The project's id.
    project_id: ID,
    /// The category, by its code: it fits to the same one, those above it and those below it.
    category_code: String,
    /// What it is, at most 60 characters in each language: it fits when a word is the same.
    words: LocalizedTextInput,
    /// How much, 1 to 1000000.
    quantity: Option<i64>,
    /// Of what, at most 40 characters.
    unit: Option<String>,
    /// How often.
    rhythm: Option<TradeRhythm>,
    /// The last day on which it holds, in Malaysia: from today to two years ahead.
    until: Option<Date>,
    /// Made by the phone, at most 128 characters: the same key brings the first outcome again, for
    /// 30 days.
    idempotency_key: Option<String>,
    /// Given back unchanged in the answer.
    client_mutation_id: Option<String>,
}

/// Both sides say the same.
impl From<ProjectSupplySetInput> for ProjectNeedSetInput {
    fn from(input: ProjectSupplySetInput) -> Self {
        Self {
            id: input.id,
            version: input.version,
            project_id: input.project_id,
            category_code: input.category_code,
            words: input.words,
            quantity: input.quantity,
            unit: input.unit,
            rhythm: input.rhythm,
            until: input.until,
            idempotency_key: input.idempotency_key,
            client_mutation_id: input.client_mutation_id,
        }
    }
}

impl ProjectNeedSetInput {
    fn read(self, side: Side) -> domain::Result<NewTrade> {
        Ok(NewTrade {
            id: self.id.as_ref().map(|id| context::id(id, "id")).transpose()?,
            version: self.version,
            project_id: context::id(&self.project_id, "projectId")?,
            side,
            category_code: self.category_code,
            words: self.words.into(),
            quantity: self.quantity,
            unit: self.unit,
            rhythm: self.rhythm.map(Into::into),
            until: self.until.map(|until| until.0),
        })
    }
}

/// Which need or supply.
#[derive(InputObject)]
pub struct ProjectTradeEndInput {
    /// Its id.
    id: ID,
    /// Given back unchanged in the answer.
    client_mutation_id: Option<String>,
}

/// A need or a supply, or why there is none.
#[derive(SimpleObject)]
pub struct ProjectTradePayload {
    /// The need or the supply.
    trade: Option<ProjectTrade>,
    /// Why not.
    user_errors: Vec<UserError>,
    /// As it was given.
    client_mutation_id: Option<String>,
}

/// Which match.
#[derive(InputObject)]
pub struct MatchDismissInput {
    /// Its id.
    id: ID,
    /// Given back unchanged in the answer.
    client_mutation_id: Option<String>,
}

/// A match that was put aside, or why not.
#[derive(SimpleObject)]
pub struct MatchDismissPayload {
    /// The id of the match.
    match_id: Option<ID>,
    /// Why not.
    user_errors: Vec<UserError>,
    /// As it was given.
    client_mutation_id: Option<String>,
}

/// What projects need and can supply, and what of it fits.
#[derive(Default)]
pub struct MatchingQuery;

#[Object]
impl MatchingQuery {
    /// What a project needs and can supply, the oldest first, at most 20 of each: what was ended is left
    /// out. KRT Shop and MyKRT: the project's owner, its area's committee, the officers above it.
    async fn project_trades(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The project's id.")] project_id: ID,
    ) -> domain::Result<Vec<ProjectTrade>> {
        let ctx = context.ctx()?;
        let id = context::id(&project_id, "projectId")?;
        let trades = matching::trades_of_project(ctx, id).await?;
        let cards = context.house()?.directory.cards(ctx).await?;
        let wrap = |trade| ProjectTrade { trade, cards: Arc::clone(&cards) };
        Ok(trades.into_iter().map(wrap).collect())
    }

    /// What fits to what a project needs and can supply, the newest first; what was put aside stays
    /// away. The same people.
    #[expect(clippy::too_many_arguments, reason = "each is an argument of the field")]
    async fn project_matches(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The project's id.")] project_id: ID,
        #[graphql(desc = "The first so many, 1 to 100; 20 when nothing is said.")] first: Option<
            i32,
        >,
        #[graphql(desc = "… after this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "… before this cursor.")] before: Option<String>,
    ) -> domain::Result<TradeMatchConnection> {
        let (ctx, args) = (context.ctx()?, connection::args(first, after, last, before));
        let id = context::id(&project_id, "projectId")?;
        let page = matching::matches_of_project(ctx, id, &args).await?;
        let cards = context.house()?.directory.cards(ctx).await?;
        Ok(TradeMatchConnection::of(page, |found| TradeMatch { found, cards: Arc::clone(&cards) }))
    }

    /// What fits in a state, or between it and another, the newest first, each pair once. KRT Shop and
    /// MyKRT: the state's officers and those of headquarters.
    #[expect(clippy::too_many_arguments, reason = "each is an argument of the field")]
    async fn matches_of_state(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The state's two-digit code.")] state_code: String,
        #[graphql(desc = "The first so many, 1 to 100; 20 when nothing is said.")] first: Option<
            i32,
        >,
        #[graphql(desc = "… after this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "… before this cursor.")] before: Option<String>,
    ) -> domain::Result<TradeMatchConnection> {
        let (ctx, args) = (context.ctx()?, connection::args(first, after, last, before));
        let page = matching::matches_of_state(ctx, &state_code, &args).await?;
        let cards = context.house()?.directory.cards(ctx).await?;
        Ok(TradeMatchConnection::of(page, |found| TradeMatch { found, cards: Arc::clone(&cards) }))
    }
}

/// Saying what projects need and can supply.
#[derive(Default)]
pub struct MatchingMutation;

#[Object]
impl MatchingMutation {
    /// Says what a project needs, or changes it with the version that was read. What fits to it is there
    /// at once, and both sides are told, once a week at most. KRT Shop and MyKRT: the project's owner;
    /// its area's chair, secretary and their deputies.
    async fn project_need_set(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "What it needs.")] input: ProjectNeedSetInput,
    ) -> domain::Result<ProjectTradePayload> {
        set(context, input, Side::Need).await
    }

    /// Says what a project can supply, or changes it with the version that was read. The same people.
    async fn project_supply_set(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "What it can supply.")] input: ProjectSupplySetInput,
    ) -> domain::Result<ProjectTradePayload> {
        set(context, input.into(), Side::Supply).await
    }

    /// A project needs, or can supply, something no more. The same people.
    async fn project_trade_end(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which need or supply.")] input: ProjectTradeEndInput,
    ) -> domain::Result<ProjectTradePayload> {
        let answer = matching::end_trade(context.ctx()?, context::id(&input.id, "id")?).await;
        payload(context, answer, input.client_mutation_id).await
    }

    /// Puts a match aside: it stays away for this side, whatever is said anew. The same people.
    async fn match_dismiss(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which match.")] input: MatchDismissInput,
    ) -> domain::Result<MatchDismissPayload> {
        let ctx = context.ctx()?;
        let answer = matching::dismiss_match(ctx, context::id(&input.id, "id")?).await;
        let (done, user_errors) = settle(ctx, answer)?;
        let match_id = done.map(|()| input.id);
        let client_mutation_id = input.client_mutation_id;
        Ok(MatchDismissPayload { match_id, user_errors, client_mutation_id })
    }
}

async fn set(
    context: &Context<'_>,
    mut input: ProjectNeedSetInput,
    side: Side,
) -> domain::Result<ProjectTradePayload> {
    let key = input.idempotency_key.take();
    let client_mutation_id = input.client_mutation_id.take();
    let new = input.read(side)?;
    let answer = matching::set_trade(context.ctx()?, &new, key.as_deref()).await;
    payload(context, answer, client_mutation_id).await
}

async fn payload(
    context: &Context<'_>,
    answer: domain::Result<Trade>,
    client_mutation_id: Option<String>,
) -> domain::Result<ProjectTradePayload> {
    let ctx = context.ctx()?;
    let (trade, user_errors) = settle(ctx, answer)?;
    let cards = context.house()?.directory.cards(ctx).await?;
    let trade = trade.map(|trade| ProjectTrade { trade, cards });
    Ok(ProjectTradePayload { trade, user_errors, client_mutation_id })
}
