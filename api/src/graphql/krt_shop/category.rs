//! Categories of the directory.

use std::sync::Arc;

use async_graphql::Description;
use async_graphql::Object;
use domain::krt_shop::category::{Category, Tree};

use crate::graphql::values::LocalizedText;

/// A category of the directory. There is no official list: it is data.
#[derive(Description)]
pub struct ProductCategory {
    tree: Arc<Tree>,
    code: String,
}

impl ProductCategory {
    /// The category of this code; none when there is none such.
    #[must_use]
    pub fn of(tree: &Arc<Tree>, code: &str) -> Option<Self> {
        tree.get(code).map(|found| Self { tree: Arc::clone(tree), code: found.code.clone() })
    }

    fn beside(&self, category: &Category) -> Self {
        Self { tree: Arc::clone(&self.tree), code: category.code.clone() }
    }
}

#[Object(use_type_description)]
impl ProductCategory {
    /// The code, in capitals: `FOOD_NOODLES`. It never changes.
    async fn code(&self) -> &str {
        &self.code
    }

    /// The name.
    async fn name(&self) -> Option<LocalizedText> {
        self.tree.get(&self.code).map(|category| LocalizedText(category.name.clone()))
    }

    /// The category that it belongs to; none for one at the top.
    async fn parent(&self) -> Option<ProductCategory> {
        let parent = self.tree.get(&self.code)?.parent_code.as_deref()?;
        Self::of(&self.tree, parent)
    }

    /// The categories just below it, in the order in which to show them.
    async fn children(&self) -> Vec<ProductCategory> {
        self.tree.children(&self.code).map(|child| self.beside(child)).collect()
    }
}
