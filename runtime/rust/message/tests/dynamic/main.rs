//! Messages whose types are known only at run time.

mod budget;
mod hostile;
mod json;
mod masks;
mod messages;
mod pool;
mod secrets;
mod text;

use std::sync::Arc;

use rpcsmith_compiler::Sources;
use rpcsmith_message::dynamic::{DynamicMessage, Pool};

/// The descriptor set of a file.
fn descriptor_set(source: &str) -> Vec<u8> {
    let mut sources = Sources::new();
    sources.insert("test.proto", source);
    match rpcsmith_compiler::compile(&["test.proto"], &sources) {
        Ok(compiled) => compiled.file_descriptor_set(),
        Err(faults) => panic!("{}", faults[0]),
    }
}

/// The types of a file.
fn pool_of(source: &str) -> Arc<Pool> {
    Arc::new(Pool::decode([&*descriptor_set(source)]).unwrap())
}

/// A message of the type `test.` and a name.
fn message(pool: &Arc<Pool>, name: &str) -> DynamicMessage {
    DynamicMessage::named(pool, &format!("test.{name}")).unwrap()
}
