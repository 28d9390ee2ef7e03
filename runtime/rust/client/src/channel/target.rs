//! Parses the target of a channel.

use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;

use http::uri::Authority;

use super::error::ChannelError;

/// An address that the channel can connect to.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Address {
    Tcp(SocketAddr),
    #[cfg(unix)]
    Unix(PathBuf),
}

impl Address {
    /// Whether the address is on this machine, so that no other machine can read its traffic.
    pub(super) fn is_local(&self) -> bool {
        match self {
            Self::Tcp(address) => address.ip().to_canonical().is_loopback(),
            #[cfg(unix)]
            Self::Unix(_) => true,
        }
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tcp(address) => address.fmt(f),
            #[cfg(unix)]
            Self::Unix(path) => write!(f, "unix:{}", path.display()),
        }
    }
}

/// A name to resolve, or fixed addresses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Target {
    Dns { host: String, port: u16 },
    Fixed(Vec<Address>),
}

/// A target, its authority, and whether its scheme requires TLS.
#[derive(Debug)]
pub(super) struct Parsed {
    pub(super) target: Target,
    pub(super) authority: Authority,
    /// `None` if the target has no scheme that decides it.
    pub(super) tls: Option<bool>,
}

/// Parses `http://host:port`, `https://host`, `dns:///host:port`, `host:port`, `unix:/path`, and several `ip:port`
/// separated by commas.
pub(super) fn parse(text: &str) -> Result<Parsed, ChannelError> {
    let invalid = || ChannelError::Target(text.to_owned());
    if let Some(path) = text.strip_prefix("unix:") {
        let path = path.strip_prefix("//").unwrap_or(path);
        return unix(path).ok_or_else(invalid);
    }
    let (rest, tls, port) = if let Some(rest) = text.strip_prefix("https://") {
        (rest, Some(true), Some(443))
    } else if let Some(rest) = text.strip_prefix("http://") {
        (rest, Some(false), Some(80))
    } else if let Some(rest) = text.strip_prefix("dns:") {
        (rest.strip_prefix("///").unwrap_or(rest), None, Some(443))
    } else {
        (text, None, None)
    };
    let rest = rest.strip_suffix('/').unwrap_or(rest);
    let ips: Result<Vec<SocketAddr>, _> = rest.split(',').map(str::parse).collect();
    if let Ok(ips) = ips {
        let authority = ips[0].to_string().parse().map_err(|_| invalid())?;
        let target = Target::Fixed(ips.into_iter().map(Address::Tcp).collect());
        return Ok(Parsed {
            target,
            authority,
            tls,
        });
    }
    let authority: Authority = rest.parse().map_err(|_| invalid())?;
    if authority.as_str().contains('@') || authority.host().is_empty() {
        return Err(invalid());
    }
    let explicit = authority.port_u16();
    if explicit.is_none()
        && authority.as_str().trim_end_matches(']').contains(':')
        && !rest.starts_with('[')
    {
        return Err(invalid());
    }
    let port = explicit.or(port).ok_or_else(invalid)?;
    let host = authority
        .host()
        .trim_start_matches('[')
        .trim_end_matches(']');
    let target = match host.parse::<IpAddr>() {
        Ok(ip) => Target::Fixed(vec![Address::Tcp((ip, port).into())]),
        Err(_) => Target::Dns {
            host: host.to_owned(),
            port,
        },
    };
    Ok(Parsed {
        target,
        authority,
        tls,
    })
}

#[cfg(unix)]
fn unix(path: &str) -> Option<Parsed> {
    if path.is_empty() {
        return None;
    }
    Some(Parsed {
        target: Target::Fixed(vec![Address::Unix(path.into())]),
        authority: Authority::from_static("localhost"),
        tls: Some(false),
    })
}

#[cfg(not(unix))]
fn unix(_: &str) -> Option<Parsed> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dns(host: &str, port: u16) -> Target {
        let host = host.to_owned();
        Target::Dns { host, port }
    }

    fn ips(addresses: &[&str]) -> Target {
        let addresses = addresses
            .iter()
            .map(|address| Address::Tcp(address.parse().unwrap()));
        Target::Fixed(addresses.collect())
    }

    #[test]
    fn valid_targets() {
        for (text, target, authority, tls) in [
            (
                "http://users:50051",
                dns("users", 50051),
                "users:50051",
                Some(false),
            ),
            ("http://users/", dns("users", 80), "users", Some(false)),
            ("https://users", dns("users", 443), "users", Some(true)),
            ("dns:///users:1", dns("users", 1), "users:1", None),
            ("dns:users", dns("users", 443), "users", None),
            ("users:1", dns("users", 1), "users:1", None),
            ("http://[::1]:1", ips(&["[::1]:1"]), "[::1]:1", Some(false)),
            (
                "https://127.0.0.1",
                ips(&["127.0.0.1:443"]),
                "127.0.0.1",
                Some(true),
            ),
            ("https://[::1]", ips(&["[::1]:443"]), "[::1]", Some(true)),
            (
                "127.0.0.1:1,127.0.0.1:2",
                ips(&["127.0.0.1:1", "127.0.0.1:2"]),
                "127.0.0.1:1",
                None,
            ),
        ] {
            let parsed = parse(text).unwrap();
            assert_eq!(parsed.target, target, "{text}");
            assert_eq!(parsed.authority, authority, "{text}");
            assert_eq!(parsed.tls, tls, "{text}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn unix_sockets() {
        for text in ["unix:/run/users.sock", "unix:///run/users.sock"] {
            let target = Target::Fixed(vec![Address::Unix("/run/users.sock".into())]);
            assert_eq!(parse(text).unwrap().target, target, "{text}");
        }
    }

    #[test]
    fn invalid_targets() {
        for text in [
            "",
            "users",
            "http://",
            "unix:",
            "http://users:port",
            "http://users:99999",
            "ftp://users:1",
            "http://me@users:1",
            "http://users:1/path",
            "127.0.0.1:1,users:2",
            ",",
            "http://:1",
        ] {
            assert!(parse(text).is_err(), "{text}");
        }
    }
}
