//! Finding products and projects.

use std::sync::Arc;

use async_graphql::{Context, ID, InputObject, Object};
use domain::{
    ErrorCode, Refusal,
    krt_shop::{
        insight,
        product::{self, Detail, ProductFilter},
        project::{self, ProjectFilter},
    },
};

use super::{
    Product, ProductCategory, ProductConnection, Project, ProjectConnection, product::ProductKind,
};
use crate::graphql::{
    connection,
    context::{self, InRequest as _},
    plain::Quick,
};

/// Which products are wanted: those for which everything given here holds.
#[derive(Default, InputObject)]
pub struct ProductFilterInput {
    /// Of this category, by its code, and everything below it.
    category_code: Option<String>,
    /// Of this project.
    project_id: Option<ID>,
    /// Of this neighbourhood.
    area_id: Option<ID>,
    /// Of this state, by its two-digit code.
    state_code: Option<String>,
    /// Of this kind.
    kind: Option<ProductKind>,
}

/// Finding products and projects.
#[derive(Default)]
pub struct KrtShopQuery;

#[Object]
impl KrtShopQuery {
    /// What neighbourhoods offer, newest first. KRT Shop, everybody; answers may be kept for 30
    /// seconds.
    #[graphql(cache_control(max_age = 30))]
    #[expect(clippy::too_many_arguments, reason = "each is an argument of the field")]
    async fn products(
        &self,
        context: &Context<'_>,
        #[graphql(
            desc = "Words of the name, the description, the category or the project, in any language; every one must be there. At most 200 characters and 8 words."
        )]
        query: Option<String>,
        #[graphql(desc = "Only those for which this holds.")] filter: Option<ProductFilterInput>,
        #[graphql(desc = "The first so many, 1 to 100; 20 when nothing is said.")] first: Option<
            i32,
        >,
        #[graphql(desc = "… after this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "… before this cursor.")] before: Option<String>,
    ) -> domain::Result<Quick<ProductConnection>> {
        let filter = filter.unwrap_or_default();
        let filter = ProductFilter {
            category_code: filter.category_code,
            words: query,
            project_id: optional_id(filter.project_id.as_ref(), "filter.projectId")?,
            area_id: optional_id(filter.area_id.as_ref(), "filter.areaId")?,
            state_code: filter.state_code,
            kind: filter.kind.map(Into::into),
        };
        let args = connection::args(first, after, last, before);
        let (ctx, directory) = (context.ctx()?, &context.house()?.directory);
        let page = product::products(ctx, directory, &filter, wanted(context), &args).await?;
        let cards = directory.cards(ctx).await?;
        Ok(Quick(ProductConnection::of(page, &cards, product::cursor)))
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
        let ctx = context.ctx()?;
        let found = match (id, slug) {
            (Some(id), None) => product::product(ctx, context::id(&id, "id")?).await?,
            (None, Some(slug)) => product::product_by_slug(ctx, &slug).await?,
            _ => {
                let refusal = Refusal::of(ErrorCode::BadRequest);
                return Err(refusal
                    .at("id")
                    .with("detail", "`id` or `slug`, one of the two")
                    .stop());
            }
        };
        insight::saw_product(ctx, &found);
        let cards = context.house()?.directory.cards(ctx).await?;
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

    /// One project. KRT Shop, everybody; one that is not at work its owner and the officers only.
    #[graphql(cache_control(max_age = 30))]
    async fn project(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The project's id.")] id: ID,
    ) -> domain::Result<Option<Project>> {
        let ctx = context.ctx()?;
        let found = project::project(ctx, context::id(&id, "id")?).await?;
        insight::saw_project(ctx, &found);
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

fn optional_id<Id>(id: Option<&ID>, field: &'static str) -> domain::Result<Option<Id>>
where
    Id: std::str::FromStr<Err = domain::shared::id::NotAnId>,
{
    id.map(|id| context::id(id, field)).transpose()
}

/// Descriptions are the longest part of a product: they are read only when they are asked for.
pub(super) fn wanted(context: &Context<'_>) -> Detail {
    let ahead = context.look_ahead();
    let in_nodes = ahead.field("nodes").field("description");
    if in_nodes.exists() || ahead.field("edges").field("node").field("description").exists() {
        Detail::Full
    } else {
        Detail::Card
    }
}
