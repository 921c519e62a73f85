//! KRT Shop: what neighbourhoods' economic projects offer.

mod category;
mod category_mutation;
mod certificate;
mod certificate_mutation;
mod facets;
mod filter_inputs;
mod inputs;
mod insight;
mod kiosk;
mod mark;
mod matching;
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
mod trust;

use async_graphql::{MergedObject, MergedSubscription};

pub use category::ProductCategory;
pub use category_mutation::CategoryMutation;
pub use certificate::{ProjectCertificate, ProjectCertificateQuery};
pub use certificate_mutation::ProjectCertificateMutation;
use insight::{InsightMutation, InsightQuery};
use kiosk::{KioskMutation, KioskQuery};
pub use mark::Mark;
use matching::{MatchingMutation, MatchingQuery};
pub use mutation::KrtShopMutation;
pub use picture::Picture;
pub use product::Product;
pub use product_list::ProductConnection;
pub use project::{Project, ProjectConnection};
pub use query::KrtShopQuery;
pub use registry::{ProjectMutation, ProjectQuery};
pub use trust::ProductTrust;

/// What is read of the directory.
#[derive(MergedObject, Default)]
pub struct KrtShopQueries(
    ProjectQuery,
    ProjectCertificateQuery,
    trust::EnquiryQuery,
    trust::FavouriteQuery,
    trust::ListingReportQuery,
    trust::QuestionQuery,
    trust::ReviewQuery,
    InsightQuery,
    MatchingQuery,
    KioskQuery,
    KrtShopQuery,
);

/// What changes in the directory.
#[derive(MergedObject, Default)]
pub struct KrtShopMutations(
    CategoryMutation,
    ProjectMutation,
    ProjectCertificateMutation,
    trust::EnquiryMutation,
    trust::FavouriteMutation,
    trust::ListingReportMutation,
    trust::QuestionMutation,
    trust::ReviewMutation,
    InsightMutation,
    MatchingMutation,
    KioskMutation,
    KrtShopMutation,
);

/// What is followed live in the directory.
#[derive(MergedSubscription, Default)]
pub struct KrtShopSubscriptions(trust::EnquirySubscription);
