//! Endpoints of servers for `Client::connect`.

use http::Uri;
use tonic::transport::Endpoint;
/// Why a client cannot connect to a server.
pub use tonic::transport::Error as ConnectError;

/// The address of a server: a URI such as `http://[::1]:50051`, or tonic's `Endpoint`, which has settings for timeouts,
/// keep-alive and TLS.
///
/// A Unix domain socket is `unix:/run/users.sock`. An `https` URI needs one of tonic's `tls-…-roots` features.
pub trait IntoEndpoint {
    /// Converts it to an endpoint.
    ///
    /// # Errors
    /// If it is not a URI.
    fn into_endpoint(self) -> Result<Endpoint, ConnectError>;
}

impl IntoEndpoint for Endpoint {
    fn into_endpoint(self) -> Result<Endpoint, ConnectError> {
        Ok(self)
    }
}

impl IntoEndpoint for Uri {
    fn into_endpoint(self) -> Result<Endpoint, ConnectError> {
        Endpoint::new(self)
    }
}

impl IntoEndpoint for String {
    fn into_endpoint(self) -> Result<Endpoint, ConnectError> {
        Endpoint::new(self)
    }
}

impl IntoEndpoint for &str {
    fn into_endpoint(self) -> Result<Endpoint, ConnectError> {
        Endpoint::new(self.to_owned())
    }
}
