//! Messages in a `google.protobuf.Any`.

use std::any::Any;

use prost_types::{Any as PackedMessage, Timestamp};
use rpcsmith_message::reflect::{Registry, UnpackError};

fn any(type_url: &str, value: &[u8]) -> PackedMessage {
    PackedMessage {
        type_url: type_url.to_owned(),
        value: value.to_vec(),
    }
}

#[test]
fn messages_are_packed_and_unpacked() {
    let time = Timestamp {
        seconds: 1,
        nanos: 2,
    };
    let packed = Registry::pack(&time);
    assert_eq!(packed.to_msg::<Timestamp>(), Ok(time));
    for url in [
        "type.googleapis.com/google.protobuf.Timestamp",
        "/google.protobuf.Timestamp",
        "google.protobuf.Timestamp",
    ] {
        let unpacked = Registry::well_known()
            .unpack(&any(url, &packed.value))
            .unwrap();
        let unpacked: Box<dyn Any> = unpacked;
        assert_eq!(unpacked.downcast_ref(), Some(&time), "{url}");
    }
}

#[test]
fn unknown_types_and_malformed_messages_are_errors() {
    let fault = |any| Registry::well_known().unpack(&any).err().unwrap();
    let unknown = fault(any("a/b.C", b""));
    assert_eq!(unknown, UnpackError::UnknownType("b.C".to_owned()));
    assert_eq!(
        unknown.to_string(),
        "the message type `b.C` is not registered"
    );
    let malformed = fault(any("a/google.protobuf.Timestamp", b"\x08"));
    assert!(
        malformed
            .to_string()
            .starts_with("the message is malformed: ")
    );
}
