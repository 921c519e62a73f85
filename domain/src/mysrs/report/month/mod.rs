//! The figures of a month: of a unit, an area, a district, a state or the nation. A row for each unit
//! and month is kept, and reckoned anew from the patrols themselves whenever one of them ends or
//! changes, so that a nation's month adds up some thousand rows and no patrols.

mod closed;
pub mod model;
mod rules;
mod service;
pub(super) mod store;

pub use model::{Colour, MonthFigures, Share};
pub use service::month_of;
pub(in crate::mysrs) use service::reckon;
pub(super) use service::{active_from, hold, read};
