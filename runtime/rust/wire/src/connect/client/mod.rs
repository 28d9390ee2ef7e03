//! The client side: requests of gRPC become those of Connect, and responses of Connect those of gRPC.

mod response;

use bytes::Bytes;
use http::header::{ACCEPT_ENCODING, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, TE};
use http::{HeaderMap, HeaderValue, Method, Request, Uri};

pub use response::Sent;

use super::content_type::{Codec, Form};
use super::names::{self, PROTOCOL_VERSION};
use super::{query, timeout};
use crate::Status;
use crate::body::Body;
use crate::edge::chunks::Chunks;
use crate::edge::headers::{GRPC_ACCEPT_ENCODING, GRPC_ENCODING, rename};
use crate::edge::single;

/// The longest URI of a call by GET. Many servers and proxies refuse longer ones.
const MAX_URI: usize = 8 * 1024;

/// Turns a request of gRPC into one of Connect. With `get`, the message is sent in the URI if that is short enough.
///
/// # Errors
/// The error of the body, and `INTERNAL` for a unary request without exactly one message, or with an unknown codec.
pub async fn request(
    mut request: Request<Body>,
    form: Form,
    get: bool,
) -> Result<(Request<Body>, Sent), Status> {
    let headers = request.headers_mut();
    let codec = Codec::of_grpc(headers);
    let codec = codec.ok_or_else(|| Status::internal("the codec of the request is unknown"))?;
    timeout::from_grpc(headers);
    for name in [TE, CONTENT_LENGTH] {
        headers.remove(name);
    }
    let content_type = HeaderValue::from_static(codec.content_type(form));
    headers.insert(CONTENT_TYPE, content_type);
    headers.insert(PROTOCOL_VERSION, HeaderValue::from_static("1"));
    let sent = Sent::new(codec, form);
    if form == Form::Stream {
        rename(headers, &GRPC_ENCODING, names::CONTENT_ENCODING);
        rename(headers, &GRPC_ACCEPT_ENCODING, names::ACCEPT_ENCODING);
        return Ok((request, sent));
    }
    rename(headers, &GRPC_ACCEPT_ENCODING, ACCEPT_ENCODING);
    let request = unary(request, codec, get).await?;
    Ok((request, sent))
}

async fn unary(
    request: Request<Body>,
    codec: &'static Codec,
    get: bool,
) -> Result<Request<Body>, Status> {
    let (mut head, body) = request.into_parts();
    let (message, _) = single::read(body).await?;
    let message = message.ok_or_else(|| Status::internal("a unary call sends one message"))?;
    let compression = head.headers.remove(GRPC_ENCODING);
    let compression = compression.filter(|_| message.compressed);
    if get && let Some(uri) = uri(&head.uri, codec, compression.as_ref(), &message.pieces) {
        head.uri = uri;
        head.method = Method::GET;
        remove_for_get(&mut head.headers);
        return Ok(Request::from_parts(head, Body::empty()));
    }
    if let Some(compression) = compression {
        head.headers.insert(CONTENT_ENCODING, compression);
    }
    let size: usize = message.pieces.iter().map(Bytes::len).sum();
    head.headers.insert(CONTENT_LENGTH, HeaderValue::from(size));
    let body = Body::new(Chunks::new(message.pieces));
    Ok(Request::from_parts(head, body))
}

fn remove_for_get(headers: &mut HeaderMap) {
    for name in [CONTENT_TYPE, PROTOCOL_VERSION] {
        headers.remove(name);
    }
}

/// The URI of a call by GET; `None` if it is too long.
fn uri(
    base: &Uri,
    codec: &Codec,
    compression: Option<&HeaderValue>,
    message: &[Bytes],
) -> Option<Uri> {
    let size: usize = message.iter().map(Bytes::len).sum();
    if size > MAX_URI {
        return None;
    }
    let compression = compression.map(|name| name.to_str().unwrap_or_default());
    let query = query::write(codec.name, compression, &message.concat());
    let path = format!("{}?{query}", base.path());
    if path.len() > MAX_URI {
        return None;
    }
    let mut parts = base.clone().into_parts();
    parts.path_and_query = Some(path.parse().ok()?);
    Uri::from_parts(parts).ok()
}
