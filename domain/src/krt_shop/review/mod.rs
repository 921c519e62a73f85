//! What buyers say of an offer after a seller has answered their enquiry.
//!
//! A review is shown once somebody of the neighbourhood's committee or an officer has let it pass, who
//! promises that within seven days; what is overdue stands on top of the list. The seller replies once,
//! and takes none away. How many there are and how many stars they give is counted as they come and go.

pub mod model;
mod rules;
mod service;
mod store;
mod write;

pub use model::{Rating, Review, ReviewDeciding, ReviewDecision, ReviewStatus, ReviewWriting};
pub use service::{
    decide_review, first_reviews, rating_of_project, ratings, reply_to_review, reviews_of_product,
    reviews_of_viewer, reviews_waiting,
};
pub use write::write_review;
