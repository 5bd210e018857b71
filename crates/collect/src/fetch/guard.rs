//! Which machines may be talked to. What is checked is the address that is connected to, at the moment at which it
//! is resolved for the connection, so that a name that answers differently the second time gains nothing.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;

use reqwest::Url;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};

/// Turns a host's name into addresses; the system does by default.
pub trait Names: Send + Sync {
    fn lookup(&self, host: &str) -> std::io::Result<Vec<IpAddr>>;
}

/// Whether addresses that are not of the public network may be fetched from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Reach {
    #[default]
    Public,
    /// Private, link-local and loopback addresses too.
    Anywhere,
}

/// By what a refusal is known where only its words were kept.
const NOT_PUBLIC: &str = "is no public address";

/// Whether these are the words of a [`NotPublic`], maybe among others.
pub fn tells_not_public(told: &str) -> bool {
    told.contains(NOT_PUBLIC)
}

/// An address that may not be fetched from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotPublic(pub IpAddr);

impl fmt::Display for NotPublic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {NOT_PUBLIC}; private ones are fetched from only where that is allowed", self.0)
    }
}

impl std::error::Error for NotPublic {}

impl Reach {
    pub fn admit(self, address: IpAddr) -> Result<(), NotPublic> {
        if self == Reach::Anywhere || is_public(address) { Ok(()) } else { Err(NotPublic(address)) }
    }

    /// An address that stands in the URL itself is never looked up, so it is checked here.
    pub fn admit_url(self, url: &Url) -> Result<(), NotPublic> {
        let host = url.host_str().unwrap_or_default();
        let bare = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
        bare.parse::<IpAddr>().map_or(Ok(()), |address| self.admit(address))
    }
}

/// The IANA registries of special-purpose addresses, as of 2025; what is not listed there is public.
fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    let special = matches!(
        (a, b, c),
        (0 | 10 | 127, ..)
            | (100, 64..=127, _)
            | (169, 254, _)
            | (172, 16..=31, _)
            | (192, 0, 0 | 2)
            | (192, 31, 196)
            | (192, 52, 193)
            | (192, 88, 99)
            | (192, 168, _)
            | (192, 175, 48)
            | (198, 18..=19, _)
            | (198, 51, 100)
            | (203, 0, 113)
            | (224.., ..)
    );
    !special
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    let [a, b, c, d, e, f, g, h] = address.segments();
    let v4 = |high: u16, low: u16| {
        let ([w, x], [y, z]) = (high.to_be_bytes(), low.to_be_bytes());
        is_public_v4(Ipv4Addr::new(w, x, y, z))
    };
    match (a, b) {
        // mapped and translated addresses reach the one that they embed
        (0, 0) if (c, d, e) == (0, 0, 0) && f == 0xffff => v4(g, h),
        (0x64, 0xff9b) if (c, d, e, f) == (0, 0, 0, 0) => v4(g, h),
        (0x2002, _) => v4(b, c),
        // Teredo, ORCHID, benchmarking, documentation
        (0x2001, 0..=0x01ff | 0x0db8) => false,
        (0x3fff, 0..=0x0fff) => false,
        // global unicast is 2000::/3 and nothing else
        _ => (0x2000..0x4000).contains(&a),
    }
}

/// Looks names up and lets through only addresses that may be fetched from.
pub struct Guarded {
    pub reach: Reach,
    pub names: Option<Arc<dyn Names>>,
}

impl Resolve for Guarded {
    fn resolve(&self, name: Name) -> Resolving {
        let (reach, names, host) = (self.reach, self.names.clone(), name.as_str().to_owned());
        Box::pin(async move {
            let found: Vec<SocketAddr> = match names {
                Some(names) => {
                    names.lookup(&host)?.into_iter().map(|address| SocketAddr::new(address, 0)).collect()
                }
                None => tokio::net::lookup_host((host, 0)).await?.collect(),
            };
            let (mut admitted, mut refused) = (Vec::new(), None);
            for address in found {
                match reach.admit(address.ip()) {
                    Ok(()) => admitted.push(address),
                    Err(no) => refused = Some(no),
                }
            }
            match (admitted.is_empty(), refused) {
                (true, Some(no)) => Err(no.into()),
                _ => Ok(Box::new(admitted.into_iter()) as Addrs),
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_public_addresses_pass() {
        let public = [
            "8.8.8.8",
            "172.15.0.1",
            "172.32.0.1",
            "100.63.0.1",
            "2a00:1450::1",
            "64:ff9b::808:808",
            "::ffff:8.8.8.8",
        ];
        let private = [
            "127.0.0.1",
            "127.255.0.1",
            "10.1.2.3",
            "172.16.0.1",
            "172.31.255.255",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "0.1.2.3",
            "192.0.2.1",
            "198.18.0.1",
            "224.0.0.1",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "fe80::1",
            "fc00::1",
            "fd12::1",
            "ff02::1",
            "2001:db8::1",
            "2001::1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "64:ff9b::7f00:1",
            "64:ff9b:1::1",
            "2002:7f00:1::1",
            "2002:a00:1::",
            "::127.0.0.1",
            "3fff::1",
        ];
        for address in public {
            assert!(Reach::Public.admit(address.parse().unwrap()).is_ok(), "{address}");
        }
        for address in private {
            let address = address.parse().unwrap();
            assert_eq!(Reach::Public.admit(address), Err(NotPublic(address)));
            assert!(Reach::Anywhere.admit(address).is_ok());
        }
    }

    #[test]
    fn addresses_in_any_spelling_are_seen_in_urls() {
        for url in [
            "http://127.0.0.1/",
            "http://2130706433/",
            "http://0x7f.1/",
            "http://017700000001/",
            "http://[::1]:80/x",
            "http://[::ffff:a00:1]/",
        ] {
            assert!(Reach::Public.admit_url(&Url::parse(url).unwrap()).is_err(), "{url}");
        }
        assert!(Reach::Public.admit_url(&Url::parse("http://example.org/").unwrap()).is_ok());
    }
}
