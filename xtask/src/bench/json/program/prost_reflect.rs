//! JSON by prost-reflect, over dynamic messages.

use std::sync::LazyLock;

use prost_reflect::{DescriptorPool, DynamicMessage, ReflectMessage};

pub static DESCRIPTOR_POOL: LazyLock<DescriptorPool> = LazyLock::new(|| {
    DescriptorPool::decode(&include_bytes!("set.binpb")[..]).expect("descriptors")
});

pub trait Json: prost::Message + Default + ReflectMessage {}

impl<M: prost::Message + Default + ReflectMessage> Json for M {}

pub fn encode<M: Json>(message: &M) -> String {
    serde_json::to_string(&message.transcode_to_dynamic()).expect("a form in JSON")
}

pub fn decode<M: Json>(text: &str) -> M {
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let descriptor = M::default().descriptor();
    let message = DynamicMessage::deserialize(descriptor, &mut deserializer);
    message.and_then(|message| message.transcode_to().map_err(serde::de::Error::custom)).expect("JSON of the message")
}
