//! Responses.

use http::{Extensions, Version};

use crate::grpc::write::Uncompressed;
use crate::metadata::MetadataMap;

/// A response: a message or a stream of messages, with metadata.
///
/// [`metadata`](Self::metadata) is sent before the message, as headers; [`trailers`](Self::trailers) are sent after it, with
/// the status. A client of a unary call, or of a stream of requests with one response, sees both. A client of a stream of
/// responses reads the trailers from the stream, after its end.
///
/// ```
/// use rpcsmith_runtime::Response;
///
/// let mut response = Response::new("a message");
/// response.metadata_mut().insert("x-cache", "hit".parse().unwrap());
/// response.trailers_mut().insert("x-cost", 7.into());
///
/// // In a client:
/// assert_eq!(response.metadata().get("x-cache").unwrap(), "hit");
/// assert_eq!(response.trailers().get("x-cost").unwrap(), "7");
/// assert_eq!(response.into_inner(), "a message");
/// ```
#[derive(Debug)]
pub struct Response<T> {
    metadata: MetadataMap,
    trailers: MetadataMap,
    message: T,
    extensions: Extensions,
}

impl<T> Response<T> {
    /// A response without metadata.
    pub fn new(message: T) -> Self {
        Self::from_parts(MetadataMap::new(), message, Extensions::new())
    }

    /// A response from its parts, without trailers.
    pub fn from_parts(metadata: MetadataMap, message: T, extensions: Extensions) -> Self {
        Self {
            metadata,
            trailers: MetadataMap::new(),
            message,
            extensions,
        }
    }

    /// The parts of the response. The trailers are left out: take them first from [`trailers_mut`](Self::trailers_mut).
    pub fn into_parts(self) -> (MetadataMap, T, Extensions) {
        (self.metadata, self.message, self.extensions)
    }

    /// The message.
    pub fn get_ref(&self) -> &T {
        &self.message
    }

    /// The message, to change it.
    pub fn get_mut(&mut self) -> &mut T {
        &mut self.message
    }

    /// The message, without the rest.
    pub fn into_inner(self) -> T {
        self.message
    }

    /// The metadata before the message: the headers of the response.
    pub fn metadata(&self) -> &MetadataMap {
        &self.metadata
    }

    /// The metadata before the message, to change it.
    pub fn metadata_mut(&mut self) -> &mut MetadataMap {
        &mut self.metadata
    }

    /// The metadata after the message: the trailers of the response.
    pub fn trailers(&self) -> &MetadataMap {
        &self.trailers
    }

    /// The metadata after the message, to change it. A handler sends it with the status `OK`.
    pub fn trailers_mut(&mut self) -> &mut MetadataMap {
        &mut self.trailers
    }

    /// Sends the messages of this response without compression, even if the server and the client have one in common. For
    /// example, an image is compressed already.
    pub fn disable_compression(&mut self) {
        self.extensions.insert(Uncompressed);
    }

    /// Values of the process.
    pub fn extensions(&self) -> &Extensions {
        &self.extensions
    }

    /// Values of the process, to change them.
    pub fn extensions_mut(&mut self) -> &mut Extensions {
        &mut self.extensions
    }

    /// The response with another message.
    pub fn map<U>(self, convert: impl FnOnce(T) -> U) -> Response<U> {
        Response {
            metadata: self.metadata,
            trailers: self.trailers,
            message: convert(self.message),
            extensions: self.extensions,
        }
    }

    /// The response of an HTTP response: its headers are the metadata.
    #[doc(hidden)]
    pub fn from_http(response: http::Response<T>) -> Self {
        let (head, message) = response.into_parts();
        let metadata = MetadataMap::from_headers(head.headers);
        Self::from_parts(metadata, message, head.extensions)
    }

    /// The HTTP response, and the metadata of its trailers, both without headers of the protocol.
    #[doc(hidden)]
    pub fn into_http(self) -> (http::Response<T>, http::HeaderMap) {
        let mut response = http::Response::new(self.message);
        *response.version_mut() = Version::HTTP_2;
        *response.headers_mut() = self.metadata.into_sanitized_headers();
        *response.extensions_mut() = self.extensions;
        (response, self.trailers.into_sanitized_headers())
    }
}

impl<T> From<T> for Response<T> {
    fn from(message: T) -> Self {
        Self::new(message)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_and_trailers_stay_apart() {
        let mut response = Response::from(7);
        let text = |text: &str| text.parse().unwrap();
        response.metadata_mut().insert("a", text("1"));
        response.metadata_mut().insert("content-type", text("x"));
        response.trailers_mut().insert("b", text("2"));
        response.trailers_mut().insert("grpc-status", text("5"));
        let (response, trailers) = response.map(|number| number + 1).into_http();
        assert_eq!(*response.body(), 8);
        assert_eq!((response.headers().len(), trailers.len()), (1, 1));
        assert_eq!(
            (&response.headers()["a"], &trailers["b"]),
            (&"1".parse().unwrap(), &"2".parse().unwrap())
        );
    }
}
