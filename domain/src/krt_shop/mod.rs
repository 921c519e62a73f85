//! KRT Shop: the directory of what neighbourhoods' economic projects offer. No checkout: buyers
//! find the seller.

pub mod catalogue;
pub mod category;
pub mod delta;
mod directory;
pub mod product;
pub mod project;
pub mod window;

pub use directory::{Cards, Directory};
