//! KRT Shop: what neighbourhoods' economic projects offer.

mod category;
mod category_mutation;
mod facets;
mod filter_inputs;
mod inputs;
mod mutation;
mod offer;
mod offer_inputs;
mod picture;
mod product;
mod product_list;
mod project;
mod query;

use async_graphql::MergedObject;

pub use category::ProductCategory;
pub use category_mutation::CategoryMutation;
pub(crate) use filter_inputs::marks;
pub use mutation::KrtShopMutation;
pub use picture::Picture;
pub use product::Product;
pub use product_list::ProductConnection;
pub use project::{Project, ProjectConnection};
pub use query::KrtShopQuery;

/// What is read of the directory.
#[derive(MergedObject, Default)]
pub struct KrtShopQueries(KrtShopQuery);

/// What changes in the directory.
#[derive(MergedObject, Default)]
pub struct KrtShopMutations(KrtShopMutation, CategoryMutation);
