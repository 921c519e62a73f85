//! People, how they sign in and stay signed in, and what their tokens say.

mod ban;
mod ban_store;
mod calendar;
mod calendar_store;
pub mod codes;
mod credentials;
mod devices;
pub mod email;
mod ending;
mod gate;
mod guesses;
mod joining;
mod keys;
mod late;
mod lock_store;
pub mod model;
mod password;
pub mod privacy_notice;
mod proof;
mod push;
mod recovery;
pub mod rules;
mod second;
mod second_store;
mod service;
mod sessions;
mod sign_on;
mod store;
mod telling;
mod tokens;
pub mod totp;
mod under_way;

pub use calendar::{calendar_reader, renew_calendar_token};
pub use email::EmailSet;
pub use gate::Admitted;
pub use keys::PublicKey;
pub(crate) use lock_store::lock_people;
pub(crate) use model::Reached;
pub use model::{Person, PersonStatus, Registration, Session, SignedIn, SigningIn};
pub use proof::Proof;
pub use recovery::PhoneChange;
pub use second::{Second, SecondState, TotpBegun};
pub use service::{Identity, IdentitySettings, make_secret};
pub use sign_on::{
    Beginning, Begun, Binding, Returned, SignOn, SignOnLink, SignOnLinking, SignOnSettings,
    travels_safely,
};
pub use store::{NewPerson, add as add_person, has_people};
pub(crate) use store::{
    display_name, find_by_phone, lookup, roles_held, sample_people, stays, take_turn,
};
pub(crate) use telling::tell_person;
