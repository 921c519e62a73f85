//! KRT Shop: what neighbourhoods' economic projects offer.

mod category;
mod category_mutation;
mod certificate;
mod certificate_mutation;
mod inputs;
mod mark;
mod mutation;
mod offer;
mod offer_inputs;
mod picture;
mod product;
mod project;
mod query;

use async_graphql::MergedObject;

pub use category::ProductCategory;
pub use category_mutation::CategoryMutation;
pub use certificate::{ProjectCertificate, ProjectCertificateQuery};
pub use certificate_mutation::ProjectCertificateMutation;
pub use mark::Mark;
pub use mutation::KrtShopMutation;
pub use picture::Picture;
pub use product::{Product, ProductConnection};
pub use project::{Project, ProjectConnection};
pub use query::KrtShopQuery;

/// What is read of the directory.
#[derive(MergedObject, Default)]
pub struct KrtShopQueries(KrtShopQuery, ProjectCertificateQuery);

/// What changes in the directory.
#[derive(MergedObject, Default)]
pub struct KrtShopMutations(KrtShopMutation, CategoryMutation, ProjectCertificateMutation);
