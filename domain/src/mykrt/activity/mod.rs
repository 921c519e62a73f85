//! An activity of a neighbourhood, which a notice may carry: planned by the committee, answered by
//! the residents, recorded on the day, written down in minutes, and counted in the year.

mod attendance;
mod attendance_store;
mod called_off;
mod carrying;
mod days;
mod feed;
mod minutes;
mod minutes_store;
pub mod model;
mod news;
mod news_store;
mod place_given;
mod rsvp;
mod rsvp_store;
mod rules;
mod seats;
mod service;
mod store;
mod year;

pub use attendance::{attendance, record_attendance};
pub(crate) use called_off::{call_off, hold_to_come};
pub(crate) use carrying::{carried_by, is_planned_for};
pub use feed::{activity_file, events_of};
pub use minutes::{minutes_of, set_minutes};
pub use model::{
    Activity, ActivityChanges, ActivityFilter, ActivityKind, ActivityStatus, ActivityYear, Answer,
    Attendee, FieldOfWork, Figures, FiveP, Headcount, Minutes, MyAnswer, NewActivity, NewAnswer,
    NewAttendance, NewMinutes, NewPresence, PresenceOutcome, PresenceResult, Rsvp, Somebody,
};
pub(crate) use news::news_due;
pub use rsvp::{answer, answers, figures_of, my_answers};
pub(crate) use rsvp::{give_up_places, hold_places, member_left};
pub use service::{
    activities, activities_of_notices, activity, cancel_activity, create_activity, update_activity,
};
pub(crate) use store::add as add_activity;
pub use year::years_of;
