//! Names of headers, and the content type of errors.

use http::{HeaderName, HeaderValue};

pub const PROTOCOL_VERSION: HeaderName = HeaderName::from_static("connect-protocol-version");
pub const TIMEOUT: HeaderName = HeaderName::from_static("connect-timeout-ms");
pub const CONTENT_ENCODING: HeaderName = HeaderName::from_static("connect-content-encoding");
pub const ACCEPT_ENCODING: HeaderName = HeaderName::from_static("connect-accept-encoding");

/// The prefix of trailers that are headers of a unary response.
pub const TRAILER: &str = "trailer-";

pub const JSON: HeaderValue = HeaderValue::from_static("application/json");
