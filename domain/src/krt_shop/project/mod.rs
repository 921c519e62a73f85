//! An economic project of a neighbourhood (Projek Ekonomi Komuniti RT): who offers.
//!
//! The committee applies and names an owner; the district officer checks, the state's director
//! confirms. Projects from before there was a profile stay as they are: what is published stays
//! published, and the next publication asks for what a seller must show.

mod apply;
mod chain;
mod channel;
mod decide;
mod disclosure;
pub mod figures;
mod forget;
mod hours;
mod leaving;
pub mod model;
mod owner;
pub mod profile;
mod proof;
mod rules;
mod service;
mod steps;
mod store;
mod update;

pub use apply::{apply, viewer_can_apply};
pub use channel::whatsapp_link;
pub use decide::{decide_project, desk_of_project, set_status, viewer_can_decide};
pub use disclosure::{Disclosure, missing_disclosures};
pub(crate) use forget::take_name_out;
pub(super) use hours::checked as checked_hours;
pub(crate) use leaving::{Leaving, leave};
pub use model::{
    Applying, Deciding, Decision, Deed, NewProject, Project, ProjectFilter, ProjectStatus,
    ProjectStep, SettingStatus,
};
pub use owner::{Owner, owner_of_project, set_owner};
pub use profile::{
    Link, Opening, OpeningHours, PaymentMethod, Profile, ProfileChanges, ProjectChanges, Weekday,
};
pub(crate) use proof::look_at_claims;
pub(super) use proof::turn_by_proof;
pub(super) use rules::disclosed;
pub use service::{
    add_described, add_project, pictures_of_projects, place_of_project, project, project_by_slug,
    projects, projects_by_ids, projects_of_area,
};
pub use steps::history_of_project;
pub(super) use store::{active_among, active_in_areas, list_active, list_by_ids, lookup_steady};
pub(super) use update::pictures_of;
pub use update::update_project;
