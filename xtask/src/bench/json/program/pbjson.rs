//! JSON by pbjson.

use serde::Serialize;
use serde::de::DeserializeOwned;

pub trait Json: prost::Message + Default + Serialize + DeserializeOwned {}

impl<M: prost::Message + Default + Serialize + DeserializeOwned> Json for M {}

pub fn encode<M: Json>(message: &M) -> String {
    serde_json::to_string(message).expect("a form in JSON")
}

pub fn decode<M: Json>(text: &str) -> M {
    serde_json::from_str(text).expect("JSON of the message")
}
