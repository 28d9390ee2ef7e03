//! Calls from browsers: which pages of other origins may make them.

use std::sync::Arc;

use http::{HeaderName, HeaderValue, Method as HttpMethod};
use tower::layer::Layer;
use tower_http::cors::{AllowOrigin, CorsLayer};

use super::dispatcher::Cors;
use super::error::ServeError;
use crate::any_service::AnyService;

/// Methods that pages may use: those of Connect and, with the feature `http-json`, those that routes can have by name.
const METHODS: &[HttpMethod] = if cfg!(feature = "http-json") {
    &[
        HttpMethod::GET,
        HttpMethod::POST,
        HttpMethod::PUT,
        HttpMethod::PATCH,
        HttpMethod::DELETE,
        HttpMethod::HEAD,
    ]
} else {
    &[HttpMethod::GET, HttpMethod::POST]
};

/// Headers that pages may send.
const ALLOWED: [&str; 10] = [
    "authorization",
    "connect-accept-encoding",
    "connect-content-encoding",
    "connect-protocol-version",
    "connect-timeout-ms",
    "content-encoding",
    "content-type",
    "grpc-timeout",
    "x-grpc-web",
    "x-user-agent",
];

/// Headers that pages may read. The status of a call without messages is in the headers.
const EXPOSED: [&str; 6] = [
    "connect-content-encoding",
    "content-encoding",
    "grpc-encoding",
    "grpc-message",
    "grpc-status",
    "grpc-status-details-bin",
];

/// Lets pages of allowed origins make calls, with gRPC-Web or Connect, over HTTP/1.1 and HTTP/2.
///
/// Pages of the server's own origin, and clients other than browsers, need no permission.
///
/// Source: CORS of the Fetch standard; PROTOCOL-WEB of gRPC.
#[derive(Clone, Debug, Default)]
pub struct Web {
    origins: Vec<HeaderValue>,
    allowed: Vec<HeaderName>,
    exposed: Vec<HeaderName>,
}

impl Web {
    /// Allows no other origin yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Allows pages of an origin, for example `https://app.example.com`.
    ///
    /// # Errors
    /// If it is not a scheme and a host. Wildcards are rejected, because any page could then use tokens of the user.
    pub fn allow_origin(mut self, origin: &str) -> Result<Self, ServeError> {
        let uri = origin.parse::<http::Uri>().ok();
        let is_origin = uri.is_some_and(|uri| {
            let schemes = [Some("http"), Some("https")];
            schemes.contains(&uri.scheme_str()) && uri.authority().is_some() && uri.path() == "/"
        });
        match HeaderValue::from_str(origin) {
            Ok(value) if is_origin && !origin.ends_with('/') => self.origins.push(value),
            _ => {
                let reason = format!("`{origin}` is not an origin such as https://example.com");
                return Err(ServeError::Setting(reason));
            }
        }
        Ok(self)
    }

    /// Allows pages to send a header, in addition to those of the protocols and `authorization`. Browsers send no other metadata to
    /// another origin (`access-control-allow-headers`).
    #[must_use]
    pub fn allow_header(mut self, header: HeaderName) -> Self {
        self.allowed.push(header);
        self
    }

    /// Allows pages to read a header of responses, in addition to those of the protocols. Browsers hide all other
    /// metadata (`access-control-expose-headers`).
    ///
    /// It also exposes the trailer of this name, which a unary response of Connect has as a header. All other trailers are part
    /// of the body, so pages can always read them.
    #[must_use]
    pub fn expose_header(mut self, header: HeaderName) -> Self {
        self.exposed.push(header);
        self
    }

    pub(super) fn cors(self) -> Cors {
        let names = |names: &[&'static str], more: Vec<HeaderName>| -> Vec<HeaderName> {
            let names = names.iter().map(|name| HeaderName::from_static(name));
            names.chain(more).collect()
        };
        let trailers = self.exposed.iter().filter_map(|name| {
            let trailer = format!("trailer-{name}");
            HeaderName::from_bytes(trailer.as_bytes()).ok()
        });
        let exposed = self.exposed.iter().cloned().chain(trailers).collect();
        let cors = CorsLayer::new()
            .allow_origin(AllowOrigin::list(self.origins))
            .allow_methods(METHODS.to_vec())
            .allow_headers(names(&ALLOWED, self.allowed))
            .expose_headers(names(&EXPOSED, exposed))
            .max_age(std::time::Duration::from_secs(60 * 60));
        Arc::new(move |service| AnyService::tower(cors.layer(service)))
    }
}
