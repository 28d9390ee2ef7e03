//! The protocols of calls.

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
}
