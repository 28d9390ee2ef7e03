//! Endpoints of servers for `Client::connect`.

use http::Uri;
use tonic::transport::{Endpoint, Error};

/// The address of a server: a URI such as `http://[::1]:50051`, or tonic's `Endpoint`, which has settings for timeouts,
/// keep-alive and TLS.
///
/// A Unix domain socket is `unix:/run/users.sock`. An `https` URI needs one of tonic's `tls-…-roots` features.
pub trait IntoEndpoint {
    /// Converts it to an endpoint.
    ///
    /// # Errors
    /// If it is not a URI.
    fn into_endpoint(self) -> Result<Endpoint, Error>;
}

impl IntoEndpoint for Endpoint {
    fn into_endpoint(self) -> Result<Endpoint, Error> {
        Ok(self)
    }
}

impl IntoEndpoint for Uri {
    fn into_endpoint(self) -> Result<Endpoint, Error> {
        Endpoint::new(self)
    }
}

impl IntoEndpoint for String {
    fn into_endpoint(self) -> Result<Endpoint, Error> {
        Endpoint::new(self)
    }
}

impl IntoEndpoint for &str {
    fn into_endpoint(self) -> Result<Endpoint, Error> {
        Endpoint::new(self.to_owned())
    }
}
