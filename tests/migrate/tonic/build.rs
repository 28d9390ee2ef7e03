//! Compiles the proto without protoc. With protoc, a service calls `tonic_prost_build::configure().compile_protos(…)`.

use std::path::PathBuf;

use prost::Message;
use prost_types::FileDescriptorSet;
use rpcsmith_compiler::{IncludePaths, compile};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let sources = IncludePaths {
        folders: vec!["../proto".into()],
    };
    let compiled = compile(&["notes.proto"], &sources).map_err(|faults| faults[0].to_string())?;
    let set = compiled.file_descriptor_set();
    let out = PathBuf::from(std::env::var("OUT_DIR")?);
    std::fs::write(out.join("notes.bin"), &set)?;
    tonic_prost_build::compile_fds(FileDescriptorSet::decode(&*set)?)?;
    println!("cargo::rerun-if-changed=../proto");
    Ok(())
}
