//! From names to addresses, of which only those are told that something may be sent to.

use std::net::SocketAddr;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use super::address::Reach;

/// Looks names up, and keeps back what lies inside. The connection is made to what is told here, so
/// that a name cannot lead elsewhere in between.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Guarded(pub Reach);

impl Resolve for Guarded {
    fn resolve(&self, name: Name) -> Resolving {
        let reach = self.0;
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let open: Vec<SocketAddr> =
                found.filter(|address| reach.includes(address.ip())).collect();
            if open.is_empty() {
                return Err("the name leads to no public address".into());
            }
            let open: Addrs = Box::new(open.into_iter());
            Ok(open)
        })
    }
}
