//! People, how they sign in and stay signed in, and what their tokens say.

mod gate;
mod keys;
pub mod model;
mod password;
pub mod rules;
mod service;
mod sessions;
mod store;
mod tokens;

pub use gate::Admitted;
pub use keys::PublicKey;
pub use model::{Person, Registration, SignedIn};
pub use service::{Identity, IdentitySettings, make_secret};
pub(crate) use store::sample_people;
pub use store::{NewPerson, add as add_person, has_people, people_of_area};
