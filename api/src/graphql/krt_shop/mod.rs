//! KRT Shop: what neighbourhoods' economic projects offer.

mod category;
mod inputs;
mod mutation;
mod picture;
mod product;
mod project;
mod query;
mod search;

pub use category::ProductCategory;
pub use mutation::KrtShopMutation;
pub use picture::Picture;
pub use product::{Product, ProductConnection};
pub use project::{Project, ProjectConnection};
pub use query::KrtShopQuery;
