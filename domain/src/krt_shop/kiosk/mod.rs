//! Places where projects sell together: kiosks (KIOSK@KRT), which have opening hours, and carnivals
//! (Karnival Ekonomi), which have a time.
//!
//! Officers from the district upward write them; a project asks for a stand and is confirmed. The public
//! sees the stands of projects at work, with what of their offers is listed: a project that ends or rests
//! stands nowhere from then on. What is over is in no list any more.

mod calendar;
mod delta;
mod given;
mod model;
mod rules;
mod service;
mod stand;
mod stand_read;
mod stand_store;
mod store;
mod tell;
mod write;

pub use calendar::kiosk_file;
pub use delta::{DeltaKiosk, DeltaStand};
pub(in crate::krt_shop) use delta::{delta_kiosks, delta_kiosks_by_ids, kiosks_that_show};
pub(crate) use given::{Given, add_described};
pub use model::{
    Joining, Kiosk, KioskFilter, KioskKind, KioskStatus, NewKiosk, Stand, StandDecision,
    StandStatus, Standing,
};
pub use service::{kiosk, kiosks, kiosks_shown, may_write};
pub use stand::{decide_stand, join_kiosk, leave_kiosk};
pub use stand_read::{sold_by_project, stands_asked, stands_of_kiosks, stands_of_project};
pub use write::{cancel_kiosk, set_kiosk};
