//! Decides which messages store fields that their schema does not have.

use super::options::RustOptions;
use crate::model::Message;

/// Whether a message has the field `unknown_fields`.
pub fn stores_fields(options: &RustOptions, message: &Message<'_>) -> bool {
    !message.map_entry
        && (stores_extensions(options, message)
            || options
                .unknown_fields
                .get_best(&message.full_name)
                .is_some())
}

/// Whether a message stores extensions in this field.
pub fn stores_extensions(options: &RustOptions, message: &Message<'_>) -> bool {
    options.extensions && message.extendable && !message.has_rules()
}
