//! Fuzzes the bytes of messages: the validators of messages that decode must not panic.

#![no_main]

use libfuzzer_sys::fuzz_target;
use prost::Message;
use rpcsmith_runtime::validate::Validate;

mod proto {
    rpcsmith_runtime::include_generated!();
}

use proto::post::Post;
use proto::validate_cel::Order;
use proto::validate_dynamic::{Members, Mixed};
use proto::validate_standard::{Kinds, Numbers, Oneofs, Texts};

fuzz_target!(|input: &[u8]| {
    let Some((kind, bytes)) = input.split_first() else {
        return;
    };
    match kind % 8 {
        0 => validate::<Order>(bytes),
        1 => validate::<Mixed>(bytes),
        2 => validate::<Members>(bytes),
        3 => validate::<Kinds>(bytes),
        4 => validate::<Numbers>(bytes),
        5 => validate::<Oneofs>(bytes),
        6 => validate::<Texts>(bytes),
        _ => validate::<Post>(bytes),
    }
});

fn validate<M: Message + Default + Validate>(bytes: &[u8]) {
    let Ok(message) = M::decode(bytes) else {
        return;
    };
    if let Err(error) = message.validate() {
        // The text of an error depends on the message too.
        let _ = error.to_string();
    }
    let _ = message.validate_first();
}
