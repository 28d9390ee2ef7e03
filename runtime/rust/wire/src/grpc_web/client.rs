//! The client side: requests of gRPC become those of gRPC-Web, and responses of gRPC-Web those of gRPC.

use bytes::Bytes;
use http::header::{CONTENT_LENGTH, TE};
use http::{HeaderMap, HeaderName, HeaderValue, Request, Response, StatusCode};

use super::{Form, TRAILERS, set_content_type, trailers};
use crate::Status;
use crate::body::Body;
use crate::edge::ending::{End, Ending};
use crate::edge::headers::{GRPC_ENCODING, is_identity};
use crate::grpc::content_type::after_grpc;

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
/// # Errors
/// `UNKNOWN` for a response of gRPC, or of gRPC-Web in text, which the request did not accept.
pub fn response(mut response: Response<Body>) -> Result<Response<Body>, Status> {
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
    if response.status() != StatusCode::OK {
        return Ok(response);
    }
    let encoding = response.headers().get(GRPC_ENCODING).cloned();
    Ok(response.map(|body| Body::new(Ending::new(body, Trailers { encoding }))))
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
            (true, Some(encoding)) => crate::edge::decompress(encoding, payload)?,
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
            let answer = response(answer).unwrap();
            assert_eq!(answer.headers()[CONTENT_TYPE], "application/grpc+proto");
            let (data, trailers, status) = now(read(answer.into_body()));
            assert_eq!(data, b"\0\0\0\0\x01?", "in pieces of {size}");
            assert_eq!(trailers.unwrap()["grpc-status"], "0");
            assert!(status.is_none());
        }
    }
}
