//! The protocols of calls.

use std::fmt;
use std::str::FromStr;

/// A protocol that calls are made with. Services do not depend on it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Protocol {
    /// gRPC, over HTTP/2.
    #[default]
    Grpc,
    /// gRPC-Web, for browsers and proxies that hide trailers, over HTTP/1.1 and HTTP/2.
    GrpcWeb,
    /// Connect, for plain HTTP clients and browsers, over HTTP/1.1 and HTTP/2.
    Connect,
    /// HTTP/JSON, by the routes that `google.api.http` gives to methods. Clients of it are generated for their services.
    HttpJson,
}

/// In the extensions of a request: the protocol of its caller, if it is not gRPC.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub struct CalledBy(pub Protocol);

/// The names of the protocols in settings.
const NAMES: [(Protocol, &str); 4] = [
    (Protocol::Grpc, "grpc"),
    (Protocol::GrpcWeb, "grpc-web"),
    (Protocol::Connect, "connect"),
    (Protocol::HttpJson, "http-json"),
];

/// Reads the name of a protocol: `grpc`, `grpc-web`, `connect` or `http-json`.
impl FromStr for Protocol {
    type Err = UnknownProtocol;

    fn from_str(name: &str) -> Result<Self, UnknownProtocol> {
        let found = NAMES.iter().find(|(_, known)| *known == name);
        let found = found.map(|(protocol, _)| *protocol);
        found.ok_or_else(|| UnknownProtocol(name.to_owned()))
    }
}

/// A name that is not one of a [`Protocol`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownProtocol(String);

impl fmt::Display for UnknownProtocol {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = &self.0;
        write!(
            f,
            "`{name}` is not `grpc`, `grpc-web`, `connect` or `http-json`"
        )
    }
}

impl std::error::Error for UnknownProtocol {}
