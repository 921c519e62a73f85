//! KRT Shop: the directory of what neighbourhoods' economic projects offer. No checkout: buyers
//! find the seller.

pub mod category;
pub mod certificate;
mod directory;
pub mod product;
pub mod project;
pub mod search;
pub mod shelf;

pub use directory::{Cards, Directory};
