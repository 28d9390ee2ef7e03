//! The side of a client: requests become a path, a query and a body, and the body of a response a message.

use std::ptr;

use bytes::{Bytes, BytesMut};
use rpcsmith_message::budget;
use rpcsmith_message::reflect::{Reflect, Registry};
use rpcsmith_service::{HttpRoute, RouteBody};

use super::{api_http_body, field, payload, write};
use crate::Status;
use crate::codec::json::{Json, not_read, not_written};

/// The most bytes of a path with its query. Most servers accept less.
pub const MAX_TARGET: usize = 32 * 1024;

/// The format of the messages of a call of HTTP/JSON, on the side of the client. It is also in the extensions of the request.
#[derive(Clone, Copy, Debug)]
pub struct ClientCodec {
    route: &'static HttpRoute,
    json: Json,
}

impl PartialEq for ClientCodec {
    fn eq(&self, other: &Self) -> bool {
        ptr::eq(self.route, other.route) && self.json == other.json
    }
}

impl ClientCodec {
    /// The format for a route.
    pub fn new(route: &'static HttpRoute, json: Json) -> Self {
        Self { route, json }
    }

    /// The route of the call.
    pub fn route(self) -> &'static HttpRoute {
        self.route
    }

    /// The types of messages in `google.protobuf.Any`, if they are set.
    pub fn types(self) -> Option<&'static Registry> {
        self.json.types()
    }

    /// Writes a request, in the internal form.
    ///
    /// # Errors
    /// `INVALID_ARGUMENT` for a field that the path or the query cannot have, `RESOURCE_EXHAUSTED` if both are too long, and
    /// `INTERNAL` if the body has no form in JSON.
    pub fn encode(self, message: &dyn Reflect, buffer: &mut BytesMut) -> Result<(), Status> {
        payload::part(buffer, |buffer| {
            let start = buffer.len();
            write::path(self.route, message, buffer)?;
            write::query(self.route, message, buffer)?;
            let length = buffer.len().saturating_sub(start);
            if length <= MAX_TARGET {
                return Ok(());
            }
            Err(Status::resource_exhausted(format!(
                "the path and the query have {length} bytes, over the limit of {MAX_TARGET}"
            )))
        })?;
        let index = match self.route.body {
            RouteBody::Field(name) => Some(field(message, name)?),
            RouteBody::Whole | RouteBody::None => None,
        };
        if self.route.upload {
            api_http_body::check(message, index)?;
            return api_http_body::write(message, index, buffer);
        }
        payload::put(buffer, b"")?;
        let json = self.json.write();
        let text = match (self.route.body, index) {
            (RouteBody::None, _) => return Ok(()),
            (_, None) => json.to_vec(message),
            (_, Some(index)) if message.get(index).is_none() => return Ok(()),
            (_, Some(index)) => json.field_to_vec(message, index),
        };
        buffer.extend_from_slice(&text.map_err(not_written)?);
        Ok(())
    }

    /// What each message of a stream has before its body; `None` if that depends on the message.
    pub fn fixed_head(self) -> Option<Bytes> {
        let is_fixed = self.route.body == RouteBody::Whole && !self.route.upload;
        if !is_fixed || !self.route.variables.is_empty() {
            return None;
        }
        let mut head = BytesMut::new();
        let path = |head: &mut BytesMut| write::path_without_message(self.route, head);
        payload::part(&mut head, path).ok()?;
        payload::put(&mut head, b"").ok()?;
        Some(head.freeze())
    }

    /// Reads the body of a response. An empty one is a message without fields.
    ///
    /// # Errors
    /// `INVALID_ARGUMENT` if the body does not fit the message, and `RESOURCE_EXHAUSTED` if the message takes more than `limit`
    /// bytes.
    pub fn decode(
        self,
        bytes: &[u8],
        message: &mut dyn Reflect,
        limit: usize,
    ) -> Result<(), Status> {
        let index = self.route.response_body.map(|name| field(message, name));
        let index = index.transpose()?;
        if self.route.download {
            let mut data = bytes;
            let kind = payload::take(&mut data).and_then(|kind| str::from_utf8(kind).ok());
            let kind = kind.ok_or_else(|| Status::internal("the response is malformed"))?;
            return api_http_body::read(message, index, kind, data);
        }
        if bytes.is_empty() {
            return Ok(());
        }
        let json = self.json.read();
        let (read, _) = budget::within(limit, || match index {
            Some(index) => json.merge_field(message, index, bytes),
            None => json.merge_slice(message, bytes),
        });
        read.map_err(|error| not_read(&error, limit))
    }
}
