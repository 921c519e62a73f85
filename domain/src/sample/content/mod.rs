//! What the sample neighbourhoods consist of: places, people, notices, patrols and a shop.
//!
//! Rows point at each other by index (areas, projects) or by code (states, districts,
//! categories); the tests prove that every such reference resolves.

pub mod areas;
pub mod ground;
pub mod notices;
pub mod patrols;
pub mod people;
pub mod places;
pub mod shop;
