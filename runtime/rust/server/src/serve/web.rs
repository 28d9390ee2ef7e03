//! gRPC-Web: calls from browsers, which cannot read trailers.

use std::sync::Arc;

use http::{HeaderName, HeaderValue, Method as HttpMethod};
use rpcsmith_wire::body::Body;
use tonic_web::GrpcWebLayer;
use tower::ServiceBuilder;
use tower::layer::Layer;
use tower_http::cors::{AllowOrigin, CorsLayer};

use super::dispatcher::Outer;
use super::error::ServeError;
use crate::any_service::AnyService;

/// Headers that pages may send.
const ALLOWED: [&str; 5] = [
    "authorization",
    "content-type",
    "grpc-timeout",
    "x-grpc-web",
    "x-user-agent",
];

/// Headers that pages may read. The status of a call without messages is in the headers.
const EXPOSED: [&str; 4] = [
    "grpc-encoding",
    "grpc-message",
    "grpc-status",
    "grpc-status-details-bin",
];

/// Serves gRPC-Web to pages of allowed origins, over HTTP/1.1 and HTTP/2.
///
/// Source: PROTOCOL-WEB of gRPC; CORS of the Fetch standard.
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

    /// Allows pages to send a header, in addition to those of gRPC-Web and `authorization`. Browsers send no other metadata to
    /// another origin (`access-control-allow-headers`).
    #[must_use]
    pub fn allow_header(mut self, header: HeaderName) -> Self {
        self.allowed.push(header);
        self
    }

    /// Allows pages to read a header of responses, in addition to those of gRPC-Web. Browsers hide all other metadata
    /// (`access-control-expose-headers`).
    ///
    /// In gRPC-Web, trailers are part of the body, so pages can always read them.
    #[must_use]
    pub fn expose_header(mut self, header: HeaderName) -> Self {
        self.exposed.push(header);
        self
    }

    pub(super) fn outer(self) -> Outer {
        let names = |names: &[&'static str], more: Vec<HeaderName>| -> Vec<HeaderName> {
            let names = names.iter().map(|name| HeaderName::from_static(name));
            names.chain(more).collect()
        };
        let cors = CorsLayer::new()
            .allow_origin(AllowOrigin::list(self.origins))
            .allow_methods([HttpMethod::POST])
            .allow_headers(names(&ALLOWED, self.allowed))
            .expose_headers(names(&EXPOSED, self.exposed))
            .max_age(std::time::Duration::from_secs(60 * 60));
        let layers = (cors, GrpcWebLayer::new());
        Arc::new(move |service| {
            let service = ServiceBuilder::new()
                .map_request(|request: http::Request<tonic::body::Body>| request.map(Body::new))
                .service(service);
            AnyService::tower(layers.layer(service))
        })
    }
}
