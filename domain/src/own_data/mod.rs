//! Everything that the tables hold about one person: taken out, corrected, erased.
//!
//! [`treatments`] lists every column that says something about a person; a test compares the list
//! with the tables themselves, so that a new column cannot be forgotten.

mod columns;
mod erase;
mod erase_json;
mod export;
mod exports;
mod kept;
mod last;
mod service;
mod spellings;
mod store;
pub mod treatments;

pub use columns::{Column, Kind, Upon, columns};
pub use export::{Pieces, sections};
pub use exports::{CutOff, Export, Exports};
pub use kept::{Kept, Why};
pub use service::{
    AccountChanges, authorize_export, begin_export, erase_account, section, update_account,
};
