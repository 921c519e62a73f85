//! KRT Shop: the directory of what neighbourhoods' economic projects offer. No checkout: buyers
//! find the seller.

pub mod category;
mod directory;
pub mod product;
pub mod project;
pub mod window;

pub use directory::{Cards, Directory};
