//! The development tasks of the project: `cargo xtask <name>`.

mod architecture;
#[cfg(target_os = "linux")]
mod bench;
#[cfg(target_os = "linux")]
mod cel;
mod chromium;
#[cfg(target_os = "linux")]
mod compiler;
#[cfg(target_os = "linux")]
mod conformance;
mod connect_conformance;
#[cfg(target_os = "linux")]
mod corpus;
#[cfg(target_os = "linux")]
mod differential;
#[cfg(target_os = "linux")]
mod differential_json;
mod entry_points;
#[cfg(target_os = "linux")]
mod faults;
mod go;
mod http;
#[cfg(target_os = "linux")]
mod http_routes;
mod interop;
#[cfg(target_os = "linux")]
mod load;
#[cfg(target_os = "linux")]
mod measure;
#[cfg(target_os = "linux")]
mod openapi;
#[cfg(target_os = "linux")]
mod packages;
mod pairs;
mod peers;
#[cfg(target_os = "linux")]
mod plugin;
mod process;
#[cfg(target_os = "linux")]
mod protobuf_conformance;
#[cfg(target_os = "linux")]
mod request;
mod skeleton;

use anyhow::{Result, bail};

const USAGE: &str = "usage: cargo xtask <name>

  architecture
          check for import circles, for long files and functions, and for imports that a folder must not have
  bench   measure times, memory and sizes of the plugin and of generated code, beside other tools (Linux)
  cel     run the simple tests of the CEL specification, folded and as generated code; needs Go (Linux)
  compiler [--mutate <count>] [--time] [filter ...]
          compare the compiler with protoc: descriptor sets byte for byte, and first errors, for protos of public
          repositories and small cases, or for mutants of them; or measure the time for a large repository (Linux)
  conformance [<suite>] [--harness] [--mutate <count>]
          run protovalidate's conformance suite, or its harness, on generated validators; or validate mutants of its
          messages (Linux)
  connect-conformance [--mode server|client] [--run <pattern>] [--sample] [--trace]
          run the official suite of Connect, gRPC and gRPC-Web on a server and a client; needs Go
  corpus <request>
          check the output for a large request: it is Rust, always the same, and like that of prost-build (Linux)
  differential [--pairs 200000] [--expressions 200] [--seed 1]
          compare generated validators with Python's protovalidate, on mutated messages and rules, and on random
          expressions, whose code must compile without warnings; another seed creates others (Linux)
  differential-json [--pairs 100000] [--seed 1]
          compare JSON with that of Python's protobuf, in both directions, on random messages of all golden cases and on
          mutants of their JSON (Linux)
  entry-points
          check that protoc, buf, a build script and the command generate the same bytes
  faults [name]
          break servers and clients in many ways, as processes, and count what is lost (Linux)
  http [--requests 2000] [--seed 1]
          compare HTTP and JSON with grpc-gateway, by random requests to both; needs Go
  http-routes <request> [--speed]
          generate the routes of all options `google.api.http` of a large request, and count them (Linux)
  interop run the interoperability tests of gRPC between this project and grpc-go, without and with TLS; needs Go
  load [rounds]
          compare servers with those of tonic-build: messages/s, CPU, instructions, memory (Linux)
  openapi [--messages 1000] [--seed 1]
          check the OpenAPI documents of all golden cases, and validate random messages by their schemas with Ajv; needs
          Node (Linux)
  packages <request> [--count 50]
          compile packages with services of a large request (Linux)
  peers   make calls between this project and grpcio, grpc-go and grpc-js, in both directions, and from a page in a browser;
          needs Python, Go, Node and Chromium
  protobuf-conformance [--test <name>]
          run protobuf's own conformance suite on generated messages: binary and JSON, then text; needs Node (Linux)
  skeleton [name ...]
          build, lint, serve and call the crates that `rpcsmith new` writes and `rpcsmith sync` updates";

fn main() -> Result<()> {
    match std::env::args().nth(1).as_deref() {
        Some("architecture") => architecture::run(),
        #[cfg(target_os = "linux")]
        Some("bench") => bench::run(std::env::args().skip(2)),
        #[cfg(target_os = "linux")]
        Some("cel") => cel::run(),
        #[cfg(target_os = "linux")]
        Some("compiler") => compiler::run(std::env::args_os().skip(2)),
        #[cfg(target_os = "linux")]
        Some("conformance") => conformance::run(std::env::args_os().skip(2)),
        Some("connect-conformance") => connect_conformance::run(std::env::args_os().skip(2)),
        #[cfg(target_os = "linux")]
        Some("corpus") => corpus::run(std::env::args_os().skip(2)),
        #[cfg(target_os = "linux")]
        Some("differential") => differential::run(std::env::args_os().skip(2)),
        #[cfg(target_os = "linux")]
        Some("differential-json") => differential_json::run(std::env::args_os().skip(2)),
        Some("entry-points") => entry_points::run(),
        #[cfg(target_os = "linux")]
        Some("faults") => faults::run(std::env::args_os().skip(2)),
        Some("http") => http::run(std::env::args_os().skip(2)),
        #[cfg(target_os = "linux")]
        Some("http-routes") => http_routes::run(std::env::args_os().skip(2)),
        Some("interop") => interop::run(),
        #[cfg(target_os = "linux")]
        Some("load") => load::run(std::env::args_os().skip(2)),
        #[cfg(target_os = "linux")]
        Some("openapi") => openapi::run(std::env::args_os().skip(2)),
        #[cfg(target_os = "linux")]
        Some("packages") => packages::run(std::env::args_os().skip(2)),
        Some("peers") => peers::run(),
        #[cfg(target_os = "linux")]
        Some("protobuf-conformance") => protobuf_conformance::run(std::env::args_os().skip(2)),
        Some("skeleton") => skeleton::run(std::env::args_os().skip(2)),
        Some("help" | "--help") => {
            println!("{USAGE}");
            Ok(())
        }
        _ => bail!("{USAGE}"),
    }
}
