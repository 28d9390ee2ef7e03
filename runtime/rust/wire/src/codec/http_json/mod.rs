//! HTTP/JSON as a format of messages within a process.
//!
//! The path, the query and the body of a request are one message in an internal form, which no peer can send. [`HttpCodec`] is
//! the side of a server: it builds the request message from them, because only the service knows the type, and writes the bodies
//! of HTTP responses. [`ClientCodec`](client::ClientCodec) is the other side.

pub mod api_http_body;
mod bind;
pub mod client;
mod parameter;
pub mod payload;
#[cfg(test)]
mod tests;
mod write;

use std::ptr;

use bytes::BytesMut;
use http::Extensions;
use rpcsmith_message::budget;
use rpcsmith_message::reflect::{Reflect, Registry, Value};
use rpcsmith_service::{HttpRoute, RouteBody};

use bind::Binder;
use payload::Payload;

use super::json::{Json, not_read, not_written};
use crate::Status;

/// In the extensions of a response: the types that the service knows.
#[derive(Clone, Copy)]
pub struct Types(pub &'static Registry);

/// The format of the messages of a call of HTTP/JSON, on the side of the server.
#[derive(Clone, Copy, Debug)]
pub struct HttpCodec {
    route: &'static HttpRoute,
    json: Json,
}

impl PartialEq for HttpCodec {
    fn eq(&self, other: &Self) -> bool {
        ptr::eq(self.route, other.route) && self.json == other.json
    }
}

impl HttpCodec {
    /// The format for a route.
    pub fn new(route: &'static HttpRoute) -> Self {
        let json = Json::new();
        Self { route, json }
    }

    /// The same format with the settings of a service.
    #[must_use]
    pub fn with_json(self, json: Json) -> Self {
        Self { json, ..self }
    }

    /// Adds the types that the service knows to the extensions of a response: details of errors can have them.
    pub fn extend(self, extensions: &mut Extensions) {
        if let Some(types) = self.json.types() {
            extensions.insert(Types(types));
        }
    }

    /// Builds a request: the body first, then the values in the path, then the parameters of the query.
    ///
    /// # Errors
    /// `INVALID_ARGUMENT` if a part does not fit the message, and `RESOURCE_EXHAUSTED` if the message takes more than `limit`
    /// bytes.
    pub fn decode(
        self,
        bytes: &[u8],
        message: &mut dyn Reflect,
        limit: usize,
    ) -> Result<(), Status> {
        let payload = Payload::read(bytes, self.route.variables.len());
        let payload = payload.ok_or_else(|| Status::internal("the request is malformed"))?;
        let (built, _) = budget::within(limit, || {
            self.read_body(&payload, message, limit)?;
            let mut binder = Binder::new(message, self.route);
            binder.path(&payload.values)?;
            binder.query(payload.query)
        });
        built
    }

    fn read_body(
        self,
        payload: &Payload<'_>,
        message: &mut dyn Reflect,
        limit: usize,
    ) -> Result<(), Status> {
        let index = match self.route.body {
            RouteBody::None => return Ok(()),
            RouteBody::Whole => None,
            RouteBody::Field(name) => Some(field(message, name)?),
        };
        if self.route.upload {
            return api_http_body::read(message, index, payload.content_type, payload.body);
        }
        if payload.body.is_empty() {
            return Ok(());
        }
        // Unknown fields are errors here also if the service ignores them elsewhere: people write these requests.
        let options = self.json.refuse_unknown(true).read();
        let read = match index {
            None => options.merge_slice(message, payload.body),
            Some(index) => options.merge_field(message, index, payload.body),
        };
        read.map_err(|error| not_read(&error, limit))
    }

    /// Writes the body of a response.
    ///
    /// # Errors
    /// `INTERNAL` if the message has no form in JSON.
    pub fn encode(self, message: &dyn Reflect, buffer: &mut BytesMut) -> Result<(), Status> {
        let index = self.route.response_body.map(|name| field(message, name));
        let index = index.transpose()?;
        if self.route.download {
            return api_http_body::write(message, index, buffer);
        }
        let Some(index) = index else {
            return self.json.encode(message, buffer);
        };
        let text = self.json.write().field_to_vec(message, index);
        buffer.extend_from_slice(&text.map_err(not_written)?);
        Ok(())
    }
}

/// The index of a field that a route names.
fn field(message: &dyn Reflect, name: &str) -> Result<usize, Status> {
    let descriptor = message.descriptor();
    let mut fields = descriptor.fields().iter();
    fields
        .position(|field| field.name() == name)
        .ok_or_else(|| {
            let message = descriptor.full_name();
            Status::internal(format!("the route names `{name}`, which {message} has not"))
        })
}

/// The message in a field, or the message itself; `None` if the field is not set.
fn target(message: &dyn Reflect, index: Option<usize>) -> Option<&dyn Reflect> {
    match index.map(|index| message.get(index)) {
        None => Some(message),
        Some(Some(Value::Message(inner))) => Some(inner),
        Some(_) => None,
    }
}
