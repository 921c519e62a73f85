//! Which addresses events are sent to; pure.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use url::{Host, Url};

use crate::shared::error::{ErrorCode, Refusal};

/// The longest address, in bytes.
const LONGEST: usize = 500;

/// How far events go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// To public addresses, by `https://`.
    Public,
    /// Also to this machine, by `http://` too: for a developer's desk.
    ThisMachine,
}

impl Reach {
    /// Whether something may be sent to this address.
    #[must_use]
    pub fn includes(self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        is_public(address) || (self == Self::ThisMachine && address.is_loopback())
    }

    /// Whether something may be sent to this URL, as far as it tells: a name is looked up later.
    #[must_use]
    pub fn permits(self, url: &Url) -> bool {
        let literal = match url.host() {
            Some(Host::Ipv4(address)) => Some(IpAddr::V4(address)),
            Some(Host::Ipv6(address)) => Some(IpAddr::V6(address)),
            Some(Host::Domain(_)) => None,
            None => return false,
        };
        let is_here = literal.is_some_and(|address| address.to_canonical().is_loopback())
            || url.host_str() == Some("localhost");
        let scheme = match url.scheme() {
            "https" => true,
            "http" => self == Self::ThisMachine && is_here,
            _ => false,
        };
        let is_near = self == Self::ThisMachine || !is_here;
        scheme && is_near && literal.is_none_or(|address| self.includes(address))
    }
}

/// An address as it is kept: one that events can be sent to.
pub fn checked(text: &str, reach: Reach) -> Result<String, Refusal> {
    let invalid = || Refusal::of(ErrorCode::WebhookAddressInvalid);
    let text = text.trim();
    if text.len() > LONGEST {
        return Err(Refusal::of(ErrorCode::TooLong).with("limit", LONGEST));
    }
    let url = Url::parse(text).map_err(|_| invalid())?;
    let is_bare = url.username().is_empty() && url.password().is_none() && url.fragment().is_none();
    if !is_bare || !reach.permits(&url) {
        return Err(invalid());
    }
    Ok(url.to_string())
}

/// Whether an address belongs to the internet at large, by IANA's registries of special ones.
fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let special = match address.octets() {
        // This network, and what is private to a house, a provider or a link.
        [0 | 10 | 127, ..] | [169, 254, ..] | [192, 168, ..] => true,
        [100, second, ..] => second & 0b1100_0000 == 64,
        [172, second, ..] => second & 0b1111_0000 == 16,
        // Protocols, documentation, relays and benchmarks.
        [192, 0, 0 | 2, _] | [192, 88, 99, _] | [198, 51, 100, _] | [203, 0, 113, _] => true,
        [198, second, ..] => second & 0b1111_1110 == 18,
        // To many, and reserved.
        [first, ..] => first >= 224,
    };
    !special
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    let special = match address.segments() {
        // Protocols, tunnels and benchmarks; documentation; addresses that hold one of IPv4.
        [0x2001, second, ..] => second < 0x200 || second == 0xdb8,
        [0x2002, ..] => true,
        [0x3fff, second, ..] => second < 0x1000,
        // Only this part is given out.
        [first, ..] => first & 0xe000 != 0x2000,
    };
    !special
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_internet_at_large_is_public() {
        for public in
            ["8.8.8.8", "1.1.1.1", "203.0.114.1", "100.63.0.1", "172.32.0.1", "2400:cb00::1"]
        {
            assert!(Reach::Public.includes(public.parse().unwrap()), "{public}");
        }
        for inside in [
            "0.0.0.0",
            "10.0.0.1",
            "127.0.0.1",
            "100.64.0.1",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.168.1.1",
            "192.0.0.8",
            "192.0.2.1",
            "198.18.0.1",
            "198.19.0.1",
            "198.51.100.1",
            "203.0.113.1",
            "224.0.0.1",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "fe80::1",
            "fc00::1",
            "fd00:ec2::254",
            "ff02::1",
            "::ffff:10.0.0.1",
            "::ffff:127.0.0.1",
            "64:ff9b::a00:1",
            "2001::1",
            "2001:db8::1",
            "2002:a00:1::",
            "3fff::1",
        ] {
            assert!(!Reach::Public.includes(inside.parse().unwrap()), "{inside}");
        }
        assert!(Reach::ThisMachine.includes("127.0.0.1".parse().unwrap()));
        assert!(Reach::ThisMachine.includes("::1".parse().unwrap()));
        assert!(!Reach::ThisMachine.includes("10.0.0.1".parse().unwrap()));
    }

    #[test]
    fn only_https_to_a_public_host_is_taken() {
        let taken = |text: &str| checked(text, Reach::Public);
        assert_eq!(
            taken(" https://polis.example/feed?d=1 ").unwrap(),
            "https://polis.example/feed?d=1"
        );
        assert!(taken("https://8.8.8.8:8443/feed").is_ok());
        for wrong in [
            "",
            "polis.example",
            "http://polis.example/feed",
            "ftp://polis.example",
            "file:///etc",
            "https://user@polis.example/",
            "https://user:x@polis.example/",
            "https://polis.example/#x",
            "https://10.0.0.1/",
            "https://127.0.0.1/",
            "https://[::1]/",
            "https://0x7f.1/",
            "https://2130706433/",
            "https://[::ffff:10.0.0.1]/",
            "https://localhost/",
            "http://localhost/",
            "https://",
        ] {
            assert!(taken(wrong).is_err(), "{wrong}");
        }
        assert!(taken(&format!("https://polis.example/{}", "x".repeat(500))).is_err());
    }

    #[test]
    fn a_developer_reaches_this_machine() {
        let taken = |text: &str| checked(text, Reach::ThisMachine);
        for right in ["http://127.0.0.1:9000/feed", "http://localhost:9000/", "https://127.0.0.1/"]
        {
            assert!(taken(right).is_ok(), "{right}");
        }
        for wrong in ["http://polis.example/", "http://10.0.0.1/", "https://192.168.0.1/"] {
            assert!(taken(wrong).is_err(), "{wrong}");
        }
    }
}
