//! Watching over volunteers: a shift to which nobody comes, a patrol that misses a checkpoint, is not
//! heard of or does not end, and somebody who patrols alone and does not confirm to be well.
//!
//! A planned duty looks at one shift or one patrol, and plans itself anew for when something may be
//! amiss; what is recorded on the way writes nothing for it. What is amiss is an alert: told once to
//! those who are nearest, after a while to those who write in the committee's name, and when it has
//! healed to all of them again. Of each kind a shift or a patrol has one open alert at most, so that
//! neither two nodes nor a duty that is done again tell anything twice.

mod alive;
mod alive_store;
mod late;
mod look;
mod missed;
pub mod model;
mod people_store;
mod read;
mod rules;
mod setting;
mod setting_store;
mod store;
mod tell;
mod watched_store;
mod way;

pub use alive::{confirm_by, record_alive};
pub(crate) use late::late_due;
pub(in crate::mysrs) use late::{patrol_started, shift_published};
pub(crate) use look::look_due;
pub(super) use look::patrol_ended;
pub use model::{
    Alert, AlertKind, AlertState, Limit, LimitChange, LimitWish, Limits, NewAlive, SettingUnit,
    UnitSetting, WishChanges, Wishes,
};
pub use read::{alerts_of_patrol, alerts_of_unit};
pub use setting::{own_setting, setting, update_setting};
pub(crate) use tell::escalate_due;
