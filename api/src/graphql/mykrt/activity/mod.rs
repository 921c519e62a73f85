//! Activities: what a neighbourhood plans, who comes, who came, the minutes, and the year.

mod input;
mod minutes;
mod mutation;
mod payload;
mod people;
mod query;
mod types;

pub use mutation::ActivityMutation;
pub use query::ActivityQuery;
pub use types::{Activity, ActivityYear};
