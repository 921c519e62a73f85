//! How the program asks other services: one way to make a client.

use std::time::Duration;

use reqwest::{Client, redirect};

use super::error::{Error, Result};

/// A service that cannot be reached within this is taken for gone.
const REACHED: Duration = Duration::from_secs(3);
/// The longest wait for a whole answer.
pub const ANSWERED: Duration = Duration::from_secs(10);

/// A client that follows no redirection: a secret in a header must not be carried elsewhere.
pub fn client() -> Result<Client> {
    ready();
    Client::builder()
        .connect_timeout(REACHED)
        .timeout(ANSWERED)
        .redirect(redirect::Policy::none())
        .user_agent(concat!("krt/", env!("CARGO_PKG_VERSION")))
        .build()
        .map_err(Error::internal)
}

/// Chooses ring for TLS in this process; choosing it again changes nothing. Whoever makes a
/// `reqwest` client in another way calls this first.
pub fn ready() {
    // The error says that something is chosen already.
    let _ = rustls::crypto::ring::default_provider().install_default();
}
