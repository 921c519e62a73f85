//! Houses that are empty for a time: their people tell the patrol units of their area, patrols look
//! at them, and nobody else learns of it. Thirty days after somebody is at home again it is forgotten.

mod forget;
mod list;
pub mod model;
mod rules;
mod sealed;
mod service;
mod store;
mod visit;
mod visit_store;

pub(crate) use forget::{forget_old, give_up_houses};
pub use list::{houses_of_patrol, may_list};
pub use model::{
    Finding, HouseAway, HouseDetails, HouseReadings, HouseVisit, HouseWish, NewVisit, SettingHouse,
    VisitBatch, VisitResult, WatchedHouse,
};
pub use rules::forgotten_at;
pub use service::{
    cancel_house, house, houses_of_viewer, readings, set_house, visits, watching_units,
};
pub use visit::record_visits;
