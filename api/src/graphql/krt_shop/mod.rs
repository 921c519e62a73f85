//! KRT Shop: what neighbourhoods' economic projects offer.

mod category;
mod category_mutation;
mod inputs;
mod insight;
mod kiosk;
mod matching;
mod mutation;
mod offer;
mod offer_inputs;
mod picture;
mod product;
mod project;
mod query;
mod registry;

use async_graphql::MergedObject;

pub use category::ProductCategory;
pub use category_mutation::CategoryMutation;
use insight::{InsightMutation, InsightQuery};
use kiosk::{KioskMutation, KioskQuery};
use matching::{MatchingMutation, MatchingQuery};
pub use mutation::KrtShopMutation;
pub use picture::Picture;
pub use product::{Product, ProductConnection};
pub use project::{Project, ProjectConnection};
pub use query::KrtShopQuery;
pub use registry::{ProjectMutation, ProjectQuery};

/// What is read of the directory.
#[derive(MergedObject, Default)]
pub struct KrtShopQueries(KrtShopQuery, ProjectQuery, InsightQuery, MatchingQuery, KioskQuery);

/// What changes in the directory.
#[derive(MergedObject, Default)]
pub struct KrtShopMutations(
    KrtShopMutation,
    CategoryMutation,
    ProjectMutation,
    InsightMutation,
    MatchingMutation,
    KioskMutation,
);
