//! How an economic project is applied for, decided about, described and reckoned up.

mod figures;
mod input;
mod mutation;
mod profile;
mod query;
mod registration;

pub use figures::{ProjectFigures, ProjectFiguresConnection};
pub use input::ProjectOpeningInput;
pub use mutation::ProjectMutation;
pub use profile::{ProjectOpening, ProjectProfile};
pub use query::ProjectQuery;
pub use registration::ProjectRegistration;
