//! `cargo xtask http`: compares HTTP and JSON with grpc-gateway, which calls the same server by gRPC, and calls both by the
//! generated client.
//!
//! Source: [grpc-gateway](https://github.com/grpc-ecosystem/grpc-gateway), version 2.

use std::ffi::OsString;
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::go::{self, Plugin, Protos};
use crate::pairs::Server;
use crate::process::{self, copy, succeed};

const GATEWAY: Plugin = (
    "grpc-gateway",
    "github.com/grpc-ecosystem/grpc-gateway/v2/protoc-gen-grpc-gateway",
    "v2.33.0",
    // Otherwise, it writes the fields of a body into the mask of a request by PATCH.
    ",allow_patch_feature=false",
);

/// Calls both, and sends random requests to both. The last line has the sum.
///
/// # Errors
/// If responses differ, or if Go is missing.
pub fn run(mut arguments: impl Iterator<Item = OsString>) -> Result<()> {
    let (mut requests, mut seed) = (OsString::from("2000"), OsString::from("1"));
    while let Some(name) = arguments.next() {
        let value = match name.to_str() {
            Some("--requests") => &mut requests,
            Some("--seed") => &mut seed,
            _ => bail!("the options are --requests <count> and --seed <number>"),
        };
        *value = arguments
            .next()
            .with_context(|| format!("{name:?} needs a number"))?;
    }
    let root = process::root()?;
    let target = process::target(&root);
    let folder = target.join("http/gateway");
    let tests = root.join("tests/http");
    copy(&tests.join("gateway"), &folder)?;
    let protos = Protos {
        file: "library/v1/library.proto",
        includes: &[tests.join("proto"), root.join("src/frontend/include")],
        package: "gateway/librarypb",
        module: "gateway",
    };
    go::generate(
        &target,
        &protos,
        &[go::MESSAGES, go::SERVICES, GATEWAY],
        &folder,
    )?;
    let gateway = go::build(&folder)?.join("gateway");
    let programs = process::build_debug(&root, "rpcsmith-http", None, &[])?;
    let server = Server::start(Command::new(programs.join("http-server")))?;
    let mut gateway = Command::new(gateway);
    gateway.arg(&server.port);
    let gateway = Server::start(gateway)?;
    let mut calls = Command::new(programs.join("http-calls"));
    succeed(calls.args([&server.port, &gateway.port]))?;
    let mut compare = Command::new(programs.join("http-compare"));
    compare
        .args([&server.port, &gateway.port])
        .args([requests, seed]);
    succeed(&mut compare)
}
