//! The committee of a neighbourhood (AJKRT): posts, dated terms under dated rules, what is vacant,
//! what ends soon, and who is reminded of it.

mod duty;
mod end;
mod list_store;
mod lists;
pub mod model;
mod regime_store;
mod regimes;
mod reminder_store;
mod reminders;
mod row;
pub mod rules;
mod service;
mod store;
mod voice;

pub(crate) use duty::remind_of_term_ends;
pub use end::{Ending, end_appointment};
pub use lists::{Overseen, term_ends, vacancies};
pub use model::{Appointment, Holder, NewAppointment, Post, TermRegime, Vacancy};
pub(crate) use regime_store::regimes as stored_regimes;
pub use regimes::{RegimeChange, set_term_regime, term_regimes};
pub use reminders::{EndingTerm, Reminder, take_reminders};
pub(crate) use service::is_vacant;
pub use service::{appoint, appointment, committees, vacant_areas};
pub(crate) use store::{has_account, holds_post, lives_in, lock as lock_area};
pub(crate) use voice::{holders_of, quoted, voice_of};
