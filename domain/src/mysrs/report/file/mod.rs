//! Patrols and months as files for a spreadsheet and for maps. Without names: a file goes its own ways.
//! Where a patrol went stands in none of them; its own track is for those who may see it.

mod csv;
mod map;
mod store;

pub use csv::{PatrolsFile, patrols_file};
pub use map::{UnitsMap, units_map};
