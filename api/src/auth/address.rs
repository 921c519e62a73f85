//! From which address a request comes.

use std::net::IpAddr;

use actix_web::HttpRequest;
use ipnet::IpNet;

use crate::config::Config;

/// The client's address: the connection's, or what a trusted proxy says of it. An IPv4 address
/// that came in the dress of IPv6 is undressed, so that it is known and counted as what it is.
pub fn of_client(request: &HttpRequest, config: &Config) -> Option<IpAddr> {
    let peer = request.peer_addr()?.ip();
    let forwarded = request.headers().get_all("x-forwarded-for");
    let hops = forwarded.filter_map(|value| value.to_str().ok()).flat_map(|value| value.split(','));
    Some(behind(peer, hops, &config.trusted_proxies))
}

/// Whether a request comes from this machine or from a network that the settings trust, and no
/// stranger stands behind it.
pub fn is_inside(request: &HttpRequest, config: &Config) -> bool {
    let trusted = &config.trusted_proxies;
    let Some(address) = of_client(request, config) else { return false };
    let forwarded = request.headers().contains_key("x-forwarded-for");
    // A proxy that is not trusted may stand on this machine too: it speaks for somebody else.
    contains(trusted, address) || (address.is_loopback() && !forwarded)
}

/// Each proxy adds at the end whom it spoke with: walks back while the speaker is trusted.
fn behind<'a>(peer: IpAddr, hops: impl Iterator<Item = &'a str>, trusted: &[IpNet]) -> IpAddr {
    let mut hops: Vec<&str> = hops.collect();
    let mut address = peer.to_canonical();
    while contains(trusted, address) {
        match hops.pop().and_then(|hop| hop.trim().parse::<IpAddr>().ok()) {
            Some(before) => address = before.to_canonical(),
            None => break,
        }
    }
    address
}

fn contains(networks: &[IpNet], address: IpAddr) -> bool {
    networks.iter().any(|network| network.contains(&address))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client(peer: &str, forwarded: &str) -> String {
        let trusted = ["10.0.0.0/8".parse().unwrap()];
        let hops = forwarded.split(',').filter(|hop| !hop.is_empty());
        behind(peer.parse().unwrap(), hops, &trusted).to_string()
    }

    #[test]
    fn only_a_trusted_proxy_is_believed() {
        assert_eq!(client("203.0.113.7", "198.51.100.1"), "203.0.113.7");
        assert_eq!(client("10.0.0.1", "198.51.100.1, 203.0.113.7, 10.0.0.2"), "203.0.113.7");
        assert_eq!(client("10.0.0.1", ""), "10.0.0.1");
    }

    #[test]
    fn an_address_in_the_dress_of_ipv6_is_the_same_address() {
        assert_eq!(client("::ffff:10.0.0.1", "::ffff:203.0.113.7"), "203.0.113.7");
    }
}
