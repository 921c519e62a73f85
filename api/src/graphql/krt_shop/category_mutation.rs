//! Keeping the tree of categories.

use std::sync::Arc;

use async_graphql::{Context, InputObject, Object, SimpleObject};
use domain::{
    krt_shop::category::{self, Category, NewCategory},
    shared::language::LocalizedText,
};

use super::ProductCategory;
use crate::graphql::{
    context::InRequest as _,
    outcome::{UserError, settle},
    values::LocalizedTextInput,
};

/// A new category.
#[derive(InputObject)]
pub struct CategoryAddInput {
    /// The code: 2 to 40 capitals, digits and underscores, beginning with a capital. It never changes.
    code: String,
    /// The code of the category that it belongs to; left out for one at the top. There are at most 5
    /// levels.
    parent_code: Option<String>,
    /// The name, at most 80 characters in each language; Malay must be there.
    name: LocalizedTextInput,
    /// Its place among those with the same parent, 0 to 1000000; the last when nothing is said.
    position: Option<i64>,
    /// Given back unchanged in the answer.
    client_mutation_id: Option<String>,
}

/// Another name.
#[derive(InputObject)]
pub struct CategoryRenameInput {
    /// The category's code.
    code: String,
    /// The name, at most 80 characters in each language; Malay must be there.
    name: LocalizedTextInput,
    /// Given back unchanged in the answer.
    client_mutation_id: Option<String>,
}

/// Another place in the tree.
#[derive(InputObject)]
pub struct CategoryMoveInput {
    /// The category's code.
    code: String,
    /// The code of the category that it belongs to from now on, which is neither itself nor below it;
    /// left out to put it at the top. There are at most 5 levels, those below it included.
    parent_code: Option<String>,
    /// Its place among those with the same parent, 0 to 1000000; the last when nothing is said.
    position: Option<i64>,
    /// Given back unchanged in the answer.
    client_mutation_id: Option<String>,
}

/// A category, or why there is none.
#[derive(SimpleObject)]
pub struct CategoryPayload {
    /// The category.
    category: Option<ProductCategory>,
    /// Why not.
    user_errors: Vec<UserError>,
    /// As it was given.
    client_mutation_id: Option<String>,
}

/// Keeping the tree of categories.
#[derive(Default)]
pub struct CategoryMutation;

#[Object]
impl CategoryMutation {
    /// Adds a category to the directory; the same again changes nothing. KRT Shop: officers at
    /// headquarters and administrators.
    async fn category_add(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The category.")] input: CategoryAddInput,
    ) -> domain::Result<CategoryPayload> {
        let new = NewCategory {
            code: input.code,
            parent_code: input.parent_code,
            name: input.name.into(),
            position: input.position,
        };
        let answer = category::add_category(context.ctx()?, &new).await;
        payload(context, answer, input.client_mutation_id).await
    }

    /// Gives a category another name. Searches find what it holds by that some moments later. KRT Shop:
    /// officers at headquarters and administrators.
    async fn category_rename(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which category, and its name.")] input: CategoryRenameInput,
    ) -> domain::Result<CategoryPayload> {
        let name: LocalizedText = input.name.into();
        let answer = category::rename_category(context.ctx()?, &input.code, &name).await;
        payload(context, answer, input.client_mutation_id).await
    }

    /// Puts a category, with everything below it, in another place of the tree: what it holds is found
    /// below the new parent within a second. KRT Shop: officers at headquarters and administrators.
    async fn category_move(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which category, and where to.")] input: CategoryMoveInput,
    ) -> domain::Result<CategoryPayload> {
        let (ctx, parent) = (context.ctx()?, input.parent_code.as_deref());
        let answer = category::move_category(ctx, &input.code, parent, input.position).await;
        payload(context, answer, input.client_mutation_id).await
    }
}

/// The category in the tree as it stands now, also when this node has not heard of the change yet.
async fn payload(
    context: &Context<'_>,
    answer: domain::Result<Category>,
    client_mutation_id: Option<String>,
) -> domain::Result<CategoryPayload> {
    let ctx = context.ctx()?;
    let (category, user_errors) = settle(ctx, answer)?;
    let category = match category {
        Some(changed) => {
            let tree = Arc::new(category::newest_tree(ctx).await?);
            ProductCategory::of(&tree, &changed.code)
        }
        None => None,
    };
    Ok(CategoryPayload { category, user_errors, client_mutation_id })
}
