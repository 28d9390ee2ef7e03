//! The attributes `server.address` and `server.port` of spans.

use http::uri::Authority;

/// The server that a client calls.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct ServerName {
    pub(super) address: String,
    pub(super) port: Option<u16>,
}

impl ServerName {
    /// Reads a target as the conventions specify: a target without host and port is the address.
    pub(super) fn of_target(target: &str) -> Self {
        let whole = || Self {
            address: target.to_owned(),
            port: None,
        };
        if let Some(path) = target.strip_prefix("unix:") {
            return Self {
                // `unix:///path` is the path with an empty authority.
                address: path.strip_prefix("//").unwrap_or(path).to_owned(),
                port: None,
            };
        }
        let named = match target.split_once("://") {
            Some(("http" | "https", rest)) => rest,
            Some(("dns", rest)) => rest.split_once('/').map_or(rest, |(_, name)| name),
            Some(_) => return whole(),
            None => target.strip_prefix("dns:").unwrap_or(target),
        };
        match named.trim_end_matches('/').parse::<Authority>() {
            Ok(authority) => Self::of_authority(&authority),
            Err(_) => whole(),
        }
    }

    pub(super) fn of_authority(authority: &Authority) -> Self {
        let host = authority.host();
        let host = host
            .strip_prefix('[')
            .and_then(|host| host.strip_suffix(']'));
        Self {
            address: host.unwrap_or(authority.host()).to_owned(),
            port: authority.port_u16(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The examples of the conventions for gRPC, and the targets of `Channel`.
    #[test]
    fn targets_have_their_addresses() {
        for (target, address, port) in [
            ("grpc.io:50051", "grpc.io", Some(50051)),
            ("dns://1.2.3.4/grpc.io:50051", "grpc.io", Some(50051)),
            ("dns:///users.internal:50051", "users.internal", Some(50051)),
            ("http://[::1]:50051", "::1", Some(50051)),
            ("https://users.internal", "users.internal", None),
            ("https://users.internal/", "users.internal", None),
            (
                "unix:///run/containerd/containerd.sock",
                "/run/containerd/containerd.sock",
                None,
            ),
            ("unix:/run/users.sock", "/run/users.sock", None),
            (
                "zk://zookeeper:2181/my-server",
                "zk://zookeeper:2181/my-server",
                None,
            ),
            (
                "10.0.0.1:50051,10.0.0.2:50051",
                "10.0.0.1:50051,10.0.0.2:50051",
                None,
            ),
        ] {
            let address = address.to_owned();
            let expected = ServerName { address, port };
            assert_eq!(ServerName::of_target(target), expected, "{target}");
        }
    }
}
