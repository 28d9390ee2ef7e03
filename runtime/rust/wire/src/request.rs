//! Requests.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use futures_core::Stream;
use http::{Extensions, Method, Uri, Version};

use crate::connect_info::TcpConnectInfo;
#[cfg(feature = "tls")]
use crate::connect_info::TlsConnectInfo;
use crate::context::CallContext;
use crate::grpc::timeout;
use crate::metadata::MetadataMap;
use crate::request_extensions::RequestExtensions;

/// A request: a message or a stream of messages, with metadata.
///
/// Extensions are values by type that stay in the process, for example from a layer to a handler.
///
/// Methods of generated clients take a message, or a request with metadata and a timeout:
///
/// ```
/// use std::time::Duration;
/// use rpcsmith_runtime::Request;
///
/// # fn example() -> Result<(), Box<dyn std::error::Error>> {
/// let mut request = Request::new("a message");
/// request.metadata_mut().insert("x-tenant", "acme".parse()?);
/// request.set_timeout(Duration::from_secs(5));
/// // client.get_user(request).await
/// # Ok(()) }
/// # example().unwrap();
/// ```
///
/// A handler reads them, and takes the message:
///
/// ```
/// use rpcsmith_runtime::{Request, Response, Status};
///
/// async fn greet(request: Request<String>) -> Result<Response<String>, Status> {
///     let tenant = request.metadata().get("x-tenant");
///     let tenant = tenant.and_then(|tenant| tenant.to_str().ok()).unwrap_or("nobody");
///     let greeting = format!("{tenant} says {}", request.get_ref());
///     Ok(Response::new(greeting))
/// }
/// ```
#[derive(Debug)]
pub struct Request<T> {
    metadata: MetadataMap,
    message: T,
    extensions: RequestExtensions,
    /// Whether the message passed its rules, and nothing could change it since. Checks share the request, so it is atomic.
    validated: AtomicBool,
}

impl<T> Request<T> {
    /// A request without metadata.
    pub fn new(message: T) -> Self {
        Self::from_parts(MetadataMap::new(), Extensions::new(), message)
    }

    /// A request from its parts.
    pub fn from_parts(metadata: MetadataMap, extensions: Extensions, message: T) -> Self {
        Self {
            metadata,
            message,
            extensions: extensions.into(),
            validated: AtomicBool::new(false),
        }
    }

    /// The parts of the request.
    pub fn into_parts(self) -> (MetadataMap, Extensions, T) {
        (self.metadata, self.extensions.into_inner(), self.message)
    }

    /// The message.
    pub fn get_ref(&self) -> &T {
        &self.message
    }

    /// The message, to change it.
    pub fn get_mut(&mut self) -> &mut T {
        *self.validated.get_mut() = false;
        &mut self.message
    }

    /// The message, without the rest.
    pub fn into_inner(self) -> T {
        self.message
    }

    /// The metadata: the headers of the request.
    pub fn metadata(&self) -> &MetadataMap {
        &self.metadata
    }

    /// The metadata, to change it.
    pub fn metadata_mut(&mut self) -> &mut MetadataMap {
        &mut self.metadata
    }

    /// Values of the process.
    pub fn extensions(&self) -> &Extensions {
        self.extensions.get()
    }

    /// Values of the process, to change them.
    pub fn extensions_mut(&mut self) -> &mut Extensions {
        self.extensions.get_mut()
    }

    /// The request with another message.
    pub fn map<U>(self, convert: impl FnOnce(T) -> U) -> Request<U> {
        Request {
            metadata: self.metadata,
            message: convert(self.message),
            extensions: self.extensions,
            validated: AtomicBool::new(false),
        }
    }

    /// Sets `grpc-timeout`: how long the caller waits for the end of the call.
    ///
    /// The finest unit that fits is used, and the time is rounded up.
    ///
    /// Source: `Timeout` of gRPC over HTTP/2.
    pub fn set_timeout(&mut self, timeout: Duration) {
        let headers = self.metadata.as_mut();
        headers.insert(timeout::GRPC_TIMEOUT, timeout::write(timeout));
    }

    /// The address of the server to which the client has connected; `None` unless the connection is TCP.
    pub fn local_addr(&self) -> Option<SocketAddr> {
        self.extensions().get::<TcpConnectInfo>()?.local_addr()
    }

    /// The address of the client; `None` unless the connection is TCP. Behind a proxy, it is the address of the proxy.
    pub fn remote_addr(&self) -> Option<SocketAddr> {
        self.extensions().get::<TcpConnectInfo>()?.remote_addr()
    }

    /// The certificates of the client in DER, its own first; `None` without TLS, and for a client without a certificate.
    #[cfg(feature = "tls")]
    pub fn peer_certs(
        &self,
    ) -> Option<std::sync::Arc<Vec<rustls_pki_types::CertificateDer<'static>>>> {
        let info = self.extensions().get::<TlsConnectInfo<TcpConnectInfo>>()?;
        info.peer_certs()
    }

    /// The request of an HTTP request: its headers are the metadata.
    #[doc(hidden)]
    pub fn from_http(request: http::Request<T>) -> Self {
        let (head, message) = request.into_parts();
        let metadata = MetadataMap::from_headers(head.headers);
        Self::from_parts(metadata, head.extensions, message)
    }

    /// The request of a call that a server has routed.
    #[doc(hidden)]
    pub fn of_call(
        metadata: MetadataMap,
        extensions: Extensions,
        call: CallContext,
        message: T,
    ) -> Self {
        Self {
            metadata,
            message,
            extensions: RequestExtensions::of_call(call, extensions),
            validated: AtomicBool::new(false),
        }
    }

    /// Converts the message.
    #[doc(hidden)]
    pub fn try_map<U, E>(self, convert: impl FnOnce(T) -> Result<U, E>) -> Result<Request<U>, E> {
        Ok(Request {
            message: convert(self.message)?,
            metadata: self.metadata,
            extensions: self.extensions,
            validated: AtomicBool::new(false),
        })
    }

    /// Records that the message passed all its rules.
    #[doc(hidden)]
    pub fn set_validated(&self) {
        self.validated.store(true, Ordering::Relaxed);
    }

    /// Whether the message passed all its rules.
    #[doc(hidden)]
    pub fn is_validated(&self) -> bool {
        self.validated.load(Ordering::Relaxed)
    }

    /// The HTTP request of a call: a `POST` over HTTP/2, without headers of the protocol that the metadata may contain.
    #[doc(hidden)]
    pub fn into_http(self, uri: Uri) -> http::Request<T> {
        let mut request = http::Request::new(self.message);
        *request.version_mut() = Version::HTTP_2;
        *request.method_mut() = Method::POST;
        *request.uri_mut() = uri;
        *request.headers_mut() = self.metadata.into_sanitized_headers();
        *request.extensions_mut() = self.extensions.into_inner();
        request
    }
}

/// Becomes a request: a message, or a [`Request`] with metadata.
pub trait IntoRequest<T>: sealed::Sealed {
    /// The request.
    fn into_request(self) -> Request<T>;
}

impl<T> IntoRequest<T> for T {
    fn into_request(self) -> Request<T> {
        Request::new(self)
    }
}

impl<T> IntoRequest<T> for Request<T> {
    fn into_request(self) -> Request<T> {
        self
    }
}

/// Becomes a request with a stream of messages: a stream, or a [`Request`] of a stream with metadata.
pub trait IntoStreamingRequest: sealed::Sealed {
    /// The stream.
    type Stream: Stream<Item = Self::Message> + Send + 'static;
    /// The messages of the stream.
    type Message;

    /// The request.
    fn into_streaming_request(self) -> Request<Self::Stream>;
}

impl<S> IntoStreamingRequest for S
where
    S: Stream + Send + 'static,
{
    type Stream = S;
    type Message = S::Item;

    fn into_streaming_request(self) -> Request<S> {
        Request::new(self)
    }
}

impl<S> IntoStreamingRequest for Request<S>
where
    S: Stream + Send + 'static,
{
    type Stream = S;
    type Message = S::Item;

    fn into_streaming_request(self) -> Self {
        self
    }
}

impl<T> sealed::Sealed for T {}

mod sealed {
    pub trait Sealed {}
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_has_only_the_headers_that_metadata_may_set() {
        let mut request = Request::new(7);
        for name in [
            "te",
            "content-type",
            "content-length",
            "grpc-status",
            "host",
        ] {
            request.metadata_mut().insert(name, "x".parse().unwrap());
        }
        for name in ["user-agent", "authorization", "grpc-timeout"] {
            request.metadata_mut().insert(name, "x".parse().unwrap());
        }
        let request = request.into_http(Uri::from_static("http://x/a.B/C"));
        let mut names: Vec<_> = request.headers().keys().map(|name| name.as_str()).collect();
        names.sort_unstable();
        assert_eq!(names, ["authorization", "grpc-timeout", "user-agent"]);
        assert_eq!(*request.method(), Method::POST);
        assert_eq!(request.uri().path(), "/a.B/C");
    }

    #[test]
    fn a_timeout_is_metadata() {
        let mut request = Request::new(());
        request.set_timeout(Duration::from_millis(1500));
        let timeout = request.metadata().get("grpc-timeout").unwrap();
        assert_eq!(timeout, "1500000u");
    }

    #[test]
    fn a_message_and_a_request_become_requests() {
        fn into(request: impl IntoRequest<u32>) -> u32 {
            request.into_request().into_inner()
        }
        assert_eq!((into(1), into(Request::new(2))), (1, 2));
    }

    #[cfg(feature = "tls")]
    #[test]
    fn the_certificates_of_the_client_are_in_the_extensions() {
        let mut request = Request::new(());
        assert!(request.peer_certs().is_none() && request.remote_addr().is_none());
        let addresses = TcpConnectInfo {
            local_addr: None,
            remote_addr: Some(([127, 0, 0, 1], 7).into()),
        };
        let certificates = std::sync::Arc::new(vec![vec![1, 2].into()]);
        let info = TlsConnectInfo::new(addresses.clone(), Some(certificates));
        request.extensions_mut().insert(info);
        request.extensions_mut().insert(addresses);
        let certificates = request.peer_certs().unwrap();
        assert_eq!(certificates[0].as_ref(), [1, 2]);
        assert_eq!(request.remote_addr().unwrap().port(), 7);
        assert!(request.local_addr().is_none());
    }
}
