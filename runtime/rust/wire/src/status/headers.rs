//! A status in headers and trailers.
//!
//! Source: `Trailers`, `Status` and `Status-Message` of gRPC over HTTP/2.

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, HeaderName, HeaderValue, Response};

use super::{Content, Status, message};
use crate::base64;
use crate::code::Code;
use crate::metadata::{GRPC_CONTENT_TYPE, MetadataMap};

/// The header of the status code. A constant name needs no parsing and hashing at each lookup.
pub const GRPC_STATUS: HeaderName = HeaderName::from_static("grpc-status");

/// The header of the percent-encoded message.
pub const GRPC_MESSAGE: HeaderName = HeaderName::from_static("grpc-message");

/// The header of the details: an encoded `google.rpc.Status` as base64.
pub const GRPC_STATUS_DETAILS: HeaderName = HeaderName::from_static("grpc-status-details-bin");

impl Status {
    /// Reads a status from headers or trailers; `None` if they have no `grpc-status`. The other headers are its metadata.
    ///
    /// Details that are not base64 are dropped, so that the caller still gets the code and the message.
    pub fn from_header_map(headers: &HeaderMap) -> Option<Self> {
        headers.contains_key(GRPC_STATUS).then(|| {
            let headers = headers.clone();
            Self::take(headers)
        })
    }

    /// Like [`from_header_map`](Self::from_header_map), without a copy of the headers; `UNKNOWN` if they have no status.
    #[doc(hidden)]
    pub fn take(mut headers: HeaderMap) -> Self {
        let code = headers.remove(GRPC_STATUS);
        let code = code.map_or(Code::Unknown, |code| Code::from_bytes(code.as_bytes()));
        let message = headers.remove(GRPC_MESSAGE);
        let message = message.map_or_else(String::new, |text| message::decode(text.as_bytes()));
        let details = headers.remove(GRPC_STATUS_DETAILS);
        let details = details.and_then(|details| base64::decode_binary(details.as_bytes()));
        Self(Box::new(Content {
            code,
            message,
            details: details.map_or_else(Bytes::new, Bytes::from),
            metadata: MetadataMap::from_headers(headers),
            source: None,
        }))
    }

    /// Adds the status to headers or trailers, with its metadata. Metadata with a reserved name, such as `content-type`, is
    /// left out.
    ///
    /// # Errors
    /// `INTERNAL` if there are more headers than a map of headers can hold.
    pub fn add_header(&self, headers: &mut HeaderMap) -> Result<(), Self> {
        if !self.metadata().is_empty() {
            let metadata = self.metadata().clone().into_status_headers();
            add_all(headers, metadata)?;
        }
        let content = &*self.0;
        insert(headers, GRPC_STATUS, content.code.header_value())?;
        if !content.message.is_empty() {
            let message = message::header_value(&content.message);
            insert(headers, GRPC_MESSAGE, message)?;
        }
        if !content.details.is_empty() {
            let details = base64::header_value(&content.details);
            insert(headers, GRPC_STATUS_DETAILS, details)?;
        }
        Ok(())
    }

    /// The headers or trailers of the status.
    ///
    /// # Errors
    /// As [`add_header`](Self::add_header).
    pub fn to_header_map(&self) -> Result<HeaderMap, Self> {
        let mut headers = HeaderMap::with_capacity(3 + self.metadata().len());
        self.add_header(&mut headers)?;
        Ok(headers)
    }

    /// A response of gRPC that consists of this status only (`Trailers-Only`). Its extensions contain the status.
    pub fn into_http<B: Default>(self) -> Response<B> {
        let mut response = Response::new(B::default());
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, GRPC_CONTENT_TYPE);
        if let Err(status) = self.add_header(headers) {
            headers.clear();
            headers.insert(CONTENT_TYPE, GRPC_CONTENT_TYPE);
            headers.insert(GRPC_STATUS, status.code().header_value());
        }
        response.extensions_mut().insert(self);
        response
    }
}

/// Replaces what has the same names.
fn add_all(headers: &mut HeaderMap, metadata: HeaderMap) -> Result<(), Status> {
    let mut name = None;
    for (next, value) in metadata {
        // A map yields the name of a value only once.
        match (next, &name) {
            (Some(next), _) => {
                insert(headers, next.clone(), value)?;
                name = Some(next);
            }
            (None, Some(name)) => {
                headers.try_append(name, value).map_err(|_| too_many())?;
            }
            (None, None) => {}
        }
    }
    Ok(())
}

fn insert(headers: &mut HeaderMap, name: HeaderName, value: HeaderValue) -> Result<(), Status> {
    headers.try_insert(name, value).map_err(|_| too_many())?;
    Ok(())
}

/// The status of a call with more metadata than a map of headers can hold.
pub fn too_many() -> Status {
    Status::internal("the metadata of the status has too many entries")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        let pairs = pairs.iter();
        pairs
            .map(|(name, value)| {
                (
                    HeaderName::from_static(name),
                    HeaderValue::from_static(value),
                )
            })
            .collect()
    }

    #[test]
    fn reads_back_what_it_wrote() {
        let mut status = Status::with_details(Code::NotFound, "no 100 %\n", Bytes::from("détails"));
        status.metadata_mut().insert("a", "1".parse().unwrap());
        status.metadata_mut().append("a", "2".parse().unwrap());
        status
            .metadata_mut()
            .insert("content-type", "x/y".parse().unwrap());
        let read = Status::from_header_map(&status.to_header_map().unwrap()).unwrap();
        assert_eq!(read.code(), Code::NotFound);
        assert_eq!(read.message(), "no 100 %\n");
        assert_eq!(read.details(), "détails".as_bytes());
        let all: Vec<_> = read.metadata().get_all("a").iter().collect();
        assert_eq!(all, ["1", "2"]);
        assert_eq!(read.metadata().len(), 2);
    }

    #[test]
    fn malformed_headers_keep_the_code() {
        assert!(Status::from_header_map(&headers(&[("grpc-message", "x")])).is_none());
        let read = Status::from_header_map(&headers(&[
            ("grpc-status", "7"),
            ("grpc-message", "%zz"),
            ("grpc-status-details-bin", "***"),
        ]));
        let read = read.unwrap();
        assert_eq!(
            (read.code(), read.message()),
            (Code::PermissionDenied, "%zz")
        );
        assert!(read.details().is_empty());
        assert!(read.metadata().is_empty());
    }

    #[test]
    fn a_response_of_a_status_only_has_its_headers() {
        let response = Status::not_found("x").into_http::<()>();
        assert_eq!(response.headers()["content-type"], "application/grpc");
        assert_eq!(response.headers()["grpc-status"], "5");
        assert_eq!(response.headers()["grpc-message"], "x");
        assert!(response.extensions().get::<Status>().is_some());
    }
}
