//! KRT Shop: what neighbourhoods' economic projects offer.

mod category;
mod category_mutation;
mod certificate;
mod certificate_mutation;
mod facets;
mod filter_inputs;
mod inputs;
mod mark;
mod mutation;
mod offer;
mod offer_inputs;
mod picture;
mod product;
mod product_list;
mod project;
mod query;
mod registry;
mod search;

use async_graphql::MergedObject;

pub use category::ProductCategory;
pub use category_mutation::CategoryMutation;
pub use certificate::{ProjectCertificate, ProjectCertificateQuery};
pub use certificate_mutation::ProjectCertificateMutation;
pub(crate) use filter_inputs::marks;
pub use mark::Mark;
pub use mutation::KrtShopMutation;
pub use picture::Picture;
pub use product::Product;
pub use product_list::ProductConnection;
pub use project::{Project, ProjectConnection};
pub use query::KrtShopQuery;
pub use registry::{ProjectMutation, ProjectQuery};

/// What is read of the directory.
#[derive(MergedObject, Default)]
pub struct KrtShopQueries(KrtShopQuery, ProjectQuery, ProjectCertificateQuery);

/// What changes in the directory.
#[derive(MergedObject, Default)]
pub struct KrtShopMutations(
    KrtShopMutation,
    CategoryMutation,
    ProjectMutation,
    ProjectCertificateMutation,
);
