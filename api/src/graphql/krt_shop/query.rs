//! Finding products and projects.

use std::sync::Arc;

use async_graphql::{Context, ID, Object};
use domain::{
    Error, ErrorCode, Refusal,
    krt_shop::{
        insight,
        product::Detail,
        project::{self, ProjectFilter},
        search, shelf,
    },
};

use super::{
    Product, ProductCategory, ProductConnection, Project, ProjectConnection,
    filter_inputs::{self, ProductFilterInput, ProductNearInput, ProductSort, optional_id},
    product_list::asked,
    search::ProductSuggestion,
};
use crate::graphql::{
    connection,
    context::{self, InRequest as _},
    plain::Quick,
};

/// Something is asked for by its id or by its slug, and not by both or neither.
fn one_of_two() -> Error {
    let refusal = Refusal::of(ErrorCode::BadRequest).at("id");
    refusal.with("detail", "`id` or `slug`, one of the two").stop()
}

/// Finding products and projects.
#[derive(Default)]
pub struct KrtShopQuery;

#[Object]
impl KrtShopQuery {
    /// What neighbourhoods offer: the newest first, with words what fits them best. KRT Shop, everybody;
    /// answers may be kept for 30 seconds.
    #[graphql(cache_control(max_age = 30))]
    #[expect(clippy::too_many_arguments, reason = "each is an argument of the field")]
    async fn products(
        &self,
        context: &Context<'_>,
        #[graphql(
            desc = "Words of the name, the category, the project or the description, in any language, as people type them: other forms and spellings, words for the same and mistyped ones are found too. When no offer answers every word, those that answer the most. At most 200 characters and 8 words."
        )]
        query: Option<String>,
        #[graphql(desc = "Only those for which this holds.")] filter: Option<ProductFilterInput>,
        #[graphql(
            desc = "In which order; `RELEVANCE` with words and `NEWEST` without when nothing is said. `NEAREST` needs `near`."
        )]
        sort: Option<ProductSort>,
        #[graphql(desc = "Around which place: each item says how far away it is.")] near: Option<
            ProductNearInput,
        >,
        #[graphql(desc = "The first so many, 1 to 100; 20 when nothing is said.")] first: Option<
            i32,
        >,
        #[graphql(
            desc = "… after this cursor. A cursor is good for the order that it comes from (`CURSOR_INVALID`)."
        )]
        after: Option<String>,
        #[graphql(desc = "The last so many, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "… before this cursor.")] before: Option<String>,
    ) -> domain::Result<Quick<ProductConnection>> {
        let wanted = filter_inputs::wanted(query, filter, sort, near)?;
        let args = connection::args(first, after, last, before);
        let (ctx, directory) = (context.ctx()?, &context.house()?.directory);
        let listing = shelf::products(ctx, directory, &wanted, asked(context), &args).await?;
        let cards = directory.cards(ctx).await?;
        Ok(Quick(ProductConnection::of_shelf(ctx, listing, &cards).await?))
    }

    /// What somebody may mean who is still typing: categories, projects and names of offers, and
    /// corrected words when a word has to be. At most 13, the best of each kind first. KRT Shop,
    /// everybody; answers may be kept for 30 seconds.
    #[graphql(cache_control(max_age = 30))]
    async fn product_suggest(
        &self,
        context: &Context<'_>,
        #[graphql(
            desc = "What is typed so far, the last word perhaps in part. At most 200 characters and 8 words; nothing is suggested for a text without a word."
        )]
        prefix: String,
    ) -> domain::Result<Vec<ProductSuggestion>> {
        let (ctx, directory) = (context.ctx()?, &context.house()?.directory);
        let suggestions = search::suggest(ctx, directory, &prefix).await?;
        Ok(suggestions.into_iter().map(|one| ProductSuggestion::of(ctx, one)).collect())
    }

    /// One product by its id or by its slug. KRT Shop, everybody; a draft its owner and the
    /// officers only.
    #[graphql(cache_control(max_age = 30))]
    async fn product(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The product's id.")] id: Option<ID>,
        #[graphql(desc = "Or its slug.")] slug: Option<String>,
    ) -> domain::Result<Option<Quick<Product>>> {
        let (ctx, directory) = (context.ctx()?, &context.house()?.directory);
        let described = context.look_ahead().field("description").exists();
        let detail = if described { Detail::Full } else { Detail::Card };
        let found = match (id, slug) {
            (Some(id), None) => {
                let id = context::id(&id, "id")?;
                shelf::product(ctx, directory, id, detail).await?
            }
            (None, Some(slug)) => shelf::product_by_slug(ctx, directory, &slug, detail).await?,
            _ => return Err(one_of_two()),
        };
        insight::note_view_of_product(ctx, &found);
        let cards = directory.cards(ctx).await?;
        Ok(Some(Quick(Product::new(found, &cards))))
    }

    /// The categories at the top, in the order in which to show them; each knows those below it.
    /// KRT Shop, everybody.
    #[graphql(cache_control(max_age = 30))]
    async fn categories(&self, context: &Context<'_>) -> domain::Result<Vec<ProductCategory>> {
        let cards = context.house()?.directory.cards(context.ctx()?).await?;
        let tree = cards.categories();
        Ok(tree.top().filter_map(|top| ProductCategory::of(tree, &top.code)).collect())
    }

    /// One project by its id or by its slug. KRT Shop, everybody; one that is not at work its owner and
    /// the officers only.
    #[graphql(cache_control(max_age = 30))]
    async fn project(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The project's id.")] id: Option<ID>,
        #[graphql(desc = "Or its slug, which ends the address `/s/…` on its posters.")]
        slug: Option<String>,
    ) -> domain::Result<Option<Project>> {
        let ctx = context.ctx()?;
        let found = match (id, slug) {
            (Some(id), None) => project::project(ctx, context::id(&id, "id")?).await?,
            (None, Some(slug)) => project::project_by_slug(ctx, &slug).await?,
            _ => return Err(one_of_two()),
        };
        insight::note_view_of_project(ctx, &found);
        let cards = context.house()?.directory.cards(ctx).await?;
        Ok(Some(Project::new(Arc::new(found), &cards)))
    }

    /// The projects at work, newest first. KRT Shop, everybody.
    #[graphql(cache_control(max_age = 30))]
    #[expect(clippy::too_many_arguments, reason = "each is an argument of the field")]
    async fn projects(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Only those of this neighbourhood.")] area_id: Option<ID>,
        #[graphql(desc = "Only those of this category, by its code, and everything below it.")]
        category_code: Option<String>,
        #[graphql(desc = "The first so many, 1 to 100; 20 when nothing is said.")] first: Option<
            i32,
        >,
        #[graphql(desc = "… after this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "… before this cursor.")] before: Option<String>,
    ) -> domain::Result<ProjectConnection> {
        let filter =
            ProjectFilter { area_id: optional_id(area_id.as_ref(), "areaId")?, category_code };
        let args = connection::args(first, after, last, before);
        let (ctx, directory) = (context.ctx()?, &context.house()?.directory);
        let page = project::projects(ctx, directory, &filter, &args).await?;
        let cards = directory.cards(ctx).await?;
        Ok(ProjectConnection::of(page, |found| Project::new(Arc::new(found), &cards)))
    }
}
