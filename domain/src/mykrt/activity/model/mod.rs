//! Activities as plain values.

mod activity;
mod answer;
mod attendance;
mod kinds;
mod minutes;

pub use self::{
    activity::{Activity, ActivityChanges, ActivityFilter, ActivityYear, NewActivity},
    answer::{Answer, Figures, MyAnswer, NewAnswer, Rsvp, Somebody},
    attendance::{
        Attendee, Headcount, NewAttendance, NewPresence, PresenceOutcome, PresenceResult,
    },
    kinds::{ActivityKind, ActivityStatus, FieldOfWork, FiveP},
    minutes::{Minutes, MinutesText, NewMinutes},
};
