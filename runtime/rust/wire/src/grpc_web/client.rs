//! The client side: requests of gRPC become those of gRPC-Web, and responses of gRPC-Web those of gRPC.

use std::future::poll_fn;
use std::pin::Pin;

use bytes::Bytes;
use http::header::{CONTENT_LENGTH, TE};
use http::{HeaderMap, HeaderName, HeaderValue, Request, Response, StatusCode};
use http_body::Body as _;

use super::form::{Form, set_content_type};
use super::trailers::{self, TRAILERS};
use crate::body::Body;
use crate::content_type::after_grpc;
use crate::edge::chunks::Chunks;
use crate::edge::ending::{End, Ending};
use crate::edge::headers::{GRPC_ENCODING, is_identity};
use crate::grpc::status;
use crate::{Code, Status};

const X_GRPC_WEB: HeaderName = HeaderName::from_static("x-grpc-web");

/// Turns a request of gRPC into one of gRPC-Web, in its binary form.
pub fn request(mut request: Request<Body>) -> Request<Body> {
    let headers = request.headers_mut();
    let codec = after_grpc(headers).map(<[u8]>::to_vec).unwrap_or_default();
    set_content_type(headers, Form::Binary.name(), &codec);
    headers.insert(X_GRPC_WEB, HeaderValue::from_static("1"));
    headers.remove(TE);
    request
}

/// Turns a response of gRPC-Web into one of gRPC. A response of another protocol stays unchanged: the reader reports it.
///
/// If the headers have a status, it waits for the body: the status counts only if the body is empty.
///
/// # Errors
/// `UNKNOWN` for a response of gRPC, or of gRPC-Web in text, which the request did not accept.
pub async fn response(mut response: Response<Body>) -> Result<Response<Body>, Status> {
    let headers = response.headers_mut();
    let Some(rest) = after_grpc(headers) else {
        return Ok(response);
    };
    let Some((Form::Binary, codec)) = Form::of(rest).map(|(form, codec)| (form, codec.to_vec()))
    else {
        let kind = rest.escape_ascii();
        let message =
            format!("the response is not gRPC-Web: content type `application/grpc{kind}`");
        return Err(Status::unknown(message));
    };
    set_content_type(headers, "application/grpc", &codec);
    headers.remove(CONTENT_LENGTH);
    let in_headers = status::code(headers);
    let encoding = headers.get(GRPC_ENCODING).cloned();
    if response.status() != StatusCode::OK {
        return Ok(response);
    }
    let (head, mut body) = response.into_parts();
    let mut first = Bytes::new();
    while in_headers.is_some() && first.is_empty() {
        match poll_fn(|cx| Pin::new(&mut body).poll_frame(cx)).await {
            Some(Ok(frame)) => first = frame.into_data().unwrap_or_default(),
            Some(Err(status)) => return Err(status),
            None => {
                // A status of success without messages has its metadata as trailers, too.
                let trailers = head.headers.clone();
                let body = match in_headers {
                    Some(Code::Ok) => Body::new(Chunks::default().with_trailers(trailers)),
                    _ => Body::empty(),
                };
                return Ok(Response::from_parts(head, body));
            }
        }
    }
    let body = Ending::new(body, Trailers { encoding }).after(first);
    Ok(Response::from_parts(head, Body::new(body)))
}

/// The end of a response.
struct Trailers {
    encoding: Option<HeaderValue>,
}

impl End for Trailers {
    const FLAG: u8 = TRAILERS;

    fn trailers(&self, compressed: bool, payload: Bytes) -> Result<HeaderMap, Status> {
        let encoding = self.encoding.as_ref().filter(|value| !is_identity(value));
        let block = match (compressed, encoding) {
            (false, _) => payload,
            (true, Some(encoding)) => crate::edge::envelope::decompress(encoding, payload)?,
            (true, None) => {
                let message = "the trailers are compressed, but the response names no compression";
                return Err(Status::internal(message));
            }
        };
        trailers::read(&block)
    }

    fn missing(&self) -> Option<Status> {
        // The headers may have the status.
        None
    }
}

#[cfg(test)]
mod tests {
    use http::header::CONTENT_TYPE;

    use super::*;
    use crate::edge::testing::{now, pieces, read};

    #[test]
    fn trailers_are_read_from_the_body_in_pieces_of_any_size() {
        let sent = b"\0\0\0\0\x01?\x80\0\0\0\x10grpc-status: 0\r\n";
        for size in 1..=sent.len() {
            let mut answer = Response::new(pieces(sent, size));
            let kind = HeaderValue::from_static("application/grpc-web+proto");
            answer.headers_mut().insert(CONTENT_TYPE, kind);
            let answer = now(response(answer)).unwrap();
            assert_eq!(answer.headers()[CONTENT_TYPE], "application/grpc+proto");
            let (data, trailers, status) = now(read(answer.into_body()));
            assert_eq!(data, b"\0\0\0\0\x01?", "in pieces of {size}");
            assert_eq!(trailers.unwrap()["grpc-status"], "0");
            assert!(status.is_none());
        }
    }

    #[test]
    fn a_status_in_the_headers_counts_only_without_a_body() {
        for (body, expected) in [
            (&b""[..], None),
            (b"\x80\0\0\0\x0fgrpc-status:9\r\n", Some("9")),
        ] {
            let mut answer = Response::new(pieces(body, 4));
            let headers = answer.headers_mut();
            headers.insert(
                CONTENT_TYPE,
                HeaderValue::from_static("application/grpc-web"),
            );
            headers.insert("grpc-status", HeaderValue::from_static("8"));
            let answer = now(response(answer)).unwrap();
            assert_eq!(answer.body().is_end_stream(), expected.is_none());
            let (_, trailers, _) = now(read(answer.into_body()));
            let read = trailers.map(|trailers| trailers["grpc-status"].clone());
            assert_eq!(read, expected.map(HeaderValue::from_static));
        }
    }
}
