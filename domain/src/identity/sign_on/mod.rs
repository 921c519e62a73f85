//! Single sign-on for officers: OpenID Connect (Core 1.0), authorization code with PKCE S256, state
//! and nonce. The department's sign-in service, "the provider", says who somebody is; whom that
//! stands for here is an administrator's decision, never a guess by e-mail.
//!
//! The client is our own, because little is missing: `jsonwebtoken` is here already and verifies the
//! signatures, and what is left are three requests and the comparisons in `rules`. The crate
//! openidconnect would bring two dozen crates more, among them a second time the curves, RSA and two
//! calendars.

mod model;
mod pending;
mod provider;
mod rules;
mod service;
mod store;
mod web;

pub use model::{Beginning, Begun, Binding, Returned, SignOnLink, SignOnLinking, SignOnSettings};
pub use rules::travels_safely;
pub use service::SignOn;
