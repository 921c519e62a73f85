//! A person's e-mail address: it counts once a code that came to it was given back. Until then the
//! one before it stays. Several people may have the same address.

mod rules;
mod service;
mod store;

pub use rules::address;
pub use service::EmailSet;
pub(crate) use store::forget_old;
