//! KRT Shop: what neighbourhoods' economic projects offer.

mod category;
mod inputs;
mod mutation;
mod picture;
mod product;
mod project;
mod query;
mod trust;

use async_graphql::{MergedObject, MergedSubscription};

pub use category::ProductCategory;
pub use mutation::KrtShopMutation;
pub use picture::Picture;
pub use product::{Product, ProductConnection};
pub use project::{Project, ProjectConnection};
pub use query::KrtShopQuery;
pub use trust::ProductTrust;

/// What is read of the directory.
#[derive(MergedObject, Default)]
pub struct KrtShopQueries(
    KrtShopQuery,
    trust::EnquiryQuery,
    trust::FavouriteQuery,
    trust::ListingReportQuery,
    trust::QuestionQuery,
    trust::ReviewQuery,
);

/// What changes in the directory.
#[derive(MergedObject, Default)]
pub struct KrtShopMutations(
    KrtShopMutation,
    trust::EnquiryMutation,
    trust::FavouriteMutation,
    trust::ListingReportMutation,
    trust::QuestionMutation,
    trust::ReviewMutation,
);

/// What is followed live in the directory.
#[derive(MergedSubscription, Default)]
pub struct KrtShopSubscriptions(trust::EnquirySubscription);
