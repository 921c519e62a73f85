//! What makes an offer trusted: favourites, enquiries, questions answered in public, reviews, and
//! reports of listings.

mod enquiry;
mod favourite;
mod listing_report;
mod product_trust;
mod question;
mod review;

pub use enquiry::{EnquiryMutation, EnquiryQuery, EnquirySubscription};
pub use favourite::{FavouriteMutation, FavouriteQuery};
pub use listing_report::{ListingReportMutation, ListingReportQuery};
pub use product_trust::ProductTrust;
pub use question::{QuestionMutation, QuestionQuery};
pub use review::{ReviewMutation, ReviewQuery};
