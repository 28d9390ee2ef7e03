//! The server side: requests of gRPC-Web become those of gRPC, and responses of gRPC those of gRPC-Web.

use http::header::{ACCEPT, CONTENT_LENGTH};
use http::{HeaderMap, Request, Response};

use super::form::{Form, set_content_type};
use super::text::{Decoded, Encoded};
use super::trailers;
use crate::body::Body;
use crate::content_type::after_grpc;
use crate::edge::closing::Closing;
use crate::grpc::status;

/// What the response to a request must become.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reply(Form);

/// Turns a request of gRPC-Web in this form into one of gRPC.
pub fn accept(form: Form, mut request: Request<Body>) -> (Request<Body>, Reply) {
    let reply = Reply(accepted(request.headers()).unwrap_or(form));
    let headers = request.headers_mut();
    let codec = after_grpc(headers).and_then(Form::of);
    let codec = codec.map(|(_, codec)| codec.to_vec()).unwrap_or_default();
    set_content_type(headers, "application/grpc", &codec);
    headers.remove(CONTENT_LENGTH);
    let request = match form {
        Form::Binary => request,
        Form::Text => request.map(|body| Body::new(Decoded::new(body))),
    };
    (request, reply)
}

/// The form that the header `accept` names; `None` if it names none.
fn accepted(headers: &HeaderMap) -> Option<Form> {
    let mut forms = headers.get_all(ACCEPT).iter().flat_map(|accept| {
        let kinds = accept.as_bytes().split(|byte| *byte == b',');
        kinds.filter_map(|kind| {
            let (start, rest) = kind
                .trim_ascii()
                .split_at_checked("application/grpc".len())?;
            let is_grpc = start.eq_ignore_ascii_case(b"application/grpc");
            Form::of(rest).filter(|_| is_grpc).map(|(form, _)| form)
        })
    });
    forms.next()
}

impl Reply {
    /// Turns a response of gRPC into one of gRPC-Web. A response without messages keeps its status in the headers.
    pub fn response(self, mut response: Response<Body>) -> Response<Body> {
        let headers = response.headers_mut();
        let Some(codec) = after_grpc(headers).map(<[u8]>::to_vec) else {
            // It is not gRPC, for example because the content type is unknown.
            return response;
        };
        set_content_type(headers, self.0.name(), &codec);
        headers.remove(CONTENT_LENGTH);
        if status::code(headers).is_some() {
            return response.map(|_| Body::empty());
        }
        response.map(|body| {
            let body = Closing::new(body, |end| trailers::write(&end));
            match self.0 {
                Form::Binary => Body::new(body),
                Form::Text => Body::new(Encoded(Body::new(body))),
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use http::HeaderValue;
    use http::header::CONTENT_TYPE;

    use super::*;
    use crate::Status;
    use crate::edge::chunks::Chunks;
    use crate::edge::testing::{now, pieces, read};

    fn request(
        content_type: &'static str,
        accept: Option<&'static str>,
        body: Body,
    ) -> Request<Body> {
        let mut request = Request::new(body);
        let headers = request.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
        if let Some(accept) = accept {
            headers.insert(ACCEPT, HeaderValue::from_static(accept));
        }
        request
    }

    #[test]
    fn the_response_has_the_form_that_the_client_accepts() {
        let (binary, text) = ("application/grpc-web", "application/grpc-web-text");
        for (sent, accept, expected) in [
            (binary, None, binary),
            (text, None, text),
            (text, Some("*/*"), text),
            (binary, Some(text), text),
            (text, Some(binary), binary),
            (
                binary,
                Some("image/png, application/grpc-web-text+proto"),
                text,
            ),
        ] {
            let (form, _) = Form::of(&sent.as_bytes()["application/grpc".len()..]).unwrap();
            let (canonical, reply) = accept_with(form, request(sent, accept, Body::empty()));
            assert_eq!(canonical.headers()[CONTENT_TYPE], "application/grpc");
            assert_eq!(reply.0.name(), expected, "{sent} {accept:?}");
        }
    }

    fn accept_with(form: Form, request: Request<Body>) -> (Request<Body>, Reply) {
        super::accept(form, request)
    }

    #[test]
    fn a_call_in_text_survives_both_directions() {
        let body = pieces(b"AAAAAAE=IQ==", 1);
        let sent = request("application/grpc-web-text+proto", None, body);
        let (canonical, reply) = accept_with(Form::Text, sent);
        assert_eq!(canonical.headers()[CONTENT_TYPE], "application/grpc+proto");
        assert_eq!(now(read(canonical.into_body())).0, b"\0\0\0\0\x01!");

        let mut trailers = HeaderMap::new();
        trailers.insert("grpc-status", HeaderValue::from_static("0"));
        let answer = Chunks::new([Bytes::from_static(b"\0\0\0\0\x01?")]).with_trailers(trailers);
        let mut answer = Response::new(Body::new(answer));
        let grpc = HeaderValue::from_static("application/grpc+proto");
        answer.headers_mut().insert(CONTENT_TYPE, grpc);
        let answer = reply.response(answer);
        assert_eq!(
            answer.headers()[CONTENT_TYPE],
            "application/grpc-web-text+proto"
        );
        let (text, trailers, _) = now(read(Decoded::new(answer.into_body())));
        assert_eq!(text, b"\0\0\0\0\x01?\x80\0\0\0\x0fgrpc-status:0\r\n");
        assert!(trailers.is_none());
    }

    #[test]
    fn a_status_without_messages_stays_in_the_headers() {
        let answer = Status::not_found("gone").into_http::<Body>();
        let answer = Reply(Form::Binary).response(answer);
        assert_eq!(answer.headers()["grpc-status"], "5");
        assert_eq!(answer.headers()[CONTENT_TYPE], "application/grpc-web");
        assert!(now(read(answer.into_body())).0.is_empty());
    }
}
