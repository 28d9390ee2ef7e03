//! Validators that rpcsmith generates.

pub mod frame;
mod proto;

use frame::{Calls, calls};
use prost::Message;
use proto::bench::users::v1::{CreateUser, Organization, PlainUser, Scalar};
use rpcsmith_runtime::validate::Validate;

pub fn prepare(_validator: &str, message: &str, bytes: &[u8]) -> Calls {
    match message {
        "Scalar" => with::<Scalar>(bytes),
        "PlainUser" => with::<PlainUser>(bytes),
        "CreateUser" => with::<CreateUser>(bytes),
        "Organization" => with::<Organization>(bytes),
        _ => panic!("no such message: {message}"),
    }
}

fn with<M: Message + Default + Validate + 'static>(bytes: &[u8]) -> Calls {
    let message = M::decode(bytes).expect("the file holds a message");
    calls(message, |message| message.validate().is_ok())
}
