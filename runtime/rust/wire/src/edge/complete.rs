//! Whether the whole message of a unary response has arrived.
//!
//! The message has no envelope, and a part of a message can be a message, too. So the body must show its end.

use http::header::{CONTENT_LENGTH, TRANSFER_ENCODING};
use http::response::Parts;
use http::{HeaderValue, Version};
use http_body::Body as HttpBody;

use crate::Status;
use crate::body::Body;
use crate::inspect::{Inspect, Inspected, Yielded};

/// A body that fails unless the server has sent all of it.
///
/// # Errors
/// `INTERNAL` for a body of HTTP/1.1 that the end of the connection ends, which a broken connection looks like.
///
/// Source: RFC 9112, 6.3 and 8.
pub fn checked(head: &Parts, body: Body) -> Result<Body, Status> {
    if head.version >= Version::HTTP_2 {
        return Ok(Body::new(Inspected::by(EndedByServer, body)));
    }
    let headers = &head.headers;
    let is_chunked = |value: &HeaderValue| {
        let mut codings = value.as_bytes().split(|byte| *byte == b',').rev();
        let last = codings.next().unwrap_or_default().trim_ascii();
        last.eq_ignore_ascii_case(b"chunked")
    };
    let chunked = headers.get_all(TRANSFER_ENCODING).iter().next_back();
    if body.is_end_stream()
        || headers.contains_key(CONTENT_LENGTH)
        || chunked.is_some_and(is_chunked)
    {
        return Ok(body);
    }
    Err(Status::internal(
        "the response has no `content-length` and no chunks, so its end is unknown",
    ))
}

/// Checks that the server has ended the stream of HTTP/2.
///
/// hyper reports a stream that the server resets with `NO_ERROR` or `CANCEL` as a normal end of the body.
struct EndedByServer;

impl Inspect<Body> for EndedByServer {
    fn inspect(&mut self, body: &Body, yielded: Yielded<Status>) -> Yielded<Status> {
        match yielded {
            None if !body.is_end_stream() => Some(Err(Status::internal(
                "the response is not complete: the stream was reset",
            ))),
            yielded => yielded,
        }
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;

    use super::*;
    use crate::edge::testing::{now, pieces, read};

    fn head(version: Version, header: Option<(&'static str, &'static str)>) -> Parts {
        let mut response = http::Response::new(());
        *response.version_mut() = version;
        if let Some((name, value)) = header {
            response.headers_mut().insert(name, value.parse().unwrap());
        }
        response.into_parts().0
    }

    #[test]
    fn the_end_of_a_connection_does_not_end_a_message() {
        for (header, known) in [
            (None, false),
            (Some(("content-length", "3")), true),
            (Some(("transfer-encoding", "chunked")), true),
            (Some(("transfer-encoding", "gzip, Chunked")), true),
            (Some(("transfer-encoding", "chunked, gzip")), false),
        ] {
            let read = checked(&head(Version::HTTP_11, header), pieces(b"abc", 1));
            assert_eq!(read.is_ok(), known, "{header:?}");
        }
        assert!(checked(&head(Version::HTTP_11, None), Body::empty()).is_ok());
    }

    #[test]
    fn a_stream_that_is_reset_is_not_complete() {
        // The body of the helper ends without the flag of HTTP/2.
        let reset = checked(&head(Version::HTTP_2, None), pieces(b"abc", 1)).unwrap();
        assert!(now(read(reset)).2.is_some());
        let whole = Body::from(Bytes::from_static(b"abc"));
        let whole = checked(&head(Version::HTTP_2, None), whole).unwrap();
        assert_eq!(now(read(whole)).0, b"abc");
    }
}
