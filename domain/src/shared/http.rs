//! How the program asks other services: one way to make a client.

use std::{sync::Arc, time::Duration};

use reqwest::{Client, ClientBuilder, dns::Resolve, redirect};

use super::error::{Error, Result};

/// A service that cannot be reached within this is taken for gone.
pub(crate) const REACHED: Duration = Duration::from_secs(3);
/// The longest wait for a whole answer.
pub const ANSWERED: Duration = Duration::from_secs(10);

/// How often a connection of HTTP/2 that somebody waits on is asked for a sign of life, and how long
/// that is waited for. One that says nothing any more would otherwise swallow every request that is
/// given to it: a wait that ends there ends that request alone.
const ALIVE_EVERY: Duration = Duration::from_secs(10);
const ALIVE_WITHIN: Duration = Duration::from_secs(5);

/// A client that follows no redirection: a secret in a header must not be carried elsewhere. It
/// speaks HTTP/1.1: whoever is asked now and then needs no more.
pub fn client() -> Result<Client> {
    builder().http1_only().build().map_err(Error::internal)
}

/// The same for a service that is asked so much at once that it has to be HTTP/2, and is known to
/// speak it: by `https://` the two say so to each other (ALPN), by `http://`, which is for this machine
/// alone, it is taken for granted. It keeps one connection; a client that would have to find out
/// first opens one for each of those who ask before the first has answered.
pub fn client_of_many(address: &str) -> Result<Client> {
    let builder = builder()
        .http2_prior_knowledge()
        .http2_keep_alive_interval(ALIVE_EVERY)
        .http2_keep_alive_timeout(ALIVE_WITHIN);
    let is_sealed = address.starts_with("https:");
    // Where no certificate is looked at none is read from the disk.
    let builder = if is_sealed { builder } else { builder.tls_certs_only([]) };
    builder.build().map_err(Error::internal)
}

/// The same for addresses that people name: names are looked up by `resolver`, which decides where
/// they may lead, and no proxy stands between, which would look them up anew.
pub fn guarded_client<R: Resolve + 'static>(resolver: Arc<R>) -> Result<Client> {
    let builder = builder().http1_only().no_proxy().dns_resolver(resolver);
    builder.build().map_err(Error::internal)
}

fn builder() -> ClientBuilder {
    ready();
    Client::builder()
        .connect_timeout(REACHED)
        .timeout(ANSWERED)
        .redirect(redirect::Policy::none())
        .user_agent(concat!("krt/", env!("CARGO_PKG_VERSION")))
}

/// Chooses ring for TLS in this process; choosing it again changes nothing. Whoever makes a
/// `reqwest` client in another way calls this first.
pub fn ready() {
    // The error says that something is chosen already.
    let _ = rustls::crypto::ring::default_provider().install_default();
}
