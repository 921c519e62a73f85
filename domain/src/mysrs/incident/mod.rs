//! Incidents: what volunteers saw, who looks after it, and to whom it was referred.

mod assign;
mod category;
mod category_store;
mod export;
mod figures;
mod handle;
mod joined;
mod list;
mod list_store;
mod live;
pub mod model;
mod number;
mod past;
mod photo;
mod photo_store;
mod referral;
pub mod referral_model;
mod referral_store;
mod report;
mod rules;
mod sight;
mod step;
pub mod step_model;
mod step_store;
mod store;
mod told;

pub use assign::assign_incident;
pub(super) use category::in_use as category_in_use;
pub use category::{Category, SettingCategory, categories, set_category};
pub use export::{IncidentsFile, incidents_file};
pub use figures::{IncidentCount, incident_counts};
pub(in crate::mysrs) use figures::{counts_of_units, counts_within};
pub use handle::{set_incident_status, update_incident};
pub(in crate::mysrs) use joined::{JoinedStart, bring_to_joined};
pub(in crate::mysrs) use list::place_of;
pub use list::{IncidentFilter, Within, incidents, incidents_of_patrol};
pub use live::{Follower, Following, Told, follow};
pub use model::{
    Assigning, Incident, IncidentChanges, IncidentDoubt, IncidentStatus, NewIncident, NewPhoto,
    Photo, SettingStatus, Severity,
};
pub(crate) use past::{PastIncident, PastMove, add_past_incident};
pub use photo::{add_photo, photos_of_incidents};
pub use referral::{
    answer_referral, answers_of, refer_incident, referral, referral_log, referrals_of,
};
pub use referral_model::{
    Agency, Answering, Referral, ReferralAnswer, ReferralOutcome, Referring, Share, Shares, note_of,
};
pub use report::report_incident;
pub use sight::{Rights, Shown, incident};
pub use step::{add_note, timeline};
pub use step_model::{Change, Changes, NewNote, Step, StepKind};
