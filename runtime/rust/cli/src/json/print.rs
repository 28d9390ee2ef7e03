//! Prints messages as JSON. The output is deterministic: fields are sorted by number, entries of maps by key.

use rpcsmith_message::dynamic::DynamicMessage;
use rpcsmith_message::json::WriteOptions;

use crate::schema::Schema;

/// How messages are printed.
#[derive(Clone, Copy, Debug, Default)]
pub(in super::super) struct Style {
    /// Indented, with each field on its own line.
    pub(in super::super) pretty: bool,
    /// Fields by their names in the proto file.
    pub(in super::super) proto_names: bool,
    /// Also fields without presence that have their default value.
    pub(in super::super) defaults: bool,
    /// Also the values of fields with the option `debug_redact`.
    pub(in super::super) redacted: bool,
}

impl Style {
    /// Prints a message, without a line break at the end.
    pub(in super::super) fn print(
        &self,
        schema: &Schema,
        message: &DynamicMessage,
    ) -> Result<Vec<u8>, String> {
        let text = WriteOptions::new()
            .registry(&schema.registry)
            .pretty(self.pretty)
            .original_names(self.proto_names)
            .defaults(self.defaults)
            .redact(!self.redacted)
            .lenient(true)
            .to_vec(message);
        text.map_err(|error| format!("cannot print the message: {error}"))
    }
}
