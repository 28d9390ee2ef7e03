//! Generates messages with reflection, and validators.

use std::error::Error;
use std::path::PathBuf;

fn main() -> Result<(), Box<dyn Error>> {
    let protos: Vec<PathBuf> = std::env::split_paths(&std::env::var("PROTOS")?).collect();
    let set = PathBuf::from(std::env::var("OUT_DIR")?).join("set.binpb");
    prost_reflect_build::Builder::new()
        .descriptor_pool("crate::POOL")
        .file_descriptor_set_path(&set)
        .compile_protos(&["users.proto"], &protos)?;
    prost_protovalidate_build::Builder::new()
        .file_descriptor_set_path(&set)?
        .compile()?;
    Ok(())
}
