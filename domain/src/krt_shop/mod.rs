//! KRT Shop: the directory of what neighbourhoods' economic projects offer. No checkout: buyers
//! find the seller.

pub mod catalogue;
pub mod category;
pub mod certificate;
pub mod delta;
mod directory;
pub mod enquiry;
pub mod favourite;
pub mod insight;
pub mod kiosk;
mod limits;
mod listing;
pub mod listing_report;
pub mod matching;
pub mod product;
pub mod project;
pub mod question;
pub mod review;
pub mod search;
pub mod shelf;
mod telling;
pub mod window;

pub use directory::{Cards, Directory};
