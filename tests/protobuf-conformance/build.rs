//! Generates the code of the suite's protos, if the xtask passes their folder.

use std::env;
use std::path::Path;

use rpcsmith::rust::{DescriptorSets, Enums};

const FOLDER: &str = "PROTOBUF_CONFORMANCE_PROTO";

/// The protocol of the suite, and the messages that it tests.
const PROTOS: [&str; 6] = [
    "conformance/conformance.proto",
    "google/protobuf/test_messages_edition2023.proto",
    "google/protobuf/test_messages_proto2.proto",
    "google/protobuf/test_messages_proto2_editions.proto",
    "google/protobuf/test_messages_proto3.proto",
    "google/protobuf/test_messages_proto3_editions.proto",
];

fn main() -> Result<(), Box<dyn std::error::Error>> {
    println!("cargo::rerun-if-env-changed={FOLDER}");
    if env::var_os("CARGO_FEATURE_SUITE").is_none() {
        return Ok(());
    }
    let folder = env::var(FOLDER)
        .map_err(|_| format!("{FOLDER} is not set: run `cargo xtask protobuf-conformance`"))?;
    let protos = PROTOS.map(|name| Path::new(&folder).join(name));
    // Both forms of enums are tested: newtypes in the messages of editions, numbers in the others.
    rpcsmith::Builder::new()
        .json(true)
        .descriptor_set(DescriptorSets::All)
        .unknown_fields(".protobuf_test_messages")
        .extensions(true)
        .enums_of(".protobuf_test_messages.editions", Enums::Open)
        .compile(&protos, &[folder])?;
    Ok(())
}
