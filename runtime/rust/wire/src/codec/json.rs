//! JSON as a format of messages.

use std::fmt;
use std::ptr;

use bytes::{Bytes, BytesMut};
use prost::Message;
use rpcsmith_message::budget;
use rpcsmith_message::json::{Error, ErrorKind, ReadOptions, WriteOptions};
use rpcsmith_message::reflect::{Reflect, Registry};

use super::{Codec, Decodes, Encodes, ProtoOnly, too_large};
use crate::Status;

/// How the messages of calls are written and read as JSON.
///
/// Unknown fields are ignored by default, as in the binary format, so that a client may be newer than its server.
///
/// ```
/// use std::sync::LazyLock;
///
/// use rpcsmith_runtime::codec::Json;
/// use rpcsmith_runtime::message::reflect::Registry;
///
/// // Its types can be in a `google.protobuf.Any`.
/// static TYPES: LazyLock<Registry> = LazyLock::new(Registry::new);
///
/// let json = Json::new().registry(&TYPES).defaults(true);
/// # let _ = json;
/// ```
#[derive(Clone, Copy, Default)]
#[must_use]
pub struct Json {
    registry: Option<&'static Registry>,
    strict: bool,
    original_names: bool,
    defaults: bool,
    enum_numbers: bool,
}

impl Json {
    /// The default settings.
    pub fn new() -> Self {
        Self::default()
    }

    /// The types of messages in `google.protobuf.Any`, and extensions. By default, only the well-known types.
    pub fn registry(mut self, registry: &'static Registry) -> Self {
        self.registry = Some(registry);
        self
    }

    /// Refuses messages with fields that they do not have, and with unknown names of enum values.
    pub fn refuse_unknown(mut self, on: bool) -> Self {
        self.strict = on;
        self
    }

    /// Writes the names of fields as in the schema: `created_at`.
    pub fn original_names(mut self, on: bool) -> Self {
        self.original_names = on;
        self
    }

    /// Also writes fields without presence that have their default value, empty lists and empty maps.
    pub fn defaults(mut self, on: bool) -> Self {
        self.defaults = on;
        self
    }

    /// Writes enums as numbers.
    pub fn enum_numbers(mut self, on: bool) -> Self {
        self.enum_numbers = on;
        self
    }

    /// The types of messages in `google.protobuf.Any`, if they are set.
    #[doc(hidden)]
    pub fn types(self) -> Option<&'static Registry> {
        self.registry
    }

    pub(super) fn write(self) -> WriteOptions<'static> {
        let options = WriteOptions::new()
            .original_names(self.original_names)
            .defaults(self.defaults)
            .enum_numbers(self.enum_numbers);
        match self.registry {
            Some(registry) => options.registry(registry),
            None => options,
        }
    }

    pub(super) fn read(self) -> ReadOptions<'static> {
        // A call has its own budget.
        let options = ReadOptions::new()
            .ignore_unknown(!self.strict)
            .budget(usize::MAX);
        match self.registry {
            Some(registry) => options.registry(registry),
            None => options,
        }
    }

    /// It is not generic over messages, so it compiles once.
    pub(super) fn encode(self, message: &dyn Reflect, buffer: &mut BytesMut) -> Result<(), Status> {
        let text = self.write().to_vec(message).map_err(not_written)?;
        buffer.extend_from_slice(&text);
        Ok(())
    }

    /// It is not generic over messages, so it compiles once.
    fn decode(self, text: &[u8], message: &mut dyn Reflect, limit: usize) -> Result<(), Status> {
        let (read, _) = budget::within(limit, || self.read().merge_slice(message, text));
        read.map_err(|error| not_read(&error, limit))
    }
}

/// The status of a message without a form in JSON.
pub(super) fn not_written(error: Error) -> Status {
    Status::internal(format!("the message cannot be written as JSON: {error}"))
}

/// The status of a text that is no message, or one over the limit.
pub(super) fn not_read(error: &Error, limit: usize) -> Status {
    match error.kind() {
        ErrorKind::Budget => too_large(limit),
        _ => Status::invalid_argument(format!("the message cannot be read from JSON: {error}")),
    }
}

impl PartialEq for Json {
    fn eq(&self, other: &Self) -> bool {
        let of = |json: &Self| {
            let registry = json.registry.map(ptr::from_ref);
            (
                registry,
                json.strict,
                json.original_names,
                json.defaults,
                json.enum_numbers,
            )
        };
        of(self) == of(other)
    }
}

impl fmt::Debug for Json {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Json")
            .field("refuse_unknown", &self.strict)
            .field("original_names", &self.original_names)
            .field("defaults", &self.defaults)
            .field("enum_numbers", &self.enum_numbers)
            .finish_non_exhaustive()
    }
}

/// The binary format and JSON.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub struct ProtoAndJson;

impl<M: Message + Reflect> Encodes<M> for ProtoAndJson {
    #[inline]
    fn encode(codec: Codec, message: &M, buffer: &mut BytesMut) -> Result<(), Status> {
        match codec {
            Codec::Proto => ProtoOnly::encode(codec, message, buffer),
            Codec::Json(json) => json.encode(message, buffer),
            #[cfg(feature = "http-json")]
            Codec::Http(http) => http.encode(message, buffer),
            #[cfg(feature = "http-json")]
            Codec::HttpClient(client) => client.encode(message, buffer),
        }
    }
}

impl<M: Message + Default + Reflect> Decodes<M> for ProtoAndJson {
    #[inline]
    fn decode(codec: Codec, bytes: Bytes, limit: usize) -> Result<M, Status> {
        match codec {
            Codec::Proto => ProtoOnly::decode(codec, bytes, limit),
            Codec::Json(json) => {
                let mut message = M::default();
                json.decode(&bytes, &mut message, limit)?;
                Ok(message)
            }
            #[cfg(feature = "http-json")]
            Codec::Http(http) => {
                let mut message = M::default();
                http.decode(&bytes, &mut message, limit)?;
                Ok(message)
            }
            #[cfg(feature = "http-json")]
            Codec::HttpClient(client) => {
                let mut message = M::default();
                client.decode(&bytes, &mut message, limit)?;
                Ok(message)
            }
        }
    }
}
