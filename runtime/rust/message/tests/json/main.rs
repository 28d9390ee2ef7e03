//! ProtoJSON.

mod budget;
mod errors;
mod extensions;
mod messages;
mod options;
mod scalars;
mod structure;
mod syntax;
mod well_known;

use rpcsmith_message::json;
use rpcsmith_message::reflect::Reflect;

/// Reads a message that must be valid.
fn read<M: Reflect + Default>(text: &str) -> M {
    json::from_str(text).unwrap_or_else(|error| panic!("{text}: {error}"))
}

/// The error of a text that is no message.
fn error<M: Reflect + Default>(text: &str) -> String {
    match json::from_str::<M>(text) {
        Ok(message) => panic!("{text} is {}", json::to_string(&message).unwrap()),
        Err(error) => error.to_string(),
    }
}

/// Reads and writes a message.
fn same<M: Reflect + Default>(text: &str) {
    assert_eq!(json::to_string(&read::<M>(text)).unwrap(), text);
}
