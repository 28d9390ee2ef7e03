//! Generates the service twice: with rpcsmith and with tonic-build.

use std::path::PathBuf;

use prost::Message;
use prost_types::FileDescriptorSet;
use rpcsmith_compiler::{IncludePaths, compile};

const PROTO: &str = "echo/v1/echo.proto";

fn main() -> Result<(), Box<dyn std::error::Error>> {
    rpcsmith::Builder::new().compile(&[format!("proto/{PROTO}")], &["proto"])?;
    let theirs = PathBuf::from(std::env::var("OUT_DIR")?).join("theirs");
    std::fs::create_dir_all(&theirs)?;
    let sources = IncludePaths {
        folders: vec!["proto".into()],
    };
    let compiled = compile(&[PROTO], &sources).map_err(|faults| faults[0].to_string())?;
    tonic_prost_build::configure()
        .out_dir(theirs)
        .compile_fds(FileDescriptorSet::decode(&*compiled.file_descriptor_set())?)?;
    Ok(())
}
