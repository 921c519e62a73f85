//! KRT Shop: the directory of what neighbourhoods' economic projects offer. No checkout: buyers
//! find the seller.

pub mod category;
mod directory;
pub mod insight;
pub mod kiosk;
pub mod matching;
pub mod product;
pub mod project;

pub use directory::{Cards, Directory};
