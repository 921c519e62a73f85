//! States, districts, neighbourhoods, and who belongs to them.

pub mod approval;
pub mod area;
pub mod area_part;
mod atlas;
pub mod committee;
pub mod grant;
pub mod group;
mod import;
pub mod join_code;
pub mod membership;
pub mod model;
mod people;
mod service;
mod standing;
pub mod states;
mod store;

pub use atlas::{Atlas, known_area, known_areas, known_district, remembered_area};
pub use import::{BadRow, ImportReport, OnBadRow, Progress, import_areas, import_districts};
pub use model::{Area, AreaStatus, District, NewArea, State};
pub use people::{
    Appointing, GrantScope, add_appointment, add_group_coordinator, add_membership,
    add_officer_grant,
};
pub(crate) use people::{residents_among, roles_turn, tell_areas};
pub use service::{
    area, areas_by_ids, district, districts, districts_by_ids, place_of_area, states, status_reason,
};
pub use standing::{Standing, standings};
pub use states::ensure_states;
pub(crate) use store::find_district;
pub use store::{put_area, put_district, put_state};
