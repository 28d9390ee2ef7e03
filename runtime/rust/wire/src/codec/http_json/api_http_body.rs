//! `google.api.HttpBody`: data with a content type, in requests and in responses.
//!
//! Source: [`google/api/httpbody.proto`](https://github.com/googleapis/googleapis/blob/master/google/api/httpbody.proto).

use bytes::{Bytes, BytesMut};
use http::HeaderValue;
use rpcsmith_message::reflect::{Reflect, Slot, Value};

use super::payload::{self, put};
use super::target;
use crate::Status;

// The numbers of its fields.
const CONTENT_TYPE: u32 = 1;
const DATA: u32 = 2;
const EXTENSIONS: u32 = 3;

/// Sets the content type and the data of the message, or of the message in a field.
///
/// # Errors
/// `INTERNAL` if it is not an `HttpBody`.
pub fn read(
    message: &mut dyn Reflect,
    index: Option<usize>,
    content_type: &str,
    data: &[u8],
) -> Result<(), Status> {
    let body = match index.map(|index| message.slot(index)) {
        None => message,
        Some(Some(Slot::Message(inner))) => inner,
        Some(_) => return Err(no_body()),
    };
    match slot(body, CONTENT_TYPE) {
        Some(Slot::String(place)) => content_type.clone_into(place),
        _ => return Err(no_body()),
    }
    match slot(body, DATA) {
        Some(Slot::Bytes(place)) => place.set(data.to_vec()),
        _ => return Err(no_body()),
    }
    Ok(())
}

fn slot(body: &mut dyn Reflect, number: u32) -> Option<Slot<'_>> {
    let index = body.descriptor().index_of_number(number)?;
    body.slot(index)
}

fn no_body() -> Status {
    Status::internal("the route needs a google.api.HttpBody, which the message has not")
}

/// Writes the content type and the data, in the internal form.
///
/// # Errors
/// `INTERNAL` for a content type over 4 GiB.
pub fn write(
    message: &dyn Reflect,
    index: Option<usize>,
    buffer: &mut BytesMut,
) -> Result<(), Status> {
    let body = target(message, index);
    let value = |number| {
        let body = body?;
        body.get(body.descriptor().index_of_number(number)?)
    };
    let content_type = match value(CONTENT_TYPE) {
        Some(Value::String(text)) => text,
        _ => "",
    };
    put(buffer, content_type.as_bytes())?;
    if let Some(Value::Bytes(data)) = value(DATA) {
        buffer.extend_from_slice(data);
    }
    Ok(())
}

/// Checks what a client sends: the content type and the data are all that a request can have.
///
/// # Errors
/// `INVALID_ARGUMENT` for a content type that no header can have, and for extensions.
pub fn check(message: &dyn Reflect, index: Option<usize>) -> Result<(), Status> {
    let Some(body) = target(message, index) else {
        return Ok(());
    };
    let value = |number| body.get(body.descriptor().index_of_number(number)?);
    if let Some(Value::String(text)) = value(CONTENT_TYPE)
        && HeaderValue::from_str(text).is_err()
    {
        let message = "`content_type` of the google.api.HttpBody is no value of a header";
        return Err(Status::invalid_argument(message));
    }
    if value(EXTENSIONS).is_some() {
        let message = "HTTP/JSON cannot send `extensions` of a google.api.HttpBody";
        return Err(Status::invalid_argument(message));
    }
    Ok(())
}

/// The content type and the data that [`write`] has written. Data of an unknown type is `application/octet-stream`.
///
/// # Errors
/// `INTERNAL` if they are malformed.
pub fn split(mut written: Bytes) -> Result<(HeaderValue, Bytes), Status> {
    let kind = payload::split(&mut written);
    let kind = kind.ok_or_else(|| Status::internal("the response is malformed"))?;
    if kind.is_empty() {
        let unknown = HeaderValue::from_static("application/octet-stream");
        return Ok((unknown, written));
    }
    let kind = HeaderValue::from_maybe_shared(kind)
        .map_err(|_| Status::internal("the content type of the response is malformed"))?;
    Ok((kind, written))
}
