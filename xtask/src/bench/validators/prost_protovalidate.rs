//! Validators of prost-protovalidate: generated ones, and one that reads the rules from descriptors.

pub mod frame;

use std::sync::LazyLock;

use frame::{Calls, calls};
use prost_protovalidate::{Validate, Validator};
use prost_reflect::{DescriptorPool, ReflectMessage};

static POOL: LazyLock<DescriptorPool> = LazyLock::new(|| {
    let set = include_bytes!(concat!(env!("OUT_DIR"), "/set.binpb"));
    DescriptorPool::decode(&set[..]).expect("protoc has written descriptors")
});
/// It caches the compiled rules of a message.
static VALIDATOR: LazyLock<Validator> = LazyLock::new(Validator::new);

mod bench {
    pub mod users {
        pub mod v1 {
            include!(concat!(env!("OUT_DIR"), "/bench.users.v1.rs"));
        }
    }
}

include!(concat!(env!("OUT_DIR"), "/validate_impl.rs"));

use bench::users::v1::{CreateUser, Organization, PlainUser, Scalar};

pub fn prepare(validator: &str, message: &str, bytes: &[u8]) -> Calls {
    match (validator, message) {
        ("runtime", "Scalar") => interpreted::<Scalar>(bytes),
        ("runtime", "PlainUser") => interpreted::<PlainUser>(bytes),
        ("runtime", "CreateUser") => interpreted::<CreateUser>(bytes),
        ("runtime", "Organization") => interpreted::<Organization>(bytes),
        ("generated", "Scalar") => generated::<Scalar>(bytes),
        ("generated", "PlainUser") => generated::<PlainUser>(bytes),
        _ => panic!("no such validator of {message}: {validator}"),
    }
}

fn interpreted<M: ReflectMessage + Default + 'static>(bytes: &[u8]) -> Calls {
    let message = M::decode(bytes).expect("the file holds a message");
    calls(message, |message| VALIDATOR.validate(message).is_ok())
}

fn generated<M: prost::Message + Default + Validate + 'static>(bytes: &[u8]) -> Calls {
    let message = M::decode(bytes).expect("the file holds a message");
    calls(message, |message| message.validate().is_ok())
}
