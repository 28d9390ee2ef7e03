//! gRPC-Web: calls from browsers, which know no trailers.

use std::sync::Arc;

use http::{HeaderName, HeaderValue, Method as HttpMethod};
use tonic_web::GrpcWebLayer;
use tower::layer::Layer;
use tower_http::cors::{AllowOrigin, CorsLayer};

use super::calls::Outer;
use super::error::ServeError;
use super::service::AnyService;

/// Serves gRPC-Web, over HTTP/1.1 too, to pages of the origins that are allowed.
///
/// Source: PROTOCOL-WEB of gRPC; CORS of the Fetch standard.
#[derive(Clone, Debug, Default)]
pub struct Web {
    origins: Vec<HeaderValue>,
    headers: Vec<HeaderName>,
}

impl Web {
    /// Allows no page of another origin yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Allows pages of an origin, for example `https://app.example.com`.
    ///
    /// # Errors
    /// If it is not a scheme and a host; a wildcard is none, because tokens would go to any page.
    pub fn allow_origin(mut self, origin: &str) -> Result<Self, ServeError> {
        let uri = origin.parse::<http::Uri>().ok();
        let whole = uri.is_some_and(|uri| {
            let schemes = [Some("http"), Some("https")];
            schemes.contains(&uri.scheme_str()) && uri.authority().is_some() && uri.path() == "/"
        });
        match HeaderValue::from_str(origin) {
            Ok(value) if whole && !origin.ends_with('/') => self.origins.push(value),
            _ => {
                let reason = format!("`{origin}` is not an origin such as https://example.com");
                return Err(ServeError::Setting(reason));
            }
        }
        Ok(self)
    }

    /// Allows pages to send a header beyond those of gRPC-Web and `authorization`, and to read it.
    #[must_use]
    pub fn allow_header(mut self, header: HeaderName) -> Self {
        self.headers.push(header);
        self
    }

    pub(super) fn outer(self) -> Outer {
        let names = |names: &[&'static str]| -> Vec<HeaderName> {
            let names = names.iter().map(|name| HeaderName::from_static(name));
            names.chain(self.headers.iter().cloned()).collect()
        };
        let cors = CorsLayer::new()
            .allow_origin(AllowOrigin::list(self.origins.clone()))
            .allow_methods([HttpMethod::POST])
            .allow_headers(names(&[
                "authorization",
                "content-type",
                "grpc-timeout",
                "x-grpc-web",
                "x-user-agent",
            ]))
            .expose_headers(names(&[
                "grpc-encoding",
                "grpc-message",
                "grpc-status",
                "grpc-status-details-bin",
            ]))
            .max_age(std::time::Duration::from_secs(60 * 60));
        let layers = (cors, GrpcWebLayer::new());
        Arc::new(move |service| AnyService::tower(layers.layer(service)))
    }
}
