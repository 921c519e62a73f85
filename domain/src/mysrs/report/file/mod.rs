//! Patrols, months and counted incidents as files for a spreadsheet and for maps. Without names: a file goes its own ways.
//! Where a patrol went stands in none of them; its own track is for those who may see it.

mod by;
mod csv;
mod incidents;
mod map;
mod months;
mod store;

pub use by::By;
pub use csv::{PatrolsFile, patrols_file};
pub use incidents::{IncidentFiguresFile, incident_figures_file};
pub use map::{UnitsMap, units_map};
pub use months::{MonthsFile, months_file};
