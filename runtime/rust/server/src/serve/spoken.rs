//! The protocol of a request, by its content type and its HTTP method.

use http::header::{ALLOW, HeaderName, HeaderValue};
use http::{HeaderMap, Method as HttpMethod, Request, Response, StatusCode, Version};
use rpcsmith_service::{Idempotency, Method, MethodKind};
use rpcsmith_wire::Protocol;
use rpcsmith_wire::body::Body;
use rpcsmith_wire::codec::Codec as MessageCodec;
use rpcsmith_wire::connect::{self, Codec};
use rpcsmith_wire::content_type::after_grpc;
use rpcsmith_wire::grpc_web;

use super::http_response::needs_http2;
use crate::server::text;

/// The protocols that a server speaks.
#[derive(Clone, Copy, Debug)]
pub(super) struct Protocols {
    pub(super) grpc: bool,
    pub(super) grpc_web: bool,
    pub(super) connect: bool,
    /// Without the feature `http-json`, servers have no routes for it.
    pub(super) http_json: bool,
}

impl Default for Protocols {
    fn default() -> Self {
        Self {
            grpc: true,
            grpc_web: true,
            connect: true,
            http_json: true,
        }
    }
}

impl FromIterator<Protocol> for Protocols {
    fn from_iter<I: IntoIterator<Item = Protocol>>(protocols: I) -> Self {
        let mut spoken = Self {
            grpc: false,
            grpc_web: false,
            connect: false,
            http_json: false,
        };
        for protocol in protocols {
            match protocol {
                Protocol::Grpc => spoken.grpc = true,
                Protocol::GrpcWeb => spoken.grpc_web = true,
                Protocol::Connect => spoken.connect = true,
                Protocol::HttpJson => spoken.http_json = true,
                _ => {}
            }
        }
        spoken
    }
}

/// The protocol of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Spoken {
    Grpc,
    GrpcWeb(grpc_web::Form),
    Connect(connect::Form, &'static Codec),
    /// Connect by GET: the query names the codec.
    ConnectGet,
    Other,
}

/// What follows `application/grpc` in the content type of gRPC over HTTP/2 with the binary format, which needs no translation.
pub(super) fn grpc_subtype<B>(request: &Request<B>, protocols: Protocols) -> Option<&[u8]> {
    let rest = after_grpc(request.headers());
    let untranslated = protocols.grpc && request.version() >= Version::HTTP_2;
    let rest = rest.filter(|rest| untranslated && matches!(rest, [] | [b'+' | b';', ..]));
    rest.filter(|rest| MessageCodec::of_subtype(rest).is_some_and(|codec| !codec.is_json()))
}

/// The codec in the content type of gRPC or gRPC-Web.
fn codec_after_grpc(headers: &HeaderMap) -> Option<MessageCodec> {
    let rest = after_grpc(headers)?;
    let subtype = grpc_web::Form::of(rest).map_or(rest, |(_, subtype)| subtype);
    MessageCodec::of_subtype(subtype)
}

/// Whether the content type is one that only calls have.
pub(super) fn is_call(headers: &HeaderMap) -> bool {
    after_grpc(headers).is_some() || connect::is_stream(headers)
}

impl Protocols {
    /// Whether a protocol may use HTTP/1.1.
    pub(super) fn http1(self) -> bool {
        self.grpc_web || self.connect || self.http_json
    }

    /// The protocol of a request to a method, if the method is known.
    pub(super) fn of<B>(self, request: &Request<B>, method: Option<Method>) -> Spoken {
        let headers = request.headers();
        if let Some(rest) = after_grpc(headers) {
            return match (rest, grpc_web::Form::of(rest)) {
                ([] | [b'+' | b';', ..], _) if self.grpc => Spoken::Grpc,
                (_, Some((form, _))) if self.grpc_web => Spoken::GrpcWeb(form),
                _ => Spoken::Other,
            };
        }
        match connect::recognize(headers).filter(|_| self.connect) {
            _ if self.connect && request.method() == HttpMethod::GET && is_safe(method) => {
                Spoken::ConnectGet
            }
            Some((form, codec)) => Spoken::Connect(form, codec),
            None => Spoken::Other,
        }
    }

    /// The response to a request that cannot be a call of the method, which has JSON or not; `None` if it can.
    ///
    /// Without this check, a form on any web page could call a method, because browsers send forms without a preflight request.
    pub(super) fn refusal<B>(
        self,
        spoken: Spoken,
        request: &Request<B>,
        method: Option<Method>,
        json: bool,
    ) -> Option<Response<Body>> {
        if spoken == Spoken::Grpc && request.version() < Version::HTTP_2 {
            return Some(needs_http2());
        }
        if spoken != Spoken::ConnectGet && request.method() != HttpMethod::POST {
            return Some(method_not_allowed(self.connect && is_safe(method)));
        }
        let kind = method.map(|method| method.kind());
        let has_codec = match spoken {
            Spoken::Connect(_, codec) => json || !codec.is_json(),
            Spoken::Grpc | Spoken::GrpcWeb(_) => {
                codec_after_grpc(request.headers()).is_some_and(|codec| json || !codec.is_json())
            }
            // The query names it, or there is none.
            Spoken::ConnectGet | Spoken::Other => true,
        };
        let fits = match spoken {
            Spoken::Other => false,
            Spoken::Grpc | Spoken::GrpcWeb(_) | Spoken::ConnectGet => true,
            Spoken::Connect(connect::Form::Unary, _) => {
                kind.is_none_or(|kind| kind == MethodKind::Unary)
            }
            Spoken::Connect(connect::Form::Stream, _) => {
                kind.is_none_or(|kind| kind != MethodKind::Unary)
            }
        };
        (!fits || !has_codec).then(|| self.unsupported_media_type(kind, json))
    }

    /// The response to a content type that the method does not have.
    ///
    /// Source: RFC 5789, "Accept-Post" in the W3C's Linked Data Platform, 7.1; Connect, "Unary-Request".
    pub(super) fn unsupported_media_type(
        self,
        kind: Option<MethodKind>,
        json: bool,
    ) -> Response<Body> {
        const ACCEPT_POST: HeaderName = HeaderName::from_static("accept-post");
        let accepted = self.content_types(kind, json).join(", ");
        let message = format!("the content type must be one of {accepted}");
        let mut response = text(StatusCode::UNSUPPORTED_MEDIA_TYPE, message);
        if let Ok(accepted) = HeaderValue::from_str(&accepted) {
            response.headers_mut().insert(ACCEPT_POST, accepted);
        }
        response
    }

    /// The response to a call by GET whose query names no known codec.
    ///
    /// Source: Connect, "Unary-Get-Request".
    pub(super) fn unknown_encoding(json: bool) -> Response<Body> {
        let names = connect::codec_names(json).map(|name| format!("`encoding={name}`"));
        let names = names.collect::<Vec<_>>().join(" or ");
        let message = format!("the query of a call by GET needs the parameter {names}");
        text(StatusCode::UNSUPPORTED_MEDIA_TYPE, message)
    }

    fn content_types(self, kind: Option<MethodKind>, json: bool) -> Vec<&'static str> {
        let form = match kind {
            Some(MethodKind::Unary) | None => connect::Form::Unary,
            Some(_) => connect::Form::Stream,
        };
        let grpc = [
            "application/grpc",
            "application/grpc+proto",
            "application/grpc+json",
        ];
        let web = [
            "application/grpc-web",
            "application/grpc-web+proto",
            "application/grpc-web+json",
            "application/grpc-web-text",
            "application/grpc-web-text+proto",
            "application/grpc-web-text+json",
        ];
        let grpc = grpc.into_iter().filter(|_| self.grpc);
        let web = web.into_iter().filter(|_| self.grpc_web);
        let connect = connect::content_types(form, json).filter(|_| self.connect);
        let all = grpc.chain(web).chain(connect);
        all.filter(|kind| json || !kind.ends_with("json")).collect()
    }
}

/// Whether a method may be called by GET.
fn is_safe(method: Option<Method>) -> bool {
    method.is_some_and(|method| {
        method.kind() == MethodKind::Unary && method.idempotency() == Idempotency::NoSideEffects
    })
}

fn method_not_allowed(get: bool) -> Response<Body> {
    let allowed = if get { "GET, POST" } else { "POST" };
    let message = format!("a call needs the method {allowed}");
    let mut response = text(StatusCode::METHOD_NOT_ALLOWED, message);
    let allowed = HeaderValue::from_static(allowed);
    response.headers_mut().insert(ALLOW, allowed);
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    const SAFE: Method = Method::unary("/a.B/Safe").no_side_effects();
    const UNARY: Method = Method::unary("/a.B/Unary");
    const BIDI: Method = Method::bidi_streaming("/a.B/Bidi");

    fn status(protocols: Protocols, method: Method, verb: &str, kind: &'static str) -> u16 {
        let mut request = Request::new(());
        *request.method_mut() = verb.parse().unwrap();
        let kind = HeaderValue::from_static(kind);
        request.headers_mut().insert("content-type", kind);
        let spoken = protocols.of(&request, Some(method));
        let refusal = protocols.refusal(spoken, &request, Some(method), false);
        refusal.map_or(200, |response| response.status().as_u16())
    }

    #[test]
    fn the_content_type_decides() {
        let all = Protocols::default();
        let only = |protocol| Protocols::from_iter([protocol]);
        for (protocols, method, verb, kind, expected) in [
            (all, UNARY, "POST", "application/grpc", 505),
            (all, UNARY, "POST", "application/grpc-web", 200),
            (all, UNARY, "POST", "application/grpc-web-text+proto", 200),
            (all, UNARY, "POST", "application/grpc-webfoo", 415),
            (all, UNARY, "POST", "application/grpc-web+foo", 415),
            (all, UNARY, "POST", "application/grpc-web-text+json", 415),
            (all, UNARY, "POST", "application/proto", 200),
            (all, UNARY, "POST", "Application/Proto; charset=x", 200),
            (all, UNARY, "POST", "application/protofoo", 415),
            (all, UNARY, "POST", "application/connect+proto", 415),
            (all, BIDI, "POST", "application/connect+proto", 200),
            (all, BIDI, "POST", "application/connect+foo", 415),
            (all, BIDI, "POST", "application/proto", 415),
            (all, UNARY, "POST", "text/plain", 415),
            (all, UNARY, "POST", "", 415),
            (all, UNARY, "GET", "application/proto", 405),
            (all, SAFE, "GET", "", 200),
            (all, SAFE, "DELETE", "application/proto", 405),
            (all, SAFE, "DELETE", "application/grpc-web", 405),
            (only(Protocol::Grpc), SAFE, "GET", "", 405),
            (
                only(Protocol::Grpc),
                UNARY,
                "POST",
                "application/proto",
                415,
            ),
            (
                only(Protocol::Connect),
                UNARY,
                "POST",
                "application/grpc",
                415,
            ),
            (
                only(Protocol::Connect),
                UNARY,
                "POST",
                "application/grpc-web",
                415,
            ),
        ] {
            let status = status(protocols, method, verb, kind);
            assert_eq!(status, expected, "{protocols:?} {verb} {kind}");
        }
    }
}
