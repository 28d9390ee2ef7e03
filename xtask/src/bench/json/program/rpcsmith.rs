//! JSON by rpcsmith.

use rpcsmith_runtime::message::json;
use rpcsmith_runtime::message::reflect::Described;

pub trait Json: Described {}

impl<M: Described> Json for M {}

pub fn encode<M: Json>(message: &M) -> String {
    json::to_string(message).expect("a form in JSON")
}

pub fn decode<M: Json>(text: &str) -> M {
    json::from_str(text).expect("JSON of the message")
}
