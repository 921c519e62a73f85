//! The harness of the stories: a real server on a database of its own, and a cast of people who
//! speak HTTP to it.

mod answer;
mod app;
mod backend;
pub mod socket;
mod user;

pub use answer::Answer;
pub use app::TestApp;
pub use backend::Database;
pub use user::{PASSWORD, User};
